/** One step of a document: decided under the definitions that hold there, in every way it can be read. */
import { openConditions } from "../decide/conditions.ts";
import { benchFor } from "../decide/bench.ts";
import { diagnose } from "../decide/diagnose.ts";
import { type Diagnosis, undecided } from "../decide/verdict.ts";
import { NotDifferentiable } from "../derivative/differentiate.ts";
import { Undetermined } from "../derivative/graph.ts";
import { type Expr, type SymbolExpr, nonzero, symbol, zero } from "../expression/expr.ts";
import { indicesOf, nameParts } from "../expression/name.ts";
import { freeSymbols, postorder, substitute } from "../expression/traverse.ts";
import { toLatex } from "../notation/latex.ts";
import { toPlain } from "../notation/plain.ts";
import { hasCases } from "../indexed/cases.ts";
import { Inverses, turnedRound } from "./inverse.ts";
import { atOtherTimes } from "./other-time.ts";
import { otherCase } from "./other-case.ts";
import type { ReadLink, Side } from "./reading.ts";
import type { Definition } from "./definition.ts";
import type { View } from "./view.ts";
import { solutionsOf } from "./solve.ts";
import { givenAtOne } from "./value-given.ts";
import { valueOpenIn } from "./up-to-constant.ts";
import { type StepVerdict, type SizedJudge, inNamesOfPage } from "./step-verdict.ts";
import { Decision } from "./decision.ts";

const MOST_VARIANTS = 8;

export class Judge extends Decision {
  readonly inverses = new Inverses(this.scope);
  /** Set where the document has indices or shapes. */
  atSizes: SizedJudge | undefined;

  /**
   * Whether a definition of z_i, where z is defined, or the other way round, says again what z is, and is judged as that. One
   * that does not hold and speaks of other things is a definition of its own.
   */
  isSecondForm(definition: Definition, left: Side, right: Side, view: View): boolean {
    if (!this.atSizes?.isSecondForm(definition)) return false;
    return this.scope.without(definition, () => {
      const { verdict } = this.step(left, right, view);
      return verdict === "proved" || (verdict === "refuted" && this.atSizes?.isOfOtherNames(definition) === false);
    });
  }

  /** An equation that was told of a case before the sentence of a place, and may be over. */
  caseBefore(view: View): Expr | undefined {
    return this.scope.assumptions.caseBefore(view);
  }

  /** The conditions of the case that a place is in. */
  caseAt(view: View): readonly Expr[] {
    return this.scope.assumptions.caseAt(view);
  }

  /** Whether the page tells cases at all. */
  get hasCases(): boolean {
    return this.scope.assumptions.all.some(({ local }) => local);
  }

  /** A function that a step rests on the value of at another argument than the one that it is given at. */
  givenAtOne({ left, right }: ReadLink, isStrict: boolean): string | undefined {
    return givenAtOne(
      [left, right].flatMap(({ readings }) => readings),
      this.scope.definitions,
      isStrict,
    );
  }

  /** Whether a letter is the name of something, which counts nothing. */
  isNamedQuantity(name: string): boolean {
    return this.scope.isNamedQuantity(name);
  }

  /** Letters in subscripts that stand for one thing throughout. */
  get fixedLetters(): ReadonlySet<string> {
    return this.facts.fixedLetters;
  }

  /** Whether a step, or anything that the page defines, depends on a sign. */
  hasKinks({ left, right }: ReadLink): boolean {
    return hasCases([left, right, ...this.scope.definitions].flatMap(({ readings }) => readings));
  }

  /** Conditions under which a name was defined and that do not hold at a place. */
  otherCaseOf(name: string, defined: View, view: View): Expr | undefined {
    const here = new Set(this.scope.assumptions.at(view));
    const isAbout = (condition: Expr): boolean => freeSymbols(condition).some((each) => each.name === name);
    return this.scope.assumptions.caseAt(defined).find((condition) => !here.has(condition) && !isAbout(condition));
  }

  /** The case that the words "otherwise" beside a formula speak of. */
  otherCaseAt(sentence: readonly number[], at: number): Expr | undefined {
    return otherCase(this.scope.assumptions.all, sentence, at);
  }

  /** Whether the words before a formula say a condition that is known. */
  isSaidInWords(index: number): boolean {
    return this.scope.assumptions.all.some((each) => each.inWords === true && each.index === index);
  }

  /** Whether a case of symmetric matrices that begins with a formula is known. */
  assumesSymmetry(from: number): boolean {
    return this.atSizes?.assumesSymmetry(from) === true;
  }

  /** The verdict on left = right; where readings disagree, undecided. */
  step(left: Side, right: Side, view: View): StepVerdict {
    const pairs = left.replaced.flatMap((l) => right.readings.map((r) => [l, r] as const)).slice(0, MOST_VARIANTS);
    const verdicts = pairs.map(([l, r]) => this.pair(l, r, view));
    const [first] = verdicts as [StepVerdict];
    if (verdicts.every((verdict) => verdict.verdict === first.verdict)) return first;
    const place = right.ambiguity ?? left.ambiguity ?? "the formula";
    return { ...undecided(`it can be read in ${pairs.length} ways, and the verdict depends on it: ${place}`), notes: [] };
  }

