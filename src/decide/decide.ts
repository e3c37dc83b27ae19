/** The ladder: a cheap look for a counterexample, proof, a thorough look, and honesty about the rest. */
import { Budget } from "../base/budget.ts";
import { Recent } from "../base/recent.ts";
import { NotDifferentiable } from "../derivative/differentiate.ts";
import { Graph, type GraphSource, Undetermined } from "../derivative/graph.ts";
import type { CallExpr, Expr } from "../expression/expr.ts";
import { nameParts } from "../expression/name.ts";
import { freeSymbols, isConstant, postorder } from "../expression/traverse.ts";
import { toPlain } from "../notation/plain.ts";
import { functionNamed, isTensorOp } from "../primitive/table.ts";
import { type Claim, type ProofCertificate, type RefutationCertificate, differentiatedIn } from "../proof/certificate.ts";
import { replay } from "../proof/replay.ts";
import { claimIn } from "./claim.ts";
import { domainOf, eliminate, relevant } from "./domain.ts";
import { openConditions } from "./conditions.ts";
import { prove } from "./prove.ts";
import { Comparer, type Difference, pointText } from "./refute.ts";
import { type Verdict, undecided } from "./verdict.ts";

export interface DecideOptions {
  /** Conditions that are taken for granted: relations built by lt, le, eq, ne. */
  readonly assume?: readonly Expr[];
  /** Default 1. */
  readonly seed?: number;
  /** Steps for this one decision; default 400,000. */
  readonly budget?: number;
}

export const DEFAULT_BUDGET = 400_000;
const EMPTY: GraphSource = { definitions: new Map(), functions: new Map() };
const LARGEST_DAG = 50_000;
const MOST_REMEMBERED = 5000;
/** Each takes a millisecond or so to enclose, many times over. */
const MOST_FUNCTIONS = 1000;

/**
 * Whether left = right wherever both are defined. Never wrong about `proved` and `refuted`; deterministic for a seed.
 * Derivatives inside are evaluated, every symbol but the variable held.
 */
export function decide(left: Expr, right: Expr, options: DecideOptions = {}): Verdict {
  return decideIn(new Graph(EMPTY), left, right, options);
}

/** The same under the definitions of a graph. */
export function decideIn(
  graph: Graph,
  left: Expr,
  right: Expr,
  { assume = [], seed = 1, budget = DEFAULT_BUDGET }: DecideOptions = {},
): Verdict {
  try {
    const named = [graph.resolve(left), graph.resolve(right)] as const;
    const unfolded = [graph.unfold(named[0]), graph.unfold(named[1])] as const;
    const given = assume.flatMap((condition) => settled(graph, condition, [...named, ...unfolded]));
    const obstacle = obstacleIn([...named, ...unfolded], graph);
    if (obstacle) return undecided(obstacle);
    return judge(graph, [left, right], named, unfolded, given, seed, budget);
  } catch (error) {
    if (error instanceof Undetermined || error instanceof NotDifferentiable) return undecided(error.message);
    throw error;
  }
}

/** A condition down to the leaves. One that is not decided yet is left out only where it is about other names. */
function settled(graph: Graph, condition: Expr, sides: readonly Expr[]): Expr[] {
  try {
    return [graph.unfold(graph.resolve(condition))];
  } catch (error) {
    if (!(error instanceof Undetermined)) throw error;
    const bases = new Set(freeSymbols(...sides).map((name) => nameParts(name.name).base));
    if (postorder(condition).some((node) => node.kind === "symbol" && bases.has(nameParts(node.name).base))) throw error;
    return [];
  }
}

/** The conditions without which the step fails, or its proof does: each is left out in turn, and stays out if it can. */
function neededOf(given: readonly Expr[], unfolded: Sides, sides: Sides, seed: number, budget: Budget): readonly Expr[] {
  const suffices = (conditions: readonly Expr[]): boolean =>
    new Comparer(...unfolded, conditions, seed).quickDifference() === undefined && prove(...sides, conditions, budget).kind === "proved";
  if (given.length === 0 || suffices([])) return [];
  // Of many conditions, such as those of a one-hot vector, mostly one is needed.
  const alone = given.length > MANY_CONDITIONS ? given.find((condition) => suffices([condition])) : undefined;
  if (alone) return [alone];
  let kept = given;
  for (const condition of given) {
    const fewer = kept.filter((other) => other !== condition);
    if (fewer.length > 0 && suffices(fewer)) kept = fewer;
  }
  return kept;
}

