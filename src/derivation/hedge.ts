/** Words beside an equation that take it back: it holds nearly, or where it is demanded, or in another case. */
import { leibnizIn } from "../elaborate/leibniz.ts";
import { isNabla, nodesOf } from "../elaborate/names.ts";
import type { Formula } from "./formula.ts";
import { wordedCase } from "./worded-case.ts";

export interface Hedge {
  readonly kind: "nearly" | "either" | "solved" | "demanded" | "otherwise" | "case";
  readonly words: string;
  /** The formula that the words lead to. */
  readonly at: number;
}

/** A formula in the middle of a sentence. */
const GAP = "⋯";
/** One that is nothing but a condition, x > 0. */
const COMPARISON = "⋚";
/** Where something goes to infinity. */
const LIMIT = "⇝";
/** One that is a number. */
const NUMBER = "№";
const REACH = 4;
/** How many formulas of a sentence are looked at on either side: "for $x = 2$, $w = 0$, …" gives one value after the other. */
const LONGEST = 12;

/** Add a language by adding words. */
const HEDGES: readonly (readonly [kind: Hedge["kind"], words: RegExp])[] = [
  [
    "nearly",
    new RegExp(
      [
        // "Approximate a matrix R by U V^⊤" says what is done, and no equation.
        /\bapproximat(?!(?:e|es|ing)\s(?:an?|the|this|some|our)\s(?!⋯)[^.]*\bby\b)\w*|\broughly\b|\basymptotic\w*|\btaylor\b|\blineari[sz]\w*|\bnumerically\b|\bmod(?:ulo)? \d/,
        /\bto (?:the )?(?:first|second|third|leading|lowest|zeroth) order\b|\b(?:first|second)[- ]order (?:approximation|expansion)\b/,
        /\b(?:ignor|neglect|dropp|discard|omit)\w*\b[^.]{0,40}\b(?:terms?|constants?|orders?|factors?)\b/,
        /\bup to (?:an? |the |some )?(?:\w+ )?(?:constants?|factors?|signs?|terms?|orders?|permutations?|scal\w+)\b/,
        /\b(?:small|large|tiny|infinitesimal)\s*⋯|⋯\s*(?:is|are|be|being) (?:very |sufficiently )?(?:small|large|tiny)\b/,
        /(?:\b(?:as|for|when|if)\s[^.⇝]{0,12})?⇝|\bin the limit\b|\btends? to\b|\bin expectation\b|\bon average\b|\bwith high probability\b/,
        /근사|무시|대략|테일러|극한|작은\s*⋯|⋯\s*[가이은는]\s*(?:작|충분히)|상수(?:항)?을?\s*제외|近似|忽略|泰勒|極限|极限|無視|テイラー|およそ|约等/,
      ]
        .map(({ source }) => source)
        .join("|"),
      "iu",
    ),
  ],
  [
    "either",
    /⋯\s*(?:,\s*)?(?:\bor|또는|혹은|或者?|または|あるいは|\boder)\s*⋯|⋯\s*(?:,\s*)?(?:\bor|또는|혹은|或者?|または|あるいは|\boder)\s*$/iu,
  ],
  // "Setting it to zero gives …": what follows holds where something is zero that no formula names.
  [
    "solved",
    new RegExp(
      [
        /(?:\b(?:set(?:ting)?|equat(?:e|ing))\b[^.]{0,60}|^(?:equal )?)\bto (?:zero|0)[^.]{0,20}(?:\b(?:gives?|yields?|leads?|results?|we (?:get|find|obtain|have|see)|shows?|implies|produces|one (?:gets|finds|obtains))\b|[,:]\s*$)/,
        /\bnull(?:\s?setz\p{L}*|\s+(?:ge)?setz\p{L}*)|\bgleich (?:null|0)\s+\p{L}*setz\p{L}*|\b(?:annul(?:ant|e|er|ons)|égal(?:ant|er|ons) à (?:zéro|0))\b|\bigual(?:ando|amos|ar|ado) a (?:cero|0)\b/u,
        /\b(?:vanish(?:es|ing)?|is (?:zero|0))\b[^.]{0,12}\b(?:when|if|where|at|for|iff|exactly)\b/,
        /(?:0|영)\s*(?:으?로|이라고?)\s*(?:두면|놓으면|하면|두고)|(?:0|ゼロ|零)\s*(?:と(?:おく|置く|すれ|する)と?)|令[^。]{0,20}(?:为|等于)\s*(?:0|零)/,
      ]
        .map(({ source }) => source)
        .join("|"),
      "iu",
    ),
  ],
  [
    "demanded",
    new RegExp(
      [
        /(?<!\b(?:data|training|test|validation|the|a|this|each|power|index|whole)[ -])\bset(?:ting)?\b|\bequat(?:e|ing)\b|\brequir(?:e|es|ing)\b|\bimpos(?:e|es|ing)\b|\bdemand(?:s|ing)?\b/,
        /\bsolv(?:e|es|ing)\b|\bsolutions? of\b|\bsystem\b|\bconstraints?\b|\bsubject to\b|\bcondition\b|\bcontradiction\b/,
        /(?:\b(?:we|(?:want|wish|aim|try|trained|goal is) to)\s)?\b(?:minim|maxim|optim|extrem)(?:um|a|al|ality|i[sz]e)\b(?!\s+(?:likelihood|entropy|margin|a posteriori|pooling))|\bstationary\b|\bcritical point|\bvanish(?:es|ing)?\b(?!(?: (?:and|or|\/) explod\w+)? gradients?)|\bequilibrium\b|\bfixed point/,
        /0\s*으로\s*(?:두|놓)|최솟?값|최대(?!\s*(?:풀링|우도|가능도|엔트로피|마진))|최적|극값|풀면|조건|방정식|연립|제약|[令设](?![^。]*(?:[则則]|。))|求解|最小(?!二乗|二乘)|最大(?!池化|プーリング|似然|尤度|熵|エントロピー)|最適|最优|極値|极值|方程|条件|約束|约束|解く|解くと/,
      ]
        .map(({ source }) => source)
        .join("|"),
      "iu",
    ),
  ],
  [
    "otherwise",
    /\b(?:otherwise|else(?!where)|if not|in the other case|elsewhere|sonst|andernfalls|wenn nicht|sinon|autrement|en caso contrario|de lo contrario|en otro caso|si no)\b[^⋯⋚◦.]*$|(?:그렇지 않으면|그 외(?:에는?)?|아니면|それ以外|そうでな|否则|其他)[^⋯⋚◦.。]*$|^⋯\s*(?:otherwise|else|if not|in the other case|elsewhere|그렇지 않으면|그 외|それ以外|否则|其他|sonst|sinon)\s*[.,;]/iu,
  ],
];

