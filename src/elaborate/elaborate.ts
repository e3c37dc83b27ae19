/**
 * Surface syntax → Expr. What juxtaposition, brackets, scripts and fractions mean is decided here, with the names of
 * the document at hand. Where a formula can be read in two ways, every way can be asked for (`choices`).
 */
import { type Step, call, run } from "../base/coroutine.ts";
import { fromDecimal } from "../base/rational.ts";
import { ParseError, type Span, cover } from "../base/span.ts";
import {
  type Expr,
  type SymbolExpr,
  add,
  apply,
  binder,
  callOf,
  derivativeOf,
  div,
  eq,
  le,
  lt,
  mul,
  ne,
  neg,
  number,
  one,
  pow,
  symbol,
} from "../expression/expr.ts";
import { functionNamed, primitive } from "../primitive/table.ts";
import type { BigSyntax, CasesSyntax, ChainSyntax, FractionSyntax, GroupSyntax, ProductSyntax, Syntax } from "../syntax/tree.ts";
import { type DerivativeShape, derivativeInProduct, derivativeShape } from "./leibniz.ts";
import { type Names, isArgument } from "./names.ts";
import { type Head, headOf, noName } from "./script.ts";

/** A place that can be read in more than one way. */
export interface Ambiguity {
  readonly span: Span;
  readonly message: string;
}

/** `\cancel{body}^to`: a claim of its own. */
export interface Cancelled {
  readonly span: Span;
  readonly body: Expr;
  readonly to: Expr;
}

export interface Reading {
  readonly expr: Expr;
  readonly ambiguities: readonly Ambiguity[];
  readonly cancelled: readonly Cancelled[];
}

export interface ElaborateOptions {
  readonly names: Names;
  /** Which reading to take at each ambiguity, in order; 0 where it ends. */
  readonly choices?: readonly number[];
  /** What a struck-out term stands for: itself, or what the author replaces it by. */
  readonly struck?: "kept" | "replaced";
}

/** Gives an expression its meaning; throws ParseError with the place where it has none. */
export function elaborate(syntax: Syntax, options: ElaborateOptions): Reading {
  const elaborator = new Elaborator(options);
  const expr = run(elaborator.expression(syntax));
  return { expr, ambiguities: elaborator.ambiguities, cancelled: elaborator.cancelled };
}

const RELATIONS: Readonly<Record<string, (a: Expr, b: Expr) => Expr>> = {
  "<": lt,
  ">": (a, b) => lt(b, a),
  "≤": le,
  "≥": (a, b) => le(b, a),
  "=": eq,
  "≠": ne,
};

class Elaborator {
  readonly ambiguities: Ambiguity[] = [];
  readonly cancelled: Cancelled[] = [];
  private readonly options: ElaborateOptions;
  private fractions = 0;

  constructor(options: ElaborateOptions) {
    this.options = options;
  }

  private choose(span: Span, message: string): number {
    const choice = this.options.choices?.[this.ambiguities.length] ?? 0;
    this.ambiguities.push({ span, message });
    return choice;
  }

  *expression(syntax: Syntax): Step<Expr> {
    switch (syntax.kind) {
      case "number":
        return number(fromDecimal(syntax.text));
      case "name":
      case "scripted":
      case "juxtaposition":
      case "product":
        return yield* this.term(syntax);
      case "sum":
        return yield* this.sum(syntax.terms);
      case "fraction":
        return yield* this.fraction(syntax);
      case "root":
        return yield* this.root(syntax.radicand, syntax.degree);
      case "group":
        return yield* this.group(syntax);
      case "big":
        return yield* this.big(syntax);
      case "cases":
        return yield* this.cases(syntax);
      case "matrix":
        return apply("matrix", yield* this.all(syntax.rows.flat()));
      case "cancel":
        return yield* this.cancel(syntax.body, syntax.to, syntax.span);
      case "factorial":
        return apply("factorial", [yield* call(this.expression(syntax.body))]);
      case "evaluated":
        throw new ParseError("an evaluation bar is not read yet: write f'(0), or put the value in", syntax.span);
      case "chain":
        return yield* this.condition(syntax);
    }
  }

  private *all(items: readonly Syntax[]): Step<Expr[]> {
    const out: Expr[] = [];
    for (const item of items) out.push(this.leaf(item) ?? (yield* call(this.expression(item))));
    return out;
  }

