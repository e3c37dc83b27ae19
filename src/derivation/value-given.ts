/**
 * V(s) = θ^⊤ φ, which has no s: it may give a value at s alone, and say nothing of V(s').
 */
import type { Expr } from "../expression/expr.ts";
import { nameParts } from "../expression/name.ts";
import { freeSymbols, postorder } from "../expression/traverse.ts";
import type { Definition } from "./definition.ts";
import { letterOf } from "./vector-function.ts";

/**
 * V(s), where expressions or what defines their names have V at another argument; undefined where there is nothing of the kind.
 * With `isStrict` also h(x) = Σ_j w_j x_j, whose entries may be those of what h is taken at.
 */
export function givenAtOne(exprs: readonly Expr[], definitions: readonly Definition[], isStrict: boolean): string | undefined {
  const given = definitions.filter((each) => isWithoutParameters(each) && (isStrict || !isOfEntries(each)));
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

/** x_j of h(x) = Σ_j w_j x_j; the x_i of s_i(x) = x_i² are no entries that anybody puts something into. */
function isOfEntries({ name, parameters = [], readings }: Definition): boolean {
  const letters = new Set(parameters.map(letterOf));
  const subs = freeSymbols(...readings).flatMap((each) => (letters.has(nameParts(each.name).base) ? [nameParts(each.name).sub] : []));
  return subs.some((sub) => sub !== "") && !subs.includes(nameParts(name).sub);
}
