/**
 * Checks a proof without the engine that made it: derivatives by a chain rule of its own, every case, every use of a
 * law, and the identity that remains by its values in prime fields of its own choice. What is not understood is rejected.
 */
import { Choices } from "../base/choices.ts";
import { Field } from "../base/field.ts";
import * as q from "../base/rational.ts";
import { exactValue } from "../evaluate/exact.ts";
import { type Expr, add, isOp, mul, neg, number } from "../expression/expr.ts";
import { contains, postorder, substitute } from "../expression/traverse.ts";
import { type Fact, canonical, domainOf, factsOf } from "./canonical.ts";
import {
  type Branch,
  type Certificate,
  type Claim,
  type Entry,
  I,
  type ProofCase,
  type ProofCertificate,
  type Solution,
} from "./certificate.ts";
import { ChainRule } from "./chain-rule.ts";
import { NoRoot, Undefined } from "./atoms.ts";
import { Model } from "./model.ts";
import { differenceOf, differs, enclosuresAt, rounds, settle } from "./rerun.ts";
import { Rejected } from "./rejected.ts";
import { NEGATIVE, POSITIVE, type SignSet, ZERO, isWithin } from "./sign.ts";

export type Replay =
  /** A false identity is accepted with a probability of at most 2^−certainty. */
  { readonly accepted: true; readonly certainty: number } | { readonly accepted: false; readonly reason: string };

const CERTAINTY = 60;
/** The fields have 2^61 elements; of the primes that they could have, hardly 2^54 may have been chosen. */
const FIELD_BITS = 54;
const MOST_ROUNDS = 8;
const MOST_CHOICES = 256;
const MOST_POINTS = 600;
const MOST_CASES = 64;
const SOMEWHERE_DIGITS = 40;
const LARGEST_FINENESS = 5040n;
const SIGNS: Readonly<Record<Branch["sign"], SignSet>> = { positive: POSITIVE, negative: NEGATIVE, zero: ZERO };

/** Re-checks a certificate; never throws. The key says which primes and points are used. */
export function replay(certificate: Certificate, key = 20_260_101n): Replay {
  try {
    return { accepted: true, certainty: certaintyOf(certificate, key) };
  } catch (error) {
    if (error instanceof Rejected || error instanceof NoRoot || error instanceof Undefined)
      return { accepted: false, reason: error.message };
    throw error;
  }
}

function certaintyOf(certificate: Certificate, key: bigint): number {
  const { kind } = certificate;
  if (kind === "refutation" && differs(certificate)) return Infinity;
  if (kind === "rounding" && rounds(certificate)) return Infinity;
  if (kind !== "proof") throw new Rejected("the sides do not differ there, or not by the digits that are said");
  const certainty = new Replayer(certificate, key).run();
  if (!enclosuresAt(certificate.claim, certificate.somewhere, SOMEWHERE_DIGITS))
    throw new Rejected("no point where both sides are defined");
  return certainty;
}

class Replayer {
  private readonly cases: readonly ProofCase[];
  private readonly claim: Claim;
  private readonly key: bigint;
  private readonly sides: readonly [Expr, Expr];
  private certainty = Infinity;

  constructor({ claim, names, cases }: ProofCertificate, key: bigint) {
    this.cases = cases;
    this.claim = claim;
    this.key = key;
    const rule = new ChainRule(claim);
    const [left, right] = [rule.resolve(claim.left), rule.resolve(claim.right)];
    this.sides = names === "unfolded" ? [rule.unfold(left), rule.unfold(right)] : [left, right];
    const written = [claim.left, claim.right, ...claim.given, ...claim.definitions.flatMap(([, list]) => list)];
    if (contains(add(...written, ...claim.functions.map((row) => row.body)), I)) throw new Rejected("the imaginary unit in a claim");
  }

  run(): number {
    const settled = this.settle(this.claim.solved, this.claim.given);
    if (this.cases.length > MOST_CASES) throw new Rejected(`more than ${MOST_CASES} cases`);
    this.exhaust(this.cases, 0);
    if (!this.cases.some((each) => each.outcome === "equal")) throw new Rejected("no case in which the sides are defined");
    for (const each of this.cases) this.judge(each, settled);
    return this.certainty;
  }

  /** The values of the names that equations among the conditions settle. */
  private settle(solved: readonly Solution[], given: readonly Expr[]): Map<Expr, Expr> {
    const values = new Map<Expr, Expr>();
    for (const solution of solved) {
      const stated = given.some(
        (condition) => isOp(condition, "eq") && substitute(differenceOf(condition), values) === solution.difference,
      );
      if (!stated) throw new Rejected("an equation that nobody stated");
      this.solve(solution, values);
    }
    return values;
  }

