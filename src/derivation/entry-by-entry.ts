/** A step at concrete sizes, entry by entry: it fails where one of them fails. */
import { undecided } from "../decide/verdict.ts";
import { type Expr, eq, isOp, number, symbol, zero } from "../expression/expr.ts";
import { toNumber } from "../base/rational.ts";
import { freeSymbols, substitute } from "../expression/traverse.ts";
import { toPlain } from "../notation/plain.ts";
import { type Choice, Sizes } from "../tensor/choose.ts";
import type { IndexValues } from "../tensor/expand.ts";
import type { Beyond } from "../tensor/infer.ts";
import { OutOfRange } from "../tensor/shape.ts";
import { whyNotForAllSizes } from "./all-sizes.ts";
import type { Instance, Source } from "./instance.ts";
import type { StepVerdict } from "./step-verdict.ts";
import type { View } from "./view.ts";
import type { DeclaredShapes } from "./declared-shape.ts";
import { SizedInquiry, type Joined, type Setting, hasInverse, isSizeError } from "./sized-inquiry.ts";

/** Where in the list of sizes others begin; from 6 on they are farther apart. */
const OTHER_SIZES = [1, 2, 6, 12, 18];

const MOST_ENTRIES_JUDGED = 6;

/** Where the text gives the sizes, every entry is judged. */
const MOST_ENTRIES_GIVEN = 36;

/** Of the budget, where a step holds for all sizes and smaller ones can be tried as well. */
const SHARE_FOR_REPLAY = 1 / 8;

/** What a page says of shapes, and the words about them that are not understood. */
export interface Told {
  readonly declared: DeclaredShapes;
  readonly unclear: readonly string[];
}

export type Sides = readonly [Expr, Expr];

/** An entry of both sides. */
interface JudgedEntry {
  readonly verdict: StepVerdict;
  readonly left: Expr;
  readonly right: Expr;
  /** The indices that it was taken at. */
  readonly values: IndexValues;
}

/** Which entries are tried: all of those that the page gives the sizes of, and how many of each pair of sides. */
interface Extent {
  readonly isGiven: boolean;
  readonly most: number;
}

/** The entries that were tried, none of which fails. */
interface Entries {
  readonly judged: readonly JudgedEntry[];
  /** Names of which entries beyond the range were taken for 0. */
  readonly customs: ReadonlySet<string>;
  /** Indices at which something has no entry. */
  readonly outside: IndexValues | undefined;
  /** Whether there are no others. */
  readonly isWhole: boolean;
}

/** An entry that fails where what is beyond the range is 0: what that comes to, and what it is if it fails by any custom. */
interface BeyondRange {
  readonly custom: StepVerdict;
  readonly refuted: StepVerdict;
}

export abstract class EntryByEntry extends SizedInquiry {
  /** What is said of the indices of the step that is judged. */
  protected conditions: readonly Expr[] = [];

  /** The verdict at concrete sizes; undefined where the step has nothing to do with sizes. */
  abstract pair(left: Expr, right: Expr, view: View): StepVerdict | undefined;

  /** The same page if it said something else. */
  protected abstract with(change: Partial<Source>, told?: Partial<Told>): EntryByEntry;

  /** i ≠ N, where nobody knows whether that is met; a letter that is compared with a label has been told by what stands for that. */
  private isOpenAt(condition: Expr, values: IndexValues, sizes: Sizes): boolean {
    const [inStep, others] = [true, false].map((has) => freeSymbols(condition).filter(({ name }) => values.has(name) === has));
    // j of i = j, where the step has no j, may be any.
    const isOfIndices = (inStep?.length ?? 0) > 0 && !others?.every(({ name }) => this.sizes.source.names.isIndex(name));
    const isBound = isOp(condition, "lt") || isOp(condition, "le") || isOp(condition, "and");
    const isTold = this.sizes.source.facts.gathers?.where(condition) !== undefined;
    return isOfIndices && !isBound && !isTold && admits(condition, values, sizes) === undefined;
  }

