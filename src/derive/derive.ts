/**
 * The derivation that a teacher would write: terms without the variable struck out, the chain split into local derivatives
 * through the names of the page, definitions put in, each local derivative taken, names put back, the result.
 */
import { Underivable } from "./underivable.ts";
import { NotDifferentiable } from "../derivative/differentiate.ts";
import { type Graph, Undetermined } from "../derivative/graph.ts";
import { type CallExpr, type Expr, type SymbolExpr, add, derivativeOf, isOp, mul, neg, one, zero } from "../expression/expr.ts";
import { freeSymbols, rebuild } from "../expression/traverse.ts";
import { costOf } from "../simplify/simplest.ts";
import { Dependence } from "./dependence.ts";
import { type Factor, factorFor, known, pathCounts, pathsFrom } from "./factor.ts";
import { localSteps } from "./local.ts";
import { inOrder } from "./product.ts";
import type { RuleName } from "./rule.ts";
import { definitionsOf, functionsIn } from "./used.ts";

export type Detail = "brief" | "normal" | "full";

export interface DerivedStep {
  readonly expr: Expr;
  /** Terms that are written and struck out, since they are 0. */
  readonly struck: readonly Expr[];
  readonly rule: RuleName;
  readonly sources: readonly string[];
}

export interface DerivedChain {
  readonly left: Expr;
  readonly steps: readonly DerivedStep[];
}

export interface Derived {
  readonly chains: readonly DerivedChain[];
  readonly result: Expr;
  /** The definitions that it rests on. */
  readonly used: readonly (readonly [SymbolExpr, Expr])[];
  /** The functions that those apply: f(x) with what it is. */
  readonly functions: readonly (readonly [CallExpr, Expr])[];
}

/** More paths than these are not written out one by one: then what several of them share is derived first. */
const MOST_PATHS = 3;

/** What a brief derivation keeps besides its result. */
const BRIEF: ReadonlySet<RuleName> = new Set<RuleName>(["independent-terms", "sum-rule", "chain-rule"]);
const LONGEST_LEAP = 24;

/** Derives ∂of/∂wrt from the definitions of a graph. Throws Underivable. */
export function deriveIn(graph: Graph, of: Expr, wrt: SymbolExpr, detail: Detail = "normal"): Derived {
  try {
    return new Derivation(graph, of, wrt, detail).derived();
  } catch (error) {
    if (error instanceof Undetermined || error instanceof NotDifferentiable) throw new Underivable(error.message);
    throw error;
  }
}

class Derivation {
  private readonly graph: Graph;
  private readonly of: Expr;
  private readonly wrt: SymbolExpr;
  private readonly detail: Detail;
  private readonly dependence: Dependence;
  /** What is written → the name that it is the definition of. */
  private readonly names = new Map<Expr, Expr>();

  constructor(graph: Graph, of: Expr, wrt: SymbolExpr, detail: Detail) {
    this.graph = graph;
    this.of = of;
    this.wrt = wrt;
    this.detail = detail;
    this.dependence = new Dependence(graph, wrt);
  }

