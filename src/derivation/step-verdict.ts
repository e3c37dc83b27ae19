/** The verdict on a step of a document, and who gives it where sizes matter. */
import type { Bench } from "../decide/diagnose.ts";
import type { Verdict } from "../decide/verdict.ts";
import { type Expr } from "../expression/expr.ts";
import { inWrittenNames } from "../expression/name.ts";
import type { Definition } from "./definition.ts";
import type { View } from "./view.ts";

export interface StepVerdict extends Verdict {
  /** In words; beyond those that are conditions. */
  readonly notes: readonly string[];
  /** Where a step over vectors, matrices or sums was judged by one of its entries: that one. */
  readonly entry?: { readonly left: string; readonly right: string };
}

/** Judges at concrete sizes what cannot be judged without. */
export interface SizedJudge {
  /** Whether "if $A$ is symmetric", from this formula on, is among what is assumed. */
  assumesSymmetry(from: number): boolean;
  /** Whether a name says how many there are of something, by what the page says or by custom. */
  mayCount(name: string): boolean;
  pair(left: Expr, right: Expr, view: View): StepVerdict | undefined;
  /** What a diagnosis of the step works with. */
  benchFor(left: Expr, right: Expr, view: View): Bench | undefined;
  /** Why what holds for numbers is not proved: names may be matrices for which it fails; or that it fails for every index that the page speaks of. */
  openBeyondNumbers(left: Expr, right: Expr, view: View): string | StepVerdict | undefined;
  /** Why what holds for one index is not proved: other names depend on what a derivative is by. */
  leftOut(left: Expr, right: Expr, view: View): string | undefined;
  /** Whether a definition says by entries what an earlier one says of the whole, or the other way round. */
  isSecondForm(definition: Definition): boolean;
  /** Whether names of a step are entries of what is defined as a whole, or wholes of what is defined by entries. */
  hasOtherForm(sides: readonly Expr[]): boolean;
  /** Whether it speaks of names that no other definition ties to what it defines. */
  isOfOtherNames(definition: Definition): boolean;
}

/** A reason without what names are told apart by inside, as a loss below a layer is from the loss. */
export function inNamesOfPage(verdict: StepVerdict): StepVerdict {
  const { reason, notes } = verdict;
  const written = (text: string): string => inWrittenNames(text.replace(/‹[^›]*›/gu, ""));
  return { ...verdict, ...(reason === undefined ? {} : { reason: written(reason) }), notes: notes.map(written) };
}
