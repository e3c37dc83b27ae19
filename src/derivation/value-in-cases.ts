/**
 * "$m_i$ is 1 if $z_i > 0$ and 0 otherwise", "$m_i$ は $z_i > 0$ のとき $1$、それ以外は $0$": cases of one name that is not said
 * again. They are written as m_i = {1 for z_i > 0, 0 otherwise}, in the place of the name.
 */
import type { Span } from "../base/span.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import { type Place, copyOf, equalTo } from "./gradient-in-words.ts";

/** Formulas of a sentence stand in its words as one letter each: the first is the name. */
const HOLDER = 0xe000;
const LONGEST = 4;
/** How many formulas such a sentence has at most. */
export const LONGEST_CASE = LONGEST + 1;
const FORMULA = `[\\ue001-\\ue00${LONGEST}]`;
/** Numbers in words, and what they are. Add a language by adding words. */
const NUMBERS: ReadonlyMap<string, string> = new Map(
  [
    ["0", "0 zero null zéro cero"],
    ["1", "1 one eins un uno"],
  ].flatMap(([value, words]) => (words as string).split(" ").map((word) => [word, value as string])),
);
const VALUE = `(?<!\\p{L})(${FORMULA}|-?(?:${[...NUMBERS.keys()].join("|")})(?![\\p{Script=Latin}\\d]|\\.\\d))`;
/** What the words compare a formula with zero by, and the letter that stands behind it in the words then. */
const SIGNS: readonly (readonly [letter: string, relation: ">" | "<" | "≥" | "≤", words: string])[] = [
  ["\ue010", "≥", "non-?\\s?negative|nicht ?negativ|음(?:수|이)가?\\s*아니|非負|非负"],
  ["\ue011", "≤", "non-?\\s?positive|nicht ?positiv|양(?:수|이)가?\\s*아니|非正"],
  [
    "\ue012",
    ">",
    "(?:strictly |strikt )?(?:positi(?:ve|v|f|va|vo))|greater than (?:zero|0)|above zero|größer als (?:null|0)|양수|正(?:数|の(?:数|値))?",
  ],
  [
    "\ue013",
    "<",
    "(?:strictly |strikt )?(?:negati(?:ve|v|f|va|vo)|négatif)|(?:less|smaller) than (?:zero|0)|below zero|kleiner als (?:null|0)|음수|[負负](?:数|の(?:数|値))?",
  ],
];
const COMPARED = SIGNS.flatMap(([letter, , words]) => [
  [`$1${letter}`, new RegExp(`(${FORMULA})\\s*(?:is|are|ist|est|es|가|이|が|は|为|是)?\\s*(?:${words})(?:\\s+ist)?`, "giu")] as const,
  [`$1${letter}`, new RegExp(`\\b(?:${words})(?:n|s|r|en|es)?\\s+(${FORMULA})`, "giu")] as const,
]);
const CONDITION = `(${FORMULA}[\\ue010-\\ue013]?)`;

/** Add a language by adding words. */
const IS =
  "(?:,?\\s*(?:which|that|where it))?\\s*(?:is|be|equals|takes(?: on)? the value|ist|sei|vaut|est|vale|es)(?:\\s+(?:set to|equal to|defined (?:as|to be)|given by|just|simply|gleich|égal à|igual a))?";
const IF =
  "(?:,?\\s*(?:if|when(?:ever)?|where(?:ver)?|for|as long as|exactly when|precisely when|if and only if|in case|falls|wenn|für|wo|si|quand|lorsque|pour|cuando|para|donde))";
const AND = "\\s*[,;]?\\s*(?:(?:and|but|while|or|und|et|y)\\s*)?(?:(?:it\\s+)?(?:is|equals|ist|vaut|est|vale|es)\\s+)?";
const OTHERWISE =
  "(?:otherwise|elsewhere|everywhere else|else|if not|(?:in )?all other cases|in the other case|sonst|andernfalls|sinon|ailleurs|autrement|en caso contrario|en otro caso|si no)";
const TOPIC = "\\s*(?:은|는|이|가|를|을|は|が|を)?\\s*[,，、]?\\s*(?:在|当|若|如果)?\\s*";
const WHEN =
  "\\s*(?:이면|면|라면|일\\s*때(?:는|에는)?|인\\s*경우(?:에는?)?|のとき(?:は|には)?|なら(?:ば)?|の場合(?:は|には)?|であれば|时|的时候|则)\\s*[,，、]?\\s*(?:为|取(?:值为?)?|等于|是|则为)?\\s*";
