/**
 * A second route to the value of a step over vectors, matrices and sums: plain arrays of doubles at sizes of its own,
 * with every derivative a finite difference of the document's definitions. It shares names and shapes with the checker,
 * and no mathematics.
 */
import type { Expr, SymbolExpr } from "../../src/expression/expr.ts";
import { indexValue, occurrenceOf } from "../../src/tensor/entry.ts";
import type { TensorNames } from "../../src/tensor/infer.ts";
import { evaluateFloat64 } from "../../src/evaluate/float64.ts";
import { functionNamed } from "../../src/primitive/table.ts";
import { apply, symbol } from "../../src/expression/expr.ts";
import { freeSymbols } from "../../src/expression/traverse.ts";

export interface Grid {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export interface World {
  readonly names: TensorNames;
  readonly definitions: ReadonlyMap<string, Expr>;
  readonly sizeOf: (whole: string, rank: number, axis: number) => number | undefined;
  readonly sizeNamed: (name: string) => number | undefined;
  /** What an undefined loss is made of, as "whole/rank". */
  readonly sinks: ReadonlyMap<string, readonly string[]>;
  readonly random: () => number;
}

export class Beyond extends Error {}

type Env = ReadonlyMap<string, number>;
const scalar = (value: number): Grid => ({ shape: [], data: [value] });
const count = (shape: readonly number[]): number => shape.reduce((n, size) => n * size, 1);

/** The step of differences; nested ones lose digits quickly. */
const STEP = 5e-4;

export class Numeric {
  private readonly world: World;
  /** Entries that nothing defines, by "whole/rank", made up when they are asked for. */
  readonly leaves = new Map<string, number[]>();
  /** What a difference is taken over at the moment. */
  private readonly held = new Map<string, number[]>();
  private memo = new Map<string, number[]>();

  constructor(world: World) {
    this.world = world;
  }

  value(expr: Expr, env: Env = new Map()): Grid {
    switch (expr.kind) {
      case "number":
        return scalar(Number(expr.value.n) / Number(expr.value.d));
      case "symbol":
        return this.ofSymbol(expr, env);
      case "binder":
        return this.ofBinder(expr, env);
      case "derivative":
        return this.difference(expr.args[0] as Expr, expr.args[1] as SymbolExpr, env);
      case "call":
        return this.ofCall(expr, env);
      case "apply":
        return expr.op === "gradient"
          ? this.difference(expr.args[0] as Expr, expr.args[1] as SymbolExpr, env)
          : this.ofApply(
              expr,
              expr.args.map((arg) => this.value(arg, env)),
            );
    }
  }

  // Names ----------------------------------------------------------------------------------------------------------------

  private ofSymbol({ name }: SymbolExpr, env: Env): Grid {
    const known = env.get(name) ?? this.world.sizeNamed(name);
    if (known !== undefined) return scalar(known);
    const { names } = this.world;
    const { whole, indices } = occurrenceOf(name, names);
    if (indices.length === 0) {
      const rank = names.rankOf(whole) ?? 0;
      // z_1 beside a vector z, and x_12 beside a matrix x.
      const [, base, digits] = /^(.+)_(\d+)$/.exec(name) ?? [];
      const isOwn = base !== undefined && freeSymbols(this.world.definitions.get(base) ?? symbol("")).some((each) => each.name === name);
      if (rank === 0 && base !== undefined && !isOwn && (names.rankOf(base) ?? 0) === digits!.length) {
        const shape = this.shapeOf(base, digits!.length);
        return scalar(
          this.entries(base, digits!.length)[[...digits!].reduce((flat, digit, axis) => flat * shape[axis]! + Number(digit) - 1, 0)]!,
        );
      }
      const shape = this.shapeOf(whole, rank);
      if (names.isOnes(whole)) return { shape, data: Array.from({ length: count(shape) }, () => 1) };
      if (names.isIdentity(whole))
        return { shape, data: Array.from({ length: count(shape) }, (_, i) => (i % (shape[0]! + 1) === 0 ? 1 : 0)) };
      return collapsed({ shape, data: this.entries(whole, rank) });
    }
    const at = indices.map((index) => indexValue(index, env));
    if (at.includes(undefined)) throw new Beyond(`an index of ${name}`);
    const place = at as number[];
    if (whole === "δ" && place.length === 2 && !names.isDefined("δ", 2)) return scalar(place[0] === place[1] ? 1 : 0);
    const { flats, shape } = this.line(name, place);
    const all = this.entries(whole, place.length + shape.length);
    return { shape, data: flats.map((flat) => all[flat]!) };
  }

