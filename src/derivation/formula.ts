/** From segments to formulas in reading order, each with its section, the words around it and the author's directives. */
import { ParseError, type Span, cover } from "../base/span.ts";
import { headOf } from "../elaborate/script.ts";
import { parseBlock } from "../syntax/grammar.ts";
import { latexTokens } from "../syntax/latex.ts";
import type { Macros } from "../syntax/macro.ts";
import { plainTokens } from "../syntax/plain.ts";
import { introducesAssumption, isProse } from "../syntax/prose.ts";
import { wordsIn } from "../syntax/word.ts";
import type { ChainSyntax, Item, LinkSyntax, Syntax } from "../syntax/tree.ts";
import { withCasesSaid } from "./cases-in-words.ts";
import { writeBasisVectors } from "./basis-vector.ts";
import { writeEvaluations } from "./evaluation-bar.ts";
import { writeMeansSaid } from "./mean-in-words.ts";
import { withOneHotEntries } from "./one-hot-entries.ts";
import { withValuesInCases } from "./value-in-cases.ts";
import { definiendumOf } from "./definiendum.ts";
import { type Conditioned, conditionedIn, readDensities, withoutDistributions } from "./distribution.ts";
import { withDefinitionsSaid } from "./definition-in-words.ts";
import { writeFunctionsSaid } from "./function-in-words.ts";
import { writeDerivativesSaid } from "./derivative-in-words.ts";
import { writeGradientsSaid } from "./gradient-in-words.ts";
import { type Labels, labelsIn } from "./labels.ts";
import type { Segment } from "./segment.ts";

export interface Section {
  readonly id: number;
  readonly level: number;
  readonly parent: Section | undefined;
}

export interface Directive {
  readonly kind: "ignore" | "expect" | "redefine";
  readonly argument: string;
  readonly span: Span;
}

/** What stands between the items of a list. */
export const BETWEEN_ITEMS = /^\s*(?:,|;|and|or|,\s*and|및|와|과|그리고|、|und|和)\s*$/i;

export interface Formula {
  readonly index: number;
  /** In the file. */
  readonly span: Span;
  readonly source: string;
  readonly chain: ChainSyntax | undefined;
  readonly unreadable: string | undefined;
  readonly section: Section;
  /** Which block of mathematics it stands in, and whether that is set apart. */
  readonly block: number;
  readonly display: boolean;
  /** What the words around it make of it: an assumption, a condition for what follows ("for", "at"), or nothing. */
  readonly introduction: Introduction;
  /** Whether nothing but such a word stands between it and the formula before, as in "y = x for x > 0". */
  readonly behind: boolean;
  /** Whether it is a condition on the formula before it and on no other, as in "f' = 1 \\qquad (x > 0)". */
  readonly alone: boolean;
  /** Whether it is the first of a list of values: `k = 1, …, K` says what k runs through. */
  readonly range: boolean;
  /** Words inside the block that are not understood and may change what it says. */
  readonly remark: string | undefined;
  /** x = 2 of a derivative |_{x = 2}. */
  readonly at?: Syntax;
  /** The formula that a leading relation continues. */
  readonly follows: Formula | undefined;
  readonly directives: readonly Directive[];
  /** From an offset of the block's source to the file. */
  readonly place: (offset: number) => number;
  /** The prose since the formula before, and the prose up to the next one; a heading is part of it. */
  readonly before: string;
  readonly after: string;
  /** The heading that stands before it with no formula between. */
  readonly heading: string;
}

export type Introduction = "none" | "assumption" | "local";

export interface DocumentParts {
  readonly formulas: readonly Formula[];
  readonly prose: string;
  /** Superscripts that are part of names; they are so in the formulas already. */
  readonly labels: Labels;
  /** `declare`, `assume` and `layout` directives, which hold for the whole document. */
  readonly declarations: readonly { readonly kind: Declared; readonly argument: string; readonly span: Span }[];
}

type Declared = "declare" | "assume" | "layout";

/** Relations that are read in one document: a whole book has fewer, and each costs time and memory. */
const MOST_RELATIONS = 10_000;
/** Of one formula: what is longer has more parts than are ever decided. */
const MOST_TOKENS = 400_000;
const TOO_LONG = `more than ${MOST_TOKENS} signs in one formula: split it`;

type Draft = { -readonly [K in keyof Formula]: Formula[K] };

export function formulasOf(segments: readonly Segment[]): DocumentParts {
  return new Collector().collect(segments);
}

