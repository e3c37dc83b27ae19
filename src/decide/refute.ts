/** Refutation: a point of exact values at which enclosures of the two sides have nothing in common. */
import * as q from "../base/rational.ts";
import { type Expr, type SymbolExpr, isOp } from "../expression/expr.ts";
import { freeSymbols, postorder, substitute } from "../expression/traverse.ts";
import { evaluateFloat64 } from "../evaluate/float64.ts";
import { type Interval, IntervalArithmetic, areDisjoint, areNear, show } from "../evaluate/interval.ts";
import { decimal } from "../notation/plain.ts";
import type { FunctionRow, Sample } from "../proof/certificate.ts";
import { pointsOnBranches } from "./branch.ts";
import { eliminate } from "./domain.ts";
import { concretize, pointsBySolving, samplePoints, toFloats } from "./sample.ts";
import type { Counterexample, Point } from "./verdict.ts";

/** A point where the sides differ, for people and for a certificate. */
export interface Difference {
  readonly counterexample: Counterexample;
  readonly at: Sample;
  readonly digits: number;
}

export interface Comparison {
  readonly difference?: Difference;
  /** How many points gave both sides a certain value, and to how many digits they agreed there. */
  readonly agreed: number;
  readonly digits: number;
  /** Whether the points that equations leave are all alike: b = 0 at every one that was found with a² + b² = 1. */
  readonly isSpecial: boolean;
}

const POINTS = 60;
const CERTIFIED = 8;
/** How far sides agree at a point that speaks for them. */
const DIGITS = 30;
const PRECISIONS = [40, 120, 600];
const CLEAR_DIFFERENCE = 1e-9;
/** After so many differences that were rounding only, a proof is the better bet. */
const MOST_FALSE_ALARMS = 2;

export class Comparer {
  private readonly left: Expr;
  private readonly right: Expr;
  private readonly points: readonly Point[];
  /** Whether the points were found by solving equations: such as a matrix of these sizes allows say little of others. */
  private readonly areSolved: boolean;
  private readonly functions: Readonly<Record<string, string>>;
  private readonly rows: readonly FunctionRow[];
  private readonly values: ReadonlyMap<Expr, Expr>;
  private readonly conditions: readonly Expr[];
  private readonly exact: ReadonlyMap<Expr, Expr>;
  /** The names that people see at a counterexample; the others are where they must be for all to be defined. */
  private readonly shown: ReadonlySet<Expr>;

  /** The sides are unfolded to the leaves; `domain` is where more than the sides has to be defined. */
  constructor(left: Expr, right: Expr, given: readonly Expr[], seed: number, domain: readonly Expr[] = []) {
    const { values, rest } = eliminate(given);
    const outside = domain.map((condition) => substitute(condition, values));
    const concrete = concretize([substitute(left, values), substitute(right, values), ...rest, ...outside], seed);
    [this.left, this.right] = concrete.exprs as [Expr, Expr];
    this.shown = new Set(freeSymbols(...concrete.exprs.slice(0, 2 + rest.length)));
    this.conditions = concrete.exprs.slice(2);
    this.functions = concrete.functions;
    this.rows = concrete.rows;
    this.values = values;
    this.exact = new Map([...values].map(([name, value]) => [name, concretize([value], seed).exprs[0] as Expr]));
    const equations = this.conditions.some((condition) => isOp(condition, "eq"));
    // Names that only equations speak of need values, too: the equations are checked there.
    const symbols = freeSymbols(...concrete.exprs, ...this.exact.values());
    const count = equations ? POINTS / 2 : POINTS;
    const sampling = { symbols, conditions: this.conditions, exprs: concrete.exprs.slice(0, 2), seed, count };
    const found = samplePoints(sampling);
    this.areSolved = found.length === 0 && equations;
    const points = this.areSolved ? pointsBySolving(sampling) : found;
    this.points = [...points, ...pointsOnBranches(sampling, points)];
  }

  /** A point at which doubles already tell the sides apart, confirmed by enclosures. */
  quickDifference(): Difference | undefined {
    let alarms = 0;
    for (const point of this.points) {
      const values = evaluateFloat64([this.left, this.right], toFloats(point));
      const [a, b] = [values.get(this.left.id) as number, values.get(this.right.id) as number];
      if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
      if (Math.abs(a - b) <= CLEAR_DIFFERENCE * Math.max(Math.abs(a), Math.abs(b))) continue;
      const found = this.certify(point, PRECISIONS.slice(0, 1));
      if (found) return found;
      if (++alarms > MOST_FALSE_ALARMS) return undefined;
    }
    return undefined;
  }

