/** Certificates: what a verdict rests on, as data that `replay` checks without the engine that made it. */
import type { Rational } from "../base/rational.ts";
import { type Expr, type SymbolExpr, callOf, symbol } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";

/** What a step says, with everything in the document that it rests on; derivatives in it are not evaluated. */
export interface Claim {
  readonly left: Expr;
  readonly right: Expr;
  /** Names with all their definitions: the first is what a name is, one that reaches the variable is what is differentiated. */
  readonly definitions: readonly (readonly [SymbolExpr, readonly Expr[]])[];
  readonly functions: readonly FunctionRow[];
  /** Undefined names that are differentiated, with the names that they are unknown functions of. */
  readonly roots: readonly (readonly [SymbolExpr, readonly SymbolExpr[]])[];
  /** Conditions that the author states, down to the leaves. */
  readonly given: readonly Expr[];
  /** Equations among the conditions that were solved for a name, one after the other. */
  readonly solved: readonly Solution[];
}

/** What a claim differentiates: a value that its derivative is compared at has to be one of the function, too. */
export function differentiatedIn({
  left,
  right,
  definitions,
  functions,
}: Pick<Claim, "left" | "right" | "definitions" | "functions">): Expr[] {
  const nodes = postorder(left, right, ...definitions.flatMap(([, list]) => list), ...functions.map(({ body }) => body));
  return nodes.flatMap((node) => {
    if (node.kind === "derivative") return [node.args[0] as Expr];
    const isDerived = node.kind === "call" && node.orders.some((order) => order > 0);
    return isDerived
      ? [
          callOf(
            node.name,
            node.args.map(() => 0),
            node.args,
          ),
        ]
      : [];
  });
}

export interface FunctionRow {
  readonly name: string;
  readonly parameters: readonly SymbolExpr[];
  readonly body: Expr;
}

/** difference = slope · (name − value): so the difference is zero exactly where the name has that value. */
export interface Solution {
  readonly difference: Expr;
  readonly name: SymbolExpr;
  readonly value: Expr;
  readonly slope: Rational;
}

/** Which law of exp, log and powers an entry uses, or that it states a sign. */
export type LawName = "exp-of-sum" | "log-of-product" | "power-of-product" | "sign";

/**
 * One use of a law, by the coefficients c and expressions v in `parts`:
 * exp-of-sum: of = Σ c·v, so exp(of) = Π exp(v)^c;
 * log-of-product: of = Π v^c with every v > 0, so log(of) = Σ c·log(v);
 * power-of-product: of = Π v^c with every v ≥ 0 that gets a broken exponent, so of^exponent = Π v^{c·exponent};
 * sign: of = v, and the sign of v is plain to see.
 */
export interface Entry {
  readonly law: LawName;
  readonly of: Expr;
  readonly parts: readonly (readonly [Rational, Expr])[];
  readonly exponent?: Rational;
}

export type CaseSign = "positive" | "negative" | "zero";

/** One turn on the way to a case: the sign of an expression; where it is zero, a name may be solved for. */
export interface Branch {
  readonly on: Expr;
  readonly sign: CaseSign;
  readonly solved?: Solution;
}

export interface ProofCase {
  readonly path: readonly Branch[];
  /** Whether the sides are equal there, or one of them has no value there. */
  readonly outcome: "equal" | "undefined";
  readonly entries: readonly Entry[];
}

/** Exact values of the free names, and polynomials for the unknown functions, by name and number of arguments. */
export interface Sample {
  readonly values: readonly (readonly [SymbolExpr, Rational])[];
  readonly functions: readonly FunctionRow[];
}

export interface ProofCertificate {
  readonly kind: "proof";
  readonly claim: Claim;
  /** Whether defined names stand for themselves (it holds whatever they are) or for their definitions. */
  readonly names: "held" | "unfolded";
  readonly cases: readonly ProofCase[];
  /** A point at which both sides are defined: nothing is proved of an empty set. */
  readonly somewhere: Sample;
}

export interface RefutationCertificate {
  readonly kind: "refutation";
  readonly claim: Claim;
  readonly at: Sample;
  readonly digits: number;
}

/** left ≈ right: both are numbers, and differ by at most half a unit of the last decimal (or by more, if refuted). */
export interface RoundingCertificate {
  readonly kind: "rounding";
  readonly claim: Claim;
  readonly decimals: number;
  readonly holds: boolean;
}

export type Certificate = ProofCertificate | RefutationCertificate | RoundingCertificate;

/** The imaginary unit, by a name that no document can write. */
export const I: SymbolExpr = symbol("‹i›");
