/** Conditions: what a proof takes from them, and which of them are worth listing. */
import { Budget, BudgetSpent } from "../base/budget.ts";
import { sign } from "../base/rational.ts";
import { IntervalArithmetic } from "../evaluate/interval.ts";
import { type Expr, isOp, mul, nonzero, positive, withArgs, zero } from "../expression/expr.ts";
import { isConstant, postorder, substitute } from "../expression/traverse.ts";
import { simplify } from "../simplify/simplify.ts";
import { differenceOf, eliminate } from "./domain.ts";
import { Facts, type Sign, isWithin } from "./facts.ts";
import { Kernels, Undefined, Unsupported } from "./kernel.ts";
import { Normalizer } from "./normalize.ts";
import { divided, kernelsIn } from "./polynomial.ts";
import { NeedSign } from "./power.ts";

/** Adds a condition to the facts; false where it cannot hold. Conditions that are not understood are left out. */
export function take(condition: Expr, normalizer: Normalizer): boolean {
  const sign: Sign | undefined = isOp(condition, "lt")
    ? "positive"
    : isOp(condition, "le")
      ? "nonnegative"
      : isOp(condition, "eq")
        ? "zero"
        : undefined;
  if (!sign) return true;
  try {
    return normalizer.facts.add(normalizer.normalize(differenceOf(condition)), sign);
  } catch (error) {
    if (error instanceof BudgetSpent) throw error;
    if (error instanceof Undefined || error instanceof NeedSign || error instanceof Unsupported) return true;
    throw error;
  }
}

/** The conditions that do not hold by themselves: x ≠ 0 stays, 1 + e^x ≠ 0 goes. */
export function openConditions(conditions: readonly Expr[], given: readonly Expr[], unfold: (expr: Expr) => Expr): Expr[] {
  const budget = new Budget(40_000);
  const { values, rest } = eliminate(given);
  const kept: { condition: Expr; unfolded: Expr }[] = [];
  const bySize = merged(conditions.flatMap(split).map(plainer)).map((condition) => ({
    condition,
    unfolded: substitute(unfold(condition), values),
    size: postorder(condition).length,
  }));
  for (const { condition, unfolded } of bySize.sort((a, b) => a.size - b.size)) {
    if (!holds(unfolded, [...rest, ...kept.map((other) => other.unfolded)], budget)) kept.push({ condition, unfolded });
  }
  // x ≠ 0 may have come before 0 < x, which says as much.
  const needed = new Set(kept);
  for (const each of kept) {
    const others = [...needed].filter((other) => other !== each).map((other) => other.unfolded);
    if (holds(each.unfolded, [...rest, ...others], budget)) needed.delete(each);
  }
  return [...needed].map(({ condition }) => condition);
}

function holds(condition: Expr, given: readonly Expr[], budget: Budget): boolean {
  if (isConstant(condition)) return new IntervalArithmetic(30).evaluate([condition], new Map())[0]?.low.eq(1) ?? false;
  try {
    const kernels = new Kernels(budget);
    const normalizer = new Normalizer(kernels, new Facts(kernels));
    for (const fact of given) take(fact, normalizer);
    if (isOp(condition, "and")) return condition.args.every((part) => holds(part, given, budget));
    const sign = normalizer.facts.sign(normalizer.normalize(differenceOf(condition)));
    if (isOp(condition, "lt")) return sign === "positive";
    if (isOp(condition, "le")) return isWithin(sign, "nonnegative");
    if (isOp(condition, "ne")) return NONZERO.has(sign) || isProductOfNonzero(condition, given, normalizer);
    return false;
  } catch {
    return false;
  }
}

const NONZERO: ReadonlySet<unknown> = new Set(["positive", "negative"]);

/** x² ≠ 0 and a² − b² ≠ 0 where x ≠ 0, a + b ≠ 0 and a − b ≠ 0 are known: a product of what is known not to be zero. */
function isProductOfNonzero(condition: Expr, given: readonly Expr[], normalizer: Normalizer): boolean {
  const { kernels, facts } = normalizer;
  const known = given.filter((fact) => isOp(fact, "ne")).map((fact) => kernels.together(normalizer.normalize(differenceOf(fact))).rest);
  let rest = kernels.together(normalizer.normalize(differenceOf(condition))).rest;
  for (const factor of known.filter((p) => p.size > 1)) {
    for (let next = divided(rest, factor, kernels.budget); next && rest.size > 0; next = divided(rest, factor, kernels.budget)) rest = next;
  }
  const atoms = new Set(known.filter((p) => p.size === 1).flatMap(kernelsIn));
  const isNonzero = (id: number): boolean => atoms.has(id) || NONZERO.has(facts.ofKernel(id));
  return rest.size === 1 && kernelsIn(rest).every(isNonzero);
}

/** 0 < 6x is 0 < x, and x − 0 is x. */
function plainer(condition: Expr): Expr {
  const args = condition.args.map(simplify);
  const [left, right] = args as [Expr, Expr];
  // 0 < |x| and 0 < x² say x ≠ 0.
  const isEven = isOp(right, "pow") && right.args[1]?.kind === "number" && right.args[1].value.n % 2n === 0n;
  if (isOp(condition, "lt") && left === zero && (isOp(right, "abs") || isEven)) return nonzero(right.args[0] as Expr);
  const isOrder = isOp(condition, "lt") || isOp(condition, "le");
  if (isOrder && left === zero) return withArgs(condition, [zero, withoutFactor(right)]);
  return withArgs(condition, args);
}

function withoutFactor(expr: Expr): Expr {
  const [first, ...rest] = expr.args;
  if (isOp(expr, "mul") && first?.kind === "number" && sign(first.value) > 0) return rest.length === 1 ? (rest[0] as Expr) : mul(...rest);
  const [divisor] = rest;
  return isOp(expr, "div") && first && divisor?.kind === "number" && sign(divisor.value) > 0 ? withoutFactor(first) : expr;
}

/** 0 ≤ u and u ≠ 0 together are 0 < u. */
function merged(conditions: readonly Expr[]): Expr[] {
  const all = new Set(conditions);
  for (const condition of conditions) {
    const [left, right] = condition.args as [Expr, Expr];
    if (!isOp(condition, "le") || left !== zero || !all.has(nonzero(right))) continue;
    all.delete(condition);
    all.delete(nonzero(right));
    all.add(positive(right));
  }
  return [...all];
}

/** a·b ≠ 0 says a ≠ 0 and b ≠ 0; x² ≠ 0, |x| ≠ 0 and −x ≠ 0 say x ≠ 0. */
function split(condition: Expr): Expr[] {
  const [left, right] = condition.args as [Expr, Expr];
  if (!isOp(condition, "ne") || right !== zero) return [condition];
  const open = [left];
  const parts: Expr[] = [];
  for (let part = open.pop(); part; part = open.pop()) {
    const isPower = isOp(part, "pow") && part.args[1]?.kind === "number";
    if (isOp(part, "mul")) open.push(...part.args);
    else if (isOp(part, "neg") || isOp(part, "abs") || isOp(part, "sqrt") || isOp(part, "div") || isPower) open.push(part.args[0] as Expr);
    else if (part.kind !== "number") parts.push(nonzero(part));
  }
  return parts;
}
