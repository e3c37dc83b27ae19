/** LaTeX → tokens. */
import { ParseError, cover } from "../base/span.ts";
import { setApart } from "./apart.ts";
import { characters, isLetter, isWordLetter, scriptDigit, strayCharacter } from "./character.ts";
import * as commands from "./latex-command.ts";
import { type Macros, type Raw, expand, rawTokens } from "./macro.ts";
import type { Token, TokenKind } from "./token.ts";
import { customaryWords } from "./word.ts";

/** Cuts LaTeX into tokens in O(length), the author's macros expanded, `words` beside the customary ones kept whole; throws ParseError at what it does not know. */
export function latexTokens(source: string, macros: Macros, words: ReadonlySet<string> = new Set()): Token[] {
  return new LatexLexer(expand(rawTokens(source), macros), source.length, words).tokens();
}

const WIDE: ReadonlySet<string> = new Set([";", ":", " ", "enspace", "enskip"]);
const ASCII_LETTER = /^[A-Za-z]$/;

class LatexLexer {
  private raws: readonly Raw[];
  private readonly length: number;
  private readonly words: ReadonlySet<string>;
  private readonly out: Token[] = [];
  /** One entry for each open { and visible bracket: the font inside. */
  private readonly fonts: string[] = [""];
  /** Tokens behind a space that is wider than those in products. */
  private readonly wide = new Set<number>();
  private at = 0;
  private depth = 0;

  constructor(raws: readonly Raw[], length: number, words: ReadonlySet<string>) {
    this.raws = raws;
    this.length = length;
    this.words = words;
  }

  tokens(): Token[] {
    while (this.at < this.raws.length) this.next();
    const end = { start: this.length, end: this.length };
    this.out.push({ kind: "end of input", text: "", span: end, spaced: false });
    return setApart(this.out, this.wide);
  }

  private push(kind: TokenKind, text: string, raw: Raw, last: Raw = raw): void {
    this.out.push({ kind, text, span: cover(raw.span, last.span), spaced: raw.spaced });
  }

  private next(): void {
    const raw = this.raws[this.at++] as Raw;
    if (raw.text.startsWith("\\")) return this.command(raw, raw.text.slice(1));
    if (raw.text === "{") {
      this.fonts.push(this.fonts.at(-1) as string);
      this.depth++;
      return this.push("begin group", "{", raw);
    }
    if (raw.text === "}") {
      if (this.fonts.length > 1) this.fonts.pop();
      this.depth--;
      return this.push("end group", "}", raw);
    }
    if (raw.text === "&") return this.push("align", "&", raw);
    if (raw.text === "~") return;
    if (/[0-9]/.test(raw.text) || (raw.text === "." && this.digitAt(this.at))) return this.number(raw);
    const digit = scriptDigit(raw.text);
    if (digit) return this.scriptDigits(raw, digit);
    if (isLetter(raw.text)) return this.letter(raw);
    this.character(raw);
  }

  private digitAt(at: number): boolean {
    const raw = this.raws[at];
    return raw !== undefined && !raw.spaced && /^[0-9]$/.test(raw.text);
  }

  private number(raw: Raw): void {
    const single = this.fonts.at(-1);
    const isName = single === "bold" || (single === "double" && raw.text === "1");
    if (isName && !this.digitAt(this.at)) return this.push("name", commands.styled(raw.text, single), raw);
    let text = raw.text;
    let last = raw;
    const take = (): void => {
      last = this.raws[this.at++] as Raw;
      text += last.text;
    };
    while (this.digitAt(this.at)) take();
    if (!text.includes(".")) while (this.thousands(text)) for (let i = 0; i < 4; i++) take();
    const point = this.raws[this.at];
    if (!text.includes(".") && point?.text === "." && !point.spaced && this.digitAt(this.at + 1)) {
      take();
      while (this.digitAt(this.at)) take();
    }
    this.push("number", text.replaceAll(",", ""), raw, last);
  }

