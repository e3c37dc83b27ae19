/** Sparse polynomials with exact coefficients over numbered kernels; exponents may be negative, and count in parts of UNIT. */
import type { Budget } from "../base/budget.ts";
import * as q from "../base/rational.ts";

/** Exponent 1 is this many units, so that roots and fractional exponents stay whole numbers. */
export const UNIT = 55_440;

export interface Term {
  /** Kernel, exponent, kernel, exponent, …, by ascending kernel; no exponent is 0. */
  readonly factors: readonly number[];
  readonly coefficient: q.Rational;
}

/** Terms by the text of their factors; no coefficient is 0. */
export type Polynomial = ReadonlyMap<string, Term>;

export const ZERO: Polynomial = new Map();

export function constant(value: q.Rational): Polynomial {
  return q.sign(value) === 0 ? ZERO : single({ factors: [], coefficient: value });
}

export function single(term: Term): Polynomial {
  return q.sign(term.coefficient) === 0 ? ZERO : new Map([[term.factors.join(), term]]);
}

export function kernelPower(kernel: number, exponent: number): Polynomial {
  return single({ factors: exponent === 0 ? [] : [kernel, exponent], coefficient: q.ONE });
}

/** The only term of a polynomial that has one. */
export function onlyTerm(p: Polynomial): Term | undefined {
  return p.size === 1 ? (p.values().next().value as Term) : undefined;
}

/** The value of a polynomial without kernels. */
export function constantValue(p: Polynomial): q.Rational | undefined {
  if (p.size === 0) return q.ZERO;
  const term = onlyTerm(p);
  return term?.factors.length === 0 ? term.coefficient : undefined;
}

export function addInto(target: Map<string, Term>, term: Term): void {
  const key = term.factors.join();
  const old = target.get(key);
  const coefficient = old ? q.plus(old.coefficient, term.coefficient) : term.coefficient;
  if (q.sign(coefficient) === 0) target.delete(key);
  else target.set(key, { factors: term.factors, coefficient });
}

export function sum(ps: readonly Polynomial[], budget: Budget): Polynomial {
  const out = new Map<string, Term>();
  for (const p of ps) {
    budget.spend(p.size);
    for (const term of p.values()) addInto(out, term);
  }
  return out;
}

export function scale(p: Polynomial, factor: q.Rational): Polynomial {
  if (q.equal(factor, q.ONE)) return p;
  const out = new Map<string, Term>();
  if (q.sign(factor) !== 0)
    for (const [key, term] of p) out.set(key, { factors: term.factors, coefficient: q.times(term.coefficient, factor) });
  return out;
}

/** Factors of a product: exponents of the same kernel added. */
export function joinFactors(a: readonly number[], b: readonly number[]): number[] {
  const out: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const [x = Infinity, y = Infinity] = [a[i], b[j]];
    if (x < y) out.push(x, a[i + 1] as number);
    else if (y < x) out.push(y, b[j + 1] as number);
    else if ((a[i + 1] as number) + (b[j + 1] as number) !== 0) out.push(x, (a[i + 1] as number) + (b[j + 1] as number));
    if (x <= y) i += 2;
    if (y <= x) j += 2;
  }
  return out;
}

/** The exponent of a kernel in a term. */
export function exponentOf(factors: readonly number[], kernel: number): number {
  for (let i = 0; i < factors.length; i += 2) if (factors[i] === kernel) return factors[i + 1] as number;
  return 0;
}

/** The kernels that occur, ascending. */
export function kernelsIn(p: Polynomial): number[] {
  const found = new Set<number>();
  for (const { factors } of p.values()) for (let i = 0; i < factors.length; i += 2) found.add(factors[i] as number);
  return [...found].sort((a, b) => a - b);
}

/** The text that two polynomials share exactly when they are the same. */
export function keyOf(p: Polynomial): string {
  return [...p]
    .map(([key, { coefficient }]) => `${key}:${q.toText(coefficient)}`)
    .sort()
    .join(";");
}

/** The term that comes first in a fixed order: the one whose sign and size normalise the whole. */
export function leading(p: Polynomial): Term {
  let best: string | undefined;
  for (const key of p.keys()) if (best === undefined || key > best) best = key;
  return p.get(best as string) as Term;
}

/** The positive rational c such that p/c has whole coefficients without common factor. */
export function content(p: Polynomial): q.Rational {
  let n = 0n;
  let d = 1n;
  for (const { coefficient } of p.values()) {
    n = q.gcd(n < 0n ? -n : n, coefficient.n < 0n ? -coefficient.n : coefficient.n);
    d = q.lcm(d, coefficient.d);
  }
  return q.rational(n === 0n ? 1n : n, d);
}
