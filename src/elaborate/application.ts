/** What a function name beside other things applies to: brackets, or what follows without them. */
import { type Step, call } from "../base/coroutine.ts";
import { ParseError, cover } from "../base/span.ts";
import {
  type BinderOp,
  type Expr,
  type SymbolExpr,
  apply,
  binder,
  callOf,
  derivativeOf,
  isOp,
  mul,
  neg,
  one,
  pow,
  symbol,
} from "../expression/expr.ts";
import { BINDERS } from "../expression/fold.ts";
import { ONES } from "../expression/name.ts";
import { freeSymbols } from "../expression/traverse.ts";
import { functionNamed } from "../primitive/table.ts";
import type { GroupSyntax, ProductSyntax, Syntax } from "../syntax/tree.ts";
import { isArgument, wholeOfComponent } from "./names.ts";
import { type Head, headOf, isInverseTranspose, noName } from "./script.ts";
import { Naming } from "./naming.ts";

export abstract class Application extends Naming {
  abstract expression(syntax: Syntax): Step<Expr>;
  protected abstract items(items: readonly Syntax[], tail: ProductSyntax["factors"], took?: { tail: boolean }): Step<Expr[]>;

  /** A name that stands for itself, with its power. */
  protected *name(head: Head, item: Syntax): Step<Expr> {
    if (!head.power) return this.nameValue(head, item);
    if (isInverseTranspose(head.power)) return inverseTransposed(this.nameValue(head, item));
    const power = yield* call(this.expression(head.power));
    return this.isEuler(head, power) ? apply("exp", [power]) : pow(this.nameValue(head, item), power);
  }

  // Functions --------------------------------------------------------------------------------------------------------

  /** A function name with what it applies to; undefined where the name is no function here. */
  protected *application(head: Head, item: Syntax, items: readonly Syntax[], at: number): Step<{ value: Expr; last: number } | undefined> {
    const next = items[at + 1];
    if (head.transposed) return undefined;
    const op = BINDERS.find((each) => each === head.name);
    if (op && next?.kind === "group" && next.items.length > 1)
      return { value: yield* this.plainBinder(op, next.items, item), last: at + 1 };
    const target = this.functionOf(head);
    if (!next) return undefined;
    if (head.name === "arg")
      throw new ParseError("argmax with an index is not read yet: write its entries out, or give the result a name", item.span);
    if (
      !target &&
      /^[Oo𝒪]$/u.test(head.name) &&
      isArgument(next) &&
      ![this.options.names.variables, this.options.names.scalars].some((names) => names.has(head.name))
    )
      throw new ParseError(
        `${head.name}(…) stands for terms that are not written: leave it out, and write \\approx`,
        cover(item.span, next.span),
      );
    if (!target) {
      const operator = this.scriptedOperator(head);
      if (operator === undefined) return undefined;
      const whole = wholeOfComponent(head.name);
      const component = whole === undefined ? undefined : yield* this.componentOf(whole, item, next);
      if (component) return { value: component, last: at + 1 };
      throw new ParseError(`${operator} with an index is not read yet: write its entries out, or give the result a name`, item.span);
    }
    if (
      this.isMixed(head) &&
      (!isArgument(next) || this.choose(item.span, `whether ${head.name} is a function or a factor: define it`) === 0)
    )
      return undefined;
    if (isArgument(next) || (next.kind === "group" && next.open === "|" && target.kind === "primitive" && head.word)) {
      return { value: yield* this.applyToBrackets(head, target, next, item), last: at + 1 };
    }
    const isBare = target.kind === "primitive" ? target.name !== "piecewise" : this.isOfMatrices(head);
    if (/^[𝔼ℙ]/u.test(head.name)) throw new ParseError(`${head.name} without brackets: write what it is taken of in brackets`, item.span);
    if (!isBare) return undefined;
    const { args, last } = this.bareArgument(items, at + 1);
    const values = yield* this.items(args, []);
    const inner = values.length === 1 ? (values[0] as Expr) : mul(...values);
    return { value: yield* this.powered(head, this.applied(head, target, [inner], item), item, [inner]), last };
  }

