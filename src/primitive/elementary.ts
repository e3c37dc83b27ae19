/** Exponential, logarithm, trigonometric and hyperbolic functions with their inverses, and the error function. */
import { type Expr, add, apply, div, le, lt, mul, neg, nonzero, number, one, positive, pow, sub, two } from "../expression/expr.ts";
import { type Primitive, out, x } from "./primitive.ts";

const fn = (name: string) => (arg: Expr) => apply(name, [arg]);
const [exp, log, sin, cos, atan, asin, acos, sqrt, abs] = ["exp", "log", "sin", "cos", "atan", "asin", "acos", "sqrt", "abs"].map(fn) as [
  (a: Expr) => Expr, (a: Expr) => Expr, (a: Expr) => Expr, (a: Expr) => Expr, (a: Expr) => Expr,
  (a: Expr) => Expr, (a: Expr) => Expr, (a: Expr) => Expr, (a: Expr) => Expr,
];
const [asinh, acosh] = [fn("asinh"), fn("acosh")];
const square = (a: Expr): Expr => pow(a, two);
const half = number({ n: 1n, d: 2n });
const inverse = div(one, x);
const exps = (sign: "add" | "sub"): Expr => (sign === "add" ? add(exp(x), exp(neg(x))) : sub(exp(x), exp(neg(x))));
const inUnit = [lt(number(-1), x), lt(x, one)];
const outsideUnit = [lt(one, abs(x))];
const f = { notation: "function", arity: 1, where: [], sample: [-2, 2] } as const;

