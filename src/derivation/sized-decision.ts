/** The verdict on a step at concrete sizes, under what is said of its indices. */
import { type Verdict, undecided } from "../decide/verdict.ts";
import { type Expr, eq, isOp, mul, number, symbol, zero } from "../expression/expr.ts";
import { toNumber } from "../base/rational.ts";
import { freeSymbols, substitute } from "../expression/traverse.ts";
import { toPlain } from "../notation/plain.ts";
import { type Choice, Sizes } from "../tensor/choose.ts";
import type { IndexValues } from "../tensor/expand.ts";
import type { Beyond } from "../tensor/infer.ts";
import { OutOfRange, ShapeClash } from "../tensor/shape.ts";
import { whyNotForAllSizes } from "./all-sizes.ts";
import { Instance, type Source } from "./instance.ts";
import type { StepVerdict } from "./step-verdict.ts";
import type { View } from "./view.ts";
import { shapesClash } from "./shape-verdict.ts";
import type { DeclaredShapes } from "./declared-shape.ts";
import { SizedInquiry, type Joined, hasInverse, isSizeError } from "./sized-inquiry.ts";

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

export abstract class SizedDecision extends SizedInquiry {
  /** What is said of the indices of the step that is judged. */
  private conditions: readonly Expr[] = [];

  /** The verdict at concrete sizes; undefined where the step has nothing to do with sizes. */
  abstract pair(left: Expr, right: Expr, view: View): StepVerdict | undefined;

  /** The same page if it said something else. */
  protected abstract with(change: Partial<Source>, told?: Partial<Told>): SizedDecision;

  /** The verdict under what is said of indices; undecided where it matters whether that is said of this step. */
  protected whereConditionsHold(left: Expr, right: Expr, view: View): StepVerdict {
    const said = this.sizes.source.scope.indexConditions.at(view);
    const [sure, open] = [said.sure, said.open].map((all) => all.filter((each) => !this.holdsOfAll(each))) as [Expr[], Expr[]];
    const judged = (conditions: readonly Expr[]): StepVerdict => {
      // For i ≠ y the sides need be the same but for a factor that is 0 where i is y.
      const factors = conditions.flatMap((condition) => this.sizes.source.facts.gathers?.where(condition) ?? []);
      const [a, b] = [left, right].map((side) => (factors.length === 0 ? side : mul(...factors, side))) as [Expr, Expr];
      const found = this.underConditions(a, b, view, conditions);
      return factors.length > 0 && found.verdict === "proved"
        ? { ...found, assumptions: [...new Set([...conditions, ...found.assumptions])] }
        : found;
    };
    const verdict = judged(sure);
    if (open.length === 0) return verdict;
    const other = judged(open);
    if (other.verdict === verdict.verdict) return verdict;
    const before = open.map(toPlain).join(", ");
    return {
      ...undecided(`it is ${other.verdict} where ${before} as said before, and ${verdict.verdict} in general: say which is meant`),
      notes: [],
    };
  }

  /** i ≠ N, where nobody knows whether that is met; a letter that is compared with a label has been told by what stands for that. */
  private isOpenAt(condition: Expr, values: IndexValues, sizes: Sizes): boolean {
    const [inStep, others] = [true, false].map((has) => freeSymbols(condition).filter(({ name }) => values.has(name) === has));
    // j of i = j, where the step has no j, may be any.
    const isOfIndices = (inStep?.length ?? 0) > 0 && !others?.every(({ name }) => this.sizes.source.names.isIndex(name));
    const isBound = isOp(condition, "lt") || isOp(condition, "le") || isOp(condition, "and");
    const isTold = this.sizes.source.facts.gathers?.where(condition) !== undefined;
    return isOfIndices && !isBound && !isTold && admits(condition, values, sizes) === undefined;
  }

  /** 1 ≤ i of what is counted from 1. */
  private holdsOfAll(condition: Expr): boolean {
    const [least, letter] = isOp(condition, "le") ? condition.args : [];
    return least?.kind === "number" && letter?.kind === "symbol" && toNumber(least.value) <= this.sizes.source.names.startOf(letter.name);
  }

  /** The verdict for those values of the indices that the conditions leave. */
  private underConditions(left: Expr, right: Expr, view: View, conditions: readonly Expr[]): StepVerdict {
    this.conditions = conditions;
    try {
      const verdict = this.judged(left, right, view, "apart");
      return verdict.verdict === "undecided" ? verdict : { ...verdict, assumptions: [...conditions, ...verdict.assumptions] };
    } catch (clash) {
      if (!(clash instanceof ShapeClash)) return unsized(clash);
      return this.afterClash(clash, left, right, view);
    } finally {
      this.conditions = [];
    }
  }