  /** A number or a name by itself, without the cost of a coroutine. */
  private leaf(item: Syntax): Expr | undefined {
    if (item.kind === "number") return number(fromDecimal(item.text));
    const head = item.kind === "name" ? headOf(item) : undefined;
    return head && this.nameValue(head, item);
  }

  private *sum(terms: readonly { readonly sign: "+" | "-"; readonly term: Syntax }[]): Step<Expr> {
    const out: Expr[] = [];
    for (const { sign, term } of terms) {
      const value = this.leaf(term) ?? (yield* call(this.expression(term)));
      out.push(sign === "-" ? neg(value) : value);
    }
    return out.length === 1 ? (out[0] as Expr) : add(...out);
  }

  private *root(radicand: Syntax, degree: Syntax | undefined): Step<Expr> {
    const body = yield* call(this.expression(radicand));
    if (!degree) return apply("sqrt", [body]);
    return pow(body, div(one, yield* call(this.expression(degree))));
  }

  private *group(group: GroupSyntax): Step<Expr> {
    const [only] = group.items;
    if (!only) throw new ParseError("empty brackets", group.span);
    if (group.items.length > 1 && group.open === "{") return apply("matrix", yield* this.all(group.items));
    if (group.items.length > 1 && group.open !== "⟨") throw new ParseError("a list in brackets where a single term is needed", group.span);
    const values = yield* this.all(group.items);
    switch (group.open) {
      case "|":
        return apply("abs", values);
      case "‖":
        return apply("norm", values);
      case "⌊":
        return apply("floor", values);
      case "⌈":
        return apply("ceil", values);
      case "⟨":
        return apply("inner", values);
      default:
        return values[0] as Expr;
    }
  }

  private *cancel(body: Syntax, to: Syntax | undefined, span: Span): Step<Expr> {
    const struck = yield* call(this.expression(body));
    if (!to) {
      if (this.fractions > 0) return struck;
      throw new ParseError("\\cancel does not say what becomes of the term: write \\cancel{…}^0", span);
    }
    const target = yield* call(this.expression(to));
    this.cancelled.push({ span, body: struck, to: target });
    return this.options.struck === "replaced" ? target : struck;
  }

  private *cases(cases: CasesSyntax): Step<Expr> {
    const args: Expr[] = [];
    for (const [i, row] of cases.rows.entries()) {
      const value = yield* call(this.expression(row.value));
      if (row.condition) args.push(yield* call(this.expression(row.condition)), value);
      else if (i === cases.rows.length - 1) args.push(value);
      else throw new ParseError("a case without its condition: only the last may do without", row.value.span);
    }
    if (args.length === 0) throw new ParseError("no cases", cases.span);
    return apply("piecewise", args);
  }

  private *condition(chain: ChainSyntax): Step<Expr> {
    const parts: Expr[] = [];
    if (!chain.first) throw new ParseError("a condition begins with its relation", chain.span);
    let left = yield* call(this.expression(chain.first));
    for (const link of chain.links) {
      const relate = RELATIONS[link.relation];
      if (!relate) throw new ParseError(`the relation ${link.relation} is not understood in a condition`, link.span);
      const right = yield* call(this.expression(link.right));
      parts.push(relate(left, right));
      left = right;
    }
    return parts.length === 0 ? left : parts.length === 1 ? (parts[0] as Expr) : apply("and", parts);
  }

  private *big(big: BigSyntax): Step<Expr> {
    const op = big.operator === "∑" ? "sum" : big.operator === "∏" ? "product" : undefined;
    if (!op) throw new ParseError(`${big.operator} is not read yet`, big.span);
    if (!big.sub) throw new ParseError("a sum without its index: write \\sum_k", big.span);
    const { sub } = big;
    const link = sub.kind === "chain" ? sub.links[0] : undefined;
    const name = sub.kind === "chain" ? sub.first : sub;
    const head = name ? headOf(name) : undefined;
    if (!head || head.power || (sub.kind === "chain" && (sub.links.length !== 1 || link?.relation !== "="))) {
      throw new ParseError("the range of this sum is not read yet: write \\sum_{k=1}^{n} or \\sum_k", sub.span);
    }
    const body = yield* call(this.expression(big.body));
    if (!link || !big.sup) {
      if (link) throw new ParseError("the sum has a lower bound but no upper one", big.span);
      return binder(op, symbol(head.name), undefined, body);
    }
    const from = yield* call(this.expression(link.right));
    return binder(op, symbol(head.name), [from, yield* call(this.expression(big.sup))], body);
  }

