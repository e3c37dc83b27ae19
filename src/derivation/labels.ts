/**
 * What a page says of its names by the way it writes them, settled over the whole page before any formula is read: a table of
 * passes, each of which finds something and then writes every formula with it.
 */
import type { ChainSyntax } from "../syntax/tree.ts";
import { applyFunctionsWithEntries, functionsWithEntries } from "./component-function.ts";
import { applyComposition, functionsApplied } from "./composition.ts";
import { adjointBars, applyAdjointBars } from "./adjoint-bar.ts";
import { applyMarks, marksIn } from "./adjoint-mark.ts";
import { appliedQuantities, applyQuantities } from "./applied-quantity.ts";
import { applyDerivativeNames, functionParameters } from "./derivative-name.ts";
import { type Count, applyCounts, countsIn } from "./count-name.ts";
import { applyBold, entriesOfBold } from "./bold-entries.ts";
import { applyDiagonals, diagonalLetters } from "./diagonal-entries.ts";
import { applyExamples, exampleLetters } from "./example-letters.ts";
import { addedConstants, applyAddedConstants } from "./added-constants.ts";
import { applyFeatureMaps, featureMaps } from "./feature-map.ts";
import { applyDerivativeOperators, derivativeOperators } from "./derivative-operator.ts";
import { fixedLetters } from "./fixed-letters.ts";
import { applyPlainOnes, transposesOne } from "./plain-ones.ts";
import { applyFunctionIdentity, usageOfOthers } from "./function-identity.ts";
import { applyIndexArguments, indexedByArgument } from "./index-argument.ts";
import { applyIndexSet, indexSetOf } from "./index-set.ts";
import { applyLabelLetters, labelLetters } from "./label-letters.ts";
import { applySumScope } from "./sum-scope.ts";
import { agreesOnSums, applySums } from "./summation-convention.ts";
import { applySubscriptLayers, subscriptLayers } from "./layer-subscript.ts";
import { type Lines, applyLines, linesIn } from "./matrix-line.ts";
import { namesToldByLetter } from "./letter-families.ts";
import { applyOneExample, oneExample } from "./one-example.ts";
import { applyOwnFunctions, ownFunctions } from "./own-function.ts";
import { applyOwnValues } from "./own-value.ts";

import { applySoftmaxAxis, softmaxAxis } from "./softmax-axis.ts";
import { applyUpdates, updatesIn } from "./current-step.ts";
import { applyGradientVariables, gradientVariables } from "./gradient-variable.ts";
import { applyPrimedBrackets, bracketsPrimed } from "./primed-brackets.ts";
import { applyPrimedIndices, primedIndices } from "./primed-index.ts";
import { applyEntrywiseStars, isStarEntrywise } from "./star-product.ts";
import { applySquareNames, squaresDifferentiatedBy } from "./square-name.ts";
import { applySquaredArguments, squaredArguments } from "./squared-argument.ts";
import { applySubscriptDerivatives } from "./subscript-derivative.ts";
import { applyNamesRaised, applySuperscriptLetters, namesRaised, superscriptLetters } from "./superscript-letters.ts";
import { applyNumberedLayers, applySuperscripts, namesOfNumberedLayers, superscriptsIn } from "./superscript.ts";
import { applyLetters } from "./told-letters.ts";
import { type UnsaidFunction, applyUnsaidArguments, unsaidArguments } from "./unsaid-argument.ts";

/** Writes a formula with what was found; changes the tree in place. */
type Writing = (chain: ChainSyntax) => void;
type Pass = (chains: readonly ChainSyntax[], prose: string) => Writing;

/** What a page's way of writing says. */
export interface Labels {
  readonly writings: readonly Writing[];
  /** Names whose letter is part of them, δ_k beside δ_j, with the letters. */
  readonly told: ReadonlyMap<string, string>;
  /** Letters of the entries of bold names, with those names. */
  readonly bold: ReadonlyMap<string, string>;
  /** Letters in subscripts that stand for one thing throughout. */
  readonly fixed: ReadonlySet<string>;
  /** Matrices whose rows or columns are written with a colon. */
  readonly lines: Lines;
  /** Names for how many terms sums have. */
  readonly counts: readonly Count[];
  /** Functions that nothing is said of. */
  readonly unsaid: ReadonlyMap<string, UnsaidFunction>;
}

