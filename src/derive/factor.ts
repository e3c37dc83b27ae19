/** The factors of a chain: local derivatives, as they are written, with the definition put in, and taken. */
import { differentiate } from "../derivative/differentiate.ts";
import { type Graph } from "../derivative/graph.ts";
import { type Expr, type SymbolExpr, add, derivativeOf, isOp, one } from "../expression/expr.ts";
import { contains, postorder } from "../expression/traverse.ts";
import { primitive } from "../primitive/table.ts";
import { simplest } from "../simplify/simplest.ts";
import type { Dependence } from "./dependence.ts";
import { withoutPrimes } from "./prime.ts";

export interface Factor {
  /** ∂a/∂z. */
  readonly shown: Expr;
  /** ∂/∂z of what a is defined as. */
  readonly put: Expr;
  /** What that is. */
  readonly value: Expr;
  /** What is differentiated, where rules can be shown for it. */
  readonly local: { readonly name: Expr; readonly body: Expr; readonly by: SymbolExpr } | undefined;
  readonly sources: readonly string[];
}

/** ∂of/∂by, where `of` is a name or an expression and `by` stands in its definition. Throws NotDifferentiable. */
export function factorFor(of: Expr, by: SymbolExpr, dependence: Dependence, graph: Graph, isRoot = false): Factor {
  const body = of.kind === "symbol" ? dependence.bodyOf(of) : of;
  const shown = derivativeOf(of, by);
  if (!body) return { shown, put: shown, value: shown, local: undefined, sources: [] };
  const value = simplest(withoutPrimes(differentiate(body, by), graph));
  const sources = [...new Set(postorder(body).flatMap((node) => (node.kind === "apply" ? [primitive(node.op).source] : [])))];
  // Where by goes into of by another way too, ∂of/∂by would say more than is meant here: then only its value is written.
  if (!dependence.areApart(dependence.inputsOf(body))) return { shown: value, put: value, value, local: undefined, sources };
  return { shown, put: derivativeOf(isRoot ? withoutStill(body, by) : body, by), value, local: { name: of, body, by }, sources };
}

/** Of a loss that is a sum over outputs, the terms that the variable is in. */
function withoutStill(body: Expr, by: SymbolExpr): Expr {
  const moving = isOp(body, "add") ? body.args.filter((term) => contains(term, by)) : [];
  return moving.length === 0 ? body : moving.length === 1 ? (moving[0] as Expr) : add(...moving);
}

/** Something that was derived before. */
export function known(derivative: Expr): Factor {
  return { shown: derivative, put: derivative, value: derivative, local: undefined, sources: [] };
}

const MOST_PATHS = 1e6;

/** By how many ways a variable goes into each name. */
export function pathCounts(dependence: Dependence): ReadonlyMap<SymbolExpr, number> {
  const counts = new Map<SymbolExpr, number>([[dependence.variable, 1]]);
  for (const name of dependence.order)
    counts.set(
      name,
      Math.min(
        MOST_PATHS,
        dependence.inputsOfName(name).reduce((sum, part) => sum + (counts.get(part) ?? 0), 0),
      ),
    );
  return counts;
}

/** Every path from an expression down to the variable, as its factors. */
export function pathsFrom(of: Expr, dependence: Dependence, graph: Graph): Factor[][] {
  const { variable } = dependence;
  if (of === variable) return [[]];
  const paths: Factor[][] = [];
  const open: { of: Expr; before: readonly Factor[] }[] = [{ of, before: [] }];
  for (let top = open.pop(); top; top = open.pop()) {
    const inputs = top.of.kind === "symbol" ? dependence.inputsOfName(top.of) : dependence.inputsOf(top.of);
    for (const by of inputs.toReversed()) {
      const factor = factorFor(top.of, by, dependence, graph, top.of === of);
      const factors = factor.shown === one ? top.before : [...top.before, factor];
      if (by === variable) paths.push([...factors]);
      else open.push({ of: by, before: factors });
    }
  }
  return paths;
}
