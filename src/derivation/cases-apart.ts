/** "Assume $x > 0$ … Now assume $x < 0$ …": conditions that exclude each other are cases, of which each holds up to the next. */
import { compare } from "../base/rational.ts";
import { type ApplyExpr, type Expr, isOp } from "../expression/expr.ts";
import { isConstant } from "../expression/traverse.ts";
import type { RoledFormula } from "./role.ts";
import { type Assumption, aboutOf } from "./assumption.ts";

/** The same conditions; those of a section that exclude another one about the same names hold where they are told alone. */
export function withCasesApart(assumptions: readonly Assumption[], formulas: readonly RoledFormula[]): Assumption[] {
  const groups = new Map<string, Assumption[]>();
  for (const each of assumptions) {
    const key = `${each.section.id} ${aboutOf(each.condition)}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  // "Let $x > 1$ and $x < 0$" says nothing of either: something must be said of a case before the next one.
  const isSaid = ({ index }: Assumption, other: Assumption): boolean =>
    formulas
      .slice(Math.min(index, other.index) + 1, Math.max(index, other.index))
      .some(({ role }) => role === "claim" || role === "definition");
  const hasCases = (group: readonly Assumption[]): boolean =>
    group.some((a, i) => group.slice(0, i).some((b) => isSaid(a, b) && areExclusive(a.condition, b.condition)));
  const cases = new Set([...groups.values()].filter(hasCases).flat());
  return assumptions.map((each) => (cases.has(each) && !each.local ? asCase(each, formulas) : each));
}

/** "f' = 1, x > 0" in one display is about the formula before it, unless that defines something. */
function asCase(assumption: Assumption, formulas: readonly RoledFormula[]): Assumption {
  const [before, own] = [formulas[assumption.index - 1], formulas[assumption.index]];
  const isTrailing = own?.formula.display === true && own.formula.block === before?.formula.block && before.role !== "definition";
  return { ...assumption, local: true, behind: isTrailing, alone: isTrailing };
}

/** x > 0 and x < 0, x ≤ 0, x < −1; y = 1 and y = 0. */
function areExclusive(a: Expr, b: Expr): boolean {
  if (isOp(a, "eq") && isOp(b, "eq")) {
    const [[left, right], [otherLeft, otherRight]] = [a.args, b.args] as [[Expr, Expr], [Expr, Expr]];
    return left === otherLeft && right !== otherRight && isConstant(right) && isConstant(otherRight);
  }
  if (!isOrder(a) || !isOrder(b)) return false;
  const [[low, high], [otherLow, otherHigh]] = [a.args, b.args] as [[Expr, Expr], [Expr, Expr]];
  const isStrict = a.op === "lt" || b.op === "lt";
  if (low === otherHigh && high === otherLow) return isStrict;
  // c < x and x < d, where d does not exceed c.
  return (high === otherLow && isBelow(otherHigh, low)) || (otherHigh === low && isBelow(high, otherLow));
}

const isOrder = (condition: Expr): condition is ApplyExpr => isOp(condition, "lt") || isOp(condition, "le");

const isBelow = (a: Expr, b: Expr): boolean => a.kind === "number" && b.kind === "number" && compare(a.value, b.value) <= 0;
