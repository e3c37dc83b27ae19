/** "Let $v$ be $\sigma^2$", "denote $e^x$ by $u$": equations that the words say, written as v = σ². */
import { type Place, copyOf, equalTo, nameAlone } from "./gradient-in-words.ts";

/** Two formulas, one behind the other, with the words before, between and behind them. */
interface Wording {
  readonly isNameFirst: boolean;
  readonly before: RegExp;
  readonly between: RegExp;
  readonly behind: RegExp;
}

/** "The slope of $f$ is", "twice $x$ is" say nothing of what they stand beside; "in this section the variance $v$ is" does. */
const OF_ANOTHER =
  /\b(?:(?:of|to|by|in|on|at|over|from|than|through|along|around|near|per|between|for|with|respect|von|zu|nach|de|du|par)\s+(?:(?:the|an?|our|its|this|that|each|der|die|das|dem|la|le)\s+)?(?:(?!(?:the|an?|our|its)\b)\p{L}+[\s-]+)*|(?:twice|half|minus|plus|times|negative|no|not|(?:exactly|only|just|precisely) one(?: of the)?|only|einer?|genau ein(?:er|es)?)\s+)$/iu;
const ANY = /(?:)/u;
const ALONE = /^\s*(?:,?\s*(?:and|or|und|et|y)|[,、])\s*$/iu;
/** "$x$ is $n$-dimensional" and "$y$ is $1$ for cats" go on. */
const ENDS = /^\s*(?:$|[.,;:)]|(?:and|with|where|so|then|we|which|while)\b)/iu;
/** "$y$ is $0$ or $1$", "$x$ is $1$, $2$, …" */
const LISTED = /^\s*(?:,|,?\s*(?:and|or)|、)\s*$/iu;
/** "a vector in $\mathbb{R}^n$" is no value. */
const NOUNS =
  "(?:(?:the|an?|our|its|die|der|das|le|la|el)\\s+(?:(?!(?:in|of|from|on|over|to|by|for|with|aus|de|dans)\\b)\\p{L}+[\\s-]+){1,2})?";
const KO_CALLED = /^\s*(?:이?라고?|로|으로)\s*(?:하[자면고]|한다|할|두[자면고]|둔다|놓[자고는]|부르|쓰[자고면]|쓴다|적[자고는]|표기|정의)/u;
const JA_CALLED = /^\s*(?:と|で)\s*(?:お[くいき]|置|書|呼|す[るれ]|し(?:て|、)|定)/u;

const WORDINGS: readonly Wording[] = [
  {
    isNameFirst: true,
    before: ANY,
    between: new RegExp(
      `^\\s*(?:is|be|equals|denotes|is (?:simply |just )?(?:equal to|set to|defined (?:as|by|to be)|given by)|stands for|abbreviates|(?:(?:ist|sei) )?gleich|ist|(?:est )?égale? à|est|(?:es )?igual a)\\s+${NOUNS}$`,
      "iu",
    ),
    behind: ENDS,
  },
  { isNameFirst: true, before: /\b(?:writ(?:e|ing)|us(?:e|ing)|with|put)\s*$/iu, between: /^\s*(?:short )?for\s+$/iu, behind: ENDS },
  {
    isNameFirst: false,
    before: /\b(?:denot(?:e|ing)|call(?:ing)?|abbreviat(?:e|ing)|nam(?:e|ing)|writ(?:e|ing))\s+(?:the\s+(?:\p{L}+[\s-]+){1,2})?$/iu,
    between: /^\s*(?:(?:simply )?(?:by|as)\s+)?(?:the\s+(?:\p{L}+[\s-]+){1,2})?$/iu,
    behind: ANY,
  },
  { isNameFirst: true, before: ANY, between: /^\s*[을를]\s*$/u, behind: KO_CALLED },
  { isNameFirst: false, before: ANY, between: /^\s*[을를]\s*$/u, behind: KO_CALLED },
  { isNameFirst: true, before: ANY, between: /^\s*[은는]\s*$/u, behind: /^\s*(?:이다|이고|이며|[으]?로\s*정의)/u },
  { isNameFirst: true, before: ANY, between: /^\s*を\s*$/u, behind: JA_CALLED },
  { isNameFirst: false, before: ANY, between: /^\s*を\s*$/u, behind: JA_CALLED },
  {
    isNameFirst: true,
    before: /(?:^|[。、\n]|\p{Script=Han})\s*$/u,
    between: /^\s*は\s*$/u,
    behind: /^\s*(?:である|であり|と(?:する|し|定義)|で定義)/u,
  },
  {
    isNameFirst: true,
    before: /(?:令|记|設|设|其中|这里|，|。|^)\p{Script=Han}{0,4}\s*$/u,
    between: /^\s*(?:为|是|等于|定义为)\s*$/u,
    behind: /^\s*(?:$|[，。；,.])/u,
  },
  { isNameFirst: false, before: /(?:记|令|设)\s*$/u, between: /^\s*(?:为|作|记为|记作)\s*$/u, behind: ANY },
];

