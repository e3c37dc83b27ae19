/** A total order on expressions for printing canonical forms; independent of the order in which they were made. */
import { compare as compareRational } from "../base/rational.ts";
import type { Expr } from "./expr.ts";

const RANK = { number: 0, symbol: 1, call: 2, apply: 3, derivative: 4, binder: 5 } as const;

/** Negative, zero (the same expression) or positive; numbers, symbols by name, then compound by head and arguments. */
export function compareExpr(a: Expr, b: Expr): number {
  const stack: [Expr, Expr][] = [[a, b]];
  for (let pair = stack.pop(); pair; pair = stack.pop()) {
    const [x, y] = pair;
    if (x === y) continue;
    const order = compareHeads(x, y);
    if (order !== 0) return order;
    for (let i = x.args.length - 1; i >= 0; i--) stack.push([x.args[i] as Expr, y.args[i] as Expr]);
  }
  return 0;
}

function compareHeads(x: Expr, y: Expr): number {
  if (x.kind !== y.kind) return RANK[x.kind] - RANK[y.kind];
  if (x.kind === "number" && y.kind === "number") return compareRational(x.value, y.value);
  return compareText(head(x), head(y)) || x.args.length - y.args.length;
}

function head(x: Expr): string {
  if (x.kind === "symbol") return x.name;
  if (x.kind === "call") return `${x.name}'${x.orders.join()}`;
  return x.kind === "apply" || x.kind === "binder" ? x.op : x.kind;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
