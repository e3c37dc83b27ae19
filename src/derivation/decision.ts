/** The verdict on a step between numbers, in every way in which its definitions can be read. */
import { type Verdict, undecided } from "../decide/verdict.ts";
import type { Graph } from "../derivative/graph.ts";
import { type Expr, type SymbolExpr } from "../expression/expr.ts";
import { nameParts } from "../expression/name.ts";
import { freeSymbols, isConstant, postorder } from "../expression/traverse.ts";
import { ComputedValues } from "./computed-value.ts";
import type { Definition } from "./definition.ts";
import type { View } from "./view.ts";
import type { StepVerdict } from "./step-verdict.ts";
import { Refutation } from "./refutation.ts";

export class Decision extends Refutation {
  /** What the page has computed so far. */
  readonly computed = new ComputedValues();

  protected decided(left: Expr, right: Expr, view: View): StepVerdict {
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
}

/** The names among these that none of the others is built from. */
function lastOf(names: ReadonlySet<SymbolExpr>, graph: Graph): ReadonlySet<SymbolExpr> {
  return new Set([...names].filter((name) => ![...names].some((other) => other !== name && graph.reach(other).has(name))));
}

/** o_{12} at the index of L_1. */
function isAtIndexOf(name: string, root: string): boolean {
  const { sub } = nameParts(root);
  return sub !== "" && nameParts(name).sub.startsWith(sub);
}