const MANY_CONDITIONS = 2;

const CHEAP: ReadonlySet<string> = new Set([
  "add",
  "mul",
  "neg",
  "div",
  "lt",
  "le",
  "eq",
  "ne",
  "and",
  "piecewise",
  "abs",
  "max",
  "min",
  "relu",
  "sign",
]);

/** A function, or a power other than a whole one. */
function isCostly(node: Expr): boolean {
  if (node.kind !== "apply" || CHEAP.has(node.op)) return false;
  return node.op !== "pow" || node.args[1]?.kind !== "number" || node.args[1].value.d !== 1n;
}

/** What keeps the sides from having numbers at all. */
function obstacleIn(exprs: readonly Expr[], graph: Graph): string | undefined {
  const nodes = postorder(...exprs);
  if (nodes.length > LARGEST_DAG) return `the sides have ${nodes.length} parts, more than ${LARGEST_DAG}`;
  const costly = nodes.filter(isCostly).length;
  if (costly > MOST_FUNCTIONS) return `there are ${costly} powers and functions to enclose, more than ${MOST_FUNCTIONS}`;
  for (const node of nodes) {
    if (node.kind === "apply" && isTensorOp(node.op)) return `${node.op} of vectors or matrices is not decided yet`;
    if (node.kind === "call" && !graph.source.functions.get(node.name) && !isPrimitiveDerivative(node) && !graph.mayBeUnknown(node.name)) {
      return `the function ${node.name} is not defined in this document`;
    }
    if (node.kind === "symbol" && node.name === "…") return "the dots stand for terms that are not written";
    if (node.kind === "symbol" && node.name === "∞") return "infinity is not a number";
  }
  return undefined;
}

function isPrimitiveDerivative(node: CallExpr): boolean {
  return functionNamed(node.name) !== undefined;
}

type Sides = readonly [Expr, Expr];
type ClaimSoFar = Omit<Claim, "solved">;

function judge(
  graph: Graph,
  written: Sides,
  named: Sides,
  unfolded: Sides,
  assumed: readonly Expr[],
  seed: number,
  budget: number,
): Verdict {
  const given = relevant(assumed, unfolded);
  const claim = { ...claimIn(graph, ...written), given };
  const key = keyOf(claim, [...named, ...unfolded], seed, budget);
  const known = decided.get(key);
  if (known) return known;
  const verdict = judgeAnew(graph, claim, named, unfolded, seed, budget);
  decided.set(key, verdict);
  return verdict;
}

/** Verdicts by all that they rest on: an editor asks for the same steps at every keystroke. */
const decided = new Recent<string, Verdict>(MOST_REMEMBERED);

/** Expressions are interned: the same number is the same expression. */
function keyOf(claim: ClaimSoFar, sides: readonly Expr[], seed: number, budget: number): string {
  const ids = (exprs: readonly Expr[]): string => exprs.map((expr) => expr.id).join();
  const rows = [
    ...claim.definitions.map(([name, list]) => `${name.id}=${ids(list)}`),
    ...claim.functions.map(({ name, parameters, body }) => `${JSON.stringify(name)}(${ids(parameters)})=${body.id}`),
    ...claim.roots.map(([name, sinks]) => `${name.id}~${ids(sinks)}`),
  ];
  return `${seed};${budget};${claim.left.id},${claim.right.id};${ids(sides)};${ids(claim.given)};${rows.join(";")}`;
}