  derived(): Derived {
    const { dependence, of, wrt } = this;
    const left = derivativeOf(of, wrt);
    if (!dependence.dependsOn(of)) return this.finished([{ left, steps: [this.step(zero, "constant-rule")] }], zero);
    for (const name of dependence.order) {
      const body = dependence.bodyOf(name);
      if (body && body.kind !== "number" && body.kind !== "symbol" && !this.names.has(body)) this.names.set(body, name);
    }
    const body = of.kind === "symbol" ? dependence.bodyOf(of) : of;
    if (of.kind !== "symbol" && dependence.inputsOf(of).every((name) => name === wrt)) return this.byRules(left);
    const counts = pathCounts(dependence);
    const inputs = of.kind === "symbol" ? dependence.inputsOfName(of) : dependence.inputsOf(of);
    const total = inputs.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0);
    const chains = total <= MOST_PATHS ? this.alongPaths(left, body) : this.throughNames();
    const result = chains.at(-1)?.steps.at(-1)?.expr;
    if (!result) throw new Underivable(`nothing is known of how ${toText(of)} depends on ${wrt.name}: define it`);
    return this.finished(chains, result);
  }

  private step(expr: Expr, rule: RuleName, sources: readonly string[] = [], struck: readonly Expr[] = []): DerivedStep {
    return { expr, rule, sources, struck };
  }

  private finished(chains: readonly DerivedChain[], result: Expr): Derived {
    const { dependence, of, graph } = this;
    const names = new Set<SymbolExpr>(freeSymbols(of));
    // That something does not depend on the variable is seen from all that it is built from.
    const isStill = !dependence.dependsOn(of);
    for (const name of names) for (const part of dependence.partsOf(name)) if (isStill || dependence.dependsOn(part)) names.add(part);
    for (const term of chains.flatMap(({ steps }) => steps.flatMap(({ struck }) => struck)))
      for (const name of freeSymbols(term)) names.add(name);
    return { chains, result, used: definitionsOf(graph, names), functions: functionsIn(graph, names) };
  }

  /** An expression of nothing but the variable: rule by rule. */
  private byRules(left: Expr): Derived {
    const steps = localSteps(this.of, this.wrt).map(({ expr, rule, sources }) => this.step(expr, rule, sources));
    const shown = this.detail === "brief" ? steps.slice(-1) : steps;
    return this.finished([{ left, steps: shown }], shown.at(-1)?.expr ?? left);
  }

  // Path by path -----------------------------------------------------------------------------------------------------------

  private alongPaths(left: Expr, body: Expr | undefined): DerivedChain[] {
    const terms = body && isOp(body, "add") ? body.args : [];
    const moving = terms.filter((term) => this.dependence.dependsOn(term));
    const still = terms.filter((term) => !moving.includes(term));
    const isSplit = terms.length > 1 && (still.length > 0 || moving.every((term) => nameIn(term))) && !moving.includes(this.wrt);
    if (!isSplit) return this.chain(left, pathsFrom(this.of, this.dependence, this.graph), []);
    const first = this.step(
      sumOf(moving.map((term) => this.ofTerm(term))),
      still.length > 0 ? "independent-terms" : "sum-rule",
      [],
      still.map((term) => derivativeOf(nameIn(term) ?? term, this.wrt)),
    );
    const paths = moving.flatMap((term) => {
      const name = nameIn(term);
      const turned = isOp(term, "neg");
      const found = pathsFrom(name ?? term, this.dependence, this.graph);
      return turned && name ? found.map((path) => [known(neg(one)), ...path]) : found;
    });
    return this.chain(left, paths, [first]);
  }

  private ofTerm(term: Expr): Expr {
    return isOp(term, "neg") && nameIn(term) ? neg(derivativeOf(term.args[0] as Expr, this.wrt)) : derivativeOf(term, this.wrt);
  }

  // Name by name -----------------------------------------------------------------------------------------------------------

  /** What several paths share is derived first; then the variable, in terms of that. */
  private throughNames(): DerivedChain[] {
    const { dependence, of, wrt } = this;
    const above = new Map<SymbolExpr, Expr[]>();
    const reached = new Set<Expr>([of]);
    for (const name of [...(of.kind === "symbol" ? [] : [of]), ...dependence.order.toReversed()]) {
      if (!reached.has(name)) continue;
      for (const part of name.kind === "symbol" ? dependence.inputsOfName(name) : dependence.inputsOf(name)) {
        reached.add(part);
        above.set(part, [...(above.get(part) ?? []), name]);
      }
    }
    const isShared = (name: Expr): boolean => name.kind === "symbol" && (above.get(name)?.length ?? 0) > 1;
    const targets = [...dependence.order.toReversed().filter((name) => name !== of && isShared(name)), wrt];
    return targets.flatMap((target) => {
      const paths = (above.get(target) ?? []).map((from) => this.upwards(target, from, above, isShared));
      return this.chain(derivativeOf(of, target), paths, []);
    });
  }

  private upwards(
    target: SymbolExpr,
    from: Expr,
    above: ReadonlyMap<SymbolExpr, readonly Expr[]>,
    isShared: (name: Expr) => boolean,
  ): Factor[] {
    const factors = [factorFor(from, target, this.dependence, this.graph)];
    let at = from;
    while (at !== this.of && !isShared(at)) {
      const [next] = above.get(at as SymbolExpr) ?? [];
      if (!next) break;
      factors.unshift(factorFor(next, at as SymbolExpr, this.dependence, this.graph));
      at = next;
    }
    return at === this.of ? factors : [known(derivativeOf(this.of, at as SymbolExpr)), ...factors];
  }

  // Writing ----------------------------------------------------------------------------------------------------------------

  /** A chain of steps for a sum of paths; equal steps are written once. */
  private chain(left: Expr, paths: readonly Factor[][], before: readonly DerivedStep[]): DerivedChain[] {
    const sources = [...new Set(paths.flat().flatMap((factor) => factor.sources))];
    const of = (take: (factor: Factor) => Expr): Expr => sumOf(paths.map((path) => flatProduct(path.map(take))));
    const values = of(({ value }) => value);
    const back = rebuild(values, (node) => this.names.get(node) ?? node);
    const all = [
      ...before,
      this.step(
        of(({ shown }) => shown),
        "chain-rule",
      ),
      this.step(
        of(({ put }) => put),
        "definitions",
      ),
      this.step(values, "local-derivatives", sources),
      this.step(back, "names-put-back"),
      this.step(inOrder(back), "simplify"),
    ];
    const kept = all.filter((step, i) => step.expr !== (i === 0 ? left : all[i - 1]?.expr) || step.struck.length > 0);
    // A long result is too far from its chain to be seen, or proved, at one glance.
    const last = kept.at(-1);
    const isLong = last !== undefined && costOf(last.expr) > LONGEST_LEAP;
    const brief = kept.filter((step) => step === last || BRIEF.has(step.rule) || (isLong && step.rule !== "simplify"));
    return [...(this.detail === "full" ? this.locals(paths) : []), { left, steps: this.detail === "brief" ? brief : kept }];
  }

  /** Each local derivative, rule by rule. */
  private locals(paths: readonly Factor[][]): DerivedChain[] {
    const found = new Map<Expr, DerivedChain>();
    for (const { local, shown, value } of paths.flat()) {
      if (!local || found.has(shown)) continue;
      const steps = localSteps(local.body, local.by).map(({ expr, rule, sources }) => this.step(expr, rule, sources));
      const put = derivativeOf(local.body, local.by);
      const start = put === shown ? [] : [this.step(put, "definitions")];
      // f′ of a function of the page is left by the rules; what it is follows from its definition.
      const end = steps.at(-1)?.expr === value ? [] : [this.step(value, "definitions")];
      found.set(shown, { left: shown, steps: [...start, ...steps, ...end] });
    }
    return [...found.values()];
  }
}

const toText = (of: Expr): string => (of.kind === "symbol" ? of.name : "the expression");

/** E_1 of E_1 and of −E_1. */
function nameIn(term: Expr): SymbolExpr | undefined {
  const inner = isOp(term, "neg") ? (term.args[0] as Expr) : term;
  return inner.kind === "symbol" ? inner : undefined;
}

function sumOf(terms: readonly Expr[]): Expr {
  return terms.length === 1 ? (terms[0] as Expr) : add(...terms);
}

function flatProduct(factors: readonly Expr[]): Expr {
  const signs = factors.filter((factor) => factor === neg(one)).length;
  const flat = factors.filter((factor) => factor !== neg(one)).flatMap((factor) => (isOp(factor, "mul") ? factor.args : [factor]));
  const product = flat.length === 0 ? one : flat.length === 1 ? (flat[0] as Expr) : mul(...flat);
  return signs % 2 ? neg(product) : product;
}
