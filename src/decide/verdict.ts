/** What can be said of a step. */
import type { Rational } from "../base/rational.ts";
import type { Expr } from "../expression/expr.ts";
import type { Certificate } from "../proof/certificate.ts";

export type VerdictKind = "proved" | "refuted" | "supported" | "undecided";

/** A point where the sides differ: exact values, and both sides rounded for people; enclosures of them are disjoint. */
export interface Counterexample {
  readonly at: Readonly<Record<string, string>>;
  readonly left: string;
  readonly right: string;
}

export interface Diagnosis {
  readonly mistake: string;
  readonly message: string;
  /** The right side as it should be, in LaTeX; null where shapes clash and nothing says what was meant. */
  readonly suggestion: string | null;
}

export interface Verdict {
  readonly verdict: VerdictKind;
  readonly method: "identity" | "normal-form" | "case-distinction" | "index-form" | "counterexample" | "shape" | "sampling" | "none";
  /** Conditions that the verdict rests on, each as an expression such as x ≠ 0. */
  readonly assumptions: readonly Expr[];
  readonly counterexample?: Counterexample;
  readonly diagnosis?: Diagnosis;
  /** What `replay` accepts: of a proof, or of a counterexample. */
  readonly proof?: Certificate;
  /** Why it is undecided, or what supports it. */
  readonly reason?: string;
}

/** A point in exact values. */
export type Point = ReadonlyMap<Expr, Rational>;

export function undecided(reason: string): Verdict {
  return { verdict: "undecided", method: "none", assumptions: [], reason };
}
