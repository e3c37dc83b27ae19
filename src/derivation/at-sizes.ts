/**
 * Steps over vectors, matrices and sums without numbers, judged at concrete sizes: what fails there fails, what holds
 * there is supported. Sizes are different wherever nothing makes them the same, so that nothing agrees by accident.
 */
import { type Verdict, undecided } from "../decide/verdict.ts";
import { type Expr, type SymbolExpr, apply, callOf, eq, isOp, mul, number, symbol, zero } from "../expression/expr.ts";
import { toNumber } from "../base/rational.ts";
import { freeSymbols, postorder, rebuild, substitute } from "../expression/traverse.ts";
import { toPlain } from "../notation/plain.ts";
import type { Bench } from "../decide/diagnose.ts";
import { type Choice, Sizes, freeLetters } from "../tensor/choose.ts";
import { letterOf, occurrenceOf } from "../tensor/entry.ts";
import { determinant } from "../tensor/determinant.ts";
import type { Expander, IndexValues } from "../tensor/expand.ts";
import { isInverse } from "../tensor/operation.ts";
import { type Beyond, ShapeInference, rankIn } from "../tensor/infer.ts";
import { NABLA, type NameParts, nameParts } from "../expression/name.ts";
import { OutOfRange, ShapeClash, UnknownShape } from "../tensor/shape.ts";
import { sizeNamed, slot } from "../tensor/sizes.ts";
import { whyNotForAllSizes } from "./all-sizes.ts";
import { DocumentSizes } from "./document-sizes.ts";
import { Instance, type Source } from "./instance.ts";
import type { JudgeOptions } from "./inquiry.ts";
import { Judge } from "./judge.ts";
import type { StepVerdict } from "./step-verdict.ts";
import { neighbourLeftOut } from "./neighbour.ts";
import type { Definition } from "./definition.ts";
import type { View } from "./view.ts";
import { shapesClash } from "./shape-verdict.ts";
import { SizedBench } from "./sized-bench.ts";
import type { DeclaredShapes } from "./declared-shape.ts";
import { inRows } from "./matrix-line.ts";
import { isSummed } from "./summed.ts";
import { doubtAbout, ofNumbersAlone, ofOne } from "./sized-doubt.ts";
import { isPowerOfMatrix } from "../tensor/operation.ts";
import { withMatrices, withStack } from "./tensor-names.ts";
import type { WordAssumption } from "./word-assumption.ts";

/** Where in the list of sizes others begin; from 6 on they are farther apart. */
const OTHER_SIZES = [1, 2, 6, 12, 18];

/** What people call how many there are. */
const COUNTS = /^[A-DK-NPST]$|^[kmn]$/;
const MOST_ENTRIES_JUDGED = 6;
/** Where the text gives the sizes, every entry is judged. */
const MOST_ENTRIES_GIVEN = 36;
/** Of the budget, where a step holds for all sizes and smaller ones can be tried as well. */
const SHARE_FOR_REPLAY = 1 / 8;

/** Whether sizes that a step makes the same are kept apart, made one, or kept apart with letters as far as all have entries. */
type Joined = "apart" | "one" | "as far as all";

interface Setting {
  readonly sizes: Sizes;
  readonly instance: Instance;
  readonly judge: Judge;
  /** Names that definitions go beyond the range of. */
  readonly padded: readonly string[];
}

const INFINITY = symbol("∞");

export class AtSizes {
  private readonly sizes: DocumentSizes;
  private readonly unclear: readonly string[];
  private readonly options: JudgeOptions;
  /** Whether a step had a derivative of a vector by a vector: then the layout matters. */
  hasJacobian = false;
  /** Whether the shapes of a step with a derivative did not go together: that may be a row. */
  hasTurned = false;
  private readonly settings = new Map<string, Setting>();
  /** What is said of the indices of the step that is judged. */
  private conditions: readonly Expr[] = [];

  constructor(source: Source, declared: DeclaredShapes, unclear: readonly string[], options: JudgeOptions) {
    this.sizes = new DocumentSizes(source, declared);
    this.unclear = unclear;
    this.options = options;
  }

