/** What the names of a document are where it has vectors, matrices and sums: indices, families, ranks. */
import { type Expr, isOp, symbol } from "../expression/expr.ts";
import { nameParts } from "../expression/name.ts";
import { freeSymbols, postorder } from "../expression/traverse.ts";
import { type Stack, occurrenceOf } from "../tensor/entry.ts";
import { type TensorNames } from "../tensor/infer.ts";
import { type Layout, isKronecker, isNamedOperation, operationOf } from "../tensor/operation.ts";
import { type Shape, ShapeClash, ShapeRules, UnknownShape } from "../tensor/shape.ts";
import { type Definition } from "./scope.ts";
import { type Stacks, areLikeMatrixAndEntries } from "./stack.ts";
import { type DeclaredShapes, tensorKey } from "./tensor.ts";

/** Letters that are indices wherever they stand alone in a subscript; others only where a sum runs over them. */
const CUSTOMARY: ReadonlySet<string> = new Set("ijkmnpqrs");

/** What is a matrix where it stands before a vector. */
const WEIGHTS: ReadonlySet<string> = new Set(["W", "U", "V", "A", "𝐖", "𝐔", "𝐕", "𝐀"]);

/** What the identity matrix is called. */
const IDENTITY: ReadonlySet<string> = new Set(["I", "𝐈"]);

export interface Evidence {
  /** The sides of every formula that was read, each formula's together. */
  readonly chains: readonly (readonly Expr[])[];
  readonly definitions: readonly Definition[];
  readonly declared: DeclaredShapes;
  /** Vectors and matrices by `tensorKey`, as the text and the notation show them. */
  readonly marked: ReadonlyMap<string, string>;
  /** Names with an index that are vectors or matrices for each of its values, with how many axes each has. */
  readonly families: ReadonlyMap<string, number>;
  /** Those of them that the words call matrices. */
  readonly matrices: ReadonlySet<string>;
  readonly layout: Layout;
  /** Families that are the rows or columns of matrices. */
  readonly stacks: Stacks;
  /** Names whose entries beyond their range are zero. */
  readonly zeroOutside: ReadonlySet<string>;
}

interface Found {
  readonly ranks: Map<string, number>;
  /** Axes behind the indices of a family, by `whole/indices`. */
  readonly inner: Map<string, number>;
  /** Names of which nobody knows whether they are numbers, vectors or matrices. */
  readonly open: Set<string>;
  readonly defined: ReadonlySet<string>;
}

