/** What a page assumes of its names: where each condition holds, and where the words take it back. */
import { range } from "../base/range.ts";
import { type Expr, isOp } from "../expression/expr.ts";
import { freeSymbols } from "../expression/traverse.ts";
import type { Section } from "./formula.ts";
import type { General } from "./in-general.ts";
import { type View, isWithin } from "./view.ts";

/** A condition behind a formula is about that one, or the one before where a second condition stands between. */
export const BEHIND = 2;

export interface Assumption {
  readonly index: number;
  readonly section: Section;
  readonly condition: Expr;
  /** "for x > 0" holds up to the next such word about the same name; "let x > 0" holds in the whole section. */
  readonly local: boolean;
  /** "y = x for x > 0" is about the formula before it, too. */
  readonly behind: boolean;
  /** "f' = 1 \\qquad (x > 0)" is about the formula before it alone. */
  readonly alone?: boolean;
  /** Whether the words say it and no formula. */
  readonly inWords?: boolean;
  /** The first formula that it is said of, where it is not said of all. */
  readonly since?: number | undefined;
}

/** The names that a condition is about. */
export const aboutOf = (condition: Expr): string =>
  freeSymbols(condition)
    .map(({ name }) => name)
    .sort()
    .join();

export class Assumptions {
  /** In the order of the text. */
  readonly all: Assumption[] = [];
  /** Where the words say "in general": no case that was told before, of any name or of one, reaches farther. */
  general: readonly General[] = [];

  /** What holds at a place. */
  at(view: View): Expr[] {
    return this.assumedAt(view).map(({ condition }) => condition);
  }

  /** The conditions of the case that a place is in. */
  caseAt(view: View): Expr[] {
    return this.assumedAt(view).flatMap(({ condition, local }) => (local ? [condition] : []));
  }

  private assumedAt(view: View): Assumption[] {
    const said = (list: readonly Assumption[]): ReadonlySet<string> => new Set(list.map(({ condition }) => aboutOf(condition)));
    const local = this.all.filter((a) => a.local && a.section === view.section);
    const isCondition = (index: number): boolean => local.some((a) => a.index === index);
    const own = said(local.filter((a) => !a.behind && a.index < view.index && range(a.index, view.index).every(isCondition)));
    const before = said(local.filter((a) => a.index < view.index));
    // "f' = 1 for x > 0": said of the formula right before, and of one farther off where nothing else is said of that.
    const reachesBack = (a: Assumption): boolean =>
      a.behind &&
      a.index > view.index &&
      (a.since ?? 0) <= view.index &&
      a.index - view.index <= BEHIND &&
      !(range(view.index + 1, a.index).every(isCondition) ? own : before).has(aboutOf(a.condition));
    const isOver = (a: Assumption): boolean => a.index < (view.caseFrom ?? 0) || this.takenBackAt(view, a).length > 0;
    const reaches = (a: Assumption): boolean => (!a.alone && a.index <= view.index && !isOver(a)) || reachesBack(a);
    const isTold = (a: Assumption): boolean =>
      !view.asTold || ((a.since === undefined || a.since <= view.index) && !this.isDoubted(view, a));
    const here = this.all.filter((a) =>
      a.local ? a.section === view.section && reaches(a) : isWithin(view.section, a.section) && isTold(a),
    );
    const lastLocal = new Map<string, number>();
    for (const a of here) if (a.local) lastLocal.set(aboutOf(a.condition), Math.max(a.index, lastLocal.get(aboutOf(a.condition)) ?? 0));
    return here.filter((a) => !a.local || lastLocal.get(aboutOf(a.condition)) === a.index);
  }

  /** a = b of "if a = b, …", where a later sentence begins that does not say so again. */
  caseBefore(view: View): Expr | undefined {
    const isCase = ({ local, condition, index }: Assumption): boolean =>
      local && isOp(condition, "eq") && condition.args[0]?.kind === "symbol" && index < (view.sentence ?? 0);
    return this.assumedAt(view).find(isCase)?.condition;
  }

  /** The words "in general", "for any x" behind what is assumed, and before a place. */
  private takenBackAt({ index }: View, assumed: Assumption): General[] {
    const isAbout = (name: string): boolean => freeSymbols(assumed.condition).some((each) => each.name === name);
    return this.general.filter(
      (each) => assumed.index < each.index && each.index <= index && (each.about === undefined || isAbout(each.about)),
    );
  }

  /** Whether a case that was told of a name is not the one that a place speaks of, but all are. */
  isOverAt(view: View, told: number, name: string): boolean {
    const isBehind = ({ index, until }: General): boolean => index <= view.index && (view.index <= until || told < index);
    return this.general.some((each) => isBehind(each) && (each.about === undefined || each.about === name));
  }

  /** Whether the sentence of a place speaks of all values of a name. */
  isGeneralAt({ index }: View, name: string): boolean {
    return this.general.some((each) => each.index <= index && index <= each.until && (each.about === undefined || each.about === name));
  }

  /** "Let $x > 0$. … For all real $x$, …": within that sentence nobody knows. */
  private isDoubted(view: View, assumed: Assumption): boolean {
    return this.takenBackAt(view, assumed).some(({ from, until }) => assumed.index < from && view.index <= until);
  }

  /** What is assumed at a place only because a later sentence says so, or one before that is taken back. */
  doubtedAt(view: View): { readonly condition: Expr; readonly isLater: boolean } | undefined {
    const told = new Set(this.at({ ...view, asTold: true }));
    const condition = this.at(view).find((each) => !told.has(each));
    const isBefore = this.all.some((each) => each.condition === condition && this.isDoubted(view, each));
    return condition && { condition, isLater: !isBefore };
  }
}
