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

// Division -----------------------------------------------------------------------------------------------------------------

const LONGEST_QUOTIENT = 200;

/** p/d if that is a polynomial with perhaps negative exponents; undefined if it is not, or if exponents are broken. */
export function divided(p: Polynomial, d: Polynomial, budget: Budget): Polynomial | undefined {
  const [top, bottom] = [lowest(p), lowest(d)];
  const down = (by: readonly number[]): number[] => by.map((v, at) => (at % 2 ? -v : v));
  const quotient = dividedPlain(shiftedBy(p, down(top)), shiftedBy(d, down(bottom)), budget);
  return quotient && shiftedBy(quotient, joinFactors(top, down(bottom)));
}

/** The least exponent of every kernel. */
function lowest(p: Polynomial): number[] {
  return kernelsIn(p).flatMap((id) => {
    const least = Math.min(...[...p.values()].map(({ factors }) => exponentOf(factors, id)));
    return least === 0 ? [] : [id, least];
  });
}

function shiftedBy(p: Polynomial, by: readonly number[]): Polynomial {
  if (by.length === 0) return p;
  const out = new Map<string, Term>();
  for (const { factors, coefficient } of p.values()) addInto(out, { factors: joinFactors(factors, by), coefficient });
  return out;
}

function dividedPlain(p: Polynomial, d: Polynomial, budget: Budget): Polynomial | undefined {
  if (d.size === 0 || !isPlain(p) || !isPlain(d)) return undefined;
  const head = largest(d);
  const quotient = new Map<string, Term>();
  let rest: Polynomial = p;
  while (rest.size > 0) {
    budget.spend(rest.size + d.size);
    const top = largest(rest);
    const factors = joinFactors(
      top.factors,
      head.factors.map((v, at) => (at % 2 ? -v : v)),
    );
    if (quotient.size >= LONGEST_QUOTIENT || factors.some((v, at) => at % 2 === 1 && v < 0)) return undefined;
    const term = { factors, coefficient: q.over(top.coefficient, head.coefficient) };
    addInto(quotient, term);
    const product = [...d.values()].map((each) => ({
      factors: joinFactors(each.factors, term.factors),
      coefficient: q.negate(q.times(each.coefficient, term.coefficient)),
    }));
    const next = new Map(rest);
    for (const each of product) addInto(next, each);
    rest = next;
  }
  return quotient;
}

/** The square root of a polynomial that is a square, with a positive leading coefficient. */
export function squareRoot(p: Polynomial, budget: Budget): Polynomial | undefined {
  if (p.size < 3 || !isPlain(p)) return undefined;
  const head = largest(p);
  const first = halved(head);
  if (!first) return undefined;
  const root = new Map<string, Term>();
  addInto(root, first);
  let rest = sum([p, negatedProduct(root, root)], budget);
  while (rest.size > 0) {
    budget.spend(p.size + root.size ** 2);
    const top = largest(rest);
    const factors = joinFactors(
      top.factors,
      first.factors.map((v, at) => (at % 2 ? -v : v)),
    );
    if (root.size > p.size || factors.some((v, at) => at % 2 === 1 && v < 0)) return undefined;
    addInto(root, { factors, coefficient: q.over(top.coefficient, q.times(q.integer(2), first.coefficient)) });
    rest = sum([p, negatedProduct(root, root)], budget);
  }
  return root;
}

function negatedProduct(a: Polynomial, b: Polynomial): Polynomial {
  const out = new Map<string, Term>();
  for (const x of a.values())
    for (const y of b.values())
      addInto(out, { factors: joinFactors(x.factors, y.factors), coefficient: q.negate(q.times(x.coefficient, y.coefficient)) });
  return out;
}

function halved({ factors, coefficient }: Term): Term | undefined {
  const n = rootOf(coefficient.n);
  const d = rootOf(coefficient.d);
  if (n === undefined || d === undefined || factors.some((v, at) => at % 2 === 1 && v % (2 * UNIT) !== 0)) return undefined;
  return { factors: factors.map((v, at) => (at % 2 ? v / 2 : v)), coefficient: q.rational(n, d) };
}

/** The square root of a positive rational that is a square. */
export function rationalRoot({ n, d }: q.Rational): q.Rational | undefined {
  const [top, bottom] = [rootOf(n), rootOf(d)];
  return top === undefined || bottom === undefined ? undefined : q.rational(top, bottom);
}

function rootOf(value: bigint): bigint | undefined {
  if (value <= 0n) return undefined;
  let root = BigInt(Math.floor(Math.sqrt(Number(value))));
  while (root * root > value) root--;
  while ((root + 1n) * (root + 1n) <= value) root++;
  return root * root === value ? root : undefined;
}

function isPlain(p: Polynomial): boolean {
  return [...p.values()].every(({ factors }) => factors.every((v, at) => at % 2 === 0 || (v >= 0 && v % UNIT === 0)));
}

/** The term that comes last in the order of exponents, kernel by kernel; that order is kept by multiplication. */
function largest(p: Polynomial): Term {
  return [...p.values()].reduce((a, b) => (precedes(a.factors, b.factors) ? b : a));
}

function precedes(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < Math.max(a.length, b.length); i += 2) {
    const [x = Infinity, y = Infinity] = [a[i], b[i]];
    if (x !== y) return x > y;
    if (a[i + 1] !== b[i + 1]) return (a[i + 1] as number) < (b[i + 1] as number);
  }
  return false;
}
