/** From where on a page what is assumed holds: "where $a > 0$" is said of what stands above it, "Let $a > 0$" of what follows. */
import type { Formula } from "./formula.ts";
import { inSentence } from "./hedge.ts";

/** Begins a sentence that says something of the formulas before it, in any of the languages; a small letter goes on with them. */
const OF_WHAT_IS_ABOVE =
  /^\W*(?:(?:[Ww]here|[Hh]ere|[Nn]ote|[Rr]ecall|[Hh]ier|[Ww]obei|[Dd]abei|[Oo]ù|[Ii]ci|[Dd]onde|[Aa]quí|with|for|provided|assuming|as|since|because|mit|avec|con)(?!\p{Script=Latin})|여기서|단|다만|이때|ここで|ただし|なお|其中|这里|此处)/u;
const THROUGHOUT =
  /\b(?:throughout|everywhere|above|always|all (?:of )?(?:this|these|formulas)|so far)\b|전체|항상|언제나|위의|常に|つねに|以上|始终|总是|上述/iu;

/** Begins a sentence that speaks of a case: "For a linear model with $|r| < δ$, …". */
const OF_A_CASE = /^\W*(?:[Ff]or|[Ii]f|[Ww]hen(?:ever)?|Where|[Ii]n|[Aa]t|[Oo]n(?:ce)?|[Ss]uppose)\s/u;

/** The first formula that what a formula assumes is said of; undefined where that is the whole section. */
export function toldSince(formulas: readonly Formula[], { index }: Formula): number | undefined {
  const { from, words } = opening(formulas, index);
  const isOfAll = OF_WHAT_IS_ABOVE.test(words) || THROUGHOUT.test(words) || THROUGHOUT.test(formulas[index]?.before ?? "");
  return isOfAll || THROUGHOUT.test(formulas[index]?.after ?? "") ? undefined : from;
}

/** Whether the sentence of a formula speaks of a case. */
export function isOfCase(formulas: readonly Formula[], { index }: Formula): boolean {
  return OF_A_CASE.test(opening(formulas, index).words);
}

/** The first formula of a sentence, and the words that lead to it. */
function opening(formulas: readonly Formula[], at: number): { readonly from: number; readonly words: string } {
  // The formulas of one display have the same words before them.
  let first = at;
  while (first > 0 && formulas[first - 1]?.block === formulas[at]?.block) first--;
  const [begin = first] = inSentence(formulas, first);
  // A capital behind a displayed formula begins a sentence, too, and so does a formula in the text with nothing between.
  const isBegun = (i: number): boolean =>
    formulas[i - 1]?.display === true && (formulas[i]?.display ? /^\W*\p{Lu}/u : /^\W*(?:\p{Lu}|$)/u).test(formulas[i]?.before ?? "");
  let from = first;
  while (from > begin && !isBegun(from)) from--;
  const words = /[^.!?。！？\n]*(?:\n(?!\s*\n)[^.!?。！？\n]*)*$/u.exec(formulas[from]?.before ?? "")?.[0] ?? "";
  return { from, words };
}
