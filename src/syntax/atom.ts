/** What an operand can be: numbers, names, brackets, commands with arguments, cases, matrices; and what scripts hold. */
import { type Step, call } from "../base/coroutine.ts";
import { ParseError, cover } from "../base/span.ts";
import { GIVEN } from "./given.ts";
import { caseEnvironments, matrixEnvironments } from "./latex-command.ts";
import { isProse } from "./prose.ts";
import type { Token } from "./token.ts";
import type { CasesSyntax, ChainSyntax, NameSyntax, Syntax } from "./tree.ts";
import { Cursor } from "./cursor.ts";

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

/** What an index makes a binder: \max_j x_j. */
const EXTREMA: ReadonlySet<string> = new Set(["max", "min"]);

export abstract class AtomParser extends Cursor {
  abstract chain(): Step<ChainSyntax>;
  abstract expression(): Step<Syntax>;
  protected abstract product(): Step<Syntax>;
  protected abstract scripted(): Step<Syntax>;

  /** The argument of a script or of \frac: a group, or one token (of a number, its first digit). */
  protected *argument(role: "sub" | "sup" | "argument"): Step<Syntax> {
    if (this.plain) return yield* this.plainScript();
    const token = this.peek();
    if (token.kind === "begin group") return role === "argument" ? yield* this.group() : yield* this.scriptGroup(role);
    if (token.kind === "number" && token.text.length > 1) return this.firstDigit(token);
    if (role !== "argument" && (token.kind === "sign" || token.kind === "operator")) return this.signName(this.take());
    if (token.kind === "prime") return this.signName(this.take());
    if (["number", "name", "word", "command", "text", "big"].includes(token.kind)) return yield* this.atom();
    throw new ParseError(`${role === "argument" ? "an argument" : "a script"} is missing here`, token.span);
  }