  /** Where the entries stand that these indices leave of a name, and the shape that they have: x_n of vectors is a line of them. */
  private line(name: string, place: readonly number[]): { flats: number[]; shape: number[] } {
    const { whole, isLast } = occurrenceOf(name, this.world.names);
    const inner = this.world.names.innerRank(whole, place.length);
    const shape = this.shapeOf(whole, place.length + inner);
    const first = isLast ? inner : 0;
    if (place.some((index, i) => index < 1 || index > shape[first + i]!)) throw new Beyond(`${name} out of range`);
    const coordinates = (flat: number): number[] => {
      const found: number[] = [];
      for (let axis = shape.length - 1, rest = flat; axis >= 0; rest = Math.floor(rest / shape[axis]!), axis--)
        found.unshift((rest % shape[axis]!) + 1);
      return found;
    };
    const flats = Array.from({ length: count(shape) }, (_, flat) => flat).filter((flat) => {
      const at = coordinates(flat);
      return place.every((index, i) => at[first + i] === index);
    });
    return { flats, shape: isLast ? shape.slice(0, inner) : shape.slice(place.length) };
  }

  private shapeOf(whole: string, rank: number): number[] {
    return Array.from({ length: rank }, (_, axis) => {
      const size = this.world.sizeOf(whole, rank, axis);
      if (size === undefined) throw new Beyond(`the shape of ${whole}`);
      return size;
    });
  }

  private entries(whole: string, rank: number): number[] {
    const key = `${whole}/${rank}`;
    const held = this.held.get(key) ?? this.memo.get(key);
    if (held) return held;
    const made = this.defined(whole, rank) ?? this.ofLoss(whole) ?? this.leaf(key, count(this.shapeOf(whole, rank)));
    this.memo.set(key, made);
    return made;
  }

  private leaf(key: string, size: number): number[] {
    const made = this.leaves.get(key) ?? Array.from({ length: size }, () => 0.3 + this.world.random());
    this.leaves.set(key, made);
    return made;
  }

  private defined(whole: string, rank: number): number[] | undefined {
    for (const [name, body] of this.world.definitions) {
      const found = occurrenceOf(name, this.world.names);
      if (found.whole !== whole) continue;
      const letters = found.indices.map(({ letters: [first] }) => first?.[0]);
      if (letters.length === 0 && (this.world.names.rankOf(whole) ?? 0) === rank) return [...this.value(body).data];
      const inner = letters.length === 0 ? 0 : this.world.names.innerRank(whole, letters.length);
      // The 1 of z_{1i}, which is what z^{(i)} of a row is.
      const isFixed = letters.map((letter, i) => letter === undefined && i === 0 && this.world.names.isRow(whole));
      if (letters.length === 0 || letters.length + inner !== rank || letters.some((letter, i) => letter === undefined && !isFixed[i]))
        continue;
      const shape = this.shapeOf(whole, rank);
      const first = found.isLast ? inner : 0;
      const made: number[] = [];
      const counted = shape.slice(first, first + letters.length);
      for (let number = 0; number < count(counted); number++) {
        const env = new Map<string, number>();
        for (let i = letters.length - 1, rest = number; i >= 0; rest = Math.floor(rest / counted[i]!), i--)
          if (letters[i] !== undefined) env.set(letters[i]!, (rest % counted[i]!) + 1);
        const { data } = this.value(body, env);
        for (const [i, flat] of this.line(
          name,
          letters.map((letter) => (letter === undefined ? 1 : env.get(letter)!)),
        ).flats.entries())
          made[flat] = data[i]!;
      }
      return made;
    }
    return undefined;
  }

  /** A loss that nobody defines: a smooth function of all that it may depend on. */
  private ofLoss(name: string): number[] | undefined {
    const sinks = this.world.sinks.get(name);
    if (!sinks) return undefined;
    const values = sinks.flatMap((sink) => {
      const [whole = "", rank = "0"] = sink.split("/");
      return this.entries(whole, Number(rank));
    });
    return [values.reduce((sum, value, i) => sum + Math.sin(value * (1 + 0.37 * i) + i) * (1 + 0.1 * i), 0)];
  }

  // Sums and differences ---------------------------------------------------------------------------------------------------

