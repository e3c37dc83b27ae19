/** Steps whose truth is known by how they were made, or by an oracle that knows nothing of proofs: doubles at many points. */
import fc from "fast-check";
import { random } from "../../src/base/random.ts";
import { type Rational, rational } from "../../src/base/rational.ts";
import { positionsIn, replacedAt } from "../../src/decide/position.ts";
import { differentiate } from "../../src/derivative/differentiate.ts";
import { evaluateFloat64 } from "../../src/evaluate/float64.ts";
import { IntervalArithmetic, areDisjoint } from "../../src/evaluate/interval.ts";
import {
  type Expr,
  type SymbolExpr,
  add,
  apply,
  derivativeOf,
  div,
  lt,
  mul,
  neg,
  number,
  one,
  pow,
  sub,
  symbol,
} from "../../src/expression/expr.ts";
import { freeSymbols } from "../../src/expression/traverse.ts";
import { simplify } from "../../src/simplify/simplify.ts";
import { names, smoothExpr } from "../arbitrary.ts";

export interface GeneratedStep {
  readonly left: Expr;
  readonly right: Expr;
  /** The same without derivatives, for the oracle. */
  readonly plain: readonly [Expr, Expr];
}

const [x, y, w] = names as [SymbolExpr, SymbolExpr, SymbolExpr];
const fn =
  (op: string) =>
  (a: Expr): Expr =>
    apply(op, [a]);
const sin = fn("sin");
const cos = fn("cos");
const exp = fn("exp");
const log = fn("log");
const abs = fn("abs");
const relu = fn("relu");
const sigmoid = fn("sigmoid");
const square = (a: Expr): Expr => pow(a, number(2));

/** Identities in two arbitrary expressions that hold wherever both sides are defined. */
const laws: readonly ((a: Expr, b: Expr) => readonly [Expr, Expr])[] = [
  (a, b) => [square(add(a, b)), add(square(a), mul(number(2), a, b), square(b))],
  (a, b) => [mul(add(a, b), sub(a, b)), sub(square(a), square(b))],
  (a, b) => [exp(add(a, b)), mul(exp(a), exp(b))],
  (a, b) => [sin(add(a, b)), add(mul(sin(a), cos(b)), mul(cos(a), sin(b)))],
  (a, b) => [log(add(exp(a), exp(b))), add(a, log(add(one, exp(sub(b, a)))))],
  (a, b) => [div(exp(a), add(exp(a), exp(b))), sigmoid(sub(a, b))],
  (a, b) => [add(apply("max", [a, b]), apply("min", [a, b])), add(a, b)],
  (a, b) => [sub(relu(sub(a, b)), relu(sub(b, a))), sub(a, b)],
  (a) => [square(abs(a)), square(a)],
  (a) => [fn("tanh")(a), sub(mul(number(2), sigmoid(mul(number(2), a))), one)],
  (a) => [fn("sqrt")(square(a)), abs(a)],
  (a) => [exp(log(add(one, square(a)))), add(one, square(a))],
  (a) => [sigmoid(neg(a)), sub(one, sigmoid(a))],
  (a) => [apply("piecewise", [lt(number(0), a), a, lt(a, number(0)), neg(a)]), abs(a)],
  (a, b) => [div(a, add(one, square(b))), mul(a, pow(add(one, square(b)), number(-1)))],
];

/** Steps that are true: a law in generated expressions, a disguise, or a derivative written out. */
export function trueSteps(seed: number, count: number): GeneratedStep[] {
  const source = random(seed);
  const exprs = fc.sample(fc.tuple(smoothExpr, smoothExpr), { seed, numRuns: count });
  return exprs.map(([a, b]) => {
    const kind = source.below(3);
    if (kind === 0) {
      const written = simplify(differentiate(a, x));
      return { left: derivativeOf(a, x), right: written, plain: [differentiate(a, x), written] };
    }
    const law = laws[source.below(laws.length)] as (typeof laws)[0];
    const [left, right] = law(a, kind === 1 ? b : ([x, y, w][source.below(3)] as Expr));
    return { left, right, plain: [left, right] };
  });
}

/** Small changes of one place of an expression; most of them change its value. */
export function editsOf(expr: Expr, seed: number, count: number): Expr[] {
  const source = random(seed);
  const positions = positionsIn(expr);
  const edits: readonly ((e: Expr) => Expr)[] = [
    (e) => neg(e),
    (e) => mul(number(2), e),
    (e) => div(e, number(2)),
    (e) => add(e, one),
    (e) => square(e),
    (e) => sin(e),
    () => [x, y, w, symbol("v")][source.below(4)] as Expr,
    () => number(source.below(4)),
    (e) => (e.args.length > 1 && e.kind === "apply" ? (e.args[source.below(e.args.length)] as Expr) : mul(e, x)),
    (e) => (e.kind === "number" ? number({ n: e.value.n + 1n, d: e.value.d }) : div(one, e)),
  ];
  return Array.from({ length: count }, () => {
    const { path, expr: part } = positions[source.below(positions.length)] as (typeof positions)[0];
    return replacedAt(expr, path, (edits[source.below(edits.length)] as (e: Expr) => Expr)(part));
  });
}

/** Whether two expressions differ clearly somewhere, agree at all of many points, or neither can be said. */
export function oracle([left, right]: readonly [Expr, Expr], seed: number): "differ" | "agree" | "unknown" {
  const source = random(seed);
  let compared = 0;
  let closeness = 0;
  for (let k = 0; k < 24; k++) {
    const values = new Map<Expr, number>(freeSymbols(left, right).map((name) => [name, (source.below(4001) - 2000) / 701]));
    const found = evaluateFloat64([left, right], values);
    const [a, b] = [found.get(left.id) as number, found.get(right.id) as number];
    if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
    // Where something saturates, doubles agree although the values differ.
    if ([...found.values()].some((value) => Math.abs(value) > 25)) continue;
    compared++;
    const difference = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), 1e-300);
    if (a !== b && difference > 1e-3 && Math.max(Math.abs(a), Math.abs(b)) > 1e-6) return "differ";
    if (a === b || difference < 1e-11) closeness++;
  }
  if (compared < 12 || closeness < compared) return "unknown";
  return agreesPrecisely(left, right, seed);
}

/** What doubles cannot tell apart, at a few points with 120 digits. */
function agreesPrecisely(left: Expr, right: Expr, seed: number): "differ" | "agree" | "unknown" {
  const source = random(seed ^ 0x5eed);
  const arithmetic = new IntervalArithmetic(120);
  let compared = 0;
  for (let k = 0; k < 6; k++) {
    const values = new Map<Expr, Rational>(freeSymbols(left, right).map((name) => [name, rational(BigInt(source.below(401) - 200), 71n)]));
    const [a, b] = arithmetic.evaluate([left, right], values);
    if (!a || !b) continue;
    if (areDisjoint(a, b)) return "differ";
    compared++;
  }
  return compared > 0 ? "agree" : "unknown";
}
