/** A step that fails, in the light of what the page leaves open: whether it may hold after all. */
import { functionNamed } from "../primitive/table.ts";
import { decide } from "../decide/decide.ts";
import { type Verdict, undecided } from "../decide/verdict.ts";
import type { Graph } from "../derivative/graph.ts";
import { type CallExpr, type Expr, type SymbolExpr, isOp, number, sub, symbol } from "../expression/expr.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import { freeSymbols, isConstant, postorder, substitute } from "../expression/traverse.ts";
import { toPlain } from "../notation/plain.ts";
import { isAddedConstant } from "./added-constants.ts";
import { UNSAID_GRADIENT } from "./inquiry.ts";
import type { View } from "./view.ts";
import { LOSS_NAMES, UNNAMED_LOSS } from "./loss-name.ts";
import type { SaidOfLetter } from "./word-assumption.ts";
import { Trial } from "./trial.ts";

/** What authors write σ, or φ, f and g, for without saying so; neither is its own derivative. */
const customaryFor = (name: string): readonly string[] => (name === "σ" ? ["sigmoid"] : ["sigmoid", "tanh"]);

export class Refutation extends Trial {
  /** Functions that nothing defines but an equation may. */
  readonly equated = new Set<string>();

  /** Losses of which a step has said that they are made of what stands nowhere else. */
  private readonly particular = new Set<string>();

  protected withDoubts(verdict: Verdict, graph: Graph, left: Expr, right: Expr, view: View): Verdict {
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
    // ∂L/∂w = -1.5 gives a number, and is no rule.
    const isGiven = wholes.some((whole) => whole.kind === "number" && whole.value.d !== 1n);
    const isAnyLoss = (name: string): boolean =>
      !isGiven && LOSS_NAMES.has(nameParts(name).base) && !this.particular.has(name) && !isTwice && !isBesideData(name);
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
