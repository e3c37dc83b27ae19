/** The plain functions as matchers for `expect.extend`. */
import { isEqualExpression, isGradientOf, isProvedDerivation, type Outcome } from "./outcome.ts";

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

const matcher =
  <A extends readonly unknown[]>(find: (...args: A) => Outcome) =>
  (...args: A): MatcherResult => {
    const { pass, message } = find(...args);
    return { pass, message: () => message };
  };

export const matchers = {
  toBeGradientOf: matcher(isGradientOf),
  toEqualExpression: matcher(isEqualExpression),
  toBeProvedDerivation: matcher(isProvedDerivation),
};
