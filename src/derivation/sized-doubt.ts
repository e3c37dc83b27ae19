/** What keeps a verdict over vectors, matrices and sums from being given: readings of the page under which it would be another. */
import { type Expr, type SymbolExpr, apply, callOf, isOp, symbol } from "../expression/expr.ts";
import { asBasis, isLikeBasis, nameParts } from "../expression/name.ts";
import { freeSymbols, postorder, substitute } from "../expression/traverse.ts";
import { toPlain } from "../notation/plain.ts";
import { ENTRY_SUM } from "../tensor/operation.ts";
import type { DocumentSizes } from "./document-sizes.ts";
import type { Source } from "./instance.ts";
import type { StepVerdict } from "./step-verdict.ts";
import { lettersOf } from "./recurrence.ts";
import { withMatrices } from "./tensor-names.ts";

/** A step with its verdict, and what it would be if the page said something else. */
export interface Judged {
  readonly sides: readonly [Expr, Expr];
  readonly verdict: StepVerdict;
  readonly sizes: DocumentSizes;
  readonly where: (change: Partial<Source>) => StepVerdict | undefined;
  readonly of: (left: Expr, right: Expr) => StepVerdict | undefined;
}

interface Doubt {
  readonly about: readonly StepVerdict["verdict"][];
  /** Why nothing is said; undefined where there is no doubt. */
  readonly reason: (judged: Judged) => string | undefined;
}

/** The first that applies is told. */
const DOUBTS: readonly Doubt[] = [
  { about: ["refuted"], reason: ofNumber },
  { about: ["refuted"], reason: ofSymmetry },
  { about: ["refuted"], reason: ofLabel },
  { about: ["refuted"], reason: ofBasis },
  { about: ["refuted"], reason: ofPairs },
  { about: ["refuted"], reason: ofDiagonalMatrix },
  { about: ["refuted"], reason: ofDiagonal },
  { about: ["refuted"], reason: ofTime },
  { about: ["refuted", "undecided"], reason: ({ sizes, sides }) => sizes.unsaidStack(sides) },
  { about: ["proved", "supported"], reason: ofSeveral },
  { about: ["proved", "supported"], reason: ofMatrices },
];