  /** Whether `,ddd` follows and no fourth digit: a separator of thousands, but only outside brackets and scripts. */
  private thousands(text: string): boolean {
    const comma = this.raws[this.at];
    if (this.depth > 0 || comma?.text !== "," || comma.spaced || (!text.includes(",") && text.length > 3) || text.startsWith("0"))
      return false;
    return this.digitAt(this.at + 1) && this.digitAt(this.at + 2) && this.digitAt(this.at + 3) && !this.digitAt(this.at + 4);
  }

  private scriptDigits(raw: Raw, [kind, digit]: readonly ["sup" | "sub", string]): void {
    let text = digit;
    let last = raw;
    for (let more = scriptDigit(this.raws[this.at]?.text ?? ""); more?.[0] === kind; more = scriptDigit(this.raws[this.at]?.text ?? "")) {
      text += more[1];
      last = this.raws[this.at++] as Raw;
    }
    this.push(kind, kind === "sup" ? "^" : "_", raw, last);
    this.push("begin group", "{", raw, last);
    this.push("number", text, raw, last);
    this.push("end group", "}", raw, last);
  }

  private letter(raw: Raw): void {
    const font = this.fonts.at(-1) as string;
    if (font === "" && this.word(raw)) return;
    let text = raw.text;
    let last = raw;
    const sameWord = (next: Raw | undefined): next is Raw =>
      next !== undefined &&
      !next.spaced &&
      (font === "upright" ? isLetter(next.text) || /^[0-9]$/.test(next.text) : isWordLetter(raw.text) && isWordLetter(next.text));
    while (sameWord(this.raws[this.at])) text += (last = this.raws[this.at++] as Raw).text;
    const marks = /^\p{M}$/u;
    while (marks.test(this.raws[this.at]?.text ?? "")) text += (last = this.raws[this.at++] as Raw).text;
    const several = [...text.normalize("NFC")].length > 1;
    if (several) return this.push(font === "upright" || isWordLetter(raw.text) ? "word" : "name", text.normalize("NFC"), raw, last);
    this.push("name", commands.styled(text.normalize("NFC"), font), raw, last);
  }

  /** Takes a run of letters that is a word, maybe behind the d of a differential; true if it was one. */
  private word(raw: Raw): boolean {
    const before = this.raws[this.at - 2];
    if (before && !raw.spaced && ASCII_LETTER.test(before.text)) return false;
    let end = this.at;
    while (this.raws[end] && !(this.raws[end] as Raw).spaced && ASCII_LETTER.test((this.raws[end] as Raw).text)) end++;
    const letters = this.raws.slice(this.at - 1, end);
    if (letters.length < 2) return false;
    const run = letters.map((letter) => letter.text).join("");
    const known = (word: string): boolean => customaryWords.has(word) || this.words.has(word);
    const skip = known(run) ? 0 : run.startsWith("d") && known(run.slice(1)) ? 1 : -1;
    if (skip < 0) return false;
    if (skip === 1) this.push("name", "d", raw);
    this.push("word", run.slice(skip), letters[skip] as Raw, letters.at(-1));
    this.at = end;
    return true;
  }

  private character(raw: Raw): void {
    const found = characters.get(raw.text);
    if (!found) throw strayCharacter(raw.text, raw.span);
    const [kind, text] = found;
    if (kind === "open") this.depth++;
    if (kind === "close") this.depth--;
    if (text === ":" && this.raws[this.at]?.text === "=") return this.push("relation", ":=", raw, this.raws[this.at++]);
    // A = B =: p names what stands before it; what names B is found out as for A = B = p.
    if (text === "=" && this.raws[this.at]?.text === ":") return this.push("relation", "=", raw, this.raws[this.at++]);
    this.push(kind, text, raw);
  }

