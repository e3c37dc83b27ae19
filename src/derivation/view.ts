/** A place of a document, and what is looked up from there. */
import type { Section } from "./formula.ts";

/** A place from which names are looked up. */
export interface View {
  readonly index: number;
  readonly section: Section;
  /** Which block of mathematics it is, where that matters. */
  readonly block?: number;
  /** The first formula of its sentence, where that matters. */
  readonly sentence?: number;
  /** The last formula of its sentence, where that matters. */
  readonly sentenceEnd?: number;
  /** Whether what is assumed further on holds there, too; it does where nothing is said. */
  readonly asTold?: boolean;
  /** How far along the list of sizes those begin that a step is judged at. */
  readonly sizesFrom?: number;
  /** The first formula of a case of its own: cases that were told before it are over. */
  readonly caseFrom?: number;
}

/** Whether a section is another one or lies inside it. */
export function isWithin(section: Section, outer: Section): boolean {
  for (let at: Section | undefined = section; at; at = at.parent) if (at === outer) return true;
  return false;
}
