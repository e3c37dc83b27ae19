/** The smaller parts that verdicts are made of, each by itself. */
import { checkDocument } from "../../src/derivation/check-document.ts";
import { describe, expect, it } from "vitest";
import { Budget } from "../../src/base/budget.ts";
import * as q from "../../src/base/rational.ts";
import { decide } from "../../src/decide/decide.ts";
import { eliminate, solveFor } from "../../src/decide/domain.ts";
import { type Polynomial, UNIT, constant, divided, kernelPower, scale, squareRoot, sum } from "../../src/decide/polynomial.ts";
import { positionsIn } from "../../src/decide/position.ts";
import { samplePoints } from "../../src/decide/sample.ts";
import { differentiate } from "../../src/derivative/differentiate.ts";
import { gradient } from "../../src/derivative/gradient.ts";
import { sumOf, tidy } from "../../src/derivative/tidy.ts";
import { Graph } from "../../src/derivative/graph.ts";
import {
  type Expr,
  type SymbolExpr,
  add,
  apply,
  binder,
  derivativeOf,
  div,
  eq,
  lt,
  mul,
  number,
  one,
  pow,
  sub,
  symbol,
  two,
  zero,
} from "../../src/expression/expr.ts";
import { parse } from "../../src/elaborate/parse.ts";
import { toPlain } from "../../src/notation/plain.ts";
import { decodeCertificate, encodeCertificate } from "../../src/proof/encode.ts";
import type { RefutationCertificate, RoundingCertificate } from "../../src/proof/certificate.ts";

const [a, b, x, y, z] = ["a", "b", "x", "y", "z"].map(symbol) as [SymbolExpr, SymbolExpr, SymbolExpr, SymbolExpr, SymbolExpr];

describe("positions", () => {
  const at = (text: string): string[] => positionsIn(parse(text)).map(({ expr }) => toPlain(expr));
  it("are those that a mistake can be at: bases and branches, not exponents and conditions", () => {
    expect(at("a^b")).toEqual(["a^b", "a"]);
    expect(at("piecewise(x < 0, a, b)")).toEqual(["piecewise(x < 0, a, b)", "a", "b"]);
    expect(at("piecewise(x < 0, a, x > 1, b)").slice(1)).toEqual(["a", "b"]);
  });
  it("take transposes and derivatives for operands", () => {
    const places = (expr: Expr): boolean => positionsIn(mul(expr, b)).some((each) => each.expr === expr && each.places.has("operand"));
    expect([apply("transpose", [a]), derivativeOf(a, x), a].map(places)).toEqual([true, true, true]);
    expect(places(add(a, x))).toBe(false);
  });
  it("know branches", () => {
    const found = positionsIn(parse("piecewise(x < 0, a, x > 1, b, y)"));
    expect(found.filter(({ places }) => places.has("branch")).map(({ expr }) => toPlain(expr))).toEqual(["a", "b", "y"]);
    expect(positionsIn(parse("a*b")).filter(({ places }) => places.has("branch"))).toEqual([]);
  });
});

describe("polynomials", () => {
  const budget = (): Budget => new Budget(100_000);
  const v = (kernel: number, exponent = 1): Polynomial => kernelPower(kernel, exponent * UNIT);
  const plus = (...ps: readonly Polynomial[]): Polynomial => sum(ps, budget());
  const minus = (p: Polynomial): Polynomial => scale(p, q.MINUS_ONE);
  const num = (n: number): Polynomial => constant(q.integer(n));
  it("divide where the quotient is one, negative exponents included", () => {
    const p = plus(v(1, 2), minus(v(2, 2)));
    expect(divided(p, plus(v(1), minus(v(2))), budget())).toEqual(plus(v(1), v(2)));
    expect(divided(p, plus(v(1), num(1)), budget())).toBeUndefined();
    expect(divided(plus(v(1), v(1, 2)), v(1, 3), budget())).toEqual(plus(v(1, -2), v(1, -1)));
    expect(divided(plus(v(1), num(1)), new Map(), budget())).toBeUndefined();
  });
  it("have square roots where they are squares", () => {
    expect(squareRoot(plus(v(1, 2), scale(v(1), q.integer(2)), num(1)), budget())).toEqual(plus(v(1), num(1)));
    expect(squareRoot(plus(scale(v(1, 2), q.integer(4)), scale(v(1), q.integer(12)), num(9)), budget())).toEqual(
      plus(scale(v(1), q.integer(2)), num(3)),
    );
    for (const p of [plus(v(1, 2), v(1), num(1)), plus(v(1, 2), num(1)), v(1, 2), plus(v(1, 3), scale(v(1), q.integer(2)), num(1))])
      expect(squareRoot(p, budget())).toBeUndefined();
    for (const p of [plus(v(1, 2), v(1, -1), num(1)), plus(v(1, -2), v(1), num(1)), plus(v(1, 2), v(2, 3), num(4)), plus(num(1), v(1))])
      expect(squareRoot(p, new Budget(2000))).toBeUndefined();
    const large = 10n ** 15n + 37n;
    const square = (n: bigint): Polynomial => plus(scale(v(1, 2), q.rational(n, 1n)), scale(v(1), q.rational(2n * large, 1n)), num(1));
    expect(squareRoot(square(large * large), budget())).toEqual(plus(scale(v(1), q.rational(large, 1n)), num(1)));
    expect(squareRoot(square(large * large - 1n), budget())).toBeUndefined();
  });
});

