/** One step of a document: decided under the definitions that hold there, in every way it can be read. */
import { functionNamed } from "../primitive/table.ts";
import { openConditions } from "../decide/conditions.ts";
import { decide, decideIn } from "../decide/decide.ts";
import { benchFor } from "../decide/bench.ts";
import { type Bench, diagnose } from "../decide/diagnose.ts";
import { type Diagnosis, type Verdict, undecided } from "../decide/verdict.ts";
import { NotDifferentiable } from "../derivative/differentiate.ts";
import { type Graph, Undetermined } from "../derivative/graph.ts";
import {
  type CallExpr,
  type DerivativeExpr,
  type Expr,
  type SymbolExpr,
  isOp,
  nonzero,
  number,
  sub,
  symbol,
  zero,
} from "../expression/expr.ts";
import { inWrittenNames, indicesOf, nameOf, nameParts } from "../expression/name.ts";
import { freeSymbols, isConstant, postorder, substitute } from "../expression/traverse.ts";
import { toLatex } from "../notation/latex.ts";
import { toPlain } from "../notation/plain.ts";
import { hasCases } from "../indexed/cases.ts";
import { isAddedConstant } from "./added-constants.ts";
import { mayCoincide } from "./coincidence.ts";
import { ComputedValues } from "./computed-value.ts";
import { Inverses, turnedRound } from "./inverse.ts";
import { Inquiry, UNSAID_GRADIENT } from "./inquiry.ts";
import { atOtherTimes } from "./other-time.ts";
import { otherCase } from "./other-case.ts";
import type { ReadLink, Side } from "./reading.ts";
import type { Definition } from "./definition.ts";
import type { GraphOptions } from "./scope.ts";
import type { View } from "./view.ts";
import { solutionsOf } from "./solve.ts";
import { LOSS_NAMES, UNNAMED_LOSS } from "./loss-name.ts";
import { tensorKey } from "./tensor.ts";
import { givenAtOne } from "./value-given.ts";
import { valueOpenIn } from "./up-to-constant.ts";
import type { SaidOfLetter } from "./word-assumption.ts";

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
function inNamesOfPage(verdict: StepVerdict): StepVerdict {
  const { reason, notes } = verdict;
  const written = (text: string): string => inWrittenNames(text.replace(/‹[^›]*›/gu, ""));
  return { ...verdict, ...(reason === undefined ? {} : { reason: written(reason) }), notes: notes.map(written) };
}

const MOST_VARIANTS = 8;
/** What authors write σ, or φ, f and g, for without saying so; neither is its own derivative. */
const customaryFor = (name: string): readonly string[] => (name === "σ" ? ["sigmoid"] : ["sigmoid", "tanh"]);

export class Judge extends Inquiry {
  /** What the page has computed so far. */
  readonly computed = new ComputedValues();
  readonly inverses = new Inverses(this.scope);
  /** Functions that nothing defines but an equation may. */
  readonly equated = new Set<string>();
  /** Losses of which a step has said that they are made of what stands nowhere else. */
  private readonly particular = new Set<string>();
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

  private decided(left: Expr, right: Expr, view: View): StepVerdict {
    const sides = [left, right];
    const graph = this.graph(view, this.rootOptions(sides, view));
    this.refuseTensors(graph, sides);
    this.refuseUnread(graph, sides, view);
    const notes = sides.flatMap((side) => this.derivativesIn(side).flatMap((node) => this.checkDerivative(graph, node, view)));
    this.refuseUnnamedParts(graph, sides, view);
    const found = this.under({}, left, right, view);
    const sinks = found.verdict === "undecided" || found.verdict === "supported" ? this.cutFor(left, right, view) : undefined;
    const atCut = sinks && this.under({ sinks }, left, right, view);
    const verdict = atCut?.verdict === "proved" ? atCut : found;
    const agreed = this.inOtherReadings(verdict, graph, left, right, view);
    return { ...this.withDoubts(agreed, graph, left, right, view), notes: agreed.verdict === "undecided" ? [] : notes };
  }

