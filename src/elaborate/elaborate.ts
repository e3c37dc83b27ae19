/**
 * Surface syntax → Expr. What juxtaposition, brackets, scripts and fractions mean is decided here, with the names of
 * the document at hand. Where a formula can be read in two ways, every way can be asked for (`choices`).
 */
import { type Step, call, run } from "../base/coroutine.ts";
import { fromDecimal } from "../base/rational.ts";
import { ParseError, type Span, cover } from "../base/span.ts";
import {
  type BinderOp,
  type Expr,
  add,
  apply,
  binder,
  div,
  eq,
  isOp,
  le,
  lt,
  mul,
  ne,
  neg,
  number,
  one,
  pow,
  symbol,
  type SymbolExpr,
  zero,
} from "../expression/expr.ts";
import { foldOver } from "../expression/fold.ts";
import { indicesOf, nameParts } from "../expression/name.ts";
import { freeSymbols } from "../expression/traverse.ts";
import type { BigSyntax, CasesSyntax, ChainSyntax, GroupSyntax, MatrixSyntax, ProductSyntax, Syntax } from "../syntax/tree.ts";
import { derivativeInProduct, derivativeShape } from "./leibniz.ts";
import { openRun } from "./index-run.ts";
import { headOf } from "./script.ts";
import { Differential, nablaOf } from "./differential.ts";
import type { ElaborateOptions, Reading } from "./naming.ts";

/** Gives an expression its meaning; throws ParseError with the place where it has none. */
export function elaborate(syntax: Syntax, options: ElaborateOptions): Reading {
  const elaborator = new Elaborator(options);
  const expr = run(elaborator.expression(syntax));
  return { expr, ambiguities: elaborator.ambiguities, cancelled: elaborator.cancelled };
}

/** x > 0 of "(x > 0)": a condition beside a case, and 1 or 0 in a product. */
function bracketed(syntax: Syntax): ChainSyntax | undefined {
  // (x > 0) and nothing besides may stand in a chain of its own.
  const group = syntax.kind === "chain" && syntax.first && syntax.links.length === 0 ? syntax.first : syntax;
  const [only, ...others] = group.kind === "group" && group.open === "(" ? group.items : [];
  return only?.kind === "chain" && others.length === 0 ? only : undefined;
}

const isComparing = ({ links }: ChainSyntax): boolean => links.length > 0 && links.every(({ relation }) => relation !== "=");

const BIG_OPERATORS: ReadonlyMap<string, BinderOp> = new Map([
  ["∑", "sum"],
  ["∏", "product"],
  ["max", "maximum"],
  ["min", "minimum"],
]);

const RELATIONS: Readonly<Record<string, (a: Expr, b: Expr) => Expr>> = {
  "<": lt,
  ">": (a, b) => lt(b, a),
  "≤": le,
  "≥": (a, b) => le(b, a),
  "=": eq,
  "≠": ne,
};

