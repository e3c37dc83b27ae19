/** Runs a counterexample again: derivatives by the replay's own chain rule, values by enclosures rounded outwards. */
import type { Rational } from "../base/rational.ts";
import { type Interval, IntervalArithmetic, areDisjoint } from "../evaluate/interval.ts";
import { type Expr, add, isOp, neg } from "../expression/expr.ts";
import { freeSymbols, substitute } from "../expression/traverse.ts";
import {
  type Claim,
  type RefutationCertificate,
  type RoundingCertificate,
  type Sample,
  type Solution,
  differentiatedIn,
} from "./certificate.ts";
import { domainOf } from "./canonical.ts";
import { ChainRule } from "./chain-rule.ts";
import { Rejected } from "./rejected.ts";
import { REAL, isWithin, signsOf } from "./sign.ts";

type Sides = readonly [Interval, Interval];
const MOST_DIGITS = 1000;

/** Enclosures of both sides at a sample, if they, every condition and the domain of what else is defined there are certain. Throws Rejected. */
export function enclosuresAt(claim: Claim, sample: Sample, digits: number, defined: readonly Expr[] = []): Sides | undefined {
  const rule = new ChainRule({ ...claim, functions: [...claim.functions, ...sample.functions] });
  const solved = new Map<Expr, Expr>();
  const holding = new Set<Expr>();
  for (const solution of claim.solved) {
    const condition = claim.given.find((each) => isOp(each, "eq") && substitute(differenceOf(each), solved) === solution.difference);
    if (condition) holding.add(condition);
    settle(solved, solution);
  }
  const whole = (expr: Expr): Expr => rule.unfold(substitute(rule.unfold(rule.resolve(expr)), solved));
  const domain = domainOf(defined.map(whole)).filter(([, signs]) => !isWithin(REAL, signs));
  const exprs = [...[claim.left, claim.right, ...claim.given].map(whole), ...domain.map(([expr]) => expr)];
  const values = new Map<Expr, Rational>(sample.values);
  if (freeSymbols(...exprs).some((name) => !values.has(name))) throw new Rejected("a name without a value");
  const [left, right, ...others] = new IntervalArithmetic(Math.min(digits, MOST_DIGITS)).evaluate(exprs, values);
  // Equations that were solved hold by construction, which an enclosure need not show.
  const open = claim.given.map((condition, i) => holding.has(condition) || others[i]?.low.eq(1));
  const isDefined = domain.every(([, signs], i) => isWithin(signsOf(others[claim.given.length + i]), signs));
  return left && right && isDefined && open.every(Boolean) ? [left, right] : undefined;
}

/** Puts one value more in the place of its name, in the values so far too. */
export function settle(values: Map<Expr, Expr>, { name, value }: Solution): void {
  const step = new Map<Expr, Expr>([[name, value]]);
  for (const [other, old] of values) values.set(other, substitute(old, step));
  values.set(name, value);
}

/** b − a of a relation between a and b. */
export function differenceOf(condition: Expr): Expr {
  return add(condition.args[1] as Expr, neg(condition.args[0] as Expr));
}

/** Whether the sides differ at the point of the certificate; throws Rejected where it cannot be run. */
export function differs({ claim, at, digits }: RefutationCertificate): boolean {
  // At a point where L = log p is not defined, 1/p is not its derivative.
  const sides = enclosuresAt(claim, at, digits, differentiatedIn(claim));
  return sides !== undefined && areDisjoint(...sides);
}

/** Whether two numbers differ by at most half a unit of the last decimal, or by more, as the certificate says. */
export function rounds({ claim, decimals, holds }: RoundingCertificate): boolean {
  const [a, b] = enclosuresAt(claim, { values: [], functions: [] }, 60) ?? [];
  if (!a || !b) return false;
  const half = `0.5e-${decimals}`;
  const [least, most] = [a.low.sub(b.high), a.high.sub(b.low)];
  return holds ? least.gte(`-${half}`) && most.lte(half) : least.gt(half) || most.lt(`-${half}`);
}