  private under(options: GraphOptions, left: Expr, right: Expr, view: View, also: readonly Expr[] = []): Verdict {
    const graph = this.graph(view, { ...this.rootOptions([left, right], view), ...options });
    const assume = [...this.scope.assumptions.at(view), ...also];
    const key = [left, right, ...assume].map((expr) => expr.id).join();
    let known = this.decidedIn.get(graph);
    if (!known) this.decidedIn.set(graph, (known = new Map()));
    let verdict = known.get(key);
    if (!verdict)
      known.set(key, (verdict = decideIn(graph, left, right, { assume, seed: this.options.seed, budget: this.options.budget })));
    return verdict;
  }

  /** The same step under the same definitions is decided once, however often a page says it. */
  private readonly decidedIn = new WeakMap<Graph, Map<string, Verdict>>();

  // What keeps a step from being decided -----------------------------------------------------------------------------

  private refuseTensors(graph: Graph, sides: readonly Expr[]): void {
    for (const side of sides) {
      for (const name of graph.reach(side)) {
        const reason = this.facts.tensors.get(tensorKey(name.name));
        if (reason) throw new Undetermined(`${name.name} is a vector or matrix (${reason}): steps with those are not decided yet`);
      }
    }
  }

  private refuseUnread(graph: Graph, sides: readonly Expr[], view: View): void {
    for (const side of sides) {
      for (const name of graph.reach(side)) {
        if (this.facts.unread.has(name.name) && !this.scope.isDefined(name.name, view))
          throw new Undetermined(`what defines ${name.name} could not be read`);
      }
    }
  }

  /** Refuses what the definitions do not settle; returns what is taken as held. */
  private checkDerivative(graph: Graph, node: DerivativeExpr, view: View): string[] {
    const [of, by] = node.args as [Expr, SymbolExpr];
    const direct = freeSymbols(of);
    const reached = graph.reach(of);
    this.refuseCoincidence(reached, by);
    const sinks = of.kind === "symbol" ? graph.sinksOf(of) : undefined;
    if (sinks) {
      if (sinks.length === 0) throw new Undetermined(`${toPlain(of)} is not defined, and nothing else is that it could depend on`);
      if (!reached.has(by))
        throw new Undetermined(`${toPlain(of)} is not defined, and nothing that it could depend on is built from ${by.name}`);
      return [];
    }
    if (direct.includes(by) || reached.has(by)) return [];
    // Other entries of the same vector are in it: that this one is not, is no oversight.
    if (this.facts.entriesBeside?.(by).some((entry) => direct.includes(entry))) return [];
    const rejected = of.kind === "symbol" && this.scope.rejectedFor(of.name, view).some((reading) => graph.reach(reading).has(by));
    if (rejected) throw new Undetermined(`the formula that leads from ${by.name} to ${toPlain(of)} does not hold`);
    this.refuseUnnamedPart(graph, of, by, reached, view);
    const missing = [...reached].filter((name) => !this.scope.isDefined(name.name, view));
    if (!this.scope.isInSomeDefinition(by) && missing.length > 0) {
      const sibling = missing.find((name) => this.siblingsOf(name.name, view).length > 0);
      const also = sibling ? `, and ${sibling.name} is not defined` : "";
      throw new Undetermined(`no definition contains ${by.name}${also}: add the definitions that lead from ${by.name} to ${toPlain(of)}`);
    }
    return of.kind === "symbol" && missing.includes(of) ? [`${of.name} does not depend on ${by.name} (it is not defined here)`] : [];
  }

  /** The same of derivatives that names of a step are defined by: δ = ∂y/∂u. */
  private refuseUnnamedParts(graph: Graph, sides: readonly Expr[], view: View): void {
    const names = new Set(sides.flatMap((side) => [...graph.reach(side)]));
    const defining = [...names].flatMap((name) => graph.source.definitions.get(name) ?? []).flatMap((each) => this.derivativesIn(each));
    for (const { args } of defining) {
      const [of, by] = args as [Expr, SymbolExpr];
      const reached = graph.reach(of);
      if (!reached.has(by) && !freeSymbols(of).includes(by)) this.refuseUnnamedPart(graph, of, by, reached, view);
    }
  }

  /** Whether something is written in a name, and nothing else in it is made of that: then all that may be held fixed is the same. */
  changesInOneWay(of: Expr, by: SymbolExpr, view: View): boolean {
    const graph = this.graph(view);
    const [definition] = of.kind === "symbol" ? (graph.source.definitions.get(of) ?? []) : [of];
    const names = definition ? freeSymbols(definition) : [];
    return names.includes(by) && names.every((name) => name === by || !graph.reach(name).has(by));
  }

