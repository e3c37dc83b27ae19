/** What the words say of a name: one-hot, sums to one, symmetric, positive definite, 0 or 1. */
import { nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { type Expr, binder, eq, one, pow, symbol, two } from "../expression/expr.ts";
import { type NameParts, nameOf, nameParts } from "../expression/name.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import { occurrenceOf } from "../tensor/entry.ts";
import { type TensorNames, rankIn } from "../tensor/infer.ts";
import { type Formula, BETWEEN_ITEMS, type Section } from "./formula.ts";
import { inSentence } from "./hedge.ts";
import { isOrderInFormulas } from "./order-in-formulas.ts";

export interface WordAssumption {
  readonly index: number;
  readonly section: Section;
  readonly kind: "sums-to-one" | "one-hot" | "symmetric" | "diagonal" | "definite" | "semidefinite" | "unit" | "binary" | "sign";
  /** The vector, matrix or family that it is said of, and how many indices its entries have. */
  readonly name: string;
  readonly rank: number;
  /** Whether it follows from what the words call it; where it is defined, the definition tells. */
  readonly isImplied?: boolean;
  /** Of "if $A$ is symmetric", which is a case, the first formula of its sentence. */
  readonly caseFrom?: number;
  /** Of a case whose sentence goes on to say what holds there: then it says nothing of what stands before. */
  readonly isApart?: boolean;
}

/** Words that say something of every name with this letter; without what they amount to where that has no form for numbers. */
export interface SaidOfLetter {
  readonly letter: string;
  /** The name that it was said of. */
  readonly name: string;
  readonly kind: WordAssumption["kind"] | "other";
  readonly words: string;
  readonly condition: ((name: Expr) => Expr) | undefined;
}

export interface WordAssumptions {
  readonly found: readonly WordAssumption[];
  /** Words that constrain something, but nobody knows what, or how: nothing is refuted beside them. */
  readonly unclear: readonly string[];
}

const PHRASES: readonly (readonly [kind: WordAssumption["kind"], words: RegExp])[] = [
  [
    "one-hot",
    /one-?\s?hot|원-?\s?핫|ワンホット|独热|\b(?:1|one)[- ](?:of|out of|aus|parmi|de)[- ][KNCk]\b|\bis (?:1|one)\b,? (?:and|while|but) (?:all )?(?:the )?(?:others?|rest|remaining(?: ones)?) (?:(?:are|is) )?(?:all )?(?:0|zero)\b|(?:类别?|类)的\s*[^，。]{0,4}为\s*1[，,]\s*其[余他][^，。]{0,4}0|为\s*1[，,]\s*其[余他](?:均|都|全)?为?\s*0|하나만\s*1이고\s*나머지는?\s*(?:모두\s*)?0|只有一个[^，。]{0,3}1[，,]\s*其[余他][^，。]{0,4}0|[1一]つだけが?\s*1で[、，]?\s*(?:残り|他)は(?:すべて)?\s*0/i,
  ],
  [
    "sums-to-one",
    /sums? (?:up )?to (?:one|1)|summier\p{L}*(?: sich)? (?:zu|auf) (?:eins|1)|(?:Summe|somme|suma) (?:ist |est |vaut |es |égale à |de |igual a )*(?:eins|un|uno|1)\b|suman? (?:a )?(?:uno|1)\b|합이\s*1|和が\s*1|和为\s*1/iu,
  ],
  [
    "symmetric",
    /(?<!not |n't |not \*|not \*\*|skew[ -]?|anti[ -]?)\bsymmetric|(?<![\p{L}-])(?:symmetrische?[nrsm]?|symétriques?|simétric[ao]s?|simmetric(?:[ao]|he|i))(?!\p{L})|\bSPD\b|(?<![반비]\s?)대칭|(?<![反非歪]\s?)対称|(?<![反非斜]\s?)对称/iu,
  ],
  [
    "diagonal",
    /(?<!not |n't |block[ -]?|nicht |non |no )\bdiagonal matri(?:x|ces)|(?<=\b(?:is|are|be|both|all|,) )diagonal\b(?! (?:entr|element|term|part|block|of))|Diagonalmatri\p{L}+|matri(?:ce|z)s? diagonal(?:es?)?\b|(?<!블록 ?|비)대각 ?행렬|(?<!ブロック|非)対角行列|(?<!块|非)对角矩阵/iu,
  ],
  [
    "definite",
    /\bpositive[ -]definite|\bpositiv\s?definite?[nrsm]?\b|\bdéfinie?s? positive?s?\b|\b(?:definid|definit)[ao]s? positiv[ao]s?\b|\bSPD\b|양의?\s?(?:정부호|정치)|(?<![半非不未])正定/i,
  ],
  [
    "semidefinite",
    /\bpositive[ -]semi-?definite|\bpositiv\s?semi-?definite?[nrsm]?\b|\bsemi-?définie?s? positive?s?\b|\bsemi-?defini[dt][ao]s? positiv[ao]s?\b|\bPSD\b|양의?\s?(?:준\s?정부호|반\s?정부호|준\s?정치|반정치)|(?<![非不未])半正定/i,
  ],
  [
    "unit",
    /(?<!-th )\bunit (?:norm|length|vectors?)\b|(?<!-te[rn]? )Einheitsvektor\p{L}*|vecteurs? unitaires?|vector(?:es)? unitarios?|de norm[ea] (?:un|uno|unité|unidad|1)\b|(?<!번째 ?)단위 ?벡터|(?<!番目の)単位ベクトル|(?<!个)单位向量|(?<!個)單位向量/iu,
  ],
  [
    "binary",
    /\bbinary\b(?![\s-]+(?:cross|class|log|loss|search|tree|oper|code|entropy))|\bBernoulli\b|\b(?:0 or 1|1 or 0|zero or one|one or zero|[01] (?:oder|ou|o) [01])\b|0\s*(?:또는|이나|か|または|或)\s*1/i,
  ],
  ["sign", /(?:\+\s*1 or [-−]\s*1|[-−]\s*1 (?:or|oder|ou|o) \+?\s*1|\+\s*1 (?:oder|ou|o) [-−]\s*1|(?:\\pm|±)\s*1)\b/],
];
/** What something is called that has such a property: a covariance matrix is symmetric. Of what is defined, the definition tells. */
const IMPLIED: readonly (readonly [kind: WordAssumption["kind"], words: RegExp])[] = [
  [
    "symmetric",
    /\b(?:covariance|kernel|gram|precision|correlation) matri(?:x|ces)\b|\bhessian\b|(?:공분산|커널|그람|정밀도|상관) ?행렬|헤세? ?행렬|(?:共分散|カーネル|グラム|精度|相関)行列|ヘッセ行列|(?:协方差|核|格拉姆|精度|相关)矩阵|海森矩阵/i,
  ],
  [
    "sums-to-one",
    /\bprobability vectors?\b|\b(?:probability|discrete|categorical|target) distributions?\b|확률 ?분포|確率分布|概率分布|\b(?:point|vector)s? (?:on|in) the (?:probability )?simplex\b|확률 ?벡터|確率ベクトル|概率向量/i,
  ],
];

/** What words amount to for a single number. */
const OF_A_NUMBER: ReadonlyMap<WordAssumption["kind"], (name: Expr) => Expr> = new Map([
  ["binary", (name: Expr) => eq(pow(name, two), name)],
  ["sign", (name: Expr) => eq(pow(name, two), one)],
]);
export const conditionOfNumber = (kind: WordAssumption["kind"]): ((name: Expr) => Expr) | undefined => OF_A_NUMBER.get(kind);

/** A number in the middle of words: "either $0$ or $1$". */
const NUMBER_IN_WORDS = /^(?:[+-]?\s*[01]|\\pm\s*1)$/;
/** "is *not* assumed symmetric", "(one-hot, for instance)" say nothing. */
const DENIED =
  /(?:(?:a?symmetric|diagonal|definite|symmetrisch\p{L}*|positiv\p{L}* definit\p{L}*|symétriques?|diagonales?|simétric[ao]s?)\s+(?:or|oder|ou|o)\s+(?:not|nicht|non|no|pas)\b)|(?:\b(?:nicht|keine?[nsmr]?|pas|non|no|ni|sans|ohne|sin|weder)\b)[^.;,$]{0,24}?(?:symmetrisch\p{L}*|symétriques?|simétric[ao]s?|simmetric\p{L}+|definit\p{L}*|définie?s?|definid[ao]s?)|(?:\b(?:not|never|neither|no longer|rather than|instead of|cannot)\b|n't\b|\bnon(?![- ]?(?:negative|zero))\b)[^.;,$]{0,24}?(?:symmetric|(?:semi)?definite|one-?\s?hot|binary|Bernoulli|0 or 1|1 or 0|zero or one|one or zero|sums? (?:up )?to|\+?\s*1 or)|\(one-?hot[^)]*for (?:instance|example)\)|(?:대칭|정부호|정치|원-?\s?핫|이진)[^.;,$]{0,6}(?:아니|아닌|아닐|않)|不\s*(?:对称|独热)|(?:不是|并非|不一定|未必)[^。，;$]{0,4}(?:对称|正定|独热)|(?:対称|正定値?|ワンホット)[^。、;$]{0,6}(?:でない|ではない|でなく|限らない|ありません)/giu;
/** "The gradient is orthogonal to $u$" is found, and not given. */
const CONCLUDED =
  /(?<!\b(?:if|when|where|as|since|because|that|assum\w+|suppose|let)\b[^.;]{0,40})\b(?:gradient|derivative|Jacobian)s?\b[^.;]{0,30}?\b(?:is|are)\s(?:(?:therefore|thus|hence|always|indeed|then)\s)?orthogonal to\b/gi;
/** "梯度与 $a$ 正交": the same where the verb stands last; these are the words before the name. */
const CONCLUDED_OF =
  /(?<!(?:若|如果|假设|假如|当|设|만약|가정|もし|仮定)[^.。]*)(?:梯度|导数|기울기|그래디언트|그라디언트|도함수|勾配|導関数)(?:[은는이가はが]|向量)?[^.,。，、]{0,6}$/u;
/** "Unless $A$ is symmetric", "without assuming that $A$ is symmetric" say nothing either. */
const TAKEN_BACK =
  /\b(?:unless|(?:without|ohne|sans|sin)(?:\s+\p{L}+){0,3}|außer wenn|es sei denn|sauf si|à moins que|a menos que|salvo que)\s*$/iu;
/** "a one-hot target $t$", "symmetric $A$": it is said of what comes next. */
const BESIDE =
  /^[\s-]*(?:encoded\s+)?(?:rows\s+in\s+)?(?:(?:,?\s*and\s+|,\s*)?(?:invertible|non-?singular|positive|(?:semi-?)?definite|real|square|constant)\s+|\s*(?:이?고|이며|인|且|かつ|な)?\s*(?:양의?\s?(?:[준반]\s?)?(?:정부호|정치)|半?正定(?:値|值)?)(?:인|の|な)?\s*)*(?:(?:row\s+)?vectors?|(?:random\s+)?variables?|vecteurs?|vektor(?:en)?|vector(?:es)?|matri(?:x|ces?|zen|z)|masks?|targets?|labels?|rows|columns|벡터|행렬|라벨|타깃|인|矩阵|向量|行列|ベクトル)?\s*$/i;
/** "$W$, one-hot ground truth $T$", "$W$ and a one-hot answer $T$": what begins behind a list's comma is said of what comes next. */
const BEGINS =
  /^\s*(?:[,、，]|and\b|및|와|과|그리고|和|与|及|と)?\s*(?:an?\s+|the\s+)?$|(?:^|[.\n])\s*(?:with|for|given|consider|take|let)\s+(?:an?\s+|the\s+|any\s+)?$/iu;
const NOUNS =
  /^[\s-]*(?:(?!(?:the|an?|is|are|be|in|of|for|to|by|and|or|so|if|on|at|where|when|with|as|it|its|we|let|then|that|which|have|has|y|e|et|ou|o|und|oder|con|mit|avec|de|du|der|die|das|ein|eine|un|une|una|la|le|el|les|los|las|est|es|ist|sind|sont|son|sei|soit|sea|et|où|wo|que|qui)\b)\p{L}+(?<![은는이가을를고며면로에의서])[\s-]*){1,3}$/iu;
const ENDS = /^[\s,.:]*$/;
/** Constraints that have no form here. */
const OTHERS =
  /block[ -]?diagonal|블록 ?대각|ブロック対角|块对角|(?:skew|anti)[ -]?symmetric|antisym+étrique|antisim+étric|반대칭|[反歪]対称|[反斜]对称|orthogonal(?!i|\sinitiali)|orthonormal(?!i)|idempotent|normali[sz]ed to|negative (?:semi-?)?definite|matri(?:ce|z)s? (?:orthogonale?s?|ortogonal(?:es)?|triangulaires?|triangular(?:es)?|de (?:rotation|permutation|projection|rotación|permutación|proyección))|(?:Permutations|Dreh|Rotations|Projektions|Dreiecks)matri|schief(?:-?\s?symmetrisch)|ortogonal|(?:rotation|permutation|projection|reflection|triangular|unitary) (?:matri|operator)|stochastic(?!\s(?:gradient|optimi|approximation|descent|depth|polic|process|rounding|sampl))|직교|정규 ?직교|直交|正交/i;

/** Kinds of numbers and functions, said of a name: steps between numbers know nothing of them. */
const KINDS =
  /\b(?:is|are|be|an?|all|any|every|some|positive|negative|for)\s+(?:an?\s+)?(?:integers?|whole numbers?|natural numbers?|even|odd|linear|periodic|homogeneous|additive)\b(?!\s+(?:layers?|maps?|networks?|units?|regression|combinations?|models?|parts?|algebra|if|though|more|when|number of))|\b(?:largest|smallest|greatest|biggest|winner|wins|dominates|the (?:larger|smaller|bigger|greater|maximum|minimum|maximal|minimal)(?: one| entry| element| value| of)?|argmax|exceeds?|(?:greater|larger|bigger|smaller|less) than|maximi[sz]er|minimi[sz]er|between|interval|at (?:least|most)|a probability)\b|(?:가장 (?:큰|작은))|最大的|最小的|最も(?:大き|小さ)|정수|자연수|짝수|홀수|선형(?=이|인\s*⋯)|주기 ?함수|整数|自然数|偶数|奇数|線形で/i;

const OTHERWISE =
  /^\s*,?\s*(for (?:all |the )*(?:others?|correct|true|right|target)|otherwise|elsewhere|else\b|sonst|andernfalls|sinon|ailleurs|en otro caso|en caso contrario|그 외|그렇지 않|아니면|それ以外|そうでな|否则|其他)/iu;
/** "One where it is positive and zero elsewhere": a value by cases that was not read. Add a language by adding words. */
const BY_CASES =
  /\b(?:0|1|zero|one|null|zéro|cero)\s*,?\s*(?:otherwise|elsewhere|everywhere else|else|sonst|andernfalls|sinon|ailleurs|en otro caso|en caso contrario)\b|\b(?:otherwise|elsewhere|sonst|sinon)\s+(?:it\s+is\s+)?(?:0|1|zero|one|null|zéro)\b|(?:아니면|그렇지 않으면|그 외에?는?|それ以外は|そうでなければ|否则|其他)\s*(?:为|取|等于)?\s*[01零一]/i;

interface Subject {
  readonly name: string;
  readonly rank: number;
}
type SubjectAt = (formula: Formula) => Subject | undefined;

/** `called` are names that stand for others: e_c for the entries that are 1 where c says. */
export function wordAssumptions(
  formulas: readonly Formula[],
  names: TensorNames,
  called: (name: string) => string | undefined,
): WordAssumptions {
  return saidOf(formulas, (formula) => {
    const other = called(headAlone(formula) ?? "");
    return other === undefined ? subjectAt(formula, names) : { name: other, rank: 1 };
  });
}

/** What is said of letters, before it is known which of them are vectors. */
export function wordsOfLetters(formulas: readonly Formula[]): readonly SaidOfLetter[] {
  const letterAt = (formula: Formula): Subject | undefined => {
    const name = headAlone(formula);
    return name === undefined ? undefined : { name, rank: 1 };
  };
  const others = [
    ...phrasesIn(
      formulas,
      [
        ["other", OTHERS],
        ["other", KINDS],
        ["other", BY_CASES],
      ] as const,
      letterAt,
    ),
  ];
  return [...phrasesIn(formulas, PHRASES, letterAt), ...others].flatMap(({ kind, words, subject, isSure, formula }) =>
    subject && !(kind === "other" && isOrderInFormulas(words, subject.name, formulas, formula.index))
      ? [
          {
            letter: nameParts(subject.name).base,
            name: subject.name,
            kind,
            words,
            condition: kind === "other" || !isSure ? undefined : OF_A_NUMBER.get(kind),
          },
        ]
      : [],
  );
}

function saidOf(formulas: readonly Formula[], subjectOf: SubjectAt): WordAssumptions {
  const found: WordAssumption[] = [];
  const unclear: string[] = [];
  for (const { words } of phrasesIn(
    formulas,
    [
      ["other", OTHERS],
      ["other", BY_CASES],
    ],
    () => undefined,
  ))
    unclear.push(words);
  for (const { kind, formula, words, before, subject, isSure, next, rest, at } of phrasesIn(formulas, PHRASES, subjectOf)) {
    // D with the entries d_i on its diagonal: what those are, nobody has said.
    const hasEntries = kind === "diagonal" && subject !== undefined && isEntriesOf(subject.name, formulas);
    if (subject && isSure && (hasEntries || !isOfRows(kind, subject, before + rest))) unclear.push(words);
    else if (subject && isSure)
      found.push({ index: formula.index, section: formula.section, kind, ...subject, ...ofCase(formulas, at, before, rest) });
    // "… sum to one," and then the formula that says so. What is said of a single number is no matter of shapes.
    else if (!OF_A_NUMBER.has(kind) && !(next && ENDS.test(rest) && saysSo(kind, next) && !saysMore(formulas, next))) unclear.push(words);
  }
  for (const formula of formulas) {
    const [link, ...more] = formula.chain?.links ?? [];
    // "$y_k = 0$ otherwise", where what it is else was not read.
    const otherwise = !formula.display && link?.right.kind === "number" ? OTHERWISE.exec(formula.after)?.[1] : undefined;
    if (otherwise !== undefined) unclear.push(otherwise);
    const kind = link && more.length === 0 && isZero(link.right) ? BY_RELATION.get(link.relation) : undefined;
    const subject = kind && subjectOf({ ...formula, display: false, chain: { ...(formula.chain as ChainSyntax), links: [] } });
    if (kind && subject?.rank === 2) found.push({ index: formula.index, section: formula.section, kind, ...subject });
  }
  for (const { kind, formula, subject, isSure } of phrasesIn(formulas, IMPLIED, subjectOf))
    if (subject && isSure) found.push({ index: formula.index, section: formula.section, kind, ...subject, isImplied: true });
  // What is said of something by name is what it was said of before, too.
  const attached = new Set(found.map(({ kind }) => kind));
  if (hasSumOfOne(formulas)) attached.add("sums-to-one");
  return { found, unclear: unclear.filter((words) => !PHRASES.some(([kind, pattern]) => attached.has(kind) && pattern.test(words))) };
}

/** Whether a page speaks of d_i beside a matrix D. */
const isEntriesOf = (matrix: string, formulas: readonly Formula[]): boolean =>
  formulas.some(({ chain }) =>
    (chain ? nodesOf(chain) : []).some((node) => {
      const name = headOf(node)?.name;
      return name !== undefined && name !== matrix && nameParts(name).base.toLowerCase() === nameParts(matrix).base.toLowerCase();
    }),
  );

/** Whether some formula in the text says Σ_k t_k = 1: the words that say it again are understood. */
export const hasSumOfOne = (formulas: readonly Formula[]): boolean =>
  formulas.some(({ chain, display }) => {
    const last = chain?.links.at(-1)?.right;
    return !display && chain?.first?.kind === "big" && last?.kind === "number" && last.text === "1";
  });

/** Whether words say that something sums to one. */
export const speaksOfSum = (words: string): boolean => PHRASES.some(([kind, pattern]) => kind === "sums-to-one" && pattern.test(words));

/** A ≻ 0 */
const BY_RELATION: ReadonlyMap<string, WordAssumption["kind"]> = new Map([
  ["≻", "definite"],
  ["⪰", "semidefinite"],
]);

const isZero = (syntax: Syntax): boolean => syntax.kind === "number" && syntax.text === "0";

/** Add a language by adding words. */
const IN_A_CASE =
  /\b(?:if|when(?:ever)?|once|in case|as long as|for|falls|wenn|für|si|pour|para)\b[^.,;:]*$|(?:当|若|如果|对于?)[^。，；]*$/iu;
const CASE_BEHIND =
  /^(?:\s*(?:행렬|벡터|matri(?:x|ces)|矩阵|行列))?\s*(?:이?면|라면|일\s?때|인\s*경우|なら|のとき|の場合|であれば|时|時|的?情况)/iu;

/** "Suppose now that $A$ is symmetric": from there on. */
const FROM_HERE =
  /\b(?:(?:suppose|assume|let|require)\b[^.;:]*\bnow\b|now,? (?:suppose|assume|let|require)|from (?:now|here) on|in the (?:special )?case|in what follows|nun|désormais|ahora)\b[^.;:]*$|(?:이제|지금부터|이후|今度は|以下では|以降|现在|接下来|以下)[^.;:。；]*$/iu;

/** "for symmetric $A$", "if $y = x$ and $A$ is symmetric", "A가 대칭이면": a case, from its sentence on. */
function ofCase(formulas: readonly Formula[], at: number, before: string, rest: string): Pick<WordAssumption, "caseFrom" | "isApart"> {
  const sentence = inSentence(formulas, at);
  const from = sentence[0] ?? at;
  // Of the sentence up to there; what stands before its first formula may end the one before.
  const words = [...formulas.slice(from, at).map((formula) => formula.before), before].join(" ⋯ ").split(ENDS_SENTENCE).at(-1) as string;
  if (!IN_A_CASE.test(words) && !FROM_HERE.test(words) && !CASE_BEHIND.test(rest)) return {};
  return { caseFrom: from, isApart: sentence.some((each) => each > at && (formulas[each]?.chain?.links.length ?? 0) > 0) };
}

const ENDS_SENTENCE = /[.!?。;]\s/;

const ROWS = /\brows?\b|\b(?:each|every|per) (?:example|sample|data ?point|position|token)s?\b|행|샘플|行|サンプル|样本/i;
const COLUMNS = /\bcolumns?\b|열|列/i;

/** What a matrix has of it, one-hot rows or rows that sum to one: where the words speak of columns, or of neither, nobody knows. */
function isOfRows(kind: WordAssumption["kind"], { rank }: Subject, words: string): boolean {
  if (kind === "unit") return rank === 1;
  if (rank < 2 || (kind !== "sums-to-one" && kind !== "one-hot")) return true;
  return !COLUMNS.test(words) && (kind === "one-hot" || ROWS.test(words));
}

/** `u/\\|u\\|`, `\\frac{u}{\\|u\\|_2}` */
const OVER_ITS_NORM =
  /=(?:\\[dt]?frac\{(?<top>[^=]+)\}\{(?:\\\||\\[lr]?Vert|‖)\{?\k<top>\}?(?:\\\||\\[lr]?Vert|‖)(?:_\{?2\}?)?\}|(?<over>[^=]+)\/(?:\\\||\\[lr]?Vert|‖)\{?\k<over>\}?(?:\\\||\\[lr]?Vert|‖)(?:_\{?2\}?)?)$/;

/** Whether a formula may be what the words before it announce. */
function saysSo(kind: WordAssumption["kind"], { chain, source, display }: Formula): boolean {
  const last = chain?.links.at(-1)?.right;
  if (kind === "unit") return OVER_ITS_NORM.test(source.replace(/\s+|\\left|\\right|\\,/g, ""));
  if (!display) return false;
  if (kind === "symmetric") return /\^\s*\{?\s*(?:T|\\top|\\mathsf|\\intercal)/.test(source);
  return last?.kind === "number" && last.text === "1";
}

/** "unit vectors $\\hat u = u / \\|u\\|$ and $v$": the words are said of v, too. */
function saysMore(formulas: readonly Formula[], next: Formula): boolean {
  const behind = formulas[formulas.indexOf(next) + 1];
  return behind !== undefined && AND.test(behind.before) && headAlone(behind) !== undefined;
}

interface Phrase<K> {
  readonly kind: K;
  readonly formula: Formula;
  readonly words: string;
  /** The words of the sentence before the phrase. */
  readonly before: string;
  readonly subject: Subject | undefined;
  /** The index of the formula whose sentence they are in. */
  readonly at: number;
  /** Whether the words are said of the subject, or only stand in one sentence with it. */
  readonly isSure: boolean;
  /** The formula after the words, and the words between. */
  readonly next: Formula | undefined;
  readonly rest: string;
}

/** The phrases in the words between formulas, and what each is said of. */
function* phrasesIn<K>(
  formulas: readonly Formula[],
  phrases: readonly (readonly [kind: K, words: RegExp])[],
  subjectOf: SubjectAt,
): Generator<Phrase<K>> {
  for (const [i, formula] of formulas.entries()) {
    for (const isBefore of i === 0 ? [true, false] : [false]) {
      const { words, end } = isBefore ? { words: formula.before, end: 0 } : wordsAfter(formulas, i);
      const said = words.replace(DENIED, " ").replace(CONCLUDED, " ");
      for (const [kind, pattern] of phrases) {
        const phrase = pattern.exec(said);
        if (!phrase || (!isBefore && [formulas[i - 1], formula].some((each) => each && TAKEN_BACK.test(each.before)))) continue;
        if (
          !isBefore &&
          /^\s*[와과と]?\s*(?:항상|总是?|恒|常に|언제나)?\s*$/u.test(said.slice(0, phrase.index)) &&
          CONCLUDED_OF.test(formula.before)
        )
          continue;
        const rest = said.slice(phrase.index + phrase[0].length);
        const next = formulas[end];
        const between = said.slice(0, phrase.index);
        const isAttribute = BEGINS.test(between) && NOUNS.test(rest);
        const ahead = BESIDE.test(rest) || isAttribute ? subjectAhead(formulas, end, subjectOf) : undefined;
        const subject = ahead ?? (isBefore || isAttribute ? undefined : subjectBefore(formulas, i, between, subjectOf));
        const isSure =
          ahead !== undefined || (between.length <= LONGEST_BETWEEN && (SAYS_OF_IT.test(between) || SAYS_WHAT_IT_IS.test(between)));
        const before = `${isBefore ? "" : formula.before} ${said.slice(0, phrase.index)}`.split(ENDS_SENTENCE).at(-1) as string;
        const at = ahead ? end : i;
        const common = { kind, formula, words: phrase[0], before, isSure, next, rest, at };
        yield { ...common, subject };
        // "$A$ and $B$ are symmetric", "let $A, B \\in …$ be symmetric": of all of them.
        const others = ahead ? listedAhead(formulas, end) : subject && !isBefore ? listedWith(formulas, i, between) : [];
        for (const other of others) {
          const also = subjectOf(other);
          if (also?.rank === subject?.rank) yield { ...common, subject: also };
        }
      }
    }
  }
}

const OF_SEVERAL = /\b(?:are|be|both|all)\b|둘 다|모두|都|均|ともに|とも/iu;
const AND = /^\s*(?:and|와|과|및|그리고|和|与|と)\s*$/u;
const JOINED = /^\s*(?:와|과|및|그리고|和|与|と)\s*$/u;

/** S of "symmetric $d \\times d$ matrices $B$ and $S$", "symmetric matrices $B$, $S$", "symmetric $B$ and $S$". */
function listedAhead(formulas: readonly Formula[], at: number): Formula[] {
  const first = formulas[at] as Formula;
  const isPlural = (words: string): boolean => /\b(?:matrices|vectors)\b|행렬|벡터|矩阵|向量|行列|ベクトル/iu.test(words);
  const from = isProductOfNames(first) ? at + 1 : at;
  const isSaidOfAll = isPlural(isProductOfNames(first) ? first.after : first.before);
  // B of "symmetric $A, B \\in …$".
  const isInOne = ({ block }: Formula): boolean => block === formulas[from]?.block && !first.display;
  const found: Formula[] = [];
  const isListed = (each: Formula): boolean => isInOne(each) || AND.test(each.before) || (isSaidOfAll && BETWEEN_ITEMS.test(each.before));
  for (let k = from + 1; formulas[k] && !formulas[k]?.display && isListed(formulas[k] as Formula); k++)
    if (headAlone(formulas[k] as Formula) !== undefined) found.push(formulas[k] as Formula);
  return found;
}

/** The names of a list before a formula, where the words behind it are said of all of them. */
function listedWith(formulas: readonly Formula[], at: number, between: string): Formula[] {
  const found: Formula[] = [];
  for (let k = at - 1; k >= 0 && !/\bis\b/i.test(between); k--) {
    const [formula, next] = [formulas[k], formulas[k + 1]] as [Formula, Formula];
    const isListed =
      formula.block === next.block ||
      JOINED.test(next.before) ||
      // "$Q$ and $R$ symmetric"
      ((OF_SEVERAL.test(between) || between.trim() === "") && BETWEEN_ITEMS.test(next.before));
    if (!isListed || formula.display || headAlone(formula) === undefined || formula.chain?.links.length !== 0) break;
    found.push(formula);
  }
  return found;
}

/** The words after a formula, numbers in the middle of them included, and the formula that they lead to. */
function wordsAfter(formulas: readonly Formula[], at: number): { readonly words: string; readonly end: number } {
  let words = (formulas[at] as Formula).after;
  let end = at + 1;
  for (let next = formulas[end]; next && !next.display && NUMBER_IN_WORDS.test(next.source.trim()); next = formulas[++end])
    words += next.source.trim() + next.after;
  return { words, end };
}

/**
 * What may stand between a name and the words that are said of it: "$t$ is a", "$T \\in …$ with rows that". In "the logits
 * $z$ become probabilities, and a one-hot target …" they are said of something else.
 */
const SAYS_OF_IT =
  /^(?:[\s,:()（\p{Pd}+∈]|\b(?:is|are|be|being|was|were|as|has|have|having|with|whose|which|that|where|each|every|all|any|its|their|it|the|an?|of|in|to|up|on|n|by|per|rows?|columns?|entry|entries|elements?|components?|values?|labels?|targets?|vectors?|matri(?:x|ces)|masks?|variables?|assumed|taken|encoded|uses?|using|symmetric(?:,? and)?|symmetrische?[nrs]?|symétriques?|simétric[ao]s?|positiv|positive|non-?negative|and|(?:semi-?)?definite|invertible|covariance|kernel|precision|hessian|given|known|also|both|either|real|square|random|must|should|can|may|only|contains?|containing|holds?|holding|collects?|stacks?|stores?|carr(?:y|ies)|consists?|consisting|encodes?|one|example|sample|class|distributions?|probabilit(?:y|ies)|row|column|une?|una|eine?[nrs]?|ein|es|est|ist|sind|sei(?:en)?|sea|sean|son|sont|soit|soient|matrice|matriz|wobei|und|et|y|réelle?s?|reelle?[nrs]?|real(?:es)?|carrée?s?|quadratische?[nrs]?|cuadrada|invertierbare?|inversible|invertible|supposée?s?|que|qui|die|der|das|la|le|el|les|los|las|de|taille|dimension|Größe|vecteurs?|vektor(?:en)?|vectores)\b|[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|\b1(?=[\p{Script=Hangul}のであ为是]))*$/iu;
/** "$A$ is the normalised adjacency matrix and is symmetric" */
const SAYS_WHAT_IT_IS =
  /^\s*(?:is|are|be|denotes?) (?:the |an? |some )?[\p{L} -]{1,40}(?:,? and (?:is |are )?|,? (?:which|that) (?:is|are) |\s\()(?:also |both )?$/iu;
/** In a language that writes particles behind a name, no more than those. */
const LONGEST_BETWEEN = 60;

/** A of "symmetric $A$", and of "a symmetric $n \\times n$ matrix $A$". */
function subjectAhead(formulas: readonly Formula[], at: number, subjectOf: SubjectAt): Subject | undefined {
  const next = formulas[at];
  const behind = formulas[at + 1];
  const isShapeOf = next && isProductOfNames(next) && /^[\s-]*(?:\p{L}+\s)?(?:matrix|matrices|행렬|行列|矩阵)\s*$/iu.test(next.after);
  return isShapeOf && behind ? subjectOf(behind) : next && subjectOf(next);
}

/** N × K. */
function isProductOfNames({ chain, display }: Formula): boolean {
  return !display && chain?.links.length === 0 && chain.first?.kind === "product";
}

/** "$e_c$를 $c$번째 성분만 1인 원-핫 벡터라": which entry it is. */
const ORDINAL = /^\s*(?:번째|番目|-?\s?(?:th|ten?|ème|e)\b)/u;

/** The vector or matrix of the same sentence that stands last before the words. */
function subjectBefore(formulas: readonly Formula[], at: number, between: string, subjectOf: SubjectAt): Subject | undefined {
  if (/[.!?。;]\s/.test(between)) return undefined;
  for (let i = at; i >= Math.max(0, at - 3); i--) {
    const formula = formulas[i] as Formula;
    if (i < at && /[.!?。;]\s/.test(formula.after)) return undefined;
    const found = subjectOf(formula);
    if (found || !(isProductOfNames(formula) || ORDINAL.test(formula.after))) return found;
  }
  return undefined;
}

/** The vector or matrix that a formula begins with, by itself or with where it is from. */
function subjectAt(formula: Formula, names: TensorNames): Subject | undefined {
  const name = headAlone(formula);
  if (name === undefined) return undefined;
  const { whole, indices } = occurrenceOf(name, names);
  const rank = rankIn(names, whole, indices.length) || [1, 2].find((r) => names.isFamily(whole, r)) || 0;
  if (rank > 0) return { name: whole, rank };
  // The entries of a matrix W are w_{ij}.
  const entries = /^\p{Lu}$/u.test(whole) ? whole.toLowerCase() : "";
  return names.isFamily(entries, 2) && !names.isFamily(entries, 1) ? { name: entries, rank: 2 } : undefined;
}

function headAlone({ chain, display }: Formula): string | undefined {
  const isAlone = !display && (chain?.links.length === 0 || /^[∈≻⪰]$/u.test(chain?.links[0]?.relation ?? ""));
  return isAlone && chain?.first ? (headOf(chain.first)?.name ?? listed(chain.first)) : undefined;
}

/** t of (t_1, t_2, t_3) and of (t_1, …, t_K). */
function listed(syntax: Syntax): string | undefined {
  const names = syntax.kind === "group" && syntax.items.length > 1 ? syntax.items.map((item) => headOf(item)?.name ?? "") : [];
  const parts = names.filter((name) => name !== "…").map(nameParts);
  const [first] = parts;
  const isOfFirst = ({ base, sub, label }: NameParts): boolean =>
    base === first?.base && label === first.label && /^\p{L}$|^\d+$/u.test(sub);
  return first && parts.length > 1 && parts.every(isOfFirst) ? nameOf({ ...first, sub: "" }) : undefined;
}

/** What has no form with a letter that stands for every value. */
const OF_WHOLE: ReadonlySet<WordAssumption["kind"]> = new Set(["symmetric", "diagonal", "definite", "semidefinite"]);

/** What the words say in index notation, a letter without a sum standing for every value; nothing where it has no form here. */
export function conditionInWords({ kind, name, rank }: WordAssumption): Expr[] {
  const { base, sub, label } = nameParts(name);
  if (OF_WHOLE.has(kind) || sub !== "" || rank > 2) return [];
  const [free, bound] = ["i", "j"];
  const entry = symbol(nameOf({ base, sub: rank === 1 ? (bound as string) : `${free}${bound}`, label }));
  const ofANumber = OF_A_NUMBER.get(kind);
  if (ofANumber) return rank === 1 ? [ofANumber(entry)] : [];
  const squares = kind === "unit" ? pow(entry, two) : entry;
  const sum = eq(binder("sum", symbol(bound as string), undefined, squares), one);
  return kind === "one-hot" && rank === 1 ? [sum, eq(pow(entry, two), entry)] : [sum];
}
