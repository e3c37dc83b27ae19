/** The operations on vectors and matrices: for each, the shape that it gives and its entries. One row an operation. */
import { isInteger } from "../base/rational.ts";
import { exactValue } from "../evaluate/exact.ts";
import {
  type Expr,
  type SymbolExpr,
  add,
  apply,
  callOf,
  derivativeOf,
  div,
  isOp,
  mul,
  number,
  one,
  pow,
  two,
  zero,
} from "../expression/expr.ts";
import { nameParts } from "../expression/name.ts";
import { isEuclideanNorm } from "../primitive/linear.ts";
import { primitive } from "../primitive/table.ts";
import { determinant, inverse } from "./determinant.ts";
import { OutOfRange, type Shape, ShapeClash, type ShapeRules, UnknownShape } from "./shape.ts";

/** Entries row by row. */
export interface Tensor {
  readonly shape: Shape<number>;
  readonly entries: readonly Expr[];
}

/** Whether a Jacobian has a row for each entry of what is differentiated, or a column. */
export type Layout = "numerator" | "denominator";

/**
 * "rows": numerator layout of a page that writes the derivative of a number by a vector as its Jacobian, a row; "columns": of one
 * whose other steps show that such a row is a mistake.
 */
export type LayoutOfPage = Layout | "rows" | "columns";

export interface Context<D> {
  readonly one: D;
  readonly layout: LayoutOfPage;
  readonly expr: Expr;
}

export interface Operation {
  readonly shape: <D>(args: readonly Shape<D>[], rules: ShapeRules<D>, context: Context<D>) => Shape<D>;
  readonly entries: (args: readonly Tensor[], rules: ShapeRules<number>, context: Context<number>) => readonly Expr[];
}

export const scalar = (expr: Expr): Tensor => ({ shape: [], entries: [expr] });

export function isKronecker(whole: string, rank: number): boolean {
  return whole === "δ" && rank === 2;
}

// Entries ------------------------------------------------------------------------------------------------------------

const columnsOf = (shape: Shape<number>): number => (shape.length === 2 ? (shape[1] as number) : 1);

/** The entry of a tensor that stands at a place of a larger one. */
function repeated({ shape, entries }: Tensor, to: Shape<number>, i: number): Expr {
  if (shape.length === 0) return entries[0] as Expr;
  const [row, column] = to.length === 2 ? [Math.floor(i / (to[1] as number)), i % (to[1] as number)] : [i, 0];
  if (shape.length === 1) return entries[to.length === 2 ? column : row] as Expr;
  const [rows, columns] = shape as readonly [number, number];
  if (to.length === 1) return entries[row] as Expr;
  return entries[(rows === 1 ? 0 : row) * columns + (columns === 1 ? 0 : column)] as Expr;
}

const count = (shape: Shape<number>): number => shape.reduce((product, dimension) => product * dimension, 1);

function entrywise(args: readonly Tensor[], shape: Shape<number>, f: (values: readonly Expr[]) => Expr): Expr[] {
  return Array.from({ length: count(shape) }, (_, i) => f(args.map((arg) => repeated(arg, shape, i))));
}

function product(a: Tensor, b: Tensor, rules: ShapeRules<number>): Tensor {
  const { kind, shape } = rules.product(a.shape, b.shape);
  if (kind === "scale-right") return { shape, entries: b.entries.map((entry) => mul(a.entries[0] as Expr, entry)) };
  if (kind === "scale-left") return { shape, entries: a.entries.map((entry) => mul(entry, b.entries[0] as Expr)) };
  if (kind === "outer") return { shape, entries: a.entries.flatMap((x) => b.entries.map((y) => mul(x, y))) };
  const inner = a.shape.at(-1) as number;
  const rows = a.entries.length / inner;
  const columns = b.shape.length === 1 ? 1 : columnsOf(b.shape);
  const entries: Expr[] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const terms = Array.from({ length: inner }, (_, k) => mul(a.entries[i * inner + k] as Expr, b.entries[k * columns + j] as Expr));
      entries.push(terms.length === 1 ? (terms[0] as Expr) : add(...terms));
    }
  return { shape, entries };
}

const sum = (terms: readonly Expr[]): Expr => (terms.length === 0 ? zero : terms.length === 1 ? (terms[0] as Expr) : add(...terms));

// Rows ---------------------------------------------------------------------------------------------------------------

const broadcastAll = <D>(args: readonly Shape<D>[], rules: ShapeRules<D>): Shape<D> =>
  args.reduce((a, b) => rules.broadcast(a, b), [] as Shape<D>);