  /** ∂y/∂u where u = x W, and y is written out in x and W: whether that is a part of it is not seen. */
  private refuseUnnamedPart(graph: Graph, of: Expr, by: SymbolExpr, reached: ReadonlySet<SymbolExpr>, view: View): void {
    if (!this.scope.isDefined(by.name, view)) return;
    const below = [...graph.reach(by)].filter((name) => name !== by);
    const leaves = below.filter((name) => graph.definitionsOf(name).length === 0);
    // db/da of a = e^b: neither 0, as a graph says, nor 1/a, as an inverse function has it, unless the page says b = ….
    if (of.kind === "symbol" && below.includes(of))
      throw new Undetermined(`${by.name} is made of ${of.name}: derivatives of inverse functions are not decided yet`);
    if (leaves.length === 0 || !leaves.every((name) => reached.has(name))) return;
    throw new Undetermined(
      `${toPlain(of)} is not written in ${by.name}, but in what ${by.name} is made of: write ${by.name} in its definition`,
    );
  }

  private isLabelled(name: string): boolean {
    return indicesOf(nameParts(name).sub).some((letter) => this.scope.isNamedQuantity(letter));
  }

  /** ∂y_k/∂x_j: whether x_j is one of the x_k that y_k is made of depends on j = k. */
  private refuseCoincidence(reached: ReadonlySet<SymbolExpr>, by: SymbolExpr): void {
    for (const name of reached) {
      if (this.isPair(name, by)) continue;
      if (name !== by && mayCoincide(name.name, by.name, this.facts.indices) && !this.isLabelled(name.name) && !this.isLabelled(by.name))
        throw new Undetermined(
          `${by.name} and ${name.name} are the same where their indices are: steps with such indices are not decided yet`,
        );
    }
  }

  /** s_i and s_j of P = σ(s_i − s_j), which speaks of two: letters that stand for one thing each, and are told apart there. */
  private isPair(a: SymbolExpr, b: SymbolExpr): boolean {
    const letters = [a, b].flatMap(({ name }) => [...nameParts(name).sub]);
    if (!letters.every((letter) => this.facts.fixedLetters.has(letter))) return false;
    return this.scope.definitions.some(({ readings }) => {
      const used = new Set(freeSymbols(...readings).flatMap(({ name }) => [...nameParts(name).sub]));
      return letters.every((letter) => used.has(letter));
    });
  }

  // Readings that could change the verdict ---------------------------------------------------------------------------

  private inOtherReadings(found: Verdict, graph: Graph, left: Expr, right: Expr, view: View): Verdict {
    const verdict = graph.branched && found.verdict !== "undecided" ? this.byOtherDefinitions(found, left, right, view) : found;
    for (const definition of this.ambiguousIn(graph, left, right, view)) {
      if (this.under({ flipped: definition }, left, right, view).verdict !== verdict.verdict) {
        return undecided(
          `the definition of ${definition.name} can be read in two ways, and the verdict depends on it: write brackets there`,
        );
      }
    }
    if (verdict.verdict === "proved") return this.inGeneral(verdict, graph, left, right, view);
    return verdict.verdict === "refuted" ? this.lessRefuted(verdict, left, right, view) : verdict;
  }

  /**
   * Definitions that hold at once were proved to be the same, some of them under a condition: what a later one leaves open
   * takes nothing from what the first one decides, and what it alone decides is not taken over.
   */
  private byOtherDefinitions(found: Verdict, left: Expr, right: Expr, view: View): Verdict {
    const other = this.under({ pick: 1 }, left, right, view);
    const isOpen = [found, other].some(({ verdict }) => verdict === "undecided" || verdict === "supported");
    if (isOpen || other.verdict === found.verdict) return found;
    return undecided("several definitions of a name reach the variable, and they disagree here");
  }

