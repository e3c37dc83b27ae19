/** What a row of the table of functions says. Patterns only, no closures over structure: rows print, replay and test. */
import { type Expr, type SymbolExpr, symbol } from "../expression/expr.ts";

export interface Primitive {
  readonly name: string;
  /** Other plain spellings that are read as this function. */
  readonly aliases?: readonly string[];
  /** The LaTeX head, such as `\tanh`. */
  readonly latex: string;
  /** Whether LaTeX and plain text write it as `name(args)`, rather than with an operator or layout of its own. */
  readonly notation: "function" | "special";
  readonly arity: number | "many";
  /** ∂output/∂argument i in terms of `x`, `y` (the arguments) and `out` (the output). */
  readonly partials?: readonly Expr[];
  /** The function in terms of other primitives; every evaluator then has it. */
  readonly definition?: Expr;
  readonly evaluate: (...args: readonly number[]) => number;
  /** Conditions under which it is defined over the reals. */
  readonly where: readonly Expr[];
  /** How pages define it in ways of their own: with parameters in it, an α or a slope, or in any way; missing where none does. */
  readonly variants?: "with parameters" | "any";
  /** Where to sample its arguments in tests. */
  readonly sample: readonly [number, number];
  readonly source: string;
}

/** The placeholders of the rows. */
export const x: SymbolExpr = symbol("x");
export const y: SymbolExpr = symbol("y");
export const out: SymbolExpr = symbol("out");
