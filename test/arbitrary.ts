/** Random expressions in plain text and as Expr. */
import fc from "fast-check";
import { type Expr, add, apply, div, mul, neg, number, pow, symbol } from "../src/expression/expr.ts";

export const names = ["x", "y", "w"].map(symbol);
const leaf = fc.oneof(
  fc.constantFrom<Expr>(...names),
  fc.integer({ min: 1, max: 5 }).map((n): Expr => number(n)),
);
const smooth = ["exp", "sin", "cos", "tanh", "sigmoid", "softplus", "atan", "sinh", "swish"];

/** Smooth expressions that are defined everywhere. */
export const smoothExpr: fc.Arbitrary<Expr> = fc.letrec<{ expr: Expr }>((tie) => ({
  expr: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.tuple(tie("expr"), tie("expr")).map(([a, b]): Expr => add(a, b)),
    fc.tuple(tie("expr"), tie("expr")).map(([a, b]): Expr => mul(a, b)),
    tie("expr").map((a): Expr => neg(a)),
    fc.tuple(fc.constantFrom(...smooth), tie("expr")).map(([op, a]): Expr => apply(op, [a])),
    tie("expr").map((a): Expr => pow(a, number(2))),
    fc.tuple(tie("expr"), tie("expr")).map(([a, b]): Expr => div(a, add(number(1), pow(b, number(2))))),
  ),
})).expr;