const pass =
  <T>(find: (chains: readonly ChainSyntax[], prose: string) => T, apply: (chain: ChainSyntax, found: T) => void): Pass =>
  (chains, prose) => {
    const found = find(chains, prose);
    return (chain) => apply(chain, found);
  };

/** The passes of a row see the page as the rows before have written it. */
const PASSES: readonly (readonly Pass[])[] = [
  [() => applySumScope],
  [
    pass(agreesOnSums, applySums),
    pass(transposesOne, applyPlainOnes),
    pass(addedConstants, applyAddedConstants),
    pass(softmaxAxis, applySoftmaxAxis),
    pass(functionsApplied, applyComposition),
  ],
  [pass(updatesIn, applyUpdates)],
  [pass(gradientVariables, applyGradientVariables)],
  [pass(bracketsPrimed, applyPrimedBrackets), pass(featureMaps, applyFeatureMaps)],
  [pass(diagonalLetters, applyDiagonals), pass(appliedQuantities, applyQuantities)],
  [pass(oneExample, applyOneExample), pass(isStarEntrywise, applyEntrywiseStars)],
  [pass(labelLetters, applyLabelLetters), pass(superscriptLetters, applySuperscriptLetters), pass(namesRaised, applyNamesRaised)],
  [pass(subscriptLayers, applySubscriptLayers)],
  [pass(namesOfNumberedLayers, applyNumberedLayers)],
  [pass(squaresDifferentiatedBy, applySquareNames), pass(derivativeOperators, applyDerivativeOperators)],
  [
    () => applySubscriptDerivatives,
    pass(functionParameters, applyDerivativeNames),
    pass(squaredArguments, applySquaredArguments),
    pass(indexSetOf, applyIndexSet),
    pass(primedIndices, applyPrimedIndices),
  ],
  [pass(usageOfOthers, applyFunctionIdentity)],
  [() => applyOwnValues],
  [pass(adjointBars, applyAdjointBars)],
  [pass(ownFunctions, applyOwnFunctions)],
  [pass(functionsWithEntries, applyFunctionsWithEntries)],
  [pass(indexedByArgument, applyIndexArguments)],
];

/** Finds what the page says, and writes its formulas with it: the trees are changed in place. */
export function labelsIn(chains: readonly ChainSyntax[], prose: string): Labels {
  const [counts, lines] = [countsIn(chains), linesIn(chains)];
  const first = [
    ...written([pass(() => counts, applyCounts), pass(() => lines, applyLines)], chains, prose),
    ...PASSES.flatMap((row) => written(row, chains, prose)),
  ];
  const unsaid = unsaidArguments(chains);
  const before = [...first, ...written([pass(() => unsaid, applyUnsaidArguments)], chains, prose)];
  const [told, bold] = [namesToldByLetter(chains), entriesOfBold(chains)];
  const fixed = told.size > 0 ? new Set<string>() : fixedLetters(chains);
  const names: readonly Pass[] = [
    pass(exampleLetters, applyExamples),
    pass(marksIn, applyMarks),
    pass(() => bold, applyBold),
    pass(() => told, applyLetters),
    pass(superscriptsIn, applySuperscripts),
  ];
  return { writings: [...before, ...written(names, chains, prose)], told, bold, fixed, unsaid, lines, counts: [...counts.values()] };
}

function written(row: readonly Pass[], chains: readonly ChainSyntax[], prose: string): Writing[] {
  const found = row.map((each) => each(chains, prose));
  for (const chain of chains) for (const write of found) write(chain);
  return found;
}

/** Writes one more formula, such as what somebody asks of the page. */
export function applyLabels(chain: ChainSyntax, { writings }: Labels): void {
  for (const write of writings) write(chain);
}