  /** Where shapes clash, sizes that were kept apart may be meant to be the same: then the values tell. */
  private afterClash(clash: ShapeClash, left: Expr, right: Expr, view: View): StepVerdict {
    try {
      const merged = this.judged(left, right, view, "one");
      if (merged.verdict === "refuted") return { ...merged, notes: [...merged.notes, clash.message] };
      const apart = this.ofShapes(clash, [left, right], view);
      if (apart.verdict === "refuted") return apart;
      return {
        ...undecided(`${clash.message}; where those sizes are the same the step is ${merged.verdict}: declare the shapes`),
        notes: [],
      };
    } catch (error) {
      const common = this.whereAllRun(left, right, view);
      if (common?.verdict === "refuted") return { ...common, notes: [...common.notes, clash.message] };
      return error instanceof ShapeClash ? this.ofShapes(error, [left, right], view) : unsized(error);
    }
  }

  /** k of w_k and g_k where w and g have different numbers of entries: what fails at an index that both have, fails. */
  private whereAllRun(left: Expr, right: Expr, view: View): StepVerdict | undefined {
    try {
      return this.judgedAt({ from: 0 }, "a letter counts entries of different numbers", left, right, view, "as far as all");
    } catch (error) {
      if (isSizeError(error)) return undefined;
      throw error;
    }
  }

  /** Shapes that cannot go together are a mistake where nothing about them is a guess. */
  private ofShapes(clash: ShapeClash, sides: readonly [Expr, Expr], view: View): StepVerdict {
    const question = { clash, sides, view, sizes: this.sizes, areGradients: this.options.adjoints.areGradients };
    const fails = (names: Source["names"], others = sides): boolean => this.with({ names }).fails(...others, view);
    const { verdict, mayBeTurned } = shapesClash({ ...question, unclear: this.unclear[0] && unclearWords(this.unclear[0]), fails });
    this.hasTurned ||= mayBeTurned;
    return verdict;
  }

  /** Whether a step fails or its shapes clash, even where sizes that it makes the same are the same. */
  private fails(left: Expr, right: Expr, view: View): boolean {
    try {
      return this.judgedAt({ from: 0 }, "the sizes were made the same", left, right, view, "one").verdict === "refuted";
    } catch (error) {
      if (error instanceof ShapeClash) return true;
      if (isSizeError(error)) return false;
      throw error;
    }
  }

