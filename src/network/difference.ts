/** Slopes by finite differences, each with a bound of its error; and where there is no slope. */
import { demand } from "./error.ts";

export type ScalarFunction = (x: Float64Array) => number;
export type DifferenceMethod = "forward" | "central" | "richardson" | "ridders";

export interface Difference {
  readonly value: number;
  /** An estimate, on the safe side, of how far the value may be from the derivative. */
  readonly error: number;
  /** The step of the formula that was taken in the end. */
  readonly step: number;
  /** The slopes on both sides, where they differ however small the step is. */
  readonly kink?: { readonly left: number; readonly right: number };
}

export interface DifferenceOptions {
  /** Default: ridders. */
  readonly method?: DifferenceMethod;
  /** The step; by default chosen from the coordinate and from rounding. */
  readonly step?: number;
}

const EPSILON = 2 ** -52;
/** How many units of rounding a value of the function may be off. */
const ROUNDING = 8;

/** ∂f/∂x_i at a point. Throws NetworkError where the function has no finite value nearby. O(2) to O(20) evaluations. */
export function difference(f: ScalarFunction, at: Float64Array, i: number, options: DifferenceOptions = {}): Difference {
  const x = Float64Array.from(at);
  const origin = x[i] as number;
  const along = (h: number): number => {
    x[i] = origin + h;
    const value = f(x);
    x[i] = origin;
    demand(Number.isFinite(value), "value", () => `the function is ${value} at coordinate ${i} = ${origin + h}`);
    return value;
  };
  const scale = Math.max(Math.abs(origin), 1);
  const found = METHODS[options.method ?? "ridders"](along, scale, options.step);
  const { left, right, isKink, error } = nearby(along, scale);
  if (isKink) return { ...found, kink: { left, right } };
  // A kink beside the point spoils wide steps, and no formula with one step can tell: the narrow one is taken then.
  const middle = (left + right) / 2;
  return Math.abs(middle - found.value) <= found.error + error ? found : { value: middle, error, step: scale * NARROW };
}

type Along = (h: number) => number;

/** A power of two, so that origin + h − origin is h but for the rounding of the origin itself. */
function power(size: number): number {
  return 2 ** Math.round(Math.log2(size));
}

const noise = (values: readonly number[], h: number): number => (ROUNDING * EPSILON * Math.max(...values.map(Math.abs), 1e-300)) / h;

const METHODS: Readonly<Record<DifferenceMethod, (f: Along, scale: number, step?: number) => Difference>> = {
  /** (f(x+h) − f(x))/h; the error by halving the step. Nocedal and Wright, section 8.1. */
  forward: (f, scale, step = power(scale * Math.sqrt(EPSILON) * 4)) => {
    const [zero, one, half] = [f(0), f(step), f(step / 2)];
    const [wide, narrow] = [(one - zero) / step, (half - zero) / (step / 2)];
    return { value: narrow, error: 2 * Math.abs(wide - narrow) + 2 * noise([zero, one], step / 2), step: step / 2 };
  },
  /** (f(x+h) − f(x−h))/2h; the error from the step twice as wide. */
  central: (f, scale, step = power(scale * Math.cbrt(EPSILON) * 4)) => {
    const { narrow, wide, rounding } = twoCentral(f, step);
    return { value: narrow, error: Math.abs(wide - narrow) + rounding, step };
  },
  /** Two central differences, their leading errors cancelled. */
  richardson: (f, scale, step = power(scale * EPSILON ** 0.2 * 0.5)) => {
    const { narrow, wide, rounding } = twoCentral(f, step);
    const widest = (f(4 * step) - f(-4 * step)) / (8 * step);
    const [value, coarse] = [narrow + (narrow - wide) / 3, wide + (wide - widest) / 3];
    return { value, error: Math.abs(value - coarse) + 2 * rounding, step };
  },
  /** Extrapolation over many steps, stopped when the error grows. Ridders 1982; Press et al., section 5.7. */
  ridders: (f, scale, step = power(scale * 0.05)) => {
    const table: number[][] = [];
    let best: Difference = { value: NaN, error: Infinity, step };
    for (let row = 0, h = step; row < 10; row++, h /= SHRINK) {
      const [high, low] = [f(h), f(-h)];
      const rounding = noise([high, low], h);
      const current = [(high - low) / (2 * h)];
      for (let k = 1, factor = SHRINK ** 2; k <= row; k++, factor *= SHRINK ** 2) {
        const [left, above] = [current[k - 1] as number, (table[row - 1] as number[])[k - 1] as number];
        current.push(left + (left - above) / (factor - 1));
        const error = Math.max(Math.abs((current[k] as number) - left), Math.abs((current[k] as number) - above)) + 2 * rounding;
        if (error <= best.error) best = { value: current[k] as number, error, step: h };
      }
      table.push(current);
      const last = table[row - 1]?.at(-1);
      if (last !== undefined && Math.abs((current.at(-1) as number) - last) >= 2 * best.error) break;
    }
    return best;
  },
};

