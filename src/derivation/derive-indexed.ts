/** Derivations over indices: what comes back to each family of names, from the loss down. */
import type { DerivedChain, DerivedStep } from "../derive/derive.ts";
import { Underivable } from "../derive/underivable.ts";
import { NoIndexedForm, backThrough, isOwnLetter, lettersIn, placesIn, tidied } from "../derive/indexed.ts";
import { sumOf } from "../derivative/tidy.ts";
import { type Expr, type SymbolExpr, binder, derivativeOf, div, isOp, mul, one, symbol } from "../expression/expr.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import { atIndex, freeSymbols, rebuild, substitute } from "../expression/traverse.ts";
import { costOf } from "../simplify/simplest.ts";
import { letterOf, occurrenceOf } from "../tensor/entry.ts";
import type { TensorNames } from "../tensor/infer.ts";

/** A result that is longer is not put into the next one; that then speaks of the derivative. */
const LONGEST_PUT_IN = 30;
const FRESH = [..."kijmnlpqrs"];

interface Family {
  readonly whole: string;
  readonly letters: readonly string[];
  readonly body: Expr | undefined;
}

/** ∂of/∂wrt where sums over indices lie between; each family on the way has a chain of its own. Throws Underivable. */
export function indexedChains(
  definitions: ReadonlyMap<string, Expr>,
  sinks: readonly string[],
  of: SymbolExpr,
  wrt: SymbolExpr,
  names: TensorNames,
): DerivedChain[] {
  try {
    return new IndexedSweep(definitions, sinks, of, wrt, names).chains();
  } catch (error) {
    if (error instanceof NoIndexedForm) throw new Underivable(`the way from ${of.name} to ${wrt.name} holds ${error.message}`);
    throw error;
  }
}

/** What comes back through one definition. */
interface Part {
  /** As a chain of local derivatives. */
  readonly chain: Expr;
  /** With these taken. */
  readonly local: Expr;
  readonly isTop: boolean;
  /** Whether the derivative of that definition is a local one: nothing else in it depends on the name. */
  readonly isApart: boolean;
}

class IndexedSweep {
  private readonly of: SymbolExpr;
  private readonly wrt: SymbolExpr;
  private readonly names: TensorNames;
  /** By the name without its indices. */
  private readonly families = new Map<string, Family>();
  private readonly results = new Map<string, { readonly letters: readonly string[]; readonly expr: Expr }>();

  constructor(definitions: ReadonlyMap<string, Expr>, sinks: readonly string[], of: SymbolExpr, wrt: SymbolExpr, names: TensorNames) {
    this.of = of;
    this.wrt = wrt;
    // While a derivation is found, its sums have letters that no page has.
    this.names = { ...names, isIndex: (letter) => isOwnLetter(letter) || names.isIndex(letter), stackOf: () => undefined };
    for (const [name, body] of definitions) {
      const family = this.familyOf(symbol(name), body);
      if (!this.families.has(family.whole)) this.families.set(family.whole, family);
    }
    this.isOpen = !this.families.has(occurrenceOf(of.name, this.names).whole);
    // An unknown loss depends on the last things that the page defines, and on nothing else.
    const loss = this.familyOf(of, undefined);
    if (!this.families.has(loss.whole)) this.families.set(loss.whole, { ...loss, body: sumOf(sinks.map(symbol)) });
  }

  private readonly isOpen: boolean;

  private familyOf(name: SymbolExpr, body: Expr | undefined): Family {
    const { whole, indices } = occurrenceOf(name.name, this.names);
    const letters = indices.map((index) => letterOf(index));
    if (letters.includes(undefined)) throw new NoIndexedForm(`${name.name}, whose index is more than a letter`);
    return { whole, letters: letters as string[], body };
  }

  chains(): DerivedChain[] {
    const [top, target] = [this.familyOf(this.of, undefined), this.familyOf(this.wrt, undefined)];
    const order = this.wholesBetween(top.whole, target.whole);
    if (order.length === 0) throw new Underivable(`${this.of.name} does not depend on ${this.wrt.name}`);
    const chains: DerivedChain[] = [];
    for (const whole of order) {
      if (whole === top.whole) continue;
      const letters = this.lettersFor(
        whole,
        whole === target.whole ? target.letters : (this.families.get(whole)?.letters ?? []),
        top.letters,
      );
      const chain = this.chainFor(whole, letters, order);
      if (chain) chains.push(chain);
    }
    return chains;
  }

