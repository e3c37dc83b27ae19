/** Which dimensions are the same, as the definitions of a document use its names: shapes by unification. */
import { BY_WHAT, NABLA } from "../expression/name.ts";
import { type Step, call, run } from "../base/coroutine.ts";
import { type Expr, type SymbolExpr, isOp, one, zero } from "../expression/expr.ts";
import { freeSymbols, postorder } from "../expression/traverse.ts";
import { type IndexLetters, type IndexTerm, type OriginOf, axesOfOccurrence, letterOf, occurrenceOf, unreadIndex } from "./entry.ts";
import { type LayoutOfPage, axesOf, isKronecker, operationOf } from "./operation.ts";
import { type Shape, ShapeRules, UnknownShape } from "./shape.ts";
import { ONE, type SizeClasses, sizeNamed, slot } from "./sizes.ts";

/** Entries beyond the range of their index: 0, names of their own, those at the other end, or the last ones inside. */
export type Beyond = "zero" | "free" | "other end" | "nearest";

export interface TensorNames extends IndexLetters {
  readonly layout: LayoutOfPage;
  /** How many indices a name that stands for a whole vector or matrix has; 0 for a number, undefined where nobody knows. */
  readonly rankOf: (whole: string) => number | undefined;
  /** How many axes are left behind so many indices: 1 for x_i that is a vector for every i. */
  readonly innerRank: (whole: string, indices: number) => number;
  /** Whether the document defines a family of that name: δ_{ij} that nobody defines is Kronecker's. */
  readonly isDefined: (whole: string, rank: number) => boolean;
  /** Whether its entries beyond their range are zero: "said" by the text, or "customary" where a sum reaches beyond it. */
  readonly zeroOutside: (whole: string) => "said" | "customary" | undefined;
  /** What such entries are by custom where the text does not say; default: zero. */
  readonly beyond?: Beyond;
  /** Whether what a loss changes by its entries beyond their range is zero, by the same custom. */
  readonly isGradientPadded: (whole: string) => boolean;
  /** Whether a name may be how many terms a sum has: a letter that nothing defines. */
  readonly mayCount: (name: string) => boolean;
  /** Whether it is the identity matrix: an I among matrices that nothing defines. */
  readonly isIdentity: (whole: string) => boolean;
  /** Whether the document says what a function is. */
  readonly isFunction: (name: string) => boolean;
  /** Whether a defined function acts entry by entry: one parameter, and a body of numbers. */
  readonly isEntrywise: (name: string) => boolean;
  /** Whether it is taken for a matrix because of its letter, and may be a number. */
  readonly isGuess: (whole: string) => boolean;
  /** Whether it is a number for being the loss of a page, whatever it is made of. */
  readonly isLoss: (whole: string) => boolean;
  /** Whether every entry is 1: a bold 1. */
  readonly isOnes: (whole: string) => boolean;
  /** The number of the first entry along an axis: 0 of w_0, …, w_{K-1}. */
  readonly originOf: OriginOf;
  /** The first value of a letter that no sum binds, or that a sum without bounds runs over. */
  readonly startOf: (letter: string) => number;
  /** Whether a letter of subscripts is the number of the last entry: T of h_T beside a sum over the h_t up to T. */
  readonly isLast: (letter: string) => boolean;
  /** Whether each entry is made of the one before it, and the page says nothing of the one before the first: h_t of h_{t-1}. */
  readonly startsBefore: (whole: string) => boolean;
  /** Whether the entries of a name are counted from 0 in one place and from 1 in another. */
  readonly isCountedInTwoWays: (whole: string) => boolean;
}

/** Throws UnknownShape where nobody knows which entry an index is. */
export function refuseTwoWays(names: TensorNames, whole: string): void {
  if (names.isCountedInTwoWays(whole))
    throw new UnknownShape(`${whole} is counted from 0 in one place and from 1 in another: say which entries it has`);
}

/** Throws UnknownShape where a subscript counts in a way that is not understood. */
export function refuseUnreadIndex(names: TensorNames, name: string): void {
  const text = unreadIndex(name, names);
  if (text !== undefined) throw new UnknownShape(`the index ${text} of ${name} is not understood: only sums of indices and numbers are`);
}

/** How many axes a name with so many indices counts, and those of the vector or matrix that it is without any. */
export function rankIn(names: TensorNames, whole: string, indices: number): number {
  return indices > 0 ? indices + names.innerRank(whole, indices) : (names.rankOf(whole) ?? 0);
}

/** The dimensions that the letters of one formula run through. */
export type LetterDimensions = Map<string, string>;

let fresh = 0;

/** Of every size that is chosen. */
const LEAST = 2;