const SHRINK = 1.4;

function twoCentral(f: Along, h: number): { narrow: number; wide: number; rounding: number } {
  const [a, b, c, d] = [f(h), f(-h), f(2 * h), f(-2 * h)];
  return { narrow: (a - b) / (2 * h), wide: (c - d) / (4 * h), rounding: noise([a, b], h) };
}

const NARROW = 2 ** -20;

/** Slopes close by on both sides. They stay apart at a kink; where the function is smooth, their gap shrinks with the step. */
function nearby(f: Along, scale: number): { left: number; right: number; isKink: boolean; error: number } {
  const zero = f(0);
  const slopes = (h: number): readonly [left: number, right: number, rounding: number] => {
    const [high, low] = [f(h), f(-h)];
    return [(zero - low) / h, (high - zero) / h, noise([zero, high, low], h)];
  };
  const [far, near, most] = [slopes(power(scale * 2 ** -10)), slopes(power(scale * NARROW)), slopes(power(scale * NARROW * 4))];
  const gap = ([left, right]: readonly [number, number, number]): number => Math.abs(right - left);
  const isKink = gap(near) > 8 * near[2] && gap(near) > 0.3 * gap(most) && gap(near) > 0.01 * gap(far);
  return { left: near[0], right: near[1], isKink, error: 8 * near[2] + gap(near) };
}

export interface Order {
  /** As which power of the step the remainder falls: 2 for a right gradient, 1 for a wrong one. */
  readonly order: number;
  readonly verdict: "right" | "wrong" | "noisy";
  readonly remainders: readonly (readonly [step: number, remainder: number])[];
}

/**
 * The Taylor test: |f(x + hv) − f(x) − h g·v| falls as h² if g is the gradient and as h if it is not, whatever the rounding
 * of single differences. `noisy` where the remainders are lost in rounding at every step.
 */
export function orderOf(f: ScalarFunction, gradient: Float64Array, at: Float64Array, direction: Float64Array): Order {
  const zero = f(at);
  const slope = at.reduce((sum, _, i) => sum + (gradient[i] as number) * (direction[i] as number), 0);
  const remainders: (readonly [number, number])[] = [];
  for (let h = 2 ** -4; h >= 2 ** -24; h /= 4) {
    const value = f(at.map((v, i) => v + h * (direction[i] as number)));
    const remainder = Math.abs(value - zero - h * slope);
    if (remainder < 64 * EPSILON * Math.max(Math.abs(value), Math.abs(zero), Math.abs(h * slope))) break;
    remainders.push([h, remainder]);
  }
  const last = remainders.slice(-4);
  if (last.length < 2) return { order: NaN, verdict: remainders.length === 0 && slope !== 0 ? "right" : "noisy", remainders };
  const [first, final] = [last[0] as readonly [number, number], last.at(-1) as readonly [number, number]];
  const order = Math.log(first[1] / final[1]) / Math.log(first[0] / final[0]);
  return { order, verdict: order > 1.7 ? "right" : order < 1.3 ? "wrong" : "noisy", remainders };
}
