/** Which names stand under sums over their letters somewhere on a page: where Σ_n δ_n does, there are several δ_n. */
import type { Expr, SymbolExpr } from "../expression/expr.ts";
import { nameParts } from "../expression/name.ts";
import { freeSymbols, postorder } from "../expression/traverse.ts";
import type { Side } from "./reading.ts";

export interface Summed {
  /** Names with a letter of theirs. */
  readonly names: ReadonlySet<string>;
  /** What several formulas begin with: ∂L/∂b = δ_n may be the part of one n in ∂L/∂b = Σ_n δ_n. */
  readonly repeated: ReadonlySet<Expr>;
}

/** The names with the letters, as keys; by the sides of every formula. */
export function summedIn(formulas: readonly (readonly Side[])[]): Summed {
  const names = new Set<string>();
  for (const node of postorder(...formulas.flatMap((sides) => sides.flatMap(({ readings }) => readings)))) {
    if (node.kind !== "binder" || node.op !== "sum") continue;
    const letter = (node.args[0] as SymbolExpr).name;
    for (const { name } of freeSymbols(node.args.at(-1) as Expr)) if (hasLetter(name, letter)) names.add(keyOf(name, letter));
  }
  const lefts = formulas.flatMap(([first]) => first?.readings[0] ?? []);
  return { names, repeated: new Set(lefts.filter((each, i) => lefts.indexOf(each) !== i)) };
}

/** Whether a name of a step with that letter stands under a sum over it somewhere, and nothing else is said of its left side. */
export function isSummed(letter: string, [left, right]: readonly [Expr, Expr], { names, repeated }: Summed): boolean {
  return !repeated.has(left) && freeSymbols(left, right).some(({ name }) => hasLetter(name, letter) && names.has(keyOf(name, letter)));
}

const hasLetter = (name: string, letter: string): boolean => nameParts(name).sub.includes(letter);

function keyOf(name: string, letter: string): string {
  const { base, label } = nameParts(name);
  return `${base}^${label}|${letter}`;
}