class Collector {
  private readonly macros: Macros = new Map();
  private words: ReadonlySet<string> = new Set();
  private readonly formulas: Draft[] = [];
  private readonly conditioned: Conditioned[] = [];
  private readonly declarations: { kind: Declared; argument: string; span: Span }[] = [];
  private section: Section = { id: 0, level: 0, parent: undefined };
  private sections = 1;
  private blocks = 0;
  private relations = 0;
  private directives: Directive[] = [];
  private before = "";
  private title = "";
  private prose = "";

  collect(segments: readonly Segment[]): DocumentParts {
    this.words = wordsIn(segments.flatMap((segment) => (segment.kind === "math" && segment.syntax === "latex" ? [segment.source] : [])));
    for (const segment of segments) {
      this.take(segment);
      if (this.relations > MOST_RELATIONS) break;
    }
    readDensities(
      this.conditioned,
      this.formulas.flatMap(({ chain }) => chain ?? []),
    );
    const formulas = withCasesSaid(withDefinitionsSaid(withValuesInCases(withOneHotEntries(this.formulas))));
    for (const [index, formula] of formulas.entries()) formula.index = index;
    writeGradientsSaid(formulas);
    writeMeansSaid(formulas);
    writeEvaluations(formulas);
    writeBasisVectors(formulas);
    writeFunctionsSaid(formulas);
    writeDerivativesSaid(formulas);
    const chains = formulas.flatMap(({ chain }) => chain ?? []);
    const labels = labelsIn(chains, this.prose);
    return { labels, formulas, prose: this.prose, declarations: this.declarations };
  }

  private take(segment: Segment): void {
    switch (segment.kind) {
      case "heading":
        return this.heading(segment.level, segment.text);
      case "prose":
        this.before += segment.text;
        this.prose += ` ${segment.text}`;
        return this.closePrevious(segment.text);
      case "directive":
        return this.directive(segment.text, { start: segment.start, end: segment.end });
      case "unreadable":
        return this.push(
          { span: { start: segment.start, end: segment.end }, unreadable: segment.reason, place: (offset) => segment.start + offset },
          "",
          true,
        );
      case "math":
        return this.math(segment);
    }
  }

  private heading(level: number, text: string): void {
    let parent: Section | undefined = this.section;
    while (parent && parent.level >= level) parent = parent.parent;
    this.section = { id: this.sections++, level, parent };
    this.prose += ` ${text}`;
    this.before = "";
    this.title = text;
  }

  private closePrevious(text: string): void {
    const last = this.formulas.at(-1);
    if (!last) return;
    last.after += text;
    if (text !== last.after) return;
    if (isInBrackets(last))
      Object.assign(last, { introduction: "local", behind: BRACKET.test(last.before), alone: BRACKET.test(last.before) });
    const isLocally = /^[\s,]*(일\s*때|이면|라면|のとき|ならば|时|時)/.test(text) || (isOrder(last.chain) && WHERE.test(text));
    if (isLocally) last.introduction = "local";
    else if (/^[\s,]*(이므로|라\s*가정|를\s*가정|なので)/.test(text)) last.introduction = "assumption";
  }

  private directive(text: string, span: Span): void {
    const [word = "", ...rest] = text.split(/\s+/);
    const argument = rest.join(" ");
    if (word === "declare" || word === "assume" || word === "layout") this.declarations.push({ kind: word, argument, span });
    else if (word === "ignore" || word === "expect" || word === "redefine") this.directives.push({ kind: word, argument, span });
    else
      this.push(
        {
          span,
          unreadable: `gradproof does not know the directive "${word}": write declare, assume, layout, redefine, ignore or expect`,
          place: (offset) => span.start + offset,
        },
        text,
        true,
      );
  }

  private push(part: Partial<Draft> & Pick<Draft, "span" | "place">, source: string, display: boolean): void {
    const { directives } = this;
    this.formulas.push({
      index: this.formulas.length,
      chain: undefined,
      unreadable: undefined,
      section: this.section,
      block: this.blocks,
      introduction: "none",
      behind: false,
      alone: false,
      range: false,
      remark: undefined,
      follows: undefined,
      directives,
      before: this.before,
      after: "",
      heading: this.title,
      source,
      display,
      ...part,
    });
  }

