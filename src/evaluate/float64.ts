/** Double precision values. */
import { toNumber } from "../base/rational.ts";
import { type Expr } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";
import { primitive } from "../primitive/table.ts";

/**
 * The values of all nodes below the roots, by node id, in O(nodes). Symbols without a value, unknown functions,
 * unevaluated derivatives and open sums give NaN, and so does everything that is not defined over the reals.
 */
export function evaluateFloat64(roots: readonly Expr[], values: ReadonlyMap<Expr, number>): Map<number, number> {
  const out = new Map<number, number>();
  for (const node of postorder(...roots)) {
    if (node.kind === "number") out.set(node.id, toNumber(node.value));
    else if (node.kind === "apply") out.set(node.id, primitive(node.op).evaluate(...node.args.map((arg) => out.get(arg.id) as number)));
    else out.set(node.id, values.get(node) ?? NaN);
  }
  return out;
}
