/** Complex values of expressions, and with them derivatives that no rounding of a difference spoils: the complex step. */
import { toNumber } from "../base/rational.ts";
import { type Expr, type SymbolExpr } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";
import { x as first, y as second } from "../primitive/primitive.ts";
import { primitive } from "../primitive/table.ts";

export interface Complex {
  readonly re: number;
  readonly im: number;
}

const complex = (re: number, im = 0): Complex => ({ re, im });
const plus = (a: Complex, b: Complex): Complex => complex(a.re + b.re, a.im + b.im);
const times = (a: Complex, b: Complex): Complex => complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
const exp = ({ re, im }: Complex): Complex => complex(Math.exp(re) * Math.cos(im), Math.exp(re) * Math.sin(im));
const log = ({ re, im }: Complex): Complex => complex(Math.log(Math.hypot(re, im)), Math.atan2(im, re));

function over(a: Complex, b: Complex): Complex {
  const size = b.re * b.re + b.im * b.im;
  return complex((a.re * b.re + a.im * b.im) / size, (a.im * b.re - a.re * b.im) / size);
}

function power(a: Complex, b: Complex): Complex {
  if (b.im !== 0 || !Number.isInteger(b.re) || Math.abs(b.re) > 64) return exp(times(b, log(a)));
  let out = complex(1);
  for (let k = 0; k < Math.abs(b.re); k++) out = times(out, a);
  return b.re < 0 ? over(complex(1), out) : out;
}

/** The functions that are analytic where they are real; others are there by their definitions, if those are made of these. */
const FUNCTIONS: Readonly<Record<string, (...args: readonly Complex[]) => Complex>> = {
  add: (...args) => args.reduce(plus),
  mul: (...args) => args.reduce(times),
  neg: (a) => complex(-(a as Complex).re, -(a as Complex).im),
  div: (a, b) => over(a as Complex, b as Complex),
  pow: (a, b) => power(a as Complex, b as Complex),
  exp: (a) => exp(a as Complex),
  log: (a) => log(a as Complex),
  sqrt: (a) => exp(times(complex(0.5), log(a as Complex))),
  sin: (a) =>
    complex(Math.sin((a as Complex).re) * Math.cosh((a as Complex).im), Math.cos((a as Complex).re) * Math.sinh((a as Complex).im)),
  cos: (a) =>
    complex(Math.cos((a as Complex).re) * Math.cosh((a as Complex).im), -Math.sin((a as Complex).re) * Math.sinh((a as Complex).im)),
  sinh: (a) =>
    complex(Math.sinh((a as Complex).re) * Math.cos((a as Complex).im), Math.cosh((a as Complex).re) * Math.sin((a as Complex).im)),
  cosh: (a) =>
    complex(Math.cosh((a as Complex).re) * Math.cos((a as Complex).im), Math.sinh((a as Complex).re) * Math.sin((a as Complex).im)),
  tanh: ({ re, im } = complex(NaN)) => {
    const size = Math.cosh(re) ** 2 - Math.sin(im) ** 2;
    return complex((Math.sinh(re) * Math.cosh(re)) / size, (Math.sin(im) * Math.cos(im)) / size);
  },
};

/** So small that its square is nothing beside 1. */
const STEP = 1e-30;

/**
 * ∂expr/∂variable at a point by Im f(x + ih)/h, good to rounding; undefined where some function of it has no analytic
 * form here, such as one with a kink. Squire and Trapp 1998.
 */
export function complexStep(expr: Expr, variables: readonly SymbolExpr[], at: ArrayLike<number>, variable: SymbolExpr): number | undefined {
  const values = new Map<Expr, Complex>(variables.map((name, i) => [name, complex(at[i] as number, name === variable ? STEP : 0)]));
  const found = evaluateComplex(expr, values);
  return found && found.im / STEP;
}

/** Undefined for unknown names and functions, and for what is not analytic. O(nodes). */
export function evaluateComplex(expr: Expr, values: ReadonlyMap<Expr, Complex>): Complex | undefined {
  const out = new Map<number, Complex>();
  for (const node of postorder(expr)) {
    const value = valueOf(node, out, values);
    if (!value) return undefined;
    out.set(node.id, value);
  }
  return out.get(expr.id);
}

function valueOf(node: Expr, known: ReadonlyMap<number, Complex>, values: ReadonlyMap<Expr, Complex>): Complex | undefined {
  if (node.kind === "number") return complex(toNumber(node.value));
  if (node.kind !== "apply") return values.get(node);
  const args = node.args.map((arg) => known.get(arg.id) as Complex);
  const direct = Object.hasOwn(FUNCTIONS, node.op) ? FUNCTIONS[node.op] : undefined;
  if (direct) return direct(...args);
  const { definition, arity, evaluate } = primitive(node.op);
  if (arity === 0) return complex(evaluate());
  const places: readonly (readonly [Expr, Complex | undefined])[] = [
    [first, args[0]],
    [second, args[1]],
  ];
  const given = places.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  return definition && evaluateComplex(definition, new Map(given));
}
