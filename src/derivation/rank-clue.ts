/** What shows that a name is a number, a vector or a matrix: its place beside others of which that is known. */
import { type Expr, type SymbolExpr, apply, isOp, symbol } from "../expression/expr.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import { freeSymbols, isConstant, postorder } from "../expression/traverse.ts";
import { occurrenceOf } from "../tensor/entry.ts";
import type { TensorNames } from "../tensor/infer.ts";
import { operationOf } from "../tensor/operation.ts";
import { LOSS_NAMES } from "./loss-name.ts";
import { rankOf } from "./rough-rank.ts";
import type { Definition } from "./definition.ts";

/** What is a matrix where it stands before a vector. */
const WEIGHTS: ReadonlySet<string> = new Set([..."WUVABMPQ", ..."𝐖𝐔𝐕𝐀𝐁𝐌𝐏𝐐"]);

/** What is a vector where it stands behind a matrix, though most Greek letters are numbers. */
const COEFFICIENTS: ReadonlySet<string> = new Set(["α", "β", "θ", "ω", "ξ"]);

/** What bare names beside vectors are taken for: W of W x for a matrix, b of W x + b for a vector. */
export const RANKS = { weight: 2, added: 1 } as const;

/** What the identity matrix is called. */
export const IDENTITY: ReadonlySet<string> = new Set(["I", "𝐈"]);

