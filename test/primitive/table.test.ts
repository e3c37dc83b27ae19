import { describe, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { evaluateFloat64 } from "../../src/evaluate/float64.ts";
import { type Rational, rational } from "../../src/base/rational.ts";
import { IntervalArithmetic } from "../../src/evaluate/interval.ts";
import { type Expr, apply, mul, number, symbol } from "../../src/expression/expr.ts";
import { type Primitive, out, x, y } from "../../src/primitive/primitive.ts";
import { exactFactorial } from "../../src/primitive/rounding.ts";
import { isTensorOp, primitives } from "../../src/primitive/table.ts";
import { seed } from "../seed.ts";

const POINTS = 24;
const TOLERANCE = 2e-6;

function value(expr: Expr, args: readonly number[], output: number): number {
  const values = new Map<Expr, number>([[out, output]]);
  [x, y].forEach((name, i) => values.set(name, args[i] ?? NaN));
  return evaluateFloat64([expr], values).get(expr.id) as number;
}

/** Points of the row's sample range at which its conditions hold. */
function points(row: Primitive): number[][] {
  const source = random(seed);
  const [low, high] = row.sample;
  const count = row.arity === "many" ? 2 : row.arity;
  const all = Array.from({ length: POINTS }, () =>
    Array.from({ length: count }, () => low + ((high - low) * source.below(10_000)) / 10_000),
  );
  return all.filter((args) => row.where.every((condition) => value(condition, args, NaN) === 1));
}

/** The largest relative error of a row's partials against central differences of fourth order. */
function worstPartial(row: Primitive, partials: readonly Expr[]): number {
  let worst = 0;
  for (const args of points(row)) {
    for (const [i, partial] of partials.entries()) {
      const h = 1e-3 * Math.max(1, Math.abs(args[i] as number));
      const at = (shift: number): number => row.evaluate(...args.map((arg, k) => (k === i ? arg + shift : arg)));
      const difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
      const symbolic = value(partial, args, row.evaluate(...args));
      if (!Number.isFinite(difference) || Number.isNaN(symbolic)) continue;
      worst = Math.max(worst, Math.abs(symbolic - difference) / Math.max(1, Math.abs(difference)));
    }
  }
  return worst;
}

const kinked = (row: Primitive): boolean => ["abs", "sign", "step", "max", "min", "relu", "leakyrelu", "elu"].includes(row.name);
const withPartials = primitives.filter((row) => row.partials && row.partials.length > 0);

describe("every row of the table of functions", () => {
  it.each(withPartials)("$name: its partials are those of its values", (row) => {
    // Away from a kink by more than the step of the differences.
    const away = kinked(row) ? { ...row, sample: [0.1, 3] as const } : row;
    expect(worstPartial(away, row.partials ?? [])).toBeLessThan(TOLERANCE);
    if (kinked(row) && row.arity === 1) expect(worstPartial({ ...row, sample: [-3, -0.1] }, row.partials ?? [])).toBeLessThan(TOLERANCE);
  });

  it.each(withPartials)("$name: a partial that is off by 0.1 % is noticed", (row) => {
    const off = (row.partials ?? []).map((partial) => mul(number({ n: 1001n, d: 1000n }), partial));
    const flat = row.name === "sign" || row.name === "step";
    if (!flat) expect(worstPartial(kinked(row) ? { ...row, sample: [0.1, 3] } : row, off)).toBeGreaterThan(TOLERANCE);
  });

  it.each(primitives.filter((row) => row.definition))("$name: its definition has its values", (row) => {
    for (const args of points(row)) {
      const [left, right] = [row.evaluate(...args), value(row.definition as Expr, args, NaN)];
      expect(Math.abs(left - right)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(left)));
    }
  });

  const SPECIAL = [-30, -7, -6.5, -3, -2.6, -2.4, -1.5, -1, -0.5, 0, 0.25, 0.5, 1, 1.5, 2.4, 2.6, 3, 6.5, 7, 30];
  const specialPoints = (row: Primitive): number[][] => {
    if (row.arity === 0) return [[]];
    return row.arity === 1 ? SPECIAL.map((a) => [a]) : SPECIAL.flatMap((a) => [a, -a, 2].map((b) => [a, b]));
  };
  const numeric = primitives.filter((row) => row.arity !== "many" && row.evaluate(...[0.5, 0.25].slice(0, row.arity)) !== undefined);
  const ofNumbers = numeric.filter((row) => !isTensorOp(row.name) && row.name !== "factorial");

  it.each(ofNumbers)("$name: is defined where its conditions hold, and there only", (row) => {
    for (const args of specialPoints(row)) {
      const holds = row.where.every((condition) => value(condition, args, NaN) === 1);
      const result = row.evaluate(...args);
      // Relations have a value everywhere; a condition may also keep an unreal value away.
      if (holds && !["pow", "step", "div"].includes(row.name)) expect(Number.isNaN(result), `${row.name}(${args.join()})`).toBe(false);
      if (!holds) expect(Number.isFinite(result), `${row.name}(${args.join()})`).toBe(false);
    }
  });

  it("has functions of as many arguments as are written", () => {
    const named = (arity: Primitive["arity"]): string[] => ofNumbers.filter((row) => row.arity === arity).map((row) => row.name);
    expect(named(0)).toEqual(["pi"]);
    expect(named(2).sort()).toEqual(["and", "div", "eq", "le", "lt", "max", "min", "ne", "pow"]);
    expect(primitives.filter((row) => row.arity === "many").map((row) => row.name)).toEqual([
      "add",
      "mul",
      "piecewise",
      "entry",
      "matrix",
      "row",
      "concat",
      "set",
    ]);
    for (const row of withPartials) expect(row.partials?.length, row.name).toBe(row.arity);
  });

  it.each(ofNumbers.filter((row) => row.name !== "and"))("$name: its values are inside their enclosures, at special points too", (row) => {
    const arithmetic = new IntervalArithmetic(40);
    for (const args of specialPoints(row)) {
      const values = new Map<Expr, Rational>(args.map((arg, i) => [[x, y][i] as Expr, rational(BigInt(Math.round(arg * 20)), 20n)]));
      const [enclosure] = arithmetic.evaluate([apply(row.name, [x, y].slice(0, args.length))], values);
      if (!enclosure) {
        // Far out an enclosure may only be too dear.
        if (args.every((arg) => Math.abs(arg) <= 2))
          expect(Number.isFinite(row.evaluate(...args)), `${row.name}(${args.join()}) has no value`).toBe(false);
        continue;
      }
      const middle = enclosure.low.add(enclosure.high).div(2).toNumber();
      // erf, and gelu by it, lose the digits that the sum with 1 takes.
      const scale = row.name === "erf" || row.name === "gelu" ? 1 : 1e-3;
      const slack = 1e-13 * Math.max(scale, Math.abs(middle));
      expect(Math.abs(row.evaluate(...args) - middle), `${row.name}(${args.join()})`).toBeLessThanOrEqual(slack);
    }
  });

  it("knows the error function to the last digits", () => {
    const arithmetic = new IntervalArithmetic(40);
    const erfRow = primitives.find(({ name }) => name === "erf") as Primitive;
    for (let k = 1; k <= 64; k++) {
      const [enclosure] = arithmetic.evaluate([apply("erf", [x])], new Map([[x, rational(BigInt(k), 10n)]]));
      expect(Math.abs(erfRow.evaluate(k / 10) - (enclosure?.low.toNumber() as number)), `erf(${k / 10})`).toBeLessThanOrEqual(4e-15);
    }
  });

  it.each(withPartials.filter(kinked))("$name: has no derivative at its kink", (row) => {
    const h = 1e-6;
    for (const args of row.arity === 1
      ? [[0]]
      : [
          [1, 1],
          [-2, -2],
          [0, 0],
        ]) {
      for (const [i, partial] of (row.partials ?? []).entries()) {
        const at = (shift: number): number => row.evaluate(...args.map((arg, k) => (k === i ? arg + shift : arg)));
        const [right, left] = [(at(h) - at(0)) / h, (at(0) - at(-h)) / h];
        const symbolic = value(partial, args, row.evaluate(...args));
        // A jump has no slope at all; equal slopes on both sides are the derivative.
        if (!(Math.abs(right - left) < 1e-3)) expect(symbolic, `${row.name}, argument ${i}`).toBeNaN();
      }
    }
  });

  it("knows factorials up to its bounds", () => {
    const row = primitives.find(({ name }) => name === "factorial") as Primitive;
    expect([-1, 0.5, 0, 1, 5, 170, 171].map((n) => row.evaluate(n))).toEqual([NaN, NaN, 1, 1, 120, 7.257415615307994e306, NaN]);
    expect([-1n, 0n, 1n, 5n].map((n) => exactFactorial(n)?.value.n)).toEqual([undefined, 1n, 1n, 120n]);
    expect([exactFactorial(2000n), exactFactorial(2001n)].map((found) => found !== undefined)).toEqual([true, false]);
  });

  it("has operations on vectors and matrices of as many operands as are written", () => {
    expect(primitives.filter((row) => isTensorOp(row.name)).map((row) => `${row.name}/${row.arity}`)).toEqual([
      "transpose/1",
      "hadamard/2",
      "outer/2",
      "norm/1",
      "norm1/1",
      "norm2/1",
      "gradient/2",
      "inner/2",
      "entry/many",
      "matrix/many",
      "row/many",
      "concat/many",
      "set/many",
    ]);
  });

  it("has a name of its own, and a source", () => {
    const spellings = primitives.flatMap((row) => [row.name, ...(row.aliases ?? [])]);
    expect(new Set(spellings).size).toBe(spellings.length);
    for (const row of primitives) expect(row.source.length, row.name).toBeGreaterThan(3);
  });

  it("knows that symbols other than its placeholders do not occur in it", () => {
    const known = new Set(["x", "y", "out"]);
    for (const row of primitives) {
      const open = [...(row.partials ?? []), ...(row.definition ? [row.definition] : []), ...row.where];
      for (let node = open.pop(); node; node = open.pop()) {
        if (node.kind === "symbol") expect(known, `${row.name}: ${node.name}`).toContain(node.name);
        open.push(...node.args);
      }
    }
    expect(symbol("x")).toBe(x);
  });
});
