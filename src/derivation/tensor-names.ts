/** What the names of a document are where it has vectors, matrices and sums: indices, families, ranks. */
import { type Expr, isOp, symbol } from "../expression/expr.ts";
import { isBasisName, ONES, nameOf, nameParts } from "../expression/name.ts";
import { freeSymbols, postorder } from "../expression/traverse.ts";
import { type IndexLetters, type Stack, occurrenceOf } from "../tensor/entry.ts";
import { type TensorNames } from "../tensor/infer.ts";
import { type Origins, originsIn } from "../tensor/origin.ts";
import { NO_PADDING, paddingIn } from "../tensor/padding.ts";
import { slot } from "../tensor/sizes.ts";
import { type LayoutOfPage, isKronecker, isNamedOperation } from "../tensor/operation.ts";
import {
  CUSTOMARY,
  addedTo,
  besideCommas,
  besideOthers,
  gateOf,
  generalLetters,
  isIndexByNeighbours,
  lastLetters,
  likewise,
  pairedLetters,
  timeLetters,
} from "./index-letters.ts";
import { likelyStacks } from "./likely-stack.ts";
import { type RankEvidence, mendRanks, propagate } from "./rank.ts";
import { IDENTITY, affineIn, lossesIn, softened } from "./rank-clue.ts";
import type { Definition } from "./definition.ts";
import { type Stacks } from "./stack.ts";
import type { DeclaredShapes } from "./declared-shape.ts";
import { tensorKey } from "./tensor.ts";

/** Notation that only vectors and matrices have, whatever the words say. */
export const SHOWS_ENTRIES: ReadonlySet<string> = new Set(["it is transposed", "it is set in bold", "it is a matrix", "it has a norm"]);

export interface Evidence extends RankEvidence {
  readonly declared: DeclaredShapes;
  /** Vectors and matrices by `tensorKey`, as the text and the notation show them. */
  readonly marked: ReadonlyMap<string, string>;
  /** Names with an index that are vectors or matrices for each of its values, with how many axes each has. */
  readonly families: ReadonlyMap<string, number>;
  /** Those of them that the words call matrices. */
  readonly matrices: ReadonlySet<string>;
  readonly layout: LayoutOfPage;
  /** Families that are the rows or columns of matrices. */
  readonly stacks: Stacks;
  /** Letters that are indices by what stands elsewhere. */
  readonly indexLetters: ReadonlySet<string>;
  /** Letters that are no indices, whatever they look like. */
  readonly fixedLetters: ReadonlySet<string>;
  /** Letters that the text lets run from 0. */
  readonly zeroLetters: ReadonlySet<string>;
  /** Names whose entries beyond their range are zero. */
  readonly zeroOutside: ReadonlySet<string>;
  /** Names that the text says losses to depend on: w of L(w), which may have no other place than w_i. */
  readonly inLosses: readonly string[];
}

