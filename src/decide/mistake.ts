/**
 * The table of mistakes that people make: each row an edit of the right side. The edit that makes a refuted step true
 * names the mistake and gives the side as it was meant. Rows that stand first are tried first.
 */
import { type Expr, type SymbolExpr, add, apply, div, mul, neg, number, one, pow, symbol, two } from "../expression/expr.ts";

export type Mistake =
  | "sign"
  | "constant-factor"
  | "lost-factor"
  | "lost-chain-term"
  | "function-for-derivative"
  | "wrong-exponent"
  | "wrong-variable"
  | "wrong-index"
  | "wrong-argument"
  | "lost-sum"
  | "lost-mean"
  | "missing-transpose"
  | "wrong-order"
  | "division-for-multiplication"
  | "wrong-branch"
  | "nonzero-cancelled"
  | "wrong-number";

/** Where in the right side an edit is tried: a term of a sum, a factor of a product, the argument of a function, … */
export type Place =
  "whole" | "term" | "factor" | "base" | "name" | "function" | "argument" | "branch" | "number" | "zero" | "product" | "operand";

/** What ?c may stand for: found in the step and its definitions (diagnose.ts says how). */
export type Pool =
  | "other-names"
  | "siblings"
  | "slopes"
  | "slopes-of-it"
  | "derivative"
  | "factors"
  | "paths"
  | "terms"
  | "arguments"
  | "branches"
  | "divisors"
  | "instances"
  /** Sums of what is written over its indices. */
  | "sums-of-it"
  /** The factors of a product in other orders, some of them transposed. */
  | "orders"
  | "expected"
  | "expected-number";

export interface MistakeRow {
  readonly mistake: Mistake;
  /** For the author; ⟨w⟩ stands for what is written, ⟨m⟩ for what is meant, ⟨c⟩ for what came from the pool. */
  readonly message: string;
  readonly at: Place;
  readonly written: Expr;
  readonly meant: Expr;
  readonly pool?: Pool;
  /** Whether all occurrences of what is written are changed at once. */
  readonly everywhere?: true;
}

const variable = (name: string): SymbolExpr => symbol(`?${name}`);
const [a, b, n, c] = [variable("a"), variable("b"), variable("n"), variable("c")];
const minusOne = number(-1);
const transposed = (of: Expr): Expr => apply("transpose", [of]);

const SIGN = "the sign of ⟨w⟩ is wrong";
const FACTOR = "a constant factor is wrong at ⟨w⟩";
const EXPONENT = "the exponent is wrong: ⟨w⟩ for ⟨m⟩";
const DIVISION = "multiplied where it should be divided, or the other way round: ⟨w⟩ for ⟨m⟩";
const SLOPE = "⟨w⟩ stands for its derivative";
const INDEX = "the index is wrong: ⟨w⟩ for ⟨m⟩";
const NAME = "⟨w⟩ stands for ⟨m⟩";
const MEAN = "the division by ⟨c⟩ is missing";
const DIVISOR = "the divisor ⟨c⟩ is missing";
const LOST = "the factor ⟨c⟩ is missing";
const ARGUMENT = "the argument is wrong: ⟨w⟩ for ⟨m⟩";

const row = (mistake: Mistake, at: Place, message: string, written: Expr, meant: Expr, pool?: Pool): MistakeRow => ({
  mistake,
  at,
  message,
  written,
  meant,
  ...(pool ? { pool } : {}),
});
const everywhere = (each: MistakeRow): MistakeRow => ({ ...each, everywhere: true });

export const mistakes: readonly MistakeRow[] = [
  row("nonzero-cancelled", "zero", "⟨m⟩ was cancelled, but it is not zero", a, c, "expected"),
  row("wrong-number", "number", "the value is ⟨m⟩", a, c, "expected-number"),
  row("sign", "whole", SIGN, a, neg(a)),
  row("sign", "term", SIGN, a, neg(a)),
  row("constant-factor", "whole", FACTOR, a, mul(two, a)),
  row("constant-factor", "whole", FACTOR, a, div(a, two)),
  row("constant-factor", "term", FACTOR, a, mul(two, a)),
  row("constant-factor", "term", FACTOR, a, div(a, two)),
  row("function-for-derivative", "function", SLOPE, a, c, "slopes-of-it"),
  row("function-for-derivative", "branch", SLOPE, a, c, "derivative"),
  row("wrong-branch", "branch", "the branch ⟨w⟩ should be ⟨m⟩", a, c, "branches"),
  row("wrong-exponent", "base", EXPONENT, pow(a, n), pow(a, add(n, one))),
  row("wrong-exponent", "base", EXPONENT, pow(a, n), pow(a, add(n, minusOne))),
  row("wrong-exponent", "base", EXPONENT, pow(a, n), pow(a, neg(n))),
  row("wrong-exponent", "base", EXPONENT, a, pow(a, two)),
  row("wrong-exponent", "base", EXPONENT, a, pow(a, number(3))),
  row("wrong-index", "name", INDEX, a, c, "siblings"),
  everywhere(row("wrong-index", "name", INDEX, a, c, "siblings")),
  row("wrong-variable", "name", NAME, a, c, "other-names"),
  everywhere(row("wrong-variable", "name", NAME, a, c, "other-names")),
  row("division-for-multiplication", "factor", DIVISION, div(a, b), mul(a, b)),
  row("division-for-multiplication", "factor", DIVISION, div(a, b), div(b, a)),
  row("missing-transpose", "operand", "⟨w⟩ should be transposed", a, transposed(a)),
  row("missing-transpose", "operand", "⟨w⟩ should not be transposed", transposed(a), a),
  row("wrong-order", "product", "the order of the factors is wrong: ⟨m⟩", a, c, "orders"),
  row("lost-sum", "whole", "the sum over all of them is missing", a, c, "instances"),
  row("lost-sum", "term", "the sum over all of them is missing: ⟨m⟩", a, c, "sums-of-it"),
  row("lost-mean", "whole", MEAN, a, div(a, c), "divisors"),
  row("lost-chain-term", "whole", "the path ⟨c⟩ is missing", a, add(a, c), "paths"),
  row("lost-chain-term", "whole", "the term ⟨c⟩ is missing", a, add(a, c), "terms"),
  row("lost-chain-term", "whole", LOST, a, mul(a, c), "slopes"),
  row("lost-factor", "whole", LOST, a, mul(a, c), "factors"),
  row("wrong-argument", "argument", ARGUMENT, a, neg(a)),
  row("wrong-argument", "argument", ARGUMENT, a, c, "arguments"),
  row("division-for-multiplication", "factor", DIVISION, a, div(one, a)),
  row("lost-factor", "whole", DIVISOR, a, div(a, c), "factors"),
  row("wrong-variable", "factor", "the factor ⟨w⟩ does not belong here", a, one),
  row("lost-factor", "term", LOST, a, mul(a, c), "factors"),
  row("lost-mean", "term", MEAN, a, div(a, c), "divisors"),
  row("lost-factor", "term", DIVISOR, a, div(a, c), "factors"),
  row("constant-factor", "factor", FACTOR, a, mul(two, a)),
  row("constant-factor", "factor", FACTOR, a, div(a, two)),
];