  protected judged(left: Expr, right: Expr, view: View, joined: Joined): StepVerdict {
    const open =
      joined === "one" ? "the sizes were made the same" : whyNotForAllSizes(this.sizes, left, right, view, this.options, this.conditions);
    const first = this.judgedInRange(open, left, right, view, joined);
    if (first.verdict === "proved" || first.verdict === "refuted") return first;
    // What holds for all sizes is replayed where it is short; an inverse may need as many rows as columns.
    const others: readonly Choice[] =
      open === undefined
        ? ["small", { from: 1 }, "single"]
        : hasInverse([left, right, ...this.readingsBeside([left, right])])
          ? [{ from: 1 }]
          : [];
    for (const choice of others) {
      // One entry of everything shows nothing of what is open for another reason than its length.
      if (choice === "single" && first.verdict !== "supported") continue;
      const other = this.judgedAt(choice, open, left, right, view, joined);
      if (other.verdict === "proved" || (first.verdict === "undecided" && other.verdict !== "undecided")) return other;
    }
    return first;
  }

  /** g_i of Σ_{i=1}^K g_i, of which there are M: where M is more than K, such a sum fails in range. */
  private judgedInRange(open: string | undefined, left: Expr, right: Expr, view: View, joined: Joined): StepVerdict {
    const from = view.sizesFrom ?? 0;
    try {
      return this.judgedAt({ from }, open, left, right, view, joined);
    } catch (error) {
      if (!(error instanceof OutOfRange) || view.sizesFrom !== undefined || joined !== "apart") throw error;
      for (const other of OTHER_SIZES) {
        const found = this.orOutOfRange(() => this.judgedAt({ from: other }, open, left, right, view, joined));
        if (found?.verdict === "refuted") return found;
      }
      throw error;
    }
  }

  private orOutOfRange(judge: () => StepVerdict): StepVerdict | undefined {
    try {
      return judge();
    } catch (error) {
      if (isSizeError(error)) return undefined;
      throw error;
    }
  }

  protected judgedAt(choice: Choice, open: string | undefined, left: Expr, right: Expr, view: View, joined: Joined): StepVerdict {
    // What does not hold for all sizes is no proof at some, unless those are the page's own.
    const isShort = typeof choice !== "string" || open !== undefined;
    const short = this.settingFor(left, right, joined, choice, isShort ? SHARE_FOR_REPLAY : 1);
    const isGiven = open !== undefined && short.sizes.areGiven && joined === "apart";
    const setting = isGiven ? this.settingFor(left, right, joined, choice) : short;
    const why = this.whyNotAt([left, right], setting);
    if (why !== undefined) return { ...undecided(why), notes: [] };
    // What holds for all sizes is replayed at a few entries; for anything else more of them are tried.
    const most = open === undefined ? 2 : isGiven ? MOST_ENTRIES_GIVEN : MOST_ENTRIES_JUDGED;
    const found = this.entryByEntry([left, right], view, setting, { isGiven, most });
    if ("verdict" in found) return found;
    const openEntry = found.judged.find(({ verdict }) => verdict.verdict === "undecided");
    return openEntry?.verdict ?? this.ofEntries(found, open, [left, right], view, setting);
  }

  /** Why nothing is said of a step at these sizes. */
  private whyNotAt(sides: Sides, { instance, sizes }: Setting): string | undefined {
    const delta = this.sizes.foreignDelta(sides);
    if (delta !== undefined)
      return `${delta} is not defined, and as Kronecker's delta it would compare indices that count different things`;
    const broken = [...this.sizes.namesBeside(sides)].find((name) => instance.failed.has(name));
    if (broken !== undefined) return `what defines ${broken} is not decided: ${instance.failed.get(broken)}`;
    return this.entryOutOfRange(sides, sizes);
  }

