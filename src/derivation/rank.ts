/** How many axes names have, as far as definitions and operations tell: numbers, vectors, matrices. */
import { type Expr, type SymbolExpr, apply, isOp, symbol, zero } from "../expression/expr.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import { freeSymbols, postorder } from "../expression/traverse.ts";
import { occurrenceOf } from "../tensor/entry.ts";
import { type TensorNames } from "../tensor/infer.ts";
import { operationOf } from "../tensor/operation.ts";
import { type Shape, ShapeClash, ShapeRules, UnknownShape } from "../tensor/shape.ts";
import { LOSS_NAMES } from "./loss-name.ts";
import type { Definition } from "./scope.ts";

export interface RankEvidence {
  /** The sides of every formula that was read, each formula's together. */
  readonly chains: readonly (readonly Expr[])[];
  readonly definitions: readonly Definition[];
}

/** What is a matrix where it stands before a vector. */
const WEIGHTS: ReadonlySet<string> = new Set([..."WUVABMPQ", ..."𝐖𝐔𝐕𝐀𝐁𝐌𝐏𝐐"]);

/** What is a vector where it stands behind a matrix, though most Greek letters are numbers. */
const COEFFICIENTS: ReadonlySet<string> = new Set(["α", "β", "θ", "ω", "ξ"]);

/** What bare names beside vectors are taken for: W of W x for a matrix, b of W x + b for a vector. */
const RANKS = { weight: 2, added: 1 } as const;