  private command(raw: Raw, name: string): void {
    if (commands.spacing.has(name)) {
      if (name === "quad") this.push("separator", "\\quad", raw);
      if (WIDE.has(name)) this.wide.add(this.out.length);
      return;
    }
    if (name === "qquad") return this.push("separator", "\\qquad", raw);
    if (name === "\\" || name === "cr" || name === "newline") return this.row(raw);
    if (name === "left" || name === "right") return this.delimiter(raw, name === "left" ? "open" : "close");
    if (commands.sizes.has(name)) return;
    const delimiter = commands.delimiters.get(name);
    if (delimiter) {
      this.depth += delimiter[0] === "open" ? 1 : delimiter[0] === "close" ? -1 : 0;
      return this.push(delimiter[0], delimiter[1], raw);
    }
    const letter = commands.letters.get(name);
    if (letter) return this.symbol(raw, letter);
    if (commands.words.has(name)) return this.push("word", name, raw);
    const operator = commands.operators.get(name);
    if (operator) return this.push("operator", operator, raw);
    if (name === "pm" || name === "mp") return this.push("sign", "±", raw);
    const relation = commands.relations.get(name);
    if (relation) return this.push("relation", relation, raw);
    const big = commands.bigOperators.get(name);
    if (big) return this.push("big", big, raw);
    this.structure(raw, name);
  }

  private symbol(raw: Raw, letter: string): void {
    if (letter === "′") return this.push("prime", "'", raw);
    if (letter === "∀" || letter === "∃") return this.push("relation", letter, raw);
    this.push("name", commands.styled(letter, this.fonts.at(-1) as string), raw);
  }

