/**
 * The one grammar of both languages. It runs as coroutines, so that brackets may nest to any depth, and it recovers:
 * what cannot be read becomes one unreadable item, and the formulas after it are still read.
 */
import { type Step, call, run } from "../base/coroutine.ts";
import { ParseError, type Span, cover } from "../base/span.ts";
import { caseEnvironments, matrixEnvironments, rowEnvironments } from "./latex-command.ts";
import { isProse } from "./prose.ts";
import type { Token, TokenKind } from "./token.ts";
import type { CasesSyntax, ChainSyntax, Item, LinkSyntax, NameSyntax, ProductOperator, Syntax } from "./tree.ts";

export type Language = "plain" | "latex";

const CLOSING: Readonly<Record<string, string>> = {
  "(": ")",
  "[": "]",
  "{": "}",
  "|": "|",
  "‖": "‖",
  "⌊": "⌋",
  "⌈": "⌉",
  "⟨": "⟩",
  ".": ".",
};
const TERMINATORS: ReadonlySet<TokenKind> = new Set(["separator", "row", "text", "end", "end of input", "full stop"]);

const DEPTH = 10_000;
const tooDeepReason = `brackets nest deeper than ${DEPTH}`;

/** One expression, or one chain of relations where `chain` allows it; throws ParseError. */
export function parseFormula(tokens: readonly Token[], language: Language): ChainSyntax {
  const parser = new Parser(tokens, language);
  const deep = parser.tooDeep();
  if (deep) throw new ParseError(tooDeepReason, deep.span);
  const chain = run(parser.chain());
  const rest = parser.peek();
  if (rest.kind !== "end of input") throw parser.unexpected(rest);
  return chain;
}

/** The formulas and words of a block of mathematics, in order, in O(tokens). */
export function parseBlock(tokens: readonly Token[], language: Language): Item[] {
  const parser = new Parser(tokens, language);
  const deep = parser.tooDeep();
  return deep ? [{ kind: "unreadable", span: deep.span, whole: deep.span, reason: tooDeepReason }] : parser.block();
}

class Parser {
  private readonly tokens: readonly Token[];
  private readonly plain: boolean;
  private at = 0;
  /** The kind of bracket that bars in this place may close; innermost last. */
  private readonly bars: string[] = [""];
  private readonly environments: Token[] = [];
  /** How many layouts are open whose rows end their formulas for good: cases, matrices. */
  private rowBound = 0;

