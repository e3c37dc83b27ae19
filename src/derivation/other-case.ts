/** "f' = 1 as long as $x > 0$, and f' = -1 otherwise": what holds in the case that is left. */
import { type Expr, isOp, le, lt, ne } from "../expression/expr.ts";
import type { Assumption } from "./scope.ts";

/** The opposite of the last condition that the formulas of a sentence tell before a place; undefined where there is none. */
export function otherCase(assumptions: readonly Assumption[], sentence: readonly number[], at: number): Expr | undefined {
  const told = assumptions.filter(({ index, local }) => local && index < at && sentence.includes(index));
  const last = told.reduce<Assumption | undefined>((latest, each) => (latest && latest.index >= each.index ? latest : each), undefined);
  return last && opposite(last.condition);
}

/** x ≤ 0 of x > 0, and x ≠ 0 of x = 0. */
export function opposite(condition: Expr): Expr | undefined {
  if (isOp(condition, "eq")) return ne(condition.args[0] as Expr, condition.args[1] as Expr);
  if (!isOp(condition, "lt") && !isOp(condition, "le")) return undefined;
  const [low, high] = condition.args as [Expr, Expr];
  return condition.op === "lt" ? le(high, low) : lt(high, low);
}
