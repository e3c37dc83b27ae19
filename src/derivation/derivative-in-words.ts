/**
 * "The gradient of $f$ with respect to $w$ is $2 A w$", "the Hessian is $H = 2A$": what the words say a derivative to be, written
 * as ∂f/∂w = 2 A w and H = ∇_w² f = 2A. Such formulas are claims, as those that write the derivative themselves.
 */
import { nodesOf } from "../elaborate/names.ts";
import { leibnizIn } from "../elaborate/leibniz.ts";
import { headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import { namesIn } from "./letter-families.ts";
import { type Place, copyOf, equalTo, nameAlone, over } from "./gradient-in-words.ts";

type Kind = "first" | "second" | "hessian";
type Slot = "of" | "by" | "value";

/** Formulas one behind the other; the words before the first and those behind each but the last. */
interface Wording {
  readonly kind: Kind;
  readonly slots: readonly Slot[];
  readonly before: RegExp;
  readonly between: readonly RegExp[];
}

const ADJECTIVES = "(?:(?:partial|total|full|resulting|corresponding|loss)\\s+){0,2}";
const NOUNS = "(?:(?:the|our|its|loss|cost|objective|function|vector|matrix|weights?|parameters?|inputs?|logits?)\\s+){0,3}";
const IS = "(?:(?:is|equals|becomes|reads)(?:\\s+(?:then|therefore|thus|hence|simply|just|again|given\\s+by|equal\\s+to))*)\\s*:?";
const WRT = `(?:with\\s+respect\\s+to|w\\.?\\s?r\\.?\\s?t\\.?)\\s+${NOUNS}`;
const KO = "(?:기울기|그래디언트|그레이디언트|그라디언트|미분|편미분|도함수)";
const ZH = "(?:梯度|导数|偏导数?)";
const JA = "(?:勾配|微分|偏微分|導関数)";
const HESSIAN = "Hessian(?:\\s+matrix)?";

const begins = (source: string): RegExp => new RegExp(`(?:^|[^\\p{L}])${source}\\s*$`, "iu");
const whole = (source: string): RegExp => new RegExp(`^\\s*${source}\\s*$`, "iu");

/** Add a language by adding rows. */
const WORDINGS: readonly Wording[] = [
  {
    kind: "first",
    slots: ["of", "by", "value"],
    before: begins(`(?:the|its)\\s+${ADJECTIVES}(?:gradient|derivative)\\s+of\\s+${NOUNS}`),
    between: [whole(WRT), whole(IS)],
  },
  {
    kind: "hessian",
    slots: ["of", "by", "value"],
    before: begins(`(?:the|its)\\s+${HESSIAN}\\s+of\\s+${NOUNS}`),
    between: [whole(WRT), whole(IS)],
  },
  {
    kind: "second",
    slots: ["of", "by", "value"],
    before: begins(`(?:the|its)\\s+second\\s+(?:partial\\s+)?derivative\\s+of\\s+${NOUNS}`),
    between: [whole(WRT), whole(IS)],
  },
  { kind: "hessian", slots: ["of", "value"], before: begins(`(?:the|its)\\s+${HESSIAN}\\s+of\\s+${NOUNS}`), between: [whole(IS)] },
  { kind: "hessian", slots: ["value"], before: begins(`(?:the|its)\\s+${HESSIAN}\\s+${IS}`), between: [] },
  { kind: "first", slots: ["of", "by", "value"], before: /(?:)/u, between: [whole("의"), whole(`에\\s*(?:대한|관한)\\s*${KO}[은는]`)] },
  { kind: "first", slots: ["by", "of", "value"], before: /(?:)/u, between: [whole("에\\s*(?:대한|관한)"), whole(`의\\s*${KO}[은는]`)] },
  { kind: "hessian", slots: ["value"], before: /(?:헤시안|헤세)(?:\s*행렬)?[은는]\s*$/u, between: [] },
  { kind: "first", slots: ["of", "by", "value"], before: /(?:)/u, between: [whole("(?:对|关于)"), whole(`的${ZH}(?:为|是)`)] },
  { kind: "hessian", slots: ["value"], before: /(?:Hessian|海森|黑塞)\s*(?:矩阵)?\s*(?:为|是)\s*[:：]?\s*$/iu, between: [] },
  { kind: "first", slots: ["of", "by", "value"], before: /(?:)/u, between: [whole("の"), whole(`に(?:関する|対する|ついての)${JA}は`)] },
  { kind: "hessian", slots: ["value"], before: /(?:ヘッセ行列|ヘシアン|ヘッシアン)は\s*$/u, between: [] },
];

/** "… is $n$-dimensional" says what it is like. */
const ENDS =
  /^\s*(?:$|[.,;:。，、；)]|\n|(?:and|so|which|where|with|since|because|for|if|when|as|at|unless|but|by|while|this)\b|\p{Script=Hangul}|で|と|，)/u;

