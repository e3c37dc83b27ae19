import { describe, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { evaluateFloat64 } from "../../src/evaluate/float64.ts";
import { type Expr, mul, number, symbol } from "../../src/expression/expr.ts";
import { type Primitive, out, x, y } from "../../src/primitive/primitive.ts";
import { primitives } from "../../src/primitive/table.ts";
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