/** f entry by entry. */
const elementwise: Operation = {
  shape: (args, rules) => broadcastAll(args, rules),
  entries: (args, rules, { expr }) =>
    entrywise(
      args,
      broadcastAll(
        args.map((arg) => arg.shape),
        rules,
      ),
      (values) => (expr.kind === "call" ? callOf(expr.name, expr.orders, values) : apply((expr as Expr & { kind: "apply" }).op, values)),
    ),
};

const toNumber = (f: (args: readonly Tensor[]) => Expr, check?: Operation["shape"]): Operation => ({
  shape: (args, rules, context) => {
    check?.(args, rules, context);
    return [];
  },
  entries: (args, rules, context) => {
    check?.(
      args.map((arg) => arg.shape),
      rules,
      context,
    );
    return [f(args)];
  },
});

function euclidean([a]: readonly Tensor[]): Expr {
  return apply("sqrt", [sum((a as Tensor).entries.map((entry) => pow(entry, two)))]);
}

/** ‖·‖_p of a vector; of a matrix it has two meanings. */
function ofVector(index: string, meanings: string): Operation["shape"] {
  return ([a = []], rules) => {
    if (a.length === 2 && !a.some((dimension) => rules.isOne(dimension)))
      throw new UnknownShape(`\\|·\\|_${index} of a matrix is ${meanings}`);
    return [];
  };
}

const MOST_FACTORS = 9;

/** A², A³, …: of a matrix that is no function entry by entry, as in tanh²(Z). */
export function isPowerOfMatrix(expr: Expr): boolean {
  const [base] = expr.args;
  if (!isOp(expr, "pow") || !base || isEntrywise(base)) return false;
  const times = timesOf(expr);
  return times !== undefined && times !== 0 && times !== 1 && times !== -1;
}

/** 3 of A³, −2 of A⁻². */
function timesOf({ args: [, exponent] }: Expr): number | undefined {
  const isNegated = exponent !== undefined && isOp(exponent, "neg");
  const size = isNegated ? exponent.args[0] : exponent;
  if (size?.kind !== "number" || !isInteger(size.value)) return undefined;
  const times = Number(size.value.n);
  return Math.abs(times) <= MOST_FACTORS ? (isNegated ? -times : times) : undefined;
}

/** A A A for A³, A⁻¹ A⁻¹ for A⁻². */
export function timesItself(expr: Expr): Expr[] {
  const times = timesOf(expr) ?? 0;
  const base = expr.args[0] as Expr;
  return Array<Expr>(Math.abs(times)).fill(times < 0 ? pow(base, minusOne) : base);
}

/** f of a vector or matrix, f being a function of numbers. */
function isEntrywise(expr: Expr): boolean {
  if (expr.kind === "call") return !isNamedOperation(expr);
  return expr.kind === "apply" && primitive(expr.op).notation === "function";
}

const isDots = (expr: Expr): boolean => expr.kind === "symbol" && expr.name === "…";

function sideBySide(blocks: readonly Tensor[]): Expr[] {
  const heights = blocks.map(({ shape }) => shape[0] ?? 1);
  const widths = blocks.map(({ shape, entries }, i) => (shape.length === 0 ? 1 : entries.length / (heights[i] as number)));
  return Array.from({ length: heights[0] as number }, (_, row) =>
    blocks.flatMap(({ entries }, i) => entries.slice(row * (widths[i] as number), (row + 1) * (widths[i] as number))),
  ).flat();
}

function transposed<D>(shape: Shape<D>, one_: D): Shape<D> {
  return shape.length === 1 ? [one_, shape[0] as D] : shape.toReversed();
}

/** Along the last axis. */
function softmaxed({ shape, entries }: Tensor): Expr[] {
  const width = shape.at(-1) ?? 1;
  return entries.map((entry, i) => {
    const from = Math.floor(i / width) * width;
    return div(apply("exp", [entry]), sum(entries.slice(from, from + width).map((other) => apply("exp", [other]))));
  });
}

/** A⁻¹, written as a power. */
export function isInverse(expr: Expr): boolean {
  const [, exponent] = expr.args;
  return isOp(expr, "pow") && (exponent === minusOne || (!!exponent && isOp(exponent, "neg") && exponent.args[0] === one));
}

const minusOne = number(-1);

function square<D>(shape: Shape<D>, rules: ShapeRules<D>, what: string): Shape<D> {
  if (shape.length !== 2) throw new ShapeClash(`${what} of what is no matrix`);
  rules.equal([shape[0] as D], [shape[1] as D]);
  return shape;
}

function vector<D>(shape: Shape<D>): D {
  if (shape.length !== 1) throw new ShapeClash("a vector is needed");
  return shape[0] as D;
}

