/** Where a definition is missing and its siblings have one: which definitions would make the step hold. */
import { type Expr, symbol } from "../expression/expr.ts";
import { indicesOf, nameOf, nameParts } from "../expression/name.ts";
import { freeSymbols, rebuild } from "../expression/traverse.ts";
import { toPlain } from "../notation/plain.ts";
import type { Judge } from "./judge.ts";
import type { Definition } from "./definition.ts";
import type { View } from "./view.ts";

const MOST_TRIALS = 12;

/** "holds if E_2 is E_1 with index 1 → 2; add the definitions …", only where that is so. */
export function suggestDefinitions(judge: Judge, left: Expr, right: Expr, view: View): string | undefined {
  const missing = judge.missingIn(left, view);
  let trials = 0;
  for (const name of missing) {
    for (const sibling of judge.siblingsOf(name, view)) {
      for (const labelled of [true, false]) {
        if (trials++ >= MOST_TRIALS) return undefined;
        const added = copies(judge, sibling, name, view, labelled);
        if (!added || judge.withDefinitions(added, () => judge.pair(left, right, view).verdict) !== "proved") continue;
        const [from, to] = [nameParts(sibling.name).sub, nameParts(name).sub];
        const list = added.map((definition) => `${definition.name} = ${toPlain(definition.readings[0] as Expr)}`).join(", ");
        return `holds if ${name} is ${sibling.name} with index ${from} → ${to}: add the definitions ${list}`;
      }
    }
  }
  return undefined;
}

/**
 * The definition of the sibling and of the names it is built from, with the first index changed. `labelled`: names with
 * a label of another layer than the sibling's chain keep their index.
 */
function copies(judge: Judge, sibling: Definition, name: string, view: View, labelled: boolean): Definition[] | undefined {
  const [from] = indicesOf(nameParts(sibling.name).sub);
  const [to] = indicesOf(nameParts(name).sub);
  if (!from || !to || from === to) return undefined;
  const layer = judge.layerOf(sibling);
  const rename = (text: string): string => {
    const parts = nameParts(text);
    const [first, ...rest] = indicesOf(parts.sub);
    if (first !== from || (labelled && parts.label !== layer && parts.label !== "")) return text;
    return nameOf({ ...parts, sub: [to, ...rest].join(parts.sub.includes(",") ? "," : "") });
  };
  const added: Definition[] = [];
  const open = [sibling];
  for (let definition = open.pop(); definition; definition = open.pop()) {
    const copy = rename(definition.name);
    if (copy === definition.name || added.some((other) => other.name === copy) || judge.isDefined(copy, view)) continue;
    const body = rebuild(definition.readings[0] as Expr, (node) => (node.kind === "symbol" ? symbol(rename(node.name)) : node));
    added.push({ index: view.index, section: view.section, name: copy, parameters: undefined, readings: [body], replaces: true });
    for (const part of freeSymbols(definition.readings[0] as Expr)) open.push(...judge.definitionsOf(part.name, view));
  }
  return added.some((definition) => definition.name === name) ? added : undefined;
}
