/** Points on equations that are linear in some of their names: the others get any values, and those are solved for exactly. */
import type * as q from "../base/rational.ts";
import { differentiate } from "../derivative/differentiate.ts";
import { type Expr, type SymbolExpr, isOp, number } from "../expression/expr.ts";
import { freeSymbols, postorder, rebuild, substitute } from "../expression/traverse.ts";
import { differenceOf, eliminate, numeric } from "./domain.ts";
import type { Point } from "./verdict.ts";

/** More equations, or larger ones, are not solved. */
const MOST_EQUATIONS = 12;
const LARGEST = 2000;

export class LinearEquations {
  private readonly equations: readonly Expr[];
  /** With each name those that its coefficients are made of: with w of x w² − y that is x and w. */
  private readonly within = new Map<SymbolExpr, ReadonlySet<SymbolExpr>>();

  /** Takes the equations among the conditions. */
  constructor(conditions: readonly Expr[]) {
    const equations = conditions.filter((condition) => isOp(condition, "eq"));
    const nodes = postorder(...equations);
    const isPlain = nodes.every(({ kind }) => kind === "number" || kind === "symbol" || kind === "apply");
    this.equations = isPlain && equations.length <= MOST_EQUATIONS && nodes.length <= LARGEST ? equations : [];
    for (const name of freeSymbols(...this.equations)) {
      const slopes = this.equations.map((equation) => differentiate(differenceOf(equation), name));
      this.within.set(name, new Set(freeSymbols(...slopes)));
    }
  }

  /**
   * The point that has `values` but for some names, about as many as there are equations, which `below` picks; undefined where
   * nothing can be solved. Where equations contradict each other it is no point on them.
   */
  pointNear(values: Point, below: (bound: number) => number): Point | undefined {
    const open = this.unknowns(below);
    if (open.length === 0) return undefined;
    const given = [...values].filter(([name]) => !open.includes(name as SymbolExpr));
    const put = new Map<Expr, Expr>(given.map(([name, value]) => [name, number(value)]));
    const { values: found } = eliminate(this.equations.map((equation) => substitute(equation, put)));
    // An equation that follows from the others leaves its name free.
    const free = open.flatMap((name) => (found.has(name) ? [] : [[name, values.get(name)] as const]));
    const rest = new Map<Expr, Expr>(free.flatMap(([name, value]) => (value ? [[name, number(value)] as const] : [])));
    const point = new Map<Expr, q.Rational>(given);
    for (const name of open) {
      const value = rebuild(substitute(found.get(name) ?? name, rest), numeric);
      if (value.kind !== "number") return undefined;
      point.set(name, value.value);
    }
    return point;
  }

  /** One name for each equation, such that all equations together are linear in them. */
  private unknowns(below: (bound: number) => number): SymbolExpr[] {
    const open: SymbolExpr[] = [];
    for (const equation of this.equations) {
      const isApart = (name: SymbolExpr): boolean => [...open, name].every((other) => !this.within.get(other)?.has(name));
      const isFree = (name: SymbolExpr): boolean => !open.includes(name) && open.every((other) => !this.within.get(name)?.has(other));
      const names = freeSymbols(equation).filter((name) => isFree(name) && isApart(name));
      const picked = names[below(Math.max(1, names.length))];
      if (picked) open.push(picked);
    }
    return open;
  }
}
