/** "Let $a$ be positive", "for negative $x$", "양수 $a$에 대하여", "对于正数 $a$": signs of names that the words tell and no formula. */
import { type Expr, le, lt, number, one, symbol, zero } from "../expression/expr.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import type { Formula } from "./formula.ts";
import { inSentence } from "./hedge.ts";
import type { Assumption } from "./assumption.ts";
import type { Definition } from "./definition.ts";
import { COMPARED, SPREAD, type Sign, UNIT, WITHIN, WORDINGS } from "./sign-wording.ts";
import { LONGEST_CASE, isOfCaseInWords } from "./value-in-cases.ts";
import { toldSince } from "./told-since.ts";

const CONDITIONS: Readonly<Record<Sign, (of: Expr) => Expr>> = {
  positive: (of) => lt(zero, of),
  negative: (of) => lt(of, zero),
  nonnegative: (of) => le(zero, of),
  nonpositive: (of) => le(of, zero),
};
const isSpread = (of: Expr): Expr[] => [CONDITIONS.nonnegative(of)];
const inUnit = (of: Expr): Expr[] => [le(zero, of), le(of, one)];

const IN_A_CASE =
  /\b(?:if|when(?:ever)?|once|as long as|in case|suppose|because|since|given that|assuming|provided|for|at|für|pour|para|wenn|falls|weil|si|puisque)\b[^.,;:]*$|(?:当|若|如果|对于?|對於?)[^。，]*$/iu;
const CASE_BEHIND = /^[^.,。、]{0,14}?(?:이면|일\s?때|라면|인\s?경우|なら|のとき|の場合|时|時)/u;
const TAKEN_BACK = /\b(?:unless|whether|even if|even when|not|without)\b[^.,;]{0,20}$/iu;
/** "The derivative by $x$ is positive" says nothing of x, and "the entries of $x$ are positive" does. */
const OF_ANOTHER =
  /(?<!\b(?:entries|entry|components?|elements?|coordinates?|values?|sign|all|each|any|both) )\b(?:of|to|by|in|on|at|over|from|than|through|along|around|near)\s*$/iu;
const JOINED = /^\s*(?:,?\s*and|와|과|및|그리고|和|与|及|と)\s*$/iu;
const LISTED = /^\s*[,、]\s*$/u;
/** Words that are said of all in a list: of "for all $x$, $f(x)$ is positive" they are not. */
const OF_SEVERAL = /^\s*(?:are|be|remain|stay)\b|모두|둘 다|均|都|ともに|すべて/iu;
const PLURAL = /s\s*$|[^\p{Script=Latin}\s]\s*$/u;

/** A formula, and what it is where it has no relation. */
export interface Mentioned {
  readonly formula: Formula;
  readonly value: Expr | undefined;
}

/** The conditions, each with the place where the words say it. */
export function signsInWords(mentioned: readonly Mentioned[], definitions: readonly Definition[]): Assumption[] {
  const formulas = mentioned.map(({ formula }) => formula);
  const defined = new Set(definitions.map(({ name }) => familyOf(name)));
  const argument = argumentOf(definitions);
  return mentioned.flatMap(({ formula }, at) => {
    const found = [...signsAround(mentioned, at), ...comparedAt(mentioned, at)].flatMap(({ conditions, values, isOfCase }) =>
      values.flatMap((value) => {
        // What is made of other names has the sign that follows from them, but in a case that is told.
        if (!isOfCase && (value.kind !== "symbol" || defined.has(familyOf(value.name)))) return [];
        return conditions(value).map((condition) => said(formulas, formula, condition, isOfCase));
      }),
    );
    // "When it is positive, $m$ is 1" has said what holds there.
    const ofIt = formula.chain?.links.length === 0 ? undefined : WORDINGS.find((wording) => wording.ofIt.test(formula.before));
    const it = ofIt && toldBefore(mentioned, at);
    const { index, section } = formula;
    if (it) found.push({ index, section, condition: CONDITIONS[ofIt.sign](it), local: true, behind: false, inWords: true, since: index });
    const ofInput = argument && WORDINGS.find((wording) => wording.ofInput.test(lastSentence(formula.before)));
    return ofInput ? [...found, { ...said(formulas, formula, CONDITIONS[ofInput.sign](argument), true), behind: false }] : found;
  });
}

/** The name in the sentence before a formula that the words have told a sign of. */
function toldBefore(mentioned: readonly Mentioned[], at: number): Expr | undefined {
  const sentence = inSentence(
    mentioned.map(({ formula }) => formula),
    at,
  ).filter((index) => index < at);
  const told = sentence.findLast((index) => {
    const { formula, value } = mentioned[index] as Mentioned;
    return value?.kind === "symbol" && WORDINGS.some(({ ahead, behind }) => ahead.test(formula.before) || behind.test(formula.after));
  });
  return told === undefined ? undefined : mentioned[told]?.value;
}

