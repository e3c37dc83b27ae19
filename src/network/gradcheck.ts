/** Whether a gradient that somebody wrote is the gradient: against finite differences, coordinate by coordinate or along directions. */
import { random } from "../base/random.ts";
import { type DifferenceMethod, type ScalarFunction, difference } from "./difference.ts";
import { demand } from "./error.ts";

export interface Mismatch {
  /** The coordinate, or the number of the direction. */
  readonly coordinate: number;
  readonly analytic: number;
  readonly analyticError: number;
  readonly difference: number;
  readonly differenceError: number;
}

/** What the mismatches have in common. */
export type Pattern =
  | { readonly kind: "sign" }
  | { readonly kind: "factor"; readonly factor: number }
  | { readonly kind: "missing-term"; readonly term: number }
  | { readonly kind: "transposed" }
  | { readonly kind: "zero" };

export interface GradcheckResult {
  readonly ok: boolean;
  readonly checked: number;
  readonly mismatches: readonly Mismatch[];
  /** Coordinates where the function has a kink: no mismatch. */
  readonly kinks: readonly number[];
  /** The largest |analytic − difference|, relative to the largest gradient. */
  readonly maxRelativeError: number;
  readonly pattern?: Pattern;
  /** For people. */
  readonly message: string;
}

export interface GradcheckOptions {
  /** So many seeded directions instead of every coordinate. */
  readonly directions?: number;
  readonly seed?: number;
  readonly method?: DifferenceMethod;
  /** How large a relative difference is still taken for rounding; default 1e-6. */
  readonly tolerance?: number;
  /** Rows and columns, where the argument is a matrix: a transposed gradient is then recognised. */
  readonly shape?: readonly [rows: number, columns: number];
}

/**
 * Holds a gradient against differences of its function. Throws NetworkError for a gradient of another length, or values
 * that are no finite numbers. About 20 evaluations a coordinate.
 */
export function gradcheck(
  f: ScalarFunction,
  gradient: ((x: Float64Array) => ArrayLike<number>) | ArrayLike<number>,
  at: ArrayLike<number>,
  options: GradcheckOptions = {},
): GradcheckResult {
  const point = Float64Array.from(at);
  demand(point.length > 0, "empty", () => "a gradient check needs at least one coordinate");
  const given = Float64Array.from(typeof gradient === "function" ? gradient(Float64Array.from(point)) : gradient);
  demand(given.length === point.length, "shape", () => `the gradient has ${given.length} entries, the point ${point.length}`);
  given.forEach((value, i) => demand(Number.isFinite(value), "value", () => `the gradient is ${value} at coordinate ${i}`));
  return options.directions === undefined ? byCoordinates(f, given, point, options) : byDirections(f, given, point, options);
}

/** The same for a function with several values and its vector-Jacobian product x, u ↦ uᵀ J(x), with a seeded u. */
export function gradcheckProduct(
  f: (x: Float64Array) => ArrayLike<number>,
  product: (x: Float64Array, cotangent: Float64Array) => ArrayLike<number>,
  at: ArrayLike<number>,
  options: GradcheckOptions = {},
): GradcheckResult {
  const point = Float64Array.from(at);
  const values = f(Float64Array.from(point));
  demand(values.length > 0, "empty", () => "the function has no values");
  const cotangent = seededNormal(values.length, options.seed ?? 1);
  const along: ScalarFunction = (x) => {
    const all = f(x);
    let sum = 0;
    for (let k = 0; k < all.length; k++) sum += (all[k] as number) * (cotangent[k] as number);
    return sum;
  };
  return gradcheck(along, (x) => product(x, cotangent), point, options);
}

