/** "Let $a$ be positive", "for negative $x$", "양수 $a$에 대하여", "对于正数 $a$": signs of names that the words tell and no formula. */
import { type Expr, le, lt, symbol, zero } from "../expression/expr.ts";
import type { Formula } from "./formula.ts";
import { inSentence } from "./hedge.ts";
import type { Assumption, Definition } from "./scope.ts";
import { type Sign, WORDINGS } from "./sign-wording.ts";
import { toldSince } from "./told-since.ts";

const CONDITIONS: Readonly<Record<Sign, (of: Expr) => Expr>> = {
  positive: (of) => lt(zero, of),
  negative: (of) => lt(of, zero),
  nonnegative: (of) => le(zero, of),
};

const IN_A_CASE = /\b(?:if|when(?:ever)?|once|as long as|in case|for|at)\b[^.,;:]*$|(?:当|若|如果|对于?|對於?)[^。，]*$/iu;
const CASE_BEHIND = /^[^.,。、]{0,14}?(?:이면|일\s?때|라면|인\s?경우|なら|のとき|の場合|时|時)/u;
const TAKEN_BACK = /\b(?:unless|whether|even if|even when|not|without)\b[^.,;]{0,20}$/iu;
/** "The derivative by $x$ is positive" says nothing of x, and "the entries of $x$ are positive" does. */
const OF_ANOTHER = /(?<!\b(?:entries|elements|sign|all|each) )\b(?:of|to|by|in|on|at|over|from|than|through)\s*$/iu;
/** Words that are said of all in a list: of "for all $x$, $f(x)$ is positive" they are not. */
const OF_SEVERAL = /^\s*(?:are|be|remain|stay)\b|모두|둘 다|均|都|ともに|すべて/iu;
const JOINED = /^\s*(?:,?\s*and|와|과|및|그리고|和|与|及|と)\s*$/iu;

/** A formula, and what it is where it has no relation. */
export interface Mentioned {
  readonly formula: Formula;
  readonly value: Expr | undefined;
}

/** The conditions, each with the place where the words say it. */
export function signsInWords(mentioned: readonly Mentioned[], definitions: readonly Definition[]): Assumption[] {
  const formulas = mentioned.map(({ formula }) => formula);
  const defined = new Set(definitions.map(({ name }) => name));
  const argument = argumentOf(definitions);
  return mentioned.flatMap(({ formula }, at) => {
    const found = [...signsAround(mentioned, at)].flatMap(({ sign, values, isOfCase }) =>
      values.flatMap((value) => {
        // What is made of other names has the sign that follows from them, but in a case that is told.
        if (!isOfCase && (value.kind !== "symbol" || defined.has(value.name))) return [];
        return [said(formulas, formula, CONDITIONS[sign](value), isOfCase)];
      }),
    );
    const ofInput = argument && WORDINGS.find((wording) => wording.ofInput.test(lastSentence(formula.before)));
    return ofInput ? [...found, { ...said(formulas, formula, CONDITIONS[ofInput.sign](argument), true), behind: false }] : found;
  });
}

function said(formulas: readonly Formula[], formula: Formula, condition: Expr, isOfCase: boolean): Assumption {
  const { index, section } = formula;
  const [from = index] = inSentence(formulas, index);
  const isBehind = isOfCase && formulas.slice(from, index).some(({ chain }) => (chain?.links.length ?? 0) > 0);
  return {
    index,
    section,
    condition,
    local: isOfCase,
    behind: isBehind,
    inWords: true,
    since: isOfCase ? from : toldSince(formulas, formula),
  };
}

interface Signed {
  readonly sign: Sign;
  readonly values: readonly Expr[];
  readonly isOfCase: boolean;
}

/** What the words before and behind a formula say of it, and of those that are listed with it. */
function* signsAround(mentioned: readonly Mentioned[], at: number): Generator<Signed> {
  const { formula, value } = mentioned[at] as Mentioned;
  if (!value || formula.display) return;
  for (const { sign, ahead, behind } of WORDINGS) {
    const isFirst = mentioned[at - 1]?.formula.block !== formula.block;
    if (isFirst && ahead.test(formula.before) && !TAKEN_BACK.test(formula.before))
      yield { sign, values: [value, ...listed(mentioned, at, 1)], isOfCase: IN_A_CASE.test(formula.before) };
    if (!behind.test(formula.after)) continue;
    const before = OF_SEVERAL.test(formula.after) ? listed(mentioned, at, -1) : [];
    const first = mentioned[at - before.length]?.formula.before ?? "";
    const isOfCase = IN_A_CASE.test(first) || CASE_BEHIND.test(formula.after);
    if (!TAKEN_BACK.test(first) && !OF_ANOTHER.test(first)) yield { sign, values: [...before, value], isOfCase };
  }
}

/** a of "$a$ and $b$ are positive", b of "for positive $a$ and $b$". */
function listed(mentioned: readonly Mentioned[], at: number, step: 1 | -1): Expr[] {
  const found: Expr[] = [];
  for (let k = at + step; mentioned[k]; k += step) {
    const { formula, value } = mentioned[k] as Mentioned;
    const later = (step === 1 ? formula : mentioned[k + 1]?.formula) as Formula;
    const isJoined = later.block === mentioned[k + (step === 1 ? -1 : 1)]?.formula.block || JOINED.test(later.before);
    if (!isJoined || !value || formula.display) break;
    found.push(value);
  }
  return found;
}

/** x of the functions of a page that are all of x. */
function argumentOf(definitions: readonly Definition[]): Expr | undefined {
  const letters = new Set(
    definitions.flatMap(({ parameters }) => (parameters ? [parameters.map(({ name }) => name.replace(/‹.*$/u, "")).join()] : [])),
  );
  const [only, ...others] = letters;
  return only !== undefined && others.length === 0 && !only.includes(",") ? symbol(only) : undefined;
}

const lastSentence = (text: string): string => /[^.!?。！？]*$/u.exec(text)?.[0] ?? "";