describe("equations among the assumptions", () => {
  it("are solved for a name that stands on one side only, or linearly", () => {
    expect(solveFor(eq(x, add(y, one)), x)?.value).toBe(add(y, one));
    expect(solveFor(eq(add(y, one), x), x)?.value).toBe(add(y, one));
    expect(toPlain(solveFor(eq(add(x, x), y), x)?.value as Expr)).toBe("-y/(-2)");
    expect(solveFor(eq(x, mul(x, y)), x)).toBeUndefined();
    expect(solveFor(eq(mul(x, y), x), x)).toBeUndefined();
    expect(solveFor(eq(pow(x, two), y), x)).toBeUndefined();
    expect(solveFor(eq(sub(x, x), y), x)).toBeUndefined();
  });
  it("leave what cannot be solved as conditions", () => {
    const square = eq(pow(x, two), one);
    expect(eliminate([square, lt(zero, y)])).toMatchObject({ rest: [square, lt(zero, y)], solved: [] });
    expect(eliminate([eq(x, one), eq(y, x)]).values.get(y)).toBe(one);
  });
});

describe("definitions that hold derivatives", () => {
  it("are differentiated themselves", () => {
    const [E, g] = [symbol("E"), symbol("g")];
    const graph = new Graph({
      definitions: new Map([
        [E, [pow(x, number(3))]],
        [g, [derivativeOf(E, x)]],
      ]),
      functions: new Map(),
    });
    expect(toPlain(graph.total(g, x))).toBe(toPlain(differentiate(parse("3 x^2"), x)));
    expect(graph.definitionsOf(g).map(toPlain)).toEqual(["3*x^2"]);
  });
});

describe("sums and quotients that were tidied", () => {
  it("keep their constant where the first number stood", () => {
    expect(toPlain(sumOf([x, one, y, two]))).toBe("x + 3 + y");
    expect(toPlain(sumOf([one, x, number(-1)]))).toBe("x");
    expect(sumOf([])).toBe(zero);
  });
  it("leave 0/0 as it stands", () => {
    expect(tidy(div(zero, x))).toBe(zero);
    expect(tidy(div(zero, zero))).toBe(div(zero, zero));
    expect(tidy(div(x, one))).toBe(x);
  });
  it("have gradients where nothing comes in", () => {
    expect(gradient(mul(zero, apply("sin", [x])), [x])).toEqual([zero]);
    expect(gradient(y, [x, y])).toEqual([zero, one]);
  });
});

describe("points", () => {
  const inside = (conditions: readonly Expr[], symbols: readonly SymbolExpr[] = [x]): readonly number[][] =>
    samplePoints({ symbols, conditions, exprs: [], seed: 1, count: 8 }).map((point) =>
      symbols.map((name) => q.toNumber(point.get(name) as q.Rational)),
    );
  it("stand beside the large numbers of an expression, all of them", () => {
    const near = samplePoints({ symbols: [x], conditions: [], exprs: [parse("relu(x - 100) + relu(x - 5000)")], seed: 1, count: 400 });
    const values = new Set(near.map((point) => q.toNumber(point.get(x) as q.Rational)));
    for (const value of [99, 101, 4999, 5001]) expect(values.has(value), String(value)).toBe(true);
  });
  it("satisfy what is assumed", () => {
    expect(inside([lt(zero, x)]).every(([value]) => (value as number) > 0)).toBe(true);
    expect(inside([lt(x, zero)]).length).toBe(8);
    const binary = eq(mul(x, sub(x, one)), zero);
    expect(new Set(inside([binary]).flat())).toEqual(new Set([0, 1]));
    expect(inside([binary, eq(mul(y, sub(y, one)), zero)], [x, y]).length).toBe(8);
  });
  it("are none where nothing satisfies it", () => expect(inside([lt(x, zero), lt(zero, x)])).toEqual([]));
});

