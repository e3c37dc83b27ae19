/** Constructors that leave out what differentiation makes in plenty: zero terms, factors 1, exponents 1. */
import * as q from "../base/rational.ts";
import { type Expr, add, div, isOp, mul, neg, number, one, pow, withArgs, zero } from "../expression/expr.ts";

const LARGEST_EXPONENT = 64n;

export function sumOf(terms: readonly Expr[]): Expr {
  const kept: Expr[] = [];
  let constant = q.ZERO;
  let place = 0;
  for (const term of terms) {
    if (term.kind === "number") {
      if (q.sign(constant) === 0) place = kept.length;
      constant = q.plus(constant, term.value);
    } else kept.push(term);
  }
  if (q.sign(constant) !== 0 || kept.length === 0) kept.splice(place, 0, number(constant));
  return kept.length === 1 ? (kept[0] as Expr) : add(...kept);
}

export function productOf(factors: readonly Expr[]): Expr {
  let coefficient = q.ONE;
  const kept: Expr[] = [];
  const take = (factor: Expr): void => {
    if (factor.kind === "number") coefficient = q.times(coefficient, factor.value);
    else if (isOp(factor, "neg")) {
      coefficient = q.negate(coefficient);
      take(factor.args[0] as Expr);
    } else kept.push(factor);
  };
  factors.forEach(take);
  if (q.sign(coefficient) === 0) return zero;
  if (kept.length === 0) return number(coefficient);
  const negative = q.equal(coefficient, q.MINUS_ONE);
  if (!negative && !q.equal(coefficient, q.ONE)) kept.unshift(number(coefficient));
  const product = kept.length === 1 ? (kept[0] as Expr) : mul(...kept);
  return negative ? neg(product) : product;
}

export function negativeOf(x: Expr): Expr {
  if (x.kind === "number") return number(q.negate(x.value));
  return isOp(x, "neg") ? (x.args[0] as Expr) : neg(x);
}

/** The node itself, or what it is at first sight. */
export function tidy(node: Expr): Expr {
  if (node.kind !== "apply") return node;
  const [a, b] = node.args as [Expr, Expr];
  switch (node.op) {
    case "add":
      return sumOf(node.args);
    case "mul":
      return productOf(node.args);
    case "neg":
      return negativeOf(a);
    case "div":
      if (b === one) return a;
      if (a === zero && b !== zero) return zero;
      return div(a, b);
    case "pow":
      if (b === one) return a;
      if (b === zero && a !== zero) return one;
      if (a.kind === "number" && b.kind === "number" && q.isInteger(b.value) && b.value.n <= LARGEST_EXPONENT && b.value.n >= 0n) {
        return number(q.power(a.value, Number(b.value.n)));
      }
      return pow(a, b);
    default:
      return withArgs(node, node.args);
  }
}