  /** A formula that holds for the numbers given only is no formula; a number may of course rest on them. */
  private inGeneral(verdict: Verdict, graph: Graph, left: Expr, right: Expr, view: View): Verdict {
    const reached = [...graph.reach(left), ...graph.reach(right)].filter((name) => this.scope.hasValue(name.name, view));
    const [given] = reached;
    if (!given) return verdict;
    // "With x = 2: L(w) = (2 w − 1)²" puts the number in; one that a family gives, x_1 of x_i = 2, is told elsewhere.
    const isPutIn = (name: SymbolExpr): boolean =>
      this.scope.visible(name.name, view).length > 0 &&
      !freeSymbols(right).includes(name) &&
      this.scope
        .visible(name.name, view)
        .every(({ index }) => index >= (view.sentence ?? Infinity) && index <= (view.sentenceEnd ?? Infinity));
    const isKnown = !this.isBeforeValues(graph, left, right, view);
    const isStart = (name: SymbolExpr): boolean => isKnown && this.scope.recurrences.begins(name.name);
    const mayRest = (isKnown && (isConstant(left) || isConstant(right))) || reached.every((name) => isPutIn(name) || isStart(name));
    if (mayRest && !this.scope.assumptions.isGeneralAt(view, given.name)) return verdict;
    if (this.under({ withoutValues: true }, left, right, view).verdict !== "refuted") return verdict;
    const isMeant = (meaning: Expr): boolean => this.under({ withoutValues: true }, left, meaning, view).verdict === "proved";
    if (this.computed.meanings(right).some(isMeant)) return verdict;
    return undecided(`it holds for the number that ${given.name} is given here, and fails for others`);
  }

  /** "∂z/∂u = 1. … Let $x = 3$": the numbers come behind the sentence, and what they are put into comes before it. */
  private isBeforeValues(graph: Graph, left: Expr, right: Expr, view: View): boolean {
    const isBehind = ({ index }: Definition): boolean => index > (view.sentenceEnd ?? view.index);
    const reached = [...graph.reach(left), ...graph.reach(right)].map(({ name }) => [name, this.scope.visible(name, view)] as const);
    const [values, others] = [true, false].map((each) => reached.filter(([name]) => this.scope.hasValue(name, view) === each));
    return (values ?? []).some(([, list]) => list.some(isBehind)) && !(others ?? []).some(([, list]) => list.some(isBehind));
  }

  private ambiguousIn(graph: Graph, left: Expr, right: Expr, view: View): Definition[] {
    const ambiguous = this.scope.definitions.filter((definition) => definition.readings.length > 1);
    if (ambiguous.length === 0) return [];
    const reached = new Set([...graph.reach(left), ...graph.reach(right)].map((name) => name.name));
    const calls = new Set(postorder(left, right).flatMap((node) => (node.kind === "call" ? [node.name] : [])));
    return ambiguous
      .filter(
        (d) => (reached.has(d.name) || calls.has(d.name) || d.parameters !== undefined) && this.scope.visible(d.name, view).includes(d),
      )
      .slice(0, 3);
  }

  /** A refutation must not rest on a definition that comes later, or on what an unknown loss may depend on. */
  private lessRefuted(verdict: Verdict, left: Expr, right: Expr, view: View): Verdict {
    const earlier = this.under({ onlyEarlier: true }, left, right, view);
    if (earlier.verdict === "proved")
      return undecided("it holds by what stands before it, and fails by a definition that comes later: say which is meant");
    const roots = this.rootsAt(view);
    const mine = roots.filter((root) => [left, right].some((side) => this.derivativesIn(side).some((node) => node.args[0] === root)));
    if (mine.length === 0) return verdict;
    const by = new Set(
      [left, right].flatMap((side) =>
        this.derivativesIn(side)
          .filter((node) => mine.includes(node.args[0] as SymbolExpr))
          .flatMap((node) => this.facts.entriesBeside?.(node.args[1] as SymbolExpr) ?? [node.args[1] as SymbolExpr]),
      ),
    );
    const sinks = this.scope.sinksAt(view, roots);
    // A loss that the page differentiates by the last thing that it makes depends on that.
    const alsoBy = mine.flatMap((root) => (this.facts.differentiatedBy.get(root) ?? []).filter((name) => sinks.includes(name)));
    const defined = new Set([...by, ...(by.size > 0 ? alsoBy : [])].filter((name) => this.scope.isDefined(name.name, view)));
    if (defined.size === 0) return verdict;
    // L_t of ∂L_t/∂o_t = …, which may be made of what is there at t alone.
    const ofOne = [...defined].filter(({ name }) => mine.every((root) => isAtIndexOf(name, root.name)));
    const narrowed = [defined, ...(ofOne.length > 0 && ofOne.length < defined.size ? [new Set(ofOne)] : [])];
    const enough = narrowed.find((sinks) => this.under({ sinks: lastOf(sinks, this.graph(view)) }, left, right, view).verdict === "proved");
    return enough
      ? undecided(
          `it holds if ${mine[0]?.name} depends on nothing but ${[...enough].map((name) => name.name).join(", ")}, and fails otherwise: define ${mine[0]?.name}`,
        )
      : verdict;
  }