  /** Checks difference = slope · (name − value), and puts the value in the place of the name everywhere. */
  private solve(solution: Solution, values: Map<Expr, Expr>): void {
    const { difference, name, value, slope } = solution;
    if (q.sign(slope) === 0 || contains(value, name) || values.has(name)) throw new Rejected("a solution that is none");
    const line = mul(number(slope), add(name, neg(value)));
    this.inModels([difference, line].map(canonical), [], [], identical);
    settle(values, solution);
  }

  /** Every sign at every turn. */
  private exhaust(cases: readonly ProofCase[], depth: number): void {
    const [first] = cases;
    if (!first) throw new Rejected("a case that is missing");
    const turn = first.path[depth];
    if (!turn && cases.length === 1) return;
    if (!turn) throw new Rejected("cases that overlap");
    if (cases.some((each) => each.path[depth]?.on !== turn.on)) throw new Rejected("cases about different things");
    for (const sign of ["positive", "negative", "zero"] as const) {
      const mine = cases.filter((each) => each.path[depth]?.sign === sign);
      this.exhaust(mine, depth + 1);
    }
  }

  private judge({ path, outcome, entries }: ProofCase, settled: ReadonlyMap<Expr, Expr>): void {
    const values = new Map(settled);
    const facts: Fact[] = [];
    for (const { on, sign, solved } of path) {
      this.requireValue(on, [...facts, ...factsOf(this.claim.given), ...domainOf(this.sides)]);
      if (!solved) facts.push([on, SIGNS[sign]]);
      else if (sign !== "zero" || solved.difference !== substitute(on, values)) throw new Rejected("a case that is not the one it says");
      else this.solve(solved, values);
    }
    const placed = (expr: Expr): Expr => substitute(expr, values);
    const at = (expr: Expr): Expr => canonical(placed(expr));
    const sides = this.sides.map(placed);
    if (outcome === "equal" && sides[0] === sides[1]) return;
    facts.push(...factsOf(this.claim.given), ...domainOf(sides));
    // What canonical forms divide by, such as 2i, is not zero, but need not be real.
    facts.push(...domainOf(sides.map(canonical)).filter(([, signs]) => !isWithin(NEGATIVE | POSITIVE, signs)));
    const used = entries.map((entry) => ({ ...entry, of: at(entry.of), parts: entry.parts.map(([c, v]) => [c, at(v)] as const) }));
    const known = facts.map(([difference, signs]) => [at(difference), signs] as const);
    const check = outcome === "equal" ? agreeing : nowhere;
    this.inModels(sides.map(canonical), used, known, check);
  }

  /** Cases by the sign of something say nothing of where it has none: it is real wherever the sides are defined. */
  private requireValue(on: Expr, known: readonly Fact[]): void {
    if (contains(on, I)) throw new Rejected("a case by the sign of what may not be real");
    const facts = known.map(([expr, signs]): Fact => [canonical(expr), signs]);
    for (const [expr, signs] of domainOf([on], postorder(on))) {
      this.inModels([canonical(expr)], [], facts, ([of], model, start) => {
        if (orUndefined(() => (start(), isWithin(model.sign(of as Expr), signs))) === false)
          throw new Rejected("a case by the sign of what may not be defined");
      });
    }
  }

  /** Runs a check in models over enough points for the certainty that is wanted. */
  private inModels(exprs: readonly Expr[], entries: readonly Entry[], facts: readonly Fact[], check: Check): void {
    const parts = entries.flatMap((entry) => [entry.of, ...entry.parts.map(([, v]) => v)]);
    const orders = rootOrders([...exprs, ...parts, ...facts.map(([difference]) => difference)], entries);
    let certainty = 0;
    for (let round = 0; certainty < CERTAINTY; round++) {
      if (round >= MOST_ROUNDS) throw new Rejected("expressions too large for a proof of the certainty that is wanted");
      certainty += this.overChoices(orders, round, (model) => check(exprs, model, () => prepare(model, facts, entries)));
    }
    this.certainty = Math.min(this.certainty, certainty);
  }

  /** One point, with every choice of roots there; returns how many bits of certainty it gives. */
  private overChoices({ orders, fineness, numberOrder }: RootOrders, round: number, run: (model: Model) => void): number {
    for (let tries = 0; tries < MOST_POINTS; tries++) {
      // Two more factors of 2: where p = 1 modulo 8, the number 2 has a root.
      const field = fieldFor(8n * fineness, (this.key << 20n) + BigInt((round << 10) + (tries >> 3)));
      const key = BigInt((round << 16) + tries);
      try {
        const choices = new Choices();
        const choose = (count: bigint): bigint => choices.next(count);
        let weight = 0;
        do {
          const model = new Model({ field, fineness, key, choose, numberOrder }, orders);
          run(model);
          weight += model.weight;
          if (choices.runs > MOST_CHOICES) throw new Rejected(`more than ${MOST_CHOICES} choices of roots`);
        } while (choices.advance());
        return Math.max(0, FIELD_BITS - Math.log2(1 + weight) - Math.log2(Number(fineness)));
      } catch (error) {
        if (!(error instanceof NoRoot)) throw error;
      }
    }
    throw new NoRoot("no point was found at which every root exists");
  }
}