  // Terms ------------------------------------------------------------------------------------------------------------

  /** A product with its written operators; each factor may be several items side by side. */
  private *term(syntax: Syntax): Step<Expr> {
    const factors: ProductSyntax["factors"] = syntax.kind === "product" ? syntax.factors : [{ operator: "*", factor: syntax }];
    let product: Expr[] = [];
    for (let i = 0; i < factors.length; i++) {
      const { operator, factor } = factors[i] as ProductSyntax["factors"][number];
      const items = factor.kind === "juxtaposition" ? factor.items : [factor];
      const next = factors[i + 1];
      const inline = next?.operator === "/" && operator !== "/" ? derivativeInProduct(items, next.factor) : undefined;
      if (inline) {
        i++;
        product.push(...(yield* this.items(inline.before, [])));
        const tail = factors.slice(i + 1);
        const { values, took } = yield* this.operator(
          inline,
          inline.after,
          tail,
          cover(factor.span, (next as { factor: Syntax }).factor.span),
        );
        product.push(...values);
        if (took) break;
        continue;
      }
      if (operator === "/") {
        product = [yield* this.quotient(product, items, factor.span)];
      } else if (operator === "*") {
        const tail = factors.slice(i + 1);
        const took = { tail: false };
        product.push(...(yield* this.items(items, tail, took)));
        if (took.tail) break;
      } else {
        const left = product.length === 1 ? (product[0] as Expr) : mul(...product);
        const right = yield* this.items(items, []);
        const op = operator === "⊗" ? "outer" : "hadamard";
        product = [apply(op, [left, right.length === 1 ? (right[0] as Expr) : mul(...right)])];
      }
    }
    return product.length === 1 ? (product[0] as Expr) : mul(...product);
  }

  /** product / items: side by side binds tighter than the slash, but 1/2 x is (1/2) x; both readings can be asked for. */
  private *quotient(product: readonly Expr[], items: readonly Syntax[], span: Span): Step<Expr> {
    const top = product.length === 1 ? (product[0] as Expr) : mul(...product);
    const values = yield* this.items(items, []);
    const [first, ...rest] = values;
    if (!first) throw new ParseError("a divisor is missing", span);
    if (rest.length === 0) return div(top, first);
    const numeric = top.kind === "number" && first.kind === "number";
    const choice = this.choose(span, "what stands below the slash: write \\frac{…}{…} or brackets");
    return (choice === 0) === numeric ? mul(div(top, first), ...rest) : div(top, mul(...values));
  }

  /** Items side by side → factors. `tail` are the factors that follow by an operator; a differential operator may take them. */
  private *items(items: readonly Syntax[], tail: ProductSyntax["factors"], took: { tail: boolean } = { tail: false }): Step<Expr[]> {
    const out: Expr[] = [];
    for (let i = 0; i < items.length; i++) {
      const item = items[i] as Syntax;
      if (item.kind === "number") {
        out.push(number(fromDecimal(item.text)));
        continue;
      }
      const shape = item.kind === "fraction" ? derivativeShape(item.numerator, item.denominator) : undefined;
      if (shape && shape.of.length === 0) {
        const result = yield* this.operator(shape, items.slice(i + 1), tail, item.span);
        took.tail = result.took;
        out.push(...result.values);
        return out;
      }
      const head = headOf(item);
      if (head && (head.name === "∇" || head.name.startsWith("∇_"))) {
        out.push(yield* this.nabla(head, items.slice(i + 1), item.span));
        return out;
      }
      const used = head ? yield* this.application(head, item, items, i) : undefined;
      if (used) {
        out.push(used.value);
        i = used.last;
      } else {
        const value = yield* this.factor(item, head);
        out.push(value);
      }
    }
    return out;
  }

  private *factor(item: Syntax, head: Head | undefined): Step<Expr> {
    if (head) return yield* this.name(head, item);
    if (item.kind !== "scripted") return yield* call(this.expression(item));
    const base = yield* call(this.expression(item.base));
    if (item.sub || item.primes) throw noName(item);
    if (!item.sup) return base;
    return yield* this.raised(base, item.sup);
  }

