/**
 * What the cases of a definition say of their bounds: k of |r| ≤ k is not negative, or there were no such case. Huber's
 * ρ'(r) = k for r > k is true of such a k only, and pages leave it unsaid.
 */
import { type Expr, isOp, le, lt, zero } from "../expression/expr.ts";
import { freeSymbols, postorder } from "../expression/traverse.ts";
import type { Definition } from "./definition.ts";

export function boundsOfCases(definitions: readonly Definition[]): Expr[] {
  const cases = postorder(...definitions.flatMap(({ readings }) => readings)).filter((node) => isOp(node, "piecewise"));
  const conditions = cases.flatMap(({ args }) => args.filter((_, i) => i % 2 === 0 && i + 1 < args.length));
  return [...new Set(conditions.flatMap(boundIn))];
}

function boundIn(condition: Expr): Expr[] {
  if (isOp(condition, "and")) return between(condition.args);
  const [small, bound] = condition.args;
  const isSize = small !== undefined && (isOp(small, "abs") || isOp(small, "norm"));
  return isSize && bound ? boundedBelow(condition, bound) : [];
}

/** −k ≤ r ≤ k */
function between([first, second, ...more]: readonly Expr[]): Expr[] {
  const [low, middle] = first?.args ?? [];
  const [other, high] = second?.args ?? [];
  const isMirrored = low && high && isOp(low, "neg") && low.args[0] === high;
  return second && more.length === 0 && isMirrored && middle === other ? boundedBelow(second, high) : [];
}

function boundedBelow(condition: Expr, bound: Expr): Expr[] {
  if (freeSymbols(bound).length === 0) return [];
  return isOp(condition, "le") ? [le(zero, bound)] : isOp(condition, "lt") ? [lt(zero, bound)] : [];
}