  /**
   * What a quantity stands for in front of brackets: y(x) of y = x² is y, where it is no product, and y(x + h) what it is at
   * another place. Both can be asked for beside the product.
   */
  protected takenAt(item: Syntax, next: Syntax | undefined): "itself" | "place" | undefined {
    const head = headOf(item);
    if (!head || head.primes > 0 || head.transposed || next?.kind !== "group" || !isArgument(next) || this.functionOf(head))
      return undefined;
    const found = next.items.map((argument) => this.options.names.isPlaceOf?.(head.name, argument));
    if (found.length === 0 || found.includes(undefined)) return undefined;
    const isItself = found.every((each) => each === "itself");
    if (found.length > 1) return isItself ? "itself" : undefined;
    const message = `whether ${head.name} before brackets is a factor, or is taken there: write a product sign, or define ${head.name}(…)`;
    const choice = this.choose(cover(item.span, next.span), message);
    return (choice === 0) === isItself ? (isItself ? "itself" : "place") : undefined;
  }

  /** y(x + h) of y = x²: nothing is known of it but that it is not y (x + h). */
  protected *atPlace(item: Syntax, next: Syntax): Step<Expr> {
    const group = next as GroupSyntax;
    const name = headOf(item)?.name ?? "";
    return callOf(name, [0], yield* this.all(group.items));
  }

  /** sum(k, 1, 3, body) and sum(k, body). */
  protected *plainBinder(op: BinderOp, items: readonly Syntax[], item: Syntax): Step<Expr> {
    const [index, ...rest] = yield* this.all(items);
    if (index?.kind !== "symbol" || (rest.length !== 1 && rest.length !== 3))
      throw new ParseError(`write ${op}(k, from, to, term) or ${op}(k, term)`, item.span);
    return binder(op, index, rest.length === 3 ? [rest[0] as Expr, rest[1] as Expr] : undefined, rest.at(-1) as Expr);
  }

  protected *applyToBrackets(head: Head, target: { kind: "primitive" | "call"; name: string }, next: Syntax, item: Syntax): Step<Expr> {
    const group = (next.kind === "scripted" ? next.base : next) as GroupSyntax;
    const args = group.open === "|" ? [apply("abs", yield* this.all(group.items))] : yield* this.all(group.items);
    if (head.primes > 0 && this.options.names.variables.has(head.name)) return primedVariable(head, args, item);
    if (args.length === 0) throw new ParseError(`${head.name} lacks its argument`, group.span);
    if (args.length > 1 && head.name === "softmax")
      throw new ParseError("softmax of several numbers: write them as one vector, as in softmax((a, b)^\\top)", group.span);
    const applied = (values: readonly Expr[]): Expr => this.carried(head, values, item) ?? this.applied(head, target, values, item);
    const outer = yield* this.powered(head, applied(args), item, args);
    if (next.kind !== "scripted") return outer;
    if (next.primes) throw noName(next);
    if (next.sub) {
      const entry = yield* this.entryOf(outer, next);
      return next.sup ? yield* this.raised(entry, next.sup) : entry;
    }
    if (!next.sup) return outer;
    // f(x)^2 is (f(x))^2; with a command such as \log it could be log of the square.
    const square = args.length === 1 && item.kind === "name" && item.word && !head.power;
    const choice = square ? this.choose(cover(item.span, next.span), "whether the power is that of the function or of its argument") : 0;
    if (choice === 1) return applied([yield* this.raised(args[0] as Expr, next.sup)]);
    return yield* this.raised(outer, next.sup);
  }

  /** g'(x) of a g(x) = x tanh u with u = 3x is dg(x)/dx; at another place such a g would be of another u, too. */
  private carried(head: Head, values: readonly Expr[], item: Syntax): Expr | undefined {
    const { carried, parameters } = this.options.names;
    const by = carried?.get(head.name);
    const own = parameters?.get(head.name) ?? [];
    if (by === undefined) return undefined;
    if (own.length !== values.length || own.some((parameter, i) => parameter !== values[i]))
      throw new ParseError(
        `${head.name} is written with ${by}, which ${own[0]?.name ?? "it"} is in, too: put ${by} in, and ${head.name} can be taken at other places`,
        item.span,
      );
    if (head.primes === 0 || own.length > 1) return undefined;
    const unprimed = this.functionOf({ ...head, primes: 0 });
    if (!unprimed) return undefined;
    let value = this.applied({ ...head, primes: 0 }, unprimed, values, item);
    for (let k = 0; k < head.primes; k++) value = derivativeOf(value, own[0] as SymbolExpr);
    return value;
  }

  /** \sin^2 x is (sin x)^2, \sin^{-1} x is arcsin x. */
  protected *powered(head: Head, value: Expr, item: Syntax, args: readonly Expr[]): Step<Expr> {
    if (!head.power) return value;
    const power = yield* call(this.expression(head.power));
    const inverse = power.kind === "apply" && power.op === "neg" && power.args[0] === one;
    if (!inverse) return pow(value, power);
    const row = functionNamed(`a${head.name}`);
    if (!row) throw new ParseError(`${head.name}^{-1}: the inverse function, or 1/${head.name}? Write which`, item.span);
    return apply(row.name, args);
  }