export class ShapeInference {
  private readonly names: TensorNames;
  private readonly sizes: SizeClasses;
  private readonly rules: ShapeRules<string>;
  /** What a sum without bounds is divided by, as in 1/m Σ_i x_i: how many terms it has. */
  private readonly counts = new Map<Expr, string>();
  /** What the letters of sums with bounds run through, by the dimension of each. */
  private readonly ranges = new Map<string, Range>();
  /** Slots of which an index such as t + 1 reaches farther than t. */
  private readonly reached = new Set<string>();

  constructor(names: TensorNames, sizes: SizeClasses) {
    this.names = names;
    this.sizes = sizes;
    this.rules = new ShapeRules({
      same: (a, b) => this.sizes.unite(a, b),
      isOne: (dimension) => this.sizes.fixedSize(dimension) === 1,
      areSame: (a, b) => this.sizes.areSame(a, b),
      total: (dimensions) => this.sizes.total(dimensions),
      show: (shape) => (shape.length === 0 ? "a number" : shape.map((dimension) => this.show(dimension)).join(" × ")),
    });
    this.sizes.fix(ONE, 1);
  }

  /** Unifies both sides of an equation. Throws ShapeClash, UnknownShape. */
  equate(left: Expr, right: Expr, letters: LetterDimensions = new Map()): void {
    this.noteReached([left, right]);
    const [a, b] = [this.shapeOf(left, letters), this.shapeOf(right, letters)];
    // 0 stands for zeros of any shape.
    if (left !== zero && right !== zero) this.rules.equal(a, b);
  }

  /** The shape of an expression; dimensions that must be the same are made so. */
  shapeOf(expr: Expr, letters: LetterDimensions = new Map()): Shape<string> {
    return run(this.shape(expr, letters));
  }

  private show(dimension: string): string {
    const root = this.sizes.find(dimension);
    const named = [...this.sizes.dimensions].find((each) => each.startsWith("size ") && this.sizes.find(each) === root);
    return this.sizes.fixedSize(root)?.toString() ?? named?.slice(5) ?? nameless(root);
  }

  private *shape(expr: Expr, letters: LetterDimensions): Step<Shape<string>> {
    switch (expr.kind) {
      case "number":
        return [];
      case "symbol":
        return this.ofSymbol(expr, letters);
      case "binder":
        return yield* this.ofBinder(expr, letters);
      default: {
        if (expr.kind === "call" && this.names.isFunction(expr.name) && !this.names.isEntrywise(expr.name))
          return yield* this.ofDefined(expr, letters);
        this.noteMean(expr);
        if (isOp(expr, "eq") || isOp(expr, "ne") || isOp(expr, "le") || isOp(expr, "lt")) this.noteCompared(expr.args, letters);
        const args: Shape<string>[] = [];
        for (const arg of expr.args) args.push(yield* call(this.shape(arg, letters)));
        // B of ‖B‖ has some size, though nothing else has the same.
        if (isOp(expr, "norm")) for (const dimension of args[0] ?? []) this.sizes.find(dimension);
        if (isOp(expr, "entry")) this.noteEntry(expr, args[0] as Shape<string>, letters);
        return this.rules.collapsed(operationOf(expr).shape(args, this.rules, { one: ONE, layout: this.names.layout, expr }));
      }
    }
  }

  /** A function that is defined takes numbers: what it makes of a vector is not known here. */
  private *ofDefined(expr: Expr & { kind: "call" }, letters: LetterDimensions): Step<Shape<string>> {
    for (const arg of expr.args) {
      const shape = yield* call(this.shape(arg, letters));
      if (shape.length > 0) throw new UnknownShape(`${expr.name} is defined, and applied to a vector or matrix: put its definition in`);
    }
    return [];
  }

