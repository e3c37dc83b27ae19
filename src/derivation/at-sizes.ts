/**
 * Steps over vectors, matrices and sums without numbers, judged at concrete sizes: what fails there fails, what holds
 * there is supported. Sizes are different wherever nothing makes them the same, so that nothing agrees by accident.
 */
import { undecided } from "../decide/verdict.ts";
import { type Expr, isOp, symbol } from "../expression/expr.ts";
import { freeSymbols, postorder } from "../expression/traverse.ts";
import type { Bench } from "../decide/diagnose.ts";
import { freeLetters } from "../tensor/choose.ts";
import { occurrenceOf } from "../tensor/entry.ts";
import { isPowerOfMatrix } from "../tensor/operation.ts";
import { rankIn } from "../tensor/infer.ts";
import { slot } from "../tensor/sizes.ts";
import type { Source } from "./instance.ts";
import type { StepVerdict } from "./step-verdict.ts";
import type { View } from "./view.ts";
import { sizedBench } from "./sized-bench.ts";
import type { DeclaredShapes } from "./declared-shape.ts";
import { inRows } from "./matrix-line.ts";
import { isSummed } from "./summed.ts";
import { doubtAbout, ofNumbersAlone, ofOne } from "./sized-doubt.ts";
import { withMatrices, withStack } from "./tensor-names.ts";
import type { WordAssumption } from "./word-assumption.ts";
import { isSizeError } from "./sized-inquiry.ts";
import type { Told } from "./entry-by-entry.ts";
import { SizedDecision } from "./sized-decision.ts";

const INFINITY = symbol("∞");

export class AtSizes extends SizedDecision {
  /** The verdict at concrete sizes; undefined where the step has nothing to do with sizes. */
  override pair(written: Expr, against: Expr, view: View): StepVerdict | undefined {
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
    const found = this.with({}, { declared, unclear: this.unclear }).pair(left, right, view);
    return found !== undefined && holds(found);
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
      const other = this.with({ words: kept }, { unclear: this.unclear });
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
  protected override with(change: Partial<Source>, { declared = this.sizes.declared, unclear = [] }: Partial<Told> = {}): AtSizes {
    return new AtSizes({ ...this.sizes.source, ...change }, declared, unclear, this.options);
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
    const asMatrices = withMatrices(names, new Set(matrices), scope.definitions);
    const whereOf = (declared: DeclaredShapes): StepVerdict | undefined =>
      this.with({ names: asMatrices }, { declared }).pair(left, right, view);
    const verdict = whereOf(this.sizes.declared)?.verdict;
    // A² has a meaning where A is square.
    const squares = new Map([...this.sizes.declared, ...matrices.map((name) => [name, [SIDE, SIDE]] as const)]);
    const hasPower = postorder(left, right, ...this.readingsBeside([left, right])).some(
      (node) => isPowerOfMatrix(node) && freeSymbols(node).some(({ name }) => matrices.includes(name)),
    );
    const isRefuted = verdict === "refuted" || (verdict === "undecided" && hasPower && whereOf(squares)?.verdict === "refuted");
    return isRefuted ? ofNumbersAlone(matrices[0] as string) : undefined;
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
        return sizedBench({
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
}

/** What the sides of squares are called that nobody has declared. */
const SIDE = "‹side›";

const holds = ({ verdict }: StepVerdict): boolean => verdict === "proved" || verdict === "supported";
