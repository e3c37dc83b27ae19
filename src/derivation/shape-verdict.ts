/** What shapes that cannot go together come to: a mistake, unless a name that nobody declared may be something else. */
import { ROWS, TURNED } from "./layout.ts";
import { undecided } from "../decide/verdict.ts";
import { type ApplyExpr, type Expr, type SymbolExpr, apply, isOp, one, symbol, withArgs } from "../expression/expr.ts";
import { freeSymbols, postorder, substitute } from "../expression/traverse.ts";
import { occurrenceOf } from "../tensor/entry.ts";
import { ShapeInference, type TensorNames } from "../tensor/infer.ts";
import { BY_WHAT, NABLA } from "../expression/name.ts";
import { ShapeClash, UnknownShape } from "../tensor/shape.ts";
import { sizeNamed } from "../tensor/sizes.ts";
import { UNNAMED_LOSS } from "./loss-name.ts";
import { type OpenName, otherReadings } from "./clash.ts";
import type { DocumentSizes } from "./document-sizes.ts";
import { UNSAID_GRADIENT } from "./inquiry.ts";
import type { StepVerdict } from "./step-verdict.ts";
import { rankOf } from "./rough-rank.ts";
import type { Definition } from "./definition.ts";
import type { View } from "./view.ts";
import { tensorKey } from "./tensor.ts";
import { SHOWS_ENTRIES } from "./tensor-names.ts";

/** Of what undeclared names may be: more of it is left undecided. */
const MOST_OTHER_READINGS = 32;

export interface ShapeQuestion {
  readonly clash: ShapeClash;
  readonly sides: readonly [Expr, Expr];
  readonly view: View;
  readonly sizes: DocumentSizes;
  /** Whether the page says that dW is a gradient. */
  readonly areGradients: boolean;
  /** Words that nobody understands, as a reason to leave the step open. */
  readonly unclear: string | undefined;
  /** Whether the step fails, in values or in shapes, where the names are these. */
  readonly fails: (names: TensorNames, sides?: readonly [Expr, Expr]) => boolean;
}

/** The verdict, and whether rows in the place of columns may be what is meant. */
export function shapesClash(question: ShapeQuestion): { readonly verdict: StepVerdict; readonly mayBeTurned: boolean } {
  const { clash, sides, sizes } = question;
  const beside = sizes.namesBeside(sides);
  const relevant = sizes.source.scope.definitions.filter(({ name }) => beside.has(occurrenceOf(name, sizes.source.names).whole));
  const all = [...sides, ...relevant.flatMap((each) => each.readings)];
  const reason = whyOpen(question, relevant, all);
  const mayBeTurned = postorder(...all).some((node) => node.kind === "derivative");
  if (reason !== undefined) return { verdict: { ...undecided(reason), notes: [] }, mayBeTurned };
  const refuted = {
    verdict: "refuted",
    method: "shape",
    assumptions: [],
    reason: clashInLetters(question) ?? clash.message,
    notes: [],
  } as const;
  return { verdict: refuted, mayBeTurned };
}

/** Why the clash may be no mistake; undefined where it is one. */
function whyOpen(question: ShapeQuestion, relevant: readonly Definition[], all: readonly Expr[]): string | undefined {
  const { clash, sides, view, sizes, areGradients, unclear } = question;
  const { scope, names } = sizes.source;
  const isOnes = (node: Expr): boolean => node.kind === "symbol" && names.isOnes(node.name);
  const spoken = freeSymbols(...sides);
  if (spoken.includes(symbol(NABLA))) return BY_WHAT;
  if (sides.includes(one) && postorder(...all).some(isOnes)) return `${clash.message}: write \\mathbf{1} where 1 is the vector of ones`;
  const [guess] = guessesIn(question, all);
  const guessed = guess && !failsAnyway(question, relevant, all) ? guess : undefined;
  if (guessed) return `${TURNED}, ${clash.message}: declare the shape of ${guessed.name}`;
  if (clash.orientation && names.layout !== "columns" && !failsTurned(question)) return `${TURNED}, ${clash.message}: ${ROWS}`;
  if (postorder(...all).some((node) => isOp(node, "inner")))
    return `${clash.message}, if a dot between vectors is their inner product: write \\odot where it is not`;
  if (spoken.some(({ name }) => name === UNNAMED_LOSS) && !scope.isDefined(UNNAMED_LOSS, view) && !areGradients) return UNSAID_GRADIENT;
  const unknown = spoken.find((name) => isUnknown(name, question));
  return unknown ? `${unknown.name} is not defined in this document: this may be what defines it` : unclear;
}

