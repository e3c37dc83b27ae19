/** Text → Expr for a single expression outside any document. */
import type { Expr } from "../expression/expr.ts";
import { ParseError } from "../base/span.ts";
import { parseFormula } from "../syntax/grammar.ts";
import { latexTokens } from "../syntax/latex.ts";
import { plainTokens } from "../syntax/plain.ts";
import { elaborate } from "./elaborate.ts";
import { emptyUsage, gatherUsage, namesFrom } from "./names.ts";

export interface ParseOptions {
  /** Default: plain. */
  readonly syntax?: "plain" | "latex";
}

/**
 * Reads one expression. A name applied to brackets is a function if it is a primitive, is primed, or is f, g, h, φ, ψ, σ,
 * F, A and never used otherwise; else it is a factor. Throws ParseError with `span`. O(length).
 */
export function parse(text: string, { syntax = "plain" }: ParseOptions = {}): Expr {
  const tokens = syntax === "latex" ? latexTokens(text, new Map()) : plainTokens(text);
  const chain = parseFormula(tokens, syntax);
  if (!chain.first || chain.links.length > 0) throw new ParseError("a relation, where an expression is needed", chain.span);
  const usage = emptyUsage();
  gatherUsage(chain.first, usage);
  return elaborate(chain.first, { names: namesFrom(usage, new Set(), new Set(), new Map()) }).expr;
}
