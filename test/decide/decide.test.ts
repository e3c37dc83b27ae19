import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, differentiate, parse, simplify, toPlain } from "../../src/index.ts";
import { type Expr, add, derivativeOf, div, eq, lt, mul, neg, number, pow, sub, symbol } from "../../src/expression/expr.ts";
import { names, smoothExpr } from "../arbitrary.ts";
import { type Case, casesIn } from "../cases.ts";
import { runs, seed } from "../seed.ts";

const x = symbol("x");

describe("verdicts", () => {
  it.each(casesIn(new URL("verdicts.txt", import.meta.url)))("line $line: $input", ({ input, expected }: Case) => {
    const at = input.lastIndexOf(" = ");
    const [left, right] = [input.slice(0, at), input.slice(at + 3)].map((side) => parse(side)) as [Expr, Expr];
    const [verdict, assuming] = expected.split(" assuming ");
    const found = decide(left, right);
    expect(found.verdict, found.reason).toBe(verdict);
    if (verdict === "proved") expect(found.assumptions.map(toPlain).sort()).toEqual((assuming?.split(", ") ?? []).sort());
    if (verdict === "refuted") expect(found.counterexample?.left).not.toBe(found.counterexample?.right);
    if (verdict === "supported" || verdict === "undecided") expect(found.reason).toBeTruthy();
  });
});

/** "0 < x" as a condition: a case distinction holds it for us. */
function conditionOf(text: string): Expr {
  const [condition] = parse(`piecewise(${text}, 1, 0)`).args;
  return condition as Expr;
}

describe("verdicts under assumptions", () => {
  it.each(casesIn(new URL("assuming.txt", import.meta.url)))("line $line: $input", ({ input, expected }: Case) => {
    const [given, step] = input.split(" | ") as [string, string];
    const [left, right] = step.split(" = ").map((side) => parse(side)) as [Expr, Expr];
    const assume = given.split(", ").map((text) => {
      const [a, b] = text.split(" = ");
      return b === undefined ? conditionOf(text) : eq(parse(a as string), parse(b));
    });
    const [verdict, assuming] = expected.split(" assuming ");
    const found = decide(left, right, { assume });
    expect(found.verdict, found.reason).toBe(verdict);
    if (verdict === "proved") expect(found.assumptions.map(toPlain)).toEqual(assuming?.split(", ") ?? []);
  });
});

/** Rewritings that keep the value everywhere. */
const disguises: readonly ((e: Expr) => Expr)[] = [
  (e) => add(e, sub(x, x)),
  (e) => mul(e, number(1)),
  (e) => neg(neg(e)),
  (e) => div(mul(e, add(number(1), pow(x, number(2)))), add(number(1), pow(x, number(2)))),
  (e) => sub(mul(number(3), e), mul(number(2), e)),
  (e) => simplify(e),
  (e) => mul(e, parse("sin(x)^2 + cos(x)^2")),
  (e) => mul(e, parse("exp(y)*exp(-y)")),
];
/** Mistakes: each changes the value almost everywhere. */
const mistakes: readonly ((e: Expr) => Expr)[] = [
  (e) => add(e, number(1)),
  (e) => add(e, mul(number({ n: 1n, d: 1_000_000_000_000n }), x)),
  (e) => add(mul(number(2), e), parse("1 + x^2")),
  (e) => sub(e, parse("sigmoid(x)")),
];

describe("decide", () => {
  it("never refutes what is true, and proves most of it", () => {
    let proved = 0;
    const count = runs(400);
    fc.assert(
      fc.property(smoothExpr, fc.array(fc.constantFrom(...disguises), { minLength: 1, maxLength: 3 }), (expr, chain) => {
        const verdict = decide(
          expr,
          chain.reduce((e, disguise) => disguise(e), expr),
        ).verdict;
        expect(verdict).not.toBe("refuted");
        if (verdict === "proved") proved++;
      }),
      { seed, numRuns: count },
    );
    expect(proved).toBeGreaterThan(0.9 * count);
  });

  it("never proves what is false", () => {
    let refuted = 0;
    const count = runs(400);
    fc.assert(
      fc.property(smoothExpr, fc.constantFrom(...mistakes), (expr, mistake) => {
        const verdict = decide(expr, mistake(expr)).verdict;
        expect(["refuted", "undecided"]).toContain(verdict);
        if (verdict === "refuted") refuted++;
      }),
      { seed, numRuns: count },
    );
    expect(refuted).toBeGreaterThan(0.9 * count);
  });

  it("judges derivatives the same way", () => {
    fc.assert(
      fc.property(smoothExpr, (expr) => {
        const right = simplify(differentiate(expr, names[0] as never));
        expect(decide(derivativeOf(expr, x), right).verdict).not.toBe("refuted");
        expect(decide(derivativeOf(expr, x), add(right, parse("1 + x^2"))).verdict).not.toBe("proved");
      }),
      { seed, numRuns: runs(200) },
    );
  });

  it("is deterministic", () => {
    for (const [left, right] of [
      ["x^3", "x"],
      ["f(x)", "f(y)"],
      ["sqrt(x^2)", "abs(x)"],
    ]) {
      const once = JSON.stringify(decide(parse(left as string), parse(right as string), { seed: 7 }), (_, v: unknown) =>
        typeof v === "bigint" ? String(v) : v,
      );
      const twice = JSON.stringify(decide(parse(left as string), parse(right as string), { seed: 7 }), (_, v: unknown) =>
        typeof v === "bigint" ? String(v) : v,
      );
      expect(once).toBe(twice);
    }
  });

  it("uses what is assumed, and samples only there", () => {
    expect(decide(parse("sqrt(x^2)"), x, { assume: [lt(number(0), x)] })).toMatchObject({
      verdict: "proved",
      assumptions: [lt(number(0), x)],
    });
    expect(decide(parse("x^2"), parse("2*x^2"), { assume: [lt(number(0), x), lt(x, parse("10^(-30)"))] }).verdict).toBe("undecided");
    expect(decide(parse("t_1 + t_2"), number(1), { assume: [equation("t_1 + t_2", "1")] }).verdict).toBe("proved");
  });

  it("ends when the budget is spent, and says so", () => {
    const verdict = decide(parse("(a + b + c)^6"), parse("(a + b + c)^2*(a^2 + b^2 + c^2 + 2a b + 2b c + 2c a)^2"), { budget: 100 });
    expect(verdict.verdict).not.toBe("proved");
    expect(verdict.reason).toContain("budget of 100 steps");
  });
});

function equation(left: string, right: string): Expr {
  return parse(`piecewise(${left} = ${right}, 1, 0)`).args[0] as Expr;
}
