/**
 * The shortest of the forms that the engine knows for an expression: like terms gathered, common factors taken out, one
 * fraction instead of several, no minus that a factor can take. Short is what has the fewest signs to read (Carette 2004,
 * "Understanding expression simplification"; Stoutemyer 2011, "Ten commandments for good default expression simplification").
 */
import * as q from "../base/rational.ts";
import { type Expr, add, div, isOp, mul, neg, number, one, pow, withArgs } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";
import { expanded } from "./expand.ts";
import { type Product, productOf, simplify } from "./simplify.ts";

/** Larger expressions are gathered only: every way that is tried reads the whole of a node. */
const LARGEST = 400;
const ROUNDS = 3;

const simplestOf = new Map<Expr, Expr>();
const costs = new Map<Expr, number>();

/** An expression of the same value wherever `expr` has one; a few times the cost of `simplify`. */
export function simplest(expr: Expr): Expr {
  const start = simplify(expr);
  if (costOf(start) > LARGEST) return start;
  let current = start;
  for (let round = 0; round < ROUNDS; round++) {
    const next = throughNodes(current);
    if (next === current) break;
    current = next;
  }
  return current;
}

/** Every node in its shortest form, those below first. */
function throughNodes(root: Expr): Expr {
  const made = new Map<Expr, Expr>();
  for (const node of postorder(root)) {
    const rebuilt =
      node.args.length > 0
        ? withArgs(
            node,
            node.args.map((arg) => made.get(arg) as Expr),
          )
        : node;
    made.set(node, shortestOf(rebuilt));
  }
  return made.get(root) as Expr;
}

function shortestOf(node: Expr): Expr {
  const known = simplestOf.get(node);
  if (known) return known;
  if (node.kind !== "apply") return node;
  const gatheredNode = simplify(node);
  let best: Expr = costOf(gatheredNode) < costOf(node) ? gatheredNode : node;
  for (const way of WAYS)
    for (const candidate of way(best)) {
      const gathered = simplify(candidate);
      for (const each of [gathered, candidate]) if (costOf(each) < costOf(best)) best = each;
    }
  simplestOf.set(node, best);
  return best;
}

/** How much there is to read: names and operators, the digits of numbers. */
export function costOf(expr: Expr): number {
  for (const node of postorder(expr)) if (!costs.has(node)) costs.set(node, ownCost(node));
  return costs.get(expr) as number;
}

function ownCost(node: Expr): number {
  if (node.kind === "number") return String(node.value.n).length + (node.value.d === 1n ? 0 : 1 + String(node.value.d).length);
  const below = node.args.reduce((sum, arg) => sum + (costs.get(arg) as number), 0);
  const own = isOp(node, "add") || isOp(node, "mul") ? node.args.length - 1 : 1;
  // −a + b is read as b − a; a sum in a product needs brackets.
  const brackets = isOp(node, "mul") || isOp(node, "neg") ? node.args.filter((arg) => isOp(arg, "add")).length / 2 : 0;
  const nested = isOp(node, "div") ? 2 * node.args.filter((arg) => isOp(arg, "div")).length : 0;
  return own + below + brackets + nested;
}

// Ways -----------------------------------------------------------------------------------------------------------------

const WAYS: readonly ((node: Expr) => Expr[])[] = [takenMinus, factored, overOne];

/** −(t − a)·x is (a − t)·x. */
function takenMinus(node: Expr): Expr[] {
  if (!isOp(node, "neg")) return [];
  const [inner] = node.args as [Expr];
  return turned(inner);
}

/** What a product, quotient or sum is with its sign turned by one of its sums. */
export function turned(expr: Expr): Expr[] {
  if (isOp(expr, "add")) return expr.args.some((term) => isOp(term, "neg")) ? [turnedSum(expr.args)] : [];
  if (isOp(expr, "mul"))
    return expr.args.flatMap((factor, i) =>
      isOp(factor, "add") ? turned(factor).map((sum) => mul(...expr.args.map((other, k) => (k === i ? sum : other)))) : [],
    );
  if (isOp(expr, "div")) {
    const [top, bottom] = expr.args as [Expr, Expr];
    return [...turned(top).map((each) => div(each, bottom)), ...turned(bottom).map((each) => div(top, each))];
  }
  return [];
}

function turnedSum(terms: readonly Expr[]): Expr {
  const opposite = terms.map((term) => (isOp(term, "neg") ? (term.args[0] as Expr) : neg(term)));
  return add(...opposite.filter((term) => !isOp(term, "neg")), ...opposite.filter((term) => isOp(term, "neg")));
}

/** w x + w y is w (x + y). */
function factored(node: Expr): Expr[] {
  if (!isOp(node, "add")) return [];
  const products = node.args.map(productOf);
  const first = products[0] as Product;
  const common: Expr[] = [];
  for (const base of first.powers.keys()) {
    const powers = products.map((product) => wholePower(product, base));
    if (powers.includes(undefined)) continue;
    const least = (powers as number[]).every((power) => power < 0) ? Math.max(...(powers as number[])) : Math.min(...(powers as number[]));
    if (least !== 0 && !((powers as number[]).some((power) => power < 0) && least > 0))
      common.push(least === 1 ? base : pow(base, number(least)));
  }
  const size = commonNumber(products);
  if (common.length === 0 && q.equal(size, q.ONE)) return [];
  const outer = q.equal(size, q.ONE) ? common : [number(size), ...common];
  const rest = node.args.map((term) => simplify(div(term, mul(one, ...outer))));
  return [mul(...outer, add(...rest)), ...turned(add(...rest)).map((sum) => neg(mul(...outer, sum)))].map(simplify);
}

export function wholePower({ powers }: Product, base: Expr): number | undefined {
  const list = powers.get(base);
  if (!list) return 0;
  const values = list.map((each) => (each.kind === "number" && q.isInteger(each.value) ? Number(each.value.n) : undefined));
  return values.includes(undefined) ? undefined : (values as number[]).reduce((sum, value) => sum + value, 0);
}

/** The largest number that all coefficients are whole multiples of; 1 where they are not whole. */
function commonNumber(products: readonly Product[]): q.Rational {
  const sizes = products.map(({ coefficient: { n, d } }) => (d === 1n ? (n < 0n ? -n : n) : 1n));
  return q.integer(sizes.reduce((a, b) => gcd(a, b)));
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** a/b + c/d as one fraction, its numerator as it comes and multiplied out. */
function overOne(node: Expr): Expr[] {
  if (!isOp(node, "add") || !node.args.some((term) => isOp(term, "div") || (isOp(term, "neg") && isOp(term.args[0] as Expr, "div"))))
    return [];
  const bottoms = new Map<Expr, number>();
  for (const product of node.args.map(productOf))
    for (const base of product.powers.keys()) {
      const power = wholePower(product, base);
      if (power === undefined) return [];
      if (power < 0) bottoms.set(base, Math.max(bottoms.get(base) ?? 0, -power));
    }
  if (bottoms.size === 0) return [];
  const bottom = [...bottoms].map(([base, power]) => (power === 1 ? base : pow(base, number(power))));
  const top = add(...node.args.map((term) => simplify(mul(term, ...bottom))));
  const whole = simplify(expanded(top));
  return [top, whole, ...factored(whole)].map((each) => div(each, bottom.length === 1 ? (bottom[0] as Expr) : mul(...bottom)));
}