  mayCount(name: string): boolean {
    return this.sizes.classes().has(sizeNamed(name)) || (COUNTS.test(name) && this.sizes.source.names.mayCount(name));
  }

  /** The verdict at concrete sizes; undefined where the step has nothing to do with sizes. */
  pair(written: Expr, against: Expr, view: View): StepVerdict | undefined {
    const [left, right] = [written, against].map((side) => this.byVariable(this.sizes.source.functions.inlined(side))) as [Expr, Expr];
    if (!this.sizes.concerns([left, right])) return undefined;
    this.hasJacobian ||= [left, right].some((side) => postorder(side).some((node) => this.sizes.isJacobian(node)));
    const line = this.sizes.lineOfMatrix([left, right]);
    if (line?.stack) return this.with({ names: withStack(this.sizes.source.names, line.stack) }).pair(left, right, view);
    if (line)
      return {
        ...undecided(`${line.name} has one index, and the matrix it belongs to has two: write both, or say which row or column it is`),
        notes: [],
      };
    const found = this.inEitherLine(left, right, view);
    const verdict = this.inCasesOfWords(found, left, right, view);
    // What holds for every number of terms holds for all of them; what fails for a few says nothing of a sum without end.
    const rests = verdict.verdict === "refuted" || verdict.verdict === "supported";
    if (rests && freeSymbols(left, right, ...this.readingsBeside([left, right])).includes(INFINITY))
      return { ...undecided("a sum or product without end: what it comes to is not decided yet"), notes: [] };
    const entries = verdict.verdict === "refuted" ? this.writtenOut([left, right]) : undefined;
    if (entries && this.holdsFor(entries, left, right, view))
      return { ...undecided(`it fails unless ${entries[0]} has ${entries[1]} entries: write how many there are`), notes: [] };
    const doubt = doubtAbout({
      sides: [left, right],
      verdict,
      sizes: this.sizes,
      where: (change) => this.with(change).pair(left, right, view),
      of: (a, b) => this.pair(a, b, view),
    });
    return doubt === undefined ? verdict : { ...undecided(doubt), notes: [] };
  }

  /** t, and 2, of t_1 and t_2, where nobody says how many entries t has: a sum over k may be one of just these. */
  private writtenOut(sides: readonly Expr[]): readonly [string, number] | undefined {
    const { names } = this.sizes.source;
    const places = new Map<string, Set<number>>();
    for (const { name } of freeSymbols(...sides)) {
      const { whole, indices } = occurrenceOf(name, names);
      const [index, ...more] = indices;
      if (index && more.length === 0 && index.letters.length === 0) places.set(whole, (places.get(whole) ?? new Set()).add(index.constant));
    }
    const classes = this.sizes.classes();
    const isSaid = (whole: string): boolean => {
      const own = classes.find(slot(whole, 1, 0));
      const isNamed = [...classes.dimensions].some((each) => each.startsWith("size ") && classes.find(each) === own);
      return this.sizes.declared.has(whole) || isNamed || classes.fixedSize(own) !== undefined;
    };
    return [...places]
      .map(([whole, found]) => [whole, Math.max(...found), found.size] as const)
      .filter(([whole, last, count]) => last > 1 && last === count && rankIn(names, whole, 1) === 1 && !isSaid(whole))
      .map(([whole, last]) => [whole, last] as const)[0];
  }

  private holdsFor([whole, count]: readonly [string, number], left: Expr, right: Expr, view: View): boolean {
    const declared = new Map([...this.sizes.declared, [whole, [String(count)]] as const]);
    const found = new AtSizes(this.sizes.source, declared, this.unclear, this.options).pair(left, right, view);
    return found !== undefined && holds(found);
  }

  /** Whether "if $A$ is symmetric", from this formula on, is among what is assumed. */
  assumesSymmetry(from: number): boolean {
    return this.sizes.source.words.some(({ kind, caseFrom }) => kind === "symmetric" && caseFrom === from);
  }