  constructor(tokens: readonly Token[], language: Language) {
    this.tokens = tokens;
    this.plain = language === "plain";
  }

  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)] as Token;
  }

  private take(): Token {
    const token = this.peek();
    if (this.at < this.tokens.length - 1) this.at++;
    return token;
  }

  private is(kind: TokenKind, text?: string): boolean {
    const token = this.peek();
    return token.kind === kind && (text === undefined || token.text === text);
  }

  private expect(kind: TokenKind, opened: Token): Token {
    if (this.is(kind)) return this.take();
    if (this.is("end of input")) throw new ParseError(`${opened.text} never closed`, opened.span);
    throw this.unexpected(this.peek());
  }

  unexpected(token: Token): ParseError {
    if (token.kind === "end of input") return new ParseError("the formula ends where a term should follow", this.endSpan());
    if (token.kind === "close" || token.kind === "end group")
      return new ParseError(`${token.text} without its opening bracket, or a term is missing before it`, token.span);
    return new ParseError(`a term is expected here, not ${token.text || token.kind}`, token.span);
  }

  private endSpan(): Span {
    const last = this.tokens[this.tokens.length - 2];
    const end = this.tokens[this.tokens.length - 1] as Token;
    return last ? last.span : end.span;
  }

  // Blocks ---------------------------------------------------------------------------------------------------------

  /** The first token that lies under more brackets than a page can need: the memory they cost is bounded here. */
  tooDeep(): Token | undefined {
    let depth = 0;
    return this.tokens.find(({ kind }) => {
      if (kind === "begin group" || kind === "open" || kind === "begin") depth++;
      else if (kind === "end group" || kind === "close" || kind === "end") depth--;
      return depth > DEPTH;
    });
  }

  block(): Item[] {
    const items: Item[] = [];
    while (!this.is("end of input")) {
      const token = this.peek();
      if (this.opensRows(token)) {
        this.environments.push(this.take());
      } else if (token.kind === "end" && this.environments.length > 0) {
        this.endRows(items);
      } else if (token.kind === "separator" || token.kind === "row" || token.kind === "align" || token.kind === "full stop") {
        this.take();
      } else if (token.kind === "text" && !this.textIsName(true)) {
        items.push({ kind: "prose", span: token.span, text: this.take().text });
      } else {
        items.push(this.formula());
      }
    }
    const open = this.environments[0];
    if (open) items.push({ kind: "unreadable", span: open.span, whole: open.span, reason: `\\begin{${open.text}} is never closed` });
    return items;
  }

  private opensRows(token: Token): boolean {
    return token.kind === "begin" && rowEnvironments.has(token.text);
  }

  private endRows(items: Item[]): void {
    const token = this.take();
    const open = this.environments.pop() as Token;
    if (open.text === token.text) return;
    items.push({ kind: "unreadable", span: token.span, whole: token.span, reason: `\\end{${token.text}} closes \\begin{${open.text}}` });
  }

  private formula(): Item {
    const start = this.at;
    try {
      const chain = run(this.chain());
      const next = this.peek();
      if (!TERMINATORS.has(next.kind) && next.kind !== "align" && !this.opensRows(next)) throw this.unexpected(next);
      if (chain.first === undefined && chain.links.length === 0) throw this.unexpected(next);
      return { kind: "formula", span: chain.span, chain };
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      this.skipFormula(start);
      const whole = cover((this.tokens[start] as Token).span, this.peek(-1).span);
      return { kind: "unreadable", span: error.span, whole, reason: error.message };
    }
  }

  /** Moves behind the formula that began at `start`: to the next terminator outside every bracket, or to the end. */
  private skipFormula(start: number): void {
    this.at = start;
    this.bars.length = 1;
    this.rowBound = 0;
    let depth = 0;
    for (; !this.is("end of input"); this.at++) {
      const { kind, text } = this.peek();
      if (this.at > start && depth === 0 && (kind === "separator" || kind === "row")) return;
      if (depth === 0 && kind === "end" && rowEnvironments.has(text)) return;
      if (kind === "begin group" || kind === "open" || kind === "begin") depth++;
      if (kind === "end group" || kind === "close" || kind === "end") depth = Math.max(0, depth - 1);
    }
  }

  /** Whether the \text here is a name (가격, sigmoid) rather than prose: what follows it makes it an operand. */
  private textIsName(atStart = false): boolean {
    const { text } = this.peek();
    if (text.trim() !== text || text === "" || isProse(text) || !/^[\p{L}_][\p{L}\p{M}\p{Nd}_ .-]*$/u.test(text)) return false;
    const next = this.peek(1);
    if (next.kind === "separator" && next.text !== ",") return false;
    if (["relation", "sign", "operator", "sup", "sub", "prime", "open", "align"].includes(next.kind)) return true;
    return !atStart && ["close", "end group", "end of input", "end", "row", "separator", "full stop", "text"].includes(next.kind);
  }

  // Chains ---------------------------------------------------------------------------------------------------------

  *chain(): Step<ChainSyntax> {
    const start = this.peek().span;
    this.skipAligns();
    const first = this.atRelation() ? undefined : yield* call(this.expression());
    const links: LinkSyntax[] = [];
    while (this.atRelation()) links.push(yield* this.link());
    // Braces that close behind the last term belong to it.
    const last = first || links.length > 0 ? this.peek(-1).span : start;
    return { kind: "chain", span: cover(start, last), first, links };
  }

  private *link(): Step<LinkSyntax> {
    const from = this.skipAligns() ?? this.peek();
    const relation = this.relation();
    this.skipBreaks();
    if (TERMINATORS.has(this.peek().kind) && !(this.is("text") && this.textIsName()))
      throw new ParseError(`nothing stands after ${relation}`, from.span);
    const right = yield* call(this.expression());
    return { relation, span: { start: from.span.start, end: Math.max(right.span.end, this.peek(-1).span.end) }, right };
  }

  private skipAligns(): Token | undefined {
    while (this.is("align")) this.take();
    return this.peek();
  }

  /** Line breaks and aligns inside an unfinished formula. */
  private skipBreaks(): void {
    while (this.is("align") || this.is("row") || this.is("separator", "\\quad")) this.take();
  }

  private atRelation(): boolean {
    let i = 0;
    while (this.peek(i).kind === "align" || (this.peek(i).kind === "separator" && this.peek(i).text === "\\quad")) i++;
    const token = this.peek(i);
    const set = token.kind === "relation" || this.isStackedRelation(i);
    if (set) this.at += i;
    return set;
  }

  /** \overset{!}{=}, \stackrel{(a)}{=}, \xrightarrow{…}, \not= */
  private isStackedRelation(ahead: number): boolean {
    const token = this.peek(ahead);
    if (token.kind !== "command") return false;
    if (/^x(right|left)arrow$|^xlongequal$|^not$/.test(token.text)) return true;
    if (!/^(overset|underset|stackrel)$/.test(token.text)) return false;
    const second = this.groupEnd(this.at + ahead + 1);
    return this.tokens[second]?.kind === "relation" || this.tokens[second + 1]?.kind === "relation";
  }

  /** The index behind the group that begins at an index. */
  private groupEnd(from: number): number {
    let depth = 0;
    for (let i = from; i < this.tokens.length; i++) {
      const { kind } = this.tokens[i] as Token;
      if (kind === "begin group") depth++;
      if (kind === "end group") depth--;
      if (depth === 0) return i + 1;
    }
    return this.tokens.length;
  }

  /** Signs side by side are one relation: `\rightarrow =` is =. */
  private relation(): string {
    const signs: string[] = [];
    for (; this.atRelation(); this.skipAligns()) {
      const token = this.take();
      if (token.kind === "relation") {
        signs.push(token.text);
      } else if (token.text === "not") {
        this.take();
        signs.push("≠");
      } else if (token.text.startsWith("x")) {
        signs.push(token.text === "xlongequal" ? "=" : "→");
        this.at = this.groupEnd(this.at);
      } else {
        this.at = this.groupEnd(this.at);
        const group = this.is("begin group");
        if (group) this.take();
        signs.push(this.take().text);
        if (group) this.expect("end group", token);
      }
    }
    const told = signs.filter((sign) => sign !== "→" && sign !== "∴" && sign !== "⇒");
    return told.length === 1 ? (told[0] as string) : signs.length === 1 ? (signs[0] as string) : signs.join(" ");
  }

  // Terms ----------------------------------------------------------------------------------------------------------

  *expression(): Step<Syntax> {
    const terms: { sign: "+" | "-"; term: Syntax }[] = [];
    const start = this.peek().span;
    do {
      let sign: "+" | "-" = "+";
      while (this.is("sign")) {
        const token = this.take();
        if (token.text === "±") throw new ParseError("± stands for two formulas: write each of them", token.span);
        if (token.text === "-") sign = sign === "+" ? "-" : "+";
        this.skipBreaks();
      }
      terms.push({ sign, term: yield* this.product() });
    } while (this.continuesWith("sign"));
    const [only] = terms;
    if (only && terms.length === 1 && only.sign === "+") return only.term;
    return { kind: "sum", span: cover(start, (terms.at(-1) as { term: Syntax }).term.span), terms };
  }

  /** Whether a sign or operator follows, maybe on the next line of a broken formula. */
  private continuesWith(kind: "sign" | "operator"): boolean {
    if (this.is(kind)) return true;
    let i = 0;
    let rows = 0;
    while (
      this.peek(i).kind === "align" ||
      this.peek(i).kind === "row" ||
      (this.peek(i).kind === "separator" && this.peek(i).text === "\\quad")
    ) {
      if (this.peek(i++).kind === "row") rows++;
    }
    if (i === 0 || this.peek(i).kind !== kind || rows > 1 || (this.rowBound > 0 && (rows > 0 || this.is("align")))) return false;
    if (rows === 1 && this.bars.length === 1 && this.peek(i).text === "-" && this.rowHasRelation(this.at + i)) return false;
    this.at += i;
    return true;
  }

  private rowHasRelation(from: number): boolean {
    let depth = 0;
    for (let i = from; i < this.tokens.length; i++) {
      const { kind } = this.tokens[i] as Token;
      if (kind === "relation" && depth === 0) return true;
      if (kind === "begin group" || kind === "open" || kind === "begin") depth++;
      if (kind === "end group" || kind === "close" || kind === "end") if (--depth < 0) return false;
      if (kind === "row" || (kind === "separator" && depth === 0) || kind === "text") return false;
    }
    return false;
  }

  private *product(): Step<Syntax> {
    const first = yield* this.juxtaposition();
    const factors: { operator: ProductOperator; factor: Syntax }[] = [{ operator: "*", factor: first }];
    while (this.continuesWith("operator")) {
      const operator = this.take().text as ProductOperator;
      this.skipBreaks();
      let negative = false;
      const sign = this.peek();
      while (this.is("sign", "-") || this.is("sign", "+")) negative = (this.take().text === "-") !== negative;
      const factor = yield* this.juxtaposition();
      this.refuseInvisibleGroup(factor);
      const signed: Syntax = { kind: "sum", span: cover(sign.span, factor.span), terms: [{ sign: "-", term: factor }] };
      factors.push({ operator, factor: negative ? signed : factor });
    }
    if (factors.length === 1) return first;
    this.refuseInvisibleGroup(first);
    return { kind: "product", span: cover(first.span, (factors.at(-1) as { factor: Syntax }).factor.span), factors };
  }

  /** TeX's braces do not show: {a+b}c appears as a + bc. */
  private refuseInvisibleGroup(item: Syntax): void {
    if (item.kind === "sum")
      throw new ParseError("these braces group a sum but do not show on the page: write \\left( … \\right)", item.span);
  }

  private *juxtaposition(): Step<Syntax> {
    let items: Syntax[] = [];
    for (;;) {
      if (this.is("bar") && this.peek(1).kind === "sub" && items.length > 0 && this.bars.at(-1) !== this.peek().text) {
        items = [yield* this.evaluated(this.together(items))];
      } else if (this.startsItem(items.length > 0)) {
        const before = items.at(-1);
        const item = yield* this.scripted();
        if (before?.kind === "number" && item.kind === "number")
          throw new ParseError("two numbers side by side: write the sign between them", item.span);
        if (item.kind === "number" && before?.kind === "scripted" && before.span.end === item.span.start) {
          throw new ParseError("only the first digit is raised or lowered here: write braces, as in x^{10}", cover(before.span, item.span));
        }
        items.push(item);
      } else break;
    }
    if (items.length === 0) throw this.unexpected(this.peek());
    if (items.length > 1) items.forEach((item) => this.refuseInvisibleGroup(item));
    return this.together(items);
  }

  private together(items: readonly Syntax[]): Syntax {
    const [first] = items as [Syntax];
    if (items.length === 1) return first;
    return { kind: "juxtaposition", span: cover(first.span, (items.at(-1) as Syntax).span), items };
  }

  private *evaluated(body: Syntax): Step<Syntax> {
    this.take();
    this.take();
    const at = yield* call(this.argument("sub"));
    return { kind: "evaluated", span: cover(body.span, at.span), body, at };
  }

  private startsItem(afterItem: boolean): boolean {
    const token = this.peek();
    switch (token.kind) {
      case "number":
      case "name":
      case "word":
      case "open":
      case "begin group":
      case "big":
        return true;
      case "command":
        return !this.isStackedRelation(0);
      case "begin":
        return caseEnvironments.has(token.text) || matrixEnvironments.has(token.text) || !afterItem;
      case "text":
        return this.textIsName() && !(afterItem && token.spaced && this.peek(-1).kind === "text");
      case "bar":
        return this.bars.at(-1) !== token.text;
      default:
        return false;
    }
  }

  private *scripted(): Step<Syntax> {
    let base = yield* this.atom();
    let sub: Syntax | undefined;
    let sup: Syntax | undefined;
    let primes = 0;
    for (;;) {
      const token = this.peek();
      if (token.kind === "prime") {
        primes++;
        this.take();
      } else if (token.kind === "sub" || token.kind === "sup") {
        if (token.kind === "sub" ? sub : sup)
          throw new ParseError(`two ${token.kind === "sub" ? "subscripts" : "superscripts"} on one term`, token.span);
        this.take();
        const script = yield* call(this.argument(token.kind));
        if (token.kind === "sub") sub = script;
        else sup = script;
      } else break;
    }
    const end = sub && (!sup || sub.span.end > sup.span.end) ? sub.span : (sup?.span ?? this.peek(-1).span);
    if (base.kind === "cancel") return this.cancelled(base.body, sup, sub, cover(base.span, end));
    if (sub || sup || primes) {
      this.refuseInvisibleGroup(base);
      if (base.kind === "product" || (base.kind === "juxtaposition" && sup))
        throw new ParseError("the script stands on braces that do not show: write brackets", base.span);
      base = { kind: "scripted", span: cover(base.span, end), base, sub, sup, primes };
    }
    while (this.is("bang")) base = { kind: "factorial", span: cover(base.span, this.take().span), body: base };
    return base;
  }

  private cancelled(body: Syntax, to: Syntax | undefined, sub: Syntax | undefined, span: Span): Syntax {
    if (sub) throw new ParseError("a subscript on \\cancel{…}: put it on what is struck out", sub.span);
    return { kind: "cancel", span, body, to };
  }

  /** The argument of a script or of \frac: a group, or one token (of a number, its first digit). */
  private *argument(role: "sub" | "sup" | "argument"): Step<Syntax> {
    if (this.plain) return yield* this.plainScript();
    const token = this.peek();
    if (token.kind === "begin group") return role === "argument" ? yield* this.group() : yield* this.scriptGroup(role);
    if (token.kind === "number" && token.text.length > 1) return this.firstDigit(token);
    if (role !== "argument" && (token.kind === "sign" || token.kind === "operator")) return this.signName(this.take());
    if (token.kind === "prime") return this.signName(this.take());
    if (["number", "name", "word", "command", "text", "big"].includes(token.kind)) return yield* this.atom();
    throw new ParseError(`${role === "argument" ? "an argument" : "a script"} is missing here`, token.span);
  }

  private *plainScript(): Step<Syntax> {
    const sign = this.peek();
    if (this.is("sign", "-") || this.is("sign", "+")) {
      this.take();
      const operand = yield* call(this.argument("sup"));
      return { kind: "sum", span: cover(sign.span, operand.span), terms: [{ sign: sign.text as "+" | "-", term: operand }] };
    }
    const named = this.is("name");
    const script = yield* this.scripted();
    // 2^sin(x): brackets right behind a name belong to it; behind one letter that is anybody's guess.
    if (named && this.is("open", "(") && !this.peek().spaced) {
      if (sign.text.length === 1) throw new ParseError("brackets right behind an exponent: write x^(f(y)), or x^n*(y)", this.peek().span);
      return this.together([script, yield* this.scripted()]);
    }
    // Brackets around an exponent have done their work.
    return script.kind === "group" && script.open === "(" && script.items.length === 1 ? (script.items[0] as Syntax) : script;
  }

  private firstDigit(token: Token): Syntax {
    const { start } = token.span;
    const rest: Token = { ...token, text: token.text.slice(1), span: { start: start + 1, end: token.span.end }, spaced: false };
    (this.tokens as Token[])[this.at] = rest;
    return { kind: "number", span: { start, end: start + 1 }, text: token.text.slice(0, 1) };
  }

  private signName(token: Token): NameSyntax {
    return { kind: "name", span: token.span, name: token.text, word: false };
  }

  /** What stands in the braces of a script: an expression, a list, a relation (`i=1`, `j \ne i`), a sign or a word. */
  private *scriptGroup(role: "sub" | "sup"): Step<Syntax> {
    const open = this.take();
    const single = this.peek();
    if (this.peek(1).kind === "end group" && ["sign", "operator", "prime", "text"].includes(single.kind)) {
      this.take();
      this.take();
      return { kind: "name", span: single.span, name: single.text.trim(), word: single.kind === "text" };
    }
    const angled = role === "sup" && this.is("relation", "<");
    if (angled) this.take();
    this.bars.push("");
    const items: Syntax[] = [];
    const ended = (): boolean => this.is("end group") || (angled && this.is("relation", ">"));
    while (!ended()) {
      if (this.is("separator") || this.is("row")) this.take();
      else {
        const chain: ChainSyntax = angled
          ? { kind: "chain", span: open.span, first: yield* call(this.expression()), links: [] }
          : yield* call(this.chain());
        items.push(chain.links.length === 0 && chain.first ? chain.first : chain);
        if (!this.is("end group") && !this.is("separator") && !this.is("row") && !angled) throw this.unexpected(this.peek());
      }
    }
    this.bars.pop();
    if (angled) this.take();
    const end = this.expect("end group", open);
    const span = cover(open.span, end.span);
    if (items.length === 0) throw new ParseError("an empty script", span);
    if (angled) return { kind: "group", span, open: "⟨", items };
    return items.length === 1 ? (items[0] as Syntax) : { kind: "group", span, open: ",", items };
  }

  // Atoms ----------------------------------------------------------------------------------------------------------

  private *atom(): Step<Syntax> {
    const token = this.take();
    switch (token.kind) {
      case "number":
        return { kind: "number", span: token.span, text: token.text };
      case "name":
        return { kind: "name", span: token.span, name: token.text, word: false };
      case "word":
      case "text":
        return { kind: "name", span: token.span, name: token.text.replaceAll(/[ .-]+/g, "_"), word: true };
      case "begin group":
        this.at--;
        return yield* call(this.group());
      case "open":
        return yield* call(this.brackets(token, CLOSING[token.text] as string));
      case "bar":
        return yield* call(this.brackets(token, token.text));
      case "big":
        return yield* this.big(token);
      case "command":
        return yield* this.command(token);
      case "begin":
        if (caseEnvironments.has(token.text)) return yield* this.cases(token);
        if (matrixEnvironments.has(token.text)) return yield* this.matrix(token);
        throw new ParseError(`\\begin{${token.text}} inside a formula`, token.span);
      default:
        this.at--;
        throw this.unexpected(token);
    }
  }

  /** TeX's braces around an expression. */
  private *group(): Step<Syntax> {
    const open = this.take();
    if (this.is("end group")) throw new ParseError("an empty group", cover(open.span, this.peek().span));
    this.bars.push("");
    const inner = yield* call(this.expression());
    this.bars.pop();
    this.expect("end group", open);
    return inner;
  }

  private *brackets(open: Token, closing: string): Step<Syntax> {
    if (open.text === "{" && this.is("begin") && matrixEnvironments.has(this.peek().text)) return yield* this.casesByHand(open);
    this.bars.push(closing === "|" || closing === "‖" ? closing : "");
    const items: Syntax[] = [];
    while (!this.closes(closing)) {
      if (this.is("end of input")) throw new ParseError(`${open.text} never closed`, open.span);
      if (items.length > 0) {
        if (!this.is("separator")) throw this.unclosed(open, closing);
        this.take();
      }
      const chain = yield* call(this.chain());
      items.push(chain.links.length === 0 && chain.first ? chain.first : chain);
      while (this.is("separator", "\\quad") || this.is("row") || this.is("align")) this.take();
    }
    this.bars.pop();
    const close = this.take();
    const span = cover(open.span, close.span);
    if (open.text === "." && close.text === "|" && this.is("sub")) {
      this.take();
      const at = yield* call(this.argument("sub"));
      return { kind: "evaluated", span: cover(span, at.span), body: items[0] as Syntax, at };
    }
    if (open.text === ".") throw new ParseError("\\left. opens a bracket that does not show", open.span);
    return { kind: "group", span, open: open.text, items };
  }

  private closes(closing: string): boolean {
    const token = this.peek();
    if (closing === ".") return token.kind === "close";
    return (token.kind === "close" || token.kind === "bar") && token.text === closing;
  }

  private unclosed(open: Token, closing: string): ParseError {
    const token = this.peek();
    if (token.kind === "close") return new ParseError(`${open.text} is closed by ${token.text}, not by ${closing}`, token.span);
    return token.kind === "end group" || token.kind === "row"
      ? new ParseError(`${open.text} never closed`, open.span)
      : this.unexpected(token);
  }

  private *big(token: Token): Step<Syntax> {
    let sub: Syntax | undefined;
    let sup: Syntax | undefined;
    while (this.is("sub") || this.is("sup")) {
      const { kind } = this.take();
      const script = yield* call(this.argument(kind as "sub" | "sup"));
      if (kind === "sub") sub = script;
      else sup = script;
    }
    const body = yield* call(this.product());
    return { kind: "big", span: cover(token.span, body.span), operator: token.text, sub, sup, body };
  }

  private *command(token: Token): Step<Syntax> {
    const name = token.text;
    if (/^[dtc]?frac$/.test(name)) {
      const numerator = yield* call(this.argument("argument"));
      const denominator = yield* call(this.argument("argument"));
      return { kind: "fraction", span: cover(token.span, this.peek(-1).span), numerator, denominator };
    }
    if (name === "sqrt") return yield* this.root(token);
    if (/^[bx]?cancel$/.test(name)) {
      const body = yield* call(this.argument("argument"));
      return { kind: "cancel", span: cover(token.span, this.peek(-1).span), body, to: undefined };
    }
    if (name === "cancelto") {
      const to = yield* call(this.argument("argument"));
      const body = yield* call(this.argument("argument"));
      return { kind: "cancel", span: cover(token.span, this.peek(-1).span), body, to };
    }
    if (name === "underbrace" || name === "overbrace") {
      const body = yield* call(this.argument("argument"));
      // The label of a brace is a remark.
      if (this.is("sub") || this.is("sup")) this.at = this.groupEnd(this.at + 1);
      return body;
    }
    if (name === "textcolor") {
      this.at = this.groupEnd(this.at);
      return yield* call(this.argument("argument"));
    }
    throw new ParseError(`\\${name} is not understood here: write the formula without it`, token.span);
  }

  private *root(token: Token): Step<Syntax> {
    let degree: Syntax | undefined;
    if (this.is("open", "[")) {
      const open = this.take();
      degree = yield* call(this.expression());
      if (!this.is("close", "]")) throw new ParseError("[ never closed", open.span);
      this.take();
    }
    const radicand = yield* call(this.argument("argument"));
    return { kind: "root", span: cover(token.span, this.peek(-1).span), radicand, degree };
  }

  private *cases(open: Token): Step<CasesSyntax> {
    this.bars.push("");
    this.rowBound++;
    const rows: { value: Syntax; condition: Syntax | undefined }[] = [];
    while (!this.is("end")) {
      if (this.is("end of input")) throw new ParseError(`\\begin{${open.text}} is never closed`, open.span);
      if (this.is("row")) {
        this.take();
        continue;
      }
      const value = yield* call(this.expression());
      let condition: Syntax | undefined;
      for (;;) {
        if (this.is("align") || this.is("separator") || this.is("full stop") || (this.is("text") && isCaseWord(this.peek().text)))
          this.take();
        else if (this.is("row") || this.is("end")) break;
        else if (condition) throw this.unexpected(this.peek());
        else condition = yield* call(this.chain());
      }
      rows.push({ value, condition });
    }
    this.bars.pop();
    this.rowBound--;
    const end = this.take();
    if (end.text !== open.text) throw new ParseError(`\\begin{${open.text}} is closed by \\end{${end.text}}`, end.span);
    return { kind: "cases", span: cover(open.span, end.span), rows };
  }

  /** \left\{ \begin{array} … \end{array} \right. */
  private *casesByHand(brace: Token): Step<Syntax> {
    const cases = yield* this.cases(this.take());
    if (!this.is("close")) throw new ParseError("{ never closed", brace.span);
    const close = this.take();
    if (close.text !== ".") throw new ParseError("a matrix in braces is not understood", cover(brace.span, close.span));
    return { ...cases, span: cover(brace.span, close.span) };
  }

  private *matrix(open: Token): Step<Syntax> {
    const rows: Syntax[][] = [[]];
    this.bars.push("");
    this.rowBound++;
    while (!this.is("end")) {
      if (this.is("end of input")) throw new ParseError(`\\begin{${open.text}} is never closed`, open.span);
      if (this.is("row")) {
        this.take();
        rows.push([]);
      } else if (this.is("align")) this.take();
      else (rows.at(-1) as Syntax[]).push(yield* call(this.expression()));
    }
    this.bars.pop();
    this.rowBound--;
    const end = this.take();
    return { kind: "matrix", span: cover(open.span, end.span), rows: rows.filter((row) => row.length > 0) };
  }
}

/** "if", "otherwise", "일 때": words beside a case that the layout says already. */
function isCaseWord(text: string): boolean {
  return isProse(text.trim()) || text.trim() === "";
}
