/** The table of rewrite rules: pattern pairs with their conditions and source, one row a rule. */
import {
  type Expr,
  type SymbolExpr,
  add,
  apply,
  div,
  mul,
  neg,
  number,
  one,
  positive,
  pow,
  sub,
  symbol,
  two,
  zero,
} from "../expression/expr.ts";

export interface RewriteRule {
  readonly name: string;
  readonly left: Expr;
  readonly right: Expr;
  /** Conditions on the variables; the rule is used only where they are known to hold. */
  readonly where: readonly Expr[];
  readonly source: string;
}

const variable = (name: string): SymbolExpr => symbol(`?${name}`);
const [a, b] = [variable("a"), variable("b")];
const fn = (name: string, x: Expr): Expr => apply(name, [x]);
const rule = (name: string, left: Expr, right: Expr, source: string, where: readonly Expr[] = []): RewriteRule => ({
  name,
  left,
  right,
  where,
  source,
});

/** Whether a symbol stands for any expression in a rule. */
export function isVariable(expr: Expr): expr is SymbolExpr {
  return expr.kind === "symbol" && expr.name.startsWith("?");
}

export const rules: readonly RewriteRule[] = [
  rule("exp-of-zero", fn("exp", zero), one, "DLMF 4.2.26"),
  rule("exp-of-log", fn("exp", fn("log", a)), a, "DLMF 4.2.20"),
  rule("log-of-one", fn("log", one), zero, "DLMF 4.6.1"),
  rule("log-of-exp", fn("log", fn("exp", a)), a, "DLMF 4.2.21 (real)"),
  rule("log-of-quotient", fn("log", div(a, b)), sub(fn("log", a), fn("log", b)), "DLMF 4.8.3", [positive(a), positive(b)]),
  rule("sin-of-zero", fn("sin", zero), zero, "DLMF 4.17.1"),
  rule("cos-of-zero", fn("cos", zero), one, "DLMF 4.17.2"),
  rule("tan-of-zero", fn("tan", zero), zero, "DLMF 4.17"),
  rule("sinh-of-zero", fn("sinh", zero), zero, "DLMF 4.31"),
  rule("cosh-of-zero", fn("cosh", zero), one, "DLMF 4.31"),
  rule("tanh-of-zero", fn("tanh", zero), zero, "DLMF 4.31"),
  rule("sigmoid-of-zero", fn("sigmoid", zero), number({ n: 1n, d: 2n }), "definition"),
  rule("sin-of-negative", fn("sin", neg(a)), neg(fn("sin", a)), "DLMF 4.21.1"),
  rule("cos-of-negative", fn("cos", neg(a)), fn("cos", a), "DLMF 4.21.2"),
  rule("tanh-of-negative", fn("tanh", neg(a)), neg(fn("tanh", a)), "DLMF 4.35"),
  rule("abs-of-negative", fn("abs", neg(a)), fn("abs", a), "DLMF 1.2 (real)"),
  rule("root-squared", pow(fn("sqrt", a), two), a, "DLMF 4.2.26"),
  rule("square-root-of-one", fn("sqrt", one), one, "definition"),
  rule("pythagoras", add(pow(fn("sin", a), two), pow(fn("cos", a), two)), one, "DLMF 4.21.12"),
  rule("sine-over-cosine", div(fn("sin", a), fn("cos", a)), fn("tan", a), "DLMF 4.14.4"),
  rule("hyperbolic-sine-over-cosine", div(fn("sinh", a), fn("cosh", a)), fn("tanh", a), "DLMF 4.28.4"),
  rule("hyperbolic-pythagoras", sub(pow(fn("cosh", a), two), pow(fn("sinh", a), two)), one, "DLMF 4.35.11"),
  rule("product-of-equal-roots", mul(fn("sqrt", a), fn("sqrt", a)), a, "definition"),
];

/** Identities that look right and are not, each with a point where it fails; a test shows that the rule loop finds it. */
export const unsoundRules: readonly (RewriteRule & { readonly counterexample: Readonly<Record<string, number>> })[] = [
  { ...rule("root-of-square", fn("sqrt", pow(a, two)), a, "rejected: |a|"), counterexample: { "?a": -1 } },
  {
    ...rule("exp-of-product", fn("exp", mul(a, b)), mul(fn("exp", a), fn("exp", b)), "rejected: exp(a + b)"),
    counterexample: { "?a": 2, "?b": 3 },
  },
  { ...rule("arcsin-of-sin", fn("asin", fn("sin", a)), a, "rejected outside [-π/2, π/2]"), counterexample: { "?a": 3 } },
];
