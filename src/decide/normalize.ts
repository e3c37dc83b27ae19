/** Expr → polynomial over kernels. The map is an identity at every point where the expression is defined. */
import * as q from "../base/rational.ts";
import { expandDefinitions } from "../evaluate/definition.ts";
import { type ApplyExpr, type Expr, add, apply, callOf, isOp, neg } from "../expression/expr.ts";
import { exactFactorial } from "../primitive/rounding.ts";
import { isWithin } from "./facts.ts";
import { Undefined, Unsupported } from "./kernel.ts";
import { type Polynomial, ZERO, constant, constantValue, leading, scale } from "./polynomial.ts";
import { ExponentialForm } from "./exponential.ts";
import { NeedSign } from "./power.ts";

const HANDLED = new Set([
  "add",
  "mul",
  "neg",
  "div",
  "pow",
  "sqrt",
  "exp",
  "log",
  "sin",
  "cos",
  "pi",
  "piecewise",
  "factorial",
  "floor",
  "ceil",
  "atan",
  "asin",
  "erf",
  "lt",
  "le",
  "eq",
  "ne",
  "and",
]);
const ODD = new Set(["atan", "asin", "erf"]);

/** Functions that the normal form does not look into. */
export function unfoldForNormalForm(expr: Expr): Expr {
  return expandDefinitions(expr, (op) => !HANDLED.has(op));
}

export class Normalizer extends ExponentialForm {
  private readonly memo = new Map<number, Polynomial>();

  /** Forgets what was computed before more facts came in. */
  forget(): void {
    this.memo.clear();
  }

  /** The normal form; throws Undefined, Unsupported, NeedSign or BudgetSpent. */
  normalize(expr: Expr): Polynomial {
    const open: Expr[] = [unfoldForNormalForm(expr)];
    const root = open[0] as Expr;
    for (let top = open.at(-1); top; top = open.at(-1)) {
      if (this.memo.has(top.id)) {
        open.pop();
        continue;
      }
      const next = this.neededBy(top);
      if (next.length > 0) {
        open.push(...next);
        continue;
      }
      this.kernels.budget.spend(1);
      this.memo.set(top.id, this.node(top));
      open.pop();
    }
    return this.of(root);
  }

  /** Arguments that are not known yet; of a case distinction, only the branch that holds. */
  private neededBy(expr: Expr): Expr[] {
    const needs = isOp(expr, "piecewise") ? this.branch(expr) : isRelation(expr) ? [] : expr.args;
    return needs.filter((arg) => !this.memo.has(arg.id));
  }

  /** The value of the branch that holds, or the first condition that has to be looked at. */
  private branch(expr: ApplyExpr): Expr[] {
    for (let i = 0; i + 1 < expr.args.length; i += 2) {
      const truth = this.holds(expr.args[i] as Expr);
      if (Array.isArray(truth)) return truth;
      if (truth) return [expr.args[i + 1] as Expr];
    }
    if (expr.args.length % 2 === 0) throw new Undefined("no case applies");
    return [expr.args.at(-1) as Expr];
  }

  /** Whether a condition holds under the facts; the expressions to normalise first if that is not known yet. */
  private holds(condition: Expr): boolean | Expr[] {
    if (condition.kind !== "apply") throw new Unsupported("a condition that is no relation");
    if (condition.op === "and") {
      const parts = condition.args.map((part) => this.holds(part));
      if (parts.includes(false)) return false;
      return parts.find(Array.isArray) ?? true;
    }
    const [a, b] = condition.args as [Expr, Expr];
    const missing = [a, b].filter((arg) => !this.memo.has(arg.id));
    if (missing.length > 0) return missing;
    const sign = this.facts.sign(this.kernels.sum(this.of(b), scale(this.of(a), q.MINUS_ONE)));
    switch (condition.op) {
      case "lt":
        if (sign === "positive") return true;
        if (isWithin(sign, "nonpositive")) return false;
        break;
      case "le":
        if (isWithin(sign, "nonnegative")) return true;
        if (sign === "negative") return false;
        break;
      case "eq":
      case "ne":
        if (sign === "zero") return condition.op === "eq";
        if (sign === "positive" || sign === "negative") return condition.op === "ne";
    }
    throw new NeedSign(add(b, neg(a)));
  }

  private of(expr: Expr): Polynomial {
    return this.memo.get(expr.id) as Polynomial;
  }

  private node(expr: Expr): Polynomial {
    switch (expr.kind) {
      case "number":
        return constant(expr.value);
      case "symbol":
        return this.kernels.symbol(expr);
      case "call":
        return this.kernels.function(
          `${expr.name}'${expr.orders.join()}`,
          expr.args.map((arg) => this.of(arg)),
          (args) => callOf(expr.name, expr.orders, args),
        );
      case "apply":
        return this.application(expr);
      default:
        throw new Unsupported(
          expr.kind === "binder" ? "a sum without numbers as its bounds is not decided yet" : "a derivative that was not evaluated",
        );
    }
  }

  private application(expr: ApplyExpr): Polynomial {
    const { kernels } = this;
    if (expr.op === "piecewise") return this.of(this.branch(expr)[0] as Expr);
    if (isRelation(expr)) throw new Unsupported("a relation where a number is needed");
    const args = expr.args.map((arg) => this.of(arg));
    const [a = ZERO, b = ZERO] = args;
    switch (expr.op) {
      case "add":
        return kernels.sum(...args);
      case "mul":
        return args.reduce((x, y) => kernels.product(x, y));
      case "neg":
        return scale(a, q.MINUS_ONE);
      case "div":
        return kernels.product(a, kernels.inverse(b));
      case "pow":
        return this.power(a, b);
      case "sqrt":
        return this.rationalPower(a, { n: 1n, d: 2n });
      case "exp":
        return this.exp(a);
      case "log":
        return this.log(a);
      case "sin":
        return this.wave(a, -1);
      case "cos":
        return this.wave(a, 1);
      case "pi":
        return this.opaque("pi", []);
      case "factorial": {
        const n = constantValue(a);
        const value = n && q.isInteger(n) ? exactFactorial(n.n) : undefined;
        return value ? constant(value.value) : this.opaque("factorial", args);
      }
      case "floor":
      case "ceil":
        return this.rounded(expr.op, a);
      default:
        if (!HANDLED.has(expr.op)) throw new Unsupported(`${expr.op} is not decided yet`);
        return this.odd(expr.op, a);
    }
  }

  private odd(op: string, a: Polynomial): Polynomial {
    if (a.size === 0 && ODD.has(op)) return ZERO;
    const flip = ODD.has(op) && q.sign(leading(a).coefficient) < 0;
    const value = this.opaque(op, [flip ? scale(a, q.MINUS_ONE) : a]);
    return flip ? scale(value, q.MINUS_ONE) : value;
  }

  private opaque(op: string, args: readonly Polynomial[]): Polynomial {
    return this.kernels.function(op, args, (exprs) => apply(op, exprs));
  }

  private rounded(op: "floor" | "ceil", a: Polynomial): Polynomial {
    const value = constantValue(a);
    if (!value) return this.opaque(op, [a]);
    return constant(q.integer(op === "floor" ? q.floor(value) : -q.floor(q.negate(value))));
  }
}

const RELATIONS: ReadonlySet<string> = new Set(["lt", "le", "eq", "ne", "and"]);

function isRelation(expr: Expr): boolean {
  return expr.kind === "apply" && RELATIONS.has(expr.op);
}
