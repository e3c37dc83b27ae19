/** Arbitraries of derivation documents: right ones, and right ones beside a wrong edit of them. */
import * as fc from "fast-check";
import { decide } from "../decide/decide.ts";
import { differentiate } from "../derivative/differentiate.ts";
import { type Expr, type SymbolExpr, symbol } from "../expression/expr.ts";
import { contains } from "../expression/traverse.ts";
import { toLatex } from "../notation/latex.ts";
import { simplify } from "../simplify/simplify.ts";
import { editsOf } from "./edit.ts";
import { type ExpressionOptions, expression } from "./expression.ts";

export interface DerivationDocument {
  /** Markdown: a definition, and its derivative. */
  readonly text: string;
  readonly definition: Expr;
  readonly variable: SymbolExpr;
  readonly derivative: Expr;
}

/** Pages with a definition E = … and a right step ∂E/∂x = …. */
export function derivationDocument(options: ExpressionOptions = {}): fc.Arbitrary<DerivationDocument> {
  const variable = symbol(options.variables?.[0] ?? "x");
  return expression({ depth: 3, ...options })
    .filter((definition) => contains(definition, variable))
    .map((definition) => {
      const derivative = simplify(differentiate(definition, variable));
      return { text: pageOf(definition, variable, derivative), definition, variable, derivative };
    });
}

export interface Mistake {
  readonly right: DerivationDocument;
  /** The same page with a wrong step. */
  readonly wrong: string;
  /** What was done: the name of the mistake. */
  readonly mistake: string;
}

/** A right page, and one with an edit that makes its step false. */
export function mistake(options: ExpressionOptions = {}): fc.Arbitrary<Mistake> {
  return derivationDocument(options)
    .chain((right) => fc.constantFrom(...choices(right)))
    .filter((choice) => choice !== undefined);
}

function choices(right: DerivationDocument): (Mistake | undefined)[] {
  const found = editsOf(right.derivative, right.variable).flatMap(({ name, expr }) =>
    decide(right.derivative, expr).verdict === "refuted"
      ? [{ right, wrong: pageOf(right.definition, right.variable, expr), mistake: name }]
      : [],
  );
  return found.length > 0 ? found : [undefined];
}

function pageOf(definition: Expr, variable: SymbolExpr, derivative: Expr): string {
  return `# A derivation\n\n$$\nE = ${toLatex(definition)}\n$$\n\n$$\n\\frac{\\partial E}{\\partial ${toLatex(variable)}} = ${toLatex(derivative)}\n$$\n`;
}
