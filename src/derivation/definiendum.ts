/** What a formula may define: the name, or the function with its parameters, on its left. */
import { headOf } from "../elaborate/script.ts";
import { type SymbolExpr, symbol } from "../expression/expr.ts";
import { primedName } from "../expression/name.ts";
import type { Syntax } from "../syntax/tree.ts";

export interface Definiendum {
  readonly name: string;
  readonly parameters: readonly SymbolExpr[] | undefined;
}

/** The name, or the function with its parameters, that a side could define; by its syntax alone. */
export function definiendumOf(side: Syntax): Definiendum | undefined {
  const head = headOf(side);
  if (head)
    return head.power || head.transposed || head.word === undefined || /^[…∞∂∇]/u.test(head.name)
      ? undefined
      : { name: primedName(head.name, head.primes), parameters: undefined };
  if (side.kind !== "juxtaposition" || side.items.length !== 2) return undefined;
  const [name, brackets] = side.items as [Syntax, Syntax];
  const applied = headOf(name);
  if (!applied || applied.power || applied.transposed || applied.primes > 0 || brackets.kind !== "group" || brackets.open !== "(")
    return undefined;
  const parameters: SymbolExpr[] = [];
  for (const item of brackets.items) {
    const parameter = headOf(item);
    if (!parameter || parameter.power || parameter.transposed || parameter.primes > 0) return undefined;
    parameters.push(symbol(parameter.name));
  }
  return parameters.length > 0 && new Set(parameters).size === parameters.length ? { name: applied.name, parameters } : undefined;
}
