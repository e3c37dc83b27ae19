/**
 * The kernels over which expressions become polynomials, with the relations that hold among them: i² = −1, p^{1/2}
 * squared is p, exp(a)·exp(b) = exp(a + b), u^{1/2} squared is u. Everything else about kernels is unknown here, which
 * can leave an identity unproved but never proves a false one.
 */
import type { Budget } from "../base/budget.ts";
import * as q from "../base/rational.ts";
import type { Expr } from "../expression/expr.ts";
import {
  type Polynomial,
  type Term,
  UNIT,
  ZERO,
  addInto,
  constant,
  content,
  divided,
  exponentOf,
  joinFactors,
  kernelPower,
  kernelsIn,
  keyOf,
  leading,
  onlyTerm,
  scale,
  single,
  sum,
} from "./polynomial.ts";
import type { Kernel } from "./kernel-kind.ts";
import { Probe } from "./probe.ts";
import { Transcript } from "./transcript.ts";

/** Whether a kernel has real values: i and exp(i…) have not. */
export function isReal(kernel: Kernel): boolean {
  return kernel.kind !== "i" && (kernel.kind !== "exp" || kernel.real);
}

/** A side that has no value under the assumptions at hand. */
export class Undefined extends Error {
  override readonly name = "Undefined";
}

const LARGEST_POWER_BITS = 20_000;

export class Kernels {
  readonly list: Kernel[] = [{ kind: "i" }];
  readonly budget: Budget;
  readonly transcript = new Transcript();
  private readonly byKey = new Map<string, number>();
  private readonly probe = new Probe(this.list);

  constructor(budget: Budget) {
    this.budget = budget;
  }

  readonly i: Polynomial = kernelPower(0, UNIT);

  /** The number of a kernel, made if new; `key` says when two are the same. */
  intern(key: string, make: () => Kernel): number {
    let id = this.byKey.get(key);
    if (id === undefined) {
      id = this.list.length;
      this.list.push(make());
      this.byKey.set(key, id);
    }
    return id;
  }

  get(id: number): Kernel {
    return this.list[id] as Kernel;
  }

  symbol(expr: Expr): Polynomial {
    return kernelPower(
      this.intern(`s${expr.id}`, () => ({ kind: "symbol", expr })),
      UNIT,
    );
  }

  /** The kernel of an unknown or opaque function: one for all argument lists that are equal. */
  function(head: string, args: readonly Polynomial[], make: (args: readonly Expr[]) => Expr): Polynomial {
    for (const [id, kernel] of this.list.entries()) {
      if (kernel.kind !== "function" || kernel.head !== head || kernel.args.length !== args.length) continue;
      if (kernel.args.every((arg, k) => this.areEqual(arg, args[k] as Polynomial))) return kernelPower(id, UNIT);
    }
    this.list.push({ kind: "function", head, args, make });
    return kernelPower(this.list.length - 1, UNIT);
  }

  areEqual(a: Polynomial, b: Polynomial): boolean {
    const difference = this.sum(a, scale(b, q.MINUS_ONE));
    return difference.size === 0 || (!this.probe.isSurelyNotZero(difference) && this.isZero(difference));
  }

  sum(...ps: readonly Polynomial[]): Polynomial {
    return sum(ps, this.budget);
  }

  product(a: Polynomial, b: Polynomial): Polynomial {
    this.budget.spend(a.size * b.size);
    const out = new Map<string, Term>();
    for (const x of a.values()) {
      for (const y of b.values()) {
        addInto(out, this.reduced({ factors: joinFactors(x.factors, y.factors), coefficient: q.times(x.coefficient, y.coefficient) }));
      }
    }
    return out;
  }

  /** The term with i, primes and roots of unity in their normal range. */
  reduced(term: Term): Term {
    const { factors, coefficient } = this.withoutHalfTurns(term);
    return this.inRange({ factors, coefficient });
  }

  /** exp(iπ)^{1/2} is i. */
  private withoutHalfTurns(term: Term): Term {
    let turns = 0;
    let { factors } = term;
    for (let at = 0; at < term.factors.length; at += 2) {
      const kernel = this.list[term.factors[at] as number] as Kernel;
      const halves = kernel.kind === "exp" && kernel.unity ? Math.floor((term.factors[at + 1] as number) / (UNIT / 2)) : 0;
      if (halves === 0) continue;
      turns += halves;
      factors = joinFactors(factors, [term.factors[at] as number, (-halves * UNIT) / 2]);
    }
    return turns === 0 ? term : { factors: joinFactors([0, turns * UNIT], factors), coefficient: term.coefficient };
  }

