/** How words tell the sign of what a formula is, "positive $a$", "$a$ is negative", "음수 $a$", in four languages. */

export type Sign = "positive" | "negative" | "nonnegative";

/** Learning, sample, strictly small: whatever a number is called before what it is. */
const KINDS = "(?:(?!(?:(?:semi-?)?definite|or|and|nor|but|if|is|are|of|in|on|for|to|the|than|with)\\b)\\p{L}+[\\s-]+){0,2}";
/** What is said to be of a sign as a number is; a positive example, pair or definite matrix is no such. */
const NOUNS =
  "(?:constants?|numbers?|reals?|values?|scalars?|\\p{L}*parameters?|inputs?|arguments?|rates?|temperatures?|weights?|coefficients?|integers?|sizes?|steps?|widths?|scales?|variances?|factors?|margins?|entries|probabilit(?:y|ies)|quantit(?:y|ies)|variables?)";
const SPOKEN = "(?:always |strictly |both |all |(?:assumed|taken) (?:to be )?|an? |some )*";

/** One row a sign: its words in English, Korean, Japanese and Chinese. Add a language by adding words. */
const SIGNS: readonly (readonly [sign: Sign, en: string, ko: string, ja: string, zh: string])[] = [
  ["nonnegative", "non-?negative", "음이\\s?아닌", "非負", "非[负負]"],
  ["positive", "(?<!non-?)positive", "양(?=수|의)", "(?<!非)正", "(?<!非)正"],
  ["negative", "(?<!non-?)negative", "음(?=수|의)", "(?<!非)負", "(?<!非)[负負]"],
];

export interface Wording {
  readonly sign: Sign;
  /** Before a formula, of it. */
  readonly ahead: RegExp;
  /** Behind a formula, of it. */
  readonly behind: RegExp;
  /** Of what a function is applied to. */
  readonly ofInput: RegExp;
}

/** "non-negative" before "negative", which is a part of it. */
export const WORDINGS: readonly Wording[] = SIGNS.map(([sign, en, ko, ja, zh]) => ({
  sign,
  ahead: new RegExp(
    [
      `\\b(?:for|all|any|every|each|some|let|with|given|if|strictly|an?|of|at)\\s+${en}\\s*$`,
      `\\b${en}\\s+${KINDS}${NOUNS}\\s*$`,
      `${ko}(?:수|의)?\\s?(?:실수|상수|정수|값|매개변수|입력|수)?\\s*$`,
      `${ja}の(?:実数|定数|整数|数|値|入力|パラメータ)?\\s*$`,
      `${zh}(?:的)?(?:实数|常数|整数|数|值|参数|输入)\\s*$`,
    ].join("|"),
    "iu",
  ),
  behind: new RegExp(
    [
      `^\\s*(?:is|are|be|being|remains?|stays?)\\s+${SPOKEN}${en}(?:\\s+${KINDS}${NOUNS})?(?=\\s*(?:$|[.,;:)]|(?:and|so|but|we|then|throughout|everywhere|here)\\b))`,
      `^\\s*${en}(?=\\s*[,;:])`,
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
}));

/** A sentence without such words, `◦` in it for formulas without a relation: what is left may limit it in ways that are not understood. */
export function withoutSigns(sentence: string): string {
  let rest = sentence;
  for (const { ahead, behind, ofInput } of WORDINGS) {
    rest = rest.replace(ofInput, "");
    rest = rest.replace(new RegExp(`(?:${ahead.source.replaceAll("$", "(?=◦)")})`, "giu"), "");
    rest = rest.replace(new RegExp(`(?<=◦)(?:${behind.source.replaceAll(/(^|\|)\^/gu, "$1")})`, "giu"), "");
  }
  return rest;
}
