/** Primitives in terms of other primitives. */
import type { Expr } from "../expression/expr.ts";
import { rebuild, substitute } from "../expression/traverse.ts";
import { out, x, y } from "../primitive/primitive.ts";
import { primitive } from "../primitive/table.ts";

/** Replaces each primitive that `unfolds` names by its definition, until none of them is left. */
export function expandDefinitions(expr: Expr, unfolds: (op: string) => boolean): Expr {
  return rebuild(expr, (node) => {
    if (node.kind !== "apply" || !unfolds(node.op)) return node;
    const { definition } = primitive(node.op);
    return definition ? expandDefinitions(instantiate(definition, node.args), unfolds) : node;
  });
}

/** A pattern of the table with its placeholders filled in. */
export function instantiate(pattern: Expr, args: readonly Expr[], output?: Expr): Expr {
  const values = new Map<Expr, Expr>();
  if (args[0]) values.set(x, args[0]);
  if (args[1]) values.set(y, args[1]);
  if (output) values.set(out, output);
  return substitute(pattern, values);
}
