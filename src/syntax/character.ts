/** Characters that both languages share. */
import { ParseError, type Span } from "../base/span.ts";
import type { TokenKind } from "./token.ts";

const table: Record<string, readonly [TokenKind, string]> = {
  "+": ["sign", "+"],
  "-": ["sign", "-"],
  "−": ["sign", "-"],
  "±": ["sign", "±"],
  "*": ["operator", "*"],
  "×": ["operator", "*"],
  "·": ["operator", "·"],
  "⋅": ["operator", "·"],
  "∙": ["operator", "·"],
  "/": ["operator", "/"],
  "÷": ["operator", "/"],
  "⊙": ["operator", "⊙"],
  "⊘": ["operator", "/"],
  "⊗": ["operator", "⊗"],
  "∘": ["operator", "∘"],
  "=": ["relation", "="],
  "<": ["relation", "<"],
  ">": ["relation", ">"],
  ":": ["relation", ":"],
  "≠": ["relation", "≠"],
  "≤": ["relation", "≤"],
  "≥": ["relation", "≥"],
  "≈": ["relation", "≈"],
  "≡": ["relation", "≡"],
  "∈": ["relation", "∈"],
  "∝": ["relation", "∝"],
  "≻": ["relation", "≻"],
  "⪰": ["relation", "⪰"],
  "→": ["relation", "→"],
  "←": ["relation", "←"],
  "⇒": ["relation", "⇒"],
  "∴": ["relation", "∴"],
  "∵": ["relation", "∵"],
  "⇔": ["relation", "⇔"],
  "≜": ["relation", ":="],
  "∀": ["relation", "∀"],
  "~": ["relation", "∼"],
  "(": ["open", "("],
  "[": ["open", "["],
  ")": ["close", ")"],
  "]": ["close", "]"],
  "|": ["bar", "|"],
  "‖": ["bar", "‖"],
  "⌊": ["open", "⌊"],
  "⌋": ["close", "⌋"],
  "⌈": ["open", "⌈"],
  "⌉": ["close", "⌉"],
  "⟨": ["open", "⟨"],
  "⟩": ["close", "⟩"],
  ",": ["separator", ","],
  ";": ["separator", ";"],
  "，": ["separator", ","],
  "、": ["separator", ","],
  ".": ["full stop", "."],
  "。": ["full stop", "."],
  "!": ["bang", "!"],
  "'": ["prime", "'"],
  "’": ["prime", "'"],
  "′": ["prime", "'"],
  "^": ["sup", "^"],
  _: ["sub", "_"],
  "∑": ["big", "∑"],
  "∏": ["big", "∏"],
  "∫": ["big", "∫"],
  "…": ["name", "…"],
  "∞": ["name", "∞"],
  "∂": ["name", "∂"],
  "∇": ["name", "∇"],
  "⊤": ["name", "⊤"],
  "†": ["name", "†"],
  "⋆": ["name", "⋆"],
  "∗": ["name", "∗"],
};

export const characters: ReadonlyMap<string, readonly [TokenKind, string]> = new Map(Object.entries(table));

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** A raised or lowered digit: which script, and the digit. */
export function scriptDigit(char: string): readonly ["sup" | "sub", string] | undefined {
  if (char === "") return undefined;
  const up = SUPERSCRIPTS.indexOf(char);
  if (up >= 0) return ["sup", String(up)];
  const down = SUBSCRIPTS.indexOf(char);
  return down >= 0 ? ["sub", String(down)] : undefined;
}

const WORDS = /^[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]$/u;

/** Whether it belongs to a script in which letters side by side are one word, not a product. */
export function isWordLetter(char: string): boolean {
  return char.charCodeAt(0) > 0x1000 && WORDS.test(char);
}

export function isLetter(char: string): boolean {
  const code = char.charCodeAt(0);
  if (code < 128) return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return /^[\p{L}\u{1d7ce}-\u{1d7ff}]$/u.test(char);
}

/** The error for a character that has no place in a formula: what it is, and what to write. */
export function strayCharacter(char: string, span: Span): ParseError {
  const code = char.codePointAt(0) as number;
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  if (code >= 0xd800 && code <= 0xdfff) return new ParseError(`half of a surrogate pair (${hex}): the text is damaged here`, span);
  if (/[\p{Cf}\p{Cc}\p{Zl}\p{Zp}]/u.test(char))
    return new ParseError(`an invisible character (${hex}) stands in the formula: delete it`, span);
  if (/[–—‐‑‒]/.test(char)) return new ParseError(`a dash (${hex}) instead of a minus sign: write -`, span);
  if (/\p{Nd}/u.test(char)) return new ParseError(`the digit ${char} is not one of 0–9: write it with those`, span);
  return new ParseError(`the character ${char} (${hex}) has no meaning in a formula`, span);
}