  private pushChain(
    whole: ChainSyntax,
    common: Pick<Draft, "place" | "introduction" | "behind" | "alone" | "range">,
    segment: Segment & { kind: "math" },
  ): void {
    const span = { start: common.place(whole.span.start), end: common.place(whole.span.end) };
    const chain = withoutDistributions(whole);
    if (conditionedIn(whole)) {
      const at = this.formulas.length;
      const read = (): void =>
        void Object.assign(this.formulas[at] as Draft, { span, chain: withoutDistributions(whole), unreadable: undefined });
      this.conditioned.push({ whole, read });
    }
    const given = conditionedIn(chain);
    const source = segment.source.slice(whole.span.start, whole.span.end);
    if (!given) return this.push({ ...common, span, chain }, source, segment.display);
    const reason = "what is given something else is no expression here: give it a name, as in q = p(y | x)";
    this.push(
      { ...common, span: { start: common.place(given.start), end: common.place(given.end) }, unreadable: reason },
      source,
      segment.display,
    );
  }

  private math(segment: Segment & { kind: "math" }): void {
    this.blocks++;
    const place = (offset: number): number => segment.offsets?.[offset] ?? segment.start + offset;
    let items: Item[];
    try {
      const tokens = segment.syntax === "latex" ? latexTokens(segment.source, this.macros, this.words) : plainTokens(segment.source);
      // "$\\odot$ multiplies entry by entry": a sign that is only spoken of.
      if (!segment.display && tokens.length <= 2 && tokens[0]?.kind === "operator") return;
      if (tokens.length > MOST_TOKENS) throw new ParseError(TOO_LONG, { start: 0, end: segment.source.length });
      items = parseBlock(tokens, segment.syntax);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      items = [unreadableBlock(segment, error.span, error.message)];
    }
    this.relations += relationsIn(items);
    if (this.relations > MOST_RELATIONS)
      items = [
        unreadableBlock(
          segment,
          { start: 0, end: segment.source.length },
          `more than ${MOST_RELATIONS} relations in one document: split it; nothing from here on is read`,
        ),
      ];
    this.items(items, segment, place);
    this.directives = [];
    this.before = "";
    this.title = "";
  }

  /** "with y ∈ {−1, 1} and y s < 1": a condition that another one is joined to. */
  private joinedTo(previous: Draft | undefined, item: Item): Introduction {
    if (!previous || previous.display || !JOINED.test(this.before)) return "none";
    // Of "if x > 1, y > 0" the second is what follows; w ∈ ℝ^d never is.
    const mayFollow = item.kind !== "formula" || item.chain.links.some(({ relation }) => relation !== "∈");
    return previous.introduction === "local" && LISTED.test(this.before) && mayFollow ? "none" : previous.introduction;
  }

  private items(items: readonly Item[], segment: Segment & { kind: "math" }, place: (offset: number) => number): void {
    let introduction = segment.display && RESULTS.test(this.before) ? "none" : introducedBy(this.before);
    // "…, and for x > 1, …" goes on to what comes next.
    let behind = introduction !== "none" && IN_ONE_BREATH.test(this.before);
    let fresh: Draft | undefined;
    for (const [i, written] of items.entries()) {
      const list = listAt(written, items[i + 1]);
      const item = list === "decimal" ? decimalComma(written, items[i + 1] as Item) : written;
      const span = { start: place(item.span.start), end: place(item.span.end) };
      if (item.kind === "prose") {
        introduction = isLocal(item.text) ? "local" : introducesAssumption(item.text) ? "assumption" : "none";
        behind = introduction !== "none" && fresh !== undefined;
        if (introduction !== "none" && /일\s*때|이므로|이면|라면/.test(item.text) && fresh) fresh.introduction = introduction;
        if (fresh && !isProse(item.text) && introduction === "none") fresh.remark = item.text.trim();
        continue;
      }
      const { start, end } = item.kind === "unreadable" ? item.whole : item.span;
      const source = segment.source.slice(start, end);
      const previous = this.formulas.at(-1);
      const joined = introduction === "none" && i === 0 && !segment.display && isComparison(item) ? this.joinedTo(previous, item) : "none";
      // "On $x < 0$ we have".
      if (item.kind === "formula" && isOrder(item.chain) && !segment.display && /\b(?:in|on|auf|sur|en)\s*$/iu.test(this.before))
        introduction = "local";
      const alone = segment.display && behind && introduction === "local";
      const common = { span, place, introduction: introduction === "none" ? joined : introduction, behind, alone, range: list === "range" };
      const conditions = item.kind === "formula" ? conditionsIn(item.chain) : [];
      // "f' = 1 \\qquad (x > 0)": said of the formula before it.
      const isBehind = fresh !== undefined || (i === 0 && !segment.display && /^\s*$/.test(this.before) && previous !== undefined);
      if (item.kind === "unreadable") this.push({ ...common, unreadable: item.reason }, source, segment.display);
      else if (conditions.length > 0 && (isBehind || introduction !== "none"))
        for (const chain of conditions)
          this.pushChain(chain, { ...common, introduction: "local", behind: isBehind || behind, alone: isBehind, range: false }, segment);
      else if (item.chain.first)
        for (const chain of splitAtArrows(item.chain).flatMap(splitBehindEquals)) this.pushChain(chain, common, segment);
      else this.push({ ...common, chain: item.chain, follows: previous }, source, segment.display);
      fresh = this.formulas.at(-1);
      if (segment.display) introduction = "none";
      behind = false;
    }
  }
}