function judgeAnew(graph: Graph, claim: ClaimSoFar, named: Sides, unfolded: Sides, seed: number, budget: number): Verdict {
  const { given } = claim;
  const comparer = new Comparer(...unfolded, given, seed, domainOfDifferentiated(graph, claim));
  const quick = named[0] === named[1] ? undefined : comparer.quickDifference();
  if (quick) return refuted(claim, quick);
  const steps = new Budget(budget);
  const attempts = named[0] === unfolded[0] && named[1] === unfolded[1] ? [unfolded] : [named, unfolded];
  let reason = "";
  for (const sides of attempts) {
    const attempt = prove(...sides, given, steps);
    if (attempt.kind === "open") {
      reason = attempt.reason;
      continue;
    }
    const somewhere = comparer.somewhere() ?? new Comparer(...unfolded, given, seed).somewhere();
    if (!somewhere) return undecided(nowhere(given));
    const gap = attempt.proof.method === "case-distinction" ? comparer.uncovered() : undefined;
    if (gap) return undecided(`the cases of one side leave out what the other side covers, such as ${pointText(gap)}`);
    const { method, assumptions, cases, solved } = attempt.proof;
    const names = sides === unfolded ? "unfolded" : "held";
    const proof: ProofCertificate = { kind: "proof", claim: { ...claim, solved }, names, cases, somewhere };
    const outcome = replay(proof);
    if (!outcome.accepted) {
      reason = `the proof was found but not confirmed: ${outcome.reason}`;
      continue;
    }
    const used = neededOf(given, unfolded, sides, seed, steps);
    const listed = listedConditions(assumptions, given, used, (expr) => graph.unfold(expr));
    const impossible = listed.find(isConstant);
    if (impossible) return undecided(`it would need ${toPlain(impossible)}`);
    return { verdict: "proved", method, assumptions: listed, proof };
  }
  const { difference, agreed, digits, isSpecial } = comparer.compare();
  if (difference) return refuted(claim, difference);
  if (agreed === 0) return undecided(`${nowhere(given)}, and ${reason}`);
  if (isSpecial) return undecided(`all points that were found with the assumptions are alike, and ${reason}`);
  return { verdict: "supported", method: "sampling", assumptions: [], reason: `equal at ${agreed} points to ${digits} digits; ${reason}` };
}

/**
 * Where what is differentiated is defined: log p is not at p = −1, where its derivative 1/p is, and nor is (1 − p)^γ at p = 2,
 * which has a value where γ happens to be 2.
 */
function domainOfDifferentiated(graph: Graph, claim: Omit<Claim, "given" | "solved">): Expr[] {
  return domainOf(...differentiatedIn(claim).map((expr) => graph.unfold(graph.resolve(expr))));
}

/** What the author states and the step needs, then what excludes points without values and does not follow from that. */
function listedConditions(found: readonly Expr[], given: readonly Expr[], used: readonly Expr[], unfold: (expr: Expr) => Expr): Expr[] {
  const open = openConditions(found, used, unfold);
  const left = openConditions(found, given, unfold);
  if (left.length === open.length) return [...used, ...open];
  // Some of them follow from what the author states: then that is what the step rests on.
  const names = new Set(freeSymbols(...open.filter((condition) => !left.includes(condition)).map(unfold)));
  let stated = given.filter((condition) => used.includes(condition) || freeSymbols(condition).some((name) => names.has(name)));
  let rest = openConditions(found, stated, unfold);
  for (const condition of stated.filter((each) => !used.includes(each))) {
    const fewer = stated.filter((other) => other !== condition);
    const without = openConditions(found, fewer, unfold);
    if (without.length <= rest.length) [stated, rest] = [fewer, without];
  }
  return [...stated, ...rest];
}

/** Nothing is proved of no points. */
function nowhere(given: readonly Expr[]): string {
  if (given.length === 0) return "no admissible point was found at which both sides are defined";
  return `no point was found that satisfies ${listed(given)} and at which both sides are defined: check the assumptions`;
}

/** A counterexample that the replay finds too; anything else is a disagreement of our own, and no verdict. */
function refuted(claim: Omit<Claim, "solved">, { counterexample, at, digits }: Difference): Verdict {
  const proof: RefutationCertificate = { kind: "refutation", claim: { ...claim, solved: eliminate(claim.given).solved }, at, digits };
  const outcome = replay(proof);
  if (!outcome.accepted) return undecided(`a counterexample was found but not confirmed: ${outcome.reason}`);
  return { verdict: "refuted", method: "counterexample", assumptions: [], counterexample, proof };
}

const MOST_LISTED = 4;

/** The conditions, the first few of many. */
function listed(given: readonly Expr[]): string {
  const texts = given.slice(0, MOST_LISTED).map(toPlain);
  return [...texts, ...(given.length > MOST_LISTED ? ["…"] : [])].join(", ");
}
