/** f′ of functions that the page defines: by the table where the body is a function of the table, else by its body. */
import { differentiate } from "../derivative/differentiate.ts";
import type { Graph } from "../derivative/graph.ts";
import { type CallExpr, type Expr, callOf } from "../expression/expr.ts";
import { rebuild, substitute } from "../expression/traverse.ts";
import { out, x } from "../primitive/primitive.ts";
import { primitives } from "../primitive/table.ts";
import { simplify } from "../simplify/simplify.ts";

/** σ′(z) is σ(z)(1 − σ(z)) where the page says σ(z) = 1/(1 + e^{−z}). */
export function withoutPrimes(expr: Expr, graph: Graph): Expr {
  return rebuild(expr, (node) => (node.kind === "call" && node.orders.length === 1 && node.orders[0] === 1 ? ofCall(node, graph) : node));
}

function ofCall(node: CallExpr, graph: Graph): Expr {
  const definition = graph.source.functions.get(node.name);
  const [argument] = node.args;
  const [parameter] = definition?.parameters ?? [];
  if (!definition || !parameter || !argument) return node;
  const body = simplify(substitute(definition.body, new Map([[parameter as Expr, x as Expr]])));
  const row = primitives.find((each) => each.arity === 1 && each.definition && each.partials && simplify(each.definition) === body);
  const [pattern] = row?.partials ?? [];
  const slope = pattern ?? differentiate(body, x);
  const values = new Map<Expr, Expr>([
    [x, argument],
    [out, callOf(node.name, [0], node.args)],
  ]);
  return substitute(slope, values);
}
