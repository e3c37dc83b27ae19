/** What the diagnosis of a step over vectors, matrices and sums works with: names with their indices, transposes, sums. */
import { Screen } from "../decide/bench.ts";
import type { Bench } from "../decide/diagnose.ts";
import type { Pool } from "../decide/mistake.ts";
import { isFunction } from "../decide/position.ts";
import { NotDifferentiable, partial } from "../derivative/differentiate.ts";
import type { Graph } from "../derivative/graph.ts";
import { type Expr, type SymbolExpr, apply, binder, derivativeOf, isOp, mul, one, sub, symbol, withArgs } from "../expression/expr.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import { atIndex, freeSymbols, postorder } from "../expression/traverse.ts";
import { freeLetters } from "../tensor/choose.ts";
import { occurrenceOf } from "../tensor/entry.ts";
import type { Expander, IndexValues } from "../tensor/expand.ts";
import type { TensorNames } from "../tensor/infer.ts";
import { OutOfRange, ShapeClash, UnknownShape } from "../tensor/shape.ts";

export interface SizedQuestion {
  readonly left: Expr;
  readonly right: Expr;
  /** The definitions that the step rests on: names with what they are. */
  readonly definitions: readonly (readonly [SymbolExpr, Expr])[];
  readonly names: TensorNames;
  /** Writes p_y, which y picks among all p_k, as the sum over these. */
  readonly inSums: (expr: Expr) => Expr;
  readonly expander: Expander;
  /** The definitions at concrete sizes. */
  readonly graph: Graph;
  readonly given: readonly Expr[];
  readonly seed: number;
  /** Values of the free indices at which a candidate is compared. */
  readonly values: readonly IndexValues[];
  /** Names of sizes. */
  readonly sizes: readonly string[];
}

const MOST = 80;
const MOST_SCREENED = 5;
const FRESH = ["m", "i", "j", "k", "n"];

class SizedBench implements Bench {
  readonly left: Expr;
  private readonly question: SizedQuestion;
  private readonly screens: readonly { readonly screen: Screen; readonly values: IndexValues; readonly place: number }[];
  private readonly letters: readonly string[];
  private readonly symbols: readonly SymbolExpr[];
  private readonly memo = new Map<Pool, readonly Expr[]>();

  constructor(question: SizedQuestion) {
    this.question = question;
    this.left = question.left;
    const { left, right, definitions, names } = question;
    const all = postorder(left, right).filter((node): node is SymbolExpr => node.kind === "symbol");
    this.letters = [
      ...new Set(all.flatMap(({ name }) => occurrenceOf(name, names).indices.flatMap(({ letters }) => letters.map(([letter]) => letter)))),
    ];
    const near = [...all, ...definitions.flatMap(([name, body]) => [name, ...freeSymbols(body)])];
    this.symbols = [...new Set(near.filter(({ name }) => !this.isLetter(name)).flatMap((name) => this.relettered(name)))].slice(0, MOST);
    this.screens = this.makeScreens();
  }

  /** Both sides at a few values of the indices and a few entries: candidates must agree at all of them. */
  private makeScreens(): SizedBench["screens"] {
    const { expander, inSums, values, graph, given, seed } = this.question;
    const left = inSums(this.left);
    const chosen =
      values.length <= 3 ? values : [values[0], values[values.length >> 1], values.at(-1)].filter((each) => each !== undefined);
    const found = chosen.flatMap((each) => {
      const { entries } = expander.expand(left, each);
      const places = [...new Set([0, Math.min(1, entries.length - 1), entries.length - 1])];
      return places.map((place) => {
        const entry = entries[place] as Expr;
        return { screen: new Screen({ graph, left: entry, right: entry, given, seed }, this.leaves(entry)), values: each, place };
      });
    });
    return found.slice(0, MOST_SCREENED);
  }

  /** All entries that the instance knows, so that every candidate has values. */
  private leaves(entry: Expr): readonly Expr[] {
    const { expander } = this.question;
    return [entry, ...[...expander.wholes.keys()].map(symbol)];
  }

  agrees(candidate: Expr): boolean {
    try {
      return (
        this.screens.length > 0 &&
        this.screens.every(({ screen, values, place }) => {
          const { entries } = this.question.expander.expand(this.question.inSums(candidate), values);
          const entry = entries[place];
          return entry !== undefined && screen.agrees(entry);
        })
      );
    } catch (error) {
      if (error instanceof ShapeClash || error instanceof UnknownShape || error instanceof OutOfRange) return false;
      throw error;
    }
  }

  pool(kind: Pool, written: Expr): readonly Expr[] {
    switch (kind) {
      case "siblings":
        return this.symbols.filter((name) => this.baseOf(name) === this.baseOf(written));
      case "other-names":
        return this.symbols.filter((name) => this.baseOf(name) !== this.baseOf(written));
      case "slopes-of-it":
        return slopesOf(written);
      case "sums-of-it":
        return this.sumsOf(written);
      case "orders":
        return isOp(written, "mul") ? ordersOf(written.args) : [];
      default: {
        let found = this.memo.get(kind);
        if (!found) this.memo.set(kind, (found = [...new Set(this.collect(kind))].slice(0, 2 * MOST)));
        return found;
      }
    }
  }

