/** "In general, …", "for any $x$", "for a general matrix $A$": words that take back cases told before, all of them or those of a name. */
import { headOf } from "../elaborate/script.ts";
import type { Formula } from "./formula.ts";
import { inSentence } from "./hedge.ts";

export interface General {
  /** The first formula that it is said of, and the last one of its sentence. */
  readonly index: number;
  readonly until: number;
  /** The first formula of its sentence. */
  readonly from: number;
  /** The name that may be anything; undefined where all may. */
  readonly about: string | undefined;
}

/** Add a language by adding words. */
const IN_GENERAL =
  /\b(?:in general|in (?:either|both|all|every) cases?|in any (?:case|event)|whatever the case|without (?:this|that|the|any) (?:assumption|condition|restriction|symmetry)\p{L}*|drop(?:ping)? (?:this|that|the) (?:assumption|condition)|im Allgemeinen|en général|en general)\b|일반적으로|一般に|一般(?:地|情况下|来说)/iu;
const ANY = new RegExp(
  [
    "\\b(?:(?:for|at) (?:(?:all|any|every|each|an arbitrary|arbitrary|a general|general)(?: possible| values? of| real| choice of| value of| square| non-?symmetric)*(?: (?:numbers?|reals?|matri(?:x|ces)|vectors?|points?|inputs?|values?))?)|whatever|regardless of|restoring|reinstating|re-?introducing|für (?:alle|jedes|beliebige)|pour tout|para todo)\\s*$",
    "(?:모든|임의의|일반적인)(?:\\s*(?:실수|행렬|벡터))?\\s*$",
    "(?:任意の|すべての|全ての|一般の)(?:実数|行列|ベクトル)?\\s*$",
    "(?:对任意|对于任意|对所有|对于所有|任意|一般)(?:的)?(?:实数|矩阵|向量)?\\s*$",
  ].join("|"),
  "iu",
);

/** The places where the words do so. */
export function saidInGeneral(formulas: readonly Formula[]): General[] {
  return formulas.flatMap((formula, index) => {
    const words = lastSentence(formula.before);
    const about = ANY.test(words) ? nameAlone(formula) : undefined;
    if (about === undefined && !IN_GENERAL.test(words)) return [];
    const sentence = inSentence(formulas, index);
    const [from, until] = [sentence[0] ?? index, sentence.at(-1) ?? index];
    // "f' = 2x for all $x$" is said of what stands before it.
    const isBehind = about !== undefined && index > from && !/[,;，；、]/u.test(words);
    return [{ index: isBehind ? index - 1 : index, until, from, about }];
  });
}

/** x, and x of x ∈ ℝ. */
function nameAlone({ chain, display }: Formula): string | undefined {
  const isAlone = !display && chain?.links.every(({ relation }) => relation === "∈");
  return isAlone && chain?.first ? headOf(chain.first)?.name : undefined;
}

const lastSentence = (text: string): string => /[^.!?。！？]*[^\s.!?。！？][^.!?。！？]*$/u.exec(text)?.[0] ?? "";