  private *raised(base: Expr, sup: Syntax): Step<Expr> {
    if (sup.kind === "name" && ["T", "⊤", "𝖳"].includes(sup.name)) return apply("transpose", [base]);
    if (sup.kind === "name" && /^[*+†⋆∗'-]$/.test(sup.name))
      throw new ParseError(`the mark ${sup.name} on brackets has no meaning here`, sup.span);
    return pow(base, yield* call(this.expression(sup)));
  }

  /** A name that stands for itself, with its power. */
  private *name(head: Head, item: Syntax): Step<Expr> {
    if (!head.power) return this.nameValue(head, item);
    const power = yield* call(this.expression(head.power));
    return this.isEuler(head) ? apply("exp", [power]) : pow(this.nameValue(head, item), power);
  }

  private isEuler(head: Head): boolean {
    return head.name === "e" && head.primes === 0 && !this.options.names.variables.has("e");
  }

  private nameValue(head: Head, item: Syntax): Expr {
    const { names } = this.options;
    const primes = "'".repeat(head.primes);
    if (head.name === "∂") throw new ParseError("∂ outside of a derivative: write \\frac{\\partial E}{\\partial w}", item.span);
    const isFunction = !names.variables.has(head.name) && functionNamed(head.name) !== undefined;
    if (head.primes > 0 && (names.functions.has(head.name) || isFunction)) {
      throw new ParseError(`${head.name}${primes} without its argument: write ${head.name}${primes}(x)`, item.span);
    }
    if (isFunction) throw new ParseError(`${head.name} without its argument`, item.span);
    let value: Expr;
    if (this.isEuler(head)) value = apply("exp", [one]);
    else if (head.name === "π" && head.primes === 0 && !names.variables.has("π")) value = apply("pi", []);
    else value = symbol(primed(head.name, head.primes));
    return head.transposed ? apply("transpose", [value]) : value;
  }

  // Functions --------------------------------------------------------------------------------------------------------

  /** A function name with what it applies to; undefined where the name is no function here. */
  private *application(head: Head, item: Syntax, items: readonly Syntax[], at: number): Step<{ value: Expr; last: number } | undefined> {
    const next = items[at + 1];
    if (head.transposed) return undefined;
    if ((head.name === "sum" || head.name === "product") && next?.kind === "group" && next.items.length > 1) {
      return { value: yield* this.plainBinder(head.name, next.items, item), last: at + 1 };
    }
    const target = this.functionOf(head);
    if (!target || !next) return undefined;
    if (
      this.isMixed(head) &&
      (!isArgument(next) || this.choose(item.span, `whether ${head.name} is a function or a factor: define it`) === 0)
    )
      return undefined;
    if (isArgument(next) || (next.kind === "group" && next.open === "|" && target.kind === "primitive" && head.word)) {
      return { value: yield* this.applyToBrackets(head, target, next, item), last: at + 1 };
    }
    if (target.kind !== "primitive" || target.name === "piecewise") return undefined;
    const { args, last } = this.bareArgument(items, at + 1);
    const values = yield* this.items(args, []);
    const inner = values.length === 1 ? (values[0] as Expr) : mul(...values);
    return { value: yield* this.powered(head, this.applied(head, target, [inner], item), item, [inner]), last };
  }

  /** sum(k, 1, 3, body) and sum(k, body). */
  private *plainBinder(op: "sum" | "product", items: readonly Syntax[], item: Syntax): Step<Expr> {
    const [index, ...rest] = yield* this.all(items);
    if (index?.kind !== "symbol" || (rest.length !== 1 && rest.length !== 3))
      throw new ParseError(`write ${op}(k, from, to, term) or ${op}(k, term)`, item.span);
    return binder(op, index, rest.length === 3 ? [rest[0] as Expr, rest[1] as Expr] : undefined, rest.at(-1) as Expr);
  }

  private isMixed(head: Head): boolean {
    return this.options.names.mixed.has(head.name) && head.primes === 0;
  }

  private functionOf(head: Head): { kind: "primitive" | "call"; name: string } | undefined {
    const { names } = this.options;
    const logarithm = /^(log|ln)_/.test(head.name) ? "log" : head.name;
    const alias = names.aliases.get(head.name);
    if (alias) return { kind: "primitive", name: alias };
    if (names.functions.has(head.name) || this.isMixed(head)) return { kind: "call", name: head.name };
    if (/^[𝔼ℙ]/u.test(head.name)) return { kind: "call", name: head.name };
    const row = names.variables.has(head.name) ? undefined : functionNamed(logarithm);
    if (row) return { kind: "primitive", name: row.name };
    if (head.name === "piecewise" || head.name === "and") return { kind: "primitive", name: head.name };
    return !names.variables.has(head.name) && /^\p{Script=Latin}{2,}$/u.test(head.name) ? { kind: "call", name: head.name } : undefined;
  }

  private *applyToBrackets(head: Head, target: { kind: "primitive" | "call"; name: string }, next: Syntax, item: Syntax): Step<Expr> {
    const group = (next.kind === "scripted" ? next.base : next) as GroupSyntax;
    const args = group.open === "|" ? [apply("abs", yield* this.all(group.items))] : yield* this.all(group.items);
    if (head.primes > 0 && this.options.names.variables.has(head.name)) return primedVariable(head, args, item);
    if (args.length === 0) throw new ParseError(`${head.name} lacks its argument`, group.span);
    const applied = (values: readonly Expr[]): Expr => this.applied(head, target, values, item);
    const outer = yield* this.powered(head, applied(args), item, args);
    if (next.kind !== "scripted") return outer;
    if (next.sub || next.primes || !next.sup) throw noName(next);
    // f(x)^2 is (f(x))^2; with a command such as \log it could be log of the square.
    const square = args.length === 1 && item.kind === "name" && item.word && !head.power;
    const choice = square ? this.choose(cover(item.span, next.span), "whether the power is that of the function or of its argument") : 0;
    if (choice === 1) return applied([yield* this.raised(args[0] as Expr, next.sup)]);
    return yield* this.raised(outer, next.sup);
  }

  private applied(head: Head, target: { kind: "primitive" | "call"; name: string }, args: readonly Expr[], item: Syntax): Expr {
    if (target.kind === "call") return callOf(target.name, orders(head.primes, args.length, item), args);
    const { name } = target;
    const { arity } = primitive(name);
    if (head.primes > 0) return callOf(name, orders(head.primes, args.length, item), args);
    if ((name === "max" || name === "min") && args.length > 1) return args.reduce((a, b) => apply(name, [a, b]));
    if (arity !== "many" && args.length !== arity)
      throw new ParseError(`${head.name} takes ${arity} argument${arity === 1 ? "" : "s"}, not ${args.length}`, item.span);
    const value = apply(name, args);
    const base = /^(?:log|ln)_\{?(.*?)\}?$/.exec(head.name)?.[1];
    if (base === undefined) return value;
    const baseValue = /^\d+$/.test(base) ? number(Number(base)) : base === "e" ? undefined : symbol(base);
    return baseValue ? div(value, apply("log", [baseValue])) : value;
  }

  /** \sin^2 x is (sin x)^2, \sin^{-1} x is arcsin x. */
  private *powered(head: Head, value: Expr, item: Syntax, args: readonly Expr[]): Step<Expr> {
    if (!head.power) return value;
    const power = yield* call(this.expression(head.power));
    const inverse = power.kind === "apply" && power.op === "neg" && power.args[0] === one;
    if (!inverse) return pow(value, power);
    const row = functionNamed(`a${head.name}`);
    if (!row) throw new ParseError(`${head.name}^{-1}: the inverse function, or 1/${head.name}? Write which`, item.span);
    return apply(row.name, args);
  }

  /** What a function without brackets applies to: up to the next bracket, function or sum. */
  private bareArgument(items: readonly Syntax[], from: number): { args: readonly Syntax[]; last: number } {
    const first = items[from] as Syntax;
    const ends = (item: Syntax): boolean => {
      const head = headOf(item);
      return (
        item.kind === "group" ||
        item.kind === "big" ||
        (item.kind === "scripted" && item.base.kind === "group") ||
        (head !== undefined && this.functionOf(head) !== undefined)
      );
    };
    const head = headOf(first);
    if (head && this.functionOf(head) && !this.isMixed(head)) return { args: items.slice(from), last: items.length - 1 };
    let last = from;
    if (!ends(first)) while (items[last + 1] && !ends(items[last + 1] as Syntax)) last++;
    const several = last > from && first.kind !== "number";
    if (
      several &&
      this.choose(cover(first.span, (items[last] as Syntax).span), "how much the function before it applies to: write brackets") === 1
    )
      last = from;
    return { args: items.slice(from, last + 1), last };
  }

  // Derivatives ------------------------------------------------------------------------------------------------------

  private *fraction(fraction: FractionSyntax): Step<Expr> {
    const shape = derivativeShape(fraction.numerator, fraction.denominator);
    if (shape) {
      if (shape.of.length === 0) throw new ParseError("this differential operator has nothing to apply to", fraction.span);
      const of = yield* this.items(shape.of, []);
      return yield* this.derivative(shape, of.length === 1 ? (of[0] as Expr) : mul(...of), fraction.span);
    }
    this.fractions++;
    const numerator = yield* call(this.expression(fraction.numerator));
    const denominator = yield* call(this.expression(fraction.denominator));
    this.fractions--;
    return div(numerator, denominator);
  }

  /** d/dx with what follows; brackets right behind it hold its operand, else it takes all that stands beside it. */
  private *operator(
    shape: DerivativeShape,
    after: readonly Syntax[],
    tail: ProductSyntax["factors"],
    span: Span,
  ): Step<{ values: Expr[]; took: boolean }> {
    if (shape.of.length > 0) {
      const of = yield* this.items(shape.of, []);
      const value = yield* this.derivative(shape, of.length === 1 ? (of[0] as Expr) : mul(...of), span);
      return { values: [value, ...(yield* this.items(after, []))], took: false };
    }
    const stars = tail.every((factor) => factor.operator === "*") ? tail : [];
    if (after.length === 0 && stars.length === 0) throw new ParseError("this differential operator has nothing to apply to", span);
    const bracketed = isArgument(after[0]);
    let extent = after.length === 0 ? 2 : bracketed ? 0 : 1;
    const more = (bracketed && after.length > 1) || (after.length > 0 && stars.length > 0);
    if (more && !(bracketed && after.length === 1)) {
      if (this.choose(span, "how far this differential operator reaches: write brackets") === 1)
        extent = bracketed && after.length > 1 ? 1 : 2;
    }
    const operand = extent === 0 ? after.slice(0, 1) : after;
    const of = yield* this.items(operand, []);
    if (extent === 2)
      for (const { factor } of stars) of.push(...(yield* this.items(factor.kind === "juxtaposition" ? factor.items : [factor], [])));
    const value = yield* this.derivative(shape, of.length === 1 ? (of[0] as Expr) : mul(...of), span);
    return { values: [value, ...(extent === 0 ? yield* this.items(after.slice(1), []) : [])], took: extent === 2 };
  }

  private *derivative(shape: DerivativeShape, of: Expr, span: Span): Step<Expr> {
    let value = of;
    for (const { variable, times } of shape.variables.toReversed()) {
      const head = headOf(variable);
      const by = head ? yield* this.name({ ...head, power: undefined }, variable) : undefined;
      const known = by ?? (variable.kind === "group" ? yield* call(this.expression(variable)) : undefined);
      if (known?.kind !== "symbol") throw new ParseError("the derivative is with respect to something that is no variable", span);
      for (let i = 0; i < times; i++) value = derivativeOf(value, known satisfies SymbolExpr);
    }
    return value;
  }

  private *nabla(head: Head, rest: readonly Syntax[], span: Span): Step<Expr> {
    if (rest.length === 0) throw new ParseError("∇ has nothing to apply to", span);
    const of = yield* this.items(rest, []);
    const by = head.name.slice(2).replace(/^\{|\}$/g, "");
    return apply("gradient", [of.length === 1 ? (of[0] as Expr) : mul(...of), symbol(by || "∇")]);
  }
}

/** k'(x) of a page that says k = … is dk/dx. */
function primedVariable(head: Head, args: readonly Expr[], item: Syntax): Expr {
  const [variable] = args;
  if (args.length !== 1 || variable?.kind !== "symbol") {
    throw new ParseError(`${head.name} is defined without arguments: write ${head.name}(x) = … to differentiate it at a place`, item.span);
  }
  let value: Expr = symbol(head.name);
  for (let k = 0; k < head.primes; k++) value = derivativeOf(value, variable);
  return value;
}

function primed(name: string, primes: number): string {
  if (primes === 0) return name;
  const at = name.search(/[_^]/);
  return at < 0 ? name + "'".repeat(primes) : name.slice(0, at) + "'".repeat(primes) + name.slice(at);
}

function orders(primes: number, count: number, item: Syntax): number[] {
  if (primes > 0 && count > 1)
    throw new ParseError("a prime on a function of several arguments: write which derivative is meant", item.span);
  return Array.from({ length: count }, () => primes);
}
