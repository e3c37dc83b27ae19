/**
 * Enclosures of any precision: every operation rounds outwards, so the true value lies between the bounds. An interval
 * is missing (`undefined`) where the value may not be defined; then nothing may be concluded.
 */
import { Decimal } from "decimal.js";
import { type Rational, toNumber } from "../base/rational.ts";
import type { Expr } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";
import { expandDefinitions } from "./definition.ts";

export interface Interval {
  readonly low: Decimal;
  readonly high: Decimal;
}

type Maybe = Interval | undefined;
type Rounding = typeof Decimal;

const LARGEST_POWER = 10_000;
const LARGEST_EXPONENT = 1_000_000;

/** Interval arithmetic with so many significant digits. */
export class IntervalArithmetic {
  readonly digits: number;
  private readonly down: Rounding;
  private readonly up: Rounding;
  private readonly wide: Rounding;
  private readonly enclosures: ReadonlyMap<string, (...args: readonly Interval[]) => Maybe>;

  constructor(digits: number) {
    this.digits = digits;
    const limits = { maxE: 9e15, minE: -9e15, toExpNeg: -20, toExpPos: 20 };
    this.down = Decimal.clone({ ...limits, precision: digits, rounding: Decimal.ROUND_FLOOR });
    this.up = Decimal.clone({ ...limits, precision: digits, rounding: Decimal.ROUND_CEIL });
    this.wide = Decimal.clone({ ...limits, precision: digits + 10, rounding: Decimal.ROUND_HALF_EVEN });
    this.enclosures = this.table();
  }

  /** The enclosures of the roots at a point of exact values. */
  evaluate(roots: readonly Expr[], values: ReadonlyMap<Expr, Rational>): Maybe[] {
    const expanded = roots.map((root) => expandDefinitions(root, (op) => !this.enclosures.has(op) && op !== "piecewise"));
    const out = new Map<number, Maybe>();
    for (const node of postorder(...expanded)) out.set(node.id, this.node(node, out, values));
    return expanded.map((root) => out.get(root.id));
  }

  /** A pair of bounds around a fraction. */
  rational(value: Rational): Interval {
    const [n, d] = [String(value.n), String(value.d)];
    return { low: this.down.div(n, d), high: this.up.div(n, d) };
  }

  private node(node: Expr, out: ReadonlyMap<number, Maybe>, values: ReadonlyMap<Expr, Rational>): Maybe {
    if (node.kind === "number") return this.rational(node.value);
    if (node.kind !== "apply") {
      const value = values.get(node);
      return value && this.rational(value);
    }
    const args = node.args.map((arg) => out.get(arg.id));
    if (node.op === "piecewise") return choose(args);
    if (args.includes(undefined)) return undefined;
    const result = this.guarded(node.op, args as Interval[]);
    return result && !result.low.isNaN() && !result.high.isNaN() && result.low.isFinite() && result.high.isFinite() ? result : undefined;
  }

  /** The library throws where its own limits end; then nothing is certain. */
  private guarded(op: string, args: readonly Interval[]): Maybe {
    try {
      return this.enclosures.get(op)?.(...args);
    } catch (error) {
      if (String((error as Error).message).includes("DecimalError")) return undefined;
      throw error;
    }
  }

  private point(value: number): Interval {
    return { low: new this.down(value), high: new this.up(value) };
  }

  private add(a: Interval, b: Interval): Interval {
    return { low: this.down.add(a.low, b.low), high: this.up.add(a.high, b.high) };
  }

  private negate(a: Interval): Interval {
    return { low: a.high.neg(), high: a.low.neg() };
  }

  private multiply(a: Interval, b: Interval): Interval {
    const pairs = [
      [a.low, b.low],
      [a.low, b.high],
      [a.high, b.low],
      [a.high, b.high],
    ] as const;
    return {
      low: pairs.map(([p, q]) => this.down.mul(p, q)).reduce((p, q) => (p.lt(q) ? p : q)),
      high: pairs.map(([p, q]) => this.up.mul(p, q)).reduce((p, q) => (p.gt(q) ? p : q)),
    };
  }

  private invert(a: Interval): Maybe {
    if (a.low.lte(0) && a.high.gte(0)) return undefined;
    return { low: this.down.div(1, a.high), high: this.up.div(1, a.low) };
  }

  private power(a: Interval, b: Interval): Maybe {
    if (b.low.eq(b.high) && b.low.isInteger() && b.low.abs().lte(LARGEST_POWER)) return this.integerPower(a, b.low.toNumber());
    if (a.low.eq(0) && a.high.eq(0) && b.low.gt(0)) return a;
    const log = this.log(a);
    return log && this.exp(this.multiply(b, log));
  }

