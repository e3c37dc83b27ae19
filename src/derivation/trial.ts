/** A step between numbers under the definitions of a place, and what keeps it from being decided. */
import { decideIn } from "../decide/decide.ts";
import type { Verdict } from "../decide/verdict.ts";
import { type Graph, Undetermined } from "../derivative/graph.ts";
import type { DerivativeExpr, Expr, SymbolExpr } from "../expression/expr.ts";
import { indicesOf, nameParts } from "../expression/name.ts";
import { freeSymbols } from "../expression/traverse.ts";
import { toPlain } from "../notation/plain.ts";
import { mayCoincide } from "./coincidence.ts";
import { Inquiry } from "./inquiry.ts";
import type { GraphOptions } from "./scope.ts";
import type { View } from "./view.ts";
import { tensorKey } from "./tensor.ts";

export class Trial extends Inquiry {
  /** The same step under the same definitions is decided once, however often a page says it. */
  private readonly decidedIn = new WeakMap<Graph, Map<string, Verdict>>();

  protected under(options: GraphOptions, left: Expr, right: Expr, view: View, also: readonly Expr[] = []): Verdict {
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

  protected refuseTensors(graph: Graph, sides: readonly Expr[]): void {
    for (const side of sides) {
      for (const name of graph.reach(side)) {
        const reason = this.facts.tensors.get(tensorKey(name.name));
        if (reason) throw new Undetermined(`${name.name} is a vector or matrix (${reason}): steps with those are not decided yet`);
      }
    }
  }

  protected refuseUnread(graph: Graph, sides: readonly Expr[], view: View): void {
    for (const side of sides) {
      for (const name of graph.reach(side)) {
        if (this.facts.unread.has(name.name) && !this.scope.isDefined(name.name, view))
          throw new Undetermined(`what defines ${name.name} could not be read`);
      }
    }
  }

  /** Refuses what the definitions do not settle; returns what is taken as held. */
  protected checkDerivative(graph: Graph, node: DerivativeExpr, view: View): string[] {
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
    if (this.facts.entriesBeside?.(by).some((entry) => direct.includes(entry) || reached.has(entry))) return [];
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
  protected refuseUnnamedParts(graph: Graph, sides: readonly Expr[], view: View): void {
    const names = new Set(sides.flatMap((side) => [...graph.reach(side)]));
    const defining = [...names].flatMap((name) => graph.source.definitions.get(name) ?? []).flatMap((each) => this.derivativesIn(each));
    for (const { args } of defining) {
      const [of, by] = args as [Expr, SymbolExpr];
      const reached = graph.reach(of);
      if (!reached.has(by) && !freeSymbols(of).includes(by)) this.refuseUnnamedPart(graph, of, by, reached, view);
    }
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
}
