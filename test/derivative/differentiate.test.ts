import fc from "fast-check";
import { derivative as mathjsDerivative } from "mathjs";
import { describe, expect, it } from "vitest";
import { differentiate, gradient, parse, simplify, toPlain } from "../../src/index.ts";
import { evaluateFloat64 } from "../../src/evaluate/float64.ts";
import { type Expr, apply, symbol } from "../../src/expression/expr.ts";
import { postorder } from "../../src/expression/traverse.ts";
import { names, smoothExpr } from "../arbitrary.ts";
import { runs, seed } from "../seed.ts";

const [x, y, w] = names as [(typeof names)[0], (typeof names)[0], (typeof names)[0]];
const at = (expr: Expr, point: readonly number[]): number =>
  evaluateFloat64([expr], new Map<Expr, number>(names.map((name, i) => [name, point[i] as number]))).get(expr.id) as number;
const point = fc.tuple(...names.map(() => fc.integer({ min: -15, max: 15 }).map((n) => n / 10 + 0.037)));

describe("differentiate", () => {
  it("agrees with central differences", () => {
    fc.assert(
      fc.property(smoothExpr, point, (expr, p) => {
        const h = 1e-5;
        const difference = (at(expr, [(p[0] as number) + h, ...p.slice(1)]) - at(expr, [(p[0] as number) - h, ...p.slice(1)])) / (2 * h);
        const symbolic = at(differentiate(expr, x as never), p);
        if (!Number.isFinite(difference) || Math.abs(difference) > 1e4 || Math.abs(at(expr, p)) > 1e4) return;
        expect(Math.abs(symbolic - difference)).toBeLessThan(1e-4 * Math.max(1, Math.abs(difference)));
      }),
      { seed, numRuns: runs(500) },
    );
  });

  it.each([
    "x^2",
    "x*y^3 + 2x",
    "sin(x)^2 cos(x)",
    "exp(-x^2/2)",
    "x^x",
    "log(1 + exp(x))",
    "tan(3x)/x",
    "sqrt(1 + x^2)",
    "x/(1 + y x)",
    "atan(x y)",
    "2^x",
    "sinh(x) tanh(x)",
  ])("agrees with mathjs on %s", (text) => {
    const theirs = mathjsDerivative(text.replace("2x", "2*x").replace("3x", "3*x").replace("y x", "y*x").replace("x y", "x*y"), "x");
    for (const [a, b] of [
      [0.7, 1.3],
      [1.9, -0.4],
      [0.31, 2.2],
    ]) {
      const ours = at(differentiate(parse(text), x as never), [a as number, b as number, 0]);
      expect(ours).toBeCloseTo(theirs.evaluate({ x: a, y: b }) as number, 9);
    }
  });

  it("takes higher and mixed derivatives in any order", () => {
    const f = parse("x^3 y^2 + sin(x y)");
    const [xy, yx] = [differentiate(differentiate(f, x as never), y as never), differentiate(differentiate(f, y as never), x as never)];
    expect(at(xy, [0.4, 1.1, 0])).toBeCloseTo(at(yx, [0.4, 1.1, 0]), 12);
    let high: Expr = parse("x^5");
    for (let k = 0; k < 5; k++) high = simplify(differentiate(high, x as never));
    expect(toPlain(high)).toBe("120");
  });

  it("goes through unknown functions by the chain rule", () => {
    expect(toPlain(differentiate(parse("f(g(x))"), x as never))).toBe("f'(g(x))*g'(x)");
  });

  it("stays linear in a composition a thousand deep, and ten thousand do not overflow", () => {
    const sizes = [1000, 2000].map((depth) => {
      let expr: Expr = x as Expr;
      for (let k = 0; k < depth; k++) expr = apply("sigmoid", [expr]);
      return postorder(differentiate(expr, x as never)).length;
    });
    expect((sizes[1] as number) / (sizes[0] as number)).toBeLessThan(2.1);
    let deep: Expr = x as Expr;
    for (let k = 0; k < 10_000; k++) deep = apply("tanh", [deep]);
    expect(postorder(differentiate(deep, x as never)).length).toBeGreaterThan(10_000);
  });
});

describe("gradient", () => {
  it("has the values of the single derivatives, in one sweep", () => {
    fc.assert(
      fc.property(smoothExpr, point, (expr, p) => {
        const all = gradient(expr, [x, y, w] as never);
        for (const [i, name] of [x, y, w].entries()) {
          const [one, other] = [at(all[i] as Expr, p), at(differentiate(expr, name as never), p)];
          if (Number.isFinite(one) && Number.isFinite(other))
            expect(Math.abs(one - other)).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(other)));
        }
      }),
      { seed, numRuns: runs(300) },
    );
  });

  it("of a small network costs a small multiple of the network itself", () => {
    const width = 6;
    const weight = (i: number, j: number, l: number): Expr => symbol(`w_{${i},${j}}^{(${l})}`);
    let layer: Expr[] = Array.from({ length: width }, (_, i) => symbol(`x_${i}`));
    const parameters: Expr[] = [];
    for (let l = 1; l <= 3; l++) {
      layer = layer.map((_, i) =>
        apply("sigmoid", [
          apply(
            "add",
            layer.map((a, j) => (parameters.push(weight(i, j, l)), apply("mul", [weight(i, j, l), a]))),
          ),
        ]),
      );
    }
    const loss = apply(
      "add",
      layer.map((a) => apply("pow", [a, parse("2")])),
    );
    const size = postorder(loss).length;
    expect(postorder(...gradient(loss, parameters as never)).length).toBeLessThan(12 * size);
  });
});

describe("simplify", () => {
  it("keeps the value", () => {
    fc.assert(
      fc.property(smoothExpr, point, (expr, p) => {
        const [before, after] = [at(expr, p), at(simplify(expr), p)];
        if (Number.isFinite(before) && Math.abs(before) < 1e8)
          expect(Math.abs(before - after)).toBeLessThanOrEqual(1e-7 * Math.max(1, Math.abs(before)));
      }),
      { seed, numRuns: runs(800) },
    );
  });

  it.each([
    ["x + x + 2x", "4*x"],
    ["x*x^2", "x^3"],
    ["2*3*x", "6*x"],
    ["0*x + 1*y", "y"],
    ["(x^2)^3", "x^6"],
    ["x/x", "1"],
    ["-(-x)", "x"],
    ["exp(x)*exp(-x)", "1"],
    ["sin(x)^2 + cos(x)^2", "1"],
    ["log(exp(x))", "x"],
    ["a*b*a", "a^2*b"],
    ["1/2*2*(t - y)*(-1)", "y - t"],
    ["6*x/4", "3*x/2"],
    ["y*(1 - y)*x", "x*y*(1 - y)"],
  ])("%s → %s", (from, to) => {
    const written = toPlain(simplify(parse(from)));
    const sorted = (text: string): string => [...text].sort().join("");
    expect(sorted(written)).toBe(sorted(to));
  });
});
