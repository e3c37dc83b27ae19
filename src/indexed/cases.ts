/**
 * Kinked functions and case distinctions over entries by steps: H(u) is 1 where u is positive and 0 where it is negative, so
 * that max(0, z) = z H(z). What is said here holds but where a u is zero; the sizes that are judged besides say what holds there.
 */
import { primitiveBody } from "../derivative/graph.ts";
import { productOf, sumOf } from "../derivative/tidy.ts";
import { type Expr, apply, callOf, eq, isOp, one, pow, sub, two, zero } from "../expression/expr.ts";
import { postorder, rebuild, substitute } from "../expression/traverse.ts";
import { toPlain } from "../notation/plain.ts";
import { x, y } from "../primitive/primitive.ts";
import { isPrimitive, primitive } from "../primitive/table.ts";
import { NoIndexForm } from "./no-index-form.ts";

/** A name that no page has. */
const STEP = "H‹step›";

export function isStep(node: Expr): boolean {
  return node.kind === "call" && node.name === STEP;
}

/** Whether it has something that depends on a sign. */
export function hasCases(exprs: readonly Expr[]): boolean {
  return postorder(...exprs).some((node) => isOp(node, "piecewise") || definedByCases(node) !== undefined);
}

/**
 * Steps in the place of cases; `normal` makes what is the same look the same. Throws NoIndexForm where cases are about something
 * else than signs, and what `normal` throws.
 */
export function inSteps(expr: Expr, normal: (expr: Expr) => Expr): Expr {
  return rebuild(expr, (node) => {
    const cases = isOp(node, "piecewise") ? node : definedByCases(node);
    return cases ? ofCases(cases.args, normal) : node;
  });
}

/** A name that no page has. */
const KINKED = "f‹kinked›";

/**
 * max(0, z) as f(z) and what is 1 where z is positive as f'(z): what holds for every function f holds for this one. Undefined
 * where there is nothing of the kind.
 */
export function asAnyFunction(expr: Expr): Expr | undefined {
  const written = rebuild(expr, (node) => {
    const of = hingedIn(node);
    if (of) return callOf(KINKED, [0], [of]);
    if (node.kind === "call" && node.name === "relu" && node.args.length === 1) return callOf(KINKED, node.orders, node.args);
    const positive = isOp(node, "piecewise") ? whereOne(node.args) : undefined;
    return positive ? callOf(KINKED, [1], [positive]) : node;
  });
  return written === expr ? undefined : written;
}

/** z of relu(z) and max(0, z). */
export function hingedIn(node: Expr): Expr | undefined {
  if (isOp(node, "relu")) return node.args[0];
  const others = isOp(node, "max") && node.args.length === 2 ? node.args.filter((arg) => arg !== zero) : [];
  return others.length === 1 ? others[0] : undefined;
}

/** f(u) = u and f'(u) = 1 of that f where 0 < u is given, f(u) = 0 and f'(u) = 0 where u < 0 is. */
export function saidOfKinked(condition: Expr): Expr[] {
  const [below, above] = isOp(condition, "lt") ? condition.args : [];
  const of = below === zero ? above : above === zero ? below : undefined;
  if (!of) return [];
  const isAbove = below === zero;
  return [eq(callOf(KINKED, [1], [of]), isAbove ? one : zero), eq(callOf(KINKED, [0], [of]), isAbove ? of : zero)];
}

/** u of what is 1 where 0 < u and else 0. */
function whereOne([condition, value, next, last]: readonly Expr[]): Expr | undefined {
  const isPositive = condition !== undefined && (isOp(condition, "lt") || isOp(condition, "le")) && condition.args[0] === zero;
  const isElse =
    last === undefined
      ? next === zero
      : next !== undefined && (isOp(next, "lt") || isOp(next, "le")) && next.args[1] === zero && last === zero;
  const isOfOne = last === undefined || next?.args[0] === condition?.args[1];
  return isPositive && value === one && isElse && isOfOne ? condition.args[1] : undefined;
}

/** That a step is 0 or 1. */
export function stepsAreBinary(exprs: readonly Expr[]): Expr[] {
  return [...new Set(postorder(...exprs).filter(isStep))].map((step) => eq(pow(step, two), step));
}

/** max(0, z) and relu'(z) as the cases that define them; undefined for what has none. */
function definedByCases(node: Expr): Expr | undefined {
  const definition =
    node.kind === "call" ? primitiveBody(node) : node.kind === "apply" && isPrimitive(node.op) ? primitive(node.op).definition : undefined;
  if (!definition || !isOp(definition, "piecewise") || node.args.length > 2) return undefined;
  const [a, b] = node.args as [Expr, Expr?];
  return substitute(definition, new Map<Expr, Expr>([[x, a], ...(b ? [[y, b] as const] : [])]));
}

/** What is 1 where a condition holds, and what is 1 where it does not. */
interface Where {
  readonly yes: Expr;
  readonly no: Expr;
}

/** The first condition that holds decides; the last case may stand without one, or with the opposite of the one before. */
function ofCases(args: readonly Expr[], normal: (expr: Expr) => Expr): Expr {
  const cases: { readonly where: Where; readonly value: Expr }[] = [];
  for (let at = 0; at + 1 < args.length; at += 2) {
    const [condition, value] = [args[at] as Expr, args[at + 1] as Expr];
    // Where something is zero is left out.
    if (!isOp(condition, "eq")) cases.push({ where: holding(condition, normal), value });
  }
  let rest = args.length % 2 === 1 ? (args.at(-1) as Expr) : undefined;
  if (rest === undefined) {
    const [before, last] = cases.slice(-2);
    if (!before || !last || before.where.no !== last.where.yes) throw new NoIndexForm("cases that do not say what holds otherwise");
    rest = last.value;
    cases.pop();
  }
  return cases.reduceRight((other, { where, value }) => between(where, value, other), rest);
}

function between({ yes, no }: Where, value: Expr, other: Expr): Expr {
  if (value === other) return value;
  const terms = [value === zero ? [] : [productOf([yes, value])], other === zero ? [] : [productOf([no, other])]];
  return sumOf(terms.flat());
}

function holding(condition: Expr, normal: (expr: Expr) => Expr): Where {
  if (isOp(condition, "and")) {
    const yes = productOf(condition.args.map((arg) => holding(arg, normal).yes));
    return { yes, no: sub(one, yes) };
  }
  if (isOp(condition, "ne")) return { yes: one, no: zero };
  if (!isOp(condition, "lt") && !isOp(condition, "le")) throw new NoIndexForm("a case that is not about a sign");
  const [below, above] = condition.args as [Expr, Expr];
  const [up, down] = [normal(sub(above, below)), normal(sub(below, above))];
  // One of both directions is taken, so that a < b and b < a are opposites.
  const isUp = toPlain(up).length < toPlain(down).length || (toPlain(up).length === toPlain(down).length && toPlain(up) < toPlain(down));
  const step = callOf(STEP, [0], [isUp ? up : down]);
  return isUp ? { yes: step, no: sub(one, step) } : { yes: sub(one, step), no: step };
}

/** Branch by branch, each known already. */
export function casesDifferentiated(node: Expr & { readonly kind: "apply" }, d: (arg: Expr) => Expr): Expr {
  const isValue = (at: number): boolean => at % 2 === 1 || at === node.args.length - 1;
  const args = node.args.map((arg, at) => (isValue(at) ? d(arg) : arg));
  return args.every((arg, at) => !isValue(at) || arg === zero) ? zero : apply("piecewise", args);
}