function said(formulas: readonly Formula[], formula: Formula, condition: Expr, isOfCase: boolean): Assumption {
  const { index, section } = formula;
  const [from = index] = inSentence(formulas, index);
  // "so for positive $x$ it is …" goes on to what it is said of.
  const goesOn = /^\s+(?!(?:and|or|but|while|whereas|too|only|und|et|y)\b)\p{Ll}/u.test(formula.after);
  const isBehind = isOfCase && !goesOn && formulas.slice(from, index).some(({ chain }) => (chain?.links.length ?? 0) > 0);
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
  readonly conditions: (of: Expr) => readonly Expr[];
  readonly values: readonly Expr[];
  readonly isOfCase: boolean;
}

/** What the words before and behind a formula say of it, and of those that are listed with it. */
function* signsAround(mentioned: readonly Mentioned[], at: number): Generator<Signed> {
  const { formula, value } = mentioned[at] as Mentioned;
  if (!value || formula.display) return;
  // "1 if $z$ is positive, 0 otherwise"
  if (
    isOfCaseInWords(
      mentioned.slice(at, at + LONGEST_CASE).map((each) => each.formula),
      0,
    )
  )
    return;
  const wordings = WORDINGS.map((each) => ({ ...each, conditions: (of: Expr) => [CONDITIONS[each.sign](of)] }));
  for (const { conditions, ahead, behind } of [...wordings, { ...UNIT, conditions: inUnit }, { ...SPREAD, conditions: isSpread }]) {
    const previous = mentioned[at - 1]?.formula;
    const isFirst = previous?.block !== formula.block;
    // "for positive $a$ and negative $b$", but not "the positive $p$ and negative $n$" of a triplet.
    const isNext =
      previous !== undefined && /^\s*and\s/iu.test(formula.before) && WORDINGS.some((each) => each.ahead.test(previous.before));
    const words = isNext ? formula.before.replace(/^\s*and\s/iu, "for ") : formula.before;
    if (isFirst && ahead.test(words) && !TAKEN_BACK.test(words))
      yield { conditions, values: [value, ...listed(mentioned, at, 1, PLURAL.test(words))], isOfCase: IN_A_CASE.test(words) };
    if (!behind.test(formula.after)) continue;
    const before = OF_SEVERAL.test(formula.after) ? listed(mentioned, at, -1, true) : [];
    const first = mentioned[at - before.length]?.formula.before ?? "";
    const isOfCase = IN_A_CASE.test(first) || CASE_BEHIND.test(formula.after);
    if (!TAKEN_BACK.test(first) && !OF_ANOTHER.test(first)) yield { conditions, values: [...before, value], isOfCase };
  }
}

/** What lies in "(0, 1]", as a page writes it. */
function boundsIn(source: string): (of: Expr) => Expr[] {
  const [, open, low, high, close] = /^([([])\s*(-?\d+)\s*,\s*(-?\d+)\s*([)\]])$/u.exec(source.trim()) ?? [];
  if (low === undefined || high === undefined) return () => [];
  const [from, to] = [open === "(" ? lt : le, close === ")" ? lt : le];
  return (of) => [from(number(Number(low)), of), to(of, number(Number(high)))];
}

/** "$x$ is greater than $k$", "$p$ is between $0$ and $1$". */
function* comparedAt(mentioned: readonly Mentioned[], at: number): Generator<Signed> {
  const [first, second, third] = mentioned.slice(at, at + 3);
  if (first?.value && second && WITHIN.test(second.formula.before) && !TAKEN_BACK.test(first.formula.before)) {
    const conditions = boundsIn(second.formula.source);
    yield { conditions, values: [first.value], isOfCase: IN_A_CASE.test(first.formula.before) };
  }
  if (!first?.value || !second?.value || first.formula.display || second.formula.display) return;
  const kind = COMPARED.find(([, words]) => words.test(second.formula.before))?.[0];
  const isOfCase = IN_A_CASE.test(first.formula.before);
  if (kind === undefined || TAKEN_BACK.test(first.formula.before) || OF_ANOTHER.test(first.formula.before)) return;
  const [value, other] = [first.value, second.value];
  const high = kind === "between" && third && JOINED.test(third.formula.before) ? third.value : undefined;
  if (kind === "between" && !high) return;
  const bounds = {
    above: [lt(other, value)],
    below: [lt(value, other)],
    from: [le(other, value)],
    to: [le(value, other)],
  };
  yield { conditions: () => (kind === "between" ? [le(other, value), le(value, high as Expr)] : bounds[kind]), values: [value], isOfCase };
}

/** a of "$a$ and $b$ are positive", b of "for positive $a$ and $b$"; with commas, too, in a list of several. */
function listed(mentioned: readonly Mentioned[], at: number, step: 1 | -1, isList: boolean): Expr[] {
  const found: Expr[] = [];
  for (let k = at + step; mentioned[k]; k += step) {
    const { formula, value } = mentioned[k] as Mentioned;
    const later = (step === 1 ? formula : mentioned[k + 1]?.formula) as Formula;
    const isJoined =
      later.block === mentioned[k + (step === 1 ? -1 : 1)]?.formula.block ||
      JOINED.test(later.before) ||
      (isList && LISTED.test(later.before));
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

/** r of r_i and r_j. */
const familyOf = (name: string): string => nameOf({ ...nameParts(name), sub: nameParts(name).sub === "" ? "" : "·" });

const lastSentence = (text: string): string => /[^.!?。！？]*$/u.exec(text)?.[0] ?? "";
