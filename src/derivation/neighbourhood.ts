/** What both sides of a refuted step do near its counterexample: numbers for a picture. */
import type { Counterexample } from "../decide/verdict.ts";
import { evaluateFloat64 } from "../evaluate/float64.ts";
import { type Expr, type SymbolExpr } from "../expression/expr.ts";
import { freeSymbols } from "../expression/traverse.ts";
import type { Neighbourhood } from "./report.ts";

const POINTS = 61;
/** The picture reaches so far to both sides, or as far as the value is large. */
const REACH = 2;

/** Undefined where a side has no numbers there, or is the same whatever is changed. `left` and `right` are down to the leaves. */
export function neighbourhoodOf(left: Expr, right: Expr, { at }: Counterexample): Neighbourhood | undefined {
  const names = freeSymbols(left, right);
  const values = new Map<Expr, number>(names.map((name) => [name, numberOf(at[name.name])]));
  if ([...values.values()].some(Number.isNaN)) return undefined;
  const pictures = names.map((name) => along(name, left, right, values));
  return pictures.toSorted((a, b) => spread(b) - spread(a)).find((picture) => spread(picture) > 0);
}

function numberOf(text: string | undefined): number {
  const [, n, d = "1"] = /^(-?[\d.]+(?:e[+-]?\d+)?)(?:\/(\d+))?$/.exec(text ?? "") ?? [];
  return n === undefined ? NaN : Number(n) / Number(d);
}

function along(name: SymbolExpr, left: Expr, right: Expr, values: ReadonlyMap<Expr, number>): Neighbourhood {
  const at = values.get(name) as number;
  const reach = Math.max(REACH, Math.abs(at) / 2);
  const points = Array.from({ length: POINTS }, (_, i) => {
    const x = at + reach * ((2 * i) / (POINTS - 1) - 1);
    const all = evaluateFloat64([left, right], new Map([...values, [name, x]]));
    return [x, finite(all.get(left.id)), finite(all.get(right.id))] as const;
  });
  return { variable: name.name, at, points };
}

const finite = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);

/** How much the difference of the sides changes in the picture. */
function spread({ points }: Neighbourhood): number {
  const gaps = points.flatMap(([, a, b]) => (a === null || b === null ? [] : [a - b]));
  return gaps.length < POINTS / 2 ? 0 : Math.max(...gaps) - Math.min(...gaps);
}
