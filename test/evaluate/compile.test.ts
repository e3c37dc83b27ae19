import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { gradient } from "../../src/derivative/gradient.ts";
import { parse } from "../../src/elaborate/parse.ts";
import { compile } from "../../src/evaluate/compile.ts";
import { evaluateFloat64 } from "../../src/evaluate/float64.ts";
import { type Expr, type SymbolExpr, add, apply, callOf, lt, mul, number, symbol, zero } from "../../src/expression/expr.ts";
import { names, smoothExpr } from "../arbitrary.ts";
import { runs, seed } from "../seed.ts";

const [x, y] = [symbol("x"), symbol("y")];

/** Doubles that agree to a few units in the last place, or are both no numbers. */
function close(a: number, b: number): boolean {
  return (
    Object.is(a, b) ||
    (Number.isNaN(a) && Number.isNaN(b)) ||
    Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b), 1e-300) ||
    a === b
  );
}

describe("compiled expressions", () => {
  it("have the values that evaluation has, as code and interpreted, one by one and in batches", () => {
    const point = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: names.length, maxLength: names.length });
    fc.assert(
      fc.property(smoothExpr, smoothExpr, fc.array(point, { minLength: 1, maxLength: 4 }), (a, b, points) => {
        const exprs = [a, b, add(a, b)];
        const variables = names as SymbolExpr[];
        for (const mode of ["code", "interpreter"] as const) {
          const f = compile(exprs, variables, { mode });
          const columns = Float64Array.from(variables.flatMap((_, v) => points.map((each) => each[v] as number)));
          const many = f.batch(columns, points.length);
          for (const [i, each] of points.entries()) {
            const values = evaluateFloat64(exprs, new Map<Expr, number>(variables.map((variable, v) => [variable, each[v] as number])));
            const got = f(Float64Array.from(each));
            for (const [k, expr] of exprs.entries()) {
              expect(close(got[k] as number, values.get(expr.id) as number), `${mode} ${got[k]} ${values.get(expr.id)}`).toBe(true);
              expect(Object.is(many[k * points.length + i], got[k])).toBe(true);
            }
          }
        }
      }),
      { seed, numRuns: runs(100) },
    );
  });

  it("compute what is shared once, and case distinctions as they are written", () => {
    const f = compile([parse("piecewise(x > 0, x^2, x < 0, -x)"), parse("relu(x) + max(x, y) * pi")], [x, y]);
    expect([...f(Float64Array.of(2, 3))]).toEqual([4, 2 + 3 * Math.PI]);
    expect([...f(Float64Array.of(-2, -3))]).toEqual([2, -2 * Math.PI]);
    expect(f(Float64Array.of(0, 0))[0]).toBeNaN();
  });

  it("take a gradient too long for one function in pieces", () => {
    let e: Expr = x;
    for (let k = 1; k < 6000; k++) e = apply(k % 2 ? "sin" : "tanh", [add(e, mul(number(k), y))]);
    const direct = evaluateFloat64(
      [e],
      new Map<Expr, number>([
        [x, 0.3],
        [y, 0.1],
      ]),
    ).get(e.id);
    expect(compile([e], [x, y])(Float64Array.of(0.3, 0.1))[0]).toBe(direct);
    expect(compile([e], [x, y]).batch(Float64Array.of(0.3, 1, 0.1, 2), 2)[0]).toBe(direct);
  });

  it("take variables that all points share once", () => {
    for (const mode of ["code", "interpreter"] as const) {
      const f = compile([parse("x*y + exp(x)"), parse("x - y"), x], [x, y], { mode, shared: 1 });
      const [one, many] = [(v: number) => [...f(Float64Array.of(0.5, v))], f.batch(Float64Array.of(0.5, 1, 2, 3), 3)];
      expect([...many]).toEqual([0, 1, 2].flatMap((k) => [1, 2, 3].map((v) => one(v)[k])));
      expect(() => f.batch(new Float64Array(6), 3)).toThrow("1 + 1 × 3 values are needed, not 6");
    }
    expect(() => compile([x], [x], { shared: 2 })).toThrow("between 0 and 1 variables can be shared, not 2");
  });

  it("may write their results where their values stand", () => {
    const f = compile([y, parse("x + y")], [x, y]);
    const place = Float64Array.of(2, 3);
    expect([...f(place, place)]).toEqual([3, 5]);
  });

  it("work where code cannot be made", () => {
    const forbidden = vi.stubGlobal("Function", function () {
      throw new EvalError("unsafe-eval is not allowed");
    });
    try {
      const f = compile([parse("x*y + sigmoid(x)")], [x, y]);
      expect(f.mode).toBe("interpreter");
      expect(f(Float64Array.of(0, 5))[0]).toBe(0.5);
      expect(() => compile([x], [x], { mode: "code" })).toThrow("content security policy");
    } finally {
      forbidden.unstubAllGlobals();
    }
  });

  it("say what cannot be compiled, and what does not fit", () => {
    expect(() => compile([y], [x])).toThrow("the name y, which is no variable, cannot be compiled");
    expect(() => compile([callOf("f", [0], [x])], [x])).toThrow("the unknown function f");
    expect(() => compile([parse("d/dx x^2")], [x])).toThrow("a derivative that is not evaluated");
    expect(() => compile([parse("sum(k, 1, n, k)")], [x])).toThrow("cannot be compiled");
    const f = compile([x], [x]);
    expect(() => f(new Float64Array(2))).toThrow("1 values are needed, not 2");
    expect(() => f.batch(new Float64Array(3), 2)).toThrow("1 × 2 values are needed, not 3");
    expect(() => f.batch(new Float64Array(2), 2, new Float64Array(1))).toThrow("room for 1 × 2");
  });

  it("has no text of the user's in its code", () => {
    const strange = symbol('x"]; globalThis.stolen = 1; ["');
    const f = compile(gradient(apply("exp", [strange]), [strange]), [strange]);
    expect(f(Float64Array.of(0))[0]).toBe(1);
    expect((globalThis as { stolen?: number }).stolen).toBeUndefined();
    expect(compile([apply("piecewise", [lt(zero, x), number(-2), number(-3)])], [x])(Float64Array.of(1))[0]).toBe(-2);
  });
});
