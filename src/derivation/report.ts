/** The report is plain data: what `check --format json` prints and what renderers read. */
import type { Position, Span } from "../base/span.ts";
import type { Layout } from "../tensor/operation.ts";
import type { Counterexample, Diagnosis, VerdictKind } from "../decide/verdict.ts";

export type Role = "definition" | "claim" | "assumption" | "update" | "mention" | "unreadable";

export interface Region {
  readonly start: Position;
  readonly end: Position;
}

/** From a span to lines and columns. */
export type Regions = (span: Span) => Region;

export interface StepReport {
  /** The relation sign and the right side. */
  readonly span: Region;
  readonly left: string;
  readonly right: string;
  readonly verdict: VerdictKind;
  readonly method: string;
  readonly assumptions: readonly string[];
  readonly counterexample: Counterexample | null;
  readonly diagnosis: Diagnosis | null;
  /** The right side that follows from the definitions, where the step is refuted. */
  readonly expected: string | null;
  /** The same for a page, where the report was asked for pictures. */
  readonly expectedLatex?: string;
  readonly reason: string | null;
  /** Where the document is held against a network: whether its numbers agree, how far they are apart, and how far they may be. */
  readonly network: NetworkAgreement | null;
  /** Where a step over vectors, matrices or sums was judged by one of its entries at concrete sizes: that one. */
  readonly entry?: { readonly left: string; readonly right: string };
  /** Both sides beside the counterexample, where the report was asked for pictures. */
  readonly neighbourhood?: Neighbourhood;
  /** The certificate that `gradproof replay` re-checks, where the report was asked for proofs. */
  readonly proof?: unknown;
}

/** Both sides over the variable that moves them apart most, the others held; null where a side has no value. */
export interface Neighbourhood {
  readonly variable: string;
  readonly at: number;
  readonly points: readonly (readonly [x: number, left: number | null, right: number | null])[];
}

export interface NetworkAgreement {
  /** The left side in the network's numbers. */
  readonly value: number;
  readonly agrees: boolean;
  readonly difference: number;
  readonly bound: number;
}

export interface Expectation {
  readonly verdict: VerdictKind;
  readonly mistake: string | null;
  readonly met: boolean;
}

export interface StatementReport {
  readonly span: Region;
  readonly source: string;
  /** How it was read, in plain text; empty where it was not. */
  readonly reading: string;
  readonly readingLatex: string;
  readonly role: Role;
  readonly reason: string | null;
  /** What the author announced by a directive, where that was done. */
  readonly expectation?: Expectation;
  readonly steps: readonly StepReport[];
}

export interface Summary {
  readonly proved: number;
  readonly refuted: number;
  readonly supported: number;
  readonly undecided: number;
  readonly unreadable: number;
  readonly definitions: number;
  readonly assumptions: number;
  readonly updates: number;
  readonly mentions: number;
}

/** One checked document. */
export interface Report {
  readonly path: string;
  readonly language: string;
  readonly statements: readonly StatementReport[];
  /** How Jacobians are laid out, where the document has any. */
  readonly layout?: Layout;
  readonly summary: Summary;
}

export const emptySummary: Summary = {
  proved: 0,
  refuted: 0,
  supported: 0,
  undecided: 0,
  unreadable: 0,
  definitions: 0,
  assumptions: 0,
  updates: 0,
  mentions: 0,
};

const COUNTED: Readonly<Record<Role, keyof Summary | undefined>> = {
  definition: "definitions",
  claim: undefined,
  assumption: "assumptions",
  update: "updates",
  mention: "mentions",
  unreadable: "unreadable",
};

export function summarize(statements: readonly StatementReport[]): Summary {
  const counts: Record<keyof Summary, number> = { ...emptySummary };
  for (const { role, steps } of statements) {
    const counted = COUNTED[role];
    if (counted) counts[counted]++;
    for (const step of steps) counts[step.verdict]++;
  }
  return counts;
}

export function addSummaries(summaries: readonly Summary[]): Summary {
  const total: Record<keyof Summary, number> = { ...emptySummary };
  for (const summary of summaries) for (const key of Object.keys(total) as (keyof Summary)[]) total[key] += summary[key];
  return total;
}

/** How many refuted steps were announced, and how many announcements did not come true. */
export function announced(statements: readonly StatementReport[]): { readonly refuted: number; readonly unmet: number } {
  let refuted = 0;
  let unmet = 0;
  for (const { expectation, steps } of statements) {
    if (expectation?.met && expectation.verdict === "refuted") refuted += steps.filter((step) => step.verdict === "refuted").length;
    if (expectation && !expectation.met) unmet++;
  }
  return { refuted, unmet };
}
