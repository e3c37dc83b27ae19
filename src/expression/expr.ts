/**
 * The interned expression DAG. Two expressions of the same structure are the same object, so `===` is structural
 * equality and `id` is a key for memoisation. Building never simplifies and never reorders: what the author wrote is
 * what a reading echoes and what a step is judged on. The tables live as long as the module.
 */
import { type Rational, integer, toText } from "../base/rational.ts";

interface Node {
  /** Unique, and larger than the ids of all arguments: ascending ids are a topological order. */
  readonly id: number;
  readonly args: readonly Expr[];
}

export interface NumberExpr extends Node {
  readonly kind: "number";
  readonly value: Rational;
}

/** A name with its subscript and label, in the plain spelling: `w_11^{(3)}`, `h_{t-1}`, `ŷ`, `가격`. */
export interface SymbolExpr extends Node {
  readonly kind: "symbol";
  readonly name: string;
}

/** A primitive of the table applied to arguments. */
export interface ApplyExpr extends Node {
  readonly kind: "apply";
  readonly op: string;
}

/** A function that a document defines or leaves unknown; `orders[i]` counts its derivatives in argument i. */
export interface CallExpr extends Node {
  readonly kind: "call";
  readonly name: string;
  readonly orders: readonly number[];
}

/** An unevaluated ∂args[0]/∂args[1]; args[1] is a symbol. */
export interface DerivativeExpr extends Node {
  readonly kind: "derivative";
}

export type BinderOp = "sum" | "product" | "maximum" | "minimum";

/** A sum, product, maximum or minimum over args = [index, from, to, body]; `bounds: false` where the author wrote no bounds. */
export interface BinderExpr extends Node {
  readonly kind: "binder";
  readonly op: BinderOp;
  readonly bounded: boolean;
}

export type Expr = NumberExpr | SymbolExpr | ApplyExpr | CallExpr | DerivativeExpr | BinderExpr;

let nextId = 1;
const integers = new Map<bigint, NumberExpr>();
const fractions = new Map<string, NumberExpr>();
const symbols = new Map<string, SymbolExpr>();
const nodes = new Map<string, Map<number, Interned>>();

interface Interned {
  readonly expr: Expr;
  readonly next: Interned | undefined;
}

export function number(value: Rational | number): NumberExpr {
  const exact = typeof value === "number" ? integer(value) : value;
  const found = exact.d === 1n ? integers.get(exact.n) : fractions.get(toText(exact));
  if (found) return found;
  const made: NumberExpr = { kind: "number", id: nextId++, args: [], value: exact };
  if (exact.d === 1n) integers.set(exact.n, made);
  else fractions.set(toText(exact), made);
  return made;
}

export function symbol(name: string): SymbolExpr {
  let found = symbols.get(name);
  if (!found) {
    found = { kind: "symbol", id: nextId++, args: [], name };
    symbols.set(name, found);
  }
  return found;
}

/** The node of that family with those arguments, made by `make` if it does not exist yet. */
function intern<T extends Expr>(family: string, args: readonly Expr[], make: (id: number) => T): T {
  let table = nodes.get(family);
  if (!table) nodes.set(family, (table = new Map()));
  let key = args.length;
  for (const arg of args) key = (Math.imul(key, 0x9e3779b1) ^ arg.id) | 0;
  const chain = table.get(key);
  for (let at = chain; at; at = at.next) if (sameArgs(at.expr.args, args)) return at.expr as T;
  const made = make(nextId++);
  table.set(key, { expr: made, next: chain });
  return made;
}

function sameArgs(a: readonly Expr[], b: readonly Expr[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export function apply(op: string, args: readonly Expr[]): ApplyExpr {
  return intern(op, args, (id) => ({ kind: "apply", id, args, op }));
}

export function callOf(name: string, orders: readonly number[], args: readonly Expr[]): CallExpr {
  return intern(`${name}'${orders.join()}`, args, (id) => ({ kind: "call", id, args, name, orders }));
}

export function derivativeOf(of: Expr, wrt: SymbolExpr): DerivativeExpr {
  return intern("∂", [of, wrt], (id) => ({ kind: "derivative", id, args: [of, wrt] }));
}

export function binder(op: BinderOp, index: SymbolExpr, range: readonly [Expr, Expr] | undefined, body: Expr): BinderExpr {
  const args = range ? [index, ...range, body] : [index, number(1), index, body];
  const bounded = range !== undefined;
  return intern(bounded ? `${op} from to` : `${op} over`, args, (id) => ({ kind: "binder", id, args, op, bounded }));
}

/** The same node over other arguments; the node itself where nothing changed. */
export function withArgs(expr: Expr, args: readonly Expr[]): Expr {
  if (sameArgs(expr.args, args)) return expr;
  switch (expr.kind) {
    case "apply":
      return apply(expr.op, args);
    case "call":
      return callOf(expr.name, expr.orders, args);
    case "derivative":
      return derivativeOf(args[0] as Expr, args[1] as SymbolExpr);
    case "binder": {
      const range = expr.bounded ? ([args[1] as Expr, args[2] as Expr] as const) : undefined;
      return binder(expr.op, args[0] as SymbolExpr, range, args[3] as Expr);
    }
    default:
      return expr;
  }
}

export const zero: NumberExpr = number(0);
export const one: NumberExpr = number(1);
export const two: NumberExpr = number(2);

export const add = (...terms: readonly Expr[]): ApplyExpr => apply("add", terms);
export const mul = (...factors: readonly Expr[]): ApplyExpr => apply("mul", factors);
export const neg = (x: Expr): ApplyExpr => apply("neg", [x]);
export const sub = (x: Expr, y: Expr): ApplyExpr => add(x, neg(y));
export const div = (x: Expr, y: Expr): ApplyExpr => apply("div", [x, y]);
export const pow = (x: Expr, y: Expr): ApplyExpr => apply("pow", [x, y]);
export const lt = (x: Expr, y: Expr): ApplyExpr => apply("lt", [x, y]);
export const le = (x: Expr, y: Expr): ApplyExpr => apply("le", [x, y]);
export const eq = (x: Expr, y: Expr): ApplyExpr => apply("eq", [x, y]);
export const ne = (x: Expr, y: Expr): ApplyExpr => apply("ne", [x, y]);
export const positive = (x: Expr): ApplyExpr => lt(zero, x);
export const nonzero = (x: Expr): ApplyExpr => ne(x, zero);

/** Whether it is the application of that primitive. */
export function isOp<Op extends string>(expr: Expr, op: Op): expr is ApplyExpr & { readonly op: Op } {
  return expr.kind === "apply" && expr.op === op;
}