  protected *plainScript(): Step<Syntax> {
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

  protected firstDigit(token: Token): Syntax {
    const { start } = token.span;
    // TeX takes one sign: of \frac1.5 the point.
    if (!/^[0-9]/.test(token.text)) throw new ParseError("a digit or {…} is expected here, not a point", token.span);
    const rest: Token = { ...token, text: token.text.slice(1), span: { start: start + 1, end: token.span.end }, spaced: false };
    (this.tokens as Token[])[this.at] = rest;
    return { kind: "number", span: { start, end: start + 1 }, text: token.text.slice(0, 1) };
  }

  private wordName(token: Token): NameSyntax {
    return { kind: "name", span: token.span, name: token.text.replaceAll(/[ .-]+/g, "_"), word: true };
  }

  protected signName(token: Token): NameSyntax {
    return { kind: "name", span: token.span, name: token.text, word: false };
  }

  /** What stands in the braces of a script: an expression, a list, a relation (`i=1`, `j \ne i`), a sign or a word. */
  protected *scriptGroup(role: "sub" | "sup"): Step<Syntax> {
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
      // X_{n,:} is row n of X.
      else if (role === "sub" && this.is("relation", ":") && ["separator", "end group"].includes(this.peek(1).kind)) {
        const colon = this.take();
        items.push({ kind: "name", span: colon.span, name: colon.text, word: false });
      } else {
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

  protected *atom(): Step<Syntax> {
    const token = this.take();
    switch (token.kind) {
      case "number":
        return { kind: "number", span: token.span, text: token.text };
      case "name":
        return { kind: "name", span: token.span, name: token.text, word: false };
      case "word":
        if (EXTREMA.has(token.text) && this.is("sub")) return yield* this.big(token);
        return this.wordName(token);
      case "text":
        return this.wordName(token);
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
  protected *group(): Step<Syntax> {
    const open = this.take();
    if (this.is("end group")) throw new ParseError("an empty group", cover(open.span, this.peek().span));
    this.bars.push("");
    const inner = yield* call(this.expression());
    this.bars.pop();
    this.expect("end group", open);
    return inner;
  }

  protected *brackets(open: Token, closing: string): Step<Syntax> {
    if (open.text === "{" && this.is("begin") && matrixEnvironments.has(this.peek().text)) return yield* this.casesByHand(open);
    this.bars.push(closing === "|" || closing === "‖" ? closing : "");
    const items: Syntax[] = [];
    let given = false;
    while (!this.closes(closing)) {
      if (this.is("end of input")) throw new ParseError(`${open.text} never closed`, open.span);
      if (items.length > 0) {
        if (!this.is("separator")) throw this.unclosed(open, closing);
        given ||= this.is("separator", GIVEN);
        this.take();
        // (D,) is the shape of a vector.
        if (items.length === 1 && open.text === "(" && this.closes(closing)) break;
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
    return { kind: "group", span, open: open.text, items, ...(given ? { given } : {}) };
  }

  protected closes(closing: string): boolean {
    const token = this.peek();
    if (closing === ".") return token.kind === "close";
    return (token.kind === "close" || token.kind === "bar") && token.text === closing;
  }

  protected unclosed(open: Token, closing: string): ParseError {
    const token = this.peek();
    if (token.kind === "close") return new ParseError(`${open.text} is closed by ${token.text}, not by ${closing}`, token.span);
    return token.kind === "end group" || token.kind === "row"
      ? new ParseError(`${open.text} never closed`, open.span)
      : this.unexpected(token);
  }

  protected *big(token: Token): Step<Syntax> {
    let sub: Syntax | undefined;
    let sup: Syntax | undefined;
    while (this.is("sub") || this.is("sup")) {
      const { kind } = this.take();
      const script = yield* call(this.argument(kind as "sub" | "sup"));
      if (kind === "sub") sub = severalIndices(script);
      else sup = script;
    }
    // Σ −a_i: a sign that opens what is summed.
    const minus = this.is("sign", "-") ? this.take() : undefined;
    const factors = yield* call(this.product());
    const body: Syntax = minus ? { kind: "sum", span: cover(minus.span, factors.span), terms: [{ sign: "-", term: factors }] } : factors;
    return { kind: "big", span: cover(token.span, body.span), operator: token.text, sub, sup, body };
  }

  protected *command(token: Token): Step<Syntax> {
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

  protected *root(token: Token): Step<Syntax> {
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

  protected *cases(open: Token): Step<CasesSyntax> {
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
  protected *casesByHand(brace: Token): Step<Syntax> {
    const cases = yield* this.cases(this.take());
    if (!this.is("close")) throw new ParseError("{ never closed", brace.span);
    const close = this.take();
    if (close.text !== ".") throw new ParseError("a matrix in braces is not understood", cover(brace.span, close.span));
    return { ...cases, span: cover(brace.span, close.span) };
  }

  protected *matrix(open: Token): Step<Syntax> {
    const rows: Syntax[][] = [[]];
    this.bars.push("");
    this.rowBound++;
    while (!this.is("end")) {
      if (this.is("end of input")) throw new ParseError(`\\begin{${open.text}} is never closed`, open.span);
      if (this.is("row")) {
        this.take();
        rows.push([]);
        continue;
      }
      const row = rows.at(-1) as Syntax[];
      if (row.length > 0) {
        if (!this.is("align")) throw new ParseError("an & between the entries of a row is missing", this.peek().span);
        this.take();
      }
      if (this.is("align") || this.is("row") || this.is("end")) throw new ParseError("an entry of a matrix is missing", this.peek().span);
      row.push(yield* call(this.expression()));
    }
    this.bars.pop();
    this.rowBound--;
    const end = this.take();
    const span = cover(open.span, end.span);
    if (end.text !== open.text) throw new ParseError(`\\begin{${open.text}} is closed by \\end{${end.text}}`, end.span);
    const matrix = { kind: "matrix", span, rows: rows.filter((row) => row.length > 0) } as const;
    if (open.text === "Vmatrix") return { kind: "group", span, open: "‖", items: [matrix] };
    if (open.text !== "vmatrix") return matrix;
    const det = { kind: "name", span: open.span, name: "det", word: true } as const;
    return { kind: "juxtaposition", span, items: [det, { kind: "group", span, open: "(", items: [matrix] }] };
  }
}

/** "if", "otherwise", "일 때": words beside a case that the layout says already. */
function isCaseWord(text: string): boolean {
  return isProse(text.trim()) || text.trim() === "";
}

/** Σ_{ij} is Σ_{i,j}: nobody sums over a product. */
function severalIndices(sub: Syntax): Syntax {
  const isIndex = (item: Syntax): boolean => item.kind === "name" && !item.word && /^\p{Ll}$/u.test(item.name);
  return sub.kind === "juxtaposition" && sub.items.every(isIndex) ? { kind: "group", open: ",", items: sub.items, span: sub.span } : sub;
}
