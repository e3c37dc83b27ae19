/** How many axes names have, as far as definitions and operations tell: numbers, vectors, matrices. */
import { type Expr, isOp, symbol, zero } from "../expression/expr.ts";
import { nameParts } from "../expression/name.ts";
import { freeSymbols } from "../expression/traverse.ts";
import { occurrenceOf } from "../tensor/entry.ts";
import type { TensorNames } from "../tensor/infer.ts";
import { LOSS_NAMES } from "./loss-name.ts";
import {
  RANKS,
  affineIn,
  asWhole,
  behindMatrices,
  behindRows,
  differentiatedTo,
  divisors,
  gradientsAsMatrices,
  identitiesBeside,
  layerless,
  lossesIn,
  namesAdded,
  numbersByGradient,
  numbersOfLoss,
  onDiagonals,
  onlyFamilyAdded,
  onlyOpenName,
  operandsOf,
  scalesOfDots,
  softened,
  vectorsBehindRows,
  weightsOfSums,
} from "./rank-clue.ts";
import { rankOf } from "./rough-rank.ts";
import type { Definition } from "./definition.ts";

export interface RankEvidence {
  /** The sides of every formula that was read, each formula's together. */
  readonly chains: readonly (readonly Expr[])[];
  readonly definitions: readonly Definition[];
}

export interface Found {
  readonly ranks: Map<string, number>;
  /** Axes behind the indices of a family, by `whole/indices`. */
  readonly inner: Map<string, number>;
  /** Names of which nobody knows whether they are numbers, vectors or matrices. */
  readonly open: Set<string>;
  /** Names that are taken for vectors because they are added to some. */
  readonly added: Set<string>;
  /** Names that are numbers because a loss is one, whatever stands beside them. */
  readonly numbers: Set<string>;
  /** Names that are taken for matrices because of their letter and what stands behind them. */
  readonly guesses: Set<string>;
  readonly defined: ReadonlySet<string>;
  /** Names that are vectors or matrices and have no rank yet: what rests on them waits. */
  readonly pending: ReadonlySet<string>;
}

/** What is defined by a vector is one; what is added to one, or multiplied by a matrix, may be one, too. */
/** A small letter that nothing is known of yet. */
function isUntold(expr: Expr, { ranks, numbers, defined }: Found): boolean {
  return expr.kind === "symbol" && /^\p{Ll}$/u.test(expr.name) && ![ranks, numbers, defined].some((known) => known.has(expr.name));
}

