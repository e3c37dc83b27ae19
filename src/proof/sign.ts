/** Signs as sets of what is possible, so that ignorance, knowledge and contradiction are values of one kind. */

import type { Interval } from "../evaluate/interval.ts";

/** Any union of POSITIVE, ZERO and NEGATIVE; 0 is a contradiction; COMPLEX is not even known to be a real number. */
export type SignSet = number;
export const NEGATIVE: SignSet = 1;
export const ZERO: SignSet = 2;
export const POSITIVE: SignSet = 4;
export const REAL: SignSet = 7;
export const COMPLEX: SignSet = 15;
const EACH = [NEGATIVE, ZERO, POSITIVE];

const sign = (s: SignSet): number => (s === NEGATIVE ? -1 : s === ZERO ? 0 : 1);
const setOf = (value: number): SignSet => (value < 0 ? NEGATIVE : value > 0 ? POSITIVE : ZERO);

export function isWithin(a: SignSet, b: SignSet): boolean {
  return (a & ~b) === 0;
}

/** The signs that an enclosure leaves open. */
export function signsOf(value: Interval | undefined): SignSet {
  if (!value) return COMPLEX;
  return (value.low.lt(0) ? NEGATIVE : 0) | (value.low.lte(0) && value.high.gte(0) ? ZERO : 0) | (value.high.gt(0) ? POSITIVE : 0);
}

function combined(a: SignSet, b: SignSet, f: (x: number, y: number) => SignSet): SignSet {
  if (a === COMPLEX || b === COMPLEX) return COMPLEX;
  let out = 0;
  for (const x of EACH) for (const y of EACH) if (a & x && b & y) out |= f(sign(x), sign(y));
  return out;
}

export function signOfSum(a: SignSet, b: SignSet): SignSet {
  return combined(a, b, (x, y) => (x * y < 0 ? REAL : setOf(x + y)));
}

export function signOfProduct(a: SignSet, b: SignSet): SignSet {
  return combined(a, b, (x, y) => setOf(x * y));
}

export function opposite(a: SignSet): SignSet {
  return signOfProduct(a, NEGATIVE);
}

/** Of base^(n/d) in lowest terms; where it may not be a real number, nothing is known of it. */
export function signOfPower(base: SignSet, n: bigint, d: bigint): SignSet {
  const isReal = base !== COMPLEX && (d === 1n || isWithin(base, POSITIVE | ZERO)) && (n > 0n || !(base & ZERO));
  if (!isReal) return COMPLEX;
  return EACH.filter((s) => base & s).reduce((out, s) => out | setOf(n === 0n ? 1 : n % 2n === 0n ? sign(s) ** 2 : sign(s)), 0);
}
