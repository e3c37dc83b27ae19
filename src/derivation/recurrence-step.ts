/** The members of recurrences, h_1 and h_2 of h_t = f(h_{t-1}), among the names of a document. */
import { range } from "../base/range.ts";
import type { Expr, SymbolExpr } from "../expression/expr.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import { atIndex, freeSymbols } from "../expression/traverse.ts";
import type { Definition } from "./definition.ts";
import { aheadLetter, matchIndices } from "./family.ts";
import { hasSubscript, inPlaceOf, lastNumber, lettersOf, recurrencesIn, speaksInGeneral } from "./recurrence.ts";
import type { View } from "./view.ts";

/** At sizes w_1 is an entry. */
const OF_ENTRIES = { isVector: (): boolean => true, isWritten: (): boolean => false };
/** A recurrence is followed so far; what is given farther on stands for itself. */
const MOST_STEPS = 50;
/** 2, and 2[3] of an entry. */
const STEP = /^(\d+)(\[[\d,]*\])?$/;
const withoutEntry = (name: string): string => name.replace(/\[[\d,]*\]$/, "");

/** What the names of a document stand for, as far as it matters here. */
interface Meanings {
  readonly definitions: readonly Definition[];
  /** Grows with every change. */
  readonly version: number;
  /** Letters that sums run over. */
  readonly bound: ReadonlySet<string>;
  definitionsNamed(name: string): readonly Definition[];
  familyOf(name: string): readonly Definition[];
  isDefined(name: string, view: View): boolean;
}

export class RecurrenceSteps {
  /** What the page has of names, before any formula has a meaning. */
  page: { readonly isVector: (name: string) => boolean; readonly isWritten: (name: string) => boolean } = OF_ENTRIES;
  private known: { readonly version: number; readonly letters: ReadonlyMap<string, number> } | undefined;
  private readonly meanings: Meanings;

  constructor(meanings: Meanings) {
    this.meanings = meanings;
  }

  /** m_2 where m_t = f(m_{t-1}), and m_0 is given or stands in what it is said to be: that follows, so that the equation is a claim. */
  isStep(name: string, right: readonly Expr[]): boolean {
    const isBefore = (other: string): boolean =>
      /^\d+$/.test(nameParts(other).sub) &&
      Number(nameParts(other).sub) < Number(nameParts(name).sub) &&
      Number(nameParts(name).sub) - Number(nameParts(other).sub) <= MOST_STEPS &&
      nameOf({ ...nameParts(other), sub: nameParts(name).sub }) === name;
    return (
      this.isOf(name) &&
      [...this.meanings.definitions.map((each) => each.name), ...freeSymbols(...right).map((each) => each.name)].some(isBefore)
    );
  }

  /** h_0 where h_1 is made of it: what the other steps are rests on it, and on nothing else that it could be. */
  begins(name: string): boolean {
    const parts = nameParts(name);
    const [, step, entry] = STEP.exec(parts.sub) ?? [];
    if (step === undefined) return false;
    const next = Number(step) + 1;
    if (entry !== undefined) return this.isMadeOfStep(name.replace(`_${step}[`, `_${next}[`), withoutEntry(name));
    return this.isOf(nameOf({ ...parts, sub: String(next) }));
  }

  /** Whether h_1[2] is made of entries of h_0, maybe by way of a_1. */
  private isMadeOfStep(name: string, before: string): boolean {
    const madeOf = (each: string): string[] =>
      this.meanings.definitionsNamed(each).flatMap(({ readings }) => freeSymbols(...readings).map((made) => made.name));
    const found = madeOf(name);
    return [...found, ...found.flatMap(madeOf)].some((each) => withoutEntry(each) === before);
  }

  /** m_0 and m_2 where m_t is given by m_{t-1}. */
  isOf(name: string): boolean {
    if (!/^\d+$/.test(nameParts(name).sub)) return false;
    return this.meanings.familyOf(name).some(({ name: pattern, parameters, readings: [reading] }) => {
      if (parameters || !reading || !this.instanceOf(pattern, name)) return false;
      const parts = nameParts(pattern);
      const before = nameOf({ ...parts, sub: aheadLetter(parts.sub) ?? `${parts.sub}-1` });
      return freeSymbols(reading).some((each) => each.name === before);
    });
  }

  /** w_1 is no w_{t+1} but an entry, where w stands by itself, unless w_0 shows that steps are counted, of what is no vector. */
  instanceOf(pattern: string, name: string): ReadonlyMap<string, string> | undefined {
    const parts = nameParts(pattern);
    const whole = nameOf({ ...parts, sub: "" });
    const { isVector, isWritten } = this.page;
    const countsSteps = !isVector(whole) && (!isWritten(whole) || isWritten(nameOf({ ...parts, sub: "0" })));
    return matchIndices(pattern, name, countsSteps);
  }

  /** h_{-1} of h_t, where h_t is made of h_{t-1}, has no meaning by that. */
  isBeforeFirst(indices: ReadonlyMap<string, string>): boolean {
    return [...indices].some(([letter, value]) => Number(value) + (this.letters().get(letter) ?? 0) < 0);
  }

  private letters(): ReadonlyMap<string, number> {
    if (this.known?.version !== this.meanings.version)
      this.known = { version: this.meanings.version, letters: recurrencesIn(this.meanings.definitions) };
    return this.known.letters;
  }

  /**
   * h_T that something is made of, beside a derivative by h_t, or by what every h_t is made of: how many steps lie between
   * them nobody says.
   */
  farMember(reached: readonly SymbolExpr[], by: SymbolExpr): string | undefined {
    for (const letter of this.letters().keys()) {
      if (this.meanings.bound.has(letter)) continue;
      const families = this.meanings.definitions.filter(({ name, parameters }) => !parameters && hasSubscript(name, letter));
      const below = freeSymbols(...families.flatMap(({ readings }) => readings));
      for (const { name: family } of families)
        for (const { name } of reached) {
          const item = inPlaceOf(letter, family, name);
          if (item === undefined || item === letter || name === by.name || lettersOf(by.name).includes(item)) continue;
          const isGeneral =
            lettersOf(by.name).includes(letter) && families.some((each) => inPlaceOf(letter, each.name, by.name) === letter);
          if (isGeneral || (!/^\d+$/.test(item) && below.includes(by))) return name;
        }
    }
    return undefined;
  }

  /**
   * What a loss depends on, for steps about single members of recurrences: not h_t, but h_1, h_2 and so on, as far as the page
   * goes, and of these what no later one is made of. `names` are those of the page.
   */
  numberedSinks(sinks: readonly SymbolExpr[], sides: readonly Expr[], names: Iterable<string>, view: View): SymbolExpr[] {
    if (this.letters().size === 0) return [...sinks];
    const all = [...names];
    let found = [...sinks];
    for (const [letter, back] of this.letters()) {
      const last = Math.min(lastNumber(letter, this.meanings.definitions, all, sides), MOST_STEPS);
      if (last === 0 || speaksInGeneral(letter, sides)) continue;
      const numbers = range(-back - 1, last).map((number) => number + 1);
      found = found.flatMap((sink) => {
        const members = numbers.map((number) => atIndex(sink, letter, number) as SymbolExpr);
        return members.includes(sink) ? [sink] : members.filter(({ name }) => this.meanings.isDefined(name, view));
      });
    }
    return [...new Set(found)];
  }
}