/** Writes those claims as formulas, in the place of the value. */
export function writeDerivativesSaid(formulas: readonly Place[]): void {
  for (const at of formulas.keys())
    for (const { kind, slots, before, between } of WORDINGS) {
      const places = formulas.slice(at, at + slots.length);
      const value = places.at(-1);
      const isHeard = value !== undefined && places.length === slots.length && before.test((places[0] as Place).before);
      if (!isHeard || !between.every((words, i) => words.test((places[i] as Place).after)) || !(value.display || ENDS.test(value.after)))
        continue;
      const named = (slot: Slot): Syntax | undefined => {
        const place = places[slots.indexOf(slot)];
        return place && place !== value && nameAlone(place) !== undefined ? place.chain?.first : undefined;
      };
      if (slots.some((slot) => slot !== "value" && !named(slot))) continue;
      const last = derivativeBefore(formulas, at, named("of"));
      const [of, by] = [named("of") ?? last?.of, named("by") ?? last?.by];
      if (of && by && value.chain)
        writeClaim(value.chain, derivative(kind, of, by, value.chain.span), namesBefore(formulas, at + slots.length - 1));
    }
}

/** H = ∇²f = 2A for H = 2A, ∇²f = 2A for 2A alone, and H = ∇²f for a name that stands nowhere before. */
function writeClaim(chain: ChainSyntax, made: Syntax, known: ReadonlySet<string>): void {
  const { first, links } = chain;
  // What writes a derivative by itself needs no words, and n × n is no value.
  const isWritten = nodesOf(chain).some((node) => isNabla(node) || (node.kind === "fraction" && leibnizIn(node) !== undefined));
  const isShape = first?.kind === "product" && first.factors.some(({ operator }, i) => i > 0 && operator === "*");
  if (!first || isWritten || links.some(({ relation }) => relation !== "=") || (isShape && links.length === 0)) return;
  const head = headOf(first);
  const isName = head !== undefined && !/^[I𝐈]/u.test(head.name) && !head.power && !head.transposed && head.primes === 0;
  if (isName && (links.length > 0 || !known.has(head.name))) Object.assign(chain, { links: [equalTo(made), ...links] });
  else Object.assign(chain, { first: made, links: [equalTo(first), ...links] });
}

const isNabla = (node: Syntax): boolean => node.kind === "name" && node.name === "∇";

function namesBefore(formulas: readonly Place[], at: number): ReadonlySet<string> {
  return new Set(formulas.slice(0, at).flatMap(({ chain }) => (chain ? namesIn(chain) : [])));
}

function derivative(kind: Kind, of: Syntax, by: Syntax, span: Syntax["span"]): Syntax {
  const squared = (base: Syntax, sub: Syntax | undefined): Syntax => ({
    kind: "scripted",
    base,
    sub,
    sup: { kind: "number", text: "2", span },
    primes: 0,
    span,
  });
  const sign = (name: string): Syntax => ({ kind: "name", name, word: false, span });
  const beside = (...items: Syntax[]): Syntax => ({ kind: "juxtaposition", items, span });
  if (kind === "first") return { kind: "fraction", numerator: over(of, span), denominator: over(by, span), span };
  if (kind === "hessian") return beside(squared(sign("∇"), copyOf(by)), copyOf(of));
  const variable = by.kind === "scripted" ? squared(copyOf(by.base), by.sub && copyOf(by.sub)) : squared(copyOf(by), undefined);
  return { kind: "fraction", numerator: beside(squared(sign("∂"), undefined), copyOf(of)), denominator: beside(sign("∂"), variable), span };
}

/** L and w of the ∂L/∂w or ∇_w L before a place, of the name that is asked for, where there is only one such; ∂y_n/∂w is of no loss. */
function derivativeBefore(formulas: readonly Place[], at: number, of: Syntax | undefined): { of: Syntax; by: Syntax } | undefined {
  const wanted = of && headOf(of)?.name;
  const found = new Map<string, { of: Syntax; by: Syntax }>();
  for (const { chain } of formulas.slice(0, at)) {
    const each = chain?.first && writtenIn(chain.first);
    const [name, by] = [each && headOf(each.of)?.name, each && headOf(each.by)?.name];
    const isMeant = wanted === undefined ? nameParts(name ?? "").sub === "" : name === wanted;
    if (each && name !== undefined && isMeant) found.set(`${name} by ${by ?? ""}`, each);
  }
  return found.size === 1 ? [...found.values()][0] : undefined;
}

function writtenIn(first: Syntax): { of: Syntax; by: Syntax } | undefined {
  if (first.kind === "fraction") {
    const shape = leibnizIn(first);
    const [of, ...more] = shape?.of ?? [];
    const [variable, ...others] = shape?.variables ?? [];
    return of && variable && more.length === 0 && others.length === 0 && headOf(of) ? { of, by: variable.variable } : undefined;
  }
  const [nabla, of, ...more] = first.kind === "juxtaposition" ? first.items : [];
  const by = nabla?.kind === "scripted" && isNabla(nabla.base) && !nabla.sup ? nabla.sub : undefined;
  return of && by && more.length === 0 && headOf(of) ? { of, by } : undefined;
}
