/** Derivations over vectors and matrices: what comes back to each name, from the loss down, in matrix form. */
import type { DerivedChain, DerivedStep } from "../derive/derive.ts";
import { Underivable } from "../derive/underivable.ts";
import { Dependence } from "../derive/dependence.ts";
import { NoMatrixForm, type RankOf, cotangentThrough } from "../derive/matrix.ts";
import type { Graph } from "../derivative/graph.ts";
import { type Expr, type SymbolExpr, add, derivativeOf, isOp, one } from "../expression/expr.ts";
import { rebuild, substitute } from "../expression/traverse.ts";
import { costOf } from "../simplify/simplest.ts";

/** A result that is longer is not put into the next one; that then speaks of the derivative. */
const LONGEST_PUT_IN = 30;

/** ∂of/∂wrt for a loss `of`; each name on the way has a chain of its own. Throws Underivable. */
export function matrixChains(graph: Graph, of: SymbolExpr, wrt: SymbolExpr, rankOf: RankOf): DerivedChain[] {
  if (rankOf(of) !== 0) throw new Underivable(`${of.name} is no number: matrix derivations are written for a loss`);
  const dependence = new Dependence(graph, wrt);
  if (!dependence.dependsOn(of)) throw new Underivable(`${of.name} does not depend on ${wrt.name}`);
  const names = [...dependence.order.toReversed(), wrt];
  const results = new Map<Expr, Expr>();
  const chains: DerivedChain[] = [];
  for (const name of names) {
    if (name === of) continue;
    const above = names.filter((other) => other !== name && dependence.inputsOfName(other).includes(name));
    const left = derivativeOf(of, name);
    const terms = above.flatMap((other) => shareOf(other, name, of, dependence, rankOf));
    if (terms.length === 0) continue;
    const chain = terms.length === 1 ? (terms[0] as Expr) : add(...terms);
    const put = withNames(
      rebuild(chain, (node) => results.get(node) ?? node),
      dependence,
    );
    const steps: DerivedStep[] = [
      ...(chain === left ? [] : [{ expr: chain, rule: "matrix-cotangent", sources: [], struck: [] } as const]),
      ...(put === chain ? [] : [{ expr: put, rule: "known-derivative", sources: [], struck: [] } as const]),
    ];
    const result = steps.at(-1)?.expr;
    if (result && costOf(result) <= LONGEST_PUT_IN) results.set(left, result);
    if (steps.length > 0) chains.push({ left, steps });
  }
  return chains;
}

function shareOf(from: SymbolExpr, name: SymbolExpr, of: SymbolExpr, dependence: Dependence, rankOf: RankOf): Expr[] {
  const body = dependence.bodyOf(from);
  // An unknown loss: what comes from it is what it is called.
  if (!body) return from === of ? [derivativeOf(of, name)] : [];
  try {
    return [cotangentThrough(body, from === of ? one : derivativeOf(of, from), name, rankOf)];
  } catch (error) {
    if (error instanceof NoMatrixForm) throw new Underivable(`${from.name} holds ${error.message}`);
    throw error;
  }
}

/** σ(Z) is A again. */
function withNames(expr: Expr, dependence: Dependence): Expr {
  const bodies = new Map<Expr, Expr>();
  for (const name of dependence.order) {
    const body = dependence.bodyOf(name);
    if (body && body.kind !== "number" && body.kind !== "symbol" && !isOp(body, "mul")) bodies.set(body, name);
  }
  return substitute(expr, bodies);
}