  private ofSymbol({ name }: SymbolExpr, letters: LetterDimensions): Shape<string> {
    if (letters.has(name)) return [];
    if (name === NABLA) throw new UnknownShape(BY_WHAT);
    refuseUnreadIndex(this.names, name);
    const occurrence = occurrenceOf(name, this.names);
    const { whole, indices } = occurrence;
    if (indices.length === 0) {
      const rank = this.names.rankOf(whole);
      if (rank === undefined)
        throw new UnknownShape(`the shape of ${whole} is not known: declare it, as in <!-- gradproof: declare ${whole} [m, n] -->`);
      if (this.names.isIdentity(whole)) this.sizes.unite(slot(whole, 2, 0), slot(whole, 2, 1));
      return Array.from({ length: rank }, (_, axis) => slot(whole, rank, axis));
    }
    const kronecker = isKronecker(whole, indices.length) && !this.names.isDefined(whole, indices.length);
    const rank = rankIn(this.names, whole, indices.length);
    const { indexed, inner } = axesOfOccurrence(occurrence, rank);
    if (this.names.isIdentity(whole)) this.sizes.unite(slot(whole, 2, 0), slot(whole, 2, 1));
    let before: string | undefined;
    for (const [i, index] of indices.entries()) {
      const axis = indexed[i] as number;
      const letter = letterOf(index);
      const at = slot(whole, rank, axis);
      const origin = kronecker ? 1 : this.names.originOf(whole, rank, axis);
      if (letter === undefined) {
        // h_{t-1} ends before h_t does.
        if (this.names.startsBefore(whole) && index.letters.length === 1 && index.letters[0]?.[1] === 1 && index.constant < 0) continue;
        if (index.letters.some(([, times]) => times > 0)) this.reach(at, index.letters, index.constant - origin + 1, letters);
        continue;
      }
      const dimension = dimensionOf(letter, letters);
      const range = this.ranges.get(dimension);
      if (!kronecker && (range?.last || (range && range.start !== origin))) {
        this.reach(at, index.letters, 1 - origin, letters);
        continue;
      }
      // i of x_i beside x_{i+k-1} need not reach the end of x.
      if (!kronecker && !this.sizes.reaches.has(at) && !this.reached.has(at)) this.sizes.unite(at, dimension);
      else if (kronecker && before !== undefined) this.sizes.unite(before, dimension);
      before = dimension;
    }
    return inner.map((axis) => slot(whole, rank, axis));
  }

  /** How far an index goes at most, as a place: the farthest of those that go as far by the same letters. */
  private reach(at: string, indexed: IndexTerm["letters"], constant: number, letters: LetterDimensions): void {
    let farthest = constant;
    const terms = indexed.flatMap(([letter, times]) => {
      const dimension = dimensionOf(letter, letters);
      const { start = this.names.startOf(letter), last } = this.ranges.get(dimension) ?? {};
      // t − k goes farthest where k is least.
      farthest += times * (times < 0 ? start : last ? last.constant : start - 1);
      return times < 0 ? [] : [[last ? sizeNamed(last.name) : dimension, times] as const];
    });
    const before = this.sizes.reaches.get(at);
    const isBySame =
      before?.terms.length === terms.length &&
      terms.every(([dimension, times], i) => before.terms[i]?.[1] === times && this.sizes.areSame(before.terms[i][0], dimension));
    // i + k - 1 reaches farther than i - k + 1.
    const others = before?.terms.filter(([a]) => !terms.some(([b]) => this.sizes.areSame(a, b))) ?? [];
    const isAmong = terms.every(([b, times]) => before?.terms.some(([a, more]) => more >= times && this.sizes.areSame(a, b)));
    if (before && others.length > 0 && isAmong && before.constant + LEAST * others.length >= farthest) return;
    this.sizes.reaches.set(at, { terms, constant: isBySame ? Math.max(farthest, before.constant) : farthest });
  }

  private noteReached(exprs: readonly Expr[]): void {
    for (const node of postorder(...exprs)) {
      if (node.kind !== "symbol") continue;
      const occurrence = occurrenceOf(node.name, this.names);
      const { whole, indices } = occurrence;
      const rank = rankIn(this.names, whole, indices.length);
      const { indexed } = axesOfOccurrence(occurrence, rank);
      for (const [i, { letters, constant }] of indices.entries())
        if (letters.every(([, times]) => times > 0) && (letters.length > 1 || (letters.length === 1 && constant > 0)))
          this.reached.add(slot(whole, rank, indexed[i] as number));
    }
  }

  /** The j of (W x)_j runs through the rows of W. */
  private noteEntry(expr: Expr, shape: Shape<string>, letters: LetterDimensions): void {
    const at = expr.args.slice(1);
    const axes = axesOf(shape, at.length, this.rules);
    for (const { name } of freeSymbols(...at))
      if (!letters.has(name) && !this.names.isIndex(name))
        throw new UnknownShape(`${name} behind brackets is no index here: sum over it, or say what the brackets with it mean`);
    for (const [i, index] of at.entries())
      if (index.kind === "symbol") this.sizes.unite(shape[axes[i] as number] as string, dimensionOf(index.name, letters));
  }

  /** Indices that are compared run through the same. */
  private noteCompared(sides: readonly Expr[], letters: LetterDimensions): void {
    const [a, b] = sides.map((side) =>
      side.kind === "symbol" && (letters.has(side.name) || this.names.isIndex(side.name)) ? side.name : undefined,
    );
    if (a !== undefined && b !== undefined) this.sizes.unite(dimensionOf(a, letters), dimensionOf(b, letters));
  }

