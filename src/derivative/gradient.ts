/** All partial derivatives at once: one reverse sweep over the DAG. */
import { type Expr, type SymbolExpr, isOp, zero, one } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";
import { differentiate, isCondition, partial } from "./differentiate.ts";
import { productOf, sumOf } from "./tidy.ts";

/** ∂expr/∂v for every v, sharing one DAG; linear in the nodes, whatever the number of variables. Throws NotDifferentiable. */
export function gradient(expr: Expr, variables: readonly SymbolExpr[]): Expr[] {
  const order = postorder(expr);
  if (order.some((node) => isOp(node, "piecewise"))) return variables.map((variable) => differentiate(expr, variable));
  const wanted = dependents(order, new Set<Expr>(variables));
  const parts = new Map<number, Expr[]>([[expr.id, [one]]]);
  const cotangents = new Map<number, Expr>();
  for (let k = order.length - 1; k >= 0; k--) {
    const node = order[k] as Expr;
    const incoming = parts.get(node.id);
    if (!incoming || !wanted.has(node.id)) continue;
    const cotangent = sumOf(incoming);
    cotangents.set(node.id, cotangent);
    if (cotangent === zero || isCondition(node)) continue;
    for (const [i, arg] of node.args.entries()) {
      if (!wanted.has(arg.id)) continue;
      const share = productOf([cotangent, partial(node, i)]);
      const list = parts.get(arg.id);
      if (list) list.push(share);
      else parts.set(arg.id, [share]);
    }
  }
  return variables.map((variable) => cotangents.get(variable.id) ?? zero);
}

/** The ids of the nodes that depend on a variable. */
function dependents(order: readonly Expr[], variables: ReadonlySet<Expr>): Set<number> {
  const found = new Set<number>();
  for (const node of order) if (variables.has(node) || node.args.some((arg) => found.has(arg.id))) found.add(node.id);
  return found;
}
