/** Where expressions are defined, and what equations say of symbols. */
import * as q from "../base/rational.ts";
import { differentiate } from "../derivative/differentiate.ts";
import { tidy } from "../derivative/tidy.ts";
import { instantiate } from "../evaluate/definition.ts";
import {
  type ApplyExpr,
  type Expr,
  type SymbolExpr,
  add,
  div,
  isOp,
  le,
  neg,
  nonzero,
  number,
  positive,
  zero,
} from "../expression/expr.ts";
import { contains, freeSymbols, postorder, rebuild, substitute } from "../expression/traverse.ts";
import { primitive } from "../primitive/table.ts";
import type { Solution } from "../proof/certificate.ts";

/** Conditions under which all of the expressions are defined; what stands inside a case distinction is left out. */
export function domainOf(...exprs: readonly Expr[]): Expr[] {
  const found = new Set<Expr>();
  for (const node of outsideCases(exprs)) {
    if (node.kind !== "apply") continue;
    for (const condition of primitive(node.op).where) found.add(instantiate(condition, node.args));
    if (node.op === "pow") powerDomain(node, found);
  }
  return [...found];
}

function powerDomain(node: ApplyExpr, found: Set<Expr>): void {
  const [base, exponent] = node.args as [Expr, Expr];
  const value = rebuild(exponent, numeric);
  if (value.kind !== "number") {
    if (base.kind !== "number" || q.sign(base.value) <= 0) found.add(positive(base));
  } else if (q.isInteger(value.value)) {
    if (q.sign(value.value) <= 0) found.add(nonzero(base));
  } else found.add(q.sign(value.value) > 0 ? le(zero, base) : positive(base));
}

/** Folds constants, quotients too, which `tidy` leaves as they are. */
export function numeric(node: Expr): Expr {
  const [a, b] = node.args;
  if (isOp(node, "div") && a?.kind === "number" && b?.kind === "number" && q.sign(b.value) !== 0) return number(q.over(a.value, b.value));
  return tidy(node);
}

function outsideCases(exprs: readonly Expr[]): Expr[] {
  const seen = new Set<Expr>();
  const open = [...exprs];
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (!isOp(node, "piecewise")) open.push(...node.args);
  }
  // In an order that depends on the expressions alone, not on what else was ever built.
  return postorder(...exprs).filter((node) => seen.has(node));
}

/** The value of a symbol that makes left = right, where that is linear in it with a number as coefficient. */
export function solveFor(equation: Expr, name: SymbolExpr): Solution | undefined {
  const [left, right] = equation.args as [Expr, Expr];
  const difference = differenceOf(equation);
  if (left === name && !contains(right, name)) return { difference, name, value: right, slope: q.MINUS_ONE };
  if (right === name && !contains(left, name)) return { difference, name, value: left, slope: q.ONE };
  if (postorder(difference).some((node) => node.kind !== "number" && node.kind !== "symbol" && node.kind !== "apply")) return undefined;
  const slope = rebuild(differentiate(difference, name), numeric);
  if (slope.kind !== "number" || q.sign(slope.value) === 0) return undefined;
  const value = rebuild(neg(div(substitute(difference, new Map([[name, zero]])), slope)), numeric);
  return contains(value, name) ? undefined : { difference, name, value, slope: slope.value };
}

/** Equations among the assumptions, solved one after the other; those that cannot be solved stay as conditions. */
export function eliminate(given: readonly Expr[]): {
  readonly values: ReadonlyMap<Expr, Expr>;
  readonly rest: readonly Expr[];
  readonly solved: readonly Solution[];
} {
  let values = new Map<Expr, Expr>();
  const solved: Solution[] = [];
  let rest = [...given];
  for (const equation of given) {
    if (!isOp(equation, "eq")) continue;
    const now = substitute(equation, values);
    const name = freeSymbols(now)
      .toReversed()
      .find((symbol) => safelySolved(now, symbol));
    const solution = name && safelySolved(now, name);
    if (!name || !solution) continue;
    const { value } = solution;
    solved.push(solution);
    const step = new Map<Expr, Expr>([[name, value]]);
    values = new Map([...values].map(([key, old]) => [key, substitute(old, step)] as const));
    values.set(name, value);
    rest = rest.filter((condition) => condition !== equation);
  }
  return { values, solved, rest: rest.map((condition) => substitute(condition, values)) };
}

function safelySolved(equation: Expr, name: SymbolExpr): Solution | undefined {
  try {
    return solveFor(equation, name);
  } catch {
    return undefined;
  }
}

/** b − a for a condition a < b, a ≤ b, a = b or a ≠ b. */
export function differenceOf(condition: Expr): Expr {
  return add(condition.args[1] as Expr, neg(condition.args[0] as Expr));
}

/** The conditions that share a name with the sides, or with another such condition. */
export function relevant(conditions: readonly Expr[], sides: readonly Expr[]): Expr[] {
  const names = new Set<Expr>(freeSymbols(...sides));
  let kept: Expr[] = [];
  for (let before = -1; before !== kept.length;) {
    before = kept.length;
    kept = conditions.filter((condition) => freeSymbols(condition).some((name) => names.has(name)));
    for (const condition of kept) for (const name of freeSymbols(condition)) names.add(name);
  }
  return kept;
}