type Check = (exprs: readonly Expr[], model: Model, start: () => void) => void;

/** The sides are the same, or nothing is there to compare: conditions that contradict each other, a side without value. */
const agreeing: Check = ([left, right], model, start) => {
  const same = orUndefined(() => {
    start();
    const difference = add(left as Expr, neg(right as Expr));
    return model.agree(left as Expr, right as Expr) || model.sign(difference) === ZERO;
  });
  if (same === false) throw new Rejected("the sides are not the same");
};

const identical: Check = ([left, right], model) => {
  if (!model.agree(left as Expr, right as Expr)) throw new Rejected("a solution that is none");
};

const nowhere: Check = (sides, model, start) => {
  const values = orUndefined(() => {
    start();
    return sides.map((side) => model.value(side));
  });
  if (values) throw new Rejected("a case that is left out although the sides are defined");
};

function orUndefined<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch (error) {
    if (error instanceof Undefined) return undefined;
    throw error;
  }
}

const fields = new Map<string, Field>();

/** Making a field takes a millisecond, so each is made once. */
function fieldFor(order: bigint, key: bigint): Field {
  const name = `${order} ${key}`;
  return fields.get(name) ?? (fields.set(name, new Field(order, key)).get(name) as Field);
}

/**
 * States the laws and assumes the facts, in rounds: what a law says of an exponential must be known before a fact that
 * contains it is looked at, some laws need the sign of something that a fact gives, and some facts a branch.
 */
function prepare(model: Model, facts: readonly Fact[], entries: readonly Entry[]): void {
  const waiting = facts.map((fact) => ({ fact, after: delayOf(fact[0]) })).sort((a, b) => a.after - b.after);
  const done = new Set<Entry>();
  let next = 0;
  for (let knew = -1; ;) {
    for (; waiting[next]?.after === 0; next++) attempt(() => model.assume(...(waiting[next] as { fact: Fact }).fact));
    const isSettled = knew === model.knowledge;
    knew = model.knowledge;
    let refused: Rejected | undefined;
    for (const entry of entries) {
      if (done.has(entry)) continue;
      const problem = attempt(() => model.take(entry), true);
      if (problem) refused ??= problem;
      else if (entry.law !== "sign") done.add(entry);
    }
    if (next >= waiting.length && refused && isSettled) throw refused;
    if (next >= waiting.length && isSettled) return;
    // As long as a law waits for a sign, one fact more; a fact that cannot be valued is left out, which proves less, never more.
    for (const end = refused ? next + 1 : waiting.length; next < Math.min(end, waiting.length); next++)
      attempt(() => model.assume(...(waiting[next] as { fact: Fact }).fact));
  }
}

/** An expression of an entry that has no value in this case is of no use, and does no harm; a fact without is a contradiction. */
function attempt(act: () => void, mayBeUndefined = false): Rejected | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof Rejected) return error;
    if (!(error instanceof Undefined && mayBeUndefined)) throw error;
  }
  return undefined;
}

/** 0 for fractions over names; the larger, the more laws of exponentials, roots and logarithms should be stated before. */
function delayOf(expr: Expr): number {
  const nodes = postorder(expr);
  const isPlain = nodes.every((node) => {
    if (node.kind !== "apply") return node.kind !== "call";
    return PLAIN.has(node.op) || (node.op === "pow" && exactValue(node.args[1] as Expr)?.d === 1n);
  });
  return isPlain ? 0 : nodes.length;
}

const PLAIN: ReadonlySet<string> = new Set(["add", "mul", "neg", "div"]);

interface RootOrders {
  /** By expression, the denominator of the exponents that it gets. */
  readonly orders: ReadonlyMap<Expr, bigint>;
  readonly numberOrder: bigint;
  /** What all of them divide. */
  readonly fineness: bigint;
}

function rootOrders(exprs: readonly Expr[], entries: readonly Entry[]): RootOrders {
  const orders = new Map<Expr, bigint>();
  let fineness = 2n;
  let numberOrder = 1n;
  const need = (v: Expr, order: bigint): void => {
    orders.set(v, q.lcm(orders.get(v) ?? 1n, order));
    fineness = q.lcm(fineness, order);
    if (exactValue(v)) numberOrder = q.lcm(numberOrder, order);
  };
  for (const node of postorder(...exprs)) {
    if (isOp(node, "pow")) need(node.args[0] as Expr, exactValue(node.args[1] as Expr)?.d ?? 1n);
  }
  for (const { parts, exponent } of entries) {
    for (const [c, v] of parts) {
      need(v, c.d);
      if (exponent) need(v, q.times(c, exponent).d);
      if (isOp(v, "log")) need(v.args[0] as Expr, c.d);
    }
  }
  if (fineness > LARGEST_FINENESS) throw new Rejected("roots that are too fine");
  return { orders, numberOrder, fineness };
}
