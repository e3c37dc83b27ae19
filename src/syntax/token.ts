/** The tokens that both languages are cut into. */
import type { Span } from "../base/span.ts";

export type TokenKind =
  | "number"
  | "name"
  | "word" // a name of several letters set upright: \mathrm{abc}, \sin
  | "text" // \text{…}: a name or prose, as the place demands
  | "sign" // + - ±
  | "operator" // * / ⊙ ⊗ ∘
  | "relation"
  | "open"
  | "close"
  | "bar" // | that may open or close
  | "begin group" // TeX's {
  | "end group"
  | "sup"
  | "sub"
  | "prime"
  | "bang"
  | "big" // ∑ ∏ ∫ …
  | "command" // a command with arguments that the grammar knows
  | "begin"
  | "end"
  | "separator" // , ; \qquad
  | "full stop"
  | "row" // \\
  | "align" // &
  | "end of input";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly span: Span;
  /** Whether white space stands before it, which decides between 39,250 and a list. */
  readonly spaced: boolean;
}
