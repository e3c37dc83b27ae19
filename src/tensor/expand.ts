/** An expression over vectors, matrices and sums at concrete sizes: every entry an expression over numbers. */
import { type Step, call, run } from "../base/coroutine.ts";
import { isInteger, minus, sign, toNumber } from "../base/rational.ts";
import { exactValue } from "../evaluate/exact.ts";
import { type Expr, type SymbolExpr, callOf, isOp, number, one, symbol, zero } from "../expression/expr.ts";
import { foldOver } from "../expression/fold.ts";
import { instantiateName } from "../expression/name.ts";
import { type IndexTerm, type Occurrence, axesOfOccurrence, inAxes, indexValue, nameAtPlace, occurrenceOf } from "./entry.ts";
import { type Beyond, type TensorNames, refuseTwoWays, refuseUnreadIndex } from "./infer.ts";
import { type Tensor, isKronecker, operationOf, scalar } from "./operation.ts";
import type { Slot } from "./sizes.ts";
import { OutOfRange, type Shape, ShapeClash, ShapeRules, UnknownShape } from "./shape.ts";
import { placesOf, slotsOf } from "./place.ts";

/** The sizes that were chosen. */
export interface ChosenSizes {
  /** How many entries a name has along an axis; undefined where nothing tells. */
  readonly ofSlot: (whole: string, rank: number, axis: number) => number | undefined;
  /** How far a letter runs by the shape of what stands in brackets before it, as in (W x)_j. */
  readonly ofLetter: (letter: string, exprs: readonly Expr[]) => number | undefined;
  /** Of the places where a letter stands, those that say how far it runs. */
  readonly settling: (slots: readonly Slot[]) => readonly Slot[];
  /** The number that a name such as N stands for, if it is a size. */
  readonly ofName: (name: string) => number | undefined;
}

/** The values of indices. */
export type IndexValues = ReadonlyMap<string, number>;

const MOST_ENTRIES = 5000;

export class Expander {
  private readonly names: TensorNames;
  private readonly sizes: ChosenSizes;
  private readonly rules: ShapeRules<number>;
  /** Functions whose definitions could not be written out. */
  readonly unusable = new Set<string>();
  /** The name that each entry belongs to. */
  readonly wholes = new Map<string, string>();
  private readonly ranks = new Map<string, number>();
  /** Names that an index went beyond the range of, and whose entries were taken for 0 there by custom. */
  readonly paddedByCustom = new Set<string>();
  /** Entries that the page has names of its own for, as u and v of x = (u, v)^T. */
  private readonly called = new Map<string, SymbolExpr>();

  constructor(names: TensorNames, sizes: ChosenSizes) {
    this.names = names;
    this.sizes = sizes;
    this.rules = new ShapeRules({
      same: (a, b) => a === b,
      isOne: (dimension) => dimension === 1,
      areSame: (a, b) => a === b,
      total: (dimensions) => dimensions.reduce<number>((sum, dimension) => sum + dimension, 0),
      show: (shape) => (shape.length === 0 ? "a number" : shape.join(" × ")),
    });
  }

  /** Throws ShapeClash, UnknownShape, OutOfRange. */
  expand(expr: Expr, values: IndexValues = new Map()): Tensor {
    return run(this.tensor(expr, values, new Map()));
  }

  /** Both sides of an equation, entry by entry. */
  pairs(left: Expr, right: Expr, values: IndexValues): readonly (readonly [Expr, Expr])[] {
    const [a, b] = [this.expand(left, values), this.expand(right, values)];
    // 0 stands for zeros of any shape.
    if (b.shape.length === 0 && b.entries[0] === zero) return a.entries.map((entry) => [entry, zero] as const);
    if (a.shape.length === 0 && a.entries[0] === zero) return b.entries.map((entry) => [zero, entry] as const);
    this.rules.equal(a.shape, b.shape);
    return a.entries.map((entry, i) => [entry, b.entries[i] as Expr] as const);
  }

  /** How many indices an entry has. */
  rankOf(name: string): number {
    return this.ranks.get(name) ?? 0;
  }

