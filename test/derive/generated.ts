/** Pages to derive from: networks with an entry for every weight, and towers of small definitions. */
import fc from "fast-check";
import { type Expr, type SymbolExpr, add, apply, mul, neg, number, one, pow, sub, symbol, two } from "../../src/expression/expr.ts";
import { contains, substitute } from "../../src/expression/traverse.ts";
import { toLatex } from "../../src/notation/latex.ts";
import { smoothExpr } from "../arbitrary.ts";

export interface Page {
  readonly text: string;
  readonly of: SymbolExpr;
  readonly targets: readonly SymbolExpr[];
}

const sum = (terms: readonly Expr[]): Expr => (terms.length === 1 ? (terms[0] as Expr) : add(...terms));
const definition = (name: Expr, body: Expr): string => `$$\n${toLatex(name)} = ${toLatex(body)}\n$$\n`;
const named = (base: string, sub: string | number, layer: number): SymbolExpr => symbol(`${base}_${sub}^{(${layer})}`);

const LOSSES: Readonly<Record<string, (a: Expr, t: Expr) => Expr>> = {
  "half squares": (a, t) => mul(number({ n: 1n, d: 2n }), pow(sub(t, a), two)),
  squares: (a, t) => pow(sub(a, t), two),
  "cross entropy": (a, t) => sub(neg(mul(t, apply("log", [a]))), mul(sub(one, t), apply("log", [sub(one, a)]))),
  "log cosh": (a, t) => apply("log", [apply("cosh", [sub(a, t)])]),
};

/** A network of sizes up to 3, each sum and value a name of its own. */
export const networkPage: fc.Arbitrary<Page> = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 4 }),
    activation: fc.constantFrom("sigmoid", "tanh", "softplus", "atan", "swish"),
    loss: fc.constantFrom(...Object.keys(LOSSES)),
    separate: fc.boolean(),
  })
  .map(({ sizes, activation, loss, separate }) => {
    const lines: string[] = [];
    const targets: SymbolExpr[] = [];
    const last = sizes.length - 1;
    let below: SymbolExpr[] = Array.from({ length: sizes[0] as number }, (_, k) => symbol(`x_${k + 1}`));
    for (let l = 1; l <= last; l++) {
      below = Array.from({ length: sizes[l] as number }, (_, j) => {
        const weights = below.map((_each, k) => named("w", `${j + 1}${k + 1}`, l));
        const bias = named("b", j + 1, l);
        targets.push(...weights, bias);
        const [z, a] = [named("z", j + 1, l), named("a", j + 1, l)];
        lines.push(definition(z, sum([...weights.map((w, k) => mul(w, below[k] as Expr)), bias])));
        // The logarithms of cross entropy need values between 0 and 1.
        lines.push(definition(a, apply(l === last && loss === "cross entropy" ? "sigmoid" : activation, [z])));
        return a;
      });
    }
    const E = symbol("E");
    const errors = below.map((a, k) => (LOSSES[loss] as (a: Expr, t: Expr) => Expr)(a, symbol(`t_${k + 1}`)));
    if (separate && errors.length > 1) {
      lines.push(
        definition(E, sum(errors.map((_, k) => symbol(`E_${k + 1}`)))),
        ...errors.map((each, k) => definition(symbol(`E_${k + 1}`), each)),
      );
    } else lines.push(definition(E, sum(errors)));
    return { text: lines.join("\n"), of: E, targets: [...targets, symbol("x_1")] };
  });

/** y = f(u, v), u = g(x), v = h(u, x): names that go into others by several ways. */
export const towerPage: fc.Arbitrary<Page> = fc
  .tuple(smoothExpr, smoothExpr, smoothExpr)
  .map(([f, g, h]) => {
    const [x, y, w, u, v] = ["x", "y", "w", "u", "v"].map(symbol) as [SymbolExpr, SymbolExpr, SymbolExpr, SymbolExpr, SymbolExpr];
    const put = (expr: Expr, values: readonly (readonly [Expr, Expr])[]): Expr => substitute(expr, new Map(values));
    const bodies = [
      [u, g],
      [v, put(h, [[y, u]])],
      [
        symbol("E"),
        put(f, [
          [x, u],
          [y, v],
        ]),
      ],
    ] as const;
    const targets = [x, y, w].filter((name) => bodies.some(([, body]) => contains(body, name)));
    return { text: bodies.map(([name, body]) => definition(name, body)).join("\n"), of: symbol("E"), targets };
  })
  .filter(({ targets }) => targets.length > 0);

/** A network over indices: layers of families, a loss over all units, softmax or entry by entry at the end. */
export const indexedPage: fc.Arbitrary<{ readonly text: string; readonly targets: readonly string[] }> = fc
  .record({
    activation: fc.constantFrom("\\tanh", "\\sin", "\\arctan", "\\exp"),
    layers: fc.integer({ min: 1, max: 2 }),
    top: fc.constantFrom("values", "softmax"),
    loss: fc.constantFrom("half squares", "cross entropy", "weighted"),
    bias: fc.boolean(),
  })
  .map(({ activation, layers, top, loss, bias }) => {
    const lines: string[] = [];
    if (layers === 2) lines.push(`h_j = ${activation}(\\sum_i v_{ji} x_i${bias ? " + c_j" : ""})`);
    lines.push(`z_k = \\sum_j w_{kj} ${layers === 2 ? "h" : "x"}_j${bias ? " + b_k" : ""}`);
    lines.push(top === "softmax" ? "p_k = \\frac{e^{z_k}}{\\sum_m e^{z_m}}" : `p_k = ${activation}(z_k)`);
    const losses = {
      "half squares": "\\frac12 \\sum_k (p_k - t_k)^2",
      "cross entropy": "-\\sum_k t_k \\log p_k",
      weighted: "\\frac{1}{N} \\sum_k t_k p_k",
    };
    lines.push(`E = ${losses[loss as keyof typeof losses]}`);
    const targets = ["w_{kj}", "z_j", ...(bias ? ["b_k"] : []), ...(layers === 2 ? ["v_{ji}", "h_j"] : ["x_j"])];
    return { text: lines.map((line) => `$$\n${line}\n$$\n`).join("\n"), targets };
  });