/** x > 0 of "(x > 0)", and both of "(x > 0, y > 0)". */
function conditionsIn({ first, links }: ChainSyntax): ChainSyntax[] {
  if (links.length > 0 || first?.kind !== "group" || first.open !== "(") return [];
  const conditions = first.items.flatMap((item) => (item.kind === "chain" && item.first && item.links.length > 0 ? [item] : []));
  return conditions.length === first.items.length ? conditions : [];
}

const BRACKET = /^\s*[(（]\s*$/u;

/** x > 0 of "($x > 0$)", and x = 2 of "$f'(x) = 12$ ($x = 2$)". */
function isInBrackets({ before, after, display, chain }: Draft): boolean {
  const relations = chain?.links.map(({ relation }) => relation) ?? [];
  const isOpen = /[(（]\s*$/u.test(before) && /^\s*[)）]/u.test(after) && !display && relations.length > 0;
  // "($\\sum_k t_k = 1$)" is no value, but holds throughout.
  const isOfName = chain?.first !== undefined && headOf(chain.first) !== undefined && chain.links[0]?.right.kind === "number";
  const isValue = BRACKET.test(before) && relations.length === 1 && relations[0] === "=" && isOfName;
  return isOpen && (isValue || relations.every((relation) => COMPARISONS.has(relation)));
}

/** "$x < 0$에서는": where, as of an equation it is not. */
const WHERE = /^[\s,]*(?:에서는?|인\s*(?:경우|구간|곳)|의\s*경우|の(?:場合|範囲|領域)|では(?!な)|なら|上)/u;

const isOrder = (chain: ChainSyntax | undefined): boolean =>
  chain !== undefined && chain.links.length > 0 && chain.links.every(({ relation }) => COMPARISONS.has(relation));

const JOINED = /^\s*(?:,?\s*(?:and|및|와|과|그리고|かつ|且|和|und|et|y)|,|、)\s*$/i;
const LISTED = /^\s*[,、]\s*$/;
const COMPARISONS: ReadonlySet<string> = new Set(["<", ">", "≤", "≥", "≠"]);

/** x > 0, and w^⊤ w = 1, which defines nothing. */
function isComparison(item: Item): boolean {
  if (item.kind !== "formula" || item.chain.links.length === 0) return false;
  const { first, links } = item.chain;
  const isOfNumber = links.length === 1 && links[0]?.relation === "=" && links[0].right.kind === "number";
  return (
    links.every(({ relation }) => COMPARISONS.has(relation) || relation === "∈") ||
    (isOfNumber && first !== undefined && !definiendumOf(first))
  );
}

function unreadableBlock(segment: Segment & { kind: "math" }, span: Span, reason: string): Item {
  return { kind: "unreadable", span, whole: { start: 0, end: segment.source.length }, reason };
}

function relationsIn(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + (item.kind === "formula" ? Math.max(1, item.chain.links.length) : 1), 0);
}

/** What `= 1` followed by a lone number or dots is: the values of an index, or a decimal comma. */
function listAt(item: Item, next: Item | undefined): "range" | "decimal" | undefined {
  if (item.kind !== "formula" || next?.kind !== "formula" || next.chain.links.length > 0) return undefined;
  const right = item.chain.links.at(-1)?.right;
  const value = next.chain.first;
  const dots = value?.kind === "name" && value.name === "…";
  if (right?.kind !== "number" || !(value?.kind === "number" || dots)) return undefined;
  if (item.chain.links.length === 1 && item.chain.first && headOf(item.chain.first)) return "range";
  return !dots && next.span.start - item.span.end <= 1 ? "decimal" : undefined;
}

function decimalComma(item: Item, next: Item): Item {
  const span = cover(item.span, next.span);
  return {
    kind: "unreadable",
    span,
    whole: span,
    reason: "a comma between digits: write a decimal point, or a space behind the comma of a list",
  };
}

