/** A property that holds if a gradient is right, for fast-check to try at many points and to shrink where it is not. */
import * as fc from "fast-check";
import type { ScalarFunction } from "../network/difference.ts";
import { type GradcheckOptions, gradcheck } from "../network/gradcheck.ts";
import { point } from "./expression.ts";

export interface GradientPropertyOptions extends GradcheckOptions {
  /** How many coordinates a point has; or `points`. */
  readonly dimension?: number;
  /** Default: points with coordinates of two decimals between −2 and 2. */
  readonly points?: fc.Arbitrary<Float64Array>;
}

/** `fc.assert(gradientProperty(f, gradient, { dimension: 3 }))`. Points at which f has no finite value are left out. */
export function gradientProperty(
  f: ScalarFunction,
  gradient: (x: Float64Array) => ArrayLike<number>,
  { dimension, points, ...options }: GradientPropertyOptions,
): fc.IProperty<[Float64Array]> {
  if (points === undefined && dimension === undefined)
    throw new TypeError("gradientProperty needs dimension, the number of coordinates, or points");
  return fc.property(points ?? point(dimension as number), (at) => {
    fc.pre(Number.isFinite(f(Float64Array.from(at))));
    const { ok, message } = gradcheck(f, gradient, at, options);
    if (!ok) throw new Error(message);
  });
}
