import { describe, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { evaluateFloat64 } from "../../src/evaluate/float64.ts";
import { type Expr, add, one } from "../../src/expression/expr.ts";
import { toPlain } from "../../src/notation/plain.ts";
import { freeSymbols } from "../../src/expression/traverse.ts";
import { type RewriteRule, rules, unsoundRules } from "../../src/rule/rule.ts";
import { seed } from "../seed.ts";

/** The points among 200 at which both sides are defined and differ. */
function failures(rule: RewriteRule): { at: Record<string, number>; compared: number }[] {
  const source = random(seed);
  const found: { at: Record<string, number>; compared: number }[] = [];
  let compared = 0;
  for (let k = 0; k < 200; k++) {
    const values = new Map<Expr, number>(freeSymbols(rule.left, rule.right).map((name) => [name, (source.below(8000) - 4000) / 1000]));
    const all = evaluateFloat64([rule.left, rule.right, ...rule.where], values);
    if (rule.where.some((condition) => all.get(condition.id) !== 1)) continue;
    const [left, right] = [all.get(rule.left.id) as number, all.get(rule.right.id) as number];
    // Where its conditions hold, a rule leads nowhere that has no value.
    if (Number.isFinite(left) && rule.where.length > 0) expect(Number.isFinite(right), rule.name).toBe(true);
    if (!Number.isFinite(left) || !Number.isFinite(right)) continue;
    compared++;
    if (Math.abs(left - right) > 1e-9 * Math.max(1, Math.abs(left)))
      found.push({ at: Object.fromEntries([...values].map(([name, v]) => [name.kind === "symbol" ? name.name : "", v])), compared });
  }
  expect(compared, "no point at which both sides are defined").toBeGreaterThan(0);
  return found;
}

describe("the table of rules", () => {
  it.each(rules)("$name holds wherever both sides are defined", (rule) => expect(failures(rule)).toEqual([]));
  it.each(unsoundRules)("$name is rejected, and its counterexample is one", (rule) => {
    expect(failures(rule).length).toBeGreaterThan(0);
    const values = new Map<Expr, number>(freeSymbols(rule.left).map((name) => [name, rule.counterexample[name.name] as number]));
    const all = evaluateFloat64([rule.left, rule.right], values);
    expect(Math.abs((all.get(rule.left.id) as number) - (all.get(rule.right.id) as number))).toBeGreaterThan(1e-3);
  });
  it("notices a planted rule that is wrong", () => {
    const [first] = rules as [RewriteRule];
    expect(failures({ ...first, right: add(first.right, one) }).length).toBeGreaterThan(0);
  });
  it("has conditions that give the left side a value", () => {
    const source = random(seed);
    for (const { name, left, where } of rules.filter((each) => each.where.length > 0))
      for (let k = 0; k < 200; k++) {
        const values = new Map<Expr, number>(freeSymbols(left).map((each) => [each, (source.below(8000) - 4000) / 1000]));
        const all = evaluateFloat64([left, ...where], values);
        if (where.every((condition) => all.get(condition.id) === 1)) expect(Number.isFinite(all.get(left.id)), name).toBe(true);
      }
  });
  it("keeps what was rejected as it was written", () => {
    const shown = unsoundRules.map(({ left, right, counterexample }) => [`${toPlain(left)} = ${toPlain(right)}`, counterexample]);
    expect(shown).toEqual([
      ["sqrt(?a^2) = ?a", { "?a": -1 }],
      ["exp(?a*?b) = exp(?a)*exp(?b)", { "?a": 2, "?b": 3 }],
      ["asin(sin(?a)) = ?a", { "?a": 3 }],
    ]);
  });
  it("names every rule once", () => expect(new Set(rules.map((rule) => rule.name)).size).toBe(rules.length));
});