  /** An admissible point at which both sides are certainly defined. */
  somewhere(): Sample | undefined {
    const arithmetic = new IntervalArithmetic(PRECISIONS[0] as number);
    const point = this.points.find((candidate) => this.enclose(candidate, arithmetic) !== undefined);
    return point && this.sample(point);
  }

  private sample(point: Point): Sample {
    return { values: [...point].map(([name, value]) => [name as SymbolExpr, value] as const), functions: this.rows };
  }

  /**
   * A point around which one side has a case that applies and the other has none: cases that were forgotten, unlike
   * a kink, leave out a whole region, and equality "wherever both are defined" would pass over it.
   */
  uncovered(): Point | undefined {
    return this.points.find((point) => {
      const here = toFloats(point);
      const shifts = [0, 1e-4, -1e-4];
      const open = (side: Expr): boolean =>
        shifts.every((shift) => lacksCase(side, new Map([...here].map(([name, value], i) => [name, value + shift * (i + 1)]))));
      return open(this.left) !== open(this.right);
    });
  }

  /** Compares at high precision; what doubles could not tell apart may still differ. */
  compare(): Comparison {
    const agreed: Point[] = [];
    for (const point of this.points) {
      const found = this.certify(point, this.precisionsAt(agreed.length));
      if (found) return { difference: found, agreed: agreed.length, digits: 0, isSpecial: false };
      const sides = this.enclose(point, new IntervalArithmetic(PRECISIONS[0] as number));
      if (sides && areNear(...sides, DIGITS) && agreed.push(point) >= CERTIFIED) break;
    }
    return { agreed: agreed.length, digits: DIGITS, isSpecial: this.areSolved || this.areAlike(agreed) };
  }

  /** Whether one name that equations speak of has the same value at all points. */
  private areAlike(points: readonly Point[]): boolean {
    const equations = this.conditions.filter((condition) => isOp(condition, "eq"));
    return freeSymbols(...equations).some((name) => new Set(points.map((point) => valueText(point.get(name) ?? q.ZERO))).size === 1);
  }

  /** More digits at the first point; constants may be very close to each other without being equal. */
  private precisionsAt(agreed: number): readonly number[] {
    if (agreed > 0) return PRECISIONS.slice(0, 1);
    return this.points[0]?.size === 0 ? PRECISIONS : PRECISIONS.slice(0, 2);
  }

  private certify(point: Point, precisions: readonly number[]): Difference | undefined {
    for (const digits of precisions) {
      const sides = this.enclose(point, new IntervalArithmetic(digits));
      if (!sides) continue;
      if (areDisjoint(...sides)) return { counterexample: this.counterexample(point, sides), at: this.sample(point), digits };
    }
    return undefined;
  }

  /** Enclosures of both sides, if both and every condition are certain there. */
  private enclose(point: Point, arithmetic: IntervalArithmetic): [Interval, Interval] | undefined {
    const [left, right, ...conditions] = arithmetic.evaluate([this.left, this.right, ...this.conditions], point);
    if (!left || !right) return undefined;
    return conditions.every((truth) => truth?.low.eq(1)) ? [left, right] : undefined;
  }

  private counterexample(point: Point, [left, right]: [Interval, Interval]): Counterexample {
    const at: Record<string, string> = Object.create(null) as Record<string, string>;
    const solved = evaluateFloat64([...this.exact.values()], toFloats(point));
    const entries = [...point].filter(([name]) => this.shown.has(name) && !this.values.has(name));
    for (const [name, value] of entries) at[name.kind === "symbol" ? name.name : ""] = valueText(value);
    for (const [name, value] of this.exact) if (name.kind === "symbol") at[name.name] = String(solved.get(value.id));
    Object.assign(at, this.functions);
    const digits = [10, 20, 50, 100, 200].find((count) => show(left, count) !== show(right, count)) ?? 600;
    return { at, left: show(left, digits), right: show(right, digits) };
  }
}

function valueText(value: q.Rational): string {
  const text = decimal(value);
  return text !== undefined && text.length <= 8 ? text : q.toText(value);
}

/** Whether some case distinction has no case that applies. */
function lacksCase(side: Expr, point: ReadonlyMap<Expr, number>): boolean {
  const values = evaluateFloat64([side], point);
  return postorder(side).some(
    (node) => isOp(node, "piecewise") && node.args.length % 2 === 0 && node.args.every((arg, i) => i % 2 === 1 || values.get(arg.id) === 0),
  );
}

/** A point as people read it. */
export function pointText(point: Point): string {
  return [...point].map(([name, value]) => `${name.kind === "symbol" ? name.name : ""} = ${valueText(value)}`).join(", ");
}
