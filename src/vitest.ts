/** Matchers: `import { matchers } from "gradproof/vitest"; expect.extend(matchers);`, and the same as plain functions. */
import type { Matchers } from "vitest";
import type { CheckOptions } from "./binding/check.ts";
import type { Expr } from "./expression/expr.ts";
import type { ScalarFunction } from "./network/difference.ts";
import type { GradcheckOptions } from "./network/gradcheck.ts";

export { matchers } from "./testing/matchers.ts";
export { type Outcome, isEqualExpression, isGradientOf, isProvedDerivation } from "./testing/outcome.ts";

declare module "vitest" {
  interface Matchers<T = any> {
    /** Whether this gradient, an array or a function of the point, is that of f. */
    toBeGradientOf(f: ScalarFunction, options: GradcheckOptions & { readonly at: ArrayLike<number> | readonly ArrayLike<number>[] }): void;
    /** Whether this expression, or text of one, is proved to be the same as another. */
    toEqualExpression(expected: Expr | string): void;
    /** Whether every step of this document is proved. */
    toBeProvedDerivation(options?: CheckOptions): void;
  }
}

/** The three, for those who write `expect` types of their own. */
export type GradproofMatchers = Pick<Matchers, "toBeGradientOf" | "toEqualExpression" | "toBeProvedDerivation">;
