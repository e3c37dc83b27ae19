/** Points on spheres, x² + y² = 1: such an equation cannot be solved in fractions, but has fractions on it. */
import * as q from "../base/rational.ts";
import { type Expr, type SymbolExpr, isOp, two } from "../expression/expr.ts";

/** The names whose squares sum up to the square of a radius. */
export interface Sphere {
  readonly names: readonly SymbolExpr[];
  readonly radius: q.Rational;
}

/** What a number is split into, so that the squares sum up to its square: decimals, which enclosures know exactly. */
const SPLITS: readonly (readonly [q.Rational, q.Rational])[] = [
  [q.rational(3n, 5n), q.rational(4n, 5n)],
  [q.rational(4n, 5n), q.rational(3n, 5n)],
  [q.rational(7n, 25n), q.rational(24n, 25n)],
];

/** The conditions that are spheres; of names in several of them, the first. */
export function spheresIn(conditions: readonly Expr[]): Sphere[] {
  const taken = new Set<Expr>();
  return conditions.flatMap((condition) => {
    const sphere = sphereOf(condition);
    if (!sphere || sphere.names.some((name) => taken.has(name))) return [];
    for (const name of sphere.names) taken.add(name);
    return [sphere];
  });
}

function sphereOf(condition: Expr): Sphere | undefined {
  const [sum, value] = isOp(condition, "eq") ? condition.args : [];
  if (!sum || !isOp(sum, "add") || value?.kind !== "number") return undefined;
  const names = sum.args.flatMap((term) =>
    isOp(term, "pow") && term.args[1] === two && term.args[0]?.kind === "symbol" ? [term.args[0]] : [],
  );
  const radius = rootOf(value.value);
  return radius && names.length === sum.args.length ? { names, radius } : undefined;
}

function rootOf({ n, d }: q.Rational): q.Rational | undefined {
  const root = (value: bigint): bigint => BigInt(Math.round(Math.sqrt(Number(value))));
  return n > 0n && root(n) ** 2n === n && root(d) ** 2n === d ? q.rational(root(n), root(d)) : undefined;
}

/** A point of a sphere by chance, no entry zero. */
export function pointOn({ names, radius }: Sphere, below: (bound: number) => number): [SymbolExpr, q.Rational][] {
  const entries = [radius];
  while (entries.length < names.length) {
    const at = below(entries.length);
    const split = SPLITS[below(SPLITS.length)] as readonly [q.Rational, q.Rational];
    entries.splice(at, 1, ...split.map((part) => q.times(entries[at] as q.Rational, part)));
  }
  return names.map((name, i) => [name, below(2) === 0 ? (entries[i] as q.Rational) : q.negate(entries[i] as q.Rational)]);
}