  /**
   * Z of ∂L/∂X = … ∂L/∂Z …, where all that L is made of rests on X by way of Z: what holds of every function of Z holds of L,
   * and is seen without what lies between.
   */
  private cutFor(left: Expr, right: Expr, view: View): ReadonlySet<SymbolExpr> | undefined {
    const roots = this.rootsAt(view);
    const graph = this.graph(view);
    const wrt = this.differentiatedIn([left, right], roots, view);
    const by = new Set(wrt.flatMap((name) => this.facts.entriesBeside?.(name) ?? [name]));
    const cut = lastOf(by, graph);
    const sinks = this.scope.sinksAt(view, roots);
    const isCut = cut.size > 0 && !sinks.some((sink) => cut.has(sink)) && !wrt.every((name) => cut.has(name));
    if (!isCut || roots.some((root) => this.scope.openLosses.has(root.name))) return undefined;
    const reached = new Set<SymbolExpr>();
    const open = [...sinks];
    for (let name = open.pop(); name; name = open.pop()) {
      if (cut.has(name) || reached.has(name)) continue;
      reached.add(name);
      open.push(...graph.definitionsOf(name).flatMap((reading) => freeSymbols(reading)));
    }
    return wrt.some((name) => reached.has(name)) ? undefined : cut;
  }

  private withDoubts(verdict: Verdict, graph: Graph, left: Expr, right: Expr, view: View): Verdict {
    if (verdict.verdict !== "refuted") return verdict;
    const isUnsaid = freeSymbols(left, right).some(({ name }) => name === UNNAMED_LOSS) && !this.scope.isDefined(UNNAMED_LOSS, view);
    if (isUnsaid && (!this.options.adjoints.areGradients || this.runsForward(graph, left, right))) return undecided(UNSAID_GRADIENT);
    // Of a derivative an added constant is no part.
    const isOfValues = [left, right].every((side) => this.derivativesIn(side).length === 0);
    if (isOfValues && [...graph.reach(left), ...graph.reach(right)].some(({ name }) => isAddedConstant(name)))
      return undecided("it fails, and the constants that are added may differ: write what they are");
    const reused = this.scope.reusedAt([...graph.reach(left), ...graph.reach(right)], view);
    if (reused)
      return undecided(
        `it fails if ${reused.name} = ${toPlain(reused.readings[0] as Expr)} here, but ${reused.name} stands for something else before: say which is meant, with another name or <!-- gradproof: redefine ${reused.name} -->`,
      );
    const meant = this.customaryFunction(left, right, view);
    if (meant) return undecided(`${meant[0]} is not defined in this document; the step holds if it is ${meant[1]}: define it`);
    const unsettled = this.scope.unsettledAt([...graph.reach(left), ...graph.reach(right)], view);
    if (unsettled) return undecided(`it fails without the other formula for ${unsettled.name} before it, which is not proved`);
    const oneSided = this.oneSidedRoot(graph, left, right);
    if (oneSided) this.particular.add(oneSided);
    if (oneSided) return undecided(`${oneSided} is not defined in this document, so its derivative may have any value: define it`);
    const onlyRight = freeSymbols(right).filter((name) => this.isForgotten(name, left, graph));
    if (onlyRight.length > 0 && graph.reach(left).size > 0) return undecided(`${onlyRight[0]?.name} is not defined in this document`);
    const isBy = [...this.facts.differentiatedBy.values()].some((names) => names.includes(symbol("i")));
    const imaginary = freeSymbols(left, right).includes(symbol("i")) && !this.scope.isDefined("i", view);
    if (imaginary && !isBy) return undecided("i may be the imaginary unit, which is not known here, or a name");
    const equated = this.equationFor(left, right, graph, view);
    if (equated) this.equated.add(equated);
    if (equated) return undecided(`${equated} is not defined in this document: this may be an equation for it`);
    const isPolicy = [left, right].some((side, i) => isConstant(side) && hasPi(side) && !isConstant([right, left][i] as Expr));
    if (isPolicy) return undecided("π may be a name here, and not the number: define it, or call it something else");
    const unknown = bareUnknown(left, right, graph) ?? bareUnknown(right, left, graph);
    if (unknown) return undecided(`${unknown} is not defined in this document: this may be what defines it`);
    const alone = this.unknownFunction(graph, left, right);
    if (alone) return undecided(`the function ${alone} is not defined in this document`);
    return this.besideWords(verdict, graph, left, right, view);
  }

