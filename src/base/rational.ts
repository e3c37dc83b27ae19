/** An exact fraction in lowest terms; the denominator is positive. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

const SMALL: Rational[] = [];
for (let i = 0n; i <= 16n; i++) SMALL.push({ n: i, d: 1n });

/** The integer as a fraction. */
export function integer(value: number | bigint): Rational {
  const n = BigInt(value);
  return n >= 0n && n <= 16n ? (SMALL[Number(n)] as Rational) : { n, d: 1n };
}

export const ZERO: Rational = integer(0);
export const ONE: Rational = integer(1);
export const MINUS_ONE: Rational = integer(-1);

/** n/d in lowest terms; throws RangeError for d = 0. */
export function rational(n: bigint, d: bigint): Rational {
  if (d === 1n) return integer(n);
  if (d === 0n) throw new RangeError("a fraction with denominator 0");
  const g = gcd(n < 0n ? -n : n, d < 0n ? -d : d);
  const sign = d < 0n ? -1n : 1n;
  const den = (d / g) * sign;
  return den === 1n ? integer((n / g) * sign) : { n: (n / g) * sign, d: den };
}

export function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

export function lcm(a: bigint, b: bigint): bigint {
  return (a / gcd(a, b)) * b;
}

export function plus(a: Rational, b: Rational): Rational {
  return a.d === 1n && b.d === 1n ? integer(a.n + b.n) : rational(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function minus(a: Rational, b: Rational): Rational {
  return plus(a, negate(b));
}

export function times(a: Rational, b: Rational): Rational {
  return a.d === 1n && b.d === 1n ? integer(a.n * b.n) : rational(a.n * b.n, a.d * b.d);
}

/** a/b; throws RangeError for b = 0. */
export function over(a: Rational, b: Rational): Rational {
  return rational(a.n * b.d, a.d * b.n);
}

export function negate(a: Rational): Rational {
  return a.d === 1n ? integer(-a.n) : { n: -a.n, d: a.d };
}

export function compare(a: Rational, b: Rational): number {
  const x = a.n * b.d;
  const y = b.n * a.d;
  return x < y ? -1 : x > y ? 1 : 0;
}

export function equal(a: Rational, b: Rational): boolean {
  return a.n === b.n && a.d === b.d;
}

export function sign(a: Rational): number {
  return a.n < 0n ? -1 : a.n > 0n ? 1 : 0;
}

export function isInteger(a: Rational): boolean {
  return a.d === 1n;
}

/** The largest integer that is not larger. */
export function floor(a: Rational): bigint {
  return a.n / a.d - (a.n < 0n && a.n % a.d !== 0n ? 1n : 0n);
}

/** a^k for an integer k; throws RangeError for 0 to a negative power. The caller bounds k. */
export function power(a: Rational, k: number): Rational {
  const e = BigInt(Math.abs(k));
  return k >= 0 ? rational(a.n ** e, a.d ** e) : rational(a.d ** e, a.n ** e);
}

/** The nearest double, also where numerator and denominator overflow one. */
export function toNumber(a: Rational): number {
  if (a.d === 1n) return Number(a.n);
  const direct = Number(a.n) / Number(a.d);
  if (Number.isFinite(direct) && direct !== 0) return direct;
  const shift = BigInt(bits(a.n) - bits(a.d) - 64);
  const q = shift >= 0n ? a.n / (a.d << shift) : (a.n << -shift) / a.d;
  return Number(q) * 2 ** Number(shift);
}

function bits(n: bigint): number {
  return (n < 0n ? -n : n).toString(16).length * 4;
}

/** The digits of a decimal numeral such as "39250", "0.25" or "1.5e-3", read exactly. */
export function fromDecimal(text: string): Rational {
  const match = /^(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match || (match[1] === "" && match[2] === "")) throw new RangeError(`not a decimal numeral: ${text}`);
  const [, whole = "", fraction = "", exponent = "0"] = match;
  const digits = BigInt(whole + fraction);
  const scale = Number(exponent) - fraction.length;
  return scale >= 0 ? integer(digits * 10n ** BigInt(scale)) : rational(digits, 10n ** BigInt(-scale));
}

/** "3", "-1/2": what `fromText` reads back. */
export function toText(a: Rational): string {
  return a.d === 1n ? String(a.n) : `${a.n}/${a.d}`;
}
