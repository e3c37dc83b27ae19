/** Proof by normal form: both sides become one polynomial, case by case where signs matter. */
import { type Budget, BudgetSpent } from "../base/budget.ts";
import { MINUS_ONE } from "../base/rational.ts";
import { type Expr, type SymbolExpr, eq, isOp, le, nonzero, zero } from "../expression/expr.ts";
import { freeSymbols, postorder, substitute } from "../expression/traverse.ts";
import { differenceOf, domainOf, eliminate, solveFor } from "./domain.ts";
import type { Branch, Entry, ProofCase, Solution } from "../proof/certificate.ts";
import { Facts } from "./facts.ts";
import { Kernels, Undefined, Unsupported } from "./kernel.ts";
import { Normalizer } from "./normalize.ts";
import { toPlain } from "../notation/plain.ts";
import { take } from "./conditions.ts";
import { NeedSign } from "./power.ts";
import { scale } from "./polynomial.ts";
import { Printer } from "./print-polynomial.ts";

export interface Proof {
  readonly method: "identity" | "normal-form" | "case-distinction";
  /** Conditions that exclude points where a side is undefined. */
  readonly assumptions: readonly Expr[];
  readonly cases: readonly ProofCase[];
  readonly solved: readonly Solution[];
}

export type Attempt = { readonly kind: "proved"; readonly proof: Proof } | { readonly kind: "open"; readonly reason: string };

const MOST_CASES = 128;

interface Case {
  readonly path: readonly Branch[];
  readonly values: ReadonlyMap<Expr, Expr>;
}

/**
 * Tries to prove left = right at every point where both are defined and `given` holds. Sound whatever the outcome:
 * `open` says nothing about the truth. Costs at most `budget` steps.
 */
export function prove(left: Expr, right: Expr, given: readonly Expr[], budget: Budget): Attempt {
  const { values, rest, solved } = eliminate(given);
  // A case distinction may leave points out, which then belong among the assumptions.
  if (left === right && !postorder(left).some((node) => isOp(node, "piecewise")))
    return { kind: "proved", proof: { method: "identity", assumptions: domainOf(left), cases: [IDENTITY], solved } };
  const sides = [substitute(left, values), substitute(right, values)] as const;
  const domain = domainOf(...sides);
  const excluded = new Set<Expr>();
  const open: Case[] = [{ path: [], values: new Map() }];
  const cases: ProofCase[] = [];
  let judged = 0;
  for (let current = open.pop(); current; current = open.pop()) {
    if (++judged > MOST_CASES) return { kind: "open", reason: `more than ${MOST_CASES} cases` };
    const outcome = proveCase(sides, current, [...rest, ...domain], budget);
    if (outcome.kind === "open") return outcome;
    if (outcome.kind === "split") {
      // A sign that is given and not understood would be asked for again and again.
      if (current.path.some(({ on }) => on === outcome.on)) return { kind: "open", reason: `the sign of ${toPlain(outcome.on)} is needed` };
      open.push(...splitOn(outcome.on, current));
    }
    if (outcome.kind === "undefined") excludeCase(current, excluded);
    if (outcome.kind === "proved" || outcome.kind === "undefined" || outcome.kind === "impossible")
      cases.push({ path: current.path, outcome: outcome.kind === "proved" ? "equal" : "undefined", entries: outcome.entries });
  }
  if (!cases.some((each) => each.outcome === "equal")) return { kind: "open", reason: "the sides are not defined together anywhere" };
  const method = judged === 1 ? "normal-form" : "case-distinction";
  return { kind: "proved", proof: { method, assumptions: [...new Set([...domain, ...excluded])], cases, solved } };
}

const IDENTITY: ProofCase = { path: [], outcome: "equal", entries: [] };

function splitOn(on: Expr, { path, values }: Case): Case[] {
  const cases: Case[] = (["positive", "negative"] as const).map((sign) => ({ path: [...path, { on, sign }], values }));
  const equation = eq(zero, on);
  for (const name of freeSymbols(on)) {
    const solved = safelySolved(equation, name);
    if (!solved) continue;
    const step = new Map<Expr, Expr>([[name, solved.value]]);
    const settled = new Map([...[...values].map(([key, old]) => [key, substitute(old, step)] as const), [name, solved.value]]);
    return [...cases, { path: [...path, { on, sign: "zero", solved: { ...solved, difference: on } }], values: settled }];
  }
  return [...cases, { path: [...path, { on, sign: "zero" }], values }];
}

function safelySolved(equation: Expr, name: SymbolExpr): Solution | undefined {
  try {
    return solveFor(equation, name);
  } catch {
    return undefined;
  }
}

function excludeCase({ path, values }: Case, excluded: Set<Expr>): void {
  for (const [name, value] of values) excluded.add(value === zero ? nonzero(name) : nonzero(differenceOf(eq(value, name))));
  const last = values.size === 0 ? path.at(-1) : undefined;
  if (!last) return;
  const { on, sign } = last;
  excluded.add(sign === "zero" ? nonzero(on) : sign === "positive" ? le(on, zero) : le(zero, on));
}

type Outcome =
  /** Impossible: the signs and conditions contradict each other, so that nothing has to be left out by an assumption. */
  | { readonly kind: "proved" | "undefined" | "impossible"; readonly entries: readonly Entry[] }
  | { readonly kind: "split"; readonly on: Expr }
  | { readonly kind: "open"; readonly reason: string };

function proveCase(sides: readonly [Expr, Expr], { path, values }: Case, conditions: readonly Expr[], budget: Budget): Outcome {
  const kernels = new Kernels(budget);
  const entries = (): Entry[] => kernels.transcript.entries(new Printer(kernels.list));
  try {
    const facts = new Facts(kernels);
    const normalizer = new Normalizer(kernels, facts);
    const at = (expr: Expr): Expr => substitute(expr, values);
    for (let round = 0; round < 2; round++) {
      for (const { on, sign, solved } of path)
        if (!solved && !facts.add(normalizer.normalize(at(on)), sign)) return { kind: "impossible", entries: entries() };
      for (const condition of conditions) if (!take(at(condition), normalizer)) return { kind: "impossible", entries: entries() };
      normalizer.forget();
    }
    const left = normalizer.normalize(at(sides[0]));
    const right = normalizer.normalize(at(sides[1]));
    if (kernels.areEqual(left, right) || facts.vanishes(kernels.sum(left, scale(right, MINUS_ONE))))
      return { kind: "proved", entries: entries() };
    // What is said of |x| may leave out this case once the sign of x is known.
    const on = postorder(...conditions.map(at)).find((node) => isOp(node, "abs") && !path.some((branch) => branch.on === node.args[0]));
    return on ? { kind: "split", on: on.args[0] as Expr } : { kind: "open", reason: "the normal forms of the sides are not the same" };
  } catch (error) {
    if (error instanceof Undefined) return { kind: "undefined", entries: entries() };
    if (error instanceof NeedSign) return { kind: "split", on: error.expr };
    if (error instanceof Unsupported || error instanceof BudgetSpent) return { kind: "open", reason: error.message };
    throw error;
  }
}