function byCoordinates(f: ScalarFunction, given: Float64Array, at: Float64Array, options: GradcheckOptions): GradcheckResult {
  const slopes = Array.from(given, (_, i) => difference(f, at, i, options.method ? { method: options.method } : {}));
  const largest = slopes.reduce((most, { value }) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
  const kinks: number[] = [];
  const mismatches: Mismatch[] = [];
  let worst = 0;
  for (const [i, { value, error, kink }] of slopes.entries()) {
    const analytic = given[i] as number;
    const gap = Math.abs(analytic - value);
    if (kink && isBetween(analytic, kink.left, kink.right)) {
      kinks.push(i);
      continue;
    }
    worst = Math.max(worst, gap / largest);
    const analyticError = 64 * Number.EPSILON * Math.max(Math.abs(analytic), largest);
    if (gap <= error + analyticError || gap <= (options.tolerance ?? 1e-6) * Math.max(Math.abs(analytic), Math.abs(value))) continue;
    mismatches.push({ coordinate: i, analytic, analyticError, difference: value, differenceError: error });
  }
  const values = slopes.map(({ value }) => value);
  return resultOf("coordinate", given.length, mismatches, kinks, worst, patternOf(given, values, mismatches, options.shape));
}

function byDirections(f: ScalarFunction, given: Float64Array, at: Float64Array, options: GradcheckOptions): GradcheckResult {
  const mismatches: Mismatch[] = [];
  const kinks: number[] = [];
  let worst = 0;
  const count = options.directions as number;
  for (let k = 0; k < count; k++) {
    const direction = seededNormal(at.length, (options.seed ?? 1) + k);
    const norm = Math.hypot(...direction);
    const along: ScalarFunction = ([h]) => f(at.map((v, i) => v + ((h as number) * (direction[i] as number)) / norm));
    const { value, error, kink } = difference(along, Float64Array.of(0), 0, options.method ? { method: options.method } : {});
    const analytic = given.reduce((sum, v, i) => sum + (v * (direction[i] as number)) / norm, 0);
    const gap = Math.abs(analytic - value);
    if (kink && isBetween(analytic, kink.left, kink.right)) {
      kinks.push(k);
      continue;
    }
    worst = Math.max(worst, gap / Math.max(Math.abs(value), Number.MIN_VALUE));
    const analyticError = 64 * Number.EPSILON * given.reduce((sum, v, i) => sum + Math.abs((v * (direction[i] as number)) / norm), 0);
    if (gap <= error + analyticError || gap <= (options.tolerance ?? 1e-6) * Math.abs(value)) continue;
    mismatches.push({ coordinate: k, analytic, analyticError, difference: value, differenceError: error });
  }
  return resultOf("direction", count, mismatches, kinks, worst, undefined);
}

function isBetween(value: number, a: number, b: number): boolean {
  const slack = 1e-6 * Math.max(Math.abs(a), Math.abs(b));
  return value >= Math.min(a, b) - slack && value <= Math.max(a, b) + slack;
}

/** Seeded numbers of the normal distribution (Box and Muller). */
export function seededNormal(count: number, seed: number): Float64Array {
  const source = random(seed);
  const uniform = (): number => (source.below(4294967295) + 1) / 4294967297;
  return Float64Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
}

// What is wrong ------------------------------------------------------------------------------------------------------------

function patternOf(
  given: Float64Array,
  slopes: readonly number[],
  mismatches: readonly Mismatch[],
  shape: GradcheckOptions["shape"],
): Pattern | undefined {
  if (mismatches.length === 0) return undefined;
  const isAbout = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-4 * Math.max(Math.abs(a), Math.abs(b), 1e-12);
  if (shape && shape[0] * shape[1] === given.length && isTransposed(given, slopes, shape, isAbout)) return { kind: "transposed" };
  if (mismatches.every(({ analytic }) => analytic === 0)) return { kind: "zero" };
  const ratios = mismatches.map((each) => each.analytic / each.difference);
  const [ratio = NaN] = ratios;
  if (ratios.every((each) => isAbout(each, -1))) return { kind: "sign" };
  if (Number.isFinite(ratio) && ratios.every((each) => isAbout(each, ratio))) return { kind: "factor", factor: ratio };
  const gaps = mismatches.map((each) => each.difference - each.analytic);
  const [gap = NaN] = gaps;
  return mismatches.length > 1 && gaps.every((each) => isAbout(each, gap)) ? { kind: "missing-term", term: gap } : undefined;
}

function isTransposed(
  given: Float64Array,
  slopes: readonly number[],
  [rows, columns]: readonly [number, number],
  isAbout: (a: number, b: number) => boolean,
): boolean {
  return slopes.every((slope, at) => isAbout(slope, given[(at % columns) * rows + Math.floor(at / columns)] as number));
}

function resultOf(
  what: string,
  checked: number,
  mismatches: readonly Mismatch[],
  kinks: readonly number[],
  maxRelativeError: number,
  pattern: Pattern | undefined,
): GradcheckResult {
  const ok = mismatches.length === 0;
  const message = ok ? `${checked} ${what}s agree with finite differences${kinksText(kinks)}` : failure(what, checked, mismatches, pattern);
  return { ok, checked, mismatches, kinks, maxRelativeError, message, ...(pattern ? { pattern } : {}) };
}

function kinksText(kinks: readonly number[]): string {
  return kinks.length > 0 ? ` (${kinks.length} at a kink, where there is no derivative)` : "";
}

const MOST_SHOWN = 5;

function failure(what: string, checked: number, mismatches: readonly Mismatch[], pattern: Pattern | undefined): string {
  const bound = (value: number, error: number): string => `${value.toPrecision(10)} ± ${error.toExponential(1)}`;
  const lines = mismatches
    .slice(0, MOST_SHOWN)
    .map(
      (each) =>
        `  ${what} ${each.coordinate}: the gradient says ${bound(each.analytic, each.analyticError)}, differences ${bound(each.difference, each.differenceError)}`,
    );
  if (mismatches.length > MOST_SHOWN) lines.push(`  and ${mismatches.length - MOST_SHOWN} more`);
  return [`the gradient is wrong at ${mismatches.length} of ${checked} ${what}s${pattern ? `: ${describe(pattern)}` : ""}`, ...lines].join(
    "\n",
  );
}

function describe(pattern: Pattern): string {
  switch (pattern.kind) {
    case "sign":
      return "its sign is turned round";
    case "factor":
      return `it is ${Number(pattern.factor.toPrecision(6))} times what it should be`;
    case "missing-term":
      return `a term is missing: ${Number(pattern.term.toPrecision(6))} everywhere`;
    case "transposed":
      return "it is transposed";
    case "zero":
      return "it is 0 there";
  }
}
