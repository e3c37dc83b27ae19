/** Products multiplied out, as far as that stays short. */
import { type Expr, add, div, isOp, mul, neg, one } from "../expression/expr.ts";
import { rebuild } from "../expression/traverse.ts";

const MOST_TERMS = 24;
const LARGEST_POWER = 4n;

/** Every product of sums as a sum of products; where that would have more than two dozen terms, as it was. */
export function expanded(expr: Expr): Expr {
  return rebuild(expr, (node) => {
    if (isOp(node, "mul")) return multipliedOut(node.args) ?? node;
    if (isOp(node, "neg") && isOp(node.args[0] as Expr, "add")) return add(...termsOf(node));
    if (isOp(node, "div")) return overTerms(node);
    const [base, exponent] = node.args;
    const isPower = isOp(node, "pow") && base && isOp(base, "add") && exponent?.kind === "number" && exponent.value.d === 1n;
    if (!isPower || exponent.value.n < 2n || exponent.value.n > LARGEST_POWER) return node;
    return multipliedOut(Array.from({ length: Number(exponent.value.n) }, () => base)) ?? node;
  });
}

function overTerms(node: Expr): Expr {
  const [top, bottom] = node.args as [Expr, Expr];
  return isOp(top, "add") ? add(...top.args.map((term) => div(term, bottom))) : node;
}

function multipliedOut(factors: readonly Expr[]): Expr | undefined {
  if (!factors.some((factor) => termsOf(factor).length > 1)) return undefined;
  let products: (readonly Expr[])[] = [[]];
  for (const factor of factors) {
    const terms = termsOf(factor);
    if (terms.length * products.length > MOST_TERMS) return undefined;
    products = products.flatMap((product) => terms.map((term) => [...product, term]));
  }
  return add(...products.map((product) => (product.length === 0 ? one : mul(...product))));
}

/** The terms of a sum, also behind a minus. */
function termsOf(expr: Expr): readonly Expr[] {
  if (isOp(expr, "add")) return expr.args.flatMap(termsOf);
  const [inner] = expr.args;
  return isOp(expr, "neg") && inner && isOp(inner, "add") ? termsOf(inner).map(neg) : [expr];
}