  /** What comes of every entry that is tried; the verdict where that settles it. */
  private entryByEntry(sides: Sides, view: View, setting: Setting, { isGiven, most }: Extent): Entries | StepVerdict {
    const { sizes, instance, judge, padded: alreadyPadded } = setting;
    const { paddedByCustom } = instance.expander;
    const judged: JudgedEntry[] = [];
    const customs = new Set<string>();
    let isWhole = isGiven;
    let outside: IndexValues | undefined;
    let beyondRange: BeyondRange | undefined;
    const chosen = isGiven ? sizes.everyValue(sides) : sizes.freeValues(sides);
    for (const values of chosen.filter((each) => this.conditions.every((condition) => admits(condition, each, sizes) !== false))) {
      paddedByCustom.clear();
      const pairs = this.pairsWithin(...sides, values, instance);
      if (!pairs) {
        outside ??= values;
        continue;
      }
      const padded = [...alreadyPadded, ...paddedByCustom];
      for (const name of padded) customs.add(name);
      isWhole &&= pairs.length <= most;
      for (const [left, right] of spread(pairs, most)) {
        const entry = { verdict: judge.pair(left, right, view), left, right, values };
        judged.push(entry);
        if (entry.verdict.verdict !== "refuted") continue;
        const refuted = this.ofRefuted(entry, sides, view, setting, padded);
        if ("verdict" in refuted) return refuted;
        beyondRange ??= refuted;
      }
    }
    // What has no entries at any index says so.
    if (judged.length === 0 && outside) instance.expander.pairs(...sides, outside);
    if (judged.length === 0) return { ...undecided("no values of the indices satisfy what is said of them"), notes: [] };
    if (beyondRange) return this.failsByAnyCustom(...sides, view) ? beyondRange.refuted : beyondRange.custom;
    return { judged, customs, outside, isWhole };
  }

  /** A step of which an entry fails: refuted, unless something that the page leaves open may be why. */
  private ofRefuted(entry: JudgedEntry, sides: Sides, view: View, setting: Setting, padded: readonly string[]): StepVerdict | BeyondRange {
    const { left, right, values } = entry;
    const { sizes, instance, judge } = setting;
    const unknown = this.conditions.find((each) => this.isOpenAt(each, values, sizes));
    if (unknown) return { ...undecided(`it fails in general, and whether ${toPlain(unknown)} is met there is not known`), notes: [] };
    // At other entries it may fail without any such custom.
    // Where the right side alone goes beyond, there is nothing that custom could mean.
    const isCustom = setting.padded.length > 0 || this.isPadded(sides[0], values, instance);
    if (padded.length > 0 && isCustom) {
      const words = `${beyond(padded)}; it fails where they are: say so, as in $${padded[0]}_i = 0$ outside $1, \\dots, n$`;
      return { custom: { ...undecided(words), notes: [] }, refuted: this.refuted(entry, sizes) };
    }
    // A sum of one term says nothing of how many it has.
    const several = sizes.all().filter((size) => size > 1);
    const count = this.countIn(sides).find((name) =>
      several.some((size) => judge.standsUnder(left, right, view, [eq(symbol(name), number(size))])),
    );
    if (count === undefined) return this.refuted(entry, sizes);
    return { ...undecided(`it fails unless ${count} is how many terms a sum has: write ${count} as its upper bound`), notes: [] };
  }

  /** The verdict where no entry fails. `open` is why it does not hold for all sizes. */
  private ofEntries(found: Entries, open: string | undefined, sides: Sides, view: View, { sizes, instance, judge }: Setting): StepVerdict {
    const { judged, customs, outside, isWhole } = found;
    // 0 = 0 says nothing of a formula: what is differentiated does not rest on what it is differentiated by.
    const isNothing = (side: Expr): boolean => judge.unfolded(side, view) === zero;
    if (!sides.includes(zero) && judged.every((each) => isNothing(each.left) && isNothing(each.right)))
      return {
        ...undecided("both sides are 0, as nothing on the page leads from the one to the other: add the definitions that do"),
        notes: [],
      };
    const determinants = this.determinants(sides, instance);
    const assumptions = [...new Set(judged.flatMap(({ verdict }) => verdict.assumptions.map((each) => substitute(each, determinants))))];
    const within = outside ? ["it speaks of the indices for which all that it names is there"] : [];
    const ofCustoms = customs.size > 0 ? [beyond([...customs])] : [];
    const notes = [...new Set(judged.flatMap(({ verdict }) => verdict.notes)), ...ofCustoms, ...within, ...this.basisIn(sides)];
    const unproved = judged.find(({ verdict }) => verdict.verdict !== "proved");
    const [first] = judged as [JudgedEntry];
    const { proof, method } = first.verdict;
    const certified = proof ? { proof, entry: { left: toPlain(first.left), right: toPlain(first.right) } } : {};
    if (isWhole && !unproved)
      return { verdict: "proved", method, assumptions, reason: "entry by entry, at the sizes that the page gives", notes, ...certified };
    if (open !== undefined || unproved) {
      const how = `${unproved ? "equal at sample points" : "proved"}, entry by entry, for ${sizes.describe()}`;
      const reason = `${how}; not for every size: ${unproved ? unproved.verdict.reason : open}`;
      return { verdict: "supported", method: "sampling", assumptions, reason, notes };
    }
    return {
      verdict: "proved",
      method: "index-form",
      assumptions: generalized(assumptions, instance),
      reason: `for all sizes; replayed for ${sizes.describe()}`,
      notes,
      ...certified,
    };
  }

