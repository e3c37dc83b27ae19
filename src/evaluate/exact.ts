/** The exact value of an expression that is made of numbers. */
import * as q from "../base/rational.ts";
import type { Expr } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";

const LARGEST_BITS = 20_000;

/** The fraction that sums, products, quotients and whole powers of numbers come to; undefined for anything else. */
export function exactValue(expr: Expr): q.Rational | undefined {
  const values = new Map<Expr, q.Rational>();
  for (const node of postorder(expr)) {
    const args = node.args.map((arg) => values.get(arg) as q.Rational);
    const value = node.kind === "number" ? node.value : node.kind === "apply" ? combined(node.op, args) : undefined;
    if (!value || value.n.toString(16).length * 4 > LARGEST_BITS) return undefined;
    values.set(node, value);
  }
  return values.get(expr);
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