/** The heading "Approximate GELU" is what the page is about. */
const NAMED_SO = /^(?:The\s+|the\s+)?[Aa]pproximated?\s+(?=\p{L}*\p{Lu}{2}[\p{L}-]*$)/u;

/** What the sentence around a formula says of it; words behind it count up to the next formula. */
export function hedgeOf(formulas: readonly Formula[], at: number): Hedge | undefined {
  const begin = firstOfGroup(formulas, at);
  const sentences = [sentenceBefore(formulas, begin), ...sentenceBehind(formulas, at)];
  // The derivative of what is given up to a constant is what it is.
  const own = formulas[at] as Formula;
  const isBehind = begin === at ? /[.!?]\s*$/u.test(own.before) : !isDerived(formulas[begin] as Formula);
  const isDerivative = isBehind && isDerived(own);
  for (const [kind, pattern] of HEDGES)
    for (const sentence of sentences) {
      const said = sentence.replace(NAMED_SO, "");
      const found = pattern.exec(kind === "either" ? said : said.replaceAll(COMPARISON, GAP));
      if (found && !(isDerivative && UP_TO_CONSTANT.test(found[0])))
        return {
          kind,
          words: found[0]
            .replaceAll(/[⋯⋚⇝№◦]/gu, "…")
            .replaceAll(/\s+/gu, " ")
            .trim(),
          at: begin,
        };
    }
  return caseOf(formulas, at);
}

