/** What a page defines for layer l is defined for the other layers that it speaks of, and a loss by the last one. */
import { type Expr, type SymbolExpr, derivativeOf, isOp, symbol, withArgs } from "../expression/expr.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import { atIndex, freeSymbols, postorder, rebuild } from "../expression/traverse.ts";
import { hasSubscript, lastNumber, recurrencesIn } from "./recurrence.ts";
import type { Definition } from "./definition.ts";
import type { Scope } from "./scope.ts";

// Definitions for other layers -------------------------------------------------------------------------------------------

/** "(l+1)" → ( l + 1; of "(3)" the letter is "". */
interface Label {
  readonly open: string;
  readonly letter: string;
  readonly shift: number;
}

function labelOf(name: string): Label | undefined {
  const [, open, letter = "", shift = "0"] = /^([([⟨❲])(\p{L}?)([+-]?\d+)?[)\]⟩❳]$/u.exec(nameParts(name).label) ?? [];
  return open === undefined ? undefined : { open, letter, shift: Number(shift) };
}

/**
 * What a page defines for layer l, for layer l + 1, for the last one and for numbered ones, as far as it names them. A
 * layer before the one that is spoken of is held: it is what it is, unless the page looks into it, as
 * δ^{(l-1)} = σ'(z^{(l-1)}) … does. `samples` are letters that sums run over.
 */
export function defineLayers(scope: Scope, exprs: readonly Expr[], samples: ReadonlySet<string>): void {
  const families = scope.definitions.filter(({ name, parameters }) => {
    const own = labelOf(name);
    return !parameters && own && own.letter !== "" && own.shift === 0 && !samples.has(own.letter);
  });
  if (families.length === 0) return;
  const named = [...scope.definitions.map(({ name }) => symbol(name)), ...freeSymbols(...exprs)];
  const labels = new Map(named.flatMap(({ name }) => (labelOf(name) ? [[nameParts(name).label, labelOf(name) as Label]] : [])));
  const inside = lookedInto(families, freeSymbols(...exprs));
  for (const definition of families) {
    const own = labelOf(definition.name) as Label;
    for (const [text, label] of labels) {
      if (label.open !== own.open || (label.letter === own.letter && (label.shift === 0 || (label.shift < 0 && !inside.has(text)))))
        continue;
      if (label.letter === "" && label.shift + farthestBack(families, own) < 0) continue;
      const made = forLayer(definition, own.letter, label);
      if (!scope.hasDefinition(made.name)) scope.add(made);
    }
  }
}

/** "(l-1)" where z^{(l-1)} is spoken of, which z^{(l)} and what else layer l computes are not made of. */
function lookedInto(families: readonly Definition[], spoken: readonly SymbolExpr[]): ReadonlySet<string> {
  const inLayer = (name: string): string => nameParts(name).base + nameParts(name).label;
  const inputs = new Set(freeSymbols(...families.flatMap(({ readings }) => readings)).map(({ name }) => inLayer(name)));
  const bases = new Set(families.map(({ name }) => nameParts(name).base));
  const found = spoken.filter(({ name }) => !inputs.has(inLayer(name)) && bases.has(nameParts(name).base));
  return new Set(found.map(({ name }) => nameParts(name).label));
}

/** −1 where what is defined for layer l is made of layer l − 1: the layer 0 of such a page is what it begins with. */
function farthestBack(families: readonly Definition[], { open, letter }: Label): number {
  const labels = freeSymbols(...families.flatMap(({ readings }) => readings)).flatMap(({ name }) => labelOf(name) ?? []);
  return Math.min(0, ...labels.filter((each) => each.open === open && each.letter === letter).map(({ shift }) => shift));
}

function forLayer(definition: Definition, letter: string, { letter: other, shift }: Label): Definition {
  const moved = (expr: Expr): Expr =>
    other === ""
      ? atIndex(expr, letter, shift)
      : rebuild(expr, (node) => (node.kind === "symbol" ? symbol(shifted(node.name, letter, other, shift)) : node));
  return {
    ...definition,
    name: (moved(symbol(definition.name)) as SymbolExpr).name,
    readings: definition.readings.map(moved),
  };
}

/** a^{(l-1)} with l → l + 1 is a^{(l)}. */
function shifted(name: string, letter: string, other: string, by: number): string {
  const parts = nameParts(name);
  const found = labelOf(name);
  if (found?.letter !== letter) return name;
  const shift = found.shift + by;
  const inner = `${other}${shift === 0 ? "" : shift > 0 ? `+${shift}` : shift}`;
  return nameOf({ ...parts, label: parts.label[0] + inner + parts.label.at(-1) });
}

// Definitions for the steps of a recurrence -----------------------------------------------------------------------------

/**
 * What h_t = f(h_{t-1}) says of h_1, h_2 and so on, as definitions of these names, as far as the page goes. Not for letters
 * that sums run over: there they are entries of one family.
 */
export function defineMembers(scope: Scope, names: Iterable<string>, exprs: readonly Expr[], samples: ReadonlySet<string>): void {
  const all = [...names];
  const given = [...scope.definitions];
  for (const [letter, back] of recurrencesIn(given)) {
    if (samples.has(letter)) continue;
    const last = Math.min(lastNumber(letter, given, all, exprs), MOST_MEMBERS);
    const families = given.filter(({ name, parameters }) => !parameters && hasSubscript(name, letter));
    for (let number = -back; number <= last; number++)
      for (const family of families) {
        const { name } = atIndex(symbol(family.name), letter, number) as SymbolExpr;
        const readings = family.readings.map((reading) => atIndex(reading, letter, number));
        if (!scope.hasDefinition(name)) scope.add({ ...family, name, readings });
      }
  }
}

