/** Sums, products, maxima and minima over an index, written out. */
import { type BinderOp, type Expr, add, apply, mul, one, zero } from "./expr.ts";

interface Fold {
  readonly join: (terms: readonly Expr[]) => Expr;
  /** Of no terms; nothing has a largest one then. */
  readonly empty: Expr | undefined;
}

const FOLDS: Readonly<Record<BinderOp, Fold>> = {
  sum: { join: (terms) => add(...terms), empty: zero },
  product: { join: (terms) => mul(...terms), empty: one },
  maximum: { join: (terms) => terms.reduce((a, b) => apply("max", [a, b])), empty: undefined },
  minimum: { join: (terms) => terms.reduce((a, b) => apply("min", [a, b])), empty: undefined },
};

export const BINDERS = Object.keys(FOLDS) as readonly BinderOp[];

/** What the terms make together; undefined where no terms make nothing. */
export function foldOver(op: BinderOp, terms: readonly Expr[]): Expr | undefined {
  const [only, ...others] = terms;
  if (!only) return FOLDS[op].empty;
  return others.length === 0 ? only : FOLDS[op].join(terms);
}