/** The axes that the indices of an entry count: all, or that of a row or column that is not of size 1. */
export function axesOf<D>(shape: Shape<D>, count: number, rules: ShapeRules<D>): number[] {
  const axes = [...shape.keys()];
  if (shape.length === count) return axes;
  const long = axes.filter((axis) => !rules.isOne(shape[axis] as D));
  if (shape.length === 0 || long.length !== count)
    throw new UnknownShape(`${count} ${count === 1 ? "index" : "indices"} on what has ${shape.length === 0 ? "no entries" : shape.length}`);
  return long;
}

function placeOf({ entries }: Tensor, size: number): number {
  const value = entries.length === 1 ? exactValue(entries[0] as Expr) : undefined;
  if (!value || !isInteger(value)) throw new OutOfRange("an index that has no value");
  const index = Number(value.n);
  if (index < 1 || index > size) throw new OutOfRange("an index runs out of its range");
  return index;
}

const operations: Readonly<Record<string, Operation>> = {
  mul: {
    shape: (args, rules) => args.reduce((a, b) => rules.collapsed(rules.product(a, b).shape)),
    entries: (args, rules) =>
      args.reduce((a, b) => {
        const made = product(a, b, rules);
        return { ...made, shape: rules.collapsed(made.shape) };
      }).entries,
  },
  transpose: {
    shape: ([a = []], _, { one: single }) => transposed(a, single),
    entries: ([a]) => {
      const { shape, entries } = a as Tensor;
      const [rows, columns] = shape.length === 2 ? (shape as readonly [number, number]) : [1, entries.length];
      return Array.from({ length: entries.length }, (_, i) => entries[(i % rows) * columns + Math.floor(i / rows)] as Expr);
    },
  },
  hadamard: {
    shape: (args, rules) => broadcastAll(args, rules),
    entries: (args, rules) =>
      entrywise(
        args,
        broadcastAll(
          args.map((arg) => arg.shape),
          rules,
        ),
        (values) => mul(...values),
      ),
  },
  outer: {
    shape: ([a = [], b = []]) => {
      if (a.length === 2 || b.length === 2) throw new UnknownShape("⊗ of matrices has several meanings: write \\odot or an index form");
      return [...a, ...b];
    },
    entries: ([a, b]) => (a as Tensor).entries.flatMap((x) => (b as Tensor).entries.map((y) => mul(x, y))),
  },
  norm: toNumber(euclidean),
  norm2: toNumber(euclidean, ofVector("2", "its largest singular value, or the root of the sum of squares: write \\|A\\|_F")),
  norm1: toNumber(
    ([a]) => sum((a as Tensor).entries.map((entry) => apply("abs", [entry]))),
    ofVector("1", "its largest column sum, or the sum of all entries: write a sum"),
  ),
  inner: toNumber(
    ([a, b]) => sum((a as Tensor).entries.map((entry, i) => mul(entry, (b as Tensor).entries[i] as Expr))),
    ([a = [], b = []], rules) => {
      rules.equal(a, b);
      return [];
    },
  ),
  pow: {
    shape: ([a = [], b = []], rules, { expr }) => {
      if (b.length > 0) throw new UnknownShape("a vector or matrix as an exponent");
      if (isInverse(expr) && a.length === 2) return square(a, rules, "the inverse");
      if (a.length === 2 && !isEntrywise(expr.args[0] as Expr)) {
        const isSquare = rules.areSame(a[0] as (typeof a)[0], a[1] as (typeof a)[0]);
        if (!isPowerOfMatrix(expr) || !isSquare) throw new UnknownShape("the power of a matrix has several meanings: write \\odot, or A A");
      }
      return a;
    },
    entries: ([a, b], rules, { expr }) => {
      if (isInverse(expr) && (a as Tensor).shape.length === 2) return inverse((a as Tensor).entries);
      if (isPowerOfMatrix(expr) && (a as Tensor).shape.length === 2)
        return timesItself(expr)
          .map((factor) => (isInverse(factor) ? { shape: (a as Tensor).shape, entries: inverse((a as Tensor).entries) } : (a as Tensor)))
          .reduce((left, right) => product(left, right, rules)).entries;
      return (a as Tensor).entries.map((entry) => {
        // The square of a norm has derivatives everywhere.
        const squared = isEuclideanNorm(expr.args[0] as Expr) && expr.args[1] === two;
        return squared ? (entry.args[0] as Expr) : pow(entry, (b as Tensor).entries[0] as Expr);
      });
    },
  },
  abs: {
    shape: ([a = []]) => {
      if (a.length === 2) throw new UnknownShape("bars around a matrix have several meanings: write \\det A, \\|A\\|_F, or an index form");
      return a;
    },
    entries: ([a]) => (a as Tensor).entries.map((entry) => apply("abs", [entry])),
  },
  entry: {
    shape: ([a = [], ...at], rules) => {
      axesOf(a, at.length, rules);
      return [];
    },
    entries: ([a, ...at], rules) => {
      const { shape, entries } = a as Tensor;
      const axes = axesOf(shape, at.length, rules);
      let place = 0;
      for (const [axis, size] of shape.entries()) {
        const index = axes.includes(axis) ? placeOf(at[axes.indexOf(axis)] as Tensor, size) : 1;
        place = place * size + index - 1;
      }
      return [entries[place] as Expr];
    },
  },
  // Written out: blocks side by side make a row, rows one below the other a matrix.
  row: {
    shape: (args, rules) => rules.stacked([args]),
    entries: (args) => sideBySide(args),
  },
  matrix: {
    shape: (args, rules, { expr }) => {
      if (expr.args.some((row) => row.args.some(isDots))) throw new UnknownShape("a matrix with dots");
      return rules.stacked(args.map((arg) => [arg]));
    },
    entries: (args) => args.flatMap(({ entries }) => entries),
  },
  concat: {
    shape: (args, rules) => {
      if (args.some((arg) => arg.length !== 1))
        throw new UnknownShape("a list in brackets of what is no vector: write a matrix, or what is meant");
      return rules.stacked(args.map((arg) => [arg]));
    },
    entries: (args) => args.flatMap(({ entries }) => entries),
  },
  set: {
    shape: () => {
      throw new UnknownShape("a set where a number, a vector or a matrix is needed");
    },
    entries: () => [],
  },
};

