/** What a page says that a name, or a function, is. */
import { type Expr, type SymbolExpr, symbol } from "../expression/expr.ts";
import { substitute } from "../expression/traverse.ts";
import type { Section } from "./formula.ts";

export interface Definition {
  /** The formula that it stands in. */
  readonly index: number;
  readonly section: Section;
  readonly name: string;
  /** Of a function; undefined for a name that stands for itself. */
  readonly parameters: readonly SymbolExpr[] | undefined;
  /** The reading, and further ones where the formula is ambiguous. */
  readonly readings: readonly Expr[];
  /** The formula from which on it holds, where nothing before rests on it. */
  readonly from?: number;
  /** Whether it ends what stood for the name before. */
  readonly replaces: boolean;
  /** Whether that was concluded from what follows, not told by a heading or the author. */
  readonly guessed?: boolean;
  /** Whether it is where something is zero: it says nothing of what stands before it, nor of derivatives by the name. */
  readonly solves?: boolean;
  /** Of a function of which no more is given than its derivative by this: its values are known up to a constant. */
  readonly givenBy?: SymbolExpr;
  /** Whether it is an entry, such as a 0 beside a diagonal, of what is no number as a whole. */
  readonly isEntry?: boolean;
}

/** A function body over parameters of its own, so that a name of the document is never mistaken for one. */
export function withOwnParameters(
  name: string,
  parameters: readonly SymbolExpr[],
  body: Expr,
): { readonly parameters: readonly SymbolExpr[]; readonly body: Expr } {
  const own = parameters.map((parameter) => symbol(`${parameter.name}‹${name}›`));
  return { parameters: own, body: substitute(body, new Map(parameters.map((parameter, i) => [parameter as Expr, own[i] as Expr]))) };
}
