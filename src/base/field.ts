/** Prime fields in which every number that has to have roots can have them: p = order·t + 1 with t prime to the order. */
import { gcd } from "./rational.ts";
import { hashBelow } from "./random.ts";

const BITS = 61;
/** Deterministic for numbers below 3·10²⁴ (Sorenson & Webster 2015). */
const WITNESSES = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n];

export class Field {
  readonly p: bigint;
  /** How many roots of unity there are, and one from which all of them come. */
  readonly order: bigint;
  readonly omega: bigint;
  private readonly cofactor: bigint;
  private readonly projection: bigint;
  private logarithms: Map<bigint, bigint> | undefined;

  /** A field of about 2^61 elements; which one depends on the key. */
  constructor(order: bigint, key: bigint) {
    this.order = order;
    const scale = 1n << BigInt(BITS - order.toString(2).length);
    for (let k = 0; ; k++) {
      const t = scale + (hashBelow(scale, `prime ${k}`, key) | 1n);
      const p = this.order * t + 1n;
      if (gcd(t, this.order) !== 1n || !isPrime(p)) continue;
      this.p = p;
      this.cofactor = t;
      break;
    }
    this.omega = this.generator();
    this.projection = this.cofactor * inverseModulo(this.cofactor % this.order, this.order);
  }

  /** An element other than 0; `text` and key say which. */
  element(text: string, key: bigint): bigint {
    return 1n + hashBelow(this.p - 1n, text, key);
  }

  reduce(a: bigint): bigint {
    const r = a % this.p;
    return r < 0n ? r + this.p : r;
  }

  /** 1/a for a ≠ 0. */
  inverse(a: bigint): bigint {
    return inverseModulo(a, this.p);
  }

  /** a^k for any integer k; a ≠ 0 where k < 0. */
  power(a: bigint, k: bigint): bigint {
    return k < 0n ? powerModulo(this.inverse(a), -k, this.p) : powerModulo(a, k, this.p);
  }

  /** A q-th root, the one of that number among the q of them; undefined if there is none. q divides the order. */
  root(a: bigint, q: bigint, which: bigint): bigint | undefined {
    if (a === 0n) return 0n;
    const small = powerModulo(a, this.projection, this.p);
    const log = this.logarithm(small);
    if (log % q !== 0n) return undefined;
    const large = (a * this.inverse(small)) % this.p;
    const root = powerModulo(large, inverseModulo(q % this.cofactor, this.cofactor), this.p);
    return (root * powerModulo(this.omega, log / q + (which * this.order) / q, this.p)) % this.p;
  }

  private generator(): bigint {
    for (let k = 2n; ; k++) {
      const omega = powerModulo(k, this.cofactor, this.p);
      if (primeFactors(this.order).every((q) => powerModulo(omega, this.order / q, this.p) !== 1n)) return omega;
    }
  }

  private logarithm(a: bigint): bigint {
    if (!this.logarithms) {
      this.logarithms = new Map();
      for (let k = 0n, x = 1n; k < this.order; k++, x = (x * this.omega) % this.p) this.logarithms.set(x, k);
    }
    return this.logarithms.get(a) as bigint;
  }
}

function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function inverseModulo(a: bigint, modulus: bigint): bigint {
  let [r0, r1, s0, s1] = [modulus, a, 0n, 1n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1, s0, s1] = [r1, r0 - quotient * r1, s1, s0 - quotient * s1];
  }
  return s0 < 0n ? s0 + modulus : s0;
}

/** Miller and Rabin. */
function isPrime(n: bigint): boolean {
  for (const w of WITNESSES) if (n % w === 0n) return n === w;
  let d = n - 1n;
  let twos = 0;
  for (; d % 2n === 0n; twos++) d /= 2n;
  return WITNESSES.every((w) => {
    let x = powerModulo(w, d, n);
    if (x === 1n || x === n - 1n) return true;
    for (let k = 1; k < twos; k++) {
      x = (x * x) % n;
      if (x === n - 1n) return true;
    }
    return false;
  });
}

/** The primes that divide a small number. */
export function primeFactors(n: bigint): bigint[] {
  const found: bigint[] = [];
  let rest = n;
  for (let p = 2n; p * p <= rest; p++) {
    if (rest % p === 0n) found.push(p);
    while (rest % p === 0n) rest /= p;
  }
  if (rest > 1n) found.push(rest);
  return found;
}
