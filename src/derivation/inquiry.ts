/** What a document's definitions say at a place: the questions that judging, hints and diagnosis ask of them. */
import { claimIn } from "../decide/claim.ts";
import type { Counterexample } from "../decide/verdict.ts";
import { NotDifferentiable } from "../derivative/differentiate.ts";
import { type Graph, Undetermined } from "../derivative/graph.ts";
import { IntervalArithmetic, show } from "../evaluate/interval.ts";
import { type DerivativeExpr, type Expr, type SymbolExpr, derivativeOf, isOp, symbol } from "../expression/expr.ts";
import { indicesOf, nameParts } from "../expression/name.ts";
import { freeSymbols, postorder, rebuild } from "../expression/traverse.ts";
import type { Claim } from "../proof/certificate.ts";
import type { SaidOfLetter } from "./word-assumption.ts";
import type { Gathers } from "./gather.ts";
import type { Losses } from "./layer.ts";
import type { Definition } from "./definition.ts";
import type { GraphOptions, Scope } from "./scope.ts";
import type { View } from "./view.ts";
import type { Summed } from "./summed.ts";

/** Names such as dW that a text nowhere explains; they may be differentials. */
export const UNSAID_GRADIENT = "it fails if dW is the gradient of a loss by W, which the text does not say: write what dW stands for";

export interface JudgeOptions {
  readonly seed: number;
  readonly budget: number;
  /** What the steps of a page say of names such as dW, of which the text says nothing. */
  readonly adjoints: { areGradients: boolean };
}

/** What the judge must know of the document as a whole. */
export interface DocumentFacts {
  /** Vectors and matrices by `tensorKey`, with the reason. */
  readonly tensors: ReadonlyMap<string, string>;
  /** Undefined names that are differentiated somewhere and that no definition is built from. */
  readonly roots: readonly SymbolExpr[];
  /** What sums of the page run over. */
  readonly summed: Summed;
  /** By which names the page differentiates each name. */
  readonly differentiatedBy: ReadonlyMap<SymbolExpr, readonly SymbolExpr[]>;
  /** Losses that are defined by the last layer, where they are differentiated by others; missing where sizes are concrete. */
  readonly losses?: Losses;
  readonly gathers?: Gathers;
  /** What the words say of names that begin with a letter. */
  readonly said: readonly SaidOfLetter[];
  /** In how many formulas each name occurs, to tell a forgotten definition from a variable. */
  readonly occurrences: { get(name: string): number | undefined; [Symbol.iterator](): Iterator<[string, number]> };
  /** Letters that sums run over. */
  readonly indices: ReadonlySet<string>;
  /** Letters in subscripts that stand for one thing throughout. */
  readonly fixedLetters: ReadonlySet<string>;
  /** Names that formulas which were not read may define. */
  readonly unread: ReadonlySet<string>;
  /** The entries of the vector or matrix that an entry belongs to; missing where names are all that there is. */
  readonly entriesBeside?: (name: SymbolExpr) => readonly SymbolExpr[];
}

export class Inquiry {
  protected readonly scope: Scope;
  protected readonly options: JudgeOptions;
  protected readonly facts: DocumentFacts;
  protected readonly roots: readonly SymbolExpr[];

  constructor(scope: Scope, facts: DocumentFacts, options: JudgeOptions) {
    this.scope = scope;
    this.facts = facts;
    this.roots = facts.roots;
    this.options = options;
  }

  /** What holds at a place: each name's own definitions. */
  definitionsAt(view: View): readonly Definition[] {
    return this.scope.definitions.filter((definition) => this.scope.visible(definition.name, view).includes(definition));
  }

  /** An expression with its derivatives evaluated, if the definitions settle them. */
  resolved(expr: Expr, view: View): Expr | undefined {
    return this.attempt(() => {
      const graph = this.graph(view, this.rootOptions([expr], view));
      return rebuild(graph.resolve(expr), (node) => derivativeOfRoot(node, graph));
    });
  }

  /** An expression down to the leaves. */
  unfolded(expr: Expr, view: View): Expr | undefined {
    return this.attempt(() => this.graph(view).unfold(this.graph(view).resolve(expr)));
  }

  protected attempt<T>(f: () => T): T | undefined {
    try {
      return f();
    } catch (error) {
      if (error instanceof Undetermined || error instanceof NotDifferentiable) return undefined;
      throw error;
    }
  }

  /** A step with all that it rests on, for a certificate. */
  claimOf(left: Expr, right: Expr, view: View): Claim {
    return { ...claimIn(this.graph(view), left, right), given: [], solved: [] };
  }

  /** Both sides as numbers, for a comparison of constants. */
  valuesOf(left: Expr, right: Expr, view: View): Counterexample {
    const arithmetic = new IntervalArithmetic(40);
    const [a, b] = [left, right].map((side) => arithmetic.evaluate([this.unfolded(side, view) ?? side], new Map())[0]);
    return { at: {}, left: a ? show(a) : "?", right: b ? show(b) : "?" };
  }

  isDefined(name: string, view: View): boolean {
    return this.scope.isDefined(name, view);
  }

  isFunctionDefined(name: string): boolean {
    return this.scope.definitions.some((definition) => definition.name === name && definition.parameters);
  }

  definitionsOf(name: string, view: View): readonly Definition[] {
    return this.scope.visible(name, view).filter((definition) => !definition.parameters);
  }

