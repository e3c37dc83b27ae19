/**
 * The simplest form that people write: like terms gathered, powers gathered, products kept as products, fractions
 * kept as fractions. Nothing is multiplied out. Each step keeps the value wherever the expression was defined.
 */
import * as q from "../base/rational.ts";
import { type Expr, add, apply, div, isOp, mul, neg, number, one, pow, withArgs, zero } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";
import { rules } from "../rule/rule.ts";
import { rewriteAt } from "./match.ts";

const LARGEST_POWER = 64;

/** A simplified expression of the same value; O(nodes) up to sorting. */
export function simplify(expr: Expr): Expr {
  return present(throughDag(expr, simplified, simplifyNode));
}

const simplified = new Map<Expr, Expr>();
const presented = new Map<Expr, Expr>();

/** Rebuilds bottom-up, each node once and for all. */
function throughDag(root: Expr, memo: Map<Expr, Expr>, visit: (node: Expr) => Expr): Expr {
  if (!memo.has(root)) {
    for (const node of postorder(root)) {
      if (memo.has(node)) continue;
      const args = node.args.length > 0 ? node.args.map((arg) => memo.get(arg) as Expr) : node.args;
      memo.set(node, visit(withArgs(node, args)));
    }
  }
  return memo.get(root) as Expr;
}

function simplifyNode(node: Expr): Expr {
  if (node.kind !== "apply") return node;
  switch (node.op) {
    case "add":
    case "mul":
    case "neg":
    case "div":
    case "pow": {
      const gathered = isOp(node, "add") ? sumOf(node.args) : fromProduct(productOf(node));
      return gathered.kind === "apply" ? (rewriteAt(gathered, rules) ?? gathered) : gathered;
    }
    default: {
      const rewritten = rewriteAt(node, rules);
      return rewritten ? simplifyNode(rewritten) : node;
    }
  }
}

// Sums -----------------------------------------------------------------------------------------------------------------

/** Terms with equal factors become one, at the place of the first of them. */
function sumOf(terms: readonly Expr[]): Expr {
  const gathered = new Map<Expr, { readonly rest: Expr; coefficient: q.Rational }>();
  const open = terms.toReversed();
  for (let term = open.pop(); term; term = open.pop()) {
    if (isOp(term, "add")) {
      open.push(...term.args.toReversed());
      continue;
    }
    const { coefficient, rest } = split(term);
    const key = isOp(rest, "mul") ? mul(...rest.args.toSorted((a, b) => a.id - b.id)) : rest;
    const known = gathered.get(key);
    if (known) known.coefficient = q.plus(known.coefficient, coefficient);
    else gathered.set(key, { rest, coefficient });
  }
  const kept = [...gathered.values()].filter(({ coefficient }) => q.sign(coefficient) !== 0);
  const parts = kept.map(({ rest, coefficient }) => scaled(rest, coefficient));
  if (parts.length === 0) return zero;
  return parts.length === 1 ? (parts[0] as Expr) : add(...parts);
}

/** coefficient · rest. */
function split(term: Expr): { readonly coefficient: q.Rational; readonly rest: Expr } {
  if (term.kind === "number") return { coefficient: term.value, rest: one };
  if (isOp(term, "neg")) {
    const inner = split(term.args[0] as Expr);
    return { coefficient: q.negate(inner.coefficient), rest: inner.rest };
  }
  if (isOp(term, "mul") && term.args[0]?.kind === "number") {
    const rest = term.args.slice(1);
    return { coefficient: term.args[0].value, rest: rest.length === 1 ? (rest[0] as Expr) : mul(...rest) };
  }
  if (isOp(term, "div")) {
    const [top, bottom] = term.args as [Expr, Expr];
    const inner = split(top);
    if (bottom.kind === "number" && q.sign(bottom.value) !== 0)
      return { coefficient: q.over(inner.coefficient, bottom.value), rest: inner.rest };
    if (inner.rest !== one || !q.equal(inner.coefficient, q.ONE)) {
      return { coefficient: inner.coefficient, rest: div(inner.rest, bottom) };
    }
  }
  return { coefficient: q.ONE, rest: term };
}

function scaled(rest: Expr, coefficient: q.Rational): Expr {
  if (rest === one) return number(coefficient);
  if (q.equal(coefficient, q.ONE)) return rest;
  if (q.equal(coefficient, q.MINUS_ONE)) return neg(rest);
  if (coefficient.d !== 1n && !isOp(rest, "div")) return div(scaled(rest, q.integer(coefficient.n)), number(q.integer(coefficient.d)));
  if (isOp(rest, "div")) return div(scaled(rest.args[0] as Expr, coefficient), rest.args[1] as Expr);
  return isOp(rest, "mul") ? mul(number(coefficient), ...rest.args) : mul(number(coefficient), rest);
}

// Products -------------------------------------------------------------------------------------------------------------

/** coefficient · ∏ base^exponent, in order of first appearance; exp has its own exponent. */
export interface Product {
  coefficient: q.Rational;
  readonly powers: Map<Expr, Expr[]>;
  readonly exponents: Expr[];
}