/** The case that the sentence around a formula limits it to, whatever else it says. */
export function caseOf(formulas: readonly Formula[], at: number): (Hedge & { readonly kind: "case" }) | undefined {
  for (const sentence of sentencesAround(formulas, at)) {
    const words = wordedCase(sentence);
    if (words !== undefined) return { kind: "case", words: words.replace(/[⋯◦⇝№]/gu, "…").trim(), at: firstOfGroup(formulas, at) };
  }
  return undefined;
}

/** The sentence that leads to a formula, or to the first of a group, and how it goes on behind the formula. */
export const sentencesAround = (formulas: readonly Formula[], at: number): string[] => [
  wholeSentenceBefore(formulas, firstOfGroup(formulas, at)),
  ...sentenceBehind(formulas, at),
];

/** How the sentence goes on behind a formula, if it does: a capital begins one of its own. */
function sentenceBehind(formulas: readonly Formula[], at: number): string[] {
  const { after } = formulas[at] as Formula;
  if (/^\s*(?:$|\n\s*\n|\p{Lu})/u.test(after)) return [];
  // "… if $q$ is held fixed."
  const next = formulas[at + 1];
  if (LEADS_ON.test(after) && next && !next.display) {
    const last = formulas[at + 2]?.block === next.block ? gapFor(formulas[at + 2] as Formula) : "";
    return [`${GAP}${after} ${gapFor(next)} ${last}${firstSentence(next.after)}.`];
  }
  return [`${GAP}${firstSentence(after)}${isOver(formulas, at) ? "." : GAP}`];
}

const LEADS_ON = /^\s*,?\s*(?:if|when|while|with|for|at|keeping|holding|as|provided(?: that)?)\s*$/iu;

/** Whether a sentence ends behind a formula and before the next one. */
const isOver = (formulas: readonly Formula[], at: number): boolean =>
  at === formulas.length - 1 || /[.!?。！？]|\n\s*\n/u.test((formulas[at] as Formula).after);