/** Why a verdict is not given; undefined where it stands. */
export function doubtAbout(judged: Judged): string | undefined {
  for (const { about, reason } of DOUBTS) {
    const found = about.includes(judged.verdict.verdict) ? reason(judged) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** e_k^⊤ x = x_k: what a page says nothing of and calls e_k may be the k-th vector of the basis. */
function ofBasis({ sizes, sides: [left, right], of }: Judged): string | undefined {
  const { scope } = sizes.source;
  const isOpen = ({ name }: SymbolExpr): boolean =>
    isLikeBasis(name) && !scope.definitions.some((each) => nameParts(each.name).base === nameParts(name).base);
  const vectors = freeSymbols(left, right).filter(isOpen);
  if (vectors.length === 0) return undefined;
  const marked = new Map<Expr, Expr>(vectors.map((each) => [each, symbol(asBasis(each.name))]));
  const { verdict } = of(substitute(left, marked), substitute(right, marked)) ?? {};
  const [first] = vectors;
  return first && (verdict === "proved" || verdict === "supported")
    ? `it fails unless ${first.name} is the vector of the basis that its index says: say so`
    : undefined;
}

/** A name that is taken for a matrix by custom, where the step holds if it is a number. */
function ofNumber({ sizes, sides, where }: Judged): string | undefined {
  const { names } = sizes.source;
  const guesses = [...sizes.namesBeside(sides)].filter((whole) => names.isGuess(whole));
  if (guesses.length === 0) return undefined;
  const taken = { ...names, rankOf: (whole: string) => (names.isGuess(whole) ? 0 : names.rankOf(whole)), isGuess: () => false };
  const { verdict } = where({ names: taken }) ?? {};
  const holds = verdict === "proved" || verdict === "supported";
  return holds
    ? `it fails where ${guesses[0] as string} is a matrix, and not where it is a number: declare ${guesses[0] as string}`
    : undefined;
}

/** A matrix that is said to be definite and not to be symmetric, as many mean by that, where the step does not fail if it is. */
function ofSymmetry({ sizes, sides, where }: Judged): string | undefined {
  const { words } = sizes.source;
  const beside = sizes.namesBeside(sides);
  const isSymmetric = (name: string): boolean => words.some((each) => each.kind === "symmetric" && each.name === name);
  const definite = words.filter(({ kind, name }) => kind.endsWith("definite") && beside.has(name) && !isSymmetric(name));
  const [first] = definite;
  if (!first) return undefined;
  const { verdict } = where({ words: [...words, ...definite.map((each) => ({ ...each, kind: "symmetric" as const }))] }) ?? {};
  return verdict === "refuted"
    ? undefined
    : `it holds if ${first.name} is symmetric, which is not said: add "symmetric" to "positive definite" if it is meant`;
}

function ofLabel({ sizes, sides }: Judged): string | undefined {
  const label = sizes.guessedLabel(sides);
  return (
    label &&
    `it fails where ${label} is one of the values of the index; say which, as in $${label} \\in \\{1, \\dots, K\\}$ and \\delta_{k${label}}`
  );
}

/** S of ∂f/∂S = 2 G − diag(G), where S is symmetric: some give such derivatives by both entries of a pair at once. */
function ofPairs({ sizes, sides }: Judged): string | undefined {
  const nodes = postorder(...sides);
  const takesDiagonal = nodes.some((node) => isOp(node, "hadamard") || (node.kind === "call" && node.name === "diag"));
  const by = nodes.flatMap((node) => (node.kind === "derivative" || isOp(node, "gradient") ? [node.args[1] as SymbolExpr] : []));
  const { words } = sizes.source;
  const isSymmetric = ({ name }: SymbolExpr): boolean => words.some((each) => each.kind === "symmetric" && each.name === name);
  const mirrored = takesDiagonal ? by.find(isSymmetric)?.name : undefined;
  return mirrored && `it fails for the derivative by each entry of ${mirrored} by itself, and may hold where both entries of a pair change`;
}

/** D of ∂f/∂D, where D is diagonal: some give such derivatives for its diagonal alone. */
function ofDiagonalMatrix({ sizes, sides }: Judged): string | undefined {
  const by = postorder(...sides).flatMap((node) =>
    node.kind === "derivative" || isOp(node, "gradient") ? [(node.args[1] as SymbolExpr).name] : [],
  );
  const name = sizes.source.words.find((each) => each.kind === "diagonal" && by.includes(each.name))?.name;
  return name && `it fails for the derivative by each entry of ${name} by itself, and may hold for its diagonal alone`;
}

/** ∂a/∂z of ∂a/∂z = 1 − a², where the shapes clash and the step does not fail if that is taken entry by entry. */
function ofDiagonal({ sizes, sides, verdict, of }: Judged): string | undefined {
  if (verdict.method !== "shape") return undefined;
  const squares = postorder(...sides).filter((node) => sizes.isJacobian(node) && sizes.isSquare(node));
  const byEntries = squares.map((node) => {
    const [quantity, by] = node.args as [Expr, SymbolExpr];
    return [node, apply("gradient", [callOf(ENTRY_SUM, [0], [quantity]), by])] as const;
  });
  if (byEntries.length === 0) return undefined;
  const [left, right] = sides.map((side) => substitute(side, new Map(byEntries))) as [Expr, Expr];
  return of(left, right)?.verdict === "refuted"
    ? undefined
    : `${toPlain(squares[0] as Expr)} is a matrix, of which the step may mean the diagonal alone: write \\mathrm{diag}(…), or the entries`;
}

function ofTime({ sizes, sides }: Judged): string | undefined {
  const time = sizes.source.facts.gathers?.areApart ? undefined : sizes.timeBeside(sides);
  return time && `${time[0]} may be one of the entries of ${time[1]}: say what its index runs through`;
}

/** t of g_t on one side alone, where the page lists w_1, …, w_T and speaks of w_t there: there are several. */
function ofSeveral({ sizes, sides }: Judged): string | undefined {
  const { names, facts } = sizes.source;
  const tables = new Map((facts.gathers?.indicators ?? []).map(({ name, table }) => [name, table]));
  const isListed = (name: string): boolean => {
    const { base } = nameParts(name);
    return sizes.declared.get(tables.get(base) ?? base)?.length === 1;
  };
  const [left, right] = sides.map((side) => freeSymbols(side).map(({ name }) => name)) as [string[], string[]];
  const lettersIn = (side: readonly string[]): string[] => side.flatMap(lettersOf).filter((letter) => !names.isIndex(letter));
  const several = lettersIn(right.filter(isListed)).find((letter) => !lettersIn(left).includes(letter));
  return several && ofOne(several);
}

/** W of z = W x where nothing on the page is a vector, and the step fails if it is a matrix. */
function ofMatrices({ sizes, sides, where }: Judged): string | undefined {
  const { names, scope } = sizes.source;
  if ([...sizes.namesBeside(sides)].some((whole) => (names.rankOf(whole) ?? 0) > 0)) return undefined;
  const matrices = sizes.likelyMatrices(sides);
  if (matrices.length === 0) return undefined;
  const { verdict } = where({ names: withMatrices(names, new Set(matrices), scope.definitions) }) ?? {};
  return verdict === "refuted" ? ofNumbersAlone(matrices[0] as string) : undefined;
}

/** Of what holds for numbers alone. */
export const ofNumbersAlone = (matrix: string): string =>
  `it holds for numbers and fails for matrices: declare the shapes, as in <!-- gradproof: declare ${matrix} [m, n] -->`;

/** Of an index that may stand for one thing or for several. */
export const ofOne = (letter: string): string =>
  `it holds for one value of ${letter}, and fails where there are several: write the sum, or of which one the step speaks`;
