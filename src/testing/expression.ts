/** Arbitraries of expressions and of points at which they have values; what fails shrinks to a small one, point and all. */
import * as fc from "fast-check";
import { gradient } from "../derivative/gradient.ts";
import { evaluateFloat64 } from "../evaluate/float64.ts";
import { type Expr, type SymbolExpr, add, apply, div, isOp, mul, neg, number, one, pow, sub, symbol, two } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";
import { primitive } from "../primitive/table.ts";

export interface ExpressionOptions {
  /** Default: x and y. */
  readonly variables?: readonly string[];
  /** Functions of one argument, by their names in the table; default: exp, log, sin, cos, tanh, sigmoid, softplus, and with kinks relu and abs. */
  readonly functions?: readonly string[];
  /** How deep it is nested at most; default 4. */
  readonly depth?: number;
  /** Whether functions with kinks are left out; default true. */
  readonly smooth?: boolean;
  /** Whether every part is defined for all real numbers: log of 1 + a², division by 1 + b²; default true. */
  readonly domainSafe?: boolean;
}

const SMOOTH = ["exp", "log", "sin", "cos", "tanh", "sigmoid", "softplus"];
const KINKED = ["relu", "abs"];

/** Expressions over the variables. */
export function expression(options: ExpressionOptions = {}): fc.Arbitrary<Expr> {
  const { variables = ["x", "y"], depth = 4, smooth = true, domainSafe = true } = options;
  const functions = options.functions ?? [...SMOOTH, ...(smooth ? [] : KINKED)];
  const positive = (a: Expr): Expr => add(one, pow(a, two));
  const applied = (name: string, a: Expr): Expr => apply(name, [domainSafe && primitive(name).where.length > 0 ? positive(a) : a]);
  const { node } = fc.letrec<{ node: Expr }>((tie) => ({
    node: fc.oneof(
      { maxDepth: depth, withCrossShrink: true },
      fc.constantFrom(...variables.map((name) => symbol(name))),
      fc.integer({ min: 1, max: 5 }).map((value) => number(value)),
      joined(tie("node"), tie("node"), add),
      joined(tie("node"), tie("node"), sub),
      joined(tie("node"), tie("node"), mul),
      joined(tie("node"), tie("node"), (a, b) => div(a, domainSafe ? positive(b) : b)),
      joined(tie("node"), tie("node"), neg),
      fc.tuple(tie("node"), fc.integer({ min: 1, max: 3 })).map(([a, k]) => (k === 1 ? a : pow(a, number(k)))),
      ...(functions.length > 0 ? [fc.tuple(fc.constantFrom(...functions), tie("node")).map(([name, a]) => applied(name, a))] : []),
    ),
  }));
  return node;
}

/** Two parts joined; what fails shrinks to one of them alone. */
function joined(left: fc.Arbitrary<Expr>, right: fc.Arbitrary<Expr>, join: (a: Expr, b: Expr) => Expr): fc.Arbitrary<Expr> {
  return fc.tuple(fc.integer({ min: 0, max: 11 }), left, right).map(([choice, a, b]) => (choice === 0 ? a : choice === 1 ? b : join(a, b)));
}

/** A function with a point inside its domain at which it and its gradient have values of a bearable size. */
export interface FunctionAtPoint {
  readonly expr: Expr;
  readonly variables: readonly SymbolExpr[];
  readonly at: Float64Array;
}

const LARGEST = 1e6;

/** Functions and points together, so that both shrink; at a distance from kinks. */
export function functionAtPoint(options: ExpressionOptions = {}): fc.Arbitrary<FunctionAtPoint> {
  const variables = (options.variables ?? ["x", "y"]).map((name) => symbol(name));
  return fc
    .tuple(expression(options), point(variables.length))
    .map(([expr, at]) => ({ expr, variables, at }))
    .filter(({ expr, at }) => isInside(expr, variables, at));
}

/** Points with coordinates of two decimals between −2 and 2, or as the bounds say. */
export function point(dimension: number, bounds: { readonly min?: number; readonly max?: number } = {}): fc.Arbitrary<Float64Array> {
  const { min = -2, max = 2 } = bounds;
  return fc
    .array(fc.integer({ min: Math.ceil(min * 100), max: Math.floor(max * 100) }), { minLength: dimension, maxLength: dimension })
    .map((values) => Float64Array.from(values, (value) => value / 100));
}

/** Points at which an expression and its partial derivatives have values. */
export function pointInside(expr: Expr, variables: readonly SymbolExpr[]): fc.Arbitrary<Float64Array> {
  return point(variables.length).filter((at) => isInside(expr, variables, at));
}

function isInside(expr: Expr, variables: readonly SymbolExpr[], at: Float64Array): boolean {
  const exprs = [expr, ...gradient(expr, variables)];
  const values = evaluateFloat64(exprs, new Map<Expr, number>(variables.map((variable, i) => [variable, at[i] as number])));
  const isTame = exprs.every((each) => Math.abs(values.get(each.id) as number) < LARGEST);
  const kinks = postorder(expr).filter((node) => isOp(node, "relu") || isOp(node, "abs"));
  return isTame && kinks.every(({ args: [arg] }) => Math.abs(values.get((arg as Expr).id) as number) > 1e-3);
}

/** A tensor as rows of numbers with two decimals. */
export function tensor(
  shape: readonly number[],
  bounds: { readonly min?: number; readonly max?: number } = {},
): fc.Arbitrary<{ readonly shape: readonly number[]; readonly data: Float64Array }> {
  return point(
    shape.reduce((product, size) => product * size, 1),
    bounds,
  ).map((data) => ({ shape, data }));
}