export function tensorNamesOf(evidence: Evidence): TensorNames {
  const { chains, definitions, declared, marked, layout } = evidence;
  const sides = chains.flat();
  const symbols = new Set(postorder(...sides).flatMap((node) => (node.kind === "symbol" ? [node.name] : [])));
  const bound = new Set(postorder(...sides).flatMap((node) => (node.kind === "binder" ? [(node.args[0] as { name: string }).name] : [])));
  const times = timeLetters(symbols, bound);
  const lasts = lastLetters(sides, symbols);
  const paired = new Set([...symbols].flatMap((name) => pairedLetters(nameParts(name).sub, bound)));
  for (const letter of addedTo(symbols, bound)) paired.add(letter);
  for (const letter of [...besideOthers(symbols), ...besideCommas(symbols, bound)]) if (!times.has(letter)) paired.add(letter);
  for (const letter of likewise(symbols, bound)) paired.add(letter);
  // i of a_i beside a gate i = σ(a_i), or i_t = σ(a_i), is what the gate is called.
  const named = new Set(definitions.flatMap(({ name, parameters }) => (parameters ? [] : [name, gateOf(name, times)])));
  const isCounting = (letter: string): boolean => bound.has(letter) || (CUSTOMARY.has(letter) && !named.has(letter));
  if (isIndexByNeighbours("l", symbols, isCounting) && !times.has("l")) paired.add("l");
  for (const letter of generalLetters(symbols, definitions))
    if (!times.has(letter) && isIndexByNeighbours(letter, symbols, isCounting)) paired.add(letter);
  // q of W_q beside a vector q.
  for (const [name, { length }] of declared) if (length > 0) named.add(name);
  const isIndex = (letter: string): boolean =>
    !evidence.fixedLetters.has(letter) &&
    (bound.has(letter) ||
      lasts.has(letter) ||
      paired.has(letter) ||
      evidence.indexLetters.has(letter) ||
      (CUSTOMARY.has(letter) && !times.has(letter) && !named.has(letter)));
  const families = new Set<string>();
  const sizes = new Set([...declared.values()].flat());
  // A vector x_0 beside a vector x is no entry of that.
  const apart = new Set([...declared].flatMap(([name, shape]) => (isOfOwn(name, shape, declared) ? [name] : [])));
  const isSize = (name: string): boolean => sizes.has(name) || apart.has(name);
  const stacks = new Map(evidence.stacks);
  const stackOf = (whole: string): Stack | undefined => stacks.get(whole);
  const rows = rowsIn(declared, definitions);
  const isRow = (whole: string): boolean => rows.has(whole);
  const isSample = (letter: string): boolean => bound.has(letter) || lasts.has(letter);
  const letters = { isIndex, isSize, isSample, isRow, isFamily: () => false, stackOf: () => undefined };
  const lined = { ...letters, stackOf };
  for (const name of symbols) {
    const { whole, indices } = occurrenceOf(name, letters);
    // δ_{ij} says nothing of a vector δ beside it.
    const isDelta =
      isKronecker(whole, indices.length) &&
      !definitions.some((each) => occurrenceOf(each.name, letters).whole === whole && occurrenceOf(each.name, letters).indices.length > 0);
    if (indices.length > 0 && !isDelta) families.add(`${whole}/${indices.length}`);
  }
  const wholeOf = (name: string): string => occurrenceOf(name, letters).whole;
  for (const [family, stack] of likelyStacks(evidence, symbols, families, wholeOf)) if (!stacks.has(family)) stacks.set(family, stack);
  const inner = new Map<string, number>();
  for (const [name, rank] of evidence.families) {
    const { whole, indices } = occurrenceOf(name, lined);
    if (indices.some((index) => index.letters.length > 0)) inner.set(`${whole}/${indices.length}`, declared.get(name)?.length ?? rank);
  }
  const isOfFamily = (name: string): boolean => occurrenceOf(name, letters).indices.some((index) => index.letters.length > 0);
  for (const [name, { length }] of declared) if (length > 0 && !isOfFamily(name)) families.add(`${name}/${length}`);
  const ranks = new Map<string, number>();
  const open = new Set<string>();
  const added = new Set<string>();
  const numbers = new Set<string>();
  const guesses = new Set<string>();
  const later: string[] = [];
  const customary = (name: string): number => (evidence.matrices.has(tensorKey(name)) ? 2 : customaryRank(name));
  const names: TensorNames = {
    ...lined,
    layout,
    zeroOutside: (whole) => (padded.has(whole) ? "said" : padding.names.has(whole) ? "customary" : undefined),
    isGradientPadded: (whole) => padding.gradients.has(whole),
    isFamily: (whole, rank) => (isBasisName(whole) ? rank === 1 : families.has(`${whole}/${rank}`)),
    rankOf: (whole) => ranks.get(whole) ?? (open.has(whole) ? undefined : 0),
    innerRank: (whole, indices) => (isBasisName(whole) ? 1 : (inner.get(`${whole}/${indices}`) ?? 0)),
    isDefined: (whole, rank) =>
      definedFamilies.has(`${whole}/${rank}`) ||
      declared.get(whole)?.length === rank ||
      (definedWholes.has(whole) && ranks.get(whole) === rank),
    mayCount: (name) => /^\p{Script=Latin}$/u.test(name) && !definedWholes.has(name) && !isIndexed.has(name) && !declared.has(name),
    isIdentity: (whole) =>
      isBasisName(whole) || (IDENTITY.has(whole) && ranks.get(whole) === 2 && !definedWholes.has(whole) && !declared.has(whole)),
    isFunction: (name) => functions.has(name),
    isEntrywise: (name) => {
      const isReached = new Set<string>();
      const open = [name];
      // σ of f(x) = x σ(x), too.
      for (let each = open.pop(); each !== undefined; each = open.pop()) {
        const of = each;
        const own = definitions.filter((definition) => definition.name === of && definition.parameters);
        if (own.length !== 1 || !isEntrywise(own[0] as Definition, names)) return false;
        isReached.add(of);
        for (const node of postorder(...(own[0] as Definition).readings))
          if (node.kind === "call" && names.isFunction(node.name) && !isReached.has(node.name)) open.push(node.name);
      }
      return true;
    },
    isGuess: (whole) => guesses.has(whole),
    isLoss: (whole) => losses.has(whole),
    isOnes: (whole) => nameParts(whole).base === ONES,
    originOf: (whole, rank, axis) => (origins.fromZero.has(slot(whole, rank, axis)) ? 0 : 1),
    startOf: (letter) => (origins.letters.has(letter) ? 0 : 1),
    isLast: (letter) => lasts.has(letter),
    startsBefore: (whole) => recurrent.has(whole),
    isCountedInTwoWays: (whole) => origins.unclear.has(whole),
  };
  let losses: ReadonlySet<string> = new Set();
  let padding = NO_PADDING;
  let origins: Origins = { fromZero: new Set(), letters: new Set(), unclear: new Set() };
  const finish = (): void => {
    losses = lossesIn(sides, names);
    origins = originsIn(chains, names, evidence.zeroLetters);
    for (const name of besideSums(sides, names)) apart.add(name);
    padding = paddingIn(sides, names);
  };
  const padded = new Set([...evidence.zeroOutside].map((name) => occurrenceOf(name, letters).whole));
  const definedFamilies = new Set(
    definitions.map(({ name }) => occurrenceOf(name, names)).map(({ whole, indices }) => `${whole}/${indices.length}`),
  );
  const recurrent = recurrentIn(definitions, symbols, names);
  const isIndexed = new Set([...families].map((family) => family.replace(/\/\d$/, "")));
  const functions = new Set(definitions.flatMap(({ name, parameters }) => (parameters ? [name] : [])));
  const definedWholes = new Set(definitions.map(({ name }) => name));
  // y ∈ {0, 1} beside y_n, y^⊤ or a bold y is said of each entry.
  const isOfEntries = (name: string): boolean => isIndexed.has(name) || SHOWS_ENTRIES.has(marked.get(tensorKey(name)) ?? "");
  for (const [name, { length }] of declared) if (!isOfFamily(name) && (length > 0 || !isOfEntries(name))) ranks.set(name, length);
  for (const { matrix, isOfNumbers } of stacks.values()) {
    if (isOfNumbers) continue;
    ranks.set(matrix, 2);
    inner.set(`${matrix}/1`, 1);
  }
  const doubtful = new Map<string, string[]>();
  for (const name of new Set([...symbols, ...evidence.inLosses])) {
    if (ranks.has(name) || occurrenceOf(name, names).indices.length > 0) continue;
    const isMarked = marked.has(tensorKey(name));
    const family = [1, 2, 3].filter((rank) => families.has(`${name}/${rank}`) && !inner.has(`${name}/${rank}`));
    if (names.isOnes(name)) ranks.set(name, 1);
    else if (rows.has(name)) ranks.set(name, 2);
    else if (family.length === 1 && (isMarked || !definedWholes.has(name))) ranks.set(name, family[0] as number);
    else if (isMarked && definedWholes.has(name)) later.push(name);
    else if (isMarked) ranks.set(name, customary(name));
    if (ranks.get(name) === 1 && family.length === 0 && marked.get(tensorKey(name)) === "it is transposed")
      doubtful.set(tensorKey(name), [...(doubtful.get(tensorKey(name)) ?? []), name]);
  }
  // Without a single vector there is nothing that could reach another name.
  const isWrittenOut = postorder(...sides).some((node) => isOp(node, "matrix") || isOp(node, "concat"));
  const isAffine = definitions.some(
    ({ name, parameters, readings: [body] }) =>
      body && !parameters && families.has(`${name}/1`) && affineIn(body, names, definedWholes).length > 0,
  );
  // p_k of p = softmax(z): there are several.
  const isSoftened = definitions.some(({ name }) => families.has(`${name}/1`)) && softened(sides, names).length > 0;
  if (ranks.size === 0 && later.length === 0 && inner.size === 0 && !isWrittenOut && !isAffine && !isSoftened) {
    finish();
    return names;
  }
  const first = [new Map(ranks), new Map(inner)] as const;
  const settle = (matrices: readonly string[]): void => {
    open.clear();
    added.clear();
    numbers.clear();
    guesses.clear();
    refill(ranks, [...first[0], ...matrices.map((name) => [name, 2] as const)]);
    refill(inner, first[1]);
    propagate(evidence, names, { ranks, inner, open, added, numbers, guesses, defined: definedWholes, pending: new Set(later) });
    // What a definition says of its name goes before what is customary.
    for (const name of later) if (!ranks.has(name)) ranks.set(name, customary(name));
    propagate(evidence, names, { ranks, inner, open, added, numbers, guesses, defined: definedWholes, pending: new Set() });
  };
  settle([]);
  mendRanks(evidence, names, doubtful, settle);
  finish();
  return names;
}

