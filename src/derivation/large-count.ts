/**
 * Large numbers that say nothing but how many there are: 10 of W ∈ ℝ^{100×10} and of Σ_{k=1}^{10}. They are sizes like any
 * other, so that what is tried at small sizes need not be written out for all ten of them.
 */
import { isInteger, toNumber } from "../base/rational.ts";
import { type BinderExpr, type Expr, symbol, withArgs } from "../expression/expr.ts";
import { indicesOf, nameParts } from "../expression/name.ts";
import { freeSymbols, postorder, rebuild } from "../expression/traverse.ts";

/** Fewer are written out as they are: some page may speak of each. */
const FEWEST = 7;

/** Those numbers, as written, of a page with these shapes and expressions. */
export function largeCounts(shapes: Iterable<readonly string[]>, exprs: readonly Expr[]): ReadonlySet<string> {
  const nodes = new Set(postorder(...exprs));
  const bounds = new Set([...nodes].flatMap((node) => (isBounded(node) ? [node.args[2] as Expr] : [])));
  // The bound of a sum is no number of a formula.
  const inFormulas = (node: Expr): readonly Expr[] => (isBounded(node) ? [node.args[1] as Expr, node.args[3] as Expr] : node.args);
  const written = new Set([...exprs, ...[...nodes].flatMap(inFormulas)].map(valueOf));
  for (const node of bounds) if (node.kind !== "number") for (const each of postorder(node)) written.add(valueOf(each));
  // x_8 is one of ten.
  const farthest = Math.max(
    0,
    ...freeSymbols(...exprs).flatMap(({ name }) =>
      indicesOf(nameParts(name).sub).map((index) => (/^\d+$/.test(index) ? Number(index) : 0)),
    ),
  );
  const counts = [...[...shapes].flat(), ...[...bounds].map((bound) => String(valueOf(bound)))];
  return new Set(counts.filter((text) => /^\d+$/.test(text) && Number(text) >= FEWEST && farthest < FEWEST && !written.has(Number(text))));
}

/** An expression whose sums go up to these by name. */
export function withCounts(expr: Expr, counts: ReadonlySet<string>): Expr {
  if (counts.size === 0) return expr;
  return rebuild(expr, (node) => {
    const bound = isBounded(node) ? String(valueOf(node.args[2] as Expr)) : "";
    return counts.has(bound) ? withArgs(node, [...node.args.slice(0, 2), symbol(bound), ...node.args.slice(3)]) : node;
  });
}

const isBounded = (node: Expr): node is BinderExpr => node.kind === "binder" && node.bounded;

const valueOf = (node: Expr): number => (node.kind === "number" && isInteger(node.value) ? toNumber(node.value) : NaN);