  private *tensor(expr: Expr, values: IndexValues, done: Map<number, Tensor>): Step<Tensor> {
    const known = done.get(expr.id);
    if (known) return known;
    const made = expr.kind === "number" ? scalar(expr) : yield* this.compound(expr, values, done);
    if (made.entries.length > MOST_ENTRIES) throw new OutOfRange(`more than ${MOST_ENTRIES} entries at these sizes`);
    done.set(expr.id, made);
    return made;
  }

  private *compound(expr: Expr, values: IndexValues, done: Map<number, Tensor>): Step<Tensor> {
    if (expr.kind === "symbol") return this.ofSymbol(expr, values);
    if (expr.kind === "binder") return yield* call(this.ofBinder(expr, values));
    if (isOp(expr, "piecewise")) {
      const chosen = yield* call(this.chosen(expr, values, done));
      if (chosen) return chosen;
    }
    if (expr.kind === "derivative" && this.isBeyond(expr.args[1] as SymbolExpr, values)) return scalar(zero);
    const args: Tensor[] = [];
    for (const arg of expr.args) args.push(yield* call(this.tensor(arg, values, done)));
    if (
      expr.kind === "call" &&
      this.names.isFunction(expr.name) &&
      (this.unusable.has(expr.name) || (args.some(({ shape }) => shape.length > 0) && !this.names.isEntrywise(expr.name)))
    )
      throw new UnknownShape(`${expr.name} is defined over vectors or matrices, or applied to one: put its definition in`);
    const operation = operationOf(expr);
    const context = { one: 1, layout: this.names.layout, expr: expr.kind === "call" ? this.named(expr, values) : expr };
    const shape = this.rules.collapsed(
      operation.shape(
        args.map((arg) => arg.shape),
        this.rules,
        context,
      ),
    );
    return { shape, entries: operation.entries(args, this.rules, context) };
  }

  /** Whether a derivative is by an entry that there is not, and that nothing depends on. */
  private isBeyond({ name }: SymbolExpr, values: IndexValues): boolean {
    const occurrence = occurrenceOf(name, this.names);
    const { whole, indices } = occurrence;
    if (!this.names.isGradientPadded(whole) && !this.names.zeroOutside(whole)) return false;
    const rank = indices.length + this.names.innerRank(whole, indices.length);
    const { indexed } = axesOfOccurrence(occurrence, rank);
    const isBeyond = indices.some((index, i) => {
      const [value, size] = [this.indexAt(index, values), this.sizes.ofSlot(whole, rank, indexed[i] as number)];
      if (value === undefined || size === undefined) return false;
      const place = value - this.names.originOf(whole, rank, indexed[i] as number) + 1;
      return place < 1 || place > size;
    });
    const isCustomary = this.names.zeroOutside(whole) !== "said";
    if (isBeyond && isCustomary) this.paddedByCustom.add(whole);
    const isThere = isCustomary && (this.names.beyond === "other end" || this.names.beyond === "nearest");
    return isBeyond && !isThere;
  }

  /** The case that holds, where the conditions are about indices: j ≠ i at j = 1, i = 2. */
  private *chosen(expr: Expr, values: IndexValues, done: Map<number, Tensor>): Step<Tensor | undefined> {
    for (let at = 0; at < expr.args.length; at += 2) {
      const [condition, value] = [expr.args[at] as Expr, expr.args[at + 1]];
      if (!value) return yield* call(this.tensor(condition, values, done));
      const { entries } = yield* call(this.tensor(condition, values, done));
      const holds = entries.length === 1 ? truthOf(entries[0] as Expr) : undefined;
      if (holds === undefined) return undefined;
      if (holds) return yield* call(this.tensor(value, values, done));
    }
    return undefined;
  }

  /** f_k(x) at k = 2 is f_2(x). */
  private named(expr: Expr & { kind: "call" }, values: IndexValues): Expr {
    const name = instantiateName(expr.name, new Map([...values].map(([letter, value]) => [letter, String(value)])));
    return name === expr.name ? expr : callOf(name, expr.orders, expr.args);
  }

  private ofSymbol(expr: SymbolExpr, values: IndexValues): Tensor {
    refuseUnreadIndex(this.names, expr.name);
    const occurrence = occurrenceOf(expr.name, this.names);
    const { whole, indices } = occurrence;
    const rank = this.names.rankOf(whole);
    const value = values.get(expr.name) ?? (rank === 0 ? this.sizes.ofName(expr.name) : undefined);
    if (value !== undefined) return scalar(number(value));
    if (indices.length > 0) return this.atIndices(expr, occurrence, values);
    if (rank === undefined)
      throw new UnknownShape(`the shape of ${whole} is not known: declare it, as in <!-- gradproof: declare ${whole} [m, n] -->`);
    return rank === 0 ? scalar(expr) : this.whole(whole, rank);
  }