  /**
   * x of m x'' = F, where nothing says what x is, and nothing that is defined is differentiated: a differential equation, or
   * what holds at a minimum, and no rule that could fail.
   */
  private equationFor(left: Expr, right: Expr, graph: Graph, view: View): string | undefined {
    const operands = [left, right].flatMap((side) => this.derivativesIn(side).map((node) => node.args[0] as Expr));
    const isOpen = (each: Expr): boolean =>
      (each.kind === "call" &&
        !graph.source.functions.get(each.name) &&
        !functionNamed(each.name) &&
        each.args.every((arg) => arg.kind === "symbol" && /^\p{L}$/u.test(arg.name) && !this.scope.isDefined(arg.name, view))) ||
      (each.kind === "symbol" && this.scope.unsaid.has(each.name));
    const primed = postorder(left, right).filter((node) => node.kind === "call" && node.orders.some((order) => order > 0));
    const all = [...operands, ...primed].filter((each) => each.kind !== "derivative");
    const isRule =
      // ∂L/∂g of L(w), where w is made of g, is the chain rule.
      [left, right].some((side) =>
        this.derivativesIn(side).some(({ args: [of, by] }) => this.isThroughArguments(of as Expr, by as Expr)),
      ) || all.some((each) => !isOpen(each) || (each.kind === "symbol" && this.scope.isDefined(each.name, view)));
    const [first] = all;
    if (isRule || (first?.kind !== "call" && first?.kind !== "symbol") || this.failsForAny(first.name, left, right, graph))
      return undefined;
    return this.isOfBoth(first.name, left, right, graph, view) ? undefined : first.name;
  }

  /** (1 + ηλ) w − η f'(w) for (1 − ηλ) w − η f'(w): what the two differ by has no f in it. */
  private failsForAny(name: string, left: Expr, right: Expr, graph: Graph): boolean {
    const sides = this.attempt(() => [left, right].map((side) => graph.unfold(graph.resolve(side))));
    const calls = sides ? [...new Set(postorder(...sides).filter((node) => node.kind === "call" && node.name === name))] : [];
    const [l, r] = sides ?? [];
    if (!l || !r || calls.length === 0) return false;
    const differing = (at: readonly number[]): Expr => {
      const given = new Map(calls.map((each, k) => [each as Expr, number(at[k] as number)]));
      return sub(substitute(l, given), substitute(r, given));
    };
    const values = calls.map((_, k) => 2 * k + 3);
    const isAside = (_: Expr, k: number): boolean =>
      this.attempt(() => decide(differing(values), differing(values.with(k, 100))).verdict) === "proved";
    return calls.every(isAside);
  }

  /** L of w' = w − η ∂L/∂w, where w' is defined with ∂J/∂w of a J that has L in it: the step holds for every L or it fails. */
  private isOfBoth(name: string, left: Expr, right: Expr, graph: Graph, view: View): boolean {
    const isDefined = (side: Expr): boolean => side.kind === "symbol" && this.scope.isDefined(side.name, view);
    const isIn = (side: Expr): boolean =>
      postorder(this.attempt(() => graph.unfold(graph.resolve(side))) ?? side).some((node) => isDerivativeCall(node) && node.name === name);
    return [left, right].some(isDefined) && [left, right].every(isIn);
  }

  private isThroughArguments(of: Expr, by: Expr): boolean {
    const own = of.kind === "symbol" ? this.scope.openLosses.get(of.name) : undefined;
    return (
      own !== undefined && by.kind === "symbol" && ![by.name, nameOf({ ...nameParts(by.name), sub: "" })].some((name) => own.includes(name))
    );
  }

