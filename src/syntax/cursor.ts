/** A place in a row of tokens, and the looks ahead that decide what stands there. */
import { ParseError, type Span, cover } from "../base/span.ts";
import { withGivens } from "./given.ts";
import { isProse } from "./prose.ts";
import type { Token, TokenKind } from "./token.ts";
import type { Syntax } from "./tree.ts";

export type Language = "plain" | "latex";

const DEPTH = 10_000;

export const tooDeepReason = `brackets nest deeper than ${DEPTH}`;

/** Reads tokens; the parsers are built on it. */
/** "p = x y: \\quad …": what stands behind is said of it, as behind a comma. */
function withColons(tokens: readonly Token[]): readonly Token[] {
  const isColon = ({ kind, text }: Token, i: number): boolean =>
    kind === "relation" && text === ":" && tokens[i + 1]?.kind === "separator" && /quad/u.test(tokens[i + 1]?.text ?? "");
  return tokens.some(isColon) ? tokens.map((token, i) => (isColon(token, i) ? { ...token, kind: "separator", text: "," } : token)) : tokens;
}

export class Cursor {
  protected readonly tokens: readonly Token[];

  protected readonly plain: boolean;

  protected at = 0;

  /** The kind of bracket that bars in this place may close; innermost last. */
  protected readonly bars: string[] = [""];

  /** How many layouts are open whose rows end their formulas for good: cases, matrices. */
  protected rowBound = 0;

  constructor(tokens: readonly Token[], language: Language) {
    this.tokens = withColons(withGivens(tokens));
    this.plain = language === "plain";
  }

  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)] as Token;
  }

  protected take(): Token {
    const token = this.peek();
    if (this.at < this.tokens.length - 1) this.at++;
    return token;
  }

  protected is(kind: TokenKind, text?: string): boolean {
    const token = this.peek();
    return token.kind === kind && (text === undefined || token.text === text);
  }

  protected expect(kind: TokenKind, opened: Token): Token {
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

  protected endSpan(): Span {
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

  /** The index behind the group that begins at an index. */
  protected groupEnd(from: number): number {
    let depth = 0;
    for (let i = from; i < this.tokens.length; i++) {
      const { kind } = this.tokens[i] as Token;
      if (kind === "begin group") depth++;
      if (kind === "end group") depth--;
      if (depth === 0) return i + 1;
    }
    return this.tokens.length;
  }

  protected skipAligns(): Token | undefined {
    while (this.is("align")) this.take();
    return this.peek();
  }

  /** Line breaks and aligns inside an unfinished formula. */
  protected skipBreaks(): void {
    while (this.is("align") || this.is("row") || this.is("separator", "\\quad")) this.take();
  }

  protected atRelation(): boolean {
    let i = 0;
    while (this.peek(i).kind === "align" || (this.peek(i).kind === "separator" && this.peek(i).text === "\\quad")) i++;
    const token = this.peek(i);
    const set = token.kind === "relation" || this.isStackedRelation(i);
    if (set) this.at += i;
    return set;
  }

  /** \overset{!}{=}, \stackrel{(a)}{=}, \xrightarrow{…}, \not= */
  protected isStackedRelation(ahead: number): boolean {
    const token = this.peek(ahead);
    if (token.kind !== "command") return false;
    if (/^x(right|left)arrow$|^xlongequal$|^not$/.test(token.text)) return true;
    if (!/^(overset|underset|stackrel)$/.test(token.text)) return false;
    const second = this.groupEnd(this.at + ahead + 1);
    return this.tokens[second]?.kind === "relation" || this.tokens[second + 1]?.kind === "relation";
  }

  /** Signs side by side are one relation: `\rightarrow =` is =. */
  protected relation(): string {
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

  /** Whether a sign or operator follows, maybe on the next line of a broken formula. */
  protected continuesWith(kind: "sign" | "operator"): boolean {
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

  protected rowHasRelation(from: number): boolean {
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

  /** Whether the \text here is a name (가격, sigmoid) rather than prose: what follows it makes it an operand. */
  protected textIsName(atStart = false): boolean {
    const { text } = this.peek();
    if (CONSTANT.test(text) && this.peek(-1).kind === "sign") return true;
    if (
      text.trim() !== text ||
      text === "" ||
      (isProse(text) && !this.isQuantity(text)) ||
      !/^[\p{L}_][\p{L}\p{M}\p{Nd}_ .-]*$/u.test(text)
    )
      return false;
    const next = this.peek(1);
    if (next.kind === "separator" && next.text !== ",") return false;
    if (["relation", "sign", "operator", "sup", "sub", "prime", "open", "align"].includes(next.kind)) return true;
    return !atStart && ["close", "end group", "end of input", "end", "row", "separator", "full stop", "text"].includes(next.kind);
  }

  /** \\text{loss} = …, and below or above ∂: the word is what is spoken of, and no remark. */
  private isQuantity(text: string): boolean {
    return QUANTITY.test(text) && (this.peek(1).text === "=" || /^(?:[d∂]|partial)$/u.test(this.peek(-1).text));
  }

  protected together(items: readonly Syntax[]): Syntax {
    const [first] = items as [Syntax];
    if (items.length === 1) return first;
    return { kind: "juxtaposition", span: cover(first.span, (items.at(-1) as Syntax).span), items };
  }

  /** TeX's braces do not show: {a+b}c appears as a + bc. */
  protected refuseInvisibleGroup(item: Syntax): void {
    if (item.kind === "sum")
      throw new ParseError("these braces group a sum but do not show on the page: write \\left( … \\right)", item.span);
  }
}

const QUANTITY = /^(?:loss|bias|gradient|weights|손실)$/iu;

/** What people add where it does not matter: \\log p = −z²/2 + const. */
const CONSTANT = /^\s*(?:const(?:ants?)?\.?|cst\.?|상수|常数|定数)\s*$/iu;