  /** An entry, or what is left of a vector or matrix without its indices. */
  private atIndices(expr: SymbolExpr, occurrence: Occurrence, values: IndexValues): Tensor {
    const { whole, indices } = occurrence;
    const rank = indices.length + this.names.innerRank(whole, indices.length);
    const { inner } = axesOfOccurrence(occurrence, rank);
    if (inner.length === 0) return scalar(this.entry(expr, occurrence, rank, values));
    const shape = inner.map((axis) => this.sizes.ofSlot(whole, rank, axis));
    if (shape.includes(undefined)) throw new UnknownShape(`nothing says how many entries ${expr.name} has`);
    return {
      shape: this.rules.collapsed(shape as number[]),
      entries: placesOf(shape as number[]).map((place) => this.entry(expr, occurrence, rank, values, place)),
    };
  }

  /** The number that an index is; undefined where a letter has no value. */
  indexAt(index: IndexTerm, values: IndexValues): number | undefined {
    const lasts = index.letters.flatMap(([letter]) => (this.names.isLast(letter) ? [[letter, this.sizes.ofName(letter)] as const] : []));
    const known = lasts.flatMap(([letter, last]) => (last === undefined ? [] : [[letter, last] as const]));
    return indexValue(index, known.length === 0 ? values : new Map([...values, ...known]));
  }

  private entry(expr: SymbolExpr, occurrence: Occurrence, rank: number, values: IndexValues, behind: readonly number[] = []): Expr {
    const { whole, indices } = occurrence;
    const at = indices.map((index) => this.indexAt(index, values));
    if (at.includes(undefined)) throw new OutOfRange(`an index of ${expr.name} has no value`);
    const counted = at as number[];
    if (isKronecker(whole, at.length) && !this.names.isDefined(whole, at.length)) return counted[0] === counted[1] ? one : zero;
    const { indexed } = axesOfOccurrence(occurrence, rank);
    refuseTwoWays(this.names, whole);
    const found = counted.map((value, i) => value - this.names.originOf(whole, rank, indexed[i] as number) + 1);
    for (const [i, place] of found.entries()) {
      const size = this.sizes.ofSlot(whole, rank, indexed[i] as number);
      const isOutside = size === undefined || place < 1 || place > size;
      const padding = size === undefined ? undefined : this.names.zeroOutside(whole);
      if (isOutside && padding === "customary") this.paddedByCustom.add(whole);
      if (isOutside && padding === "customary" && this.names.beyond) found[i] = placeBeyond(place, size as number, this.names.beyond);
      if (isOutside && padding === "customary" && this.names.beyond && this.names.beyond !== "zero") continue;
      if (isOutside && padding) return zero;
      // h_0, with which a recurrence begins, is a name like any other.
      if (place === 0 && size !== undefined && this.names.startsBefore(whole)) continue;
      if (isOutside) throw new OutOfRange(`an index of ${expr.name} runs out of its range`);
    }
    const place = inAxes(occurrence, found, behind);
    return this.names.isIdentity(whole) ? (place[0] === place[1] ? one : zero) : this.entryAt(whole, place);
  }

  /** Entries of a vector or matrix that is written out in names are those names. */
  call(whole: string, { shape, entries }: Tensor): void {
    const places = placesOf(shape);
    for (const [i, entry] of entries.entries())
      this.called.set(nameAtPlace(whole, places[i] as number[], this.names.originOf), entry as SymbolExpr);
  }

  private entryAt(whole: string, place: readonly number[]): Expr {
    const own = nameAtPlace(whole, place, this.names.originOf);
    const { name } = this.called.get(own) ?? symbol(own);
    this.wholes.set(name, whole);
    this.ranks.set(name, place.length);
    return symbol(name);
  }

