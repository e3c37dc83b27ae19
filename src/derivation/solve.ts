/** What a name comes to where an expression is zero: w = y/a where a (a w − y) = 0, and s = log v where 1 − v e^{−s} = 0. */
import { differentiate } from "../derivative/differentiate.ts";
import { type Expr, type SymbolExpr, apply, div, neg, one, sub, symbol, zero } from "../expression/expr.ts";
import { contains, freeSymbols, postorder, substitute } from "../expression/traverse.ts";
import { simplify } from "../simplify/simplify.ts";

export interface Solution {
  readonly name: SymbolExpr;
  readonly value: Expr;
  /** What it was divided by. */
  readonly divisors: readonly Expr[];
}

type Value = Omit<Solution, "name">;

/** Larger expressions are not solved. */
const LARGEST = 300;

/** What functions are undone by, where there is one inverse on all real values. */
const INVERSE: ReadonlyMap<string, (value: Expr) => Expr> = new Map([
  ["exp", logarithm],
  ["log", (value: Expr) => apply("exp", [value])],
]);

/** log v, and −log v of 1/v, which is seen to be the same more easily. */
function logarithm(value: Expr): Expr {
  const inverted = simplify(div(one, value));
  return postorder(inverted).length < postorder(value).length ? neg(apply("log", [inverted])) : apply("log", [value]);
}

/** The names that the expression can be solved for, those first that `preferred` has. */
export function solutionsOf(expr: Expr, preferred: readonly SymbolExpr[]): Solution[] {
  if (postorder(expr).some(({ kind }) => kind !== "number" && kind !== "symbol" && kind !== "apply") || postorder(expr).length > LARGEST)
    return [];
  const names = freeSymbols(expr);
  const inOrder = [...preferred.filter((name) => names.includes(name)), ...names.filter((name) => !preferred.includes(name))];
  return inOrder.flatMap((name) => {
    const found = linearIn(expr, name) ?? throughInverse(expr, name);
    return found ? [{ name, ...found }] : [];
  });
}

/** −b/a of a x + b, where a and b are free of x. */
function linearIn(expr: Expr, name: SymbolExpr): Value | undefined {
  const slope = simplify(differentiate(expr, name));
  if (slope === zero || contains(slope, name)) return undefined;
  const rest = simplify(substitute(expr, new Map([[name, zero]])));
  return contains(rest, name) ? undefined : { value: simplify(neg(div(rest, slope))), divisors: [slope] };
}

/** The same where x stands within one e^{…} or one logarithm alone. */
function throughInverse(expr: Expr, name: SymbolExpr): Value | undefined {
  const outer = postorder(expr).filter((node) => node.kind === "apply" && INVERSE.has(node.op) && contains(node, name));
  const [node, ...others] = outer;
  if (node?.kind !== "apply" || others.length > 0) return undefined;
  const whole = symbol("‹whole›");
  const outside = linearIn(substitute(expr, new Map([[node as Expr, whole]])), whole);
  const [inner] = node.args;
  if (!outside || !inner || contains(outside.value, name)) return undefined;
  const inside = linearIn(sub(inner, (INVERSE.get(node.op) as (value: Expr) => Expr)(outside.value)), name);
  return inside && { value: inside.value, divisors: [...outside.divisors, ...inside.divisors] };
}
