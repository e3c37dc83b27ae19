/** Numbers that a page computes for what it has formulas of, ∂L/∂y = y − 5 = −4: further on they may stand for that. */
import { type Rational, equal, negate } from "../base/rational.ts";
import { exactValue } from "../evaluate/exact.ts";
import { type Expr, neg } from "../expression/expr.ts";
import { isConstant, postorder, substitute } from "../expression/traverse.ts";

/** Later numbers stand for what was computed last. */
const MOST_MEANINGS = 4;

export class ComputedValues {
  private readonly known: { readonly of: Expr; readonly value: Rational }[] = [];

  /** Keeps in mind that a quantity was proved to be a number. */
  note(of: Expr, value: Expr): void {
    const exact = isConstant(value) && !isConstant(of) ? exactValue(value) : undefined;
    if (exact) this.known.push({ of, value: exact });
  }

  /** An expression with quantities in the places of one of its numbers: −4 · 2z is ∂L/∂y · 2z. */
  meanings(expr: Expr): Expr[] {
    const numbers = postorder(expr).flatMap((node) => (node.kind === "number" ? [node] : []));
    return numbers
      .flatMap((node) =>
        this.known.flatMap(({ of, value }) => {
          if (equal(value, node.value)) return [substitute(expr, new Map([[node as Expr, of]]))];
          return equal(negate(value), node.value) ? [substitute(expr, new Map([[node as Expr, neg(of) as Expr]]))] : [];
        }),
      )
      .slice(-MOST_MEANINGS);
  }
}
