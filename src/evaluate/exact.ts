/** The exact value of an expression that is made of numbers. */
import * as q from "../base/rational.ts";
import type { Expr } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";

const LARGEST_BITS = 20_000;

/** Expressions never change, so each is looked into once; null where there is no such value. */
const known = new WeakMap<Expr, q.Rational | null>();

/** The fraction that sums, products, quotients and whole powers of numbers come to; undefined for anything else. */
export function exactValue(expr: Expr): q.Rational | undefined {
  const before = known.get(expr);
  if (before !== undefined) return before ?? undefined;
  // A part without a value leaves the whole without: no need to look at the rest.
  const value = expr.args.some((arg) => known.get(arg) === null) ? null : computed(expr);
  known.set(expr, value);
  return value ?? undefined;
}

function computed(expr: Expr): q.Rational | null {
  for (const node of postorder(expr)) {
    if (known.has(node)) continue;
    const args = node.args.map((arg) => known.get(arg));
    const isOpen = node.kind === "symbol" || args.includes(null);
    const value = isOpen
      ? undefined
      : node.kind === "number"
        ? node.value
        : node.kind === "apply"
          ? combined(node.op, args as q.Rational[])
          : undefined;
    known.set(node, value && value.n.toString(16).length * 4 <= LARGEST_BITS ? value : null);
    if (known.get(node) === null) return null;
  }
  return known.get(expr) ?? null;
}

function combined(op: string, args: readonly q.Rational[]): q.Rational | undefined {
  const [a = q.ZERO, b = q.ZERO] = args;
  switch (op) {
    case "add":
      return args.reduce(q.plus);
    case "mul":
      return args.reduce(q.times);
    case "neg":
      return q.negate(a);
    case "div":
      return q.sign(b) === 0 ? undefined : q.over(a, b);
    case "pow":
      return q.isInteger(b) && b.n >= -64n && b.n <= 64n && (q.sign(a) !== 0 || b.n > 0n) ? q.power(a, Number(b.n)) : undefined;
    default:
      return undefined;
  }
}
