/** Points on both sides of every kink: where no point lies, a mistake behind a case that applies nowhere would not show. */
import { instantiate } from "../evaluate/definition.ts";
import { type Expr, isOp, lt } from "../expression/expr.ts";
import { isConstant, postorder } from "../expression/traverse.ts";
import { primitive } from "../primitive/table.ts";
import { type Sampling, samplePoints, satisfies } from "./sample.ts";
import type { Point } from "./verdict.ts";

/** More points where fewer than this lie on a side of a kink. */
const FEW = 8;
/** So many sides are looked at. */
const MOST_SIDES = 12;

/** More points for the sides of kinks on which few of these lie. */
export function pointsOnBranches(sampling: Sampling, points: readonly Point[]): Point[] {
  return sidesIn(sampling.exprs)
    .slice(0, MOST_SIDES)
    .flatMap((side) => {
      if (points.filter((point) => satisfies(point, [side])).length >= FEW) return [];
      return samplePoints({ ...sampling, conditions: [...sampling.conditions, side], count: FEW });
    });
}

/** x < y and y < x for every case that begins at x = y, and y = 1 for one that holds there alone. */
function sidesIn(exprs: readonly Expr[]): Expr[] {
  const conditions = postorder(...exprs).flatMap(casesOf);
  const sides = conditions.flatMap((condition) => {
    const [a, b] = condition.args;
    if (isOp(condition, "eq")) return [condition];
    return (isOp(condition, "lt") || isOp(condition, "le")) && a && b ? [lt(a, b), lt(b, a)] : [];
  });
  return [...new Set(sides)].filter((side) => !isConstant(side));
}

/** The conditions of a case distinction, and of what is defined by one, as max is. */
function casesOf(node: Expr): readonly Expr[] {
  if (isOp(node, "piecewise")) return node.args.filter((_, i) => i % 2 === 0 && i + 1 < node.args.length);
  const definition = node.kind === "apply" ? primitive(node.op).definition : undefined;
  return definition && isOp(definition, "piecewise") ? casesOf(instantiate(definition, node.args)) : [];
}