export const elementary: readonly Primitive[] = [
  { ...f, name: "exp", latex: "\\exp", partials: [out], evaluate: (a = NaN) => Math.exp(a), source: "DLMF 4.10.1" },
  {
    ...f, name: "log", aliases: ["ln"], latex: "\\log", where: [positive(x)], sample: [0.2, 4],
    partials: [div(one, x)], evaluate: (a = NaN) => (a > 0 ? Math.log(a) : NaN), source: "DLMF 4.7.1",
  },
  { ...f, name: "sin", latex: "\\sin", partials: [cos(x)], evaluate: (a = NaN) => Math.sin(a), source: "DLMF 4.20.1" },
  { ...f, name: "cos", latex: "\\cos", partials: [neg(sin(x))], evaluate: (a = NaN) => Math.cos(a), source: "DLMF 4.20.2" },
  {
    ...f, name: "tan", latex: "\\tan", definition: div(sin(x), cos(x)), where: [nonzero(cos(x))], sample: [-1.2, 1.2],
    partials: [add(one, square(out))], evaluate: (a = NaN) => Math.tan(a), source: "DLMF 4.20.3",
  },
  {
    ...f, name: "cot", latex: "\\cot", definition: div(cos(x), sin(x)), where: [nonzero(sin(x))], sample: [0.3, 2.8],
    partials: [neg(add(one, square(out)))], evaluate: (a = NaN) => 1 / Math.tan(a), source: "DLMF 4.20.6",
  },
  {
    ...f, name: "sec", latex: "\\sec", definition: div(one, cos(x)), where: [nonzero(cos(x))], sample: [-1.2, 1.2],
    partials: [mul(out, fn("tan")(x))], evaluate: (a = NaN) => 1 / Math.cos(a), source: "DLMF 4.20.5",
  },
  {
    ...f, name: "csc", latex: "\\csc", definition: div(one, sin(x)), where: [nonzero(sin(x))], sample: [0.3, 2.8],
    partials: [neg(mul(out, fn("cot")(x)))], evaluate: (a = NaN) => 1 / Math.sin(a), source: "DLMF 4.20.4",
  },
  {
    ...f, name: "asin", aliases: ["arcsin"], latex: "\\arcsin", where: [le(abs(x), one)], sample: [-0.9, 0.9],
    partials: [div(one, sqrt(sub(one, square(x))))], evaluate: (a = NaN) => Math.asin(a), source: "DLMF 4.24.7",
  },
  {
    ...f, name: "acos", aliases: ["arccos"], latex: "\\arccos", where: [le(abs(x), one)], sample: [-0.9, 0.9],
    definition: sub(mul(half, apply("pi", [])), asin(x)),
    partials: [neg(div(one, sqrt(sub(one, square(x)))))], evaluate: (a = NaN) => Math.acos(a), source: "DLMF 4.24.8",
  },
  { ...f, name: "atan", aliases: ["arctan"], latex: "\\arctan", partials: [div(one, add(one, square(x)))], evaluate: (a = NaN) => Math.atan(a), source: "DLMF 4.24.9" },
  {
    ...f, name: "acot", aliases: ["arccot"], latex: "\\operatorname{arccot}", definition: atan(inverse), where: [nonzero(x)], sample: [0.2, 3],
    partials: [neg(div(one, add(one, square(x))))], evaluate: (a = NaN) => Math.atan(1 / a), source: "DLMF 4.23.9, 4.24.12",
  },
  {
    ...f, name: "asec", aliases: ["arcsec"], latex: "\\operatorname{arcsec}", definition: acos(inverse), where: outsideUnit, sample: [1.2, 4],
    partials: [div(one, mul(abs(x), sqrt(sub(square(x), one))))], evaluate: (a = NaN) => Math.acos(1 / a), source: "DLMF 4.23.8, 4.24.11",
  },
  {
    ...f, name: "acsc", aliases: ["arccsc"], latex: "\\operatorname{arccsc}", definition: asin(inverse), where: outsideUnit, sample: [1.2, 4],
    partials: [neg(div(one, mul(abs(x), sqrt(sub(square(x), one)))))], evaluate: (a = NaN) => Math.asin(1 / a), source: "DLMF 4.23.7, 4.24.10",
  },
  { ...f, name: "sinh", latex: "\\sinh", definition: div(exps("sub"), two), partials: [fn("cosh")(x)], evaluate: (a = NaN) => Math.sinh(a), source: "DLMF 4.34.1" },
  { ...f, name: "cosh", latex: "\\cosh", definition: div(exps("add"), two), partials: [fn("sinh")(x)], evaluate: (a = NaN) => Math.cosh(a), source: "DLMF 4.34.2" },
  {
    ...f, name: "tanh", latex: "\\tanh", definition: div(exps("sub"), exps("add")),
    partials: [sub(one, square(out))], evaluate: (a = NaN) => Math.tanh(a), source: "DLMF 4.34.3",
  },
  {
    ...f, name: "coth", latex: "\\coth", definition: div(exps("add"), exps("sub")), where: [nonzero(x)], sample: [0.2, 2],
    partials: [sub(one, square(out))], evaluate: (a = NaN) => 1 / Math.tanh(a), source: "DLMF 4.34.6",
  },
  {
    ...f, name: "sech", latex: "\\operatorname{sech}", definition: div(two, exps("add")),
    partials: [neg(mul(out, fn("tanh")(x)))], evaluate: (a = NaN) => 1 / Math.cosh(a), source: "DLMF 4.34.5",
  },
  {
    ...f, name: "csch", latex: "\\operatorname{csch}", definition: div(two, exps("sub")), where: [nonzero(x)], sample: [0.2, 2],
    partials: [neg(mul(out, fn("coth")(x)))], evaluate: (a = NaN) => 1 / Math.sinh(a), source: "DLMF 4.34.4",
  },
  {
    ...f, name: "asinh", aliases: ["arsinh", "arcsinh"], latex: "\\operatorname{arsinh}", definition: log(add(x, sqrt(add(square(x), one)))),
    partials: [div(one, sqrt(add(one, square(x))))], evaluate: (a = NaN) => Math.asinh(a), source: "DLMF 4.38.9",
  },
  {
    ...f, name: "acosh", aliases: ["arcosh", "arccosh"], latex: "\\operatorname{arcosh}", where: [le(one, x)], sample: [1.2, 4],
    definition: log(add(x, mul(sqrt(sub(x, one)), sqrt(add(x, one))))),
    partials: [div(one, mul(sqrt(sub(x, one)), sqrt(add(x, one))))], evaluate: (a = NaN) => Math.acosh(a), source: "DLMF 4.38.10",
  },
  {
    ...f, name: "atanh", aliases: ["artanh", "arctanh"], latex: "\\operatorname{artanh}", where: inUnit, sample: [-0.9, 0.9],
    definition: mul(half, log(div(add(one, x), sub(one, x)))),
    partials: [div(one, sub(one, square(x)))], evaluate: (a = NaN) => Math.atanh(a), source: "DLMF 4.38.11",
  },
  {
    ...f, name: "acoth", aliases: ["arcoth", "arccoth"], latex: "\\operatorname{arcoth}", where: outsideUnit, sample: [1.2, 4],
    definition: mul(half, log(div(add(x, one), sub(x, one)))),
    partials: [div(one, sub(one, square(x)))], evaluate: (a = NaN) => Math.atanh(1 / a), source: "DLMF 4.38.14",
  },
  {
    ...f, name: "asech", aliases: ["arsech", "arcsech"], latex: "\\operatorname{arsech}", where: [positive(x), le(x, one)], sample: [0.1, 0.9],
    definition: acosh(inverse),
    partials: [neg(div(one, mul(x, sqrt(sub(one, square(x))))))], evaluate: (a = NaN) => Math.acosh(1 / a), source: "DLMF 4.38.13",
  },
  {
    ...f, name: "acsch", aliases: ["arcsch", "arccsch"], latex: "\\operatorname{arcsch}", where: [nonzero(x)], sample: [0.2, 3],
    definition: asinh(inverse),
    partials: [neg(div(one, mul(abs(x), sqrt(add(one, square(x))))))], evaluate: (a = NaN) => Math.asinh(1 / a), source: "DLMF 4.38.12",
  },
  {
    ...f, name: "erf", latex: "\\operatorname{erf}", evaluate: (a = NaN) => erf(a),
    partials: [mul(div(two, sqrt(apply("pi", []))), exp(neg(square(x))))], source: "DLMF 7.2.1",
  },
  { ...f, name: "pi", latex: "\\pi", arity: 0, notation: "special", partials: [], evaluate: () => Math.PI, source: "DLMF 3.12.1" },
];

/** erf to about 1e-15: Maclaurin series below 2.5 (DLMF 7.6.1), continued fraction of erfc beyond (DLMF 7.9.4). */
function erf(a: number): number {
  const t = Math.abs(a);
  if (t > 6) return Math.sign(a);
  if (t < 2.5) {
    let term = a;
    let sum = a;
    for (let n = 1; Math.abs(term) > 1e-18; n++) {
      term *= (-a * a) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let k = 60; k >= 1; k--) fraction = k / 2 / (t + fraction);
  return Math.sign(a) * (1 - Math.exp(-t * t) / (Math.sqrt(Math.PI) * (t + fraction)));
}