  private ofBinder(expr: Expr & { kind: "binder" }, env: Env): Grid {
    const [index, from, to, body] = expr.args as [SymbolExpr, Expr, Expr, Expr];
    const [low, high] = expr.bounded ? [this.value(from, env).data[0]!, this.value(to, env).data[0]!] : [1, this.reach(index.name, body)];
    let total: Grid | undefined;
    for (let k = low; k <= high; k++) {
      const term = this.value(body, new Map([...env, [index.name, k]]));
      total = total ? spread([total, term], (a, b) => (expr.op === "sum" ? a + b : a * b)) : term;
    }
    return total ?? scalar(expr.op === "sum" ? 0 : 1);
  }

  private reach(letter: string, body: Expr): number {
    if (body.kind === "symbol") {
      const { whole, indices, isLast } = occurrenceOf(body.name, this.world.names);
      if (whole === "δ") return 0;
      const inner = this.world.names.innerRank(whole, indices.length);
      const axis = indices.findIndex(({ letters, constant }) => letters.length === 1 && letters[0]![0] === letter && constant === 0);
      return axis < 0 ? 0 : (this.world.sizeOf(whole, indices.length + inner, axis + (isLast ? inner : 0)) ?? 0);
    }
    const [of, ...at] = body.args;
    if (body.kind === "apply" && body.op === "entry" && at.length === 1 && at[0] === symbol(letter))
      return Math.max(...this.value(of!, new Map()).shape);
    return Math.max(0, ...body.args.map((arg) => this.reach(letter, arg)));
  }

  private difference(of: Expr, by: SymbolExpr, env: Env): Grid {
    const { names } = this.world;
    const { whole, indices } = occurrenceOf(by.name, names);
    // Entries with names of their own, and functions by their bare name: this route does not know them.
    const body = this.world.definitions.get(whole);
    if (body?.kind === "apply" && body.op === "matrix") throw new Beyond("a derivative by what is written out");
    if (of.kind === "symbol" && names.isFunction(of.name)) throw new Beyond(`${of.name} without its argument`);
    const place = indices.map((index) => indexValue(index, env) as number);
    const found = indices.length > 0 ? this.line(by.name, place) : undefined;
    const rank = found ? indices.length + found.shape.length : (names.rankOf(whole) ?? 0);
    const key = `${whole}/${rank}`;
    const now = this.entries(whole, rank);
    const shape = found?.shape ?? this.shapeOf(whole, rank);
    const chosen = found?.flats ?? now.map((_, i) => i);
    const at = (i: number, h: number): Grid => {
      const before = [this.held.get(key), this.memo] as const;
      this.memo = new Map();
      this.held.set(
        key,
        now.map((value, k) => (k === i ? value + h : value)),
      );
      const found = this.value(of, env);
      if (before[0]) this.held.set(key, before[0]);
      else this.held.delete(key);
      this.memo = before[1];
      return found;
    };
    const slopes = chosen.map((i) => {
      const [a, b, c, d] = [at(i, -2 * STEP), at(i, -STEP), at(i, STEP), at(i, 2 * STEP)];
      // Fourth order: what is left is of the order of h⁴.
      return { shape: a.shape, data: a.data.map((_, k) => (a.data[k]! - 8 * b.data[k]! + 8 * c.data[k]! - d.data[k]!) / (12 * STEP)) };
    });
    const top = slopes[0]!.shape;
    const bottom = shape;
    if (top.length === 0) return collapsed({ shape: bottom, data: slopes.map(({ data }) => data[0]!) });
    const inRows = names.layout === "numerator" || bottom.length === 0;
    const data = inRows
      ? slopes[0]!.data.flatMap((_, k) => slopes.map((slope) => slope.data[k]!))
      : slopes.flatMap((slope) => [...slope.data]);
    return collapsed({ shape: inRows ? [...top, ...bottom] : [...bottom, ...top], data });
  }

  // Operations -------------------------------------------------------------------------------------------------------------