const BUT = "\\s*(?:이고|이며|고|이|로|으로|값을\\s*갖고|で|であり|とし|に|を取り|をとり)?\\s*[,，、；;]?\\s*(?:그리고)?\\s*";
const ELSE =
  "(?:그렇지\\s*않으면|아니면|그\\s*외에?(?:는|\\s*경우(?:에는?)?)?|그\\s*밖에는|나머지는|나머지\\s*경우(?:에는?)?|それ以外(?:は|では|には|のとき(?:は|には)?|の場合(?:は|には)?|なら)?|そうでなければ|そうでないとき(?:は)?|否则|其他(?:情况)?(?:下)?|其余(?:情况)?(?:下)?)\\s*[,，、]?\\s*(?:为|取(?:值为?)?|等于|是|则为)?\\s*";

const INDICATOR =
  "\\s*(?:is|be|denotes?|ist|est|es)\\s+(?:(?:the|an|die|der|la|el)\\s+)?(?:indicator(?:\\s+function)?|Indikator(?:funktion)?|indicatrice|indicador|función indicadora)\\s+(?:of|for|that|von|für|de)(?:\\s+(?:the\\s+)?(?:event|condition|set))?(?:\\s+that)?";

/** What stands behind a name: the first value, where it has it, and the other one, with where it has that or nothing. */
const WORDINGS: readonly { readonly said: RegExp; readonly order: readonly ("value" | "condition")[] }[] = [
  { said: `${IS}\\s*${VALUE}${IF}\\s*${CONDITION}${AND}${OTHERWISE}\\s*${VALUE}`, order: ["value", "condition", "value"] as const },
  { said: `${IS}\\s*${VALUE}${IF}\\s*${CONDITION}${AND}${VALUE}\\s*,?\\s*${OTHERWISE}`, order: ["value", "condition", "value"] as const },
  {
    said: `${IS}\\s*${VALUE}${IF}\\s*${CONDITION}${AND}${VALUE}${IF}\\s*${CONDITION}`,
    order: ["value", "condition", "value", "condition"] as const,
  },
  { said: `${INDICATOR}\\s*${CONDITION}`, order: ["condition"] as const },
  {
    said: `\\s*(?:은|는|이|가|を|は|が|是|为)?\\s*${CONDITION}\\s*(?:의|일\\s*때의|の|的)\\s*(?:지시|指示|指標)\\s*(?:함수|関数|函数)?`,
    order: ["condition"] as const,
  },
  { said: `${TOPIC}${CONDITION}${WHEN}${VALUE}${BUT}${ELSE}${VALUE}`, order: ["condition", "value", "value"] as const },
  {
    said: `${TOPIC}${CONDITION}${WHEN}${VALUE}${BUT}(?:当|若|如果)?\\s*${CONDITION}${WHEN}${VALUE}`,
    order: ["condition", "value", "condition", "value"] as const,
  },
].map(({ said, order }) => ({ said: new RegExp(`^\\ue000\\s*${said}(?![\\p{Script=Latin}\\d])`, "iu"), order }));

/** Writes them so; what is told of a formula with a relation, or by itself, stays as it is. */
export function withValuesInCases<T extends Place>(formulas: readonly T[]): T[] {
  const out: T[] = [];
  for (let at = 0; at < formulas.length; at++) {
    const name = formulas[at] as T;
    out.push(name);
    const isOpen = !name.display && name.chain?.first && name.chain.links.length === 0 && name.chain.first.kind !== "number";
    const told = isOpen ? casesBehind(formulas, at) : undefined;
    if (!told || !name.chain) continue;
    name.chain = { ...name.chain, links: [equalTo({ kind: "cases", span: name.chain.span, rows: told.rows })] };
    name.after = told.rest;
    at += told.count;
    const next = formulas[at + 1];
    if (next && next.before === formulas[at]?.after) next.before = told.rest;
  }
  return out;
}

interface Told {
  readonly rows: readonly { readonly value: Syntax; readonly condition: Syntax | undefined }[];
  /** How many formulas tell them, and the words behind. */
  readonly count: number;
  readonly rest: string;
}

