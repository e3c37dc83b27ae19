/** A look at polynomials in floating point, at one place: what is far from zero there needs no exact proof of that. */
import { toNumber } from "../base/rational.ts";
import type { Kernel } from "./kernel-kind.ts";
import { type Polynomial, UNIT } from "./polynomial.ts";

/** How far from zero, beside the size of the terms, leaves no doubt; rounding is some powers of ten below. */
const SURELY = 1e-6;
const GOLDEN = 0.618033988749895;

export class Probe {
  private readonly kernels: readonly Kernel[];
  /** The kernels' values in the order that they are made in: each rests on earlier ones only. */
  private readonly values: number[] = [];

  constructor(kernels: readonly Kernel[]) {
    this.kernels = kernels;
  }

  /** Whether a polynomial is not zero for certain; false where that is not seen. */
  isSurelyNotZero(p: Polynomial): boolean {
    this.valuesUpToDate();
    let [sum, size] = [0, 0];
    for (const term of this.termsOf(p)) {
      sum += term;
      size += Math.abs(term);
    }
    return Math.abs(sum) > SURELY * size;
  }

  private valuesUpToDate(): void {
    for (let id = this.values.length; id < this.kernels.length; id++) this.values.push(this.valueOf(this.kernels[id] as Kernel, id));
  }

  private valueOf(kernel: Kernel, id: number): number {
    switch (kernel.kind) {
      case "i":
        return NaN;
      case "symbol":
        return 0.4 + ((id * GOLDEN) % 1);
      case "prime":
        return Number(kernel.value);
      case "exp":
        return kernel.real ? Math.exp(this.at(kernel.argument)) : NaN;
      case "log":
        return Math.log(this.at(kernel.argument));
      case "power":
        return this.at(kernel.base);
      case "function": {
        const mixed = kernel.args.reduce((sum, arg, k) => sum + this.at(arg) * (k + 1.7), 0);
        // What is large is not known to enough digits.
        if (Math.abs(mixed) > 1e6) return NaN;
        return 1.5 + Math.sin(100 * mixed + [...kernel.head].reduce((hash, letter) => hash + letter.charCodeAt(0), 0));
      }
    }
  }

  private at(p: Polynomial): number {
    return this.termsOf(p).reduce((sum, term) => sum + term, 0);
  }

  private termsOf(p: Polynomial): number[] {
    return [...p.values()].map(({ factors, coefficient }) => {
      let value = toNumber(coefficient);
      for (let at = 0; at < factors.length; at += 2)
        value *= Math.pow(this.values[factors[at] as number] as number, (factors[at + 1] as number) / UNIT);
      return value;
    });
  }
}
