/** How words tell the sign of what a formula is, "positive $a$", "$a$ is negative", "음수 $a$", in four languages. */

export type Sign = "positive" | "negative" | "nonnegative" | "nonpositive";

/** Learning, sample, strictly small: whatever a number is called before what it is. */
const KINDS = "(?:(?!(?:(?:semi-?)?definite|or|and|nor|but|if|is|are|of|in|on|for|to|the|than|with)\\b)\\p{L}+[\\s-]+){0,2}";
/** What is said to be of a sign as a number is; a positive example, pair or definite matrix is no such. */
const NOUNS =
  "(?:constants?|numbers?|reals?|values?|scalars?|(?:hyper)?parameters?|inputs?|arguments?|(?:learning |decay )?rates?|temperatures?|weights?|coefficients?|integers?|(?:step )?sizes?|steps?|widths?|scales?|variances?|factors?|margins?|entries|probabilit(?:y|ies)|quantit(?:y|ies)|variables?)";
const SPOKEN = "(?:always |strictly |both |all |assumed (?:to be )?|taken (?:to be )?|an? |some |small |tiny |fixed |given |real )*";

/** One row a sign: its words in English, Korean, Japanese and Chinese, and those for "than zero". Add a language by adding words. */
const SIGNS: readonly (readonly [sign: Sign, en: string, ko: string, ja: string, zh: string, than: string])[] = [
  ["nonnegative", "(?:non|nicht)-?\\s?n[eé]gati[fv]\\p{Ll}{0,2}", "음이\\s?아닌", "非負", "非[负負]", "at least (?:0|zero)\\b"],
  ["nonpositive", "(?:non|nicht)-?\\s?positi[fv]\\p{Ll}{0,2}", "양이\\s?아닌", "非正", "非正", "at most (?:0|zero)\\b"],
  [
    "positive",
    "(?<!(?:non|nicht)-?)positi[fv]\\p{Ll}{0,2}",
    "양(?=수|의)",
    "(?<!非)正",
    "(?<!非)正",
    "(?:greater|larger|bigger) than (?:0|zero)\\b|[이가은는]?\\s*0\\s?보다\\s*[크클]|[がは]?\\s*0\\s?より大き|大[于於]\\s*[0零]",
  ],
  [
    "negative",
    "(?<!(?:non|nicht)-?)n[eé]gati[fv]\\p{Ll}{0,2}",
    "음(?=수|의)",
    "(?<!非)負",
    "(?<!非)[负負]",
    "(?:less|smaller) than (?:0|zero)\\b|[이가은는]?\\s*0\\s?보다\\s*작|[がは]?\\s*0\\s?より小さ|小[于於]\\s*[0零]",
  ],
];

export interface Wording {
  readonly sign: Sign;
  /** Before a formula, of it. */
  readonly ahead: RegExp;
  /** Behind a formula, of it. */
  readonly behind: RegExp;
  /** Of what a function is applied to. */
  readonly ofInput: RegExp;
  /** Of what the sentence has spoken of: "…; if it is negative". */
  readonly ofIt: RegExp;
}

/** "non-negative" before "negative", which is a part of it. */
export const WORDINGS: readonly Wording[] = SIGNS.map(([sign, en, ko, ja, zh, than]) => ({
  sign,
  ahead: new RegExp(
    [
      `(?<!\\p{L})(?:für|pour|para|sei|soit|sea|for|all|any|every|each|some|let|with|given|if|strictly|an?|of|at)\\s+${en}\\s*$`,
      `\\b${en}\\s+${KINDS}${NOUNS}\\s*$`,
      `${ko}(?:수|의)?\\s?(?:실수|상수|정수|값|매개변수|입력|수)?\\s*$`,
      `${ja}の(?:実数|定数|整数|数|値|入力|パラメータ)?\\s*$`,
      `${zh}(?:的)?(?:实数|常数|整数|数|值|参数|输入)\\s*$`,
    ].join("|"),
    "iu",
  ),
  behind: new RegExp(
    [
      `^\\s*(?:is|are|be|being|remains?|stays?|ist|sind|sei|est|soit|es|son)\\s+${SPOKEN}${en}(?:\\s+${KINDS}${NOUNS})?(?=\\s*(?:$|[.,;:)]|(?:and|so|but|we|then|throughout|everywhere|here)\\b))`,
      `^\\s*${en}(?=\\s*(?:$|[.,;:]))`,
      `^\\s*(?:has|have|with|having)\\s+(?:only\\s+|all\\s+)?${en}\\s+(?:entries|components|elements|coordinates)\\b`,
      `^\\s*(?:(?:is|are|denotes?)\\s+[^.,;◦⋯]{0,30},\\s*)?an?\\s+${SPOKEN}${en}\\s+${KINDS}${NOUNS}(?=\\s*(?:$|[.,;:)]|and\\b))`,
      `^\\s*(?:is|are|be)?\\s*${SPOKEN}(?:${than})`,
      `^\\s*(?:은|는|이|가|도)?\\s*(?:모두\\s*|둘 다\\s*)?${ko}(?:수|의)?\\s?(?:실수|상수|정수|값|수)?(?=\\s*(?:이|라|로|일|인|임|$|[.,]))`,
      `^\\s*(?:は|が|も|を)?\\s*(?:ともに|すべて|常に)?\\s*${ja}(?:の(?:実数|定数|整数|数|値))?(?=と|で|な|の(?:とき|場合)|[、。]|$)`,
      `^\\s*(?:均|都|恒)?(?:为|是|為)${zh}(?:的)?(?:实数|常数|整数|数)?(?=[,，。;；时時\\s]|$)`,
    ].join("|"),
    "iu",
  ),
  ofInput: new RegExp(
    [
      `\\b(?:for|at|on|with)\\s+(?:all |any |every )?${en}\\s+(?:inputs?|arguments?|pre-?activations?)\\b`,
      `\\b(?:if|when(?:ever)?|where|for)\\s+(?:the|its|every|an)\\s+(?:input|argument|pre-?activation)\\s+is\\s+${en}\\b`,
      `${ko}(?:수|의)?\\s?입력|입력(?:값)?[이가은는]?\\s*${ko}수`,
      `${ja}の入力|入力[がは]${ja}`,
      `${zh}(?:的)?输入|输入(?:值)?[为是]${zh}`,
    ].join("|"),
    "iu",
  ),
  ofIt: new RegExp(
    [
      `\\b(?:if|when(?:ever)?|where|once|for)\\s+it\\s+(?:is|gets|becomes)\\s+${SPOKEN}${en}\\b[^.;:]*$`,
      `(?:^|[고며,;])\\s*${ko}수?(?:이?면|일\\s?때|인\\s?경우)[^.;]*$`,
      `(?:^|[、，；])\\s*${ja}(?:の(?:とき|場合)|なら)[^。；]*$`,
      `(?:^|[，；])\\s*为?${zh}数?[时時][^。；]*$`,
    ].join("|"),
    "iu",
  ),
}));