/** The formulas that stand in one sentence with a formula. */
export function inSentence(formulas: readonly Formula[], at: number): number[] {
  // A displayed formula may go on with the sentence before it.
  const isEnd = (formula: Formula | undefined): boolean => {
    if (formula === undefined) return true;
    const words = formula.display ? formula.before.trimEnd() : formula.before;
    // "$$…$$", a blank line, and "where $a = 2$": a small letter goes on with the sentence.
    return /[.!?](?:\s|$)|[。！？]|\n\s*\n/u.test(formulas[formula.index - 1]?.display ? words.replace(/^\s+(?=\p{Ll})/u, "") : words);
  };
  let [from, to] = [at, at];
  while (from > 0 && at - from < LONGEST && !isEnd(formulas[from])) from--;
  while (to - at < LONGEST && !isEnd(formulas[to + 1])) to++;
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** Whether an equation of a formula with a number is one to solve, not one to judge. */
export const isDemanding = (hedge: Hedge | undefined): boolean => hedge?.kind === "demanded" || hedge?.kind === "solved";

/** What the words say an unknown comes to where something is solved, or as good as can be. */
const SOLVES =
  /\bsolv\w*|\bsolutions?\b|(?<!\b(?:we|to)\s)\b(?:minim|maxim|optim|extrem)(?:um|a|al|ality|i[sz]e\w*)\b|\bstationary\b|\bcritical point|\bvanish|\bnull\s?(?:ge)?setz|\bannul(?:ant|er)|\bigualando a cero|최솟?값|최대|최적|극값|풀면|정리하면|求解|最小|最大|最適|最优|極値|极值|解得|解く/iu;

/** Whether the words before an equation make it the solution of another one. */
export const isSolving = (hedge: Hedge | undefined): boolean =>
  hedge?.kind === "solved" || (hedge?.kind === "demanded" && SOLVES.test(hedge.words));

const UP_TO_CONSTANT = /^up to (?:an? |the |some )?(?:additive |irrelevant )?constants?$/i;

const isDerived = ({ chain }: Formula): boolean =>
  chain?.first !== undefined &&
  nodesOf(chain.first).some((node) => isNabla(node) || (node.kind === "fraction" && leibnizIn(node) !== undefined));

/** Formulas below each other share their words. */
function firstOfGroup(formulas: readonly Formula[], place: number): number {
  let at = place;
  while (at > 0 && at > place - REACH && formulas[at - 1]?.display && !/[\p{L}\d]/u.test(formulas[at]?.before ?? "")) at--;
  return at;
}

/** The sentence that leads to a formula, inline formulas in it as gaps; where the formula begins one, the sentence before. */
function sentenceBefore(formulas: readonly Formula[], at: number): string {
  let words = (formulas[at] as Formula).before;
  for (let i = at - 1; i >= 0 && i >= at - REACH && sentencesIn(words).length < 2 && !formulas[i]?.display; i--)
    words = `${formulas[i]?.before ?? ""} ${gapBefore(formulas[i] as Formula)} ${words}`;
  return sentencesIn(words).at(-1) ?? "";
}

/** Conditions are told apart: "for i < 1 or i > M" offers nothing as one of several. */
const gapBefore = ({ source, chain }: Formula): string =>
  source.trim() === "0"
    ? "0"
    : chain?.links.every(({ relation }) => /^[<>≤≥∉]$/u.test(relation)) && chain.links.length > 0
      ? COMPARISON
      : isLimit(chain)
        ? LIMIT
        : GAP;

/** ∞ of x → ∞, whose sides are formulas of their own. */
const isLimit = (chain: Formula["chain"]): boolean =>
  chain?.links.length === 0 && chain.first !== undefined && nodesOf(chain.first).some((node) => node.kind === "name" && node.name === "∞");

/** The sentence that a formula goes on with, displayed formulas in it; nothing where the one before has ended. */
function wholeSentenceBefore(formulas: readonly Formula[], at: number): string {
  const [from = at] = inSentence(formulas, at);
  let words = "";
  for (let i = from; i <= at; i++) words += `${formulas[i]?.before ?? ""} ${i === at ? "" : gapFor(formulas[i] as Formula)} `;
  return /[.!?。！？]\s*$/u.test(words) ? "" : asTitled(sentencesIn(words).at(-1) ?? "", formulas[0]?.heading ?? "");
}

/** "# LayerNorm without parameters" says what the whole page is about, and that is what its formulas say. */
const asTitled = (sentence: string, title: string): string => sentence.replace(title, title.replace(/\s(?:without|with no)\s.*/iu, ""));

/** What stands for a formula in a sentence: one with a relation says something by itself. */
const gapFor = ({ chain }: Formula): string =>
  isLimit(chain) ? LIMIT : chain && chain.links.length > 0 ? GAP : chain?.first?.kind === "number" ? NUMBER : "◦";

const sentencesIn = (text: string): string[] =>
  text
    .split(/(?<=[.!?])(?=\s|$)|(?<=[。！？])|\n\s*\n/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\d]/u.test(sentence));

const firstSentence = (text: string): string => /^[^.!?。！？]*/u.exec(text)?.[0] ?? "";

const CONCLUDES =
  /\b(?:so|hence|thus|therefore|then|we (?:have|get|obtain|find|see)|gives|yields|invert\w*|solv\w+)\b[^.;]*$|(?:따라서|그러면|그러므로|이므로|정리하면|풀면)[^.;]*$|(?:因此|所以|从而|于是|可得|解得|得到|则有)[^。；]*$|(?:したがって|よって|ゆえに|すると|解くと)[^。；]*$/iu;

