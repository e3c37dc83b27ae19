import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differentiate } from "../../src/derivative/differentiate.ts";
import { parse } from "../../src/elaborate/parse.ts";
import { complexStep, evaluateComplex } from "../../src/evaluate/complex.ts";
import { evaluateFloat64 } from "../../src/evaluate/float64.ts";
import { type Expr, type SymbolExpr, symbol } from "../../src/expression/expr.ts";
import { names, smoothExpr } from "../arbitrary.ts";
import { runs, seed } from "../seed.ts";

const x = symbol("x");

describe("the complex step", () => {
  it("gives derivatives to rounding", () => {
    for (const [text, at] of [
      ["exp(x)*sin(x)", 0.7],
      ["sigmoid(x)", -2],
      ["x^5/(1+x^2)", 3],
      ["log(1+x^2)", 1.5],
      ["tanh(x)", 0.4],
      ["softplus(x)", 1],
      ["sqrt(x)", 2],
      ["sinh(x)*cosh(x)", 0.2],
      ["x^1.5", 2],
      ["swish(x)", 0.3],
      ["pi*x", 1],
    ] as const) {
      const expr = parse(text);
      const slope = differentiate(expr, x);
      const exact = evaluateFloat64([slope], new Map<Expr, number>([[x, at]])).get(slope.id) as number;
      const found = complexStep(expr, [x], [at], x) as number;
      expect(Math.abs(found - exact), text).toBeLessThanOrEqual(8e-16 * Math.max(1, Math.abs(exact)));
    }
  });
  it("agrees with symbolic derivatives wherever it has a value", () => {
    const variables = names as SymbolExpr[];
    let compared = 0;
    fc.assert(
      fc.property(
        smoothExpr,
        fc.array(fc.integer({ min: -150, max: 150 }), { minLength: variables.length, maxLength: variables.length }),
        (expr, values) => {
          const at = values.map((value) => value / 100);
          const slope = differentiate(expr, variables[0] as SymbolExpr);
          const exact = evaluateFloat64([slope], new Map<Expr, number>(variables.map((name, i) => [name, at[i] as number]))).get(
            slope.id,
          ) as number;
          const found = complexStep(expr, variables, at, variables[0] as SymbolExpr);
          if (found === undefined || !Number.isFinite(exact) || !Number.isFinite(found) || Math.abs(exact) > 1e6) return;
          compared++;
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(exact)));
        },
      ),
      { seed, numRuns: runs(300) },
    );
    expect(compared).toBeGreaterThan(runs(100));
  });
  it("is not there for kinks and unknown names", () => {
    expect(complexStep(parse("abs(x)"), [x], [1], x)).toBeUndefined();
    expect(complexStep(parse("x + y"), [x], [1], x)).toBeUndefined();
    expect(evaluateComplex(parse("x^2"), new Map([[x, { re: 0, im: 1 }]]))).toEqual({ re: -1, im: 0 });
  });
});
