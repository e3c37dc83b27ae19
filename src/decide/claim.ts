/** A step with everything of its document that it rests on, for a certificate. */
import { type Graph, writtenOut } from "../derivative/graph.ts";
import type { Expr, SymbolExpr } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";
import type { Claim, FunctionRow } from "../proof/certificate.ts";

/** The definitions, functions and unknown quantities that the sides and the conditions lead to. */
export function claimIn(graph: Graph, left: Expr, right: Expr): Omit<Claim, "given" | "solved"> {
  const definitions: [SymbolExpr, readonly Expr[]][] = [];
  const functions: FunctionRow[] = [];
  const roots: [SymbolExpr, readonly SymbolExpr[]][] = [];
  const seen = new Set<string>();
  const open: Expr[] = [left, right];
  for (let expr = open.pop(); expr; expr = open.pop()) {
    for (const node of postorder(expr, writtenOut(expr))) {
      if (node.kind !== "symbol" && node.kind !== "call") continue;
      const key = `${node.kind} ${node.name}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (node.kind === "call") {
        const row = graph.source.functions.get(node.name);
        if (row) functions.push({ name: node.name, ...row });
        if (row) open.push(row.body);
        continue;
      }
      const [list, sinks] = [graph.source.definitions.get(node) ?? [], graph.sinksOf(node)];
      if (list.length > 0) definitions.push([node, list]);
      if (sinks) roots.push([node, sinks]);
      open.push(...list, ...(sinks ?? []));
    }
  }
  return { left, right, definitions, functions, roots };
}