  private collect(kind: Pool): readonly Expr[] {
    const { left, right, definitions, sizes } = this.question;
    const bodies = definitions.map(([, body]) => body);
    switch (kind) {
      case "factors":
        return [
          ...this.symbols,
          ...sizes.map(symbol),
          ...this.functionsNear(),
          ...this.symbols.map((name) => sub(one, name)),
          ...postorder(right),
        ];
      case "slopes":
        return this.symbols.flatMap((name) => this.symbols.map((by) => derivativeOf(name, by))).slice(0, 2 * MOST);
      case "terms":
        return [...(isOp(right, "add") ? right.args : [right]), ...bodies].flatMap((term) => this.variantsOf(term));
      case "divisors":
        return [...sizes.map(symbol), ...postorder(...bodies, left).flatMap((node) => (isOp(node, "div") ? [node.args[1] as Expr] : []))];
      case "arguments":
        return [...this.symbols, ...this.functionsNear()];
      case "instances":
        return this.sumsOf(right);
      default:
        return [];
    }
  }

  private isLetter(name: string): boolean {
    return this.letters.includes(name);
  }

  private baseOf(expr: Expr): string | undefined {
    return expr.kind === "symbol" ? nameParts(expr.name).base : undefined;
  }

  /** A name with every choice of the step's letters as its indices. */
  private relettered(name: SymbolExpr): SymbolExpr[] {
    const { whole, indices } = occurrenceOf(name.name, this.question.names);
    const { base, sub: fixed, label } = nameParts(whole);
    if (indices.length === 0 || fixed !== "" || this.letters.length === 0) return [name];
    let choices: string[][] = [[]];
    for (let i = 0; i < indices.length; i++) choices = choices.flatMap((choice) => this.letters.map((letter) => [...choice, letter]));
    return [name, ...choices.slice(0, MOST).map((choice) => symbol(nameOf({ base, sub: choice.join(""), label })))];
  }

  /** f(z) and f'(z) for every function that the step or its definitions apply. */
  private functionsNear(): Expr[] {
    const { left, right, definitions } = this.question;
    const applied = postorder(left, right, ...definitions.map(([, body]) => body)).filter(
      (node) => isFunction(node) && node.args.length === 1,
    );
    const arguments_ = new Set([...applied.flatMap((node) => node.args), ...this.symbols]);
    return applied.flatMap((node) => {
      const slope = slopesOf(node);
      return [node, ...slope, ...[...arguments_].slice(0, 12).flatMap((arg) => slopesOf(withArgs(node, [arg])))];
    });
  }

  /** A term with its indices interchanged, or transposed. */
  private variantsOf(term: Expr): Expr[] {
    const swapped = this.letters.flatMap((a, i) =>
      this.letters.slice(i + 1).map((b) => atIndex(atIndex(atIndex(term, a, "‹"), b, a), "‹", b)),
    );
    return [term, ...swapped, apply("transpose", [term]), ...this.symbols.flatMap((name) => this.sumsOf(name))];
  }

  /** The sum of something over each of its indices, and over all where one of them was meant; ones on either side. */
  private sumsOf(written: Expr): Expr[] {
    const { names, left } = this.question;
    const mine = freeLetters([written], names);
    const bound = mine.filter((letter) => !freeLetters([left], names).includes(letter));
    const fresh = FRESH.find((letter) => names.isIndex(letter) && !this.isLetter(letter));
    const ones = this.symbols.filter(({ name }) => names.isOnes(name));
    return [
      ...bound.map((letter) => binder("sum", symbol(letter), undefined, written)),
      ...(fresh ? mine.map((letter) => binder("sum", symbol(fresh), undefined, atIndex(written, letter, fresh))) : []),
      ...ones.flatMap((name) => [mul(apply("transpose", [name]), written), mul(written, name)]),
    ];
  }
}

function slopesOf(written: Expr): Expr[] {
  if (!isFunction(written)) return [];
  try {
    return written.args.map((_, i) => partial(written, i));
  } catch (error) {
    if (error instanceof NotDifferentiable) return [];
    throw error;
  }
}

/** Factors in another order, some of them transposed. */
function ordersOf(factors: readonly Expr[]): Expr[] {
  if (factors.length > 3) return [];
  const flipped = (expr: Expr): Expr => (isOp(expr, "transpose") ? (expr.args[0] as Expr) : apply("transpose", [expr]));
  const orders = permutations(factors);
  return orders.flatMap((order) =>
    Array.from({ length: 1 << order.length }, (_, mask) => mul(...order.map((factor, i) => (mask & (1 << i) ? flipped(factor) : factor)))),
  );
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) => permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]));
}

/** What a diagnosis of a step over vectors, matrices and sums works with. */
export const sizedBench = (question: SizedQuestion): Bench => new SizedBench(question);
