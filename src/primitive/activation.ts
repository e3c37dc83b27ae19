/** Activation functions and the kinked functions they are made of. At a kink a derivative is undefined. */
import { type Expr, add, apply, div, eq, le, lt, mul, neg, number, one, pow, sub, two, zero } from "../expression/expr.ts";
import { erf } from "./elementary.ts";
import { type Primitive, out, x, y } from "./primitive.ts";

const exp = (a: Expr): Expr => apply("exp", [a]);
const log = (a: Expr): Expr => apply("log", [a]);
const sigmoid = (a: Expr): Expr => apply("sigmoid", [a]);
const piecewise = (...args: readonly Expr[]): Expr => apply("piecewise", args);
/** The slope left and right of a kink at zero. */
const kinked = (below: Expr, above: Expr): Expr => piecewise(lt(zero, x), above, lt(x, zero), below);
const halfPlane = (first: Expr, second: Expr): Expr[] => [
  piecewise(lt(y, x), first, lt(x, y), second),
  piecewise(lt(y, x), second, lt(x, y), first),
];
const leak = number({ n: 1n, d: 100n });
const normalDensity = div(exp(neg(div(pow(x, two), two))), apply("sqrt", [mul(two, apply("pi", []))]));
const normalCdf = mul(number({ n: 1n, d: 2n }), add(one, apply("erf", [div(x, apply("sqrt", [two]))])));
const logistic = (a: number): number => 1 / (1 + Math.exp(-a));
const f = { notation: "function", arity: 1, where: [], sample: [-3, 3] } as const;

export const activation: readonly Primitive[] = [
  {
    ...f,
    name: "abs",
    latex: "|",
    definition: piecewise(le(zero, x), x, neg(x)),
    partials: [kinked(number(-1), one)],
    evaluate: (a = NaN) => Math.abs(a),
    source: "DLMF 1.2 (real)",
  },
  {
    ...f,
    name: "sign",
    aliases: ["sgn"],
    variants: "any",
    latex: "\\operatorname{sign}",
    partials: [kinked(zero, zero)],
    definition: piecewise(lt(zero, x), one, eq(x, zero), zero, number(-1)),
    evaluate: (a = NaN) => Math.sign(a),
    source: "DLMF 1.16 (sgn)",
  },
  {
    ...f,
    name: "step",
    aliases: ["heaviside"],
    variants: "any",
    latex: "\\operatorname{step}",
    partials: [kinked(zero, zero)],
    definition: piecewise(lt(zero, x), one, lt(x, zero), zero),
    evaluate: (a = NaN) => (a > 0 ? 1 : a < 0 ? 0 : NaN),
    source: "DLMF 1.16.13",
  },
  {
    ...f,
    name: "max",
    latex: "\\max",
    arity: 2,
    definition: piecewise(le(y, x), x, y),
    partials: halfPlane(one, zero),
    evaluate: (a = NaN, b = NaN) => Math.max(a, b),
    source: "definition",
  },
  {
    ...f,
    name: "min",
    latex: "\\min",
    arity: 2,
    definition: piecewise(le(x, y), x, y),
    partials: halfPlane(zero, one),
    evaluate: (a = NaN, b = NaN) => Math.min(a, b),
    source: "definition",
  },
  {
    ...f,
    name: "sigmoid",
    aliases: ["logistic", "Sigmoid"],
    variants: "with parameters",
    latex: "\\operatorname{sigmoid}",
    definition: div(one, add(one, exp(neg(x)))),
    partials: [mul(out, sub(one, out))],
    evaluate: (a = NaN) => logistic(a),
    source: "DLMF 4.2, logistic function",
  },
  {
    ...f,
    name: "softplus",
    variants: "with parameters",
    latex: "\\operatorname{softplus}",
    definition: log(add(one, exp(x))),
    partials: [sigmoid(x)],
    evaluate: (a = NaN) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))),
    source: "Dugas et al. 2001",
  },
  {
    ...f,
    name: "relu",
    aliases: ["ReLU"],
    variants: "with parameters",
    latex: "\\operatorname{relu}",
    definition: piecewise(le(zero, x), x, zero),
    partials: [kinked(zero, one)],
    evaluate: (a = NaN) => Math.max(0, a),
    source: "Nair & Hinton 2010",
  },
  {
    ...f,
    name: "leakyrelu",
    aliases: ["LeakyReLU", "leaky_relu"],
    variants: "any",
    latex: "\\operatorname{leakyrelu}",
    definition: piecewise(le(zero, x), x, mul(leak, x)),
    partials: [kinked(leak, one)],
    evaluate: (a = NaN) => (a >= 0 ? a : a / 100),
    source: "Maas et al. 2013, slope 0.01",
  },
  {
    ...f,
    name: "elu",
    aliases: ["ELU"],
    variants: "with parameters",
    latex: "\\operatorname{elu}",
    definition: piecewise(le(zero, x), x, sub(exp(x), one)),
    partials: [piecewise(le(zero, x), one, exp(x))],
    evaluate: (a = NaN) => (a >= 0 ? a : Math.expm1(a)),
    source: "Clevert et al. 2016, alpha 1",
  },
  {
    ...f,
    name: "gelu",
    aliases: ["GELU"],
    variants: "any",
    latex: "\\operatorname{gelu}",
    definition: mul(x, normalCdf),
    partials: [add(normalCdf, mul(x, normalDensity))],
    evaluate: (a = NaN) => a * normal(a),
    source: "Hendrycks & Gimpel 2016",
  },
  {
    ...f,
    name: "swish",
    aliases: ["silu", "SiLU", "Swish"],
    variants: "with parameters",
    latex: "\\operatorname{swish}",
    definition: mul(x, sigmoid(x)),
    partials: [add(out, mul(sigmoid(x), sub(one, out)))],
    evaluate: (a = NaN) => a * logistic(a),
    source: "Ramachandran et al. 2017, beta 1",
  },
  {
    ...f,
    name: "normalcdf",
    latex: "\\Phi",
    definition: normalCdf,
    partials: [normalDensity],
    evaluate: (a = NaN) => normal(a),
    source: "DLMF 7.18, standard normal distribution function",
  },
  {
    ...f,
    name: "normalpdf",
    latex: "\\phi",
    definition: normalDensity,
    partials: [mul(neg(x), out)],
    evaluate: (a = NaN) => Math.exp((-a * a) / 2) / Math.sqrt(2 * Math.PI),
    source: "DLMF 7.18, standard normal density",
  },
];

/** The normal distribution function (DLMF 7.18), to about 1e-16 absolutely. */
function normal(a: number): number {
  return (1 + erf(a / Math.SQRT2)) / 2;
}