  /** The letters of a family, others where those are the ones of what is differentiated. */
  private lettersFor(whole: string, letters: readonly string[], taken: readonly string[]): readonly string[] {
    if (whole === this.familyOf(this.wrt, undefined).whole) return letters;
    const free = FRESH.filter((letter) => !taken.includes(letter) && !letters.includes(letter));
    return letters.map((letter) => (taken.includes(letter) ? (free.shift() ?? letter) : letter));
  }

  /** The families from the loss to the target, each after those that are built from it. */
  private wholesBetween(top: string, target: string): string[] {
    const inputs = (whole: string): string[] => this.inputsOf(whole);
    const order: string[] = [];
    const leads = new Map<string, boolean>([[target, true]]);
    const open: { whole: string; next: number }[] = [{ whole: top, next: 0 }];
    const inside = new Set([top]);
    for (let last = open.at(-1); last; last = open.at(-1)) {
      const next = last.whole === target ? undefined : inputs(last.whole)[last.next++];
      if (next !== undefined && inside.has(next)) throw new Underivable(`${next} is defined by itself, through other definitions`);
      if (next !== undefined && !leads.has(next)) {
        open.push({ whole: next, next: 0 });
        inside.add(next);
      } else if (next === undefined) {
        const { whole } = last;
        if (whole !== target)
          leads.set(
            whole,
            inputs(whole).some((each) => leads.get(each)),
          );
        if (leads.get(whole)) order.unshift(whole);
        open.pop();
        inside.delete(whole);
      }
    }
    return leads.get(top) ? [...order.filter((whole) => whole !== target), target] : [];
  }

  private inputsOf(whole: string): string[] {
    return [...new Set(freeSymbols(this.families.get(whole)?.body ?? one).map(({ name }) => occurrenceOf(name, this.names).whole))];
  }

  /** Whether a family is another one, or built from it. */
  private isBuiltFrom(whole: string, part: string): boolean {
    const seen = new Set([whole]);
    for (const each of seen) for (const input of this.inputsOf(each)) seen.add(input);
    return seen.has(part);
  }

  private chainFor(whole: string, letters: readonly string[], order: readonly string[]): DerivedChain | undefined {
    const name = this.nameAt(whole, letters);
    const ofFamily = ({ name: other }: SymbolExpr): readonly string[] | undefined => {
      const found = occurrenceOf(other, this.names);
      if (found.whole !== whole || found.indices.length !== letters.length) return undefined;
      const at = found.indices.map((index) => letterOf(index));
      if (at.includes(undefined)) throw new NoIndexedForm(`${other}, whose index is more than a letter`);
      return at as string[];
    };
    const left = derivativeOf(this.of, name);
    const top = this.familyOf(this.of, undefined);
    const parts: Part[] = [];
    for (const from of order) {
      const family = this.families.get(from);
      if (!family?.body || from === whole || !freeSymbols(family.body).some((each) => ofFamily(each))) continue;
      if (from === top.whole && this.isOpen) return undefined;
      const body = from === top.whole ? relettered(family.body, family.letters, top.letters) : family.body;
      parts.push(this.part({ ...(from === top.whole ? top : family), body }, name, letters, ofFamily));
    }
    const chain = sumOf(parts.map((part) => (part.isApart && !(part.isTop && parts.length > 1) ? part.chain : part.local)));
    const local = sumOf(parts.map((part) => part.local));
    const put = this.named(this.withResults(local));
    const steps: DerivedStep[] = [];
    const push = (expr: Expr, rule: DerivedStep["rule"]): void => {
      if (expr !== (steps.at(-1)?.expr ?? left)) steps.push({ expr, rule, sources: [], struck: [] });
    };
    push(chain, "chain-rule");
    push(local, "index-slopes");
    push(put, "known-derivative");
    const result = steps.at(-1)?.expr;
    if (result && costOf(result) <= LONGEST_PUT_IN) this.results.set(whole, { letters, expr: result });
    return steps.length > 0 ? { left, steps } : undefined;
  }

