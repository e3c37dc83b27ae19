/** The surface syntax tree: what stands on the page, with spans, before any of it means anything. */
import type { Span } from "../base/span.ts";

export type Syntax =
  | NumberSyntax
  | NameSyntax
  | ScriptedSyntax
  | SumSyntax
  | ProductSyntax
  | JuxtapositionSyntax
  | FractionSyntax
  | RootSyntax
  | GroupSyntax
  | BigSyntax
  | CasesSyntax
  | MatrixSyntax
  | CancelSyntax
  | FactorialSyntax
  | EvaluatedSyntax
  | ChainSyntax;

/** An exact decimal numeral; separators of thousands are already gone. */
export interface NumberSyntax {
  readonly kind: "number";
  readonly span: Span;
  readonly text: string;
}

/** A name without scripts. `word` is true for \text{…}, \mathrm{…} and commands such as \sin. */
export interface NameSyntax {
  readonly kind: "name";
  readonly span: Span;
  readonly name: string;
  readonly word: boolean;
}

export interface ScriptedSyntax {
  readonly kind: "scripted";
  readonly span: Span;
  readonly base: Syntax;
  readonly sub: Syntax | undefined;
  readonly sup: Syntax | undefined;
  readonly primes: number;
}

/** `+a - b + c`, in order; a lone `-a` is a sum of one term. */
export interface SumSyntax {
  readonly kind: "sum";
  readonly span: Span;
  readonly terms: readonly { readonly sign: "+" | "-"; readonly term: Syntax }[];
}

/** Factors joined by written operators; the first has operator `*`. */
export interface ProductSyntax {
  readonly kind: "product";
  readonly span: Span;
  readonly factors: readonly { readonly operator: ProductOperator; readonly factor: Syntax }[];
}

/** `·` is a product of numbers, too, and the inner product of vectors. */
export type ProductOperator = "*" | "·" | "/" | "⊙" | "⊗" | "∘";

/** Factors written side by side: a product, a function with its argument, an operator with its operand. */
export interface JuxtapositionSyntax {
  readonly kind: "juxtaposition";
  readonly span: Span;
  readonly items: readonly Syntax[];
}

export interface FractionSyntax {
  readonly kind: "fraction";
  readonly span: Span;
  readonly numerator: Syntax;
  readonly denominator: Syntax;
}

export interface RootSyntax {
  readonly kind: "root";
  readonly span: Span;
  readonly radicand: Syntax;
  readonly degree: Syntax | undefined;
}

/** Brackets that show, with what they hold separated at commas. TeX's own braces leave no trace. */
export interface GroupSyntax {
  readonly kind: "group";
  readonly span: Span;
  readonly open: string;
  readonly items: readonly Syntax[];
  /** Whether a bar stands between them: (y | x). */
  readonly given?: boolean;
}

export interface BigSyntax {
  readonly kind: "big";
  readonly span: Span;
  readonly operator: string;
  readonly sub: Syntax | undefined;
  readonly sup: Syntax | undefined;
  readonly body: Syntax;
}

export interface CasesSyntax {
  readonly kind: "cases";
  readonly span: Span;
  readonly rows: readonly { readonly value: Syntax; readonly condition: Syntax | undefined }[];
}

export interface MatrixSyntax {
  readonly kind: "matrix";
  readonly span: Span;
  readonly rows: readonly (readonly Syntax[])[];
}

/** `\cancel{body}^{to}`: what is struck out and what the author says becomes of it. */
export interface CancelSyntax {
  readonly kind: "cancel";
  readonly span: Span;
  readonly body: Syntax;
  readonly to: Syntax | undefined;
}

export interface FactorialSyntax {
  readonly kind: "factorial";
  readonly span: Span;
  readonly body: Syntax;
}

/** `body |_{x = 0}`. */
export interface EvaluatedSyntax {
  readonly kind: "evaluated";
  readonly span: Span;
  readonly body: Syntax;
  readonly at: Syntax;
}

/** `a = b < c`: terms joined by relations; `first` is missing where the line begins with its relation. */
export interface ChainSyntax {
  readonly kind: "chain";
  readonly span: Span;
  readonly first: Syntax | undefined;
  readonly links: readonly LinkSyntax[];
}

export interface LinkSyntax {
  /** The canonical sign, such as `=`, `≈`, `≤`, `:=`, `→`. */
  readonly relation: string;
  /** The relation sign and the right side. */
  readonly span: Span;
  readonly right: Syntax;
}

/** What a block of mathematics splits into. */
export type Item =
  | { readonly kind: "formula"; readonly span: Span; readonly chain: ChainSyntax }
  | { readonly kind: "prose"; readonly span: Span; readonly text: string }
  /** `whole` is the formula as far as it goes, `span` the place of the trouble. */
  | { readonly kind: "unreadable"; readonly span: Span; readonly whole: Span; readonly reason: string };
