/** Functions with values on the integers. They are read and evaluated; nothing is proved about their derivatives. */
import { integer } from "../base/rational.ts";
import { le, number, zero } from "../expression/expr.ts";
import { type Primitive, x } from "./primitive.ts";

const f = { notation: "special", arity: 1, where: [], sample: [-3, 3] } as const;

export const rounding: readonly Primitive[] = [
  { ...f, notation: "function", name: "floor", latex: "\\lfloor", evaluate: (a = NaN) => Math.floor(a), source: "DLMF front matter" },
  { ...f, notation: "function", name: "ceil", latex: "\\lceil", evaluate: (a = NaN) => Math.ceil(a), source: "DLMF front matter" },
  { ...f, name: "factorial", latex: "!", where: [le(zero, x)], sample: [0, 10], evaluate: (a = NaN) => factorial(a), source: "DLMF 5.2" },
];

function factorial(a: number): number {
  if (!Number.isInteger(a) || a < 0 || a > 170) return NaN;
  let product = 1;
  for (let i = 2; i <= a; i++) product *= i;
  return product;
}

/** n! exactly, or undefined where n is no small natural number. */
export function exactFactorial(n: bigint): ReturnType<typeof number> | undefined {
  if (n < 0n || n > 2000n) return undefined;
  let product = 1n;
  for (let i = 2n; i <= n; i++) product *= i;
  return number(integer(product));
}