  /** Undefined names with an index that a differentiated quantity is built from. */
  missingIn(expr: Expr, view: View): string[] {
    const numerators = this.derivativesIn(expr).map((node) => node.args[0] as Expr);
    const names = this.attempt(() => numerators.flatMap((of) => [...this.graph(view).reach(of)])) ?? [];
    return [...new Set(names.map((name) => name.name))].filter((name) => nameParts(name).sub !== "" && !this.isDefined(name, view));
  }

  /** Definitions of names that differ from a name in their first index only. */
  siblingsOf(name: string, view: View): Definition[] {
    const { base, sub, label } = nameParts(name);
    return this.scope.definitions.filter((definition) => {
      const other = nameParts(definition.name);
      const same = other.base === base && other.label === label && indicesOf(other.sub).length === indicesOf(sub).length;
      return same && definition.name !== name && !definition.parameters && this.scope.visible(definition.name, view).includes(definition);
    });
  }

  /** The label that the names below a definition share first: the layer it belongs to. */
  layerOf(definition: Definition): string {
    const own = nameParts(definition.name).label;
    if (own) return own;
    const first = freeSymbols(definition.readings[0] as Expr)
      .map((name) => nameParts(name.name).label)
      .find((label) => label !== "");
    return first ?? "";
  }

  /** Runs with definitions added for the time being. */
  withDefinitions<T>(definitions: readonly Definition[], run: () => T): T {
    definitions.forEach((definition) => this.scope.add(definition));
    const result = run();
    definitions.forEach((definition) => this.scope.remove(definition));
    return result;
  }

  withdraw(definition: Definition): void {
    this.scope.remove(definition);
  }

  /** The graph in which formulas at a place are differentiated. */
  graph(view: View, options: GraphOptions = {}): Graph {
    return this.scope.graphAt(view, this.rootsAt(view), options);
  }

  /** The graph for steps about these expressions. */
  graphFor(exprs: readonly Expr[], view: View): Graph {
    return this.graph(view, this.rootOptions(exprs, view));
  }

  protected rootsAt(view: View): SymbolExpr[] {
    return this.roots.filter((root) => !this.scope.isDefined(root.name, view));
  }

  /** An unknown loss is taken to depend on the sinks that what it is differentiated by leads to. */
  protected rootOptions(sides: readonly Expr[], view: View): GraphOptions {
    const roots = this.rootsAt(view);
    const by = this.differentiatedIn(sides, roots, view);
    if (by.length === 0) return {};
    const graph = this.graph(view);
    const names = [...this.facts.occurrences].map(([name]) => name);
    const open = this.scope.recurrences.numberedSinks(this.scope.sinksAt(view, roots), sides, names, view);
    const last = open.filter((sink) => !open.some((other) => other !== sink && graph.reach(other).has(sink)));
    const sinks = last.filter((sink) => by.some((variable) => graph.reach(sink).has(variable)));
    return sinks.length > 0 ? { sinks: new Set(sinks) } : {};
  }

  /** What the roots are differentiated by in expressions, and in what defines their names, G = ∂L/∂Z. */
  protected differentiatedIn(exprs: readonly Expr[], roots: readonly SymbolExpr[], view: View): SymbolExpr[] {
    const nodes = new Set(postorder(...exprs));
    for (const node of nodes)
      if (node.kind === "symbol" && !roots.includes(node))
        for (const each of postorder(...this.scope.meaningsOf(node.name, view))) nodes.add(each);
    return [...nodes].flatMap((node) => {
      const [of, by] = node.kind === "derivative" ? (node.args as [Expr, SymbolExpr]) : [];
      return of && by && freeSymbols(of).some((name) => roots.includes(name)) ? [by] : [];
    });
  }

  /** Why a derivative through a recurrence is not known: it is by h_t, of what is made of h_T. */
  protected farApart(sides: readonly Expr[], view: View): string | undefined {
    const closed = (exprs: readonly Expr[]): ReadonlySet<Expr> => {
      const nodes = new Set(postorder(...exprs));
      for (const node of nodes)
        if (node.kind === "symbol") for (const each of postorder(...this.scope.meaningsOf(node.name, view))) nodes.add(each);
      return nodes;
    };
    for (const node of closed(sides)) {
      const [of, by] = node.kind === "derivative" || isOp(node, "gradient") ? node.args : [];
      if (!of || by?.kind !== "symbol") continue;
      const reached = [...closed([of])].filter((each) => each.kind === "symbol");
      const far = this.scope.recurrences.farMember(reached, by);
      if (far !== undefined)
        return `how many steps lie between ${by.name} and ${far} is not said: the step is not decided for any number of them`;
    }
    return undefined;
  }

  protected derivativesIn(expr: Expr): DerivativeExpr[] {
    return postorder(expr).filter((node): node is DerivativeExpr => node.kind === "derivative");
  }
}

/** L'(z) of an unknown loss as ∂L/∂z. */
function derivativeOfRoot(node: Expr, graph: Graph): Expr {
  if (node.kind !== "call" || !graph.sinksOf(symbol(node.name))) return node;
  const at = node.orders.indexOf(1);
  return node.orders.reduce((a, b) => a + b, 0) === 1 ? derivativeOf(symbol(node.name), node.args[at] as SymbolExpr) : node;
}
