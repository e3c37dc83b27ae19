/** "L = −log p if y = 1 and L = −log(1 − p) if y = 0", "if x > 0 then y = x, otherwise y = 0": cases that the words write out. */
import type { Syntax } from "../syntax/tree.ts";
import { definiendumOf } from "./definiendum.ts";
import { type Place, copyOf, equalTo } from "./gradient-in-words.ts";

/** Add a language by adding words. */
const WHERE = /^\s*[,，]?\s*(?:if|when(?:ever)?|for|where|falls|wenn|für|si|pour|para|若|当|如果)\s*$/iu;
const WHERE_AHEAD = /(?:^|[^\p{L}])(?:if|when(?:ever)?|for|falls|wenn|für|si|pour|para)\s*$/iu;
const THEN = /^\s*,?\s*(?:then|dann|alors|entonces|let|set)?\s*,?\s*$/iu;
const NEXT = /^\s*(?:이고|이며|고|이다|である|だ)?\s*[,，、;；.。]?\s*(?:当|若|如果)?\s*$/u;
const WHERE_BEHIND =
  /^\s*(?:일\s*때(?:는|에는)?|이면|라면|인\s*경우(?:에는)?|のとき(?:は|には)?|なら(?:ば)?|の場合(?:は|には)?|时|時|的时候)\s*[,，、]?\s*$/u;
const AND = "[,;，、；]?\\s*(?:and|but|while|or|und|et|y|이고|이며|고)?[,，、]?\\s*";
const OTHERWISE =
  "(?:otherwise|elsewhere|else|if not|sonst|andernfalls|sinon|autrement|en caso contrario|en otro caso|그 외|그렇지 않으면|아니면|それ以外|そうでなければ|其他|否则)";
const JOINED = new RegExp(`^\\s*${AND}(?:by\\s+)?$`, "iu");
const OTHERWISE_AHEAD = new RegExp(
  `^\\s*${AND}${OTHERWISE}(?:では|には|のとき|の場合|는)?(?:は|에는)?\\s*[,，、]?\\s*(?:by|to|it is)?\\s*$`,
  "iu",
);
const OTHERWISE_BEHIND = new RegExp(`^\\s*,?\\s*${OTHERWISE}`, "iu");
const COMPARES: ReadonlySet<string> = new Set(["<", ">", "≤", "≥", "=", "≠"]);

interface Case {
  readonly name: string;
  readonly value: Syntax;
  /** Undefined for what holds otherwise. */
  readonly condition: Syntax | undefined;
}

/** Writes them in the place of the first; what is defined before, or told of one case alone, stays as it is. */
export function withCasesSaid<T extends Place>(formulas: readonly T[]): T[] {
  const out: T[] = [];
  const known = new Set<string>();
  for (let at = 0; at < formulas.length; at++) {
    const first = formulas[at] as T;
    const found = ORDERS.map((order) => casesFrom(formulas, at, order)).find(({ cases }) => cases.length > 1);
    const isNew = found && !known.has(found.cases[0]?.name ?? "") && !/'/u.test(found.cases[0]?.name ?? "");
    const defining = isNew ? (formulas[at + found.order.value] as T) : first;
    out.push(defining);
    if (defining.chain?.first && defining.chain.links.length > 0) known.add(definiendumOf(defining.chain.first)?.name ?? "");
    if (!isNew || !defining.chain) continue;
    const span = defining.chain.links[0]?.right.span ?? defining.chain.span;
    const rows = found.cases.map(({ value, condition }) => ({ value: copyOf(value), condition: condition && copyOf(condition) }));
    defining.chain = { ...defining.chain, links: [equalTo({ kind: "cases", span, rows } as Syntax)] };
    at += found.length - 1;
    // What "otherwise" says is in the cases now.
    [defining.before, defining.after] = [first.before, (formulas[at]?.after ?? "").replace(OTHERWISE_BEHIND, "")];
    const next = formulas[at + 1];
    if (next && formulas[at]?.after === next.before) next.before = defining.after;
  }
  return out;
}

/** Where in a pair the value and the condition stand, and the words before each of them. */
interface Order {
  readonly value: 0 | 1;
  /** Before the first pair, and before the others. */
  readonly first: RegExp;
  readonly before: RegExp;
  readonly between: RegExp;
}

const ORDERS: readonly Order[] = [
  { value: 0, first: /(?:)/u, before: JOINED, between: WHERE },
  { value: 1, first: WHERE_AHEAD, before: WHERE_AHEAD, between: THEN },
  // In Korean, Japanese and Chinese the words stand behind the condition.
  { value: 1, first: /(?:)/u, before: NEXT, between: WHERE_BEHIND },
];

interface Cases {
  readonly order: Order;
  readonly cases: readonly Case[];
  /** How many formulas tell them. */
  readonly length: number;
}

/** The cases of one name that begin at a formula. */
function casesFrom(formulas: readonly Place[], from: number, order: Order): Cases {
  const found: Case[] = [];
  for (let at = from; ; at += 2) {
    const last = found[0] && otherwiseAt(formulas[at], found[0].name);
    if (last) return { order, cases: [...found, last], length: at + 1 - from };
    const next = caseAt(formulas.slice(at, at + 2), order);
    const goesOn = (at === from ? order.first : order.before).test(formulas[at]?.before ?? "");
    if (!next || !goesOn || (found[0] && found[0].name !== next.name)) return { order, cases: found, length: at - from };
    found.push(next);
  }
}

/** L = 1, and 1 by itself: the name that it is said of, and the value. */
function saidAt({ chain, display }: Place): { readonly name: string | undefined; readonly value: Syntax } | undefined {
  const [link, ...more] = chain?.links ?? [];
  if (!chain?.first || display || more.length > 0) return undefined;
  if (!link) return { name: undefined, value: chain.first };
  const name = link.relation === "=" ? definiendumOf(chain.first)?.name : undefined;
  return name === undefined ? undefined : { name, value: link.right };
}

function caseAt(pair: readonly Place[], order: Order): Case | undefined {
  const [formula, condition] = order.value === 0 ? pair : [pair[1], pair[0]];
  const { name, value } = (formula && saidAt(formula)) ?? {};
  if (name === undefined || !value || condition?.display) return undefined;
  const relations = condition?.chain?.first ? condition.chain.links.map(({ relation }) => relation) : [];
  const isTold = relations.length > 0 && relations.every((each) => COMPARES.has(each)) && order.between.test(pair[1]?.before ?? "");
  return isTold ? { name, value, condition: condition?.chain } : undefined;
}

/** "… and $0$ otherwise", "…, otherwise $L = 0$". */
function otherwiseAt(formula: Place | undefined, name: string): Case | undefined {
  const said = formula && saidAt(formula);
  if (!said || (said.name !== undefined && said.name !== name)) return undefined;
  const isOther = OTHERWISE_AHEAD.test(formula.before) || (JOINED.test(formula.before) && OTHERWISE_BEHIND.test(formula.after));
  return isOther ? { name, value: said.value, condition: undefined } : undefined;
}
