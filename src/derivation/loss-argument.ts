/** What losses of which no more is known depend on: o, and all that o is made of, of L = ℓ(o, y). */
import { type SymbolExpr, symbol } from "../expression/expr.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import { freeSymbols } from "../expression/traverse.ts";
import type { Definition } from "./definition.ts";

type OpenLosses = ReadonlyMap<string, readonly string[]>;

/** o, and o_1, of o. */
const isOf = (name: string, each: string): boolean => name === each || nameOf({ ...nameParts(name), sub: "" }) === each;

/** o_1 and o_2, and y, of L = ℓ(o, y). */
export function argumentsOf(of: readonly string[], definitions: readonly Definition[]): SymbolExpr[] {
  const defined = definitions.filter(({ parameters }) => !parameters).map(({ name }) => name);
  const namesOf = (each: string): readonly string[] => {
    const members = defined.filter((name) => isOf(name, each));
    return members.length > 0 ? members : [each];
  };
  return [...new Set(of.flatMap(namesOf))].map(symbol);
}

/** Losses of something that others of their arguments are made of: L = ℓ(y, W) of y = W x depends on W in two ways. */
export function entangledLosses(losses: OpenLosses, definitions: readonly Definition[]): string[] {
  const isEntangled = (each: string, _: number, of: readonly string[]): boolean =>
    !definitions.some(({ name }) => isOf(name, each)) && madeOf(of, definitions).some((name) => isOf(name, each));
  return [...losses].filter(([, of]) => of.some(isEntangled)).map(([loss]) => loss);
}

/** What these are made of, through the definitions. */
function madeOf(names: readonly string[], definitions: readonly Definition[]): string[] {
  const found = new Set<string>();
  const open = [...names];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const whole = at;
    const made = definitions.filter(({ name }) => isOf(name, whole)).flatMap(({ readings }) => freeSymbols(...readings));
    for (const { name } of made)
      if (!found.has(name)) {
        found.add(name);
        open.push(name);
      }
  }
  return [...found];
}
