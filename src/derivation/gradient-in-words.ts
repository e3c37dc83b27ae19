/** "Let $G$ be the gradient of $L$ with respect to $Y$": definitions that the words give, written as G = ∂L/∂Y. */
import { nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import { definitionsIn } from "./letter-families.ts";
import { LOSS_NAMES } from "./loss-name.ts";

type Slot = "name" | "loss" | "by";

/** Formulas that stand one behind the other, with the words before the first and behind each; the loss may be in the words. */
interface Wording {
  readonly slots: readonly Slot[];
  readonly before: RegExp;
  readonly behind: readonly RegExp[];
}

/** A formula that may be written anew. */
export interface Place {
  source: string;
  readonly block: number;
  before: string;
  after: string;
  readonly display: boolean;
  chain: ChainSyntax | undefined;
}

const ANY = /(?:)/u;
/** Words that change nothing: "the negative gradient", "of minus $L$" and "the log of $x$" are something else. */
const words = (list: string): string => `(?:(?:${list.replaceAll(" ", "|")})[\\s-]+){0,4}`;
const OF_GRADIENT = words("upstream incoming backpropagated partial total full error output");
const OF_LOSS = words("the a scalar total overall final training loss cost error objective function energy");
const OF_NAME = words(
  "the hidden net cell vector matrix tensor weights? bias(?:es)? parameters? logits? scores? inputs? outputs? pre activations? preactivations? states? embeddings? variables? predictions?",
);
const GRADIENT = `(?:the|its)\\s+${OF_GRADIENT}(?:gradient|derivative)s?`;
const LOSS = `(?:the|a)\\s+${words("scalar total overall final training")}(?:loss|cost|error|objective)(?:\\s+function)?`;
const WRT = `(?:with\\s+respect\\s+to|w\\.?\\s?r\\.?\\s?t\\.?)\\s+${OF_NAME}`;
/** No list: "with respect to $W$ and $b$" gives one name to nothing. */
const ENDS = /^(?!\s*(?:,|and|or|및|와|과|和|与|と)\s*$)/iu;
const KO = "기울기|그래디언트|그레이디언트|그라디언트|경사|미분|편미분|도함수";
const KO_CALLED = /^\s*(?:이?라고?|로|으로)\s*(?:하|두|둔|놓|부르|쓰|쓴|적|표기|정의)/u;
const JA = "勾配|微分|偏微分|導関数";
const JA_CALLED = /^\s*と\s*(?:お[くいき]|置|書|呼|す[るれ]|し|定)/u;
const ZH = "梯度|导数|偏导数?";

const regex = (source: string): RegExp => new RegExp(`^\\s*${source}\\s*$`, "iu");
const before = (source: string): RegExp => new RegExp(`(?<!(?:minus|of|times|twice|half|plus)\\s*)(?:^|[^\\p{L}])${source}\\s*$`, "iu");

const IS_GRADIENT = `(?:be|denotes?|is|for|stands? for|as)\\s+${GRADIENT}\\s+of`;
const WORDINGS: readonly Wording[] = [
  { slots: ["name", "loss", "by"], before: ANY, behind: [regex(`${IS_GRADIENT}\\s+${OF_LOSS}`), regex(WRT), ENDS] },
  // "Denote by $g$ the gradient of the loss $L$ with respect to $o$."
  {
    slots: ["name", "loss", "by"],
    before: /\b(?:denote|write|call|abbreviate)(?:\s+(?:by|with))?\s*$/iu,
    behind: [regex(`(?:for\\s+)?${GRADIENT}\\s+of\\s+${OF_LOSS}`), regex(WRT), ENDS],
  },
  { slots: ["name", "by"], before: ANY, behind: [regex(`${IS_GRADIENT}\\s+${LOSS}\\s+${WRT}`), ENDS] },
  {
    slots: ["loss", "by", "name"],
    before: before(`${GRADIENT}\\s+of\\s+${OF_LOSS}`),
    behind: [regex(WRT), /^\s*,?\s*(?:be|by|as|(?:is|are)?\s*(?:denoted|written|called)(?:\s+(?:by|as))?)\s*$/iu, ANY],
  },
  {
    slots: ["by", "name"],
    before: before(`${GRADIENT}\\s+of\\s+${LOSS}\\s+${WRT}`),
    behind: [/^\s*,?\s*(?:be|by|as|(?:is|are)?\s*(?:denoted|written|called)(?:\s+(?:by|as))?)\s*$/iu, ANY],
  },
  { slots: ["loss", "by", "name"], before: ANY, behind: [regex("의"), regex(`에\\s*(?:대한|관한)\\s*(?:${KO})[을를]`), KO_CALLED] },
  {
    slots: ["by", "name"],
    before: /(?:손실|비용|오차|목적)\s?(?:함수)?의\s*$/u,
    behind: [regex(`에\\s*(?:대한|관한)\\s*(?:${KO})[을를]`), KO_CALLED],
  },
  { slots: ["by", "loss", "name"], before: ANY, behind: [regex("에\\s*(?:대한|관한)"), regex(`의\\s*(?:${KO})[을를]`), KO_CALLED] },
  {
    slots: ["name", "loss", "by"],
    before: ANY,
    behind: [/^\s*[은는을를]\s*$/u, regex("의"), new RegExp(`^\\s*에\\s*(?:대한|관한)\\s*(?:${KO})(?:이다|라|로|$|[.,])`, "u")],
  },
  {
    slots: ["name", "by", "loss"],
    before: ANY,
    behind: [/^\s*[은는을를]\s*$/u, regex("에\\s*(?:대한|관한)"), new RegExp(`^\\s*의\\s*(?:${KO})(?:이다|라|로|$|[.,])`, "u")],
  },
  { slots: ["loss", "by", "name"], before: ANY, behind: [regex("の"), regex(`に(?:関する|対する|ついての|よる)(?:${JA})を`), JA_CALLED] },
  {
    slots: ["by", "name"],
    before: /(?:損失|誤差|コスト|目的)(?:関数)?の\s*$/u,
    behind: [regex(`に(?:関する|対する|ついての|よる)(?:${JA})を`), JA_CALLED],
  },
  { slots: ["by", "loss", "name"], before: ANY, behind: [regex("に(?:関する|対する|ついての|よる)"), regex(`の(?:${JA})を`), JA_CALLED] },
  {
    slots: ["name", "loss", "by"],
    before: ANY,
    behind: [/^\s*[はを]\s*$/u, regex("の"), new RegExp(`^\\s*に(?:関する|対する|ついての|よる)(?:${JA})(?:と|で)`, "u")],
  },
  {
    slots: ["name", "loss", "by"],
    before: ANY,
    behind: [regex("(?:为|表示|是|代表)(?:损失(?:函数)?)?"), regex("(?:对|关于|对于)"), new RegExp(`^\\s*的(?:${ZH})`, "u")],
  },
  {
    slots: ["by", "name"],
    before: /(?:记|设|令)\s*(?:损失|代价|误差|目标)(?:函数)?(?:对|关于|对于)\s*$/u,
    behind: [regex(`的(?:${ZH})(?:为|是|记为|记作)`), ANY],
  },
  {
    slots: ["name", "by"],
    before: ANY,
    behind: [regex("(?:为|表示|是|代表)\\s*(?:损失|代价|误差|目标)(?:函数)?(?:对|关于|对于)"), new RegExp(`^\\s*的(?:${ZH})`, "u")],
  },
  {
    slots: ["loss", "by", "name"],
    before: ANY,
    behind: [regex("(?:对|关于|对于)"), regex(`的(?:${ZH})(?:为|是|记为|记作)`), ANY],
  },
];

/** Writes those definitions as formulas, in the place of the name that is defined. */
export function writeGradientsSaid(formulas: readonly Place[]): void {
  for (const at of formulas.keys())
    for (const { slots, before: first, behind } of WORDINGS) {
      const places = formulas.slice(at, at + slots.length);
      const heads = places.map(nameAlone);
      if (heads.includes(undefined) || places.length < slots.length || !first.test((places[0] as Place).before)) continue;
      if (!behind.every((words, i) => words.test((places[i] as Place).after))) continue;
      const syntaxOf = (slot: Slot): Syntax | undefined => places[slots.indexOf(slot)]?.chain?.first;
      const loss = slots.includes("loss") ? syntaxOf("loss") : lossOfPage(formulas);
      const [name, by] = [syntaxOf("name"), syntaxOf("by")];
      const place = places[slots.indexOf("name")];
      if (loss && isLoss(loss) && name && by && place?.chain) place.chain = { ...place.chain, links: [equalTo(gradient(loss, by, name))] };
    }
}

export function nameAlone({ chain, display }: Place): string | undefined {
  const head = !display && chain?.links.length === 0 && chain.first ? headOf(chain.first) : undefined;
  return head && !head.power && !head.transposed && head.primes === 0 && !head.word ? head.name : undefined;
}

/** A vector has no gradient with one entry for each of another. */
const isLoss = (syntax: Syntax): boolean => LOSS_NAMES.has(nameParts(headOf(syntax)?.name ?? "").base);

/** The one name of a loss that the page defines or differentiates. */
function lossOfPage(formulas: readonly Place[]): Syntax | undefined {
  const chains = formulas.flatMap(({ chain }) => chain ?? []);
  const defined = new Set(definitionsIn(chains).keys());
  const found = new Map<string, Syntax>();
  const heads = chains.flatMap((chain) => (chain.first && defined.has(headOf(chain.first)?.name ?? "") ? [chain.first] : []));
  const differentiated = chains.flatMap(nodesOf).flatMap((node) => {
    const [sign, of, ...more] = node.kind === "fraction" && node.numerator.kind === "juxtaposition" ? node.numerator.items : [];
    return sign?.kind === "name" && /^[∂d]$/u.test(sign.name) && of && more.length === 0 ? [of] : [];
  });
  for (const each of [...heads, ...differentiated]) {
    const name = headOf(each)?.name;
    if (name !== undefined && isLoss(each) && !found.has(name)) found.set(name, each);
  }
  return found.size === 1 ? [...found.values()][0] : undefined;
}

type Link = ChainSyntax["links"][number];

export function equalTo(right: Syntax): Link {
  return { relation: "=", right, span: right.span } as Link;
}

/** ∂L/∂Y, in the place of the name that is defined as it. */
function gradient(loss: Syntax, by: Syntax, { span }: Syntax): Syntax {
  return { kind: "fraction", numerator: over(loss, span), denominator: over(by, span), span };
}

/** ∂L. Trees are written in place: no two formulas have a part in common. */
export function over(of: Syntax, span: Syntax["span"]): Syntax {
  return { kind: "juxtaposition", items: [{ kind: "name", name: "∂", word: false, span }, copyOf(of)], span };
}

export function copyOf(root: Syntax): Syntax {
  const holder: { root: unknown } = { root };
  const open: [Record<string, unknown>, string][] = [[holder, "root"]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [of, key] = next;
    const value = of[key];
    if (typeof value !== "object" || value === null) continue;
    const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
    of[key] = copy;
    for (const inner of Object.keys(copy)) open.push([copy, inner]);
  }
  return holder.root as Syntax;
}
