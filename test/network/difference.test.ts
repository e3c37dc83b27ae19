import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differentiate } from "../../src/derivative/differentiate.ts";
import { evaluateFloat64 } from "../../src/evaluate/float64.ts";
import type { Expr, SymbolExpr } from "../../src/expression/expr.ts";
import { type DifferenceMethod, difference, orderOf } from "../../src/network/difference.ts";
import { gradcheck, gradcheckProduct } from "../../src/network/gradcheck.ts";
import { names, smoothExpr } from "../arbitrary.ts";
import { runs, seed } from "../seed.ts";

const at = (...values: number[]): Float64Array => Float64Array.from(values);

describe("finite differences", () => {
  const exact: readonly (readonly [(x: Float64Array) => number, number, number])[] = [
    [([x]) => Math.exp(x as number), 1, Math.E],
    [([x]) => Math.sin(x as number), 0.3, Math.cos(0.3)],
    [([x]) => (x as number) ** 3, 100, 30000],
    [([x]) => Math.tanh(x as number), -2, 1 - Math.tanh(2) ** 2],
    [([x]) => 1e6 + (x as number) ** 2, 3, 6],
    [() => 5, 1, 0],
  ];
  it.each(["forward", "central", "richardson", "ridders"] as const)(
    "%s is right within the error that it gives",
    (method: DifferenceMethod) => {
      for (const [f, x, slope] of exact) {
        const { value, error } = difference(f, at(x), 0, { method });
        expect(Math.abs(value - slope), `${method} at ${x}: ${value} ± ${error}`).toBeLessThanOrEqual(error + 1e-300);
      }
    },
  );
  it("are the more precise the more they cost", () => {
    const errors = (["forward", "central", "richardson", "ridders"] as const).map(
      (method) => difference(([x]) => Math.exp(x as number), at(1), 0, { method }).error,
    );
    for (let k = 1; k < errors.length; k++) expect(errors[k] as number).toBeLessThan(errors[k - 1] as number);
  });
  it("agree with symbolic derivatives", () => {
    const variables = names as SymbolExpr[];
    const point = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: variables.length, maxLength: variables.length });
    let compared = 0;
    fc.assert(
      fc.property(smoothExpr, point, (expr, values) => {
        const slope = differentiate(expr, variables[0] as SymbolExpr);
        const value = (e: Expr, x: ArrayLike<number>): number =>
          evaluateFloat64([e], new Map<Expr, number>(variables.map((name, i) => [name, x[i] as number]))).get(e.id) as number;
        const exactSlope = value(slope, values);
        let found;
        try {
          found = difference((x) => value(expr, x), Float64Array.from(values), 0);
        } catch {
          return;
        }
        if (!Number.isFinite(exactSlope) || Math.abs(exactSlope) > 1e6 || found.error > 1e-4) return;
        compared++;
        expect(Math.abs(found.value - exactSlope)).toBeLessThanOrEqual(
          4 * found.error + 1e-9 * Math.max(1, Math.abs(exactSlope), Math.abs(value(expr, values))),
        );
      }),
      { seed, numRuns: runs(300) },
    );
    expect(compared).toBeGreaterThan(runs(100));
  });
  it("recognise a kink, and are not misled by one beside the point", () => {
    const relu = ([x]: Float64Array): number => Math.max(x as number, 0);
    expect(difference(relu, at(0), 0).kink).toEqual({ left: 0, right: 1 });
    for (const x of [1e-3, 1e-2, 1e-4, -1e-3, 0.02]) {
      const found = difference(relu, at(x), 0);
      expect(found.kink).toBeUndefined();
      expect(Math.abs(found.value - (x > 0 ? 1 : 0))).toBeLessThanOrEqual(found.error);
    }
  });
  it("say where the function has no value", () => {
    expect(() => difference(([x]) => Math.log(x as number), at(0), 0)).toThrow("at coordinate 0");
  });
});