export function tensorNamesOf(evidence: Evidence): TensorNames {
  const { chains, definitions, declared, marked, layout } = evidence;
  const sides = chains.flat();
  const symbols = new Set(postorder(...sides).flatMap((node) => (node.kind === "symbol" ? [node.name] : [])));
  const bound = new Set(postorder(...sides).flatMap((node) => (node.kind === "binder" ? [(node.args[0] as { name: string }).name] : [])));
  const times = timeLetters(symbols, bound);
  const paired = new Set([...symbols].flatMap((name) => pairedLetters(nameParts(name).sub, bound)));
  for (const letter of likewise(symbols, bound)) paired.add(letter);
  // i of a_i beside a gate i = σ(a_i), or i_t = σ(a_i), is what the gate is called.
  const named = new Set(definitions.flatMap(({ name, parameters }) => (parameters ? [] : [name, gateOf(name, times)])));
  const isIndex = (letter: string): boolean =>
    bound.has(letter) || paired.has(letter) || (CUSTOMARY.has(letter) && !times.has(letter) && !named.has(letter));
  const families = new Set<string>();
  const sizes = new Set([...declared.values()].flat());
  const isSize = (name: string): boolean => sizes.has(name);
  const stacks = new Map(evidence.stacks);
  const stackOf = (whole: string): Stack | undefined => stacks.get(whole);
  const letters = { isIndex, isSize, isSample: (letter: string) => bound.has(letter), isFamily: () => false, stackOf: () => undefined };
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
  for (const [name, dimensions] of declared) if (!isOfFamily(name)) families.add(`${name}/${dimensions.length}`);
  const ranks = new Map<string, number>();
  const open = new Set<string>();
  const later: string[] = [];
  const customary = (name: string): number => (evidence.matrices.has(tensorKey(name)) ? 2 : customaryRank(name));
  const names: TensorNames = {
    ...lined,
    layout,
    isZeroOutside: (whole) => padded.has(whole),
    isFamily: (whole, rank) => families.has(`${whole}/${rank}`),
    rankOf: (whole) => ranks.get(whole) ?? (open.has(whole) ? undefined : 0),
    innerRank: (whole, indices) => inner.get(`${whole}/${indices}`) ?? 0,
    isDefined: (whole, rank) =>
      definedFamilies.has(`${whole}/${rank}`) ||
      declared.get(whole)?.length === rank ||
      (definedWholes.has(whole) && ranks.get(whole) === rank),
    mayCount: (name) => /^\p{Script=Latin}$/u.test(name) && !definedWholes.has(name) && !isIndexed.has(name),
    isIdentity: (whole) => IDENTITY.has(whole) && ranks.get(whole) === 2 && !definedWholes.has(whole) && !declared.has(whole),
    isFunction: (name) => functions.has(name),
    isEntrywise: (name) => {
      const own = definitions.filter((definition) => definition.name === name);
      return own.length === 1 && isEntrywise(own[0] as Definition, names);
    },
    isOnes: (whole) => nameParts(whole).base === "𝟏",
  };
  const padded = new Set([...evidence.zeroOutside].map((name) => occurrenceOf(name, letters).whole));
  const definedFamilies = new Set(
    definitions.map(({ name }) => occurrenceOf(name, names)).map(({ whole, indices }) => `${whole}/${indices.length}`),
  );
  const isIndexed = new Set([...families].map((family) => family.replace(/\/\d$/, "")));
  const functions = new Set(definitions.flatMap(({ name, parameters }) => (parameters ? [name] : [])));
  const definedWholes = new Set(definitions.map(({ name }) => name));
  for (const [name, dimensions] of declared) if (!isOfFamily(name)) ranks.set(name, dimensions.length);
  for (const { matrix } of stacks.values()) {
    ranks.set(matrix, 2);
    inner.set(`${matrix}/1`, 1);
  }
  for (const name of symbols) {
    if (ranks.has(name) || occurrenceOf(name, names).indices.length > 0) continue;
    const isMarked = marked.has(tensorKey(name));
    const family = [1, 2, 3].filter((rank) => families.has(`${name}/${rank}`) && !inner.has(`${name}/${rank}`));
    if (names.isOnes(name)) ranks.set(name, 1);
    else if (family.length === 1 && (isMarked || !definedWholes.has(name))) ranks.set(name, family[0] as number);
    else if (isMarked && definedWholes.has(name)) later.push(name);
    else if (isMarked) ranks.set(name, customary(name));
  }
  // Without a single vector there is nothing that could reach another name.
  const isWrittenOut = postorder(...sides).some((node) => isOp(node, "matrix") || isOp(node, "concat"));
  if (ranks.size === 0 && later.length === 0 && inner.size === 0 && !isWrittenOut) return names;
  propagate(evidence, names, { ranks, inner, open, defined: definedWholes });
  // What a definition says of its name goes before what is customary.
  for (const name of later) if (!ranks.has(name)) ranks.set(name, customary(name));
  propagate(evidence, names, { ranks, inner, open, defined: definedWholes });
  return names;
}

/** W of the entries w_{ij}: a matrix of that letter, of which nothing else has entries; and X of the x_n whose shape fits its rows. */
function likelyStacks(
  evidence: Evidence,
  symbols: ReadonlySet<string>,
  families: ReadonlySet<string>,
  wholeOf: (name: string) => string,
): (readonly [string, Stack])[] {
  const { declared, marked, definitions, chains } = evidence;
  const wholes = new Set([...families].map((family) => family.replace(/\/\d$/, "")));
  const inProducts = capitalsBesideTensors(chains.flat(), marked);
  const isMatrix = (name: string): boolean =>
    /^\p{Lu}/u.test(name.normalize("NFKD")) &&
    !wholes.has(name) &&
    (declared.get(name)?.length ?? (marked.has(tensorKey(name)) || inProducts.has(name) ? 2 : 0)) === 2;
  const defined = new Set(definitions.flatMap(({ name }) => [name, wholeOf(name)]));
  const matrixOf = (family: string): string | undefined => {
    const [matrix, ...others] = [...symbols, ...declared.keys()].filter((name) => isMatrix(name) && areLikeMatrixAndEntries(name, family));
    const isOne = others.every((other) => other === matrix);
    return isOne && matrix !== undefined && !(defined.has(family) && defined.has(matrix)) ? matrix : undefined;
  };
  const isAlone = (family: string): boolean => symbols.has(family) || declared.has(family);
  const ofEntries = [...wholes].flatMap((family) => {
    const isOfNumbers = !isAlone(family) && !families.has(`${family}/1`) && families.has(`${family}/2`);
    const matrix = isOfNumbers ? matrixOf(family) : undefined;
    return matrix === undefined ? [] : [[family, { matrix, inColumns: false }] as const];
  });
  const byShape = [...declared].flatMap(([name, [size, ...more]]) => {
    const family = wholeOf(name);
    const matrix = family !== name && more.length === 0 && !isAlone(family) && !families.has(`${family}/2`) ? matrixOf(family) : undefined;
    const [rows, columns] = declared.get(matrix ?? "") ?? [];
    if (matrix === undefined || (rows === size) === (columns === size)) return [];
    return [[family, { matrix, inColumns: rows === size }] as const];
  });
  return [...ofEntries, ...byShape];
}