  /** dz = W dx, where z is made of x, may be one of differentials on any page. */
  private runsForward(graph: Graph, left: Expr, right: Expr): boolean {
    const [of, by] = [left, right].map((side) => this.derivativesIn(side).map((node) => node.args[1] as SymbolExpr)) as [
      SymbolExpr[],
      SymbolExpr[],
    ];
    return of.some((name) => by.some((other) => other !== name && graph.reach(name).has(other)));
  }

  /**
   * A refutation in the light of what the words say of its names: where they are "0 or 1", such values decide, and what is
   * said of vectors and matrices is no matter of single numbers.
   */
  private besideWords(verdict: Verdict, graph: Graph, left: Expr, right: Expr, view: View): Verdict {
    const called = postorder(left, right).flatMap((node) => (node.kind === "call" ? [symbol(node.name)] : []));
    const names = [...graph.reach(left), ...graph.reach(right), ...called];
    const about = this.facts.said.flatMap((said) => {
      const subjects = names.filter(({ name }) => nameParts(name).base.toLowerCase() === said.letter.toLowerCase());
      return subjects.length > 0 ? [{ ...said, subjects }] : [];
    });
    const unless = (words: string): Verdict =>
      undecided(`it fails unless the words "${words}" say something of it that is not understood: write that as a formula`);
    const open = about.find(({ condition }) => !condition);
    if (open) return unless(open.words);
    const conditions = about.flatMap(({ condition, subjects }) => subjects.flatMap((name) => condition?.(name) ?? []));
    if (conditions.length === 0) return verdict;
    const narrow = this.under({}, left, right, view, conditions);
    return narrow.verdict === "undecided" ? unless((about[0] as SaidOfLetter).words) : narrow;
  }

  /** An undefined function that customarily is one of the table, if the step holds for that one. */
  private customaryFunction(left: Expr, right: Expr, view: View): readonly [string, string] | undefined {
    const graph = this.graph(view);
    const unfolded = [left, right].flatMap((side) => this.unfolded(side, view) ?? []);
    const names = new Set(postorder(...unfolded).flatMap((node) => (node.kind === "call" && node.args.length === 1 ? [node.name] : [])));
    for (const name of names) {
      if (graph.source.functions.get(name)) continue;
      for (const primitive of customaryFor(name)) {
        const { verdict } = this.under({ standIn: { name, primitive } }, left, right, view);
        if (verdict === "proved" || verdict === "supported") return [name, primitive];
      }
    }
    return undefined;
  }

  /**
   * An undefined quantity whose derivative stands on one side only: it could be such that the step holds. What is called
   * a loss is no particular function, and a rule for it must hold for every one; but t of ∂E/∂w = (y − t) x, of which E may
   * be made, says that it is one that the page does not write down, and so does a second derivative of it that is given.
   */
  private oneSidedRoot(graph: Graph, left: Expr, right: Expr): string | undefined {
    const wholes = [left, right].map((side) => this.attempt(() => graph.unfold(graph.resolve(side))) ?? side) as [Expr, Expr];
    // Its value, p (1 - p) of ∂p/∂z = p (1 - p), may be what the step says of it.
    const [a, b] = [left, right].map((side, i) => {
      const inWhole = postorder(wholes[i] as Expr).flatMap((node) => (isDerivativeCall(node) ? [node.name] : []));
      // Where it is zero for a loss that depends on less, it is there all the same.
      const made = [...graph.reach(side)].flatMap((name) => graph.source.definitions.get(name) ?? []);
      const operands = [side, ...made]
        .flatMap((each) => this.derivativesIn(each))
        .flatMap(({ args: [of] }) => (of?.kind === "symbol" ? [of.name] : []));
      return new Set([...inWhole, ...operands].filter((name) => graph.sinksOf(symbol(name))));
    }) as [Set<string>, Set<string>];
    const [inLeft, inRight] = wholes.map((whole) => freeSymbols(whole)) as [SymbolExpr[], SymbolExpr[]];
    const isBesideData = (name: string): boolean =>
      (a.has(name) ? inRight : inLeft).some((each) => !(a.has(name) ? inLeft : inRight).includes(each));
    const isTwice = [left, right].some((side) =>
      this.derivativesIn(side).some(({ args: [of] }) => this.derivativesIn(of as Expr).length > 0),
    );
    const isAnyLoss = (name: string): boolean =>
      LOSS_NAMES.has(nameParts(name).base) && !this.particular.has(name) && !isTwice && !isBesideData(name);
    return [...a, ...b].find((name) => a.has(name) !== b.has(name) && !isAnyLoss(name));
  }