  private integerPower(a: Interval, n: number): Maybe {
    if (n === 0) return a.low.lte(0) && a.high.gte(0) ? undefined : this.point(1);
    if (n < 0) {
      const positive = this.integerPower(a, -n);
      return positive && this.invert(positive);
    }
    let result: Interval | undefined;
    let square = a;
    for (let k = n; k > 0; k = Math.floor(k / 2)) {
      if (k % 2) result = result ? this.multiply(result, square) : square;
      if (k > 1) square = this.square(square);
    }
    return result;
  }

  private square(a: Interval): Interval {
    const { low, high } = this.multiply(a, a);
    return a.low.lt(0) && a.high.gt(0) ? { low: new this.down(0), high } : { low: low.lt(0) ? new this.down(0) : low, high };
  }

  /** Bounds around a value that the library computed with ten digits to spare; `least` is an absolute error to allow. */
  private around(value: Decimal, least = 0): Interval {
    const relative = value.abs().mul(new this.wide(10).pow(2 - this.digits));
    const error = relative.add(least);
    return { low: this.down.sub(value, error), high: this.up.add(value, error) };
  }

  private monotone(a: Interval, f: (x: Decimal) => Decimal, least = 0): Interval {
    return { low: this.around(f(a.low), least).low, high: this.around(f(a.high), least).high };
  }

  private exp(a: Interval): Maybe {
    if (a.low.abs().gt(LARGEST_EXPONENT) || a.high.abs().gt(LARGEST_EXPONENT)) return undefined;
    const { low, high } = this.monotone(a, (x) => this.wide.exp(x));
    return { low: low.lt(0) ? new this.down(0) : low, high };
  }

  private log(a: Interval): Maybe {
    return a.low.lte(0) ? undefined : this.monotone(a, (x) => this.wide.ln(x));
  }

  private sqrt(a: Interval): Maybe {
    return a.low.lt(0) ? undefined : { low: this.down.sqrt(a.low), high: this.up.sqrt(a.high) };
  }

  /** sin and cos vary no faster than their argument: the value at the middle, give or take half the width. */
  private wave(a: Interval, name: "sin" | "cos"): Maybe {
    const middle = a.low.add(a.high).div(2);
    const scale = Math.max(0, middle.e);
    if (scale > 300) return undefined;
    const precise = Decimal.clone({ precision: this.digits + 10 + scale, rounding: Decimal.ROUND_HALF_EVEN });
    const centre = new precise(a.low).add(a.high).div(2);
    const value = precise[name](centre);
    const error = this.up.add(this.up.sub(a.high, a.low), new this.up(10).pow(1 - this.digits));
    return { low: this.down.sub(value, error), high: this.up.add(value, error) };
  }

  private inverse(a: Interval, name: "asin" | "acos" | "atan"): Maybe {
    if (name !== "atan" && (a.low.lt(-1) || a.high.gt(1))) return undefined;
    const least = toNumber({ n: 1n, d: 10n ** BigInt(Math.min(300, this.digits - 1)) });
    const bounds = this.monotone(a, (x) => this.wide[name](x), least);
    return name === "acos"
      ? {
          low: this.monotone({ low: a.high, high: a.high }, (x) => this.wide.acos(x), least).low,
          high: this.monotone({ low: a.low, high: a.low }, (x) => this.wide.acos(x), least).high,
        }
      : bounds;
  }

  /** erf by its Maclaurin series (DLMF 7.6.1), with 40 digits to spare for the terms that cancel. */
  private erf(a: Interval): Maybe {
    if (a.low.abs().gt(8) || a.high.abs().gt(8)) return undefined;
    const precise = Decimal.clone({ precision: this.digits + 60, rounding: Decimal.ROUND_HALF_EVEN });
    const tiny = new precise(10).pow(-this.digits - 10);
    const scale = new precise(2).div(precise.sqrt(precise.acos(-1)));
    const series = (point: Decimal): Decimal => {
      const z = new precise(point);
      const square = z.mul(z);
      let term = z;
      let sum = z;
      for (let n = 1; term.abs().gt(tiny) || n < 80; n++) {
        term = term.mul(square).div(-n);
        sum = sum.add(term.div(2 * n + 1));
      }
      return sum.mul(scale);
    };
    return this.monotone(a, series);
  }

