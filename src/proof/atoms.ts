/** The values that a model gives to atoms and roots, and arithmetic with them. */
import type { Field } from "../base/field.ts";
import * as q from "../base/rational.ts";
import { Rejected } from "./rejected.ts";

/** A side has no value here, or what is assumed cannot be. */
export class Undefined extends Error {
  override readonly name = "Undefined";
}

/** The point has a value without the root that is needed: another point must be tried. */
export class NoRoot extends Error {
  override readonly name = "NoRoot";
}

export interface Value {
  readonly at: bigint;
  /** A bound on the degree, and on the digits of the coefficients, of the fraction that it stands for. */
  readonly weight: number;
}

export interface ModelOptions {
  readonly field: Field;
  /** Every atom is the power with this exponent of something; twice it divides the order of the field. */
  readonly fineness: bigint;
  /** Says which point of the field it is. */
  readonly key: bigint;
  /** Which of so many roots to take. */
  readonly choose: (count: bigint) => bigint;
  /** The denominators of the exponents of numbers all divide this. */
  readonly numberOrder: bigint;
}

const LARGEST_POWER = 1_000_000n;
const LARGEST_PRIME = 100_000n;

export class Atoms {
  readonly field: Field;
  private readonly fineness: bigint;
  /** exp(iπ/fineness), and i, which is a power of it. */
  readonly turn: bigint;
  readonly i: bigint;
  private readonly options: ModelOptions;
  private readonly values = new Map<string, Value>();
  /** The root of an atom, by the atom's own value. */
  private readonly rootsOfAtoms = new Map<bigint, bigint>();
  private readonly roots = new Map<string, bigint>();

  constructor(options: ModelOptions) {
    this.options = options;
    this.field = options.field;
    this.fineness = options.fineness;
    this.turn = this.field.power(this.field.omega, this.field.order / (2n * this.fineness));
    this.i = this.field.power(this.field.omega, this.field.order / 4n);
  }

  get(key: string): Value | undefined {
    return this.values.get(key);
  }

  /** The atom of that key, with a value by chance if it is new. */
  atom(key: string, weight = 1): Value {
    return this.values.get(key) ?? this.set(key, this.field.element(key, this.options.key), weight);
  }

  /** An atom as the power of its root. */
  set(key: string, root: bigint, weight: number): Value {
    const value = { at: this.field.power(root, this.fineness), weight: weight + Number(this.fineness) };
    this.values.set(key, value);
    this.rootsOfAtoms.set(value.at, root);
    return value;
  }

  product(values: readonly Value[]): Value {
    return {
      at: values.reduce((product, { at }) => (product * at) % this.field.p, 1n),
      weight: values.reduce((sum, { weight }) => sum + weight, 1),
    };
  }

  sum(values: readonly Value[]): Value {
    return {
      at: values.reduce((sum, { at }) => (sum + at) % this.field.p, 0n),
      weight: values.reduce((sum, { weight }) => sum + weight + 1, 1),
    };
  }

  negative({ at, weight }: Value): Value {
    return { at: this.field.reduce(-at), weight };
  }

  fraction({ n, d }: q.Rational): Value {
    const at = this.field.reduce(n * this.field.inverse(this.field.reduce(d)));
    return { at, weight: (n.toString(16).length + d.toString(16).length) * 4 };
  }

  wholePower({ at, weight }: Value, k: bigint): Value {
    if (k > LARGEST_POWER || k < -LARGEST_POWER) throw new Rejected("an exponent of millions");
    if (at === 0n && k <= 0n) throw new Undefined("a power of zero that is not positive");
    return { at: this.field.power(at, k), weight: weight * Math.max(1, Math.abs(Number(k))) };
  }

  /** atom^e by the atom's own root. */
  powerOfAtom({ at, weight }: Value, e: q.Rational): Value {
    const fine = q.times(e, q.integer(this.fineness));
    const root = at === 1n ? 1n : this.rootsOfAtoms.get(at);
    if (!q.isInteger(fine) || root === undefined) throw new Rejected("an exponent that is too fine");
    return { at: this.field.power(root, fine.n), weight: weight + Math.abs(Number(fine.n)) };
  }

  /** v^e for a broken e, by the root of that order that this model has chosen; `exact` where v is a number. */
  brokenPower({ at, weight }: Value, e: q.Rational, order: bigint, exact: q.Rational | undefined): Value {
    if (at === 0n && q.sign(e) < 0) throw new Undefined("a power of zero");
    if (at === 0n) return { at, weight };
    const n = e.n * (order / e.d);
    const grown = weight * Number(order) * Math.max(1, Math.abs(Number(n)));
    return { at: this.field.power(this.root(at, order, exact), n), weight: grown };
  }

  private root(at: bigint, order: bigint, exact: q.Rational | undefined): bigint {
    if (this.fineness % order !== 0n) throw new Rejected("a root that is too fine");
    if (exact && q.sign(exact) > 0) return this.rootOfNumber(exact, order);
    const atom = this.rootsOfAtoms.get(at);
    return atom === undefined ? this.chosen(`${order} ${at}`, at, order) : this.field.power(atom, this.fineness / order);
  }

  /** Prime by prime, so that √2·√3 is √6. */
  private rootOfNumber({ n, d }: q.Rational, order: bigint): bigint {
    const fine = q.lcm(this.options.numberOrder, order);
    let product = 1n;
    for (const [part, direction] of [
      [n, fine / order],
      [d, -fine / order],
    ] as const) {
      let rest = part;
      for (let p = 2n; rest > 1n; p = p * p > rest || p > LARGEST_PRIME ? rest : p + 1n) {
        for (; rest % p === 0n; rest /= p)
          product = (product * this.field.power(this.chosen(`prime ${p}`, p, fine), direction)) % this.field.p;
      }
    }
    return product;
  }

  private chosen(key: string, at: bigint, order: bigint): bigint {
    let root = this.roots.get(key);
    if (root === undefined) {
      root = this.field.root(this.field.reduce(at), order, this.options.choose(order));
      if (root === undefined) throw new NoRoot("no point was found at which every root exists");
      this.roots.set(key, root);
    }
    return root;
  }
}
