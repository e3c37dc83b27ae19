/** What a derivation rests on: the definitions of names, and of the functions that they apply. */
import type { FunctionDefinition, Graph } from "../derivative/graph.ts";
import { type CallExpr, type Expr, type SymbolExpr, callOf, symbol } from "../expression/expr.ts";
import { postorder, substitute } from "../expression/traverse.ts";

export function definitionsOf(graph: Graph, names: Iterable<SymbolExpr>): (readonly [SymbolExpr, Expr])[] {
  return [...names].flatMap((name) => {
    const [body] = graph.source.definitions.get(name) ?? [];
    return body ? [[name, body] as const] : [];
  });
}

/** σ(z) = 1/(1 + e^{−z}), where the definitions of these names apply σ. */
export function functionsIn(graph: Graph, names: Iterable<SymbolExpr>): (readonly [CallExpr, Expr])[] {
  const found = new Map<string, readonly [CallExpr, Expr]>();
  const open = definitionsOf(graph, names).map(([, body]) => body);
  for (let body = open.pop(); body; body = open.pop())
    for (const node of postorder(body)) {
      const definition = node.kind === "call" && !found.has(node.name) ? graph.source.functions.get(node.name) : undefined;
      if (node.kind !== "call" || !definition) continue;
      found.set(node.name, withPlainParameters(node.name, definition));
      open.push(definition.body);
    }
  return [...found.values()];
}

/** A parameter has a name of its own inside; on the page it is the author's letter again. */
function withPlainParameters(name: string, { parameters, body }: FunctionDefinition): readonly [CallExpr, Expr] {
  const plain = parameters.map((parameter) => symbol(parameter.name.replace(/‹[^‹]*$/u, "")));
  const values = new Map<Expr, Expr>(parameters.map((parameter, i) => [parameter, plain[i] as Expr]));
  return [
    callOf(
      name,
      plain.map(() => 0),
      plain,
    ),
    substitute(body, values),
  ];
}