/** B of tr(A^⊤ B), where A is known for a matrix. */
function capitalsBesideTensors(sides: readonly Expr[], marked: ReadonlyMap<string, string>): ReadonlySet<string> {
  const nameOfFactor = (node: Expr): string | undefined =>
    node.kind === "symbol" ? node.name : isOp(node, "transpose") && node.args[0]?.kind === "symbol" ? node.args[0].name : undefined;
  const found = postorder(...sides).flatMap((node) => {
    const names = isOp(node, "mul") ? node.args.map(nameOfFactor).filter((name) => name !== undefined) : [];
    return names.some((name) => marked.has(tensorKey(name))) ? names : [];
  });
  return new Set(found);
}

/** σ(z) = 1/(1 + e^{−z}): a body of nothing but numbers, made of functions that act entry by entry. */
function isEntrywise({ parameters, readings }: Definition, names: TensorNames): boolean {
  const [parameter, ...others] = parameters ?? [];
  const [body, ...more] = readings;
  if (!parameter || !body || others.length > 0 || more.length > 0) return false;
  const isNumber = (node: Expr): boolean => {
    if (node === parameter || node.kind === "number") return true;
    if (node.kind === "call") return !names.isFunction(node.name) && !isNamedOperation(node);
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
  const nothing = {
    chains: definitions.flatMap(({ name, parameters, readings }) => (parameters ? [] : [[symbol(name), ...readings]])),
    declared: new Map(),
    marked: new Map(),
    matrices: new Set<string>(),
    families: new Map<string, number>(),
    stacks: new Map<string, Stack>(),
    zeroOutside: new Set<string>(),
  };
  propagate({ ...nothing, definitions, layout: names.layout }, taken, { ranks, inner: new Map(), open: new Set(), defined });
  return taken;
}

/** i of i_t. */
function gateOf(name: string, times: ReadonlySet<string>): string {
  const { base, sub, label } = nameParts(name);
  return label === "" && times.has(sub) ? base : name;
}

/** The d of "nd" where a sum runs over n. */
function pairedLetters(sub: string, bound: ReadonlySet<string>): readonly string[] {
  const letters = /^\p{Ll}{2}$/u.test(sub) ? [...sub] : [];
  return letters.some((letter) => bound.has(letter)) ? letters : [];
}

/** k and l of A_{kl} beside A_{ij}, where sums run over i and j. */
function likewise(symbols: ReadonlySet<string>, bound: ReadonlySet<string>): string[] {
  const parts = [...symbols].map(nameParts).filter(({ sub }) => /^\p{Ll}{2}$/u.test(sub));
  const families = new Set(
    parts
      .filter(({ sub }) => [...sub].every((letter) => bound.has(letter) || CUSTOMARY.has(letter)))
      .map(({ base, label }) => `${base}^${label}`),
  );
  return parts.filter(({ base, label }) => families.has(`${base}^${label}`)).flatMap(({ sub }) => [...sub]);
}

/** Letters of which names before and after stand side by side, h_{t-1} beside h_t, and no sum runs over: times, not indices. */
function timeLetters(symbols: ReadonlySet<string>, bound: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>(["t"]);
  for (const name of symbols) {
    const letter = /^(\p{L})[+-]\d+$/u.exec(nameParts(name).sub)?.[1];
    if (letter !== undefined && !bound.has(letter)) found.add(letter);
  }
  for (const letter of bound) found.delete(letter);
  return found;
}

/** Capitals are matrices, small letters vectors. */
function customaryRank(name: string): number {
  const first = nameParts(name).base.normalize("NFKD");
  return /^\p{Lu}/u.test(first) ? 2 : 1;
}

/** What is defined by a vector is one; what is added to one, or multiplied by a matrix, may be one, too. */
function propagate({ chains, definitions }: Evidence, names: TensorNames, found: Found): void {
  const { ranks, inner, open, defined } = found;
  for (let pass = 0; pass < 4; pass++) {
    const before = ranks.size + inner.size + open.size;
    // Operands first: what is defined by W x is a vector only where x is known to be one.
    for (const side of chains.flat())
      for (const [operand, rank] of operandsOf(side, names, defined)) {
        if (rank !== undefined) ranks.set(operand, rank);
        else if (!ranks.has(operand)) open.add(operand);
      }
    for (const { name, parameters, readings } of definitions) {
      const [body] = readings;
      const known = ranks.get(name);
      if (body && !parameters && known !== undefined && rankOf(body, names) === 0) {
        const inside = onlyOpenName(body, names, defined);
        if (inside !== undefined) ranks.set(inside, known);
      }
      if (!body || parameters || ranks.has(name)) continue;
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
    for (const chain of chains) for (const name of identitiesBeside(chain, names, defined)) ranks.set(name, 2);
    if (ranks.size + inner.size + open.size === before && pass > 0) return;
  }
}

/** I that stands alone or scaled on one side of an equation, and a matrix on another. */
function identitiesBeside(chain: readonly Expr[], names: TensorNames, defined: ReadonlySet<string>): string[] {
  const isOpen = (node: Expr): boolean => node.kind === "symbol" && !defined.has(node.name) && names.rankOf(node.name) === 0;
  const alone = chain.flatMap((side) => (side.kind === "symbol" && IDENTITY.has(side.name) && isOpen(side) ? [side.name] : []));
  const found = [...alone, ...scaledIdentities(chain, isOpen)];
  return found.length > 0 && chain.some((side) => rankOf(side, names) === 2) ? found : [];
}

/** z of σ(z), where σ(z) is a vector: the only name in it, and nothing is said of that. */
function onlyOpenName(body: Expr, names: TensorNames, defined: ReadonlySet<string>): string | undefined {
  const [only, ...others] = freeSymbols(body);
  return only && others.length === 0 && !defined.has(only.name) && occurrenceOf(only.name, names).indices.length === 0
    ? only.name
    : undefined;
}

/**
 * Bare names that nothing is said of, beside vectors and matrices: x of W x and b of W x + b are vectors, W of X W is a
 * matrix; of c in c x nobody knows.
 */
function operandsOf(side: Expr, names: TensorNames, defined: ReadonlySet<string>): (readonly [string, number | undefined])[] {
  const found: (readonly [string, number | undefined])[] = [];
  const isOpen = (node: Expr): node is Expr & { kind: "symbol" } =>
    node.kind === "symbol" &&
    !defined.has(node.name) &&
    /^\p{Script=Latin}/u.test(node.name) &&
    occurrenceOf(node.name, names).indices.length === 0 &&
    names.rankOf(node.name) === 0 &&
    !names.isSize(node.name);
  for (const node of postorder(side)) {
    if (!isOp(node, "mul") && !isOp(node, "add")) continue;
    if (!node.args.some(isOpen) && !(isOp(node, "add") && scaledIdentities(node.args, isOpen).length > 0)) continue;
    const known = node.args.map((arg) => rankOf(arg, names) ?? 0);
    if (known.every((rank) => rank === 0)) continue;
    if (isOp(node, "add") && known.includes(2)) for (const name of scaledIdentities(node.args, isOpen)) found.push([name, 2]);
    for (const [i, arg] of node.args.entries()) {
      if (!isOpen(arg)) continue;
      const next = node.args[i + 1];
      if (IDENTITY.has(arg.name)) found.push([arg.name, 2]);
      else if (next && known[i + 1] === 1 && isOp(node, "mul") && WEIGHTS.has(nameParts(arg.name).base)) found.push([arg.name, 2]);
      else if (isOp(node, "add")) found.push([arg.name, 1]);
      else if (known.includes(2) && /^\p{Lu}/u.test(arg.name)) found.push([arg.name, 2]);
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
  const shapes = new Map<number, Shape<number> | undefined>();
  for (const node of postorder(expr)) shapes.set(node.id, roughShape(node, shapes, names));
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
    if (error instanceof ShapeClash || error instanceof UnknownShape) return undefined;
    throw error;
  }
}