  private table(): ReadonlyMap<string, (...args: readonly Interval[]) => Maybe> {
    type Unary = (a: Interval) => Maybe;
    const unary =
      (f: Unary) =>
      (...[a]: readonly Interval[]) =>
        a ? f(a) : undefined;
    const binary =
      (f: (a: Interval, b: Interval) => Maybe) =>
      (...[a, b]: readonly Interval[]) =>
        a && b ? f(a, b) : undefined;
    const truth = (yes: boolean, no: boolean): Interval => ({ low: new this.down(yes ? 1 : 0), high: new this.up(no ? 0 : 1) });
    return new Map<string, (...args: readonly Interval[]) => Maybe>([
      ["add", (...args) => args.reduce((a, b) => this.add(a, b))],
      ["mul", (...args) => args.reduce((a, b) => this.multiply(a, b))],
      ["neg", unary((a) => this.negate(a))],
      [
        "div",
        binary((a, b) => {
          const inverse = this.invert(b);
          return inverse && this.multiply(a, inverse);
        }),
      ],
      ["pow", binary((a, b) => this.power(a, b))],
      ["sqrt", unary((a) => this.sqrt(a))],
      ["exp", unary((a) => this.exp(a))],
      ["log", unary((a) => this.log(a))],
      ["sin", unary((a) => this.wave(a, "sin"))],
      ["cos", unary((a) => this.wave(a, "cos"))],
      ["asin", unary((a) => this.inverse(a, "asin"))],
      ["acos", unary((a) => this.inverse(a, "acos"))],
      ["atan", unary((a) => this.inverse(a, "atan"))],
      ["erf", unary((a) => this.erf(a))],
      ["pi", () => this.around(this.wide.acos(-1))],
      ["floor", unary((a) => (a.low.floor().eq(a.high.floor()) ? { low: a.low.floor(), high: a.low.floor() } : undefined))],
      ["ceil", unary((a) => (a.low.ceil().eq(a.high.ceil()) ? { low: a.low.ceil(), high: a.low.ceil() } : undefined))],
      ["factorial", unary((a) => this.factorial(a))],
      ["lt", binary((a, b) => truth(a.high.lt(b.low), a.low.gte(b.high)))],
      ["le", binary((a, b) => truth(a.high.lte(b.low), a.low.gt(b.high)))],
      ["eq", binary((a, b) => truth(isPoint(a) && isPoint(b) && a.low.eq(b.low), a.high.lt(b.low) || a.low.gt(b.high)))],
      ["ne", binary((a, b) => truth(a.high.lt(b.low) || a.low.gt(b.high), isPoint(a) && isPoint(b) && a.low.eq(b.low)))],
      ["and", (...args) => args.reduce((a, b) => ({ low: a.low.lt(b.low) ? a.low : b.low, high: a.high.lt(b.high) ? a.high : b.high }))],
    ]);
  }

  private factorial(a: Interval): Maybe {
    if (!isPoint(a) || !a.low.isInteger() || a.low.lt(0) || a.low.gt(2000)) return undefined;
    let product = this.point(1);
    for (let i = 2; i <= a.low.toNumber(); i++) product = this.multiply(product, this.point(i));
    return product;
  }
}

function isPoint(a: Interval): boolean {
  return a.low.eq(a.high);
}

/** The first branch whose condition certainly holds, if all before it certainly fail. */
function choose(args: readonly Maybe[]): Maybe {
  for (let i = 0; i + 1 < args.length; i += 2) {
    const condition = args[i];
    if (condition?.low.eq(1)) return args[i + 1];
    if (!condition?.high.eq(0)) return undefined;
  }
  return args.length % 2 ? args.at(-1) : undefined;
}

/** Whether two enclosures have no point in common: then the values differ. */
export function areDisjoint(a: Interval, b: Interval): boolean {
  return a.high.lt(b.low) || b.high.lt(a.low);
}

/** Whether two enclosures are near each other for their size: 1 - tanh(200)^2, which may be zero to so many digits, is near nothing. */
export function areNear(a: Interval, b: Interval, digits: number): boolean {
  const bounds = [a.low, a.high, b.low, b.high];
  const [low, high] = [Decimal.min(...bounds), Decimal.max(...bounds)];
  // Nothing is near an exact 0 for its size.
  const isZero = [a, b].some((side) => side.low.isZero() && side.high.isZero());
  const size = isZero ? new Decimal(1) : Decimal.max(low.abs(), high.abs());
  return high.sub(low).lte(size.mul(new Decimal(10).pow(-digits)));
}

/** The middle of an enclosure, rounded for people. */
export function show(a: Interval, digits = 10): string {
  const middle = a.low.add(a.high).div(2);
  return middle.toSignificantDigits(digits, Decimal.ROUND_HALF_EVEN).toString();
}