  private structure(raw: Raw, name: string): void {
    const font = commands.fonts.get(name);
    if (font) return this.font(raw, name, font);
    const accent = commands.accents.get(name);
    if (accent) return this.accent(raw, accent);
    if (commands.structures.has(name)) return this.push("command", name, raw);
    if (commands.wrappers.has(name)) return this.unwrap(raw);
    if (commands.ignoredWithArgument.has(name)) return void this.argument(raw);
    if (name === "begin" || name === "end") return this.environment(raw, name);
    if (name === "hline") return;
    if (name === "color" && !/^(white|transparent|#f|background)/i.test(this.text(this.argument(raw)))) return;
    if (commands.hiding.has(name))
      throw new ParseError(`\\${name} shows something else than it holds: write the formula without it`, raw.span);
    throw new ParseError(`the command \\${name} is not known: define it with \\newcommand, or write the formula without it`, raw.span);
  }

  /** The braces of \boxed{y = x} are none of the formula, which is a whole one; those of \boxed{2x} hold a term together. */
  private unwrap(raw: Raw): void {
    const start = this.at;
    if (this.raws[start]?.text !== "{") return;
    const inner = this.argument(raw);
    this.at = start;
    let depth = 0;
    const isWhole = inner.some(({ text }) => {
      depth += text === "{" ? 1 : text === "}" ? -1 : 0;
      return depth === 0 && (text === "=" || commands.relations.has(text.replace(/^\\/, "")));
    });
    if (isWhole) this.raws = [...this.raws.slice(0, start), ...inner, ...this.raws.slice(start + inner.length + 2)];
  }

  /** `\\` with an optional `[2pt]`. */
  private row(raw: Raw): void {
    const text = this.raws
      .slice(this.at, this.at + 12)
      .map((r) => r.text)
      .join("");
    const skip = /^\*?\[-?[\d.]+(pt|em|ex|mm|cm|mu)\]|^\*/.exec(text);
    if (skip) this.at += skip[0].length;
    this.push("row", "\\\\", raw);
  }

  private delimiter(raw: Raw, kind: "open" | "close"): void {
    const next = this.raws[this.at++];
    if (!next) throw new ParseError(`${raw.text} lacks its bracket`, raw.span);
    const name = next.text.startsWith("\\") ? next.text.slice(1) : undefined;
    const text = name === undefined ? next.text : commands.delimiters.get(name)?.[1];
    const known = text === "<" ? "⟨" : text === ">" ? "⟩" : text === "/" ? undefined : text;
    if (known === undefined || !/^[()[\]{}|‖.⌊⌋⌈⌉⟨⟩]$/u.test(known))
      throw new ParseError(`${raw.text}${next.text} is no bracket`, cover(raw.span, next.span));
    this.depth += kind === "open" ? 1 : -1;
    this.push(kind, known, raw, next);
  }

  /** The raw tokens of the next argument, braces off. */
  private argument(raw: Raw): readonly Raw[] {
    const first = this.raws[this.at];
    if (!first) throw new ParseError(`${raw.text} lacks its argument`, raw.span);
    if (first.text !== "{") return this.raws.slice(this.at++, this.at);
    let depth = 0;
    for (let i = this.at; i < this.raws.length; i++) {
      const text = (this.raws[i] as Raw).text;
      if (text === "{") depth++;
      if (text === "}" && --depth === 0) {
        const inner = this.raws.slice(this.at + 1, i);
        this.at = i + 1;
        return inner;
      }
    }
    throw new ParseError("{ never closed", first.span);
  }

  private text(raws: readonly Raw[]): string {
    return raws.map((raw) => (raw.spaced ? " " : "") + (raw.text === "\\ " ? " " : raw.text.replace(/^\\([_%&#$])$/, "$1"))).join("");
  }

  private font(raw: Raw, name: string, font: string): void {
    if (this.raws[this.at]?.text !== "{") {
      // \bf x: the font of the rest of the group; \mathbf x: of the next token.
      if (name.length <= 3 && name !== "bm") this.fonts[this.fonts.length - 1] = font;
      else this.oneLetter(raw, font);
      return;
    }
    if (commands.textCommands.has(name)) {
      const start = this.at;
      const inner = this.argument(raw);
      const closing = this.raws[this.at - 1] as Raw;
      const trailing = closing.spaced ? " " : "";
      const content = (this.text(inner) + trailing).normalize("NFC");
      if (!/[\\$]/.test(content)) return this.push("text", content, raw, closing);
      if (/\$/.test(content)) throw new ParseError("mathematics inside \\text: write it outside", raw.span);
      this.at = start;
    }
    this.fonts.push(font);
    this.depth++;
    this.push("begin group", "{", this.raws[this.at++] as Raw);
  }

  /** x, 1 or θ of \\mathbf x, \\mathbf 1 and \\boldsymbol\\theta. */
  private oneLetter(raw: Raw, font: string): void {
    const next = this.raws[this.at];
    const text = next?.text ?? "";
    const letter =
      /^[A-Za-z]$/.test(text) || (font === "bold" && /^[0-9]$/.test(text)) || (font === "double" && text === "1")
        ? text
        : commands.letters.get(text.replace(/^\\/, ""));
    if (!next || !letter || letter === "′" || letter === "∀" || letter === "∃") return;
    this.at++;
    this.push("name", commands.styled(letter, font), raw, next);
  }

  /** An accent puts its mark on one name, or on each letter of one word. */
  private accent(raw: Raw, mark: string): void {
    const inner = this.argument(raw);
    const closing = this.raws[this.at - 1] as Raw;
    const lexer = new LatexLexer(inner, this.length, this.words);
    lexer.fonts[0] = this.fonts.at(-1) as string;
    const tokens = lexer.tokens().filter((token) => !/group$|^end of input$/.test(token.kind));
    const names = tokens.filter((token) => token.kind === "name" || token.kind === "word");
    if (names.length === tokens.length && names.length > 0) {
      const text = names.map((token) => [...token.text].map((letter) => letter + mark).join("")).join("");
      return this.push(names.length > 1 ? "word" : "name", text.normalize("NFC"), raw, closing);
    }
    const [first, ...rest] = tokens;
    const scripts = rest[0]?.kind === "sub" || rest[0]?.kind === "sup";
    if (first?.kind !== "name" || !scripts)
      throw new ParseError(`${raw.text} over more than a name: write it over the name alone`, raw.span);
    const behind = lexer.out.slice(lexer.out.indexOf(rest[0] as Token)).filter((token) => token.kind !== "end of input");
    this.out.push({ ...first, text: (first.text + mark).normalize("NFC") }, ...behind);
  }

  private environment(raw: Raw, name: "begin" | "end"): void {
    const environment = this.text(this.argument(raw)).trim();
    const last = this.raws[this.at - 1] as Raw;
    if (name === "begin") {
      if (/^(array|alignat\*?|alignedat)$/.test(environment) && this.raws[this.at]?.text === "{") this.argument(raw);
      if (this.raws[this.at]?.text === "[" && this.raws[this.at + 2]?.text === "]") this.at += 3;
    }
    this.depth += name === "begin" ? 1 : -1;
    if (commands.rowEnvironments.has(environment)) this.depth -= name === "begin" ? 1 : -1;
    this.push(name, environment, raw, last);
  }
}
