/**
 * V(s) = θ^⊤ φ, which has no s: it may give a value at s alone, and say nothing of V(s').
 */
import type { Expr } from "../expression/expr.ts";
import { freeSymbols, postorder } from "../expression/traverse.ts";
import type { Definition } from "./scope.ts";
import { letterOf } from "./vector-function.ts";

/** V(s), where expressions or what defines their names have V at another argument; undefined where there is nothing of the kind. */
export function givenAtOne(exprs: readonly Expr[], definitions: readonly Definition[]): string | undefined {
  const given = definitions.filter(isWithoutParameters);
  const open = given.length === 0 ? [] : [...exprs];
  const seen = new Set(open);
  for (let expr = open.pop(); expr; expr = open.pop()) {
    for (const node of postorder(expr)) {
      const found = node.kind === "call" ? given.find(({ name }) => name === node.name) : undefined;
      const written = found?.parameters?.map(letterOf) ?? [];
      if (found && args(node).some((arg, i) => arg.kind !== "symbol" || arg.name !== written[i]))
        return `${found.name}(${written.join(", ")})`;
      const rests = node.kind === "symbol" ? definitions.filter(({ name }) => name === node.name) : [];
      for (const reading of rests.flatMap(({ readings }) => readings)) {
        if (!seen.has(reading)) open.push(reading);
        seen.add(reading);
      }
    }
  }
  return undefined;
}

const args = (node: Expr): readonly Expr[] => (node.kind === "call" ? node.args : []);

function isWithoutParameters({ parameters, readings: [body] }: Definition): boolean {
  const names = body ? freeSymbols(body) : [];
  return parameters !== undefined && names.length > 0 && !parameters.some((each) => names.includes(each));
}
