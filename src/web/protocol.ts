/** What the page asks of the engine's worker, and what it answers. */
import type { Derivation } from "../derivation/derive.ts";
import type { Summary } from "../derivation/report.ts";
import type { DocumentLanguage } from "../derivation/segment.ts";
import type { Correction } from "../render/step-html.ts";
import type { MARKS, ReportLanguage } from "../render/words.ts";

export type Verdict = keyof typeof MARKS;

/** A document as it stands. */
export interface Page {
  readonly text: string;
  readonly language: DocumentLanguage;
  readonly lang: ReportLanguage;
}

/** A step that took too long, by the place of its relation, with the reason to give. */
export type LeftOut = readonly (readonly [offset: number, reason: string])[];

export type Question =
  | { readonly kind: "check"; readonly page: Page; readonly leftOut: LeftOut }
  | { readonly kind: "graph"; readonly page: Page }
  | { readonly kind: "names"; readonly page: Page }
  | { readonly kind: "derive"; readonly page: Page; readonly of: string; readonly wrt: string; readonly detail: Detail }
  | { readonly kind: "export"; readonly page: Page; readonly as: "html" | "json" | "markdown" | "tex"; readonly style: string };

export type Detail = "brief" | "normal" | "full";

export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly verdict: Verdict;
  /** In words, for hovering and for those who listen. */
  readonly words: string;
  readonly correction?: Correction | undefined;
}

export type Answer =
  /** Where the work is, for the case that it does not come back; nowhere yet where it has only begun. */
  | { readonly kind: "at"; readonly offset?: number }
  | { readonly kind: "marks"; readonly marks: readonly Mark[]; readonly summary: Summary }
  | { readonly kind: "blocks"; readonly blocks: readonly string[] }
  | { readonly kind: "graph"; readonly svg: string }
  | { readonly kind: "names"; readonly names: readonly string[]; readonly of: string; readonly wrt: string }
  | { readonly kind: "derivation"; readonly markup: string; readonly latex: string; readonly of: Derivation["of"] }
  | { readonly kind: "file"; readonly content: string }
  /** What the user can mend. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "broken"; readonly reason: string };

export type Tell = (answer: Answer) => void;

export interface Asked {
  readonly id: number;
  readonly question: Question;
}

export interface Answered {
  readonly id: number;
  readonly answer: Answer;
}
