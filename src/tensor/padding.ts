/** What is taken for 0 beyond its range: what sums reach beyond it by an index such as t − k, where the text does not say. */
import { type Expr, type SymbolExpr } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";
import { occurrenceOf } from "./entry.ts";
import type { TensorNames } from "./infer.ts";

export interface Padding {
  /** x of Σ_k w_k x_{t-k}. */
  readonly names: ReadonlySet<string>;
  /** y of Σ_k ∂L/∂y_{t-k} w_k. */
  readonly gradients: ReadonlySet<string>;
}

export const NO_PADDING: Padding = { names: new Set(), gradients: new Set() };

export function paddingIn(exprs: readonly Expr[], names: TensorNames): Padding {
  const found = { names: new Set<string>(), gradients: new Set<string>() };
  for (const node of postorder(...exprs)) {
    if (node.kind !== "binder") continue;
    const letter = (node.args[0] as SymbolExpr).name;
    for (const inside of postorder(node.args[3] as Expr)) {
      const [, by] = inside.kind === "derivative" ? inside.args : [];
      if (by?.kind === "symbol") found.gradients.add(beyondIn(by, letter, names) ?? "");
      else for (const arg of inside.args) if (arg.kind === "symbol") found.names.add(beyondIn(arg, letter, names) ?? "");
    }
  }
  for (const set of Object.values(found)) set.delete("");
  return found;
}

/** The name of which a letter counts the entries from another one on, or back from it. */
function beyondIn({ name }: SymbolExpr, letter: string, names: TensorNames): string | undefined {
  const { whole, indices } = occurrenceOf(name, names);
  return indices.some(({ letters }) => letters.length > 1 && letters.some(([each]) => each === letter)) ? whole : undefined;
}