  /** Whether a step that fails where entries beyond their range are 0 fails whatever else they are taken for. */
  private failsByAnyCustom(left: Expr, right: Expr, view: View): boolean {
    const { names } = this.sizes.source;
    if (names.beyond !== undefined) return true;
    return CUSTOMS.every((beyond) => {
      const other = this.with({ names: { ...names, beyond } }, { unclear: this.unclear });
      return other.pair(left, right, view)?.verdict === "refuted";
    });
  }

  private refuted({ verdict, left, right, values }: JudgedEntry, sizes: Sizes): StepVerdict {
    const [unclear] = this.unclear;
    if (unclear !== undefined) return { ...undecided(unclearWords(unclear)), notes: [] };
    const { counterexample } = verdict;
    if (!counterexample) return verdict;
    const indices = Object.fromEntries([...values].map(([letter, value]) => [letter, String(value)]));
    return {
      ...verdict,
      counterexample: { ...counterexample, at: { ...indices, ...counterexample.at } },
      notes: [...verdict.notes, `with ${sizes.describe()}`],
      entry: { left: toPlain(left), right: toPlain(right) },
    };
  }
}

/** Whether a condition is met at these indices; undefined where that is not known. */
function admits(condition: Expr, values: IndexValues, sizes: Sizes): boolean | undefined {
  if (isOp(condition, "and")) {
    const both = condition.args.map((each) => admits(each, values, sizes));
    return both.includes(false) ? false : both.includes(undefined) ? undefined : true;
  }
  const valueOf = (side: Expr): number | undefined =>
    side.kind === "number" ? toNumber(side.value) : side.kind === "symbol" ? (values.get(side.name) ?? sizes.ofName(side.name)) : undefined;
  const [a, b] = condition.args.map(valueOf);
  if (a === undefined || b === undefined || condition.kind !== "apply") return undefined;
  return { eq: a === b, ne: a !== b, lt: a < b, le: a <= b }[condition.op as "eq" | "ne" | "lt" | "le"];
}

/** Conditions on single entries as conditions on all of them. */
function generalized(conditions: readonly Expr[], instance: Instance): Expr[] {
  const general = conditions.map((condition) => {
    const [only, ...others] = freeSymbols(condition).filter(({ name }) => instance.expander.wholes.has(name));
    if (!only || others.length > 0) return condition;
    const whole = instance.expander.wholes.get(only.name) as string;
    const letters = ["i", "j", "k"].slice(0, instance.expander.rankOf(only.name)).join("");
    return substitute(condition, new Map([[only as Expr, symbol(/_/.test(whole) ? whole : `${whole}_${letters}`)]]));
  });
  return [...new Set(general)];
}

/** A few entries of many: the first, the last, and some between. */
function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => all[Math.round((i * (all.length - 1)) / (most - 1))] as T);
}

const CUSTOMS: readonly Beyond[] = ["free", "other end", "nearest"];

const beyond = (names: readonly string[]): string => `entries of ${[...new Set(names)].join(", ")} beyond the range are taken for 0`;

export const unclearWords = (words: string): string =>
  `it fails unless the words "${words}" say something of it that is not understood: write that as a formula`;
