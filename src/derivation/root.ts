/**
 * Undefined names that are differentiated: R of ∂R/∂z, of which nobody says what it is. They are unknown functions of what the
 * page makes, and makes nothing of. They stand alone, as a loss does, or are a part of something: L = R + λ‖w‖².
 */
import { type Expr, type SymbolExpr, derivativeOf, isOp, symbol, zero } from "../expression/expr.ts";
import { indicesOf, nameOf, nameParts } from "../expression/name.ts";
import { freeSymbols, postorder } from "../expression/traverse.ts";
import { matchIndices } from "./family.ts";
import type { Side } from "./reading.ts";

interface Defined {
  readonly name: string;
  readonly parameters: readonly SymbolExpr[] | undefined;
  readonly readings: readonly Expr[];
}

export type DifferentiatedBy = ReadonlyMap<SymbolExpr, readonly SymbolExpr[]>;

/** The names that are differentiated somewhere, and by which names; by the sides of every formula. */
export function differentiatedIn(formulas: readonly (readonly Side[])[]): DifferentiatedBy {
  const found = new Map<SymbolExpr, SymbolExpr[]>();
  for (const sides of formulas)
    for (const node of postorder(...sides.flatMap(({ readings }) => readings))) {
      const [of, by] = node.args;
      if (of?.kind !== "symbol" || !(node.kind === "derivative" || isOp(node, "gradient"))) continue;
      const names = found.get(of) ?? [];
      if (by?.kind === "symbol" && !names.includes(by)) names.push(by);
      found.set(of, names);
    }
  return found;
}

/** The derivatives that a formula says to be zero, or strikes out: a and b of ∂a/∂b = 0 are variables of their own. */
export function vanishingIn(formulas: readonly (readonly Side[])[]): ReadonlySet<Expr> {
  const struck = formulas.flatMap((sides) => sides.flatMap(({ cancelled }) => cancelled.filter(({ to }) => to === zero)));
  const equated = formulas.flatMap(([left, right, ...more]) =>
    left?.readings[0] && right?.readings[0] === zero && more.length === 0 ? [left.readings[0]] : [],
  );
  return new Set([...struck.map(({ body }) => body), ...equated]);
}

/** The roots among the names that are differentiated. */
export function rootsOf(
  differentiated: DifferentiatedBy,
  definitions: readonly Defined[],
  vanishing: ReadonlySet<Expr>,
  conditions: readonly Expr[],
): SymbolExpr[] {
  // x of Σ x_i = 1: what one of them is rests on the others.
  const tied = new Set(conditions.filter((each) => isOp(each, "eq")).flatMap((each) => freeSymbols(each).map(({ name }) => wholeOf(name))));
  const used = new Set(definitions.flatMap(({ readings }) => readings.flatMap((reading) => usedOutright(reading))));
  // x_k of a vector x that definitions are made of is no loss.
  const isEntry = ({ name }: SymbolExpr): boolean => nameParts(name).sub !== "" && used.has(symbol(wholeOf(name)));
  const isPart = (of: SymbolExpr, by: readonly SymbolExpr[]): boolean =>
    !isMade(of, definitions) &&
    by
      .filter((each) => wholeOf(each.name) !== wholeOf(of.name) && !vanishing.has(derivativeOf(of, each)))
      .some((each) => !isMadeFrom(each, of, definitions));
  const isVariable = (of: SymbolExpr, by: readonly SymbolExpr[]): boolean =>
    by.length > 0 &&
    !isMade(of, definitions) &&
    !tied.has(wholeOf(of.name)) &&
    [of, ...by].every((each) => wholeOf(each.name) === wholeOf(of.name) && isByPlace(each));
  return [...differentiated].flatMap(([of, by]) => (!isEntry(of) && !isVariable(of, by) && (!used.has(of) || isPart(of, by)) ? [of] : []));
}

/** x_i of ∂x_i/∂x_j, and no h_t, which the one before may lead to: entries by places do not rest on each other. */
const isByPlace = ({ name }: SymbolExpr): boolean => {
  const { sub, label } = nameParts(name);
  return label === "" && indicesOf(sub).every((index) => /^[i-npq]$/.test(index));
};

/** What stands beside a root in a definition is no part of it, unless the page differentiates the root by it. */
export function besideRoots(definitions: readonly Defined[], roots: readonly SymbolExpr[], by: DifferentiatedBy): ReadonlySet<string> {
  const within = new Set(roots.flatMap((root) => by.get(root) ?? []));
  return new Set(
    definitions.flatMap((each) => {
      const used = roots.length === 0 ? [] : usedOutright(each.readings[0] as Expr);
      return used.some((name) => roots.includes(name)) ? used.filter((name) => !within.has(name)).map(({ name }) => name) : [];
    }),
  );
}