function refill<V>(map: Map<string, V>, entries: Iterable<readonly [string, V]>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

/** Names that are rows: declared 1 × n, or defined by what begins with a row, as y = x W. */
function rowsIn(declared: DeclaredShapes, definitions: readonly Definition[]): ReadonlySet<string> {
  const rows = new Set(
    [...declared].flatMap(([name, shape]) => (shape.length === 2 && shape[0] === "1" && shape[1] !== "1" ? [name] : [])),
  );
  const isRow = (expr: Expr): boolean => {
    const first = postorder(expr).length > MOST_IN_ROW ? undefined : expr;
    if (first?.kind === "symbol") return rows.has(first.name);
    if (first?.kind !== "apply") return first?.kind === "call" && first.args.length === 1 && isRow(first.args[0] as Expr);
    if (first.op === "mul") return isRowOfProduct(first.args);
    return (!WHOLE.has(first.op) || first.op === "hadamard") && first.args.some(isRow);
  };
  const isMatrix = (expr: Expr): boolean =>
    expr.kind === "symbol" &&
    (declared.has(expr.name) ? declared.get(expr.name)?.length === 2 && !isColumn(expr.name) : /^[\p{Lu}]/u.test(expr.name));
  const isColumn = (name: string): boolean => declared.get(name)?.[1] === "1";
  // c x W: what stands before the row is a number, what stands behind it a matrix.
  const isRowOfProduct = (args: readonly Expr[]): boolean => {
    const at = args.findIndex(isRow);
    const isNumber = (each: Expr): boolean =>
      each.kind === "number" || (each.kind === "symbol" && !isMatrix(each) && !declared.get(each.name)?.length);
    return at >= 0 && args.slice(0, at).every(isNumber) && args.slice(at + 1).every((each) => isMatrix(each));
  };
  for (let before = -1; before !== rows.size && rows.size > 0;) {
    before = rows.size;
    for (const { name, parameters, readings } of definitions)
      if (!parameters && !declared.has(name) && nameParts(name).sub === "" && readings[0] && isRow(readings[0])) rows.add(name);
  }
  return rows;
}

const MOST_IN_ROW = 200;

/**
 * Families that are given by the entry before, h_t = f(h_{t-1}) or h_t = f(a_t) with a_t made of h_{t-1}, where no h_0 is
 * spoken of.
 */
function recurrentIn(definitions: readonly Definition[], symbols: Iterable<string>, letters: IndexLetters): ReadonlySet<string> {
  const found = new Set<string>();
  const plain = definitions.filter(({ parameters }) => !parameters).map((each) => ({ ...each, ...occurrenceOf(each.name, letters) }));
  const running = new Map(plain.filter(({ indices }) => indices.length > 0).map((each) => [each.whole, each]));
  for (const { indices, readings } of running.values()) {
    const own = new Set(indices.flatMap((index) => index.letters.map(([letter]) => letter)));
    for (const { name } of freeSymbols(...readings)) {
      const before = occurrenceOf(name, letters);
      const isStepBack = before.indices.some(
        ({ letters: [letter, ...more], constant }) => letter && more.length === 0 && own.has(letter[0]) && constant === -1,
      );
      const isPlain = before.indices.every(({ letters: of, constant }) => of.length === 1 && (constant === 0 || constant === -1));
      if (isStepBack && isPlain && running.has(before.whole)) found.add(before.whole);
    }
  }
  for (const name of symbols) {
    const { whole, indices } = occurrenceOf(name, letters);
    if (indices.some((index) => index.letters.length === 0 && index.constant === 0)) found.delete(whole);
  }
  return found;
}

/** σ(z) = 1/(1 + e^{−z}): a body of nothing but numbers, made of functions of one number. */
function isEntrywise({ parameters, readings }: Definition, names: TensorNames): boolean {
  const [parameter, ...others] = parameters ?? [];
  const [body, ...more] = readings;
  if (!parameter || !body || others.length > 0 || more.length > 0) return false;
  const isNumber = (node: Expr): boolean => {
    if (node === parameter || node.kind === "number") return true;
    if (node.kind === "call") return node.args.length === 1 && !isNamedOperation(node);
    if (node.kind === "apply") return !WHOLE.has(node.op);
    const { whole, indices } = node.kind === "symbol" ? occurrenceOf(node.name, names) : { whole: "", indices: [] };
    return node.kind === "symbol" && indices.length === 0 && whole !== parameter.name && names.rankOf(whole) === 0;
  };
  return postorder(body).every(isNumber);
}

/** Operations on vectors and matrices as such. */
const WHOLE: ReadonlySet<string> = new Set([
  "transpose",
  "outer",
  "norm",
  "norm1",
  "norm2",
  "inner",
  "gradient",
  "entry",
  "matrix",
  "row",
  "concat",
  "set",
]);

/** The same names with some of them taken for matrices, and what is defined by those for what it then is. */
export function withMatrices(names: TensorNames, matrices: ReadonlySet<string>, definitions: readonly Definition[]): TensorNames {
  const ranks = new Map([...matrices].map((name) => [name, 2] as const));
  const taken = { ...names, rankOf: (whole: string) => ranks.get(whole) ?? names.rankOf(whole) };
  const defined = new Set(definitions.map(({ name }) => name));
  const chains = definitions.flatMap(({ name, parameters, readings }) => (parameters ? [] : [[symbol(name), ...readings]]));
  propagate({ chains, definitions }, taken, {
    ranks,
    inner: new Map(),
    open: new Set(),
    added: new Set(),
    numbers: new Set(),
    guesses: new Set(),
    defined,
    pending: new Set(),
  });
  return taken;
}

/** The same names with the lines of one matrix told: Y_n is its row n. */
export function withStack(names: TensorNames, stack: Stack): TensorNames {
  return {
    ...names,
    stackOf: (whole) => (whole === stack.matrix ? stack : names.stackOf(whole)),
    innerRank: (whole, indices) => (whole === stack.matrix && indices === 1 ? 1 : names.innerRank(whole, indices)),
  };
}

/** w_0 of w_0 + Σ_i w_i x_i, where nothing counts from 0: no entry of w. Where x_0 is said to be 1, it may be one. */
function besideSums(sides: readonly Expr[], names: TensorNames): string[] {
  const isZeroth = (name: string): boolean => /^\p{L}+_0$/u.test(name);
  const all = postorder(...sides).flatMap((node) => (node.kind === "symbol" && isZeroth(node.name) ? [node.name] : []));
  const found = new Set(all);
  if (found.size !== 1) return [];
  const [name] = [...found] as [string];
  const { whole } = occurrenceOf(name, names);
  const isInSum = (node: Expr): boolean =>
    node.kind === "binder" &&
    node.op === "sum" &&
    postorder(node.args.at(-1) as Expr).some(
      (each) => each.kind === "symbol" && each.name !== name && occurrenceOf(each.name, names).whole === whole,
    );
  const isBeside = postorder(...sides).some(
    (node) => isOp(node, "add") && node.args.some((term) => term === symbol(name)) && postorder(node).some(isInSum),
  );
  return isBeside && names.originOf(whole, 1, 0) === 1 && names.zeroOutside(whole) === undefined ? [name] : [];
}

/** Capitals are matrices, small letters vectors. */
function customaryRank(name: string): number {
  const first = nameParts(name)
    .base.replace(/^Δ(?=.)/u, "")
    .normalize("NFKD");
  return /^\p{Lu}/u.test(first) ? 2 : 1;
}

/** Whether a name with a number, x_0, has as many axes as the one without. */
function isOfOwn(name: string, { length }: { readonly length: number }, declared: Evidence["declared"]): boolean {
  const { base, sub, label } = nameParts(name);
  return length > 0 && /^\d$/.test(sub) && declared.get(nameOf({ base, sub: "", label }))?.length === length;
}