  /** What holds only where "if $A$ is symmetric" is told of it: in general it does not, and before that nobody knows. */
  private inCasesOfWords(verdict: StepVerdict, left: Expr, right: Expr, view: View): StepVerdict {
    const { words, scope } = this.sizes.source;
    const isOver = ({ caseFrom, name }: WordAssumption): boolean =>
      caseFrom !== undefined && scope.assumptions.isOverAt(view, caseFrom, name);
    const isLater = ({ caseFrom = 0 }: WordAssumption): boolean => view.index < caseFrom;
    const isElsewhere = (each: WordAssumption): boolean => isOver(each) || (isLater(each) && each.isApart === true);
    const without = (isLeftOut: (each: WordAssumption) => boolean): StepVerdict => {
      const kept = words.filter((each) => !isLeftOut(each));
      const source = { ...this.sizes.source, words: kept };
      const other = new AtSizes(source, this.sizes.declared, this.unclear, this.options);
      return (kept.length < words.length && holds(verdict) && other.pair(left, right, view)) || verdict;
    };
    const now = without(isElsewhere);
    const [later] = words.filter((each) => isLater(each) && !isElsewhere(each));
    if (!holds(now) || !later || holds(without((each) => isElsewhere(each) || isLater(each)))) return now;
    return {
      ...undecided(`it holds where ${later.name} is ${later.kind}, which is said further on, of something else: say it before`),
      notes: [],
    };
  }

  /** The verdict where X_{n,:} is a vector, as in programs, or a row, as in formulas: what fails has to fail for both. */
  private inEitherLine(left: Expr, right: Expr, view: View): StepVerdict {
    const verdict = this.whereConditionsHold(left, right, view);
    const { names, lines } = this.sizes.source;
    const [a, b] = [left, right].map((side) => inRows(side, names, lines)) as [Expr, Expr];
    if ((a === left && b === right) || verdict.verdict === "proved" || verdict.verdict === "supported") return verdict;
    const other = this.whereConditionsHold(a, b, view);
    return other.verdict !== "refuted" || verdict.method === "shape" ? other : verdict;
  }

  /** The same page if it said something else. */
  private with(change: Partial<Source>): AtSizes {
    return new AtSizes({ ...this.sizes.source, ...change }, this.sizes.declared, [], this.options);
  }

  /** ∇J as ∇_w J, where the page differentiates J by w and by nothing else. */
  private byVariable(side: Expr): Expr {
    return rebuild(side, (node) => {
      const [of, by] = isOp(node, "gradient") ? node.args : [];
      const variable = of?.kind === "symbol" && by === symbol(NABLA) ? this.sizes.source.variables.get(of.name) : undefined;
      return variable === undefined ? node : apply("gradient", [of as Expr, symbol(variable)]);
    });
  }