  /** A mean: the name below the fraction line counts the terms of the sum beside it. */
  private noteMean(expr: Expr): void {
    const factors = isOp(expr, "mul") ? expr.args : isOp(expr, "div") ? [expr] : [];
    const below = factors.flatMap((factor) => (isOp(factor, "div") ? divisorsOf(factor.args[1] as Expr) : []));
    const sums = factors.flatMap((factor) => (isOp(factor, "div") ? factorsOf(factor.args[0] as Expr) : [factor]));
    const count = below.find((each) => this.names.mayCount(each.name));
    const sum = sums.find((each) => each.kind === "binder" && each.op === "sum" && !each.bounded);
    if (count && sum && !this.counts.has(sum)) this.counts.set(sum, count.name);
  }

  private noteRange(from: Expr, to: Expr, dimension: string): void {
    const bounds = boundsOf(from, to);
    if (!bounds) return;
    const { start, to: last } = bounds;
    const count = typeof last === "number" ? undefined : last.constant - start + 1;
    if (typeof last === "number") this.sizes.fix(dimension, last - start + 1);
    else if (count === 0) this.sizes.unite(sizeNamed(last.name), dimension);
    else if (count === 1) this.sizes.unite(this.sizes.total([sizeNamed(last.name), 1]), dimension);
    this.ranges.set(dimension, { start, last: count === undefined || count === 0 || count === 1 ? undefined : (last as Range["last"]) });
    if (typeof last !== "number") this.sizes.find(sizeNamed(last.name));
  }

  private *ofBinder(expr: Expr & { kind: "binder" }, letters: LetterDimensions): Step<Shape<string>> {
    const [index, from, to, body] = expr.args as readonly [SymbolExpr, Expr, Expr, Expr];
    const { bounded } = expr;
    const count = this.counts.get(expr);
    const inner = new Map(letters);
    const dimension = `${index.name} ${fresh++}`;
    inner.set(index.name, dimension);
    if (!bounded && count !== undefined) this.sizes.unite(sizeNamed(count), dimension);
    if (bounded) this.noteRange(from, to, dimension);
    return yield* call(this.shape(body, inner));
  }
}

/** What the letter of a sum with bounds runs through. */
interface Range {
  readonly start: number;
  /** The last value where it is not known how many there are: T − 1 of Σ_{t=1}^{T-1}. */
  readonly last: { readonly name: string; readonly constant: number } | undefined;
}

/** Σ_{k=1}^{K}, Σ_{k=0}^{K-1}, Σ_{k=0}^{n}, Σ_{t=1}^{T-1}: from 0 or 1 to a number, or to a name and a number. */
export function boundsOf(from: Expr, to: Expr): { readonly start: 0 | 1; readonly to: number | NonNullable<Range["last"]> } | undefined {
  const start = from === zero ? 0 : from === one ? 1 : undefined;
  if (start === undefined) return undefined;
  if (to.kind === "number") return { start, to: Number(to.value.n) };
  const [name, added] = isOp(to, "add") ? to.args : [to, zero];
  const less = added && isOp(added, "neg") ? added.args[0] : undefined;
  const [number, sign] = less ? [less, -1] : [added, 1];
  if (name?.kind !== "symbol" || number?.kind !== "number" || to.args.length > 2) return undefined;
  return { start, to: { name: name.name, constant: sign * Number(number.value.n) } };
}

/** The class that a letter runs through by the shape of what stands in brackets before it, as in (W x)_j. */
export function dimensionOfLetter(letter: string, exprs: readonly Expr[], names: TensorNames, classes: SizeClasses): string | undefined {
  const letters: LetterDimensions = new Map();
  const copy = classes.copy();
  const inference = new ShapeInference(names, copy);
  for (const expr of exprs) inference.shapeOf(expr, letters);
  const dimension = letters.get(letter);
  const root = dimension && copy.find(dimension);
  return [...classes.dimensions].find((each) => root !== undefined && copy.find(each) === root);
}

/** "rows of W" for W/2#0. */
function nameless(dimension: string): string {
  const [, whole, rank, axis] = /^(.*)\/(\d)#(\d)$/.exec(dimension) ?? [];
  if (whole === undefined) return dimension.replace(/ \d+$/, "");
  return `${rank === "1" ? "entries" : axis === "0" ? "rows" : "columns"} of ${whole}`;
}

function factorsOf(expr: Expr): readonly Expr[] {
  return isOp(expr, "mul") ? expr.args : [expr];
}

function divisorsOf(expr: Expr): readonly SymbolExpr[] {
  return factorsOf(expr).filter((factor): factor is SymbolExpr => factor.kind === "symbol");
}

/** A letter that no sum binds runs through the same everywhere in a formula. */
function dimensionOf(letter: string, letters: LetterDimensions): string {
  let dimension = letters.get(letter);
  if (dimension === undefined) letters.set(letter, (dimension = `${letter} ${fresh++}`));
  return dimension;
}
