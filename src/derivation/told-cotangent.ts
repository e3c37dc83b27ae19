/**
 * What δ_j = ∂E/∂a_j says of δ_k on a page that tells a_j and a_k apart by their letters (letter-families.ts): it is ∂E/∂a_k.
 */
import { type Expr, isOp, symbol } from "../expression/expr.ts";
import { TOLD_BY, nameOf, nameParts } from "../expression/name.ts";
import { rebuild } from "../expression/traverse.ts";
import type { Definition } from "./definition.ts";
import type { Scope } from "./scope.ts";

/** Defines every such name that the page uses and says nothing of. */
export function defineToldCotangents(scope: Scope, names: ReadonlySet<string>): void {
  const given = scope.definitions.filter(({ name, parameters }) => !parameters && letterOf(name) !== undefined);
  for (const name of names) {
    const letter = letterOf(name);
    const sibling = given.find((each) => withLetter(each.name, letterOf(each.name), letter) === name && isCotangent(each));
    if (letter === undefined || !sibling || scope.hasDefinition(name)) continue;
    const by = (sibling.readings[0] as Expr & { readonly args: readonly Expr[] }).args[1];
    const moved = (expr: Expr): Expr =>
      rebuild(expr, (node) => (node.kind === "symbol" ? symbol(withLetter(node.name, letterOf(sibling.name), letter)) : node));
    const beside = by && moved(by);
    if (beside?.kind === "symbol" && names.has(beside.name)) scope.add({ ...sibling, name, readings: sibling.readings.map(moved) });
  }
}

/** ∂E/∂a_j, and nothing else. */
function isCotangent({ readings: [reading, ...others] }: Definition): boolean {
  return others.length === 0 && (reading?.kind === "derivative" || (reading !== undefined && isOp(reading, "gradient")));
}

/** The j of a name that its j tells from others; undefined for other names. */
function letterOf(name: string): string | undefined {
  const { sub, label } = nameParts(name);
  return label === TOLD_BY + sub && sub.length === 1 ? sub : undefined;
}

function withLetter(name: string, from: string | undefined, to: string | undefined): string {
  if (to === undefined || from === undefined || letterOf(name) !== from) return name;
  return nameOf({ base: nameParts(name).base, sub: to, label: TOLD_BY + to });
}