export function propagate({ chains, definitions: given }: RankEvidence, names: TensorNames, found: Found): void {
  const definitions = inOrderOfUse(given, names);
  const { ranks, inner, open, added, numbers, guesses, defined, pending } = found;
  for (const name of divisors(chains.flat())) if (!defined.has(name) && !ranks.has(name)) numbers.add(name);
  const settle = ([operand, rank]: readonly [string, number]): void => {
    const { whole, indices } = occurrenceOf(operand, names);
    if (indices.length > 0) inner.set(`${whole}/${indices.length}`, rank);
    else ranks.set(operand, rank);
    open.delete(operand);
    if (rank === 2) guesses.add(operand);
  };
  const waits = (expr: Expr): boolean => freeSymbols(expr).some(({ name }) => pending.has(name) && !ranks.has(name));
  for (let pass = 0; pass < 4; pass++) {
    const before = ranks.size + inner.size + open.size;
    for (const name of scalesOfDots(chains.flat(), names)) if (!defined.has(name) && !ranks.has(name)) settle([name, 0]);
    // Operands first: what is defined by W x is a vector only where x is known to be one.
    for (const side of chains.flat())
      for (const [operand, rank] of operandsOf(
        side,
        names,
        defined,
        (name) => !ranks.has(name) && (pending.has(name) || (pass === 0 && defined.has(name))),
      )) {
        if (numbers.has(operand)) continue;
        if (rank === "weight") guesses.add(operand);
        if (rank === "added" && !ranks.has(operand)) added.add(operand);
        if (rank !== undefined) ranks.set(operand, typeof rank === "number" ? rank : RANKS[rank]);
        if (typeof rank === "number") open.delete(operand);
        else if (!ranks.has(operand)) open.add(operand);
      }
    for (const name of [...behindRows(chains.flat(), definitions, names), ...onDiagonals(chains.flat(), names, defined)]) {
      if (ranks.has(name) || numbers.has(name)) continue;
      ranks.set(name, 1);
      open.delete(name);
    }
    for (const name of chains.flatMap((chain) => numbersByGradient(chain, names)))
      if (!defined.has(name) && !ranks.has(name)) settle([name, 0]);
    for (const vector of vectorsBehindRows(chains.flat(), names)) for (const each of affineIn(vector, names, defined)) settle(each);
    for (const name of softened(chains.flat(), names)) if (!defined.has(name)) settle([name, 1]);
    for (const family of behindMatrices(chains.flat(), definitions, names)) if (!inner.has(family)) inner.set(family, 1);
    const soft = new Set(softened(chains.flat(), names));
    const losses = lossesIn(chains.flat(), names);
    for (const { name, parameters, readings } of definitions) {
      const [body] = readings;
      if (losses.has(name) && body && !parameters && (rankOf(body, names) ?? 0) < 2) {
        for (const each of [name, ...numbersOfLoss(body, names, added)]) {
          numbers.add(each);
          ranks.set(each, 0);
          open.delete(each);
        }
        continue;
      }
      const known = ranks.get(name);
      if (body && !parameters && known !== undefined && known > 0)
        for (const each of asWhole(body, names, known)) if (!numbers.has(each) && !ranks.has(each)) settle([each, known]);
      if (body && !parameters && known !== undefined && rankOf(body, names) === 0) {
        const inside = onlyOpenName(body, names);
        if (inside !== undefined) ranks.set(inside, known);
        const family = onlyFamilyAdded(body, names);
        if (family !== undefined && known === 1) inner.set(family, known);
      }
      // h of δ = ∂L/∂h, which is a vector.
      const [of, by] = body && !parameters && (body.kind === "derivative" || isOp(body, "gradient")) ? body.args : [];
      const isBy = known === 1 && by?.kind === "symbol" && occurrenceOf(by.name, names).indices.length === 0 && names.rankOf(by.name) === 0;
      if (isBy && of && rankOf(of, names) === 0) settle([by.name, 1]);
      // P of P = softmax(Z), which has entries P_{nk} elsewhere.
      const isSoftened = body?.kind === "call" && body.name === "softmax" && !parameters;
      if (isSoftened && known === undefined && names.isFamily(name, 2) && /^\p{Lu}/u.test(name)) settle([name, 2]);
      // x of x = W h, which has entries x_i elsewhere.
      const isByEntries = known === undefined && (names.isFamily(name, 1) || soft.has(name)) && /^\p{Ll}/u.test(name);
      if (body && !parameters && isByEntries && affineIn(body, names, defined).length > 0) settle([name, 1]);
      if (body && !parameters && ranks.get(name) === 1) {
        for (const each of affineIn(body, names, defined)) settle(each);
        for (const each of namesAdded(body, names, chains)) settle([each, 1]);
      }
      if (!body || parameters || ranks.has(name) || waits(body)) continue;
      const { whole, indices } = occurrenceOf(name, names);
      const rank = rankOf(body, names);
      if (indices.length > 0) {
        // h_i = tanh(W x_i) is a vector for every i.
        const isOfLetters = indices.every((index) => index.letters.length > 0);
        if (rank !== undefined && rank > 0 && isOfLetters) inner.set(`${whole}/${indices.length}`, rank);
        continue;
      }
      if (rank === undefined) open.add(name);
      else open.delete(name);
      // c = P x waits until it is known what stands behind a P that has only now become a matrix.
      const isEarly =
        pass === 0 && rank === 2 && body.kind === "apply" && body.op === "mul" && body.args.some((arg) => isUntold(arg, found));
      if (rank !== undefined && rank > 0 && !isEarly) ranks.set(name, rank);
    }
    for (const { name, parameters, readings } of definitions)
      // m of ℓ = max(0, 1 − m)² is a number, and so is y of m = y w^⊤ x.
      if (readings[0] && !parameters && (ranks.get(name) === 0 || (LOSS_NAMES.has(name) && open.has(name))))
        for (const number of numbersOfLoss(readings[0], names)) {
          numbers.add(number);
          for (const each of [name, number]) ranks.set(each, 0);
          for (const each of [name, number]) open.delete(each);
        }
    for (const chain of chains)
      for (const name of [...identitiesBeside(chain, names, defined), ...differentiatedTo(chain, names)]) {
        ranks.set(name, 2);
        open.delete(name);
      }
    for (const name of open) {
      const known = [...ranks].find(([other, rank]) => rank > 0 && nameParts(other).label !== "" && layerless(other) === layerless(name));
      if (known) ranks.set(name, known[1]);
      if (known) open.delete(name);
    }
    if (ranks.size + inner.size + open.size === before && pass > 0) break;
  }
  const bodies = definitions.flatMap(({ parameters, readings }) => (parameters ? [] : readings));
  const confirmed = new Set(
    [...chains.flatMap((chain) => gradientsAsMatrices(chain, names)), ...weightsOfSums(bodies, names)].map(layerless),
  );
  for (const name of guesses) if (confirmed.has(layerless(name))) guesses.delete(name);
}