  /** The verdict on one reading of a step. */
  pair(written: Expr, against: Expr, view: View): StepVerdict {
    const by = [written, against].flatMap((side) => this.derivativesIn(side).map((node) => node.args[1] as SymbolExpr));
    const [solution] = this.scope.solutionsOf(by, view);
    if (solution) return this.scope.without(solution, () => this.pair(written, against, view));
    const turned = this.inverses.where(by, view, () => this.pair(written, against, view));
    const [left, right] = turned || by.length === 0 || [written, against].includes(zero) ? [] : this.turnedRound([written, against], view);
    if (left && right && (left !== written || right !== against)) return this.asDefined(left, right, view);
    if (turned) return this.whereTurned(turned, by, this.asDefined(written, against, view));
    const found = this.asDefined(written, against, view);
    const other = found.verdict === "proved" ? undefined : this.atOtherTimes(written, against, view);
    return other?.verdict === "proved" || found.verdict === "undecided" ? (other ?? found) : found;
  }

  /** The verdict where h_{t-1} is what h_t is a step later, if that decides it. */
  private atOtherTimes(left: Expr, right: Expr, view: View): StepVerdict | undefined {
    const added = atOtherTimes([left, right], this.scope.definitions);
    if (added.length === 0 || this.scope.openLosses.size > 0) return undefined;
    for (const each of added) this.scope.add(each);
    const verdict = this.asDefined(left, right, view);
    for (const each of added) this.scope.remove(each);
    return verdict.verdict === "undecided" ? undefined : verdict;
  }

  private turnedRound(sides: readonly Expr[], view: View): readonly Expr[] {
    return this.attempt(() => sides.map((side) => turnedRound(side, this.graph(view)))) ?? sides;
  }

  /** A step by a name of which two equations say what it is: the one that defines it, and the other way round. */
  private whereTurned(turned: StepVerdict, [by]: readonly SymbolExpr[], found: StepVerdict): StepVerdict {
    if (found.verdict === "undecided") return turned;
    if (found.verdict === turned.verdict || turned.verdict === "undecided") return found;
    const name = by?.name ?? "";
    return { ...undecided(`it matters whether what ${name} is made of changes with ${name}: say which of them is given`), notes: [] };
  }

  private asDefined(written: Expr, against: Expr, view: View): StepVerdict {
    const [left, right] = this.belowLayers([written, against]) as [Expr, Expr];
    const known = valueOpenIn([left, right], this.scope, view);
    if (known) return { ...undecided(`only derivatives of ${known.name} are given: its values are known up to a constant`), notes: [] };
    // k of δ_{ik}, where k is what nobody could read.
    const unread = freeSymbols(left, right).flatMap(({ name }) =>
      indicesOf(nameParts(name).sub).filter((letter) => this.facts.unread.has(letter)),
    );
    if (unread[0] !== undefined) return { ...undecided(`what defines ${unread[0]} could not be read`), notes: [] };
    const far = this.farApart([left, right], view);
    if (far !== undefined) return { ...undecided(far), notes: [] };
    const verdict = this.orUndecided(() => this.decided(left, right, view));
    const open = verdict.verdict === "proved" ? this.atSizes?.openBeyondNumbers(left, right, view) : undefined;
    if (open !== undefined) return typeof open === "string" ? { ...undecided(open), notes: [] } : open;
    const isOpen = verdict.verdict === "undecided" || (verdict.verdict === "refuted" && this.atSizes?.hasOtherForm([left, right]));
    const found = isOpen ? (this.atSizes?.pair(left, right, view) ?? verdict) : verdict;
    const holds = found.verdict === "proved" || found.verdict === "supported";
    const general = holds ? this.scope.generalValueAt(view, freeSymbols(left, right)) : undefined;
    if (general !== undefined && this.scope.restsOn([left, right], general, view))
      return { ...undecided(`it holds for the number that ${general} is given here, and fails for others`), notes: [] };
    const doubted = holds && !view.asTold ? this.scope.assumptions.doubtedAt(view) : undefined;
    if (doubted && this.asDefined(written, against, { ...view, asTold: true }).verdict !== found.verdict) {
      const where = toPlain(doubted.condition);
      const reason = doubted.isLater
        ? `it holds where ${where}, which is said further on, of something else: say it before`
        : `it holds where ${where}, and the words beside it take that back: say where it holds`;
      return { ...undecided(reason), notes: [] };
    }
    const leftOut = holds ? this.atSizes?.leftOut(left, right, view) : undefined;
    return leftOut === undefined ? inNamesOfPage(found) : { ...undecided(leftOut), notes: [] };
  }