/**
 * Writes them in the place of the name, as if the author had: the value is no formula of its own then. A value that is a lone
 * name, a list or a shape is no such value.
 */
export function withDefinitionsSaid<T extends Place>(formulas: readonly T[]): T[] {
  const values = new Set<Place>();
  for (const [at, first] of formulas.entries()) {
    const [second, third] = formulas.slice(at + 1, at + 3);
    if (!second || first.display || second.display || values.has(first)) continue;
    const before = formulas[at - 1];
    // "the product of $a$ and $b$ is": of "where $p$ is $x$ and $q$ is $y$" each is said alone.
    if (OF_ANOTHER.test(first.before) || (ALONE.test(first.before) && !(before && values.has(before)))) continue;
    // One of several in a formula: "$k$ is $1, 2, 3$", "$x, y$ are".
    if ([before?.block, second.block].includes(first.block) || third?.block === second.block) continue;
    if (third && LISTED.test(second.after) && isValue(third, "")) continue;
    // What goes on with "= …" goes on with the value.
    if (third?.chain && !third.chain.first) continue;
    for (const { isNameFirst, before: ahead, between, behind } of WORDINGS) {
      const [name, value] = isNameFirst ? [first, second] : [second, first];
      const isSlope = isNameFirst && isDerivative(name) && value.chain?.first?.kind !== "number";
      if ((nameAlone(name) === undefined && !isSlope) || !isValue(value, second.after)) continue;
      if (!ahead.test(first.before) || !between.test(first.after) || !behind.test(second.after)) continue;
      if (name.chain && value.chain?.first) name.chain = { ...name.chain, links: [equalTo(copyOf(value.chain.first))] };
      [name.before, name.after, name.source] = [first.before, second.after, `${name.source} = ${value.source}`];
      values.add(value);
      break;
    }
  }
  return formulas.filter((formula) => !values.has(formula));
}

/** ∂L/∂w, which is said to be something, but for zero, which it may be made. */
function isDerivative({ chain }: Place): boolean {
  const first = chain?.links.length === 0 ? chain.first : undefined;
  const over = first?.kind === "fraction" && first.numerator.kind === "juxtaposition" ? first.numerator.items[0] : undefined;
  return over?.kind === "name" && /^[∂d]$/u.test(over.name);
}

const SHAPE = /\\times|×|\\math(?:bb|cal)|^O\b/u;
/** "$x$를 $2$로 두면": a case. */
const IN_A_CASE = /^\s*\S{0,3}\s*\S*(?:면|たら|れば|ると)/u;

function isValue(place: Place, behind: string): boolean {
  const { chain, source } = place;
  if (chain?.links.length !== 0 || !chain.first || chain.first.kind === "group" || nameAlone(place) !== undefined) return false;
  return !SHAPE.test(source) && !(chain.first.kind === "number" && IN_A_CASE.test(behind));
}