  /** A function of which nothing is known, that nothing is made of, and that stands on one side only: φ beside the derivative of Φ. */
  private unknownFunction(graph: Graph, left: Expr, right: Expr): string | undefined {
    const called = [left, right].map((side) => postorder(side).flatMap((node) => (node.kind === "call" ? [node] : [])));
    const inDefinitions = (name: string): boolean =>
      this.scope.definitions.some(({ readings }) => postorder(...readings).some((node) => node.kind === "call" && node.name === name));
    return called
      .flatMap((calls, i) => {
        const others = new Set(called[1 - i]?.map(({ name }) => name));
        return calls.filter(({ name, orders }) => !others.has(name) && orders.every((order) => order === 0));
      })
      .find(({ name }) => !graph.source.functions.get(name) && !graph.sinksOf(symbol(name)) && !inDefinitions(name))?.name;
  }

  /** A name that occurs nowhere but in this right side. */
  private isForgotten(name: SymbolExpr, left: Expr, graph: Graph): boolean {
    if (graph.reach(left).has(name) || graph.definitionsOf(name).length > 0) return false;
    const hasGraph = [...graph.reach(left)].some((other) => graph.definitionsOf(other).length > 0) || this.derivativesIn(left).length > 0;
    // A mean is made of what its letter has entries of, however often it is spoken of.
    const isOnce = (this.facts.occurrences.get(name.name) ?? 0) <= 1 || hasBar(name.name);
    return hasGraph && !this.scope.isInSomeDefinition(name) && isOnce;
  }
}

const isDerivativeCall = (node: Expr): node is CallExpr => node.kind === "call" && node.orders.some((order) => order > 0);

const hasBar = (name: string): boolean => /[\u0304\u0305]/u.test(nameParts(name).base.normalize("NFD"));

const hasPi = (side: Expr): boolean => postorder(side).some((node) => isOp(node, "pi"));

/** The names among these that none of the others is built from. */
function lastOf(names: ReadonlySet<SymbolExpr>, graph: Graph): ReadonlySet<SymbolExpr> {
  return new Set([...names].filter((name) => ![...names].some((other) => other !== name && graph.reach(other).has(name))));
}

/** An unknown function alone, or its derivative, at plain arguments: f'(x). */
function bareUnknown(side: Expr, other: Expr, graph: Graph): string | undefined {
  const call = side.kind === "derivative" ? (side.args[0] as Expr) : side;
  if (call.kind !== "call" || graph.source.functions.get(call.name)) return undefined;
  const isOfNames = call.args.every((arg) => arg.kind === "symbol" || arg.kind === "number");
  // g(x y) = x² y² may say what g is, where g stands nowhere else in it; of k = f(g(x)), k' = f'(g(x)) does not.
  const isMeant = (node: Expr): boolean => node.kind === "call" && node.name === call.name;
  // f'(a) of ∂h/∂x = f'(a), where h = f(a) and a = w x: both sides are multiples of it, and no f but a constant makes them equal.
  const whole = (each: Expr): Expr => graph.unfold(graph.resolve(each));
  if (call === side && isDerivativeCall(call) && isFactorOf(whole(call), whole(other))) return undefined;
  const isAlone = call === side && ![other, graph.unfold(graph.resolve(other))].some((each) => postorder(each).some(isMeant));
  return (isOfNames || isAlone) && graph.mayBeUnknown(call.name) ? call.name : undefined;
}

/** Whether an expression is another one times what does not have it. */
function isFactorOf(factor: Expr, product: Expr): boolean {
  const isIn = (each: Expr): boolean => postorder(each).includes(factor);
  for (let at = product; at !== factor;) {
    const [next, ...more] = isOp(at, "mul") || isOp(at, "neg") || isOp(at, "div") ? at.args.filter(isIn) : [];
    if (!next || more.length > 0 || (isOp(at, "div") && next !== at.args[0])) return false;
    at = next;
  }
  return product !== factor;
}

/** o_{12} at the index of L_1. */
function isAtIndexOf(name: string, root: string): boolean {
  const { sub } = nameParts(root);
  return sub !== "" && nameParts(name).sub.startsWith(sub);
}