/** What the words right before a formula make of it. */
function introducedBy(before: string): Introduction {
  const text = before.replace(/\s+/g, " ").toLowerCase();
  // "… 0 for dogs." is over.
  if (/\p{L}{4,}[.!?]\s*$/u.test(text)) return "none";
  const words = /([\p{L}.]+(?:\s+[\p{L}.]+)?)[\s:,(]*$/u.exec(text)?.[1] ?? "";
  const last = words.split(" ").at(-1) ?? "";
  if (ENDS_CONDITION.test(last)) return "none";
  if (isLocal(last) || LIMITING.test(text)) return "local";
  const told = introducesAssumption(words) || introducesAssumption(last) || /satisf(y|ies)( that)?$/.test(words);
  return told ? "assumption" : "none";
}

/**
 * "We arrive at $$…$$" and "we are left with $$…$$" tell what comes out, not where it holds or what is given; "once we arrive at
 * $w = 0$" tells where.
 */
const RESULTS =
  /\b(?:(?:arriv(?:es?|ed|ing)|(?:ends?|ended|ending|finish(?:es)?|lands?|stops?|gets?|got)(?: up)?) at|(?:left|(?:ends?|ended|ending|winds?|comes?|came) up|leaves? us|leaving us|finish(?:es)?) with|reason for)\s*:?\s*$/iu;
const LIMITING = /\b(?:(?:as|so) long as|(?:provided|in case)(?: that)?|iff|unless)\s*$|(?:若|当|如果|假如|设若)\s*$/iu;
/** "y = x for x > 0", "y = x as long as x > 0". */
const IN_ONE_BREATH =
  /^[\s,(]*(?!\p{Lu}|(?:and|while|but|whereas|und|aber|während|sonst|et|mais|tandis|alors|y|e|pero|mientras)\s)(?:\p{L}+(?:\s\p{L}+)?|(?:as|so) long as|if and only if|in case that|(?:(?:which |this |that )?(?:is|are|holds?|remains?|stays?|fails?)\s)+(?:(?:true|valid|correct|right|so|false|wrong)\s)?(?:only\s|exactly\s|precisely\s|just\s)?(?:if|when|for|where|at|as long as|provided))\s*$/u;

function isLocal(word: string): boolean {
  return /^(at|for|for all|when|whenever|if|near|für|wenn|falls|pour|si|para|cuando|quand|일\s*때|이면|라면|때)$/.test(
    word.trim().toLowerCase(),
  );
}

/** "… 일 때" stands behind its condition: what comes next is said there. */
const ENDS_CONDITION = /(?:때|이면|라면|는데|므로)$/u;

const EQUALS: ReadonlySet<string> = new Set(["=", ":=", "≡"]);
/** A ≻ 0 */
const OF_MATRICES: ReadonlySet<string> = new Set(["≻", "⪰", "≺", "⪯"]);

/** `g = h(x) ∈ ℝ^n` says what g is, and then that g ∈ ℝ^n; `a = b > 0` what a is, and then that b > 0, or b ≻ 0. */
function splitBehindEquals(chain: ChainSyntax): ChainSyntax[] {
  const at = chain.links.findIndex(({ relation }) => relation === "∈" || COMPARISONS.has(relation) || OF_MATRICES.has(relation));
  if (at <= 0 || !chain.first || !chain.links.slice(0, at).every(({ relation }) => EQUALS.has(relation))) return [chain];
  const last = chain.links[at - 1] as LinkSyntax;
  const first = chain.links[at]?.relation === "∈" && headOf(chain.first) ? chain.first : last.right;
  const rest = chain.links.slice(at);
  return [
    { ...chain, span: cover(chain.first.span, last.span), links: chain.links.slice(0, at) },
    { kind: "chain", span: cover(last.right.span, rest.at(-1)?.span ?? last.span), first, links: rest },
  ];
}

const ARROWS = new Set(["⇒", "⇔", "→", "∴", "⇝", "⇐", "↦"]);

/** `a = b ⇒ c = d` is two formulas. */
function splitAtArrows(chain: ChainSyntax): ChainSyntax[] {
  const out: ChainSyntax[] = [];
  let current: { first: Syntax | undefined; links: LinkSyntax[] } = { first: chain.first, links: [] };
  const close = (): void => {
    const start = current.first?.span ?? chain.span;
    out.push({ kind: "chain", span: cover(start, current.links.at(-1)?.span ?? start), ...current });
  };
  for (const link of chain.links) {
    if (!ARROWS.has(link.relation)) {
      current.links.push(link);
      continue;
    }
    // "⇒ y = 2x" says no more than that it follows.
    if (current.first || current.links.length > 0) close();
    current = { first: link.right, links: [] };
  }
  close();
  return out;
}