function casesBehind(formulas: readonly Place[], at: number): Told | undefined {
  const parts = formulas.slice(at, at + 1 + LONGEST);
  const end = parts.findIndex(({ display }) => display);
  const places = end < 0 ? parts : parts.slice(0, end);
  let words = places.map(({ after }, i) => String.fromCharCode(HOLDER + i) + after).join("");
  for (const [written, pattern] of COMPARED) words = words.replaceAll(pattern, written);
  for (const { said, order } of WORDINGS) {
    const found = said.exec(words);
    const slots = found?.slice(1).map((slot, i) => slotOf(slot, order[i] === "condition", places));
    if (!found || !slots || slots.some((slot) => slot === undefined)) continue;
    const all = slots as Syntax[];
    const pick = (kind: "value" | "condition"): Syntax[] => all.filter((_, i) => order[i] === kind);
    const conditions = pick("condition");
    const span = conditions[0]?.span as Span;
    const values = order.includes("value") ? pick("value") : ["1", "0"].map((each) => numberOf(each, span));
    const count = [...found[0]].filter((letter) => letter.charCodeAt(0) >= HOLDER && letter.charCodeAt(0) <= HOLDER + LONGEST).length - 1;
    const rest = words.slice(found[0].length).split(/[\ue000-\ue004]/u)[0] as string;
    return { rows: values.map((value, i) => ({ value, condition: conditions[i] })), count, rest };
  }
  return undefined;
}

const COMPARES: ReadonlySet<string> = new Set(["<", ">", "≤", "≥", "=", "≠"]);

/** What stands in the place of a letter: a condition has a relation, and a value none. */
function slotOf(slot: string, isCondition: boolean, places: readonly Place[]): Syntax | undefined {
  const [place] = places.slice(slot.charCodeAt(0) - HOLDER);
  if (slot.charCodeAt(0) < HOLDER) return numberOf(slot, places[0]?.chain?.span as Span);
  const chain: ChainSyntax | undefined = place?.chain;
  if (!chain?.first) return undefined;
  if (!isCondition) return chain.links.length === 0 ? copyOf(chain.first) : undefined;
  const sign = SIGNS.find(([letter]) => letter === slot[1]);
  if (sign) return chain.links.length === 0 ? comparedWithZero(chain, sign[1]) : undefined;
  return chain.links.length > 0 && chain.links.every(({ relation }) => COMPARES.has(relation)) ? copyOf(chain) : undefined;
}

function comparedWithZero(chain: ChainSyntax, relation: ">" | "<" | "≥" | "≤"): Syntax {
  const copy = copyOf(chain) as ChainSyntax;
  return { ...copy, links: [{ ...equalTo(numberOf("0", chain.span)), relation }] };
}

function numberOf(word: string, span: Span): Syntax {
  const value: Syntax = { kind: "number", span, text: NUMBERS.get(word.replace("-", "").toLowerCase()) as string };
  return word.startsWith("-") ? { kind: "sum", span, terms: [{ sign: "-", term: value }] } : value;
}

const OTHER_VALUE = new RegExp(`(?:${OTHERWISE})|${ELSE}`, "iu");
/** "When $z > 0$, $m$ is 1." has said what holds there. */
const IS_THERE = `^\\s*(?:은|는|이|가|が|は|为|是|取|${IS})\\s*`;
const IS_NUMBER = new RegExp(`${IS_THERE}-?(?:${[...NUMBERS.keys()].join("|")})(?![\\p{Script=Latin}\\d]|\\.\\d)`, "iu");
const IS_WHAT = new RegExp(`${IS_THERE}$`, "iu");
const ENDS_SENTENCE = /[.!?;。；](?:\s|$)/u;

/** z > 0 of "the mask is one where $z > 0$, zero otherwise": what is said there of no formula holds nowhere else for that. */
export function isOfCaseInWords(formulas: readonly Place[], at: number): boolean {
  for (let i = at; i < at + LONGEST; i++) {
    const place = formulas[i];
    if (!place || place.display || (i > at && (place.chain?.links.length ?? 0) > 0)) return false;
    const [words] = place.after.split(ENDS_SENTENCE) as [string];
    if (OTHER_VALUE.test(words) || (i > at && saysNumber(place, formulas[i + 1]))) return true;
    if (words !== place.after) return false;
  }
  return false;
}

/** Whether the words say which number a formula is. */
const saysNumber = ({ after }: Place, next: Place | undefined): boolean =>
  IS_NUMBER.test(after) || (IS_WHAT.test(after) && next?.chain?.links.length === 0 && next.chain.first?.kind === "number");
