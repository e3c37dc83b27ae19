/** How many axes an expression has where those of its names are known, whatever their sizes are. */
import type { Expr } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";
import { occurrenceOf } from "../tensor/entry.ts";
import type { TensorNames } from "../tensor/infer.ts";
import { operationOf } from "../tensor/operation.ts";
import { type Shape, ShapeClash, ShapeRules, UnknownShape } from "../tensor/shape.ts";

/** How many indices the entries of an expression have; undefined where a part of it is not known, or does not fit. */
export function rankOf(expr: Expr, names: TensorNames): number | undefined {
  const rank = rankOrClash(expr, names);
  return rank === "clash" ? undefined : rank;
}

/** The same, or that parts of it do not fit whatever their sizes are. */
export function rankOrClash(expr: Expr, names: TensorNames): number | "clash" | undefined {
  const shapes = new Map<number, Shape<number> | undefined>();
  try {
    for (const node of postorder(expr)) shapes.set(node.id, roughShape(node, shapes, names));
  } catch (error) {
    if (error instanceof ShapeClash) return "clash";
    throw error;
  }
  return shapes.get(expr.id)?.length;
}

/** Sizes do not matter here, but a size of 1 does. */
const RULES = new ShapeRules<number>({
  same: () => true,
  areSame: () => true,
  isOne: (dimension) => dimension === 1,
  total: (dimensions) => (dimensions.length === 1 ? (dimensions[0] as number) : SOME),
  show: () => "",
});
const SOME = 2;

function roughShape(node: Expr, shapes: ReadonlyMap<number, Shape<number> | undefined>, names: TensorNames): Shape<number> | undefined {
  if (node.kind === "number") return [];
  if (node.kind === "symbol") {
    const { whole, indices } = occurrenceOf(node.name, names);
    const rank = indices.length > 0 ? names.innerRank(whole, indices.length) : names.rankOf(whole);
    return rank === undefined ? undefined : Array.from({ length: rank }, () => SOME);
  }
  const args = node.args.map((arg) => shapes.get(arg.id));
  if (node.kind === "binder") return args[3];
  if (args.includes(undefined)) return undefined;
  try {
    return RULES.collapsed(operationOf(node).shape(args as Shape<number>[], RULES, { one: 1, layout: names.layout, expr: node }));
  } catch (error) {
    if (error instanceof UnknownShape) return undefined;
    throw error;
  }
}