class Elaborator extends Differential {
  override *expression(syntax: Syntax): Step<Expr> {
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
        return yield* this.matrix(syntax);
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
    if (group.items.length > 1 && group.open === "{") return apply("set", yield* this.all(group.items));
    if (group.items.length > 1 && group.open === "[") return apply("concat", yield* this.all(group.items));
    // (a, b) is a vector.
    if (group.items.length > 1 && group.open === "(") return column(yield* this.all(group.items));
    if (group.items.length > 1 && group.open !== "⟨") throw new ParseError("a list in brackets where a single term is needed", group.span);
    const isMask = group.open === "[" || (group.open === "(" && only.kind === "chain" && isComparing(only));
    if (isMask && only.kind === "chain") return indicator(yield* this.condition(only));
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

  private *matrix({ rows, span }: MatrixSyntax): Step<Expr> {
    const width = rows[0]?.length ?? 0;
    if (width === 0) throw new ParseError("a matrix without entries", span);
    const made: Expr[] = [];
    for (const row of rows) {
      if (row.length !== width) throw new ParseError("the rows of this matrix are not equally long", span);
      made.push(apply("row", yield* this.all(row)));
    }
    return apply("matrix", made);
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
      const condition = row.condition && (bracketed(row.condition) ?? row.condition);
      if (condition?.kind === "chain") args.push(yield* this.condition(condition), value);
      else if (row.condition) args.push(yield* call(this.expression(row.condition)), value);
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

  /** The indices of the sums around what is read. */
  private readonly summed: string[] = [];

  private *big(big: BigSyntax): Step<Expr> {
    const op = BIG_OPERATORS.get(big.operator);
    if (!op) throw new ParseError(`${big.operator} is not read yet`, big.span);
    if (!big.sub) throw new ParseError("a sum without its index: write \\sum_k", big.span);
    const { sub } = big;
    if (op === "maximum" || op === "minimum") return yield* this.extremum(big, op, sub);
    if (sub.kind === "group" && sub.open === "," && sub.items.every((item) => headOf(item)))
      return yield* this.overSeveral(big, op, sub.items);
    if (sub.kind === "group" && sub.open === ",") return yield* this.underConditions(big, op, sub.items);
    const [such] = sub.kind === "chain" ? sub.links : [];
    // Σ_{t : w_t = v}
    if (sub.kind === "chain" && sub.first && sub.links.length > 1 && (such?.relation === ":" || such?.relation === "∣"))
      return yield* this.underConditions(big, op, [sub.first, { ...sub, first: such.right, links: sub.links.slice(1) }]);
    if (sub.kind === "chain" && such?.relation !== "=") return yield* this.underConditions(big, op, [sub.first ?? sub, sub]);
    const link = sub.kind === "chain" ? sub.links[0] : undefined;
    const name = sub.kind === "chain" ? sub.first : sub;
    const head = name ? headOf(name) : undefined;
    if (!head || head.power || (sub.kind === "chain" && (sub.links.length !== 1 || link?.relation !== "="))) {
      throw new ParseError("the range of this sum is not read yet: write \\sum_{k=1}^{n} or \\sum_k", sub.span);
    }
    this.summed.push(head.name);
    const inner = yield* call(this.expression(big.body));
    this.summed.pop();
    const body = this.refuseRuns(inner, [head.name], big.body.span);
    if (!link || !big.sup) {
      if (link) throw new ParseError("the sum has a lower bound but no upper one", big.span);
      return binder(op, symbol(head.name), undefined, body);
    }
    const from = yield* call(this.expression(link.right));
    return binder(op, symbol(head.name), [from, yield* call(this.expression(big.sup))], body);
  }

  private refuseRuns(body: Expr, letters: readonly string[], span: Span): Expr {
    for (const letter of letters) {
      const run = letter === "" ? undefined : openRun(letter, body, [...this.summed, ...letters]);
      if (run !== undefined) {
        const { base, sub } = nameParts(run);
        throw new ParseError(`whether the letters of ${run} are indices is not known: write ${base}_{${[...sub].join(",")}}`, span);
      }
    }
    return body;
  }

  /** Σ_{j ≠ i} and Σ_{j = 1, j ≠ i}^n: what the condition leaves out is 0 in a sum, 1 in a product. */
  private *underConditions(big: BigSyntax, op: BinderOp, [range, ...conditions]: readonly Syntax[]): Step<Expr> {
    const counted = range?.kind === "chain" ? range.first : range;
    const body = this.refuseRuns(yield* call(this.expression(big.body)), [(counted && headOf(counted)?.name) ?? ""], big.body.span);
    const chosen: Expr[] = [];
    for (const condition of conditions) {
      if (condition.kind !== "chain") throw new ParseError("a condition on the index is a relation, such as j \\ne i", condition.span);
      chosen.push(yield* this.condition(condition));
    }
    const [first, second] = chosen as [Expr, Expr?];
    const left = apply("piecewise", [second ? apply("and", chosen) : first, body, foldOver(op, []) as Expr]);
    const over = yield* this.big({ ...big, sub: range as Syntax, body: { kind: "number", span: big.body.span, text: "1" } });
    return binder(
      op,
      over.args[0] as SymbolExpr,
      over.kind === "binder" && over.bounded ? [over.args[1] as Expr, over.args[2] as Expr] : undefined,
      left,
    );
  }

  /** \max_j x_j: of the entries that j counts; a factor without j could stand before it or after it. */
  private *extremum(big: BigSyntax, op: BinderOp, sub: Syntax): Step<Expr> {
    const whole = rangeBelow(sub);
    if (whole && !big.sup) return yield* this.extremum({ ...big, sup: whole.to }, op, whole.from);
    const range =
      sub.kind === "chain" && sub.links.length === 1 && sub.links[0]?.relation === "=" && big.sup ? sub.links[0].right : undefined;
    const counted = range ? [(sub as ChainSyntax).first as Syntax] : sub.kind === "group" && sub.open === "," ? sub.items : [sub];
    const letters = counted.map((item) => headOf(item)?.name ?? "");
    const body = yield* call(this.expression(big.body));
    const isCounted = (expr: Expr): boolean =>
      letters.every((letter) => freeSymbols(expr).some(({ name }) => indicesOf(nameParts(name).sub).includes(letter)));
    const isSettled =
      big.body.kind === "group" || !isOp(body, "mul") || body.args.every((each) => each.kind === "number" || isCounted(each));
    if (!isSettled || !isCounted(body) || (big.sup && !range))
      throw new ParseError(
        `\\${big.operator} over an index is read as \\${big.operator}_j x_j, or with brackets around what has the index`,
        big.span,
      );
    const bounds = range && big.sup ? ([yield* call(this.expression(range)), yield* call(this.expression(big.sup))] as const) : undefined;
    return letters.reduceRight<Expr>((inner, letter) => binder(op, symbol(letter), bounds, inner), body);
  }

  /** Σ_{i,j} is Σ_i Σ_j. */
  private *overSeveral(big: BigSyntax, op: BinderOp, indices: readonly Syntax[]): Step<Expr> {
    if (big.sup) throw new ParseError("several indices with one upper bound: write a sum for each", big.span);
    const letters = indices.map((item) => headOf(item)?.name ?? "");
    const body = this.refuseRuns(yield* call(this.expression(big.body)), letters, big.body.span);
    return indices.reduceRight<Expr>((inner, item) => binder(op, symbol((headOf(item) as { name: string }).name), undefined, inner), body);
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
      } else if (operator === "*" || operator === "·") {
        const tail = factors.slice(i + 1);
        const took = { tail: false };
        const values = yield* this.items(items, tail, took);
        const [before, first] = [product.at(-1), values[0]];
        if (operator === "·" && before && first && this.isVector(before) && this.isVector(first))
          product.splice(-1, 1, apply("inner", [before, first]), ...values.slice(1));
        else product.push(...values);
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

  /** As far as the page shows it: w, W x, and a + b of vectors. */
  private isVector(expr: Expr): boolean {
    const isName = (node: Expr | undefined): boolean => node?.kind === "symbol" && (this.options.names.vectors?.(node.name) ?? false);
    const isTerm = (node: Expr): boolean =>
      isOp(node, "mul")
        ? isName(node.args.at(-1)) && !node.args.slice(0, -1).some(isName)
        : isName(isOp(node, "neg") ? node.args[0] : node);
    return isOp(expr, "add") ? expr.args.every(isTerm) : isTerm(expr);
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
  protected override *items(
    items: readonly Syntax[],
    tail: ProductSyntax["factors"],
    took: { tail: boolean } = { tail: false },
  ): Step<Expr[]> {
    const out: Expr[] = [];
    for (let i = 0; i < items.length; i++) {
      const item = items[i] as Syntax;
      const taken = this.takenAt(item, items[i + 1]);
      if (taken) {
        out.push(yield* taken === "itself" ? this.factor(item, headOf(item)) : this.atPlace(item, items[i + 1] as Syntax));
        i++;
        continue;
      }
      // P(A, B) of a P that is no function is no product of P and a vector.
      const before = items[i - 1];
      if (isList(item) && before && headOf(before))
        throw new ParseError(
          `${headOf(before)?.name ?? ""} before a list in brackets is no function here: define it, or write a product sign`,
          item.span,
        );
      const chosen = indicated(item, items[i + 1]);
      if (chosen) {
        out.push(indicator(yield* this.condition(chosen.condition)));
        i += chosen.length - 1;
        continue;
      }
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
      const nabla = nablaOf(item);
      if (nabla) {
        const rest = items.slice(i + 1);
        const reach = this.isAlone(rest) ? 1 : this.isApplied(rest) ? 2 : rest.length;
        out.push(yield* this.nabla(nabla, rest.slice(0, reach), item.span));
        if (reach === rest.length) return out;
        i += reach;
        continue;
      }
      const head = headOf(item);
      const adjoint = this.adjoint(head, items[i + 1]);
      if (adjoint) {
        out.push(adjoint);
        i++;
        continue;
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
}

/** j = 1 and n of 1 ≤ j ≤ n, and of j = 1, …, n. */
function rangeBelow(sub: Syntax): { readonly from: Syntax; readonly to: Syntax } | undefined {
  if (sub.kind === "group" && sub.open === "," && sub.items.length === 3) {
    const [from, dots, to] = sub.items as [Syntax, Syntax, Syntax];
    const isRun = from.kind === "chain" && from.links.length === 1 && from.links[0]?.relation === "=" && headOf(dots)?.name === "…";
    return isRun ? { from, to } : undefined;
  }
  const [low, high, ...more] = sub.kind === "chain" ? sub.links : [];
  if (sub.kind !== "chain" || !sub.first || !low || !high || more.length > 0 || low.relation !== "≤" || high.relation !== "≤")
    return undefined;
  return { from: { ...sub, first: low.right, links: [{ ...low, relation: "=", right: sub.first }] }, to: high.right };
}

/** 1 where the condition holds, else 0. */
function indicator(condition: Expr): Expr {
  return apply("piecewise", [condition, one, zero]);
}

const INDICATORS: ReadonlySet<string> = new Set(["𝟏", "𝟙", "𝕀", "𝐈"]);

/** 𝟏[i = j], 𝟏_{i = j}: the condition, and of how many items it is made. */
function indicated(item: Syntax, next: Syntax | undefined): { readonly condition: ChainSyntax; readonly length: number } | undefined {
  const base = item.kind === "scripted" && !item.sup ? item.base : item;
  const isSign = (base.kind === "name" && INDICATORS.has(base.name)) || (base.kind === "number" && base.text === "1");
  if (!isSign) return undefined;
  if (item.kind === "scripted") return item.sub?.kind === "chain" ? { condition: item.sub, length: 1 } : undefined;
  const [only, ...others] = next?.kind === "group" ? next.items : [];
  return only?.kind === "chain" && others.length === 0 ? { condition: only, length: 2 } : undefined;
}

/** (a, b), also with a superscript. */
function isList(item: Syntax): boolean {
  if (item.kind === "scripted") return isList(item.base);
  return item.kind === "group" && item.open === "(" && item.items.length > 1;
}

function column(entries: readonly Expr[]): Expr {
  return apply(
    "matrix",
    entries.map((entry) => apply("row", [entry])),
  );
}
