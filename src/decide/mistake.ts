/**
 * The table of mistakes that people make: each row an edit of the right side. The edit that makes a refuted step true
 * names the mistake and gives the side as it was meant. Rows that stand first are tried first.
 */
import { type Expr, type SymbolExpr, add, div, mul, neg, number, one, pow, symbol, two } from "../expression/expr.ts";

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
  | "division-for-multiplication"
  | "wrong-branch"
  | "nonzero-cancelled"
  | "wrong-number";

/** Where in the right side an edit is tried: a term of a sum, a factor of a product, the argument of a function, … */
export type Place = "whole" | "term" | "factor" | "name" | "function" | "argument" | "branch" | "number" | "zero";

/** What ?c may stand for: found in the step and its definitions (diagnose.ts says how). */
export type Pool =
  | "other-names"
  | "siblings"
  | "slopes"
  | "slopes-of-it"
  | "factors"
  | "paths"
  | "terms"
  | "arguments"
  | "branches"
  | "divisors"
  | "instances"
  | "expected";

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

const SIGN = "the sign of ⟨w⟩ is wrong";
const FACTOR = "a constant factor is wrong at ⟨w⟩";
const EXPONENT = "the exponent is wrong: ⟨w⟩ for ⟨m⟩";
const DIVISION = "multiplied where it should be divided, or the other way round: ⟨w⟩ for ⟨m⟩";
const LOST = "the factor ⟨c⟩ is missing";
const ARGUMENT = "the argument is wrong: ⟨w⟩ for ⟨m⟩";

export const mistakes: readonly MistakeRow[] = [
  { mistake: "nonzero-cancelled", message: "⟨m⟩ was cancelled, but it is not zero", at: "zero", written: a, meant: c, pool: "expected" },
  { mistake: "wrong-number", message: "the value is ⟨m⟩", at: "number", written: a, meant: c, pool: "expected" },
  { mistake: "sign", message: SIGN, at: "whole", written: a, meant: neg(a) },
  { mistake: "sign", message: SIGN, at: "term", written: a, meant: neg(a) },
  { mistake: "constant-factor", message: FACTOR, at: "whole", written: a, meant: mul(two, a) },
  { mistake: "constant-factor", message: FACTOR, at: "whole", written: a, meant: div(a, two) },
  { mistake: "constant-factor", message: FACTOR, at: "term", written: a, meant: mul(two, a) },
  { mistake: "constant-factor", message: FACTOR, at: "term", written: a, meant: div(a, two) },
  {
    mistake: "function-for-derivative",
    message: "⟨w⟩ stands for its derivative",
    at: "function",
    written: a,
    meant: c,
    pool: "slopes-of-it",
  },
  {
    mistake: "function-for-derivative",
    message: "⟨w⟩ stands for its derivative",
    at: "branch",
    written: a,
    meant: c,
    pool: "slopes-of-it",
  },
  { mistake: "wrong-exponent", message: EXPONENT, at: "factor", written: pow(a, n), meant: pow(a, add(n, one)) },
  { mistake: "wrong-exponent", message: EXPONENT, at: "factor", written: pow(a, n), meant: pow(a, add(n, minusOne)) },
  { mistake: "wrong-exponent", message: EXPONENT, at: "factor", written: pow(a, n), meant: pow(a, neg(n)) },
  { mistake: "wrong-exponent", message: EXPONENT, at: "factor", written: a, meant: pow(a, two) },
  { mistake: "wrong-exponent", message: EXPONENT, at: "factor", written: a, meant: pow(a, number(3)) },
  { mistake: "wrong-index", message: "the index is wrong: ⟨w⟩ for ⟨m⟩", at: "name", written: a, meant: c, pool: "siblings" },
  {
    mistake: "wrong-index",
    message: "the index is wrong: ⟨w⟩ for ⟨m⟩",
    at: "name",
    written: a,
    meant: c,
    pool: "siblings",
    everywhere: true,
  },
  { mistake: "wrong-variable", message: "⟨w⟩ stands for ⟨m⟩", at: "name", written: a, meant: c, pool: "other-names" },
  { mistake: "wrong-variable", message: "⟨w⟩ stands for ⟨m⟩", at: "name", written: a, meant: c, pool: "other-names", everywhere: true },
  { mistake: "division-for-multiplication", message: DIVISION, at: "factor", written: div(a, b), meant: mul(a, b) },
  { mistake: "division-for-multiplication", message: DIVISION, at: "factor", written: div(a, b), meant: div(b, a) },
  { mistake: "division-for-multiplication", message: DIVISION, at: "factor", written: a, meant: div(one, a) },
  { mistake: "lost-sum", message: "the sum over all of them is missing", at: "whole", written: a, meant: c, pool: "instances" },
  { mistake: "lost-chain-term", message: LOST, at: "whole", written: a, meant: mul(a, c), pool: "slopes" },
  { mistake: "lost-mean", message: "the division by ⟨c⟩ is missing", at: "whole", written: a, meant: div(a, c), pool: "divisors" },
  { mistake: "lost-factor", message: LOST, at: "whole", written: a, meant: mul(a, c), pool: "factors" },
  { mistake: "lost-factor", message: "the divisor ⟨c⟩ is missing", at: "whole", written: a, meant: div(a, c), pool: "factors" },
  { mistake: "lost-chain-term", message: "the path ⟨c⟩ is missing", at: "whole", written: a, meant: add(a, c), pool: "paths" },
  { mistake: "lost-chain-term", message: "the term ⟨c⟩ is missing", at: "whole", written: a, meant: add(a, c), pool: "terms" },
  { mistake: "wrong-branch", message: "the branch ⟨w⟩ should be ⟨m⟩", at: "branch", written: a, meant: c, pool: "branches" },
  { mistake: "wrong-argument", message: ARGUMENT, at: "argument", written: a, meant: neg(a) },
  { mistake: "wrong-argument", message: ARGUMENT, at: "argument", written: a, meant: c, pool: "arguments" },
  { mistake: "wrong-variable", message: "the factor ⟨w⟩ does not belong here", at: "factor", written: a, meant: one },
  { mistake: "lost-factor", message: LOST, at: "term", written: a, meant: mul(a, c), pool: "factors" },
  { mistake: "lost-mean", message: "the division by ⟨c⟩ is missing", at: "term", written: a, meant: div(a, c), pool: "divisors" },
  { mistake: "lost-factor", message: "the divisor ⟨c⟩ is missing", at: "term", written: a, meant: div(a, c), pool: "factors" },
  { mistake: "constant-factor", message: FACTOR, at: "factor", written: a, meant: mul(two, a) },
  { mistake: "constant-factor", message: FACTOR, at: "factor", written: a, meant: div(a, two) },
];