  private inRange(term: Term): Term {
    let { coefficient } = term;
    let changed: number[] | undefined;
    for (let at = 0; at < term.factors.length; at += 2) {
      const id = term.factors[at] as number;
      const exponent = term.factors[at + 1] as number;
      const kernel = this.list[id] as Kernel;
      if (kernel.kind !== "i" && kernel.kind !== "prime" && !(kernel.kind === "exp" && kernel.unity)) continue;
      const whole = Math.floor(exponent / UNIT);
      const rest = kernel.kind === "i" ? (whole % 2 === 0 ? 0 : UNIT) : exponent - whole * UNIT;
      if (rest === exponent) continue;
      if (kernel.kind === "prime") coefficient = q.times(coefficient, this.numericPower(q.integer(kernel.value), whole));
      else if (kernel.kind === "i" ? Math.floor(whole / 2) % 2 !== 0 : whole % 2 !== 0) coefficient = q.negate(coefficient);
      changed ??= [...term.factors];
      changed[at + 1] = rest;
    }
    if (!changed) return term;
    const factors: number[] = [];
    for (let at = 0; at < changed.length; at += 2)
      if (changed[at + 1] !== 0) factors.push(changed[at] as number, changed[at + 1] as number);
    return { factors, coefficient };
  }

  numericPower(base: q.Rational, exponent: number): q.Rational {
    if (q.sign(base) === 0 && exponent <= 0) throw new Undefined("a power of zero that is not positive");
    const bits = (base.n.toString(2).length + base.d.toString(2).length) * Math.abs(exponent);
    this.budget.spend(Math.ceil(bits / 64));
    if (bits > LARGEST_POWER_BITS && !q.equal(base, q.ONE)) throw new Unsupported("a number of thousands of digits");
    return q.power(base, exponent);
  }

  /** Multiplies out positive whole powers of sums. */
  expanded(p: Polynomial): Polynomial {
    let current = p;
    for (const id of kernelsIn(p).reverse()) if (this.get(id).kind === "power") current = this.withoutWholePowers(current, id);
    return current === p ? p : kernelsIn(current).some((id) => this.hasWholePower(current, id)) ? this.expanded(current) : current;
  }

  private hasWholePower(p: Polynomial, id: number): boolean {
    return this.get(id).kind === "power" && [...p.values()].some(({ factors }) => exponentOf(factors, id) >= UNIT);
  }

  private withoutWholePowers(p: Polynomial, id: number): Polynomial {
    const { base } = this.get(id) as { base: Polynomial };
    const byPower = new Map<number, Map<string, Term>>();
    for (const term of p.values()) {
      const whole = Math.max(0, Math.floor(exponentOf(term.factors, id) / UNIT));
      let group = byPower.get(whole);
      if (!group) byPower.set(whole, (group = new Map()));
      addInto(group, { factors: joinFactors(term.factors, whole ? [id, -whole * UNIT] : []), coefficient: term.coefficient });
    }
    if (byPower.size === 1 && byPower.has(0)) return p;
    // Horner's scheme from the highest power down.
    const powers = [...byPower.keys()].sort((a, b) => b - a);
    let result: Polynomial = ZERO;
    let level = powers[0] as number;
    for (const power of [...powers, 0]) {
      for (; level > power; level--) result = this.product(result, base);
      const group = byPower.get(power);
      if (group) result = this.sum(result, group);
      byPower.delete(power);
    }
    return result;
  }