/** W and U of W h + U x, and W of W x + b: with numbers for them nobody would write capitals. */
export function weightsOfSums(bodies: readonly Expr[], names: TensorNames): string[] {
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
export function behindRows(sides: readonly Expr[], definitions: readonly Definition[], names: TensorNames): string[] {
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
export function vectorsBehindRows(sides: readonly Expr[], names: TensorNames): Expr[] {
  return postorder(...sides).flatMap((node) => {
    const [row, last] = isOp(node, "mul") ? node.args.slice(-2) : [];
    const [of] = row && isOp(row, "transpose") ? row.args : [];
    const isRow = of?.kind === "symbol" && names.rankOf(of.name) === 1;
    return isRow && last && last.kind !== "symbol" && rankOf(last, names) === 0 ? [last] : [];
  });
}

/** T of z / T: nobody divides by a matrix. And q of 1/q, which is the share that is kept, or how many there are. */
export function divisors(sides: readonly Expr[]): string[] {
  return postorder(...sides).flatMap((node) => {
    const [of, by] = isOp(node, "div") ? node.args : [];
    const isNumber =
      of && by?.kind === "symbol" && (/^\p{Lu}$/u.test(by.name) || (of.kind === "number" && /^[pqcdkmnsτκ]$/u.test(by.name)));
    return isNumber ? [by.name] : [];
  });
}

/** y of y w^⊤ x beside y x, where w and x are vectors: no vector goes before another one. */
export function scalesOfDots(sides: readonly Expr[], names: TensorNames): string[] {
  const isVector = (node: Expr | undefined): boolean => node?.kind === "symbol" && names.rankOf(node.name) === 1;
  const isRow = (node: Expr | undefined): boolean => node !== undefined && isOp(node, "transpose") && isVector(node.args[0]);
  const products = postorder(...sides).flatMap((node) => (isOp(node, "mul") ? [node.args] : []));
  const isBeforeDot = (args: readonly Expr[], i: number): boolean => isRow(args[i + 1]) && isVector(args[i + 2]);
  const scales = new Set(products.flatMap((args) => args.filter((_, i) => isBeforeDot(args, i))));
  const ofVectors = products.filter((args) => isVector(args.at(-1)) && !args.some((arg) => isOp(arg, "transpose")));
  const topOf = (arg: Expr): Expr => {
    let top = arg;
    while (isOp(top, "div") || isOp(top, "neg")) top = top.args[0] as Expr;
    return top;
  };
  return ofVectors.flat().flatMap((arg) => {
    const top = topOf(arg);
    return top.kind === "symbol" && /^\p{Ll}$/u.test(top.name) && scales.has(top) ? [top.name] : [];
  });
}

/** z of softmax(z) and of softmax(z / T), where nothing makes z a vector of its own. */
export function softened(sides: readonly Expr[], names: TensorNames): string[] {
  return postorder(...sides).flatMap((node) => {
    const [argument] = node.kind === "call" && node.name === "softmax" ? node.args : [];
    const [scaled] =
      argument && isOp(argument, "div") ? argument.args : argument?.kind === "symbol" && /^\p{Ll}$/u.test(argument.name) ? [argument] : [];
    const isOpen = scaled?.kind === "symbol" && occurrenceOf(scaled.name, names).indices.length === 0 && names.rankOf(scaled.name) === 0;
    return isOpen ? [scaled.name] : [];
  });
}

/** u and v of d = u − v, where d is a vector: names that nothing makes numbers. Beside a vector v, u where ∂L/∂u is a vector. */
export function namesAdded(body: Expr, names: TensorNames, chains: readonly (readonly Expr[])[]): string[] {
  const terms = (isOp(body, "add") ? body.args : []).map((term) => (isOp(term, "neg") ? (term.args[0] as Expr) : term));
  const isPlain = (term: Expr): term is SymbolExpr => term.kind === "symbol" && occurrenceOf(term.name, names).indices.length === 0;
  if (!terms.every(isPlain)) return [];
  const open = terms.filter(({ name }) => names.rankOf(name) === 0);
  if (open.length === terms.length) return open.map(({ name }) => name);
  const isBy = (side: Expr, name: Expr): boolean => (side.kind === "derivative" || isOp(side, "gradient")) && side.args[1] === name;
  const isByVector = (name: Expr): boolean =>
    chains.some((chain) => chain.some((side) => isBy(side, name)) && chain.some((side) => !isBy(side, name) && rankOf(side, names) === 1));
  return open.filter(isByVector).map(({ name }) => name);
}

/** x_t of U x_t and h_{t-1} of h_t = tanh(W h_{t-1} + …), where U and W are matrices: vectors for each t. */
export function behindMatrices(sides: readonly Expr[], definitions: readonly Definition[], names: TensorNames): string[] {
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
      // (θ^⊤ x^{(i)} - y^{(i)}) x_j^{(i)} waits until x^{(i)} is known.
      const isKnown = before && !postorder(before).some((each) => isRowBeforeFamily(each, names));
      const family = isKnown && rankOf(before, names) === 2 ? familyOf((last as SymbolExpr).name) : undefined;
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
export function onDiagonals(sides: readonly Expr[], names: TensorNames, defined: ReadonlySet<string>): string[] {
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
export function numbersOfLoss(body: Expr, names: TensorNames, added?: ReadonlySet<string>): string[] {
  const open = freeSymbols(body).flatMap(({ name }) => (names.rankOf(name) === undefined || added?.has(name) ? [name] : []));
  const rankWhere = (other: string | undefined, rank: number): number | undefined =>
    rankOf(body, { ...names, rankOf: (name) => (name === other ? rank : open.includes(name) ? 0 : names.rankOf(name)) });
  const whole = rankWhere(undefined, 0);
  const isSure = (whole === 0 || (added && whole === 1)) && open.every((name) => rankWhere(name, 1) !== 0 && rankWhere(name, 2) !== 0);
  return isSure ? open : [];
}

/** w of w^{(l)} and w^{(l+1)}. */
export function layerless(name: string): string {
  const { base, sub, label } = nameParts(name);
  return nameOf({ base, sub, label: label.replace(/[+-]\d+/gu, "") });
}

/** w of ∂C/∂w = δ a^⊤, where nothing else says whether it is a matrix. */
export function differentiatedTo(chain: readonly Expr[], names: TensorNames): string[] {
  const open = chain.flatMap((side) => {
    const [of, by] = side.kind === "derivative" || isOp(side, "gradient") ? side.args : [];
    const isLoss = of?.kind === "symbol" && names.rankOf(of.name) === 0;
    return isLoss && by?.kind === "symbol" && names.rankOf(by.name) === undefined ? [by.name] : [];
  });
  return open.length > 0 && chain.some((side) => rankOf(side, names) === 2) ? open : [];
}

/** s of ∂L/∂s = g^⊤ u, which is a number: a gradient has the shape of what it is by. */
export function numbersByGradient(chain: readonly Expr[], names: TensorNames): string[] {
  const by = chain.flatMap((side) => {
    const [of, name] = side.kind === "derivative" || isOp(side, "gradient") ? side.args : [];
    return of?.kind === "symbol" && names.rankOf(of.name) === 0 && name?.kind === "symbol" && names.rankOf(name.name) !== 2 ? [name] : [];
  });
  const isNumber = (side: Expr): boolean =>
    isOp(side, "mul") && rankOf(side, names) === 0 && side.args.some((arg) => isOp(arg, "transpose"));
  return by.length === 1 && chain.some(isNumber) ? by.map(({ name }) => name) : [];
}

/** W of ∂L/∂W = δ a^⊤: the page itself takes it for a matrix. */
export function gradientsAsMatrices(chain: readonly Expr[], names: TensorNames): string[] {
  const by = chain.flatMap((side) => {
    const [of, name] = side.kind === "derivative" || isOp(side, "gradient") ? side.args : [];
    return of?.kind === "symbol" && names.rankOf(of.name) === 0 && name?.kind === "symbol" ? [name] : [];
  });
  return by.filter((name) => chain.some((side) => !freeSymbols(side).includes(name) && rankOf(side, names) === 2)).map(({ name }) => name);
}

/** I that stands alone or scaled on one side of an equation, and a matrix on another. */
export function identitiesBeside(chain: readonly Expr[], names: TensorNames, defined: ReadonlySet<string>): string[] {
  const isOpen = (node: Expr): boolean => node.kind === "symbol" && !defined.has(node.name) && names.rankOf(node.name) === 0;
  const alone = chain.flatMap((side) => (side.kind === "symbol" && IDENTITY.has(side.name) && isOpen(side) ? [side.name] : []));
  const found = [...alone, ...scaledIdentities(chain, isOpen)];
  return found.length > 0 && chain.some((side) => rankOf(side, names) === 2) ? found : [];
}

/** z of σ(z), where σ(z) is a vector: the only name in it. */
export function onlyOpenName(body: Expr, names: TensorNames): string | undefined {
  const [only, ...others] = freeSymbols(body);
  return only && others.length === 0 && occurrenceOf(only.name, names).indices.length === 0 ? only.name : undefined;
}

/** H and M of (1/q) H ⊙ M, and X and W of max(0, X W), where that is a matrix: names that nothing else is said of. */
export function asWhole(body: Expr, names: TensorNames, rank: number): string[] {
  const isPlain = (each: Expr): each is SymbolExpr =>
    each.kind === "symbol" && occurrenceOf(each.name, names).indices.length === 0 && names.rankOf(each.name) === 0;
  const found: string[] = [];
  const open = [{ expr: body, isFactor: false }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { expr, isFactor } = next;
    const rest = isOp(expr, "mul") || isOp(expr, "max") ? expr.args.filter((arg) => !isConstant(withoutDivision(arg))) : expr.args;
    const isEntrywise = (expr.kind === "call" || expr.kind === "apply") && expr.args.length === 1 && operationOf(expr) === ENTRYWISE;
    if (isFactor && isPlain(expr)) found.push(expr.name);
    else if (isOp(expr, "hadamard")) for (const arg of expr.args) open.push({ expr: arg, isFactor: true });
    else if (isEntrywise || ((isOp(expr, "mul") || isOp(expr, "max")) && rest.length === 1))
      for (const arg of rest) open.push({ expr: arg, isFactor });
    else if (isOp(expr, "mul") && rank === 2 && rest.length === 2 && rest.every((each) => isPlain(each) && isCapital(each.name)))
      found.push(...rest.flatMap((each) => (each.kind === "symbol" ? [each.name] : [])));
  }
  return found;
}

/** 1 of 1/q, which is a number as q is. */
const withoutDivision = (expr: Expr): Expr => (isOp(expr, "div") && expr.args[0]?.kind === "number" ? expr.args[0] : expr);
const isCapital = (name: string): boolean => /^\p{Lu}$/u.test(nameParts(name).base.normalize("NFKD"));

/** e of 1/T Σ_t e_t, where that is a vector: the only family that is added up, beside numbers. */
export function onlyFamilyAdded(body: Expr, names: TensorNames): string | undefined {
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
export function affineIn(whole: Expr, names: TensorNames, defined: ReadonlySet<string>): (readonly [string, number])[] {
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
export function operandsOf(
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
    if (last?.kind === "symbol" && before && (isBehindRow || (COEFFICIENTS.has(nameParts(last.name).base) && rankOf(before, names) === 2)))
      behindMatrix.add(last);
    if (!isOp(node, "mul") && !isOp(node, "add")) continue;
    const isScaled = node.args.some((arg) => isOp(arg, "div"));
    if (!isScaled && !node.args.some(isOpen) && !(isOp(node, "add") && scaledIdentities(node.args, isOpen).length > 0)) continue;
    // b of w^⊤ x + b waits until x is known, or w^⊤ x would be a row, and so does that of w^⊤ x_i + b.
    const isFresh = freeSymbols(node).some(({ name }) => found.some(([each]) => each === name));
    if (isOp(node, "add") && (isFresh || node.args.some((term) => isRowBeforeFamily(term, names)))) continue;
    const known = node.args.map((arg) => rankOf(arg, names) ?? 0);
    if (known.every((rank) => rank === 0) || freeSymbols(node).some(({ name }) => isUnsettled(name))) continue;
    if (isOp(node, "add") && known.includes(2)) for (const name of scaledIdentities(node.args, isOpen)) found.push([name, 2]);
    for (const [i, arg] of node.args.entries()) {
      const next = node.args[i + 1];
      // g of (g / ‖v‖) v: what is scaled has its own length taken out.
      const [scale, length] = isOp(arg, "div") ? arg.args : [];
      const isLength = length !== undefined && isOp(length, "norm") && isOp(node, "mul") && known[i + 1] === 1;
      if (isLength && scale && isOpen(scale) && /^\p{Ll}/u.test(scale.name)) found.push([scale.name, 0]);
      if (!isOpen(arg)) continue;
      if (IDENTITY.has(arg.name)) found.push([arg.name, 2]);
      else if (isOp(node, "add")) found.push([arg.name, "added"]);
      else if (known.includes(2) && /^\p{Lu}/u.test(arg.name)) found.push([arg.name, 2]);
      else if (next && known[i + 1] === 1 && isOp(node, "mul") && WEIGHTS.has(nameParts(arg.name).base)) found.push([arg.name, "weight"]);
      // b of b 𝟏.
      else if (next?.kind === "symbol" && names.isOnes(next.name) && node.args.length === 2) found.push([arg.name, 0]);
      // b of b 𝟏^⊤.
      else if (next && isOp(next, "transpose") && next.args[0]?.kind === "symbol" && names.isOnes(next.args[0].name))
        found.push([arg.name, 1]);
      else found.push([arg.name, known[i - 1] === 2 ? 1 : undefined]);
    }
  }
  return found;
}

/** w^⊤ x_i, where w is a vector and nobody knows yet that each x_i is one. */
function isRowBeforeFamily(term: Expr, names: TensorNames): boolean {
  const [row, last] = isOp(term, "mul") ? term.args.slice(-2) : [];
  const [of] = row && isOp(row, "transpose") ? row.args : [];
  const isRow = of?.kind === "symbol" && names.rankOf(of.name) === 1;
  return isRow && last?.kind === "symbol" && occurrenceOf(last.name, names).indices.length > 0 && rankOf(last, names) === 0;
}

/** I of λ I, and of A − I, beside matrices in a sum. */
function scaledIdentities(terms: readonly Expr[], isOpen: (node: Expr) => boolean): string[] {
  const factors = terms
    .flatMap((term) => (isOp(term, "neg") ? [term.args[0] as Expr] : [term]))
    .flatMap((term) => (isOp(term, "mul") ? term.args : [term]));
  return factors.flatMap((factor) => (factor.kind === "symbol" && IDENTITY.has(factor.name) && isOpen(factor) ? [factor.name] : []));
}