  /** What a function without brackets applies to: up to the next bracket, function or sum. */
  protected bareArgument(items: readonly Syntax[], from: number): { args: readonly Syntax[]; last: number } {
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

  protected *raised(base: Expr, sup: Syntax): Step<Expr> {
    // 1^⊤ x: a row of ones.
    if (sup.kind === "name" && TRANSPOSE.has(sup.name)) return apply("transpose", [base === one ? symbol(ONES) : base]);
    if (isInverseTranspose(sup)) return inverseTransposed(base);
    if (sup.kind === "name" && /^[*+†⋆∗'-]$/.test(sup.name))
      throw new ParseError(`the mark ${sup.name} on brackets has no meaning here`, sup.span);
    return pow(base, yield* call(this.expression(sup)));
  }

  protected *factor(item: Syntax, head: Head | undefined): Step<Expr> {
    if (head) return yield* this.name(head, item);
    if (item.kind !== "scripted") return yield* call(this.expression(item));
    const whole = yield* call(this.expression(item.base));
    const base = item.sub ? (normCalled(item.sub, whole) ?? (yield* this.entryOf(whole, item))) : whole;
    if (item.primes > 0) return primedBrackets(base, item);
    if (!item.sup) return base;
    // (a, b)^T is a column: the list by itself is written as a row.
    const isList = item.base.kind === "group" && item.base.open === "(" && item.base.items.length > 1 && !item.sub;
    if (isList && item.sup.kind === "name" && TRANSPOSE.has(item.sup.name)) return base;
    return yield* this.raised(base, item.sup);
  }

  /** \mathrm{softmax}_j(z) is the entry j of softmax(z). */
  private *componentOf(name: string, item: Syntax, next: Syntax): Step<Expr | undefined> {
    if (item.kind !== "scripted" || item.sup || next.kind !== "group" || !isArgument(next)) return undefined;
    const whole = callOf(
      name,
      next.items.map(() => 0),
      yield* this.all(next.items),
    );
    return yield* this.entryOf(whole, { ...item, base: next });
  }

  /** (W x)_i, [X W]_{ij}: an entry of what stands in the brackets. */
  private *entryOf(whole: Expr, item: Syntax & { kind: "scripted" }): Step<Expr> {
    const { sub } = item;
    if (item.base.kind !== "group" || !["(", "["].includes(item.base.open) || !sub) throw noName(item);
    const places = sub.kind === "group" && sub.open === "," ? sub.items : sub.kind === "juxtaposition" ? sub.items : [sub];
    const at = yield* this.all(places);
    const isIndex = (each: Expr): boolean =>
      each.kind === "symbol" || each.kind === "number" || ((isOp(each, "add") || isOp(each, "neg")) && each.args.every(isIndex));
    if (at.length > 3 || !at.every(isIndex)) throw noName(item);
    return apply("entry", [whole, ...at]);
  }

  protected *all(items: readonly Syntax[]): Step<Expr[]> {
    const out: Expr[] = [];
    for (const item of items) out.push(this.leaf(item) ?? (yield* call(this.expression(item))));
    return out;
  }
}

/** ‖A‖_F, ‖x‖_1 and ‖x‖_2. */
function normCalled(sub: Syntax, norm: Expr): Expr | undefined {
  if (!isOp(norm, "norm")) return undefined;
  if (sub.kind === "name" && sub.name === "F") return norm;
  return sub.kind === "number" && /^[12]$/.test(sub.text) ? apply(`norm${sub.text}`, norm.args) : undefined;
}

const TRANSPOSE: ReadonlySet<string> = new Set(["T", "⊤", "𝖳"]);

const inverseTransposed = (base: Expr): Expr => apply("transpose", [pow(base, neg(one))]);

/** (x e^x)' is the derivative by the only name that stands in the brackets. */
function primedBrackets(base: Expr, item: Syntax & { kind: "scripted" }): Expr {
  const [variable, ...others] = freeSymbols(base);
  if (!variable || others.length > 0 || item.sup)
    throw new ParseError("a prime on brackets: write by which variable, as in \\frac{d}{dx}(…)", item.span);
  let value = base;
  for (let k = 0; k < item.primes; k++) value = derivativeOf(value, variable);
  return value;
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