  private ofCall(expr: Expr & { kind: "call" }, env: Env): Grid {
    const args = expr.args.map((arg) => this.value(arg, env));
    const [a] = args as [Grid];
    switch (expr.name) {
      case "tr":
        return scalar(a.data.reduce((sum, value, i) => (i % (a.shape[0]! + 1) === 0 ? sum + value : sum), 0));
      case "det":
        return scalar(eliminated(a).determinant);
      case "diag":
        return { shape: [a.data.length, a.data.length], data: a.data.flatMap((v, i) => a.data.map((_, j) => (i === j ? v : 0))) };
      case "logsumexp":
        return scalar(Math.log(a.data.reduce((sum, v) => sum + Math.exp(v), 0)));
      case "softmax": {
        const width = a.shape.at(-1)!;
        const total = (i: number): number =>
          a.data.slice(i - (i % width), i - (i % width) + width).reduce((sum, v) => sum + Math.exp(v), 0);
        return { shape: a.shape, data: a.data.map((v, i) => Math.exp(v) / total(i)) };
      }
    }
    if (args.length !== 1 || this.world.names.isFunction(expr.name)) throw new Beyond(`the function ${expr.name}`);
    const order = expr.orders[0] ?? 0;
    const f = [(v: number) => Math.sin(v) + 0.3 * v * v, (v: number) => Math.cos(v) + 0.6 * v, (v: number) => 0.6 - Math.sin(v)][order];
    if (expr.name in NAMED || functionNamed(expr.name) || !f) throw new Beyond(`the function ${expr.name}`);
    return { shape: a.shape, data: a.data.map(f) };
  }

  private ofApply(expr: Expr & { kind: "apply" }, args: readonly Grid[]): Grid {
    const [a, b] = args as [Grid, Grid];
    switch (expr.op) {
      case "mul":
        return args.reduce((left, right) => collapsed(product(left, right)));
      case "transpose":
        return transposed(a);
      case "hadamard":
        return spread(args, (x, y) => x * y);
      case "add":
        return spread(args, (x, y) => x + y);
      case "outer":
        return { shape: [...a.shape, ...b.shape], data: a.data.flatMap((x) => b.data.map((y) => x * y)) };
      case "norm":
      case "norm2":
        return scalar(Math.hypot(...a.data));
      case "norm1":
        return scalar(a.data.reduce((sum, v) => sum + Math.abs(v), 0));
      case "entry": {
        const places = args.slice(1).map(({ data }) => data[0]!);
        const long = a.shape.filter((size) => size !== 1);
        const sizes = places.length === a.shape.length ? a.shape : long;
        if (places.length !== sizes.length) throw new Beyond("indices");
        return scalar(a.data[places.reduce((flat, index, axis) => flat * sizes[axis]! + index - 1, 0)]!);
      }
      case "concat":
        return { shape: [args.reduce((sum, { data }) => sum + data.length, 0)], data: args.flatMap(({ data }) => [...data]) };
      case "row":
        if (args.some(({ data }) => data.length > 1)) throw new Beyond("blocks");
        return { shape: [1, args.length], data: args.flatMap(({ data }) => [...data]) };
      case "matrix": {
        const data = args.flatMap((row) => [...row.data]);
        return { shape: data.length === args.length ? [args.length] : [args.length, data.length / args.length], data };
      }
      case "inner":
        return scalar(a.data.reduce((sum, v, i) => sum + v * b.data[i]!, 0));
      case "pow":
        if (
          a.shape.length === 2 &&
          a.shape[0] === a.shape[1] &&
          Number.isInteger(b.data[0]) &&
          b.data[0]! > 1 &&
          !isFunction(expr.args[0] as Expr)
        )
          return Array.from({ length: b.data[0]! }, () => a).reduce(product);
        if (a.shape.length === 2 && b.data[0] === -1) return { shape: a.shape, data: eliminated(a).inverse };
        return spread([a, b], Math.pow);
      default: {
        // π and the like.
        if (args.length === 0) return scalar(evaluateFloat64([expr], new Map()).get(expr.id)!);
        const names = args.map((_, i) => symbol(`a${i}`));
        const node = apply(expr.op, names);
        const width = Math.max(...args.map(({ data }) => data.length));
        const shape = args.find(({ data }) => data.length === width)!.shape;
        return {
          shape,
          data: Array.from({ length: width }, (_, i) => {
            const values = new Map<Expr, number>(names.map((name, k) => [name, args[k]!.data[args[k]!.data.length === 1 ? 0 : i]!]));
            return evaluateFloat64([node], values).get(node.id)!;
          }),
        };
      }
    }
  }
}

/** tanh of tanh²(Z), entry by entry. */
function isFunction(expr: Expr): boolean {
  return expr.kind === "apply" && !/^(?:add|mul|neg|div|pow|transpose|hadamard|inner|outer)$/.test(expr.op);
}

const NAMED: Readonly<Record<string, true>> = { mean: true, var: true };

function collapsed(grid: Grid): Grid {
  return grid.data.length === 1 ? { shape: [], data: grid.data } : grid;
}

function transposed({ shape, data }: Grid): Grid {
  if (shape.length < 2) return { shape: [1, data.length], data };
  const [rows, columns] = shape as [number, number];
  return { shape: [columns, rows], data: data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!) };
}