  /** What comes back through one definition: as a chain of local derivatives, and with these taken. */
  private part(
    family: Family,
    name: SymbolExpr,
    letters: readonly string[],
    ofFamily: (name: SymbolExpr) => readonly string[] | undefined,
  ): Part {
    const isTop = family.whole === this.familyOf(this.of, undefined).whole;
    const { whole } = occurrenceOf(name.name, this.names);
    const isApart = !this.inputsOf(family.whole).some((input) => input !== whole && this.isBuiltFrom(input, whole));
    if (isTop) {
      const local = backThrough({ body: family.body as Expr, letters: [], cotangent: one }, ofFamily, letters, this.fold);
      return { chain: derivativeOf(this.of, name), local, isTop, isApart };
    }
    const taken = new Set([...letters, ...lettersIn(family.body as Expr), ...lettersIn(this.of)]);
    const own = family.letters.map((letter) => {
      if (!letters.includes(letter) && !lettersIn(this.of).includes(letter)) return letter;
      const free = FRESH.find((each) => !taken.has(each));
      if (free === undefined) throw new NoIndexedForm("more indices than there are letters");
      taken.add(free);
      return free;
    });
    const body = relettered(family.body as Expr, family.letters, own);
    const from = this.nameAt(family.whole, own);
    const cotangent = derivativeOf(this.of, from);
    const local = backThrough({ body, letters: own, cotangent }, ofFamily, letters, this.fold);
    // Entry by entry: no sum is left where every place has the index of the name itself.
    const isEntrywise = own.length > 0 && placesIn(body, ofFamily).every(({ at }) => own.every((letter) => at.includes(letter)));
    const [outer, inner] = isEntrywise ? [this.nameAt(family.whole, this.matched(body, own, letters, ofFamily)), []] : [from, own];
    const product = mul(derivativeOf(this.of, outer), derivativeOf(outer, name));
    return {
      chain: inner.reduceRight<Expr>((sum, letter) => binder("sum", symbol(letter), undefined, sum), product),
      local,
      isTop,
      isApart,
    };
  }

  /** The letters of a definition where its index is the one that is asked for. */
  private matched(
    body: Expr,
    own: readonly string[],
    letters: readonly string[],
    ofFamily: (name: SymbolExpr) => readonly string[] | undefined,
  ): readonly string[] {
    const [place] = placesIn(body, ofFamily);
    return own.map((letter) => letters[place?.at.indexOf(letter) ?? -1] ?? letter);
  }

  private nameAt(whole: string, letters: readonly string[]): SymbolExpr {
    if (letters.length === 0) return symbol(whole);
    const { base, sub, label } = nameParts(whole);
    if (sub !== "") throw new NoIndexedForm(`${whole}, which has an index and another subscript`);
    return symbol(nameOf({ base, sub: letters.join(letters.every((letter) => /^[i-n]$/.test(letter)) ? "" : ","), label }));
  }

  /** ∂L/∂a_k where it is known. */
  private withResults(expr: Expr): Expr {
    const put = rebuild(expr, (node) => {
      const [of, by] = node.args;
      if (node.kind !== "derivative" || of !== this.of || by?.kind !== "symbol") return node;
      const { whole, letters } = this.familyOf(by, undefined);
      const known = this.results.get(whole);
      return known ? relettered(known.expr, known.letters, letters) : node;
    });
    return put === expr ? expr : tidied(put);
  }

  /** Names for what they stand for, at every index that occurs. */
  private named(expr: Expr): Expr {
    const used = [...new Set(lettersIn(expr))];
    const bodies = new Map<Expr, Expr>();
    for (const { whole, letters, body } of this.families.values()) {
      if (!body || body.kind === "number" || body.kind === "symbol" || letters.length > 1) continue;
      for (const letter of letters.length === 0 ? [""] : used)
        bodies.set(
          letters[0] === undefined ? body : atIndex(body, letters[0], letter),
          this.nameAt(whole, letters.length === 0 ? [] : [letter]),
        );
    }
    return substitute(expr, bodies);
  }

  /** e^{z_j} and 1/Σ e^{z_k} beside each other are p_j, where the page says so. */
  private readonly fold = (factors: readonly Expr[]): readonly Expr[] => {
    let left = factors.map((factor) => this.named(factor));
    for (const { whole, letters, body } of this.families.values()) {
      if (!body || !isOp(body, "div") || letters.length > 1) continue;
      const [above, below] = body.args as [Expr, Expr];
      const divisor = div(one, below);
      for (const letter of letters.length === 0 ? [""] : [...new Set(left.flatMap(lettersIn))]) {
        const wanted = letters[0] === undefined ? above : atIndex(above, letters[0], letter);
        const [i, k] = [left.indexOf(wanted), left.indexOf(divisor)];
        if (i < 0 || k < 0) continue;
        left = left
          .map((factor, at) => (at === i ? this.nameAt(whole, letters.length === 0 ? [] : [letter]) : factor))
          .filter((_, at) => at !== k);
      }
    }
    return left;
  };
}

const BETWEEN = [..."αβκ"];

/** One after the other by way of letters that no page has, so that k → j and j → k do not run into each other. */
function relettered(expr: Expr, from: readonly string[], to: readonly string[]): Expr {
  const away = from.reduce((moved, letter, i) => atIndex(moved, letter, BETWEEN[i] as string), expr);
  return to.reduce((moved, letter, i) => atIndex(moved, BETWEEN[i] as string, letter), away);
}