describe("what has no verdict says why", () => {
  it.each<[string, Expr, RegExp]>([
    ["a transpose", apply("transpose", [x]), /transpose of vectors or matrices/],
    ["dots", add(x, symbol("…")), /dots stand for terms/],
    ["infinity", add(x, symbol("∞")), /infinity is not a number/],
    ["an open sum", binder("sum", symbol("k"), undefined, x), /a sum without numbers as its bounds/],
    ["a sum that is too long", binder("sum", symbol("k"), [one, number(5000)], x), /more than 1000 terms/],
    ["a sum up to a half", binder("sum", symbol("k"), [one, number({ n: 5n, d: 2n })], x), /without numbers/],
  ])("%s", (_, side, reason) => {
    expect(decide(side, x)).toMatchObject({ verdict: "undecided", reason: expect.stringMatching(reason) });
  });
});

describe("derivatives", () => {
  it("of a node that does not depend on the variable are left out of the gradient", () => {
    expect(gradient(add(mul(x, y), z), [x, z, a])).toEqual([y, one, zero]);
    expect(gradient(apply("piecewise", [lt(x, y), mul(x, z), z]), [z])[0]).toEqual(
      differentiate(apply("piecewise", [lt(x, y), mul(x, z), z]), z),
    );
  });
  it("go by the definition that reaches the variable, and say where several do", () => {
    const definitions = new Map<SymbolExpr, readonly Expr[]>([
      [y, [pow(x, two), mul(x, z)]],
      [z, [x]],
    ]);
    const source = { definitions, functions: new Map() };
    const graph = new Graph(source);
    graph.resolve(derivativeOf(y, x));
    expect(graph.branched).toBe(true);
    const plain = new Graph({ definitions: new Map([[y, [pow(x, two)]]]), functions: new Map() });
    plain.resolve(derivativeOf(y, x));
    expect(plain.branched).toBe(false);
  });
});

describe("certificates as JSON", () => {
  const claim = (decide(x, add(x, one)).proof as RefutationCertificate).claim;
  it("keep whether digits hold", () => {
    for (const holds of [true, false]) {
      const rounding: RoundingCertificate = { kind: "rounding", claim, decimals: 2, holds };
      expect(decodeCertificate(JSON.parse(JSON.stringify(encodeCertificate(rounding))))).toEqual(rounding);
    }
  });
  it("are refused with names and numbers that are none", () => {
    const whole = JSON.parse(JSON.stringify(encodeCertificate(decide(x, add(x, one)).proof as RefutationCertificate))) as {
      rows: unknown[][];
      digits: unknown;
    };
    expect(() => decodeCertificate(whole)).not.toThrow();
    for (const digits of [-1, 1.5, "40"]) expect(() => decodeCertificate({ ...whole, digits })).toThrow(/cannot be read/);
    for (const name of ["", 7]) {
      const rows = whole.rows.map((row) => (row[0] === "symbol" ? ["symbol", name] : row));
      expect(() => decodeCertificate({ ...whole, rows })).toThrow(/cannot be read/);
    }
  });
});

it("conditions are needed only where they are", () => {
  expect(decide(mul(x, y), mul(y, x), { assume: [lt(zero, a), lt(zero, x)] }).assumptions).toEqual([]);
  expect(
    decide(parse("sqrt(x^2) + sqrt(y^2)"), add(x, y), { assume: [lt(zero, b), lt(zero, x), lt(zero, y)] }).assumptions.map(toPlain),
  ).toEqual(["0 < x", "0 < y"]);
});

describe("verdicts that are remembered", () => {
  const verdictsOf = (text: string): string[] => checkDocument(text).statements.flatMap(({ steps }) => steps.map(({ verdict }) => verdict));
  const page = (...formulas: readonly string[]): string => formulas.map((formula) => `$$\n${formula}\n$$\n`).join("\n");
  const asked = "\\frac{dy}{dx} = 2x";
  const pages: readonly (readonly [string, readonly string[]])[] = [
    [page("y = x^2", asked), ["proved"]],
    [page("y = x^3", asked), ["refuted"]],
    [page("y = u^2", "u = x", asked), ["proved"]],
    [page("y = u^2", "u = -x", asked), ["proved"]],
    [page("y = u^2", "u = 2x", asked), ["refuted"]],
    [page("f(x) = x^2", "y = f(x)", asked), ["proved"]],
    [page("f(x) = x^2 + x", "y = f(x)", asked), ["refuted"]],
    [page("\\sqrt{x^2} = x"), ["refuted"]],
    [`Let $x > 0$.\n\n${page("\\sqrt{x^2} = x")}`, ["proved"]],
    [`Let $x < 0$.\n\n${page("\\sqrt{x^2} = x")}`, ["refuted"]],
  ];

  it("rest on definitions, functions and assumptions: the same step elsewhere is another question", () => {
    for (const round of [pages, pages.toReversed()]) for (const [text, expected] of round) expect(verdictsOf(text), text).toEqual(expected);
  });
});
