/** The derivative of one expression, rule by rule: each step takes every derivative in it one rule further. */
import { differentiate, partial } from "../derivative/differentiate.ts";
import {
  type Expr,
  type SymbolExpr,
  add,
  derivativeOf,
  div,
  isOp,
  mul,
  neg,
  number,
  one,
  pow,
  sub,
  two,
  zero,
} from "../expression/expr.ts";
import { contains, rebuild } from "../expression/traverse.ts";
import { primitive } from "../primitive/table.ts";
import { simplest } from "../simplify/simplest.ts";
import type { RuleName } from "./rule.ts";

export interface LocalStep {
  readonly expr: Expr;
  readonly rule: RuleName;
  /** Of the derivatives of the table that were used. */
  readonly sources: readonly string[];
}

const MOST_STEPS = 40;

/** ∂body/∂by, step by step to its simplest form. Throws NotDifferentiable. */
export function localSteps(body: Expr, by: SymbolExpr): LocalStep[] {
  const steps: LocalStep[] = [];
  let current: Expr = derivativeOf(body, by);
  for (let k = 0; k < MOST_STEPS; k++) {
    const turn = new Turn(by);
    const next = turn.applied(current);
    if (next === current) break;
    current = next;
    steps.push({ expr: current, rule: turn.rule, sources: [...turn.sources] });
  }
  const last = simplest(steps.length < MOST_STEPS ? current : differentiate(body, by));
  if (last !== current) steps.push({ expr: last, rule: "simplify", sources: [] });
  return steps;
}

const PRECEDENCE: readonly RuleName[] = [
  "product-rule",
  "quotient-rule",
  "outer-function",
  "power-rule",
  "table",
  "sum-rule",
  "constant-factor",
  "constant-rule",
];

/** One turn through all derivatives of an expression; what it is called is the most telling rule among those used. */
class Turn {
  readonly sources = new Set<string>();
  private readonly by: SymbolExpr;
  private readonly used = new Set<RuleName>();

  constructor(by: SymbolExpr) {
    this.by = by;
  }

  get rule(): RuleName {
    return PRECEDENCE.find((name) => this.used.has(name)) ?? "constant-rule";
  }

  applied(expr: Expr): Expr {
    return rebuild(expr, (node) =>
      node.kind === "derivative" && node.args[1] === this.by ? this.once(node.args[0] as Expr) : tidied(node),
    );
  }

  private note(rule: RuleName): void {
    this.used.add(rule);
  }

  private d(expr: Expr): Expr {
    return expr === this.by ? one : this.isConstant(expr) ? zero : derivativeOf(expr, this.by);
  }

  private isConstant(expr: Expr): boolean {
    return !contains(expr, this.by);
  }

  private once(of: Expr): Expr {
    if (of === this.by || this.isConstant(of)) {
      this.note("constant-rule");
      return this.d(of);
    }
    if (of.kind !== "apply") return this.outer(of);
    const [a, b] = of.args as [Expr, Expr];
    switch (of.op) {
      case "add":
        this.note("sum-rule");
        return sumOf(of.args.map((term) => this.ofTerm(term)));
      case "neg":
        this.note("constant-factor");
        return neg(this.d(a));
      case "mul":
        return this.product(of.args);
      case "div":
        return this.quotient(a, b);
      case "pow":
        return this.isConstant(b) ? this.power(a, b) : this.outer(of);
      default:
        return this.outer(of);
    }
  }

  private ofTerm(term: Expr): Expr {
    return isOp(term, "neg") ? neg(this.d(term.args[0] as Expr)) : this.d(term);
  }

  private product(factors: readonly Expr[]): Expr {
    const constant = factors.filter((factor) => this.isConstant(factor));
    const rest = factors.filter((factor) => !this.isConstant(factor));
    if (constant.length > 0) {
      this.note("constant-factor");
      return productOf([...constant, this.d(productOf(rest))]);
    }
    this.note("product-rule");
    return sumOf(rest.map((factor, i) => productOf([...rest.slice(0, i), this.d(factor), ...rest.slice(i + 1)])));
  }

  private quotient(top: Expr, bottom: Expr): Expr {
    if (this.isConstant(bottom)) {
      this.note("constant-factor");
      return div(this.d(top), bottom);
    }
    this.note("quotient-rule");
    const square = pow(bottom, two);
    if (this.isConstant(top)) return neg(div(productOf([top, this.d(bottom)]), square));
    return div(sub(productOf([this.d(top), bottom]), productOf([top, this.d(bottom)])), square);
  }

  private power(base: Expr, exponent: Expr): Expr {
    const less = exponent.kind === "number" ? number({ n: exponent.value.n - exponent.value.d, d: exponent.value.d }) : sub(exponent, one);
    const outer = productOf([exponent, less === one ? base : less === zero ? one : pow(base, less)]);
    this.note(base === this.by ? "power-rule" : "outer-function");
    return base === this.by ? outer : productOf([outer, this.d(base)]);
  }

  /** f(u, v): the partial derivatives of the table, each times that of its argument. */
  private outer(of: Expr): Expr {
    if (of.kind === "binder" || of.kind === "derivative" || isOp(of, "piecewise")) {
      this.note("table");
      return differentiate(of, this.by);
    }
    if (of.kind === "apply") this.sources.add(primitive(of.op).source);
    const plain = of.args.every((arg) => arg === this.by || this.isConstant(arg));
    this.note(plain ? "table" : "outer-function");
    return sumOf(of.args.flatMap((arg, i) => (this.isConstant(arg) ? [] : [productOf([partial(of, i), this.d(arg)])])));
  }
}

function sumOf(terms: readonly Expr[]): Expr {
  const kept = terms.filter((term) => term !== zero && !(isOp(term, "neg") && term.args[0] === zero));
  return kept.length === 0 ? zero : kept.length === 1 ? (kept[0] as Expr) : add(...kept);
}

function productOf(factors: readonly Expr[]): Expr {
  const kept = factors.flatMap((factor) => (factor === one ? [] : isOp(factor, "mul") ? factor.args : [factor]));
  if (kept.includes(zero)) return zero;
  return kept.length === 0 ? one : kept.length === 1 ? (kept[0] as Expr) : mul(...kept);
}

/** Zeros and ones that a turn leaves behind go with the next. */
function tidied(node: Expr): Expr {
  if (isOp(node, "add")) return sumOf(node.args);
  return isOp(node, "mul") ? productOf(node.args) : node;
}