describe("the order test", () => {
  const f = ([x, y]: Float64Array): number => Math.sin(x as number) * Math.exp(y as number);
  const point = at(0.4, 0.2);
  const right = at(Math.cos(0.4) * Math.exp(0.2), Math.sin(0.4) * Math.exp(0.2));
  it("tells a right gradient from a wrong one", () => {
    expect(orderOf(f, right, point, at(1, 2)).verdict).toBe("right");
    expect(orderOf(f, right, point, at(1, 2)).order).toBeCloseTo(2, 1);
    expect(orderOf(f, at((right[0] as number) * 1.001, right[1] as number), point, at(1, 2)).verdict).toBe("wrong");
  });
  it("calls noise noise", () => {
    let flips = 0;
    const noisy = (x: Float64Array): number => f(x) + 1e-5 * ((flips = (flips * 16807 + 11) % 2147483647) / 2147483647);
    expect(orderOf(noisy, right, point, at(1, 2)).verdict).not.toBe("right");
  });
});

describe("gradcheck", () => {
  const f = (x: Float64Array): number => x.reduce((sum, v, i) => sum + Math.sin(v) * (i + 1), 0);
  const gradient = (x: Float64Array): Float64Array => x.map((v, i) => Math.cos(v) * (i + 1));
  const point = at(0.1, 0.7, -1.2, 2, 0.3, -0.4);
  it("accepts a right gradient, at coordinates and along directions", () => {
    expect(gradcheck(f, gradient, point)).toMatchObject({
      ok: true,
      checked: 6,
      mismatches: [],
      message: "6 coordinates agree with finite differences",
    });
    expect(gradcheck(f, gradient, point, { directions: 3 })).toMatchObject({ ok: true, checked: 3 });
  });
  const wrong: readonly (readonly [string, (g: Float64Array) => Float64Array, object])[] = [
    ["sign", (g) => g.map((v) => -v), { kind: "sign" }],
    ["factor", (g) => g.map((v) => 2 * v), { kind: "factor", factor: expect.closeTo(2, 5) }],
    ["term", (g) => g.map((v) => v - 0.5), { kind: "missing-term", term: expect.closeTo(0.5, 5) }],
    ["zero", (g) => g.map((v, i) => (i === 2 ? 0 : v)), { kind: "zero" }],
    ["transposed", (g) => at(g[0]!, g[3]!, g[1]!, g[4]!, g[2]!, g[5]!), { kind: "transposed" }],
  ];
  it.each(wrong)("names what is wrong: %s", (_, change, pattern) => {
    const found = gradcheck(f, (x) => change(gradient(x)), point, { shape: [2, 3] });
    expect(found.ok).toBe(false);
    expect(found.pattern).toEqual(pattern);
    expect(found.message).toContain("the gradient says");
    expect(gradcheck(f, (x) => change(gradient(x)), point, { directions: 4 }).ok).toBe(false);
  });
  it("finds an error of 0.1 % in one coordinate", () => {
    const found = gradcheck(f, (x) => gradient(x).map((v, i) => (i === 3 ? v * 1.001 : v)), point);
    expect(found.mismatches.map(({ coordinate }) => coordinate)).toEqual([3]);
  });
  it("leaves a kink alone", () => {
    const relu = (x: Float64Array): number => x.reduce((sum, v) => sum + Math.max(v, 0), 0);
    expect(gradcheck(relu, (x) => x.map((v) => (v > 0 ? 1 : 0)), at(0, 1, -1))).toMatchObject({ ok: true, kinks: [0] });
  });
  it("checks vector-Jacobian products", () => {
    const both = ([x, y]: Float64Array): number[] => [(x as number) * (y as number), Math.exp(x as number)];
    const product = ([x, y]: Float64Array, [u, v]: Float64Array): number[] => [
      (u as number) * (y as number) + (v as number) * Math.exp(x as number),
      (u as number) * (x as number),
    ];
    expect(gradcheckProduct(both, product, [0.3, 0.8]).ok).toBe(true);
    expect(gradcheckProduct(both, (x, u) => [...product(x, u)].reverse(), [0.3, 0.8]).ok).toBe(false);
  });
  it("says what does not fit", () => {
    expect(() => gradcheck(f, () => at(1), point)).toThrow("the gradient has 1 entries, the point 6");
    expect(() => gradcheck(f, (x) => x.map(() => NaN), point)).toThrow("the gradient is NaN at coordinate 0");
    expect(() => gradcheck(f, gradient, [])).toThrow("at least one coordinate");
  });
});
