/** Sums, products, powers and the relations that guard the branches of a case distinction. */
import { div, mul, neg, nonzero, number, one, pow, sub, zero, apply } from "../expression/expr.ts";
import { type Primitive, out, x, y } from "./primitive.ts";

const base = { notation: "special", where: [], sample: [-3, 3] } as const;
const truth = (value: boolean): number => (value ? 1 : 0);

export const arithmetic: readonly Primitive[] = [
  // `add` and `mul` take any number of arguments: their partials are 1 and the product of the others (differentiate.ts).
  { ...base, name: "add", latex: "+", arity: "many", evaluate: (...a) => a.reduce((s, v) => s + v, 0), source: "definition" },
  { ...base, name: "mul", latex: "\\cdot", arity: "many", evaluate: (...a) => a.reduce((s, v) => s * v, 1), source: "definition" },
  { ...base, name: "neg", latex: "-", arity: 1, partials: [number(-1)], evaluate: (a = NaN) => -a, source: "definition" },
  {
    ...base,
    name: "div",
    latex: "\\frac",
    arity: 2,
    where: [nonzero(y)],
    evaluate: (a = NaN, b = NaN) => a / b,
    partials: [div(one, y), neg(div(x, pow(y, number(2))))],
    source: "DLMF 1.4.10",
  },
  {
    ...base,
    name: "pow",
    latex: "^",
    arity: 2,
    sample: [0.2, 3],
    evaluate: (a = NaN, b = NaN) => (a === 0 && b === 0 ? NaN : Math.pow(a, b)),
    partials: [mul(y, pow(x, sub(y, one))), mul(out, apply("log", [x]))],
    source: "DLMF 4.2.26",
  },
  {
    ...base,
    name: "sqrt",
    latex: "\\sqrt",
    arity: 1,
    where: [apply("le", [zero, x])],
    sample: [0.2, 4],
    definition: pow(x, number({ n: 1n, d: 2n })),
    partials: [div(one, mul(number(2), out))],
    evaluate: (a = NaN) => Math.sqrt(a),
    source: "DLMF 4.2.26",
  },
  { ...base, name: "lt", latex: "<", arity: 2, evaluate: (a = NaN, b = NaN) => truth(a < b), source: "definition" },
  { ...base, name: "le", latex: "\\le", arity: 2, evaluate: (a = NaN, b = NaN) => truth(a <= b), source: "definition" },
  { ...base, name: "eq", latex: "=", arity: 2, evaluate: (a = NaN, b = NaN) => truth(a === b), source: "definition" },
  { ...base, name: "ne", latex: "\\ne", arity: 2, evaluate: (a = NaN, b = NaN) => truth(a !== b), source: "definition" },
  { ...base, name: "and", latex: "\\land", arity: 2, evaluate: (a = NaN, b = NaN) => a * b, source: "definition" },
  // piecewise(condition, value, condition, value, …, [otherwise]): the first condition that holds; undefined where none does.
  { ...base, name: "piecewise", latex: "\\begin{cases}", arity: "many", evaluate: choose, source: "definition" },
];

function choose(...args: readonly number[]): number {
  for (let i = 0; i + 1 < args.length; i += 2) if (args[i] === 1) return args[i + 1] as number;
  return args.length % 2 ? (args.at(-1) as number) : NaN;
}
