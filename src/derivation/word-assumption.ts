/** What the words say of a vector or matrix: one-hot, sums to one, symmetric. */
import { headOf } from "../elaborate/script.ts";
import { type Expr, binder, eq, one, symbol } from "../expression/expr.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import { occurrenceOf } from "../tensor/entry.ts";
import type { TensorNames } from "../tensor/infer.ts";
import type { Formula, Section } from "./formula.ts";

export interface WordAssumption {
  readonly index: number;
  readonly section: Section;
  readonly kind: "sums-to-one" | "one-hot" | "symmetric";
  /** The vector, matrix or family that it is said of, and how many indices its entries have. */
  readonly name: string;
  readonly rank: number;
}

export interface WordAssumptions {
  readonly found: readonly WordAssumption[];
  /** Words that constrain something, but nobody knows what, or how: nothing is refuted beside them. */
  readonly unclear: readonly string[];
}

const PHRASES: readonly (readonly [kind: WordAssumption["kind"], words: RegExp])[] = [
  ["one-hot", /one-?\s?hot|원-?\s?핫|ワンホット|独热/i],
  ["sums-to-one", /sums? (?:up )?to (?:one|1)|합이\s*1|和が\s*1|和为\s*1/i],
  ["symmetric", /(?<!not |n't |not \*|not \*\*)\bsymmetric|대칭|対称|对称/i],
];
/** "is *not* assumed symmetric", "(one-hot, for instance)" say nothing. */
const DENIED = /\bnot\b[^.;,$]{0,24}symmetric|\(one-?hot[^)]*for (?:instance|example)\)|대칭(?:이|은)?\s*아니/i;
/** "a one-hot target $t$", "symmetric $A$": it is said of what comes next. */
const BESIDE = /^[\s-]*(?:encoded\s+)?(?:(?:row\s+)?vectors?|matri(?:x|ces)|targets?|labels?|벡터|행렬|라벨|타깃|인)?\s*$/i;
const ENDS = /^[\s,.:]*$/;
/** Constraints that have no form here. */
const OTHERS =
  /orthogonal|orthonormal|idempotent|unit (?:norm|length|vector)|normali[sz]ed to|positive (?:semi-?)?definite|diagonal matri|stochastic|직교|단위 벡터|정규 ?직교|直交|正交/i;

const OUTSIDE = /^\s*(?:outside|otherwise|elsewhere|for (?:all )?(?:other|indices outside)|밖|범위\s*밖|그\s*밖|以外|の外|之外|其他)/i;

/** "g_i = 0 outside 1, …, M": entries beyond the range are zero. The name as written, with its index. */
export function zeroOutside({ chain, after, display }: Formula): string | undefined {
  const [link, ...more] = chain?.links ?? [];
  const isZero = link?.relation === "=" && link.right.kind === "number" && /^0+$/.test(link.right.text);
  return chain?.first && isZero && more.length === 0 && !display && OUTSIDE.test(after) ? headOf(chain.first)?.name : undefined;
}

export function wordAssumptions(formulas: readonly Formula[], names: TensorNames): WordAssumptions {
  const found: WordAssumption[] = [];
  const unclear: string[] = [];
  for (const [i, formula] of formulas.entries()) {
    for (const text of i === 0 ? [formula.before, formula.after] : [formula.after]) {
      const words = text.replace(DENIED, " ");
      const other = OTHERS.exec(words);
      if (other) unclear.push(other[0]);
      for (const [kind, pattern] of PHRASES) {
        const phrase = pattern.exec(words);
        if (!phrase) continue;
        const rest = words.slice(phrase.index + phrase[0].length);
        const next = formulas[i + (text === formula.before ? 0 : 1)];
        const ahead = BESIDE.test(rest) && next ? subjectAt(next, names) : undefined;
        const subject = ahead ?? (text === formula.before ? undefined : subjectBefore(formulas, i, words.slice(0, phrase.index), names));
        if (subject) found.push({ index: formula.index, section: formula.section, kind, ...subject });
        // "… sum to one," and then the formula that says so.
        else if (!(formulas[i + (text === formula.before ? 0 : 1)]?.display && ENDS.test(words.slice(phrase.index + phrase[0].length))))
          unclear.push(phrase[0]);
      }
    }
  }
  // What is said of something by name is what it was said of before, too.
  const attached = new Set(found.map(({ kind }) => kind));
  return { found, unclear: unclear.filter((words) => !PHRASES.some(([kind, pattern]) => attached.has(kind) && pattern.test(words))) };
}

/** The vector or matrix of the same sentence that stands last before the words. */
function subjectBefore(
  formulas: readonly Formula[],
  at: number,
  between: string,
  names: TensorNames,
): { readonly name: string; readonly rank: number } | undefined {
  if (/[.!?。;]\s/.test(between)) return undefined;
  for (let i = at; i >= Math.max(0, at - 3); i--) {
    const formula = formulas[i] as Formula;
    if (i < at && /[.!?。;]\s/.test(formula.after)) return undefined;
    const found = formula.chain?.links.length === 0 ? subjectAt(formula, names) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** The vector or matrix that a formula begins with, by itself or with where it is from. */
function subjectAt({ chain, display }: Formula, names: TensorNames): { readonly name: string; readonly rank: number } | undefined {
  const isAlone = !display && (chain?.links.length === 0 || chain?.links[0]?.relation === "∈");
  const head = isAlone && chain?.first ? headOf(chain.first) : undefined;
  if (!head) return undefined;
  const { whole, indices } = occurrenceOf(head.name, names);
  const rank = indices.length || (names.rankOf(whole) ?? 0) || [1, 2].find((r) => names.isFamily(whole, r)) || 0;
  return rank > 0 ? { name: whole, rank } : undefined;
}

/** What sums to one, in index notation; nothing for what is said otherwise. */
export function conditionInWords({ kind, name, rank }: WordAssumption): Expr[] {
  const { base, sub, label } = nameParts(name);
  if (kind === "symmetric" || sub !== "" || rank > 2) return [];
  const [free, bound] = ["i", "j"];
  const entry = symbol(nameOf({ base, sub: rank === 1 ? (bound as string) : `${free}${bound}`, label }));
  return [eq(binder("sum", symbol(bound as string), undefined, entry), one)];
}
