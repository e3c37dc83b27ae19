/** Expressions over the few operations that the replay knows laws for: the rest is unfolded by the table's definitions. */
import * as q from "../base/rational.ts";
import { expandDefinitions, instantiate } from "../evaluate/definition.ts";
import { type Expr, add, apply, div, isOp, mul, neg, number, pow, sub } from "../expression/expr.ts";
import { postorder, rebuild } from "../expression/traverse.ts";
import { primitive } from "../primitive/table.ts";
import { I } from "./certificate.ts";
import { exactValue } from "../evaluate/exact.ts";
import { Rejected } from "./rejected.ts";
import { NEGATIVE, POSITIVE, REAL, type SignSet, ZERO } from "./sign.ts";

const KNOWN: ReadonlySet<string> = new Set(
  "add mul neg div pow sqrt exp log sin cos pi piecewise factorial floor ceil atan asin erf lt le eq ne and".split(" "),
);
/** f(−u) = −f(u) (DLMF 4.23.2, 4.23.3, 7.4.1). */
export const ODD: ReadonlySet<string> = new Set(["atan", "asin", "erf"]);

const half = number({ n: 1n, d: 2n });
const two = number(2);

/** Roots as powers, waves by the exponential (DLMF 4.14.1, 4.14.2), a^b as exp(b log a) where b is no number (DLMF 4.2.26). */
export function canonical(expr: Expr): Expr {
  return rebuild(
    expandDefinitions(expr, (op) => !KNOWN.has(op)),
    (node) => {
      if (node.kind !== "apply") return node;
      const [a, b] = node.args as [Expr, Expr];
      switch (node.op) {
        case "sqrt":
          return pow(a, half);
        case "sin":
          return div(sub(turned(a), turned(neg(a))), mul(two, I));
        case "cos":
          return div(add(turned(a), turned(neg(a))), two);
        case "pow":
          return exactValue(b) ? node : apply("exp", [mul(b, apply("log", [a]))]);
        default:
          if (!KNOWN.has(node.op)) throw new Rejected(`nothing is known of ${node.op}`);
          return node;
      }
    },
  );
}

function turned(a: Expr): Expr {
  return apply("exp", [mul(I, a)]);
}

/** A difference of two sides and the signs that it can have. */
export type Fact = readonly [difference: Expr, signs: SignSet];

const WHERE: Readonly<Record<string, SignSet>> = { lt: POSITIVE, le: POSITIVE | ZERO, eq: ZERO, ne: POSITIVE | NEGATIVE };

/** What a relation says; undefined for anything else. */
export function factOf(condition: Expr): Fact | undefined {
  const signs = condition.kind === "apply" ? WHERE[condition.op] : undefined;
  return signs === undefined ? undefined : [sub(condition.args[1] as Expr, condition.args[0] as Expr), signs];
}

export function factsOf(conditions: readonly Expr[]): Fact[] {
  return conditions.map(factOf).filter((fact) => fact !== undefined);
}

/** What holds wherever the expressions are defined, by the table's conditions; what stands inside a branch is left out. */
export function domainOf(exprs: readonly Expr[], nodes: readonly Expr[] = outsideBranches(exprs)): Fact[] {
  const found: Fact[] = [];
  for (const node of nodes) {
    if (node.kind !== "apply") continue;
    const [a, b] = node.args as [Expr, Expr];
    found.push(...factsOf(primitive(node.op).where.map((condition) => instantiate(condition, node.args))));
    if (node.op === "asin" || node.op === "acos") found.push([sub(number(1), pow(a, two)), POSITIVE | ZERO]);
    if (node.op === "pow") found.push(...ofPower(a, exactValue(b)));
  }
  return found;
}

function ofPower(base: Expr, exponent: q.Rational | undefined): Fact[] {
  if (!exponent) return [[base, POSITIVE]];
  const notZero = q.sign(exponent) <= 0 ? REAL & ~ZERO : REAL;
  return [[base, q.isInteger(exponent) ? notZero : notZero & ~NEGATIVE]];
}

function outsideBranches(exprs: readonly Expr[]): Expr[] {
  const seen = new Set<Expr>();
  const open = [...exprs];
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (!isOp(node, "piecewise")) open.push(...node.args);
  }
  return postorder(...exprs).filter((node) => seen.has(node));
}