/** Of what lies between 0 and 1. */
export const UNIT: Pick<Wording, "ahead" | "behind"> = {
  ahead:
    /(?<!log[ -])\b(?:probability|probabilities)\s*$|0과 1 사이의\s*(?:수|실수|값)?\s*$|(?<!로그\s?)확률\s*$|(?<!対数)確率\s*$|(?<!对数)概率\s*$|[0０]と[1１]の間の(?:数|実数)?\s*$/iu,
  behind:
    /^\s*(?:(?:is|are|be|being)\s+)?an? (?:\p{L}+ )?probability(?=\s*(?:$|[.,;:)]))|^\s*(?:is|are|be|lies?|lying)?\s*(?:strictly )?(?:between (?:0|zero) and (?:1|one)\b|in the unit interval\b)|^\s*[은는이가]?\s*(?:0과 1 사이|확률이)/iu,
};

/** Of what is never negative by what it is called. */
export const SPREAD: Pick<Wording, "ahead" | "behind"> = {
  ahead: /\bstandard deviations?(?: is)?\s*$|표준 ?편차\s*$|標準偏差\s*$|标准差\s*$/iu,
  behind: /^\s*(?:is|are|be|being|denotes?)\s+(?:an?|the) (?:\p{L}+ )?standard deviations?\b/iu,
};

/** What stands between two formulas that the words compare: "$x$ is greater than $k$". */
export const COMPARED: readonly (readonly [kind: "above" | "below" | "from" | "to" | "between", words: RegExp])[] = [
  ["above", /^\s*(?:(?:is|are|be)\s+)?(?:strictly )?(?:greater|larger|bigger) than\s*$|^\s*exceeds?\s*$/iu],
  ["below", /^\s*(?:(?:is|are|be)\s+)?(?:strictly )?(?:less|smaller) than\s*$/iu],
  ["from", /^\s*(?:(?:is|are|be)\s+)?at least\s*$/iu],
  ["to", /^\s*(?:(?:is|are|be)\s+)?at most\s*$/iu],
  ["between", /^\s*(?:(?:is|are|be|lies?|lying)\s+)?(?:strictly )?between\s*$/iu],
];

/** Between a name and an interval. */
export const WITHIN = /^\s*(?:(?:is|are|be|lies?|lying)\s+)?in\s+(?:the\s+)?(?:(?:open|closed|unit)\s+)?interval\s*$/iu;

/** A sentence without such words, `◦` in it for formulas without a relation: what is left may limit it in ways that are not understood. */
export function withoutSigns(sentence: string): string {
  let rest = sentence;
  for (const words of [...COMPARED.map(([, each]) => each), WITHIN])
    rest = rest.replace(new RegExp(`(?<=◦)(?:${bare(words)})(?=◦)`, "giu"), " ");
  for (const { ahead, behind, ofInput } of [...WORDINGS, { ...UNIT, ofInput: undefined }, { ...SPREAD, ofInput: undefined }]) {
    if (ofInput) rest = rest.replace(ofInput, "");
    rest = rest.replace(new RegExp(`(?:${ahead.source.replaceAll("$", "(?=◦)")})`, "giu"), "");
    rest = rest.replace(new RegExp(`(?<=◦)(?:${behind.source.replaceAll(/(^|\|)\^/gu, "$1")})`, "giu"), "");
  }
  return rest;
}

const bare = ({ source }: RegExp): string => source.replaceAll(/(^|\|)\^|\$(?=\||$)/gu, "$1");