  /** Whether a step that fails holds under equations more, or nobody knows. */
  mayHoldUnder(left: Side, right: Side, view: View, conditions: readonly Expr[]): boolean {
    return this.where(left, right, view, conditions).verdict !== "refuted";
  }

  /** The verdict on a step where equations more hold. */
  where(left: Side, right: Side, view: View, conditions: readonly Expr[]): StepVerdict {
    const [l, r] = this.belowLayers([left.replaced[0] as Expr, right.readings[0] as Expr]) as [Expr, Expr];
    const sized = this.scope.assuming(conditions, view, () => this.atSizes?.pair(l, r, view));
    if (sized) return inNamesOfPage(sized);
    return this.orUndecided(() => {
      this.refuseTensors(this.graph(view), [l, r]);
      return { ...this.under({}, l, r, view, conditions), notes: [] };
    });
  }

  /** The verdict on a step between numbers where an expression is zero, by putting in what a name comes to there. */
  whereZero(left: Expr, right: Expr, side: Expr, view: View): StepVerdict | undefined {
    return this.attempt(() => {
      const graph = this.graph(view);
      const by = postorder(side).flatMap((node) => (node.kind === "derivative" ? [node.args[1] as SymbolExpr] : []));
      const held = [left, right, side].map((each) => graph.resolve(each));
      for (const [l, r, vanishing] of [held, held.map((each) => graph.unfold(each))] as [Expr, Expr, Expr][]) {
        const [solution] = solutionsOf(vanishing, by);
        // What is made of the name changes with it.
        const isMadeOf = ({ name }: SymbolExpr): boolean =>
          name !== solution?.name.name && graph.reach(symbol(name)).has(solution?.name as SymbolExpr);
        if (!solution || freeSymbols(l, r, solution.value).some(isMadeOf)) continue;
        const value = new Map<Expr, Expr>([[solution.name, solution.value]]);
        const verdict = this.pair(substitute(l, value), substitute(r, value), view);
        // x y = 0 gives x = 0 where y ≠ 0.
        const divided = openConditions(solution.divisors.map(nonzero), verdict.assumptions, (each) => graph.unfold(graph.resolve(each)));
        if (verdict.verdict === "proved") return { ...verdict, assumptions: [...verdict.assumptions, ...divided] };
        if (verdict.verdict === "refuted") return verdict;
      }
      return undefined;
    });
  }

  /** What a second formula says of a name, as definitions have it: entries that a label picks are sums. */
  inSums(exprs: readonly Expr[]): readonly Expr[] {
    return exprs.map((expr) => this.facts.gathers?.inSums(expr) ?? expr);
  }

  private belowLayers(exprs: readonly Expr[]): readonly Expr[] {
    return this.inSums(exprs).map((expr) => this.facts.losses?.below(expr) ?? expr);
  }

  /** Whether a step between numbers is not refuted under more conditions. */
  standsUnder(left: Expr, right: Expr, view: View, conditions: readonly Expr[]): boolean {
    return this.orUndecided(() => ({ ...this.under({}, left, right, view, conditions), notes: [] })).verdict !== "refuted";
  }

  private orUndecided(decide: () => StepVerdict): StepVerdict {
    try {
      return decide();
    } catch (error) {
      if (!(error instanceof Undetermined || error instanceof NotDifferentiable)) throw error;
      return { ...undecided(error.message), notes: [] };
    }
  }

  /** The likely mistake of a refuted step; `reads` says whether LaTeX is read as an expression at that place. */
  diagnose(left: Expr, right: Expr, view: View, reads: (latex: string) => Expr | undefined): Diagnosis | undefined {
    const { seed } = this.options;
    // What the author would put in is what is judged: the LaTeX as this document reads it.
    const holds = (candidate: Expr): boolean => {
      const reading = reads(toLatex(candidate));
      return reading !== undefined && this.pair(left, reading, view).verdict === "proved";
    };
    const overNumbers = this.attempt(() => {
      const graph = this.graph(view, this.rootOptions([left, right], view));
      const given = this.attempt(() => this.scope.assumptions.at(view).map((each) => graph.unfold(graph.resolve(each)))) ?? [];
      return diagnose(benchFor({ graph, left, right, given, seed }), right, holds);
    });
    if (overNumbers || !this.atSizes) return overNumbers;
    const bench = this.attempt(() => this.atSizes?.benchFor(left, right, view));
    return bench && diagnose(bench, right, holds);
  }

  // What keeps a step from being decided -----------------------------------------------------------------------------

  /** Whether something is written in a name, and nothing else in it is made of that: then all that may be held fixed is the same. */
  changesInOneWay(of: Expr, by: SymbolExpr, view: View): boolean {
    const graph = this.graph(view);
    const [definition] = of.kind === "symbol" ? (graph.source.definitions.get(of) ?? []) : [of];
    const names = definition ? freeSymbols(definition) : [];
    return names.includes(by) && names.every((name) => name === by || !graph.reach(name).has(by));
  }

  // Readings that could change the verdict ---------------------------------------------------------------------------
}