/** w of L = R + w² beside ∂R/∂w: what a root is made of by itself. */
export function leavesOf(
  root: SymbolExpr,
  sinks: readonly SymbolExpr[],
  definitions: readonly Defined[],
  by: DifferentiatedBy,
): SymbolExpr[] {
  if (!definitions.some(({ readings }) => usedOutright(readings[0] as Expr).includes(root))) return [];
  const through = [...madeOf(sinks, definitions)];
  return (by.get(root) ?? []).filter(
    (name) => !isMade(name, definitions) && !through.some((each) => isInstance(each.name, name.name) || isInstance(name.name, each.name)),
  );
}

/** Names that are defined as a derivative of a root, from a root, or from such names: a loss does not depend on what it makes. */
export function adjointsIn(definitions: readonly Defined[], roots: readonly SymbolExpr[]): ReadonlySet<string> {
  const found = new Set(roots.length === 0 ? [] : definitions.filter((each) => isAdjoint(each, roots)).map(({ name }) => name));
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const { name, readings } of definitions)
      if (!found.has(name) && readings.some((reading) => freeSymbols(reading).some((each) => found.has(each.name)))) found.add(name);
  }
  return found;
}

function isAdjoint(definition: Defined, roots: readonly SymbolExpr[]): boolean {
  // δ^{(L)} = ∂J/∂z^{(L)} beside a J that is open below the last layer.
  const isRoot = (node: Expr | undefined): boolean =>
    node?.kind === "symbol" && roots.some(({ name }) => name === node.name || name.startsWith(`${node.name}‹`));
  return (
    postorder(definition.readings[0] as Expr).some(
      (node) =>
        ((node.kind === "derivative" || isOp(node, "gradient")) && isRoot(node.args[0])) ||
        (node.kind === "symbol" && roots.includes(node)),
    ) || roots.some((root) => root.name === definition.name)
  );
}

/** The symbols of an expression but those that are only differentiated. */
function usedOutright(expr: Expr): SymbolExpr[] {
  const found: SymbolExpr[] = [];
  const open: Expr[] = [expr];
  const seen = new Set<Expr>();
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === "symbol") found.push(node);
    else if (node.kind === "derivative" || isOp(node, "gradient")) {
      if (node.args[0]?.kind !== "symbol") open.push(node.args[0] as Expr);
    } else open.push(...node.args);
  }
  return found;
}

const wholeOf = (name: string): string => {
  const { base, label } = nameParts(name);
  return nameOf({ base, sub: "", label });
};

const isInstance = (name: string, pattern: string): boolean => name === pattern || matchIndices(pattern, name) !== undefined;

const definitionsOf = ({ name }: SymbolExpr, definitions: readonly Defined[]): Defined[] =>
  definitions.filter((each) => !each.parameters && isInstance(name, each.name));

const isMade = (name: SymbolExpr, definitions: readonly Defined[]): boolean => definitionsOf(name, definitions).length > 0;

/** s of s = log v²: ∂v/∂s asks for v as a function of s. */
const isMadeFrom = (name: SymbolExpr, from: SymbolExpr, definitions: readonly Defined[]): boolean => madeOf([name], definitions).has(from);

/** Names and what they are made of, through the definitions. */
function madeOf(names: readonly SymbolExpr[], definitions: readonly Defined[]): ReadonlySet<SymbolExpr> {
  const seen = new Set(names);
  for (const each of seen)
    for (const { readings } of definitionsOf(each, definitions))
      for (const other of readings.flatMap((reading) => usedOutright(reading))) seen.add(other);
  return seen;
}

/** The names of what is written shorter, and nothing that a loss is made of: n = ‖v‖ beside w = g v / ‖v‖. */
export function abbreviationsIn(definitions: readonly (readonly [name: string, reading: Expr])[], by: DifferentiatedBy): Set<string> {
  const told = new Set([...by.values()].flat().map(({ name }) => name));
  const isPart = (part: Expr, whole: Expr): boolean => part !== whole && part.args.length > 0 && postorder(whole).includes(part);
  const found = definitions.filter(
    ([name, part]) => !told.has(name) && definitions.some(([other, whole]) => other !== name && isPart(part, whole)),
  );
  return new Set(found.map(([name]) => name));
}
