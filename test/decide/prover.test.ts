/** The prover by itself: verdicts are guarded by samples, and this looks behind that guard. */
import { describe, expect, it } from "vitest";
import { Budget } from "../../src/base/budget.ts";
import { decide } from "../../src/decide/decide.ts";
import { prove } from "../../src/decide/prove.ts";
import { parse } from "../../src/elaborate/parse.ts";
import { type Expr, add, apply, binder, mul, pow, symbol, two } from "../../src/expression/expr.ts";
import { casesIn } from "../cases.ts";

/** Conditions may hold a relation, too: the last sign is the one between the sides. */
function sidesOf(text: string): [Expr, Expr] {
  const at = text.lastIndexOf(" = ");
  return [parse(text.slice(0, at)), parse(text.slice(at + 3))];
}

const refuted = casesIn(new URL("verdicts.txt", import.meta.url)).filter(
  ({ expected, input }) => expected === "refuted" && !input.includes("d/d"),
);

describe("the prover alone", () => {
  it.each(casesIn(new URL("false.txt", import.meta.url)))("does not prove line $line: $input", ({ input }) => {
    expect(prove(...sidesOf(input), [], new Budget(200_000)).kind).not.toBe("proved");
  });
  it.each(refuted.map(({ input }) => input))("does not prove %s, which is refuted", (text) => {
    expect(prove(...sidesOf(text), [], new Budget(200_000)).kind).not.toBe("proved");
  });
});

const names = Array.from({ length: 1100 }, (_, i) => symbol(`x_${i}`));
const summed = (of: (name: Expr) => Expr): [Expr, Expr] => [add(...names.map(of)), add(...names.map(of).toReversed())];

describe("what is too much", () => {
  it("has no bound for names", () => {
    expect(decide(...summed((name) => name)).verdict).toBe("proved");
    expect(decide(...summed((name) => mul(two, name))).verdict).toBe("proved");
  });
  it("has no bound for whole powers", () => expect(decide(...summed((name) => pow(name, two))).verdict).toBe("proved"));
  it.each(["sqrt", "exp"])("is undecided above a thousand of %s, with the figure", (op) => {
    expect(decide(...summed((name) => apply(op, [name])))).toMatchObject({ verdict: "undecided", reason: /1100 powers and functions/ });
  });
  it("says so of a sum without numbers as its bounds", () => {
    const k = symbol("k");
    const sum = binder("sum", k, undefined, apply("mul", [k, symbol("x")]));
    expect(prove(sum, symbol("x"), [], new Budget(1000))).toMatchObject({ kind: "open", reason: /a sum without numbers as its bounds/ });
  });
});

describe("what is cheap", () => {
  it.each(["abs", "relu"])("has no bound for %s, which is cheap", (op) => {
    expect(decide(...summed((name) => apply(op, [name]))).verdict).not.toBe("undecided");
  });
});
