/** Plain infix text, as users of mathjs type it → tokens. */
import type { Span } from "../base/span.ts";
import { characters, isLetter, scriptDigit, strayCharacter } from "./character.ts";
import { letters } from "./latex-command.ts";
import type { Token, TokenKind } from "./token.ts";

const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+(?![\p{L}\p{N}^]))?/uy;
/** A name with an optional braced subscript and label: `w_11`, `h_{t-1}`, `a_1^{(2)}`, `W^{[l]}`. */
const NAME =
  /[\p{L}_\u{1d7ce}-\u{1d7ff}](?:[\p{L}\p{M}\p{Nd}]|_(?!\{))*(?:'+(?:_[\p{L}\p{Nd}]+)?)?(?:_\{[^{}]*\})?(?:\^\{(?:\([^{}]*\)|\[[^{}]*\]|⟨[^{}]*⟩|[*+†⋆∗-])\})?/uy;
const RELATIONS = /:=|==|!=|<=|>=|=>|->|<-|≈|~=/y;
const RELATION_NAMES: Record<string, string> = { "==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "=>": "⇒", "->": "→", "<-": "←", "~=": "≈" };
const GREEK = new Map([...letters].filter(([, letter]) => /^\p{Script=Greek}$/u.test(letter) && letter !== "ϵ" && letter !== "ϕ"));
GREEK.set("epsilon", "ϵ").set("phi", "ϕ");

/** Cuts plain text into tokens in O(length); throws ParseError at a character that has no meaning. */
export function plainTokens(source: string): Token[] {
  const out: Token[] = [];
  let at = 0;
  let spaced = false;
  const push = (kind: TokenKind, text: string, span: Span): void => {
    out.push({ kind, text, span, spaced });
    spaced = false;
    at = span.end;
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  while (at < source.length) {
    const char = String.fromCodePoint(source.codePointAt(at) as number);
    const span = (text: string): Span => ({ start: at, end: at + text.length });
    if (/[ \t\r\n\u00a0\u3000]/.test(char)) {
      spaced = true;
      at++;
      continue;
    }
    const number = /[\d.]/.test(char) ? match(NUMBER) : undefined;
    if (number) {
      push("number", number, span(number));
      continue;
    }
    const name = isLetter(char) || char === "_" ? match(NAME) : undefined;
    if (name) {
      push("name", canonicalName(name), span(name));
      continue;
    }
    const relation = match(RELATIONS);
    if (relation) {
      push("relation", RELATION_NAMES[relation] ?? relation, span(relation));
      continue;
    }
    if (source.startsWith("**", at)) {
      push("sup", "^", span("**"));
      continue;
    }
    const digit = char > "\u007f" ? scriptDigit(char) : undefined;
    if (digit) {
      const here = span(char);
      push(digit[0], digit[0] === "sup" ? "^" : "_", here);
      push("number", digit[1], here);
      continue;
    }
    const found = char === "{" ? (["open", "{"] as const) : char === "}" ? (["close", "}"] as const) : characters.get(char);
    if (!found) throw strayCharacter(char, span(char));
    push(found[0], found[1], span(char));
  }
  out.push({ kind: "end of input", text: "", span: { start: source.length, end: source.length }, spaced });
  return out;
}

/** Greek letters by name, combining marks composed, one-item braces off: `sigma_1` → σ_1. */
function canonicalName(text: string): string {
  if (/^[A-Za-z0-9]+$/.test(text)) return GREEK.get(text) ?? text;
  const match = /^(_*[^_^]+)(.*)$/u.exec(text.normalize("NFC"));
  const [, base = text, rest = ""] = match ?? [];
  return (GREEK.get(base) ?? base) + rest.replace(/^_\{([\p{L}\p{N}\p{M}]+)\}/u, "_$1");
}