/** What the identity matrix is called. */
export const IDENTITY: ReadonlySet<string> = new Set(["I", "𝐈"]);

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
    for (const vector of vectorsBehindRows(chains.flat(), names)) for (const each of affineIn(vector, names, defined)) settle(each);
    for (const name of softened(chains.flat(), names)) if (!defined.has(name)) settle([name, 1]);
    for (const family of behindMatrices(chains.flat(), definitions, names)) if (!inner.has(family)) inner.set(family, 1);
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
      if (body && !parameters && known !== undefined && rankOf(body, names) === 0) {
        const inside = onlyOpenName(body, names);
        if (inside !== undefined) ranks.set(inside, known);
        const family = onlyFamilyAdded(body, names);
        if (family !== undefined && known === 1) inner.set(family, known);
      }
      if (body && !parameters && known === 1) {
        for (const each of affineIn(body, names, defined)) settle(each);
        for (const each of namesAdded(body, names)) settle([each, 1]);
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
      if (rank !== undefined && rank > 0) ranks.set(name, rank);
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

/** W and U of W h + U x, and W of W x + b: with numbers for them nobody would write capitals. */
function weightsOfSums(bodies: readonly Expr[], names: TensorNames): string[] {
  return postorder(...bodies)
    .filter((node) => isOp(node, "add"))
    .flatMap(({ args }) => args)
    .flatMap((term) => {
      const [weights, operand, ...more] = isOp(term, "mul") ? term.args : [];
      const isWeights = weights?.kind === "symbol" && WEIGHTS.has(nameParts(weights.name).base);
      return isWeights && operand && more.length === 0 && rankOf(operand, names) === 1 ? [weights.name] : [];
    });
}

/**
 * a of w^⊤ a, where w is a vector, and m of z = W m + b, where W is a matrix and z no name of one: no number goes there, if a or m
 * is defined by names of which nothing is said.
 */
function behindRows(sides: readonly Expr[], definitions: readonly Definition[], names: TensorNames): string[] {
  const isRow = (node: Expr | undefined): boolean => {
    const [of] = node && isOp(node, "transpose") ? node.args : [];
    return of?.kind === "symbol" && names.rankOf(of.name) === 1;
  };
  const isMatrix = (node: Expr | undefined): boolean => node?.kind === "symbol" && names.rankOf(node.name) === 2;
  const terms = definitions.flatMap(({ name, parameters, readings: [body] }) => {
    const isVector = !parameters && body && /^\p{Ll}/u.test(name.normalize("NFKD"));
    return isVector ? (isOp(body, "add") ? body.args : [body]) : [];
  });
  const products = [
    ...postorder(...sides).filter((node) => isOp(node, "mul") && isRow(node.args.at(-2))),
    ...terms.filter((term) => isOp(term, "mul") && term.args.length === 2 && isMatrix(term.args[0])),
  ];
  const isOpen = (name: string): boolean => occurrenceOf(name, names).indices.length === 0 && (names.rankOf(name) ?? 0) === 0;
  return products.flatMap(({ args }) => {
    const last = args.at(-1);
    if (last?.kind !== "symbol" || !isOpen(last.name)) return [];
    const own = definitions.filter(({ name, parameters }) => name === last.name && !parameters);
    const isOfOpen = own.some(
      ({ readings: [body] }) => body && freeSymbols(body).length > 0 && freeSymbols(body).every(({ name }) => isOpen(name)),
    );
    return isOfOpen ? [last.name] : [];
  });
}

/** tanh(W s + U h_j) of v^⊤ tanh(W s + U h_j), where v is a vector. */
function vectorsBehindRows(sides: readonly Expr[], names: TensorNames): Expr[] {
  return postorder(...sides).flatMap((node) => {
    const [row, last] = isOp(node, "mul") ? node.args.slice(-2) : [];
    const [of] = row && isOp(row, "transpose") ? row.args : [];
    const isRow = of?.kind === "symbol" && names.rankOf(of.name) === 1;
    return isRow && last && last.kind !== "symbol" && rankOf(last, names) === 0 ? [last] : [];
  });
}

/** T of z / T: nobody divides by a matrix. */
function divisors(sides: readonly Expr[]): string[] {
  return postorder(...sides).flatMap((node) => {
    const [, by] = isOp(node, "div") ? node.args : [];
    return by?.kind === "symbol" && /^\p{Lu}$/u.test(by.name) ? [by.name] : [];
  });
}

/** z of softmax(z / T), where nothing makes z a vector of its own. */
function softened(sides: readonly Expr[], names: TensorNames): string[] {
  return postorder(...sides).flatMap((node) => {
    const [argument] = node.kind === "call" && node.name === "softmax" ? node.args : [];
    const [scaled] = argument && isOp(argument, "div") ? argument.args : [];
    const isOpen = scaled?.kind === "symbol" && occurrenceOf(scaled.name, names).indices.length === 0 && names.rankOf(scaled.name) === 0;
    return isOpen ? [scaled.name] : [];
  });
}

/** u and v of d = u − v, where d is a vector: names that nothing makes numbers. */
function namesAdded(body: Expr, names: TensorNames): string[] {
  const terms = (isOp(body, "add") ? body.args : []).map((term) => (isOp(term, "neg") ? (term.args[0] as Expr) : term));
  const isPlain = (term: Expr): term is SymbolExpr => term.kind === "symbol" && occurrenceOf(term.name, names).indices.length === 0;
  return terms.every(isPlain) && terms.every(({ name }) => names.rankOf(name) === 0) ? terms.map(({ name }) => name) : [];
}

/** x_t of U x_t and h_{t-1} of h_t = tanh(W h_{t-1} + …), where U and W are matrices: vectors for each t. */
function behindMatrices(sides: readonly Expr[], definitions: readonly Definition[], names: TensorNames): string[] {
  const familyOf = (name: string): string | undefined => {
    const { whole, indices } = occurrenceOf(name, names);
    const isOfLetters = indices.length > 0 && indices.every(({ letters }) => letters.length > 0);
    return isOfLetters && /^\p{Ll}/u.test(whole.normalize("NFKD")) && names.innerRank(whole, indices.length) === 0
      ? `${whole}/${indices.length}`
      : undefined;
  };
  const behind = (expr: Expr): string[] =>
    postorder(expr).flatMap((node) => {
      const last = isOp(node, "mul") ? node.args.at(-1) : undefined;
      const before = last?.kind === "symbol" ? (node.args.at(-2) as Expr) : undefined;
      const family = before && rankOf(before, names) === 2 ? familyOf((last as SymbolExpr).name) : undefined;
      return family === undefined ? [] : [family];
    });
  const plain = definitions.filter(({ parameters }) => !parameters);
  const defined = new Set(plain.flatMap(({ name }) => familyOf(name) ?? []));
  const madeOf = new Map<string, string[]>();
  for (const { name, readings } of plain) {
    const own = familyOf(name);
    if (own !== undefined)
      madeOf.set(own, [...(madeOf.get(own) ?? []), ...freeSymbols(...readings).flatMap((each) => familyOf(each.name) ?? [])]);
  }
  // h_t of h_t = tanh(a_t) with a_t = W h_{t-1}, too.
  const isMadeOfItself = (family: string): boolean => {
    const reached = new Set(madeOf.get(family));
    for (const each of reached) for (const next of madeOf.get(each) ?? []) reached.add(next);
    return reached.has(family);
  };
  const recurrent = plain.flatMap(({ readings }) => readings.flatMap(behind).filter((each) => defined.has(each) && isMadeOfItself(each)));
  return [...recurrent, ...sides.flatMap(behind).filter((each) => !defined.has(each))];
}

/** w of diag(w), where nothing else is said of it. */
function onDiagonals(sides: readonly Expr[], names: TensorNames, defined: ReadonlySet<string>): string[] {
  return postorder(...sides).flatMap((node) => {
    const [of] = isDiagonal(node) ? node.args : [];
    const isOpen = of?.kind === "symbol" && !defined.has(of.name) && (names.rankOf(of.name) ?? 0) === 0;
    return isOpen && /^\p{Ll}/u.test(of.name) && occurrenceOf(of.name, names).indices.length === 0 ? [of.name] : [];
  });
}

const isDiagonal = (node: Expr): boolean => (node.kind === "call" && node.name === "diag") || isOp(node, "diag");

/** Losses by their names that are differentiated by matrices, which is done with numbers only. */
export function lossesIn(sides: readonly Expr[], names: TensorNames): ReadonlySet<string> {
  const found = postorder(...sides).flatMap((node) => {
    const [of, by] = node.kind === "derivative" || isOp(node, "gradient") ? node.args : [];
    return of?.kind === "symbol" && by && LOSS_NAMES.has(of.name) && rankOf(by, names) === 2 ? [of.name] : [];
  });
  return new Set(found);
}

/**
 * t of L = max(0, 1 − t w^⊤ x): names that have to be numbers for a loss to be one, where all others are known, or where
 * vectors of one entry are the only ones left: y of L = −y log a for an output a, though it is `added` to that elsewhere.
 */
function numbersOfLoss(body: Expr, names: TensorNames, added?: ReadonlySet<string>): string[] {
  const open = freeSymbols(body).flatMap(({ name }) => (names.rankOf(name) === undefined || added?.has(name) ? [name] : []));
  const rankWhere = (other: string | undefined, rank: number): number | undefined =>
    rankOf(body, { ...names, rankOf: (name) => (name === other ? rank : open.includes(name) ? 0 : names.rankOf(name)) });
  const whole = rankWhere(undefined, 0);
  const isSure = (whole === 0 || (added && whole === 1)) && open.every((name) => rankWhere(name, 1) !== 0 && rankWhere(name, 2) !== 0);
  return isSure ? open : [];
}

/** w of w^{(l)} and w^{(l+1)}. */
function layerless(name: string): string {
  const { base, sub, label } = nameParts(name);
  return nameOf({ base, sub, label: label.replace(/[+-]\d+/gu, "") });
}

/** w of ∂C/∂w = δ a^⊤, where nothing else says whether it is a matrix. */
function differentiatedTo(chain: readonly Expr[], names: TensorNames): string[] {
  const open = chain.flatMap((side) => {
    const [of, by] = side.kind === "derivative" || isOp(side, "gradient") ? side.args : [];
    const isLoss = of?.kind === "symbol" && names.rankOf(of.name) === 0;
    return isLoss && by?.kind === "symbol" && names.rankOf(by.name) === undefined ? [by.name] : [];
  });
  return open.length > 0 && chain.some((side) => rankOf(side, names) === 2) ? open : [];
}

/** W of ∂L/∂W = δ a^⊤: the page itself takes it for a matrix. */
function gradientsAsMatrices(chain: readonly Expr[], names: TensorNames): string[] {
  const by = chain.flatMap((side) => {
    const [of, name] = side.kind === "derivative" || isOp(side, "gradient") ? side.args : [];
    return of?.kind === "symbol" && names.rankOf(of.name) === 0 && name?.kind === "symbol" ? [name] : [];
  });
  return by.filter((name) => chain.some((side) => !freeSymbols(side).includes(name) && rankOf(side, names) === 2)).map(({ name }) => name);
}

/** I that stands alone or scaled on one side of an equation, and a matrix on another. */
function identitiesBeside(chain: readonly Expr[], names: TensorNames, defined: ReadonlySet<string>): string[] {
  const isOpen = (node: Expr): boolean => node.kind === "symbol" && !defined.has(node.name) && names.rankOf(node.name) === 0;
  const alone = chain.flatMap((side) => (side.kind === "symbol" && IDENTITY.has(side.name) && isOpen(side) ? [side.name] : []));
  const found = [...alone, ...scaledIdentities(chain, isOpen)];
  return found.length > 0 && chain.some((side) => rankOf(side, names) === 2) ? found : [];
}

/** z of σ(z), where σ(z) is a vector: the only name in it. */
function onlyOpenName(body: Expr, names: TensorNames): string | undefined {
  const [only, ...others] = freeSymbols(body);
  return only && others.length === 0 && occurrenceOf(only.name, names).indices.length === 0 ? only.name : undefined;
}

/** e of 1/T Σ_t e_t, where that is a vector: the only family that is added up, beside numbers. */
function onlyFamilyAdded(body: Expr, names: TensorNames): string | undefined {
  const sums = postorder(body).filter((node) => node.kind === "binder" && node.op === "sum");
  const isScaled = isOp(body, "mul") || isOp(body, "div") || body.kind === "binder";
  const [sum] = sums;
  if (!sum || sums.length > 1 || !isScaled) return undefined;
  const occurrences = freeSymbols(sum.args[3] as Expr).map(({ name }) => occurrenceOf(name, names));
  const [only, ...others] = occurrences.filter(({ indices }) => indices.length > 0);
  const isOfLetters = only?.indices.every((index) => index.letters.length > 0) ?? false;
  return only && isOfLetters && others.length === 0 && occurrences.length === 1 ? `${only.whole}/${only.indices.length}` : undefined;
}

const ENTRYWISE = operationOf(apply("exp", [symbol("x")]));

/** W, a and b of W a + b, where that is a vector: weights, and names that nothing else is said of. */
function affineIn(whole: Expr, names: TensorNames, defined: ReadonlySet<string>): (readonly [string, number])[] {
  // What σ is applied to, entry by entry.
  const isApplied = (whole.kind === "call" || whole.kind === "apply") && whole.args.length === 1 && operationOf(whole) === ENTRYWISE;
  const body = isApplied ? (whole.args[0] as Expr) : whole;
  const terms = isOp(body, "add") ? body.args : [body];
  const isOpen = (each: Expr | undefined): each is Expr & { kind: "symbol" } => {
    if (each?.kind !== "symbol" || defined.has(each.name)) return false;
    const { whole, indices } = occurrenceOf(each.name, names);
    const isOfLetters = indices.every(({ letters }) => letters.length > 0);
    return indices.length === 0 ? (names.rankOf(each.name) ?? 0) === 0 : isOfLetters && names.innerRank(whole, indices.length) === 0;
  };
  const products = terms.filter((term) => isOp(term, "mul"));
  const isWeights = (each: Expr | undefined): boolean =>
    isOpen(each) ? /^\p{Lu}$/u.test(nameParts(each.name).base.normalize("NFKD")) : each?.kind === "symbol" && names.rankOf(each.name) === 2;
  const isAffine = products.every(
    ({ args: [weights, operand, ...more] }) => isWeights(weights) && operand?.kind === "symbol" && more.length === 0,
  );
  const rest = terms.filter((term) => !isOp(term, "mul"));
  const isAdded = (each: Expr): boolean => isOpen(each) || (each.kind === "symbol" && names.rankOf(each.name) === 1);
  if (products.length === 0 || !isAffine || !rest.every(isAdded)) return [];
  const [weights, operands] = [0, 1].map((at) => products.map(({ args }) => args[at] as Expr)) as [Expr[], Expr[]];
  return [
    ...weights.filter(isOpen).map(({ name }) => [name, 2] as const),
    ...[...operands, ...rest].filter(isOpen).map(({ name }) => [name, 1] as const),
  ];
}

/**
 * Bare names that nothing is said of, beside vectors and matrices: x of W x and b of W x + b are vectors, W of X W is a
 * matrix; of c in c x nobody knows.
 */
function operandsOf(
  side: Expr,
  names: TensorNames,
  defined: ReadonlySet<string>,
  isUnsettled: (name: string) => boolean,
): (readonly [string, number | keyof typeof RANKS | undefined])[] {
  const found: (readonly [string, number | keyof typeof RANKS | undefined])[] = [];
  const isOpen = (node: Expr): node is Expr & { kind: "symbol" } =>
    node.kind === "symbol" &&
    !defined.has(node.name) &&
    (/^\p{Script=Latin}/u.test(node.name) || isCoefficient(node)) &&
    occurrenceOf(node.name, names).indices.length === 0 &&
    (names.rankOf(node.name) ?? 0) === 0 &&
    !names.isSize(node.name);
  // β of X β.
  const behindMatrix = new Set<Expr>();
  const isCoefficient = (node: Expr): boolean => behindMatrix.has(node);
  for (const node of postorder(side)) {
    const last = isOp(node, "mul") ? (node.args.at(-1) as Expr) : undefined;
    const before = last?.kind === "symbol" ? node.args.at(-2) : undefined;
    const [of] = before && isOp(before, "transpose") ? before.args : [];
    const isBehindRow = of?.kind === "symbol" && names.rankOf(of.name) === 1;
    if (last?.kind === "symbol" && before && (isBehindRow || (COEFFICIENTS.has(last.name) && rankOf(before, names) === 2)))
      behindMatrix.add(last);
    if (!isOp(node, "mul") && !isOp(node, "add")) continue;
    if (!node.args.some(isOpen) && !(isOp(node, "add") && scaledIdentities(node.args, isOpen).length > 0)) continue;
    // b of w^⊤ x + b waits until x is known, or w^⊤ x would be a row.
    const isFresh = freeSymbols(node).some(({ name }) => found.some(([each]) => each === name));
    if (isFresh && isOp(node, "add")) continue;
    const known = node.args.map((arg) => rankOf(arg, names) ?? 0);
    if (known.every((rank) => rank === 0) || freeSymbols(node).some(({ name }) => isUnsettled(name))) continue;
    if (isOp(node, "add") && known.includes(2)) for (const name of scaledIdentities(node.args, isOpen)) found.push([name, 2]);
    for (const [i, arg] of node.args.entries()) {
      if (!isOpen(arg)) continue;
      const next = node.args[i + 1];
      if (IDENTITY.has(arg.name)) found.push([arg.name, 2]);
      else if (isOp(node, "add")) found.push([arg.name, "added"]);
      else if (known.includes(2) && /^\p{Lu}/u.test(arg.name)) found.push([arg.name, 2]);
      else if (next && known[i + 1] === 1 && isOp(node, "mul") && WEIGHTS.has(nameParts(arg.name).base)) found.push([arg.name, "weight"]);
      // b of b 𝟏.
      else if (next?.kind === "symbol" && names.isOnes(next.name) && node.args.length === 2) found.push([arg.name, 0]);
      else found.push([arg.name, known[i - 1] === 2 ? 1 : undefined]);
    }
  }
  return found;
}

/** I of λ I, beside matrices in a sum. */
function scaledIdentities(terms: readonly Expr[], isOpen: (node: Expr) => boolean): string[] {
  const factors = terms
    .flatMap((term) => (isOp(term, "neg") ? [term.args[0] as Expr] : [term]))
    .flatMap((term) => (isOp(term, "mul") ? term.args : []));
  return factors.flatMap((factor) => (factor.kind === "symbol" && IDENTITY.has(factor.name) && isOpen(factor) ? [factor.name] : []));
}

/** How many indices the entries of an expression have; undefined where a part of it is not known, or does not fit. */
export function rankOf(expr: Expr, names: TensorNames): number | undefined {
  const rank = rankOrClash(expr, names);
  return rank === "clash" ? undefined : rank;
}

/** The same, or that parts of it do not fit whatever their sizes are. */
export function rankOrClash(expr: Expr, names: TensorNames): number | "clash" | undefined {
  const shapes = new Map<number, Shape<number> | undefined>();
  try {
    for (const node of postorder(expr)) shapes.set(node.id, roughShape(node, shapes, names));
  } catch (error) {
    if (error instanceof ShapeClash) return "clash";
    throw error;
  }
  return shapes.get(expr.id)?.length;
}

/** Sizes do not matter here, but a size of 1 does. */
const RULES = new ShapeRules<number>({
  same: () => true,
  areSame: () => true,
  isOne: (dimension) => dimension === 1,
  total: (dimensions) => (dimensions.length === 1 ? (dimensions[0] as number) : SOME),
  show: () => "",
});
const SOME = 2;

function roughShape(node: Expr, shapes: ReadonlyMap<number, Shape<number> | undefined>, names: TensorNames): Shape<number> | undefined {
  if (node.kind === "number") return [];
  if (node.kind === "symbol") {
    const { whole, indices } = occurrenceOf(node.name, names);
    const rank = indices.length > 0 ? names.innerRank(whole, indices.length) : names.rankOf(whole);
    return rank === undefined ? undefined : Array.from({ length: rank }, () => SOME);
  }
  const args = node.args.map((arg) => shapes.get(arg.id));
  if (node.kind === "binder") return args[3];
  if (args.includes(undefined)) return undefined;
  try {
    return RULES.collapsed(operationOf(node).shape(args as Shape<number>[], RULES, { one: 1, layout: names.layout, expr: node }));
  } catch (error) {
    if (error instanceof UnknownShape) return undefined;
    throw error;
  }
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
