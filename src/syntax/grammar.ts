/**
 * The one grammar of both languages. It runs as coroutines, so that brackets may nest to any depth, and it recovers:
 * what cannot be read becomes one unreadable item, and the formulas after it are still read.
 */
import { type Step, call, run } from "../base/coroutine.ts";
import { ParseError, type Span, cover } from "../base/span.ts";
import { caseEnvironments, matrixEnvironments, rowEnvironments } from "./latex-command.ts";
import type { Token, TokenKind } from "./token.ts";
import type { ChainSyntax, Item, LinkSyntax, ProductOperator, Syntax } from "./tree.ts";
import { AtomParser } from "./atom.ts";
import { type Language, tooDeepReason } from "./cursor.ts";

const TERMINATORS: ReadonlySet<TokenKind> = new Set(["separator", "row", "text", "end", "end of input", "full stop"]);

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

class Parser extends AtomParser {
  private readonly environments: Token[] = [];

  block(): Item[] {
    const items: Item[] = [];
    while (!this.is("end of input")) {
      const token = this.peek();
      if (this.opensRows(token)) {
        this.environments.push(this.take());
      } else if (token.kind === "end") {
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
    const open = this.environments.pop();
    if (open?.text === token.text) return;
    const reason = open ? `\\end{${token.text}} closes \\begin{${open.text}}` : `\\end{${token.text}} has no \\begin{${token.text}}`;
    items.push({ kind: "unreadable", span: token.span, whole: token.span, reason });
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
      // What no formula begins with is left behind, or the block would never end.
      if (this.at === start) this.at++;
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

  // Chains ---------------------------------------------------------------------------------------------------------

  override *chain(): Step<ChainSyntax> {
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
    const signs = relation === "=" && this.is("sign", "±") ? yield* this.bothSigns() : undefined;
    const right = signs ?? (yield* call(this.expression()));
    const span = { start: from.span.start, end: Math.max(right.span.end, this.peek(-1).span.end) };
    return { relation: signs ? "∈" : relation, span, right };
  }

  /** y = ±1 says that y is one of the two; of what else ± stands in, nobody knows which one is meant. */
  private *bothSigns(): Step<Syntax | undefined> {
    const [start, number, next] = [this.peek(), this.peek(1), this.peek(2)];
    if (number.kind !== "number" || !TERMINATORS.has(next.kind)) return undefined;
    this.take();
    const value = yield* call(this.expression());
    const negative: Syntax = { kind: "sum", span: value.span, terms: [{ sign: "-", term: value }] };
    return { kind: "group", open: "{", span: cover(start.span, value.span), items: [value, negative] };
  }

  // Terms ----------------------------------------------------------------------------------------------------------

  override *expression(): Step<Syntax> {
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

  protected override *product(): Step<Syntax> {
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

  protected override *scripted(): Step<Syntax> {
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
}

export type { Language };