  private whole(whole: string, rank: number): Tensor {
    const shape: Shape<number> = Array.from({ length: rank }, (_, axis) => {
      const size = this.sizes.ofSlot(whole, rank, axis);
      if (size === undefined)
        throw new UnknownShape(`the shape of ${whole} is not known: declare it, as in <!-- gradproof: declare ${whole} [m, n] -->`);
      return size;
    });
    return {
      shape: this.rules.collapsed(shape),
      entries: placesOf(shape).map((place) => this.wholeEntry(whole, place)),
    };
  }

  private wholeEntry(whole: string, place: readonly number[]): Expr {
    if (this.names.isOnes(whole)) return one;
    if (this.names.isIdentity(whole)) return place[0] === place[1] ? one : zero;
    return this.entryAt(whole, place);
  }

  private *ofBinder(expr: Expr & { kind: "binder" }, values: IndexValues): Step<Tensor> {
    const [index, from, to, body] = expr.args as [SymbolExpr, Expr, Expr, Expr];
    const [low, high] = expr.bounded
      ? [yield* call(this.bound(from, values)), yield* call(this.bound(to, values))]
      : this.rangeOf(index.name, body);
    const terms: Tensor[] = [];
    if (high - low > MOST_ENTRIES) throw new OutOfRange(`more than ${MOST_ENTRIES} terms at these sizes`);
    for (let k = low; k <= high; k++) terms.push(yield* call(this.tensor(body, new Map([...values, [index.name, k]]), new Map())));
    const [first] = terms;
    const together = (of: readonly Expr[]): Expr => {
      const value = foldOver(expr.op, of);
      if (!value) throw new OutOfRange(`a ${expr.op} of no terms`);
      return value;
    };
    if (!first) return scalar(together([]));
    if (expr.op !== "sum" && first.shape.length > 0) throw new UnknownShape(`a ${expr.op} of vectors or matrices over an index`);
    const entries = first.entries.map((_, i) => together(terms.map((term) => term.entries[i] as Expr)));
    return { shape: first.shape, entries };
  }

  private *bound(expr: Expr, values: IndexValues): Step<number> {
    const { entries } = yield* call(this.tensor(expr, values, new Map()));
    const value = entries.length === 1 ? exactValue(entries[0] as Expr) : undefined;
    if (!value || !isInteger(value)) throw new OutOfRange("a sum whose bounds have no number at these sizes");
    return toNumber(value);
  }

  /** What a sum without bounds runs over: the entries that its index counts. */
  private rangeOf(letter: string, body: Expr): readonly [number, number] {
    const found = this.sizesOfLetter(letter, body);
    const byShape = found.size === 0 ? this.sizes.ofLetter(letter, [body]) : undefined;
    if (byShape !== undefined) found.add(byShape);
    if (found.size === 0) throw new OutOfRange(`nothing says how far ${letter} runs`);
    if (found.size > 1) throw new ShapeClash(`${letter} counts entries of different numbers`);
    const start = this.names.startOf(letter);
    return [start, start + ([...found][0] as number) - 1];
  }

  /** The sizes that a letter runs through in an expression. */
  sizesOfLetter(letter: string, ...exprs: readonly Expr[]): Set<number> {
    const found = new Set<number>();
    for (const { whole, rank, axis } of this.sizes.settling(slotsOf(letter, exprs, this.names))) {
      const size = this.sizes.ofSlot(whole, rank, axis);
      if (size !== undefined) found.add(size);
    }
    return found;
  }
}

/** Whether a relation between numbers holds; undefined where names are in it. */
function truthOf(condition: Expr): boolean | undefined {
  if (isOp(condition, "and")) {
    const parts = condition.args.map(truthOf);
    return parts.includes(undefined) ? undefined : !parts.includes(false);
  }
  const [a, b] = condition.args.map((side) => exactValue(side));
  if (condition.kind !== "apply" || !a || !b) return undefined;
  const order = sign(minus(a, b));
  const holds: Readonly<Record<string, boolean>> = { eq: order === 0, ne: order !== 0, lt: order < 0, le: order <= 0 };
  return holds[condition.op];
}

/** Where an entry beyond the range is found instead. */
function placeBeyond(place: number, size: number, beyond: Beyond): number {
  if (beyond === "other end") return ((((place - 1) % size) + size) % size) + 1;
  return beyond === "nearest" ? Math.min(Math.max(place, 1), size) : place;
}