/**
 * What δ_i = ∂L/∂z_i "for i = 1, 2" says of δ_1 and δ_2, where the page defines z_1 and z_2 each by itself: the letter counts
 * layers, and no entries. Returns the names with such letters.
 */
export function defineNumbered(scope: Scope, samples: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const given = [...scope.definitions];
  for (const definition of given) {
    const letter = definition.parameters ? "" : nameParts(definition.name).sub;
    if (!/^[i-nr]$/.test(letter) || samples.has(letter)) continue;
    const counted = freeSymbols(...definition.readings).filter(({ name }) => nameParts(name).sub === letter);
    const numbers = counted.map(({ name }) => numbersDefined(scope, name));
    const [first] = numbers;
    if (!first || first.length < 2 || !numbers.every((each) => each.join() === first.join())) continue;
    for (const number of first) {
      const { name } = atIndex(symbol(definition.name), letter, number) as SymbolExpr;
      const readings = definition.readings.map((reading) => atIndex(reading, letter, number));
      if (!scope.hasDefinition(name)) scope.add({ ...definition, name, readings });
    }
    scope.remove(definition);
    for (const { name } of [symbol(definition.name), ...counted]) found.add(name);
  }
  return found;
}

/** 1 and 2, where z_1 and z_2 are defined and z_i is not. */
function numbersDefined(scope: Scope, family: string): number[] {
  const { base, label } = nameParts(family);
  const subs = scope.definitions
    .filter(({ parameters }) => !parameters)
    .map(({ name }) => nameParts(name))
    .filter((parts) => parts.base === base && parts.label === label)
    .map(({ sub }) => sub);
  return subs.every((sub) => /^\d$/.test(sub)) ? [...new Set(subs.map(Number))].sort((a, b) => a - b) : [];
}

/** A page that goes farther speaks of some member far on, and its formula says what that is. */
const MOST_MEMBERS = 5;

// A loss that is defined by the last layer -------------------------------------------------------------------------------

/**
 * ∂C/∂z^{(l)} where C is defined by a^{(L)} alone: of how many layers lie between nothing is said, so that C is an unknown
 * function of what the layers that the page speaks of compute.
 */
export class Losses {
  private readonly scope: Scope;
  /** Losses below a layer, as names that nothing defines. */
  readonly open = new Set<SymbolExpr>();
  private readonly families: ReadonlySet<string>;

  /** Gives the definitions their loss below the layer that they differentiate by; `exprs` are the sides of all formulas. */
  constructor(scope: Scope, samples: ReadonlySet<string>, exprs: readonly Expr[]) {
    this.scope = scope;
    this.families = new Set(
      scope.definitions.flatMap(({ name, parameters }) => {
        const label = labelOf(name);
        return !parameters && label && label.letter !== "" && label.shift === 0 && !samples.has(label.letter) ? [label.letter] : [];
      }),
    );
    this.settle();
    for (const expr of exprs) this.below(expr);
  }

  private settle(): void {
    for (const definition of this.scope.definitions) {
      const readings = definition.readings.map((reading) => this.below(reading));
      if (readings.some((reading, i) => reading !== definition.readings[i])) this.scope.replace(definition, { ...definition, readings });
    }
  }

  /** The same expression with derivatives of the open loss where that is meant. */
  below(expr: Expr): Expr {
    if (this.families.size === 0) return expr;
    return rebuild(expr, (node) => {
      const isDerivative = node.kind === "derivative" || isOp(node, "gradient");
      const [of, by] = node.args;
      const letter = isDerivative && by?.kind === "symbol" ? labelOf(by.name)?.letter : undefined;
      if (of?.kind !== "symbol" || letter === undefined || !this.isOfOtherLayers(of.name, letter)) return node;
      const loss = symbol(`${of.name}‹${letter}›`);
      this.open.add(loss);
      return node.kind === "derivative" ? derivativeOf(loss, by as SymbolExpr) : withArgs(node, [loss, by as Expr]);
    });
  }

  /** Whether a name is defined, and from layers that are numbered by another letter only. */
  private isOfOtherLayers(name: string, letter: string): boolean {
    const reached = new Set<string>();
    const open = [name];
    for (let at = open.pop(); at !== undefined; at = open.pop())
      for (const definition of this.scope.definitions)
        if (definition.name === at && !definition.parameters)
          for (const { name: next } of freeSymbols(...definition.readings.flatMap((reading) => withoutAdjoints(reading))))
            if (!reached.has(next)) {
              reached.add(next);
              open.push(next);
            }
    const letters = [...reached].flatMap((each) => labelOf(each)?.letter ?? []);
    return letters.length > 0 && letters.every((each) => each !== letter) && letters.some((each) => each === "" || this.families.has(each));
  }
}

function withoutAdjoints(expr: Expr): Expr[] {
  return postorder(expr).some((node) => node.kind === "derivative" || isOp(node, "gradient")) ? [] : [expr];
}