/** ∂of/∂by: the shape of what it is taken by, or the Jacobian in the layout of the document. */
const derivative: Operation = {
  shape: ([of = [], by = []], _, { one, layout, expr }) => {
    if (of.length === 0) return layout === "rows" && by.length === 1 && expr.kind === "derivative" ? [one, ...by] : by;
    if (by.length === 0) return of;
    if (of.length > 1 || by.length > 1) throw new UnknownShape("a derivative with more than two indices: write its entries");
    return layout === "denominator" ? [...by, ...of] : [...of, ...by];
  },
  entries: ([of, by], _, { layout }) => {
    const [rows, columns] = layout !== "denominator" || isNumber(of) || isNumber(by) ? [of, by] : [by, of];
    const entry = (a: Expr, b: Expr): Expr => (rows === of ? derivativeOf(a, b as SymbolExpr) : derivativeOf(b, a as SymbolExpr));
    return (rows as Tensor).entries.flatMap((a) => (columns as Tensor).entries.map((b) => entry(a, b)));
  },
};

const isNumber = (tensor: Tensor | undefined): boolean => tensor?.shape.length === 0;

const trace = toNumber(
  ([a]) => sum((a as Tensor).entries.filter((_, i) => i % (columnsOf((a as Tensor).shape) + 1) === 0)),
  ([a = []], rules) => square(a, rules, "the trace"),
);

/** The sum of all entries; no page can write it so. */
export const ENTRY_SUM = "Σ‹entries›";

const functions: Readonly<Record<string, Operation>> = {
  [ENTRY_SUM]: toNumber(([a]) => sum((a as Tensor).entries)),
  softmax: { shape: ([a = []]) => a, entries: ([a]) => softmaxed(a as Tensor) },
  tr: trace,
  Tr: trace,
  trace,
  det: toNumber(
    ([a]) => determinant((a as Tensor).entries),
    ([a = []], rules) => square(a, rules, "the determinant"),
  ),
  logsumexp: toNumber(
    ([a]) => apply("log", [sum((a as Tensor).entries.map((entry) => apply("exp", [entry])))]),
    ([a = []]) => [vector(a)],
  ),
  diag: {
    shape: ([a = []]) => [vector(a), vector(a)],
    entries: ([a]) => {
      const { entries } = a as Tensor;
      return entries.flatMap((entry, i) => entries.map((_, j) => (i === j ? entry : zero)));
    },
  },
};

/** Whether a function has a row of its own, such as tr or softmax. */
export function isNamedOperation(expr: Expr): boolean {
  return expr.kind === "call" && Object.hasOwn(functions, expr.name);
}

/** The row of a node; a function that no row knows acts entry by entry. */
export function operationOf(expr: Expr): Operation {
  if (expr.kind === "derivative" || (expr.kind === "apply" && expr.op === "gradient")) return derivative;
  if (expr.kind === "call") return (Object.hasOwn(functions, nameParts(expr.name).base) ? functions[expr.name] : undefined) ?? elementwise;
  return (expr.kind === "apply" && Object.hasOwn(operations, expr.op) ? operations[expr.op] : undefined) ?? elementwise;
}