  private judged(left: Expr, right: Expr, view: View, joined: Joined): StepVerdict {
    const open =
      joined === "one" ? "the sizes were made the same" : whyNotForAllSizes(this.sizes, left, right, view, this.options, this.conditions);
    const first = this.judgedInRange(open, left, right, view, joined);
    if (first.verdict === "proved" || first.verdict === "refuted") return first;
    // What holds for all sizes is replayed where it is short; an inverse may need as many rows as columns.
    const others: readonly Choice[] =
      open === undefined ? ["small", { from: 1 }] : hasInverse([left, right, ...this.readingsBeside([left, right])]) ? [{ from: 1 }] : [];
    for (const choice of others) {
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

  private judgedAt(choice: Choice, open: string | undefined, left: Expr, right: Expr, view: View, joined: Joined): StepVerdict {
    // What does not hold for all sizes is no proof at some, unless those are the page's own.
    const isShort = choice !== "small" || open !== undefined;
    const short = this.settingFor(left, right, joined, choice, isShort ? SHARE_FOR_REPLAY : 1);
    const isOwn = open !== undefined && short.sizes.areGiven && joined === "apart";
    const { sizes, instance, judge, padded: alreadyPadded } = isOwn ? this.settingFor(left, right, joined, choice) : short;
    const delta = this.sizes.foreignDelta([left, right]);
    if (delta !== undefined)
      return {
        ...undecided(`${delta} is not defined, and as Kronecker's delta it would compare indices that count different things`),
        notes: [],
      };
    const broken = [...this.sizes.namesBeside([left, right])].find((name) => instance.failed.has(name));
    if (broken !== undefined) return { ...undecided(`what defines ${broken} is not decided: ${instance.failed.get(broken)}`), notes: [] };
    const outOfRange = this.entryOutOfRange([left, right], sizes);
    if (outOfRange !== undefined) return { ...undecided(outOfRange), notes: [] };
    const { paddedByCustom } = instance.expander;
    const verdicts: { verdict: StepVerdict; left: Expr; right: Expr; values: IndexValues }[] = [];
    const isGiven = open !== undefined && sizes.areGiven && joined === "apart";
    // What holds for all sizes is replayed at a few entries; for anything else more of them are tried.
    const most = open === undefined ? 2 : isGiven ? MOST_ENTRIES_GIVEN : MOST_ENTRIES_JUDGED;
    let isWhole = isGiven;
    let beyondRange: { readonly custom: StepVerdict; readonly refuted: StepVerdict } | undefined;
    const customs = new Set<string>();
    let outside: IndexValues | undefined;
    const chosen = isGiven ? sizes.everyValue([left, right]) : sizes.freeValues([left, right]);
    for (const values of chosen.filter((each) => this.conditions.every((condition) => admits(condition, each, sizes) !== false))) {
      paddedByCustom.clear();
      const pairs = this.pairsWithin(left, right, values, instance);
      if (!pairs) {
        outside ??= values;
        continue;
      }
      const padded = [...alreadyPadded, ...paddedByCustom];
      for (const name of padded) customs.add(name);
      isWhole &&= pairs.length <= most;
      for (const [a, b] of spread(pairs, most)) {
        const verdict = judge.pair(a, b, view);
        verdicts.push({ verdict, left: a, right: b, values });
        if (verdict.verdict !== "refuted") continue;
        const unknown = this.conditions.find((each) => this.isOpenAt(each, values, sizes));
        if (unknown) return { ...undecided(`it fails in general, and whether ${toPlain(unknown)} is met there is not known`), notes: [] };
        // At other entries it may fail without any such custom.
        // Where the right side alone goes beyond, there is nothing that custom could mean.
        const isCustom = alreadyPadded.length > 0 || this.isPadded(left, values, instance);
        if (padded.length > 0 && isCustom) {
          const words = `${beyond(padded)}; it fails where they are: say so, as in $${padded[0]}_i = 0$ outside $1, \\dots, n$`;
          beyondRange ??= { custom: { ...undecided(words), notes: [] }, refuted: this.refuted(verdict, a, b, values, sizes) };
          continue;
        }
        // A sum of one term says nothing of how many it has.
        const several = sizes.all().filter((size) => size > 1);
        const count = this.countIn([left, right]).find((name) =>
          several.some((size) => judge.standsUnder(a, b, view, [eq(symbol(name), number(size))])),
        );
        if (count === undefined) return this.refuted(verdict, a, b, values, sizes);
        return { ...undecided(`it fails unless ${count} is how many terms a sum has: write ${count} as its upper bound`), notes: [] };
      }
    }
    // What has no entries at any index says so.
    if (verdicts.length === 0 && outside) instance.expander.pairs(left, right, outside);
    if (verdicts.length === 0) return { ...undecided("no values of the indices satisfy what is said of them"), notes: [] };
    if (beyondRange) return this.failsByAnyCustom(left, right, view) ? beyondRange.refuted : beyondRange.custom;
    const undecidedOne = verdicts.find(({ verdict }) => verdict.verdict === "undecided");
    if (undecidedOne) return undecidedOne.verdict;
    const determinants = this.determinants([left, right], instance);
    const assumptions = [...new Set(verdicts.flatMap(({ verdict }) => verdict.assumptions.map((each) => substitute(each, determinants))))];
    const within = outside ? ["it speaks of the indices for which all that it names is there"] : [];
    const ofCustoms = customs.size > 0 ? [beyond([...customs])] : [];
    const notes = [...new Set(verdicts.flatMap(({ verdict }) => verdict.notes)), ...ofCustoms, ...within, ...this.basisIn([left, right])];
    const proved = verdicts.every(({ verdict }) => verdict.verdict === "proved");
    // 0 = 0 says nothing of a formula: what is differentiated does not rest on what it is differentiated by.
    const isNothing = (side: Expr): boolean => judge.unfolded(side, view) === zero;
    if (![left, right].includes(zero) && verdicts.every((each) => isNothing(each.left) && isNothing(each.right)))
      return {
        ...undecided("both sides are 0, as nothing on the page leads from the one to the other: add the definitions that do"),
        notes: [],
      };
    const [first] = verdicts as [(typeof verdicts)[0]];
    const { proof, method } = first.verdict;
    const certified = proof ? { proof, entry: { left: toPlain(first.left), right: toPlain(first.right) } } : {};
    if (isWhole && proved)
      return { verdict: "proved", method, assumptions, reason: "entry by entry, at the sizes that the page gives", notes, ...certified };
    const found = `${proved ? "proved" : "equal at sample points"}, entry by entry, for ${sizes.describe()}`;
    if (open !== undefined || !proved) {
      const why = proved ? open : verdicts.find(({ verdict }) => verdict.verdict !== "proved")?.verdict.reason;
      return { verdict: "supported", method: "sampling", assumptions, reason: `${found}; not for every size: ${why}`, notes };
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

  private refuted(verdict: StepVerdict, left: Expr, right: Expr, values: IndexValues, sizes: Sizes): StepVerdict {
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

const unclearWords = (words: string): string =>
  `it fails unless the words "${words}" say something of it that is not understood: write that as a formula`;

function unsized(error: unknown): StepVerdict {
  if (!isSizeError(error)) throw error;
  return { ...(undecided(error.message) satisfies Verdict), notes: [] };
}