/** A vector is a column, and a row where it stands before a matrix. */
function product(a: Grid, b: Grid): Grid {
  if (a.shape.length === 0) return { shape: b.shape, data: b.data.map((v) => v * a.data[0]!) };
  if (b.shape.length === 0) return { shape: a.shape, data: a.data.map((v) => v * b.data[0]!) };
  const isRow = a.shape.length === 1 && b.shape[0] === a.data.length && b.shape[0] !== 1;
  const [m, k] = a.shape.length === 2 ? (a.shape as [number, number]) : isRow ? [1, a.data.length] : [a.data.length, 1];
  const [k2, n] = b.shape.length === 2 ? (b.shape as [number, number]) : [b.data.length, 1];
  if (k !== k2) throw new Beyond("shapes");
  const data = Array.from({ length: m * n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += a.data[Math.floor(i / n) * k + j]! * b.data[j * n + (i % n)]!;
    return sum;
  });
  return { shape: isRow ? [n] : b.shape.length === 1 ? [m] : [m, n], data };
}

/** Entry by entry, a row or a vector repeated for every row, a column for every column. */
function spread(args: readonly Grid[], f: (a: number, b: number) => number): Grid {
  return args.reduce((a, b) => {
    const [large, small] = a.data.length >= b.data.length ? [a, b] : [b, a];
    const width = large.shape.at(-1) ?? 1;
    const isColumn = small.shape.length === 2 && small.shape[1] === 1;
    const at = (i: number): number =>
      small.data.length === 1 ? 0 : small.data.length === large.data.length ? i : isColumn ? Math.floor(i / width) : i % width;
    return { shape: large.shape, data: large.data.map((v, i) => (large === a ? f(v, small.data[at(i)]!) : f(small.data[at(i)]!, v))) };
  });
}

/** By Gauss and Jordan. */
function eliminated({ shape, data }: Grid): { determinant: number; inverse: number[] } {
  const n = shape[0] ?? 1;
  const rows = Array.from({ length: n }, (_, i) => [
    ...data.slice(i * n, (i + 1) * n),
    ...Array.from({ length: n }, (__, j) => Number(i === j)),
  ]);
  let determinant = 1;
  for (let c = 0; c < n; c++) {
    const pivot = rows.slice(c).reduce((best, row, i) => (Math.abs(row[c]!) > Math.abs(rows[best]![c]!) ? i + c : best), c);
    if (pivot !== c) {
      [rows[c], rows[pivot]] = [rows[pivot]!, rows[c]!];
      determinant = -determinant;
    }
    if (Math.abs(rows[c]![c]!) < 1e-9) throw new Beyond("a matrix without an inverse");
    determinant *= rows[c]![c]!;
    const by = rows[c]![c]!;
    rows[c] = rows[c]!.map((v) => v / by);
    for (let r = 0; r < n; r++) {
      const times = rows[r]![c]!;
      if (r !== c) rows[r] = rows[r]!.map((v, j) => v - times * rows[c]![j]!);
    }
  }
  return { determinant, inverse: rows.flatMap((row) => row.slice(n)) };
}

/** Values for what the text says of a name: unit vectors, rows that sum to one, one-hot rows, symmetric and diagonal matrices. */
export function obey(values: number[], kind: string, width: number): void {
  const places = Array.from({ length: width }, (_, i) => i);
  if (kind === "diagonal") for (const i of places) for (const j of places) values[i * width + j] = i === j ? values[i * width + j]! : 0;
  else if (kind === "symmetric") for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) values[i * width + j] = values[j * width + i]!;
  else if (kind === "definite" || kind === "semidefinite") {
    // MᵀM + 1 of any M.
    const entry = (i: number, j: number): number =>
      places.reduce((sum, k) => sum + values[k * width + i]! * values[k * width + j]!, Number(i === j));
    values.splice(0, values.length, ...places.flatMap((i) => places.map((j) => entry(i, j))));
  } else if (kind === "unit") {
    const length = Math.hypot(...values);
    for (const [i, value] of values.entries()) values[i] = value / length;
  } else
    for (let from = 0; from < values.length; from += width) {
      const total = values.slice(from, from + width).reduce((sum, v) => sum + v, 0);
      for (let k = 0; k < width; k++) values[from + k] = kind === "one-hot" ? Number(k === 0) : values[from + k]! / total;
    }
}