  /** p = monomial · rest, where the rest has no negative power of a sum, and whole powers are multiplied out. */
  together(p: Polynomial): { readonly monomial: Term; readonly rest: Polynomial } {
    let rest = p;
    let taken: readonly number[] = [];
    for (let changed = true; changed;) {
      changed = false;
      for (const id of kernelsIn(rest).reverse()) {
        if (this.get(id).kind !== "power") continue;
        let least = Infinity;
        let most = -Infinity;
        for (const { factors } of rest.values()) {
          const exponent = exponentOf(factors, id);
          least = Math.min(least, exponent);
          most = Math.max(most, exponent);
        }
        if (least !== 0) {
          rest = this.shifted(rest, [id, -least]);
          taken = joinFactors(taken, [id, least]);
        }
        if (most - least >= UNIT) {
          rest = this.withoutWholePowers(rest, id);
          changed = true;
        }
      }
    }
    return { monomial: { factors: taken, coefficient: q.ONE }, rest };
  }

  shifted(p: Polynomial, by: readonly number[]): Polynomial {
    this.budget.spend(p.size);
    const out = new Map<string, Term>();
    for (const term of p.values()) addInto(out, this.reduced({ factors: joinFactors(term.factors, by), coefficient: term.coefficient }));
    return out;
  }

  /** Whether it is zero by the relations of its kernels, wherever every kernel is defined. */
  isZero(p: Polynomial): boolean {
    return p.size === 0 || (p.size > 1 && this.together(p).rest.size === 0);
  }

  /** p = coefficient · monomial · primitive, with the monomial taken from the kernels that `takes` allows. */
  primitive(p: Polynomial, takes: (id: number) => boolean): { readonly monomial: Term; readonly rest: Polynomial } {
    const { monomial, rest } = this.together(p);
    if (rest.size === 0) return { monomial: { factors: [], coefficient: q.ZERO }, rest };
    const common: number[] = [];
    for (const id of kernelsIn(rest)) {
      if (!takes(id)) continue;
      let least = Infinity;
      for (const { factors } of rest.values()) least = Math.min(least, exponentOf(factors, id));
      if (least !== 0) common.push(id, -least);
    }
    const shifted = this.shifted(rest, common);
    const size = content(shifted);
    const inverse = common.map((value, at) => (at % 2 ? -value : value));
    return {
      monomial: this.reduced({ factors: joinFactors(monomial.factors, inverse), coefficient: size }),
      rest: scale(shifted, q.over(q.ONE, size)),
    };
  }

  /** (g² − βg²) / (1 − β) as g²: sums in the denominator that divide what stands above it. */
  cancelled(p: Polynomial): Polynomial {
    const { monomial, rest } = this.together(p);
    let above = rest;
    const left = [...monomial.factors];
    for (let at = 0; at < left.length; at += 2) {
      const kernel = this.get(left[at] as number);
      while (kernel.kind === "power" && (left[at + 1] as number) <= -UNIT) {
        const quotient = divided(above, kernel.base, this.budget);
        if (!quotient) break;
        above = quotient;
        left[at + 1] = (left[at + 1] as number) + UNIT;
      }
    }
    if (above === rest) return p;
    const kept = left.flatMap((id, at) => (at % 2 === 0 && left[at + 1] !== 0 ? [id, left[at + 1] as number] : []));
    return this.shifted(above, kept);
  }

  /** base^exponent for a sum, as a kernel. */
  powerKernel(base: Polynomial, exponent: number): Polynomial {
    const id = this.intern(`p${keyOf(base)}`, () => ({ kind: "power", base }));
    return kernelPower(id, exponent);
  }

  /** 1/p; throws Undefined for zero. */
  inverse(p: Polynomial): Polynomial {
    const { monomial, rest } = this.primitive(p, () => true);
    if (rest.size === 0) throw new Undefined("a division by zero");
    const down = this.reduced({
      factors: monomial.factors.map((v, at) => (at % 2 ? -v : v)),
      coefficient: q.over(q.ONE, monomial.coefficient),
    });
    const term = onlyTerm(rest);
    if (term) return this.product(single(down), single(this.reduced(inverted(term))));
    const sign = q.sign(leading(rest).coefficient) < 0 ? q.MINUS_ONE : q.ONE;
    return this.product(single(down), scale(this.powerKernel(scale(rest, sign), -UNIT), sign));
  }

  one(): Polynomial {
    return constant(q.ONE);
  }
}

function inverted(term: Term): Term {
  return { factors: term.factors.map((v, at) => (at % 2 ? -v : v)), coefficient: q.over(q.ONE, term.coefficient) };
}

/** Something that the normal form does not know; the reason is for people. */
export class Unsupported extends Error {
  override readonly name = "Unsupported";
}