  /** The verdict under what is said of indices; undecided where it matters whether that is said of this step. */
  private whereConditionsHold(left: Expr, right: Expr, view: View): StepVerdict {
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

  /** Why what holds for numbers is not proved: names may be matrices for which it fails. */
  openBeyondNumbers(left: Expr, right: Expr, view: View): string | StepVerdict | undefined {
    if (this.sizes.multipliesNumbersEntrywise([left, right]))
      return "\\odot stands between what is read as numbers: declare the vectors, as in <!-- gradproof: declare x [n] -->";
    const isOfLoss = postorder(left, right).some((node) => node.kind === "derivative" || isOp(node, "gradient"));
    const letter = isOfLoss ? this.sizes.lettersBeside([left, right])[0] : undefined;
    const found = letter === undefined ? undefined : this.pair(left, right, view);
    // "for n = 1, …, N", or Σ_n δ_n elsewhere: there are several.
    const [inLeft, inRight] = [left, right].map((side) => freeLetters([side], this.sizes.source.names)) as [string[], string[]];
    const oneSided = [...inLeft.filter((each) => !inRight.includes(each)), ...inRight.filter((each) => !inLeft.includes(each))];
    const { ranges, facts } = this.sizes.source;
    const isOver = (each: string): boolean =>
      ranges.some(({ letter: ranging }) => ranging === each) || isSummed(each, [left, right], facts.summed);
    const isCounted = oneSided.length > 0 && oneSided.every(isOver);
    if (found?.verdict === "refuted" && isCounted) return found;
    if (letter !== undefined && found?.verdict === "refuted") return ofOne(letter);
    const matrices = this.sizes.likelyMatrices([left, right]);
    if (matrices.length === 0) return undefined;
    const { names, scope } = this.sizes.source;
    const source = { ...this.sizes.source, names: withMatrices(names, new Set(matrices), scope.definitions) };
    const whereOf = (shapes: DeclaredShapes): StepVerdict | undefined =>
      new AtSizes(source, shapes, [], this.options).pair(left, right, view);
    const verdict = whereOf(this.sizes.declared)?.verdict;
    // A² has a meaning where A is square.
    const squares = new Map([...this.sizes.declared, ...matrices.map((name) => [name, [SIDE, SIDE]] as const)]);
    const hasPower = postorder(left, right, ...this.readingsBeside([left, right])).some(
      (node) => isPowerOfMatrix(node) && freeSymbols(node).some(({ name }) => matrices.includes(name)),
    );
    const isRefuted = verdict === "refuted" || (verdict === "undecided" && hasPower && whereOf(squares)?.verdict === "refuted");
    return isRefuted ? ofNumbersAlone(matrices[0] as string) : undefined;
  }

  leftOut(left: Expr, right: Expr, view: View): string | undefined {
    const { names, scope, facts } = this.sizes.source;
    const isLoss = (name: string): boolean => facts.roots.includes(symbol(name)) && !scope.isDefined(name, view);
    const found = neighbourLeftOut([left, right], scope.definitions, isLoss, names.isIndex);
    return found && `${found[0]} stands in ${found[1]}, too, by what the page defines: add what comes back from there`;
  }

  isSecondForm(definition: Definition): boolean {
    const { names, scope } = this.sizes.source;
    const { whole, indices } = occurrenceOf(definition.name, names);
    const rank = rankIn(names, whole, indices.length);
    const isOther = (other: Definition): boolean => {
      const found = occurrenceOf(other.name, names);
      const isSameWhole = found.whole === whole && rankIn(names, whole, found.indices.length) === rank;
      return isSameWhole && found.indices.length !== indices.length && other.index <= definition.index;
    };
    const isRunning = (letter: string | undefined): boolean => letter !== undefined && !names.isLast(letter);
    const isGeneral = rank > 0 && !definition.parameters && indices.every((index) => isRunning(letterOf(index)));
    return isGeneral && scope.definitions.some((other) => other !== definition && !other.parameters && isOther(other));
  }

  hasOtherForm(sides: readonly Expr[]): boolean {
    const { names, scope } = this.sizes.source;
    const counts = new Map(
      freeSymbols(...sides).map(({ name }) => [occurrenceOf(name, names).whole, occurrenceOf(name, names).indices.length]),
    );
    return scope.definitions.some(({ name, parameters }) => {
      const { whole, indices } = occurrenceOf(name, names);
      return !parameters && (counts.get(whole) ?? indices.length) !== indices.length;
    });
  }

  isOfOtherNames(definition: Definition): boolean {
    const { names } = this.sizes.source;
    const { whole } = occurrenceOf(definition.name, names);
    const known = this.sizes.namesBeside([symbol(whole)]);
    return freeSymbols(...definition.readings).some(({ name }) => !known.has(occurrenceOf(name, names).whole) && !names.isIndex(name));
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

  /** What defines the names that a step rests on. */
  private readingsBeside(sides: readonly Expr[]): Expr[] {
    const { names, scope } = this.sizes.source;
    const beside = this.sizes.namesBeside(sides);
    return scope.definitions.filter(({ name }) => beside.has(occurrenceOf(name, names).whole)).flatMap((each) => each.readings);
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

  /** That e_c is 1 where c says, where no words say so. */
  private basisIn(sides: readonly Expr[]): string[] {
    const customary = this.sizes.source.facts.gathers?.customary ?? new Map<string, string>();
    const names = [...customary].filter(([indicator]) => freeSymbols(...sides).includes(symbol(indicator)));
    return names.map(([, name]) => `${name} is taken for the vector of the basis that its index says`);
  }

  /** Both sides entry by entry; undefined where indices run out of their range, as t + 1 does for the last t. */
  private pairsWithin(left: Expr, right: Expr, values: IndexValues, { expander }: Instance): ReturnType<Expander["pairs"]> | undefined {
    try {
      return expander.pairs(left, right, values);
    } catch (error) {
      if (error instanceof OutOfRange && values.size > 0) return undefined;
      throw error;
    }
  }

  /** x_3, which the page speaks of, where (x_2, x_1) would make x a vector of two. */
  private entryOutOfRange(sides: readonly Expr[], sizes: Sizes): string | undefined {
    const { names, facts } = this.sizes.source;
    const beside = this.sizes.namesBeside(sides);
    const isBeyond = ({ base, sub, label }: NameParts): boolean =>
      label === "" &&
      /^\d$/u.test(sub) &&
      beside.has(base) &&
      names.rankOf(base) === 1 &&
      Number(sub) > (sizes.ofSlot(base, 1, 0) ?? Infinity);
    const found = [...facts.occurrences].find(([name]) => beside.has(name) && (names.rankOf(name) ?? 0) === 0 && isBeyond(nameParts(name)));
    return found && `an index of ${found[0]} runs out of its range`;
  }

  /** Whether a step that fails where entries beyond their range are 0 fails whatever else they are taken for. */
  private failsByAnyCustom(left: Expr, right: Expr, view: View): boolean {
    const { names } = this.sizes.source;
    if (names.beyond !== undefined) return true;
    return CUSTOMS.every((beyond) => {
      const source = { ...this.sizes.source, names: { ...names, beyond } };
      return new AtSizes(source, this.sizes.declared, this.unclear, this.options).pair(left, right, view)?.verdict === "refuted";
    });
  }

  private isPadded(side: Expr, values: IndexValues, { expander }: Instance): boolean {
    expander.paddedByCustom.clear();
    expander.expand(side, values);
    return expander.paddedByCustom.size > 0;
  }

  /** What the determinants of matrices that are inverted are at these sizes: conditions are said of the matrices. */
  private determinants(sides: readonly Expr[], { expander }: Instance): ReadonlyMap<Expr, Expr> {
    const beside = this.sizes.namesBeside(sides);
    const readings = this.sizes.source.scope.definitions
      .filter(({ name }) => beside.has(name))
      .flatMap((definition) => definition.readings);
    const found = new Map<Expr, Expr>();
    for (const node of postorder(...sides, ...readings)) {
      const [base] = node.args;
      if (!base || !isInverted(node)) continue;
      try {
        const { shape, entries } = expander.expand(base);
        if (shape.length === 2) found.set(determinant(entries), callOf("det", [0], [base]));
      } catch (error) {
        // A matrix with an index of its own: its condition stays as it is.
        if (!isSizeError(error)) throw error;
      }
    }
    return found;
  }

  /** Letters that nothing defines and something is divided by, beside sums without bounds: they may be how many terms there are. */
  private countIn(sides: readonly Expr[]): string[] {
    const { names } = this.sizes.source;
    const readings = this.readingsBeside(sides);
    const nodes = postorder(...sides, ...readings);
    if (!nodes.some((node) => node.kind === "binder" && !node.bounded)) return [];
    const operandsIn = (op: "div" | "mul", exprs: readonly Expr[]): Expr[] =>
      exprs.flatMap((node) => (isOp(node, op) ? node.args.slice(op === "div" ? 1 : 0) : []));
    const divisors = operandsIn("div", nodes)
      .flatMap((each) => [each, ...operandsIn("mul", [each])])
      .filter(isSymbol);
    // N of N c, but not the C of ∂C/∂w.
    const factors = operandsIn("mul", postorder(...sides))
      .filter(isSymbol)
      .filter((each) => /^(?:\p{Lu}|[mn])$/u.test(each.name) && !this.sizes.source.facts.roots.includes(each));
    const isCount = (name: string): boolean =>
      COUNTS.test(name) && names.mayCount(name) && names.rankOf(name) === 0 && !this.sizes.classes().has(sizeNamed(name));
    return [...new Set([...divisors, ...factors].map(({ name }) => name))].filter(isCount);
  }

  benchFor(written: Expr, against: Expr, view: View): Bench | undefined {
    const [left, right] = [written, against].map((side) => this.sizes.source.functions.inlined(side)) as [Expr, Expr];
    const { names, scope, facts } = this.sizes.source;
    const inSums = (expr: Expr): Expr => facts.gathers?.inSums(expr) ?? expr;
    const [a, b] = [inSums(left), inSums(right)];
    if (!this.sizes.concerns([a, b])) return undefined;
    for (const joined of ["apart", "one"] as const) {
      try {
        const { sizes, instance, judge } = this.settingFor(a, b, joined);
        const values = sizes.freeValues([a]);
        const entries = values.flatMap((each) => instance.expander.expand(a, each).entries);
        const given = instance.scope.assumptions.at(view);
        const beside = this.sizes.namesBeside([a, b]);
        const definitions = scope.definitions
          .filter(({ name, parameters }) => !parameters && beside.has(occurrenceOf(name, names).whole))
          .map(({ name, readings }) => [symbol(name), readings[0] as Expr] as const);
        const graph = judge.graphFor(entries, view);
        const { seed } = this.options;
        return new SizedBench({
          left,
          right,
          definitions,
          names,
          inSums,
          expander: instance.expander,
          graph,
          given,
          seed,
          values,
          sizes: sizes.namedSizes(),
        });
      } catch (error) {
        if (!isSizeError(error)) throw error;
      }
    }
    return undefined;
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

  private settingFor(left: Expr, right: Expr, joined: Joined, choice: Choice = { from: 0 }, share = 1): Setting {
    const { names, scope } = this.sizes.source;
    const classes = this.sizes.classes().copy(joined === "one");
    try {
      new ShapeInference(names, classes).equate(left, right);
    } catch (error) {
      if (!(error instanceof ShapeClash || error instanceof UnknownShape)) throw error;
    }
    const definition = (name: string): Expr | undefined =>
      scope.definitions.find((each) => each.name === name && !each.parameters)?.readings[0];
    const beside = this.sizes.namesBeside([left, right]);
    const sizes = new Sizes(classes, names, definition, (whole) => beside.has(whole), choice);
    sizes.asFarAsAll = joined === "as far as all";
    const key = `${scope.version} ${share} ${sizes.key()}`;
    let setting = this.settings.get(key);
    if (!setting) {
      const instance = new Instance(this.sizes.source, sizes);
      const options = { ...this.options, budget: Math.ceil(this.options.budget * share) };
      const padded = [...instance.expander.paddedByCustom];
      setting = { sizes, instance, padded, judge: new Judge(instance.scope, instance.facts, options) };
      if (this.settings.size > 20) this.settings.clear();
      this.settings.set(key, setting);
    }
    return { ...setting, sizes };
  }
}

/** Whether indices have values under which a condition on two of them holds; one that is about others says nothing. */
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

function hasInverse(sides: readonly Expr[]): boolean {
  return postorder(...sides).some(isInverted);
}

const isInverted = (node: Expr): boolean => isInverse(node) || (node.kind === "call" && node.name === "det");

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

function isSizeError(error: unknown): error is Error {
  return error instanceof ShapeClash || error instanceof UnknownShape || error instanceof OutOfRange;
}

function unsized(error: unknown): StepVerdict {
  if (!isSizeError(error)) throw error;
  return { ...(undecided(error.message) satisfies Verdict), notes: [] };
}

const isSymbol = (expr: Expr): expr is SymbolExpr => expr.kind === "symbol";

/** What the sides of squares are called that nobody has declared. */
const SIDE = "‹side›";

const holds = ({ verdict }: StepVerdict): boolean => verdict === "proved" || verdict === "supported";