/** Definitions behind those of the names that they are made of: u_j before e_j = v^⊤ u_j. */
function inOrderOfUse(definitions: readonly Definition[], names: TensorNames): readonly Definition[] {
  const keyOf = (name: string): string => {
    const { whole, indices } = occurrenceOf(name, names);
    return `${whole}/${indices.length}`;
  };
  const byKey = new Map<string, Definition[]>();
  for (const each of definitions) byKey.set(keyOf(each.name), [...(byKey.get(keyOf(each.name)) ?? []), each]);
  const ordered = new Set<Definition>();
  const begun = new Set<Definition>();
  const open = definitions.toReversed();
  for (let next = open.at(-1); next; next = open.at(-1)) {
    if (begun.has(next)) {
      open.pop();
      ordered.add(next);
      continue;
    }
    begun.add(next);
    const used = freeSymbols(...next.readings).flatMap(({ name }) => byKey.get(keyOf(name)) ?? []);
    open.push(...used.filter((each) => !begun.has(each)).toReversed());
  }
  return [...ordered];
}

/**
 * Where definitions do not fit together, other ranks for names that have theirs by custom alone: w of w^⊤ δ is a matrix where
 * a vector is defined by w a. Only where one way alone makes more of them fit. `settle` makes the ranks anew from these.
 */
export function mendRanks(
  { definitions }: RankEvidence,
  names: TensorNames,
  doubtful: ReadonlyMap<string, readonly string[]>,
  settle: (matrices: readonly string[]) => void,
): void {
  const before = misfits(definitions, names);
  if (before === 0 || doubtful.size === 0 || doubtful.size > MOST_DOUBTFUL) return;
  const tried = [...doubtful.values()].map((group) => {
    settle(group);
    return { group, left: misfits(definitions, names) };
  });
  const least = Math.min(...tried.map(({ left }) => left));
  const [best, ...others] = tried.filter(({ left }) => left === least && left < before);
  settle(best && others.length === 0 ? best.group : []);
}

const MOST_DOUBTFUL = 6;

/** How many definitions have another rank than what they define. */
function misfits(definitions: readonly Definition[], names: TensorNames): number {
  return definitions.filter(({ name, parameters, readings: [body] }) => {
    if (parameters || !body || body === zero) return false;
    return rankOf(body, names) !== rankOf(symbol(name), names);
  }).length;
}