/** "we have φ = …": what the words say follows. */
export function isConcluded({ before }: Formula): boolean {
  return CONCLUDES.test(before);
}

const DENIED_BEHIND =
  /^\s*(?:(?:does|do|need|will|is|are) ?(?:not|n't)\b(?: (?:hold|true|valid|correct|what|equal|the case))|is (?:wrong|false|incorrect|not true)\b|[이가은는]?\s*(?:아닌|아니(?:라|다|고|며|면))|(?:では|とは)(?:ない|なく|ありません)|でな[いく]|不成立|不正确|是错|라고\s*(?:착각|오해|잘못)|と(?:誤解|勘違い|思いがち))/iu;
const DENIED_BEFORE = new RegExp(
  [
    "\\b(?:(?:wrong|false|incorrect|not true|not the case|untrue) that|(?:rather than|instead of|and not|, not))\\s*$",
    "\\b(?:tempting|tempted) to (?:think|believe|assume|say|write|conclude|claim|use|expect)(?: that)?\\s*$",
    "\\b(?:wrong|false|incorrect|erroneous|mistaken|bogus) (?:formula|answer|result|claim|equation|identity|rule|version|step|line)\\s*:?\\s*$",
    "\\btrue or false\\s*[?:]\\s*$",
    "\\b(?:others|(?:some|other|many) (?:authors?|texts?|books?|people|papers?)|textbooks)(?: (?:often|sometimes))? (?:write|define|use|prefer|have|put|take)\\s*$",
    "(?:而不是|并非|不是|误以为|错误地(?:写成|认为|得到)|误认为|误写成)\\s*$",
  ].join("|"),
  "iu",
);
/** "Is $A = B$?", and not "what is it for $y = x^2$?" */
const ASKED = /(?:^|[.!?\n]\s*)(?:is|are|does|do|can|could|should|would|isn't|doesn't)\b[^.!?⋯]*$/iu;
/** What others say, or might: it is denied where the words go on to how it is. */
const QUOTED = new RegExp(
  [
    "\\b(?:one|you|we|students?) (?:might|may|could|would) (?:wrongly |naively |mistakenly |at first )?(?:expect|think|hope|believe|be tempted|suspect)\\b(?: to \\p{L}+)?(?: that| of)?\\s*$",
    "\\b(?:common|frequent|typical|usual|classic|popular|easy|naive) (?:mistake|error|misconception|pitfall|trap)s? (?:is|would be|are)(?: to \\p{L}+)?(?: that)?\\s*$",
    "\\b(?:wrongly|incorrectly|mistakenly|erroneously|falsely) (?:writ|wrote|claim|get|got|gives?|gave|conclud|assum|said|says?)\\p{L}*(?: that)?\\s*$",
    "\\b(?:students?|beginners?|people)(?: (?:often|once|sometimes))? (?:writes?|wrote|claims?|claimed|thinks?|thought|believes?|guess(?:es|ed)?)(?: that)?\\s*$",
  ].join("|"),
  "iu",
);
const CONTRAST = /\b(?:but|however|instead|rather|in fact|actually|in truth|correct|right|wrong|not|false)\b/iu;

/** "$h_0 = 0$이 아닌", "$y = x^3$ does not hold": the words right beside a formula say that it is not so. */
export function isDenied(formula: Formula): boolean {
  // "It is *not* true that"
  const [before, after] = [formula.before, formula.after].map((words) => words.replaceAll("*", "")) as [string, string];
  return (
    DENIED_BEHIND.test(after) ||
    (ASKED.test(before) && /^\s*[?？]/u.test(after)) ||
    DENIED_BEFORE.test(before) ||
    (QUOTED.test(before) && CONTRAST.test(after))
  );
}
