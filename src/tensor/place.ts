/** The places of a shape, and of a letter in expressions. */
import { type Expr, type SymbolExpr, isOp } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";
import { type IndexTerm, axesOfOccurrence, letterOf, occurrenceOf } from "./entry.ts";
import type { TensorNames } from "./infer.ts";
import { isKronecker } from "./operation.ts";
import type { Slot } from "./sizes.ts";
import type { Shape } from "./shape.ts";

/** Every place of a shape, row by row. */
export function placesOf(shape: Shape<number>): number[][] {
  return shape.reduce<number[][]>(
    (places, size) => places.flatMap((place) => Array.from({ length: size }, (_, i) => [...place, i + 1])),
    [[]],
  );
}

/** The letters that a letter is compared with, as j with i in Σ_{j ≠ i}: they run through the same. */
export function comparedWith(letter: string, expr: Expr): ReadonlySet<string> {
  const found = new Set<string>();
  for (const node of postorder(expr)) {
    const [a, b] = isOp(node, "eq") || isOp(node, "ne") ? node.args : [];
    if (a?.kind !== "symbol" || b?.kind !== "symbol") continue;
    if (a.name === letter) found.add(b.name);
    if (b.name === letter) found.add(a.name);
  }
  return found;
}

/** Where a letter is an index in these expressions, by itself or so many places farther on, and no sum inside binds it. */
export function slotsOf(letter: string, exprs: readonly Expr[], names: TensorNames, places: "itself" | "near" = "itself"): Slot[] {
  const found: Slot[] = [];
  const open = [...exprs];
  const seen = new Set<Expr>();
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === "binder" && (node.args[0] as SymbolExpr).name === letter) continue;
    if (node.kind === "binder" && comparedWith(letter, node.args[3] as Expr).has((node.args[0] as SymbolExpr).name))
      found.push(...slotsOf((node.args[0] as SymbolExpr).name, [node.args[3] as Expr], names));
    if (node.kind === "symbol") {
      const occurrence = occurrenceOf(node.name, names);
      const { whole, indices } = occurrence;
      if (isKronecker(whole, indices.length) && !names.isDefined(whole, indices.length)) continue;
      const rank = indices.length + names.innerRank(whole, indices.length);
      const { indexed } = axesOfOccurrence(occurrence, rank);
      const isAt = (index: IndexTerm): boolean => letterOf(places === "near" ? { ...index, constant: 0 } : index) === letter;
      for (const [i, index] of indices.entries()) if (isAt(index)) found.push({ whole, rank, axis: indexed[i] as number });
    }
    open.push(...node.args);
  }
  return found;
}