export function productOf(root: Expr): Product {
  const product: Product = { coefficient: q.ONE, powers: new Map(), exponents: [] };
  const open: [Expr, Expr][] = [[root, one]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [factor, exponent] = next;
    const [a, b] = factor.args as [Expr, Expr];
    const whole = wholeNumber(exponent);
    if (factor.kind === "number" && whole !== undefined && Math.abs(whole) <= LARGEST_POWER && (q.sign(factor.value) !== 0 || whole > 0)) {
      product.coefficient = q.times(product.coefficient, q.power(factor.value, whole));
    } else if (isOp(factor, "mul") && whole !== undefined) {
      for (const arg of factor.args.toReversed()) open.push([arg, exponent]);
    } else if (isOp(factor, "neg") && whole !== undefined) {
      if (whole % 2 !== 0) product.coefficient = q.negate(product.coefficient);
      open.push([a, exponent]);
    } else if (isOp(factor, "div") && whole !== undefined) {
      open.push([b, times(exponent, number(-1))], [a, exponent]);
    } else if (isOp(factor, "pow") && whole !== undefined) {
      open.push([a, times(exponent, b)]);
    } else if (isOp(factor, "exp")) {
      product.exponents.push(times(exponent, a));
    } else {
      const list = product.powers.get(factor);
      if (list) list.push(exponent);
      else product.powers.set(factor, [exponent]);
    }
  }
  return product;
}

function times(a: Expr, b: Expr): Expr {
  if (a === one) return b;
  if (b === one) return a;
  return fromProduct(productOf(mul(a, b)));
}

function wholeNumber(expr: Expr): number | undefined {
  return expr.kind === "number" && q.isInteger(expr.value) ? Number(expr.value.n) : undefined;
}

/** The expression that a product stands for; `asWritten` keeps its factors in the order in which they came. */
export function fromProduct({ coefficient, powers, exponents }: Product, asWritten = false): Expr {
  if (q.sign(coefficient) === 0) return zero;
  const top: Expr[] = [];
  const bottom: Expr[] = [];
  for (const [base, list] of powers) {
    const exponent = sumOf(list);
    if (exponent === zero) continue;
    const { coefficient: size } = split(exponent);
    if (q.sign(size) < 0) bottom.push(raised(base, negative(exponent)));
    else top.push(raised(base, exponent));
  }
  const exponent = exponents.length > 0 ? sumOf(exponents) : zero;
  if (exponent !== zero) {
    const value = simplifyNode(apply("exp", [exponent]));
    top.push(value);
  }
  if (!asWritten) {
    top.sort(symbolsFirst);
    bottom.sort(symbolsFirst);
  }
  if (coefficient.d !== 1n) bottom.unshift(number(q.integer(coefficient.d)));
  const whole = q.integer(coefficient.n);
  const numerator = scaled(
    top.length === 0 ? one : top.length === 1 ? (top[0] as Expr) : mul(...top),
    q.sign(whole) < 0 ? q.negate(whole) : whole,
  );
  const value = bottom.length === 0 ? numerator : div(numerator, bottom.length === 1 ? (bottom[0] as Expr) : mul(...bottom));
  return q.sign(whole) < 0 ? (value.kind === "number" ? number(q.negate(value.value)) : neg(value)) : value;
}

function raised(base: Expr, exponent: Expr): Expr {
  return exponent === one ? base : pow(base, exponent);
}

function negative(exponent: Expr): Expr {
  const { coefficient, rest } = split(exponent);
  return scaled(rest, q.negate(coefficient));
}

/** Numbers and names in front, sums behind; otherwise as they came. */
function symbolsFirst(a: Expr, b: Expr): number {
  return weight(a) - weight(b);
}

function weight(expr: Expr): number {
  if (expr.kind === "number" || expr.kind === "symbol") return 0;
  return isOp(expr, "pow") && expr.args[0]?.kind === "symbol" ? 0 : 1;
}

/** Fractions as quotients, a sum with its first positive term in front. */
function present(expr: Expr): Expr {
  return throughDag(expr, presented, presentNode);
}

function presentNode(node: Expr): Expr {
  if (node.kind === "number") {
    if (q.sign(node.value) < 0) return neg(presentNode(number(q.negate(node.value))));
    return q.isInteger(node.value) ? node : div(number(q.integer(node.value.n)), number(q.integer(node.value.d)));
  }
  if (isOp(node, "mul") && isOp(node.args[0] as Expr, "neg"))
    return neg(mul(...((node.args[0] as Expr).args as Expr[]), ...node.args.slice(1)));
  if (isOp(node, "div") && isOp(node.args[0] as Expr, "neg")) return neg(div((node.args[0] as Expr).args[0] as Expr, node.args[1] as Expr));
  if (!isOp(node, "add") || !isOp(node.args[0] as Expr, "neg")) return node;
  const first = node.args.findIndex((term) => !isOp(term, "neg"));
  return first < 0 ? node : add(node.args[first] as Expr, ...node.args.slice(0, first), ...node.args.slice(first + 1));
}