/** Names of which nothing is said. */
function guessesIn({ view, sizes }: ShapeQuestion, all: readonly Expr[]): SymbolExpr[] {
  const { names, scope, facts } = sizes.source;
  const parameters = new Set(scope.definitions.flatMap((each) => each.parameters ?? []));
  // m of Σ_{i=1}^m says how many there are.
  const counts = new Set(postorder(...all).flatMap((node) => (node.kind === "binder" ? freeSymbols(...node.args.slice(1, 3)) : [])));
  return freeSymbols(...all).filter((each) => {
    const { whole, indices } = occurrenceOf(each.name, names);
    if (counts.has(each) || parameters.has(each) || indices.length > 0 || sizes.declared.has(whole) || names.isOnes(whole)) return false;
    return !scope.isDefined(each.name, view) && !facts.roots.includes(each) && !sizes.classes().has(sizeNamed(each.name));
  });
}

/** Whether a step whose shapes clash fails whatever these names are, and all that is defined by them. */
function failsAnyway(question: ShapeQuestion, relevant: readonly Definition[], all: readonly Expr[]): boolean {
  const { sides, view, sizes, fails } = question;
  const { names, facts, scope } = sizes.source;
  const wholes = new Set(guessesIn(question, all).map(({ name }) => occurrenceOf(name, names).whole));
  const open = [...[...wholes].map((whole) => ({ whole, indices: 0 })), ...openFamilies(all, relevant, names)];
  const others = otherReadings(sides, open, relevant, names, {
    isFixed: (name) => sizes.declared.has(name),
    isNoNumber: (name) => SHOWS_ENTRIES.has(facts.tensors.get(tensorKey(name)) ?? ""),
  });
  // What says nothing of a derivative may be a second meaning of its name, of which other values prove nothing.
  const isOfDerivative = postorder(...sides).some((node) => node.kind === "derivative" || isOp(node, "gradient"));
  const most = isOfDerivative ? MOST_OTHER_READINGS : 0;
  const isSettled = others !== undefined && others.length <= most && !scope.unsettledAt(freeSymbols(...sides), view);
  return isSettled && others.every((each) => fails(each));
}

/** Whether a step with two vectors side by side fails whichever product of them is meant. */
function failsTurned({ sides, sizes, fails }: ShapeQuestion): boolean {
  const { names } = sizes.source;
  const isPair = (args: readonly Expr[], at: number): boolean =>
    [at, at + 1].every((each) => args[each] !== undefined && rankOf(args[each], names) === 1);
  const placesIn = ({ args }: ApplyExpr): number[] => args.flatMap((_, at) => (isPair(args, at) ? [at] : []));
  const products = postorder(...sides).filter((node) => isOp(node, "mul"));
  const [[node, at] = [], ...others] = products.flatMap((each) => placesIn(each).map((place) => [each, place] as const));
  if (!node || at === undefined || others.length > 0) return false;
  const [x, y] = node.args.slice(at, at + 2) as [Expr, Expr];
  return PRODUCTS.every((product) => {
    const meant = withArgs(node, node.args.toSpliced(at, 2, ...product(x, y)));
    return fails(names, sides.map((side) => substitute(side, new Map([[node, meant]]))) as [Expr, Expr]);
  });
}

/** What x y of two vectors may be short for. */
const PRODUCTS: readonly ((x: Expr, y: Expr) => readonly Expr[])[] = [
  (x, y) => [apply("transpose", [x]), y],
  (x, y) => [x, apply("transpose", [y])],
  (x, y) => [apply("hadamard", [x, y])],
];

/** h of h_t, which may be a vector for every t, and nothing says whether it is. */
function openFamilies(all: readonly Expr[], relevant: readonly Definition[], names: TensorNames): OpenName[] {
  const defined = new Set(relevant.map(({ name }) => occurrenceOf(name, names).whole));
  const found = freeSymbols(...all).flatMap(({ name }) => {
    const { whole, indices } = occurrenceOf(name, names);
    const isOpen = indices.length > 0 && names.rankOf(whole) !== indices.length && names.innerRank(whole, indices.length) === 0;
    return isOpen && !defined.has(whole) ? [[whole, { whole, indices: indices.length }] as const] : [];
  });
  return [...new Map(found).values()];
}

/** Whether a name stands nowhere else, and nothing is said of it. */
function isUnknown(of: SymbolExpr, { view, sizes }: ShapeQuestion): boolean {
  const { names, scope, facts } = sizes.source;
  const { name } = of;
  const { whole } = occurrenceOf(name, names);
  const isSaid = scope.isDefined(name, view) || scope.isInSomeDefinition(of) || facts.roots.includes(of) || sizes.declared.has(whole);
  // X of which the page has the columns x^{(i)} as well.
  const hasLines = [...facts.occurrences].some(([other]) => other !== name && occurrenceOf(other, names).whole === whole);
  if (isSaid || hasLines || names.isIndex(name) || names.isSize(name) || names.isOnes(whole)) return false;
  return (facts.occurrences.get(name) ?? 0) <= 1;
}

/** The clash in the letters of the text rather than in numbers. */
function clashInLetters({ sides, sizes }: ShapeQuestion): string | undefined {
  try {
    new ShapeInference(sizes.source.names, sizes.classes().copy()).equate(...sides);
  } catch (error) {
    if (error instanceof ShapeClash) return error.message;
    if (!(error instanceof UnknownShape)) throw error;
  }
  return undefined;
}
