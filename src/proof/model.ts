/**
 * One way to put numbers of a prime field in the place of everything that an expression is made of, such that the laws
 * that a certificate states hold. Names, exponentials, logarithms and unknown functions get values by chance, roots get
 * one of the values that they can have. An identity that follows from the laws holds in every model; one that does not
 * fails in almost all of them (Schwartz 1980, Zippel 1979).
 */
import * as q from "../base/rational.ts";
import { IntervalArithmetic } from "../evaluate/interval.ts";
import { exactValue } from "../evaluate/exact.ts";
import { type ApplyExpr, type Expr, add, isOp, mul, neg, number, pow } from "../expression/expr.ts";
import { isConstant } from "../expression/traverse.ts";
import { exactFactorial } from "../primitive/rounding.ts";
import { Atoms, type ModelOptions, Undefined, type Value } from "./atoms.ts";
import { ODD, factOf } from "./canonical.ts";
import { type Entry, I } from "./certificate.ts";
import { Rejected } from "./rejected.ts";
import {
  COMPLEX,
  NEGATIVE,
  POSITIVE,
  REAL,
  type SignSet,
  ZERO,
  isWithin,
  opposite,
  signOfPower,
  signOfProduct,
  signOfSum,
  signsOf,
} from "./sign.ts";

/** A number such as log 2 − 1/2 has the sign of an enclosure. */
function withEnclosure(plain: SignSet, node: Expr): SignSet {
  if (plain !== REAL || !isConstant(node)) return plain;
  return plain & signsOf(new IntervalArithmetic(40).evaluate([node], new Map())[0]);
}

export class Model {
  private readonly atoms: Atoms;
  /** Which roots are taken of an expression: the denominators of its exponents divide this. */
  private readonly rootOrders: ReadonlyMap<Expr, bigint>;
  private readonly known = new Map<Expr, Value>();
  private readonly chosen = new Map<Expr, Expr>();
  private readonly laws = new Map<string, Value>();
  private readonly facts = new Map<bigint, SignSet>();
  private readonly signs = new Map<Expr, SignSet>();
  /** The sum of the weights of everything that was compared. */
  weight = 0;
  /** Grows with every fact. */
  knowledge = 0;

  constructor(options: ModelOptions, rootOrders: ReadonlyMap<Expr, bigint>) {
    this.atoms = new Atoms(options);
    this.rootOrders = rootOrders;
  }

  /** The value of a canonical expression. Throws Undefined, NoRoot, Rejected. */
  value(expr: Expr): Value {
    const open = [expr];
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const needs = this.known.has(top) ? [] : this.needs(top).filter((need) => !this.known.has(need));
      if (needs.length > 0) {
        open.push(...needs);
        continue;
      }
      if (!this.known.has(top)) this.known.set(top, this.compute(top));
      open.pop();
    }
    return this.known.get(expr) as Value;
  }

  /** Whether two expressions have the same value. */
  agree(a: Expr, b: Expr): boolean {
    const [left, right] = [this.value(a), this.value(b)];
    this.weight += left.weight + right.weight;
    return left.at === right.at;
  }

  // Facts and laws -----------------------------------------------------------------------------------------------------

  /** Takes the sign of an expression as given, and what that says of its parts. Throws Undefined where it cannot be. */
  assume(fact: Expr, signs: SignSet): void {
    const open: [Expr, SignSet][] = [[fact, signs]];
    for (let next = open.pop(); next; next = open.pop()) {
      const [expr, told] = next;
      const { at } = this.value(expr);
      const before = this.sign(expr);
      if ((before & told) === 0) throw new Undefined("conditions that contradict each other");
      if (told === COMPLEX || ((before & told) === before && before !== COMPLEX)) continue;
      this.facts.set(at, before & told);
      this.facts.set(this.atoms.negative({ at, weight: 1 }).at, opposite(before & told));
      this.signs.clear();
      this.knowledge++;
      open.push(...this.implied(expr, before & told));
    }
  }

  /** −a > 0 says a < 0, a³ > 0 says a > 0, a·b ≠ 0 says a ≠ 0 and b ≠ 0. */
  private implied(expr: Expr, told: SignSet): [Expr, SignSet][] {
    if (isOp(expr, "neg")) return [[expr.args[0] as Expr, opposite(told)]];
    const notZero = told & ZERO ? REAL : REAL & ~ZERO;
    const factors = isOp(expr, "mul") ? expr.args : isOp(expr, "div") || isOp(expr, "pow") ? expr.args.slice(0, 1) : [];
    const exponent = isOp(expr, "pow") ? exactValue(expr.args[1] as Expr) : undefined;
    const odd = exponent && q.isInteger(exponent) && exponent.n % 2n !== 0n;
    return factors
      .map((factor) => [factor, odd ? told : notZero] as [Expr, SignSet])
      .filter(([part, set]) => set !== REAL && this.sign(part) !== COMPLEX);
  }

  /** Makes use of a law; throws Rejected where it does not apply. Expressions of the entry are canonical. */
  take({ law, of, parts, exponent }: Entry): void {
    const { at } = this.value(of);
    if (law === "sign") {
      const plain = (parts[0] as readonly [q.Rational, Expr])[1];
      if (!this.agree(of, plain)) throw new Rejected("an expression that is not what it is said to be");
      this.assume(of, this.sign(plain));
    } else if (law === "exp-of-sum") {
      if (!this.agree(of, add(number(0), ...parts.map(([c, v]) => mul(number(c), v)))))
        throw new Rejected("an exponent that is not the sum");
      this.state(`exp ${at}`, this.atoms.product(parts.map(([c, v]) => this.expOf(c, v))));
    } else if (law === "log-of-product") {
      this.demandProduct(parts, at, POSITIVE);
      this.state(`log ${at}`, this.atoms.sum(parts.map(([c, v]) => this.atoms.product([this.atoms.fraction(c), this.logOf(v)]))));
    } else if (law === "power-of-product" && exponent) {
      this.demandProduct(parts, at, POSITIVE | ZERO);
      this.state(`pow ${at} ${q.toText(exponent)}`, this.atoms.product(parts.map(([c, v]) => this.raised(v, q.times(c, exponent)))));
    } else throw new Rejected("a law that is not known");
  }

  /** The first statement about a value holds: what is not stated is only less than could be known. */
  private state(key: string, value: Value): void {
    if (!this.laws.has(key) && !this.atoms.get(key)) this.laws.set(key, value);
  }

  private demand(v: Expr, signs: SignSet): void {
    if (!isWithin(this.sign(v), signs)) throw new Rejected("a law whose condition is not known to hold");
  }

  private demandProduct(parts: Entry["parts"], at: bigint, signs: SignSet): void {
    for (const [, v] of parts) this.demand(v, signs);
    const product = this.atoms.product(parts.map(([c, v]) => this.raised(v, c)));
    this.weight += product.weight;
    if (product.at !== at) throw new Rejected("a product that is not what it is said to be");
  }

  /** exp(v)^c. */
  private expOf(c: q.Rational, v: Expr): Value {
    if (isOp(v, "log")) {
      this.demand(v.args[0] as Expr, POSITIVE);
      return this.raised(v.args[0] as Expr, c);
    }
    const turned = q.isInteger(c) ? this.rotation(v) : undefined;
    return turned ? this.raised(turned, c) : this.atoms.powerOfAtom(this.exponential(this.value(v)), c);
  }

  /** exp(i·atan u) = (1 + iu)/√(1 + u²), exp(i·asin u) = √(1 − u²) + iu for |u| ≤ 1 (DLMF 4.23.1, 4.23.2). */
  private rotation(v: Expr): Expr | undefined {
    const inner = isOp(v, "mul") && v.args.length === 2 && v.args[0] === I ? (v.args[1] as Expr) : undefined;
    if (!inner || (!isOp(inner, "atan") && !isOp(inner, "asin"))) return undefined;
    const u = inner.args[0] as Expr;
    const [square, half] = [pow(u, number(2)), number({ n: 1n, d: 2n })];
    const rest = add(number(1), isOp(inner, "atan") ? square : neg(square));
    this.demand(u, REAL);
    this.demand(rest, POSITIVE | ZERO);
    const leg = mul(I, u);
    return isOp(inner, "asin") ? add(pow(rest, half), leg) : mul(add(number(1), leg), pow(pow(rest, half), number(-1)));
  }

  private exponential({ at, weight }: Value): Value {
    if (at === 0n) return { at: 1n, weight };
    const [key, pi] = [`exp ${at}`, this.atoms.get("pi()")];
    const isHalfTurn = pi !== undefined && at === (pi.at * this.atoms.i) % this.atoms.field.p;
    return isHalfTurn && !this.atoms.get(key) ? this.atoms.set(key, this.atoms.turn, weight) : this.atoms.atom(key, weight);
  }

  private logOf(v: Expr): Value {
    const { at, weight } = this.value(v);
    if (v === number(1)) return { at: 0n, weight };
    if (isOp(v, "exp") && isWithin(this.sign(v.args[0] as Expr), REAL)) return this.value(v.args[0] as Expr);
    return this.laws.get(`log ${at}`) ?? this.atoms.atom(`log ${at}`, weight);
  }

  private raised(v: Expr, e: q.Rational): Value {
    const base = this.value(v);
    if (q.isInteger(e)) return this.atoms.wholePower(base, e.n);
    const stated = this.laws.get(`pow ${base.at} ${q.toText(e)}`);
    return stated ?? this.atoms.brokenPower(base, e, q.lcm(this.rootOrders.get(v) ?? 1n, e.d), exactValue(v));
  }

  // Nodes --------------------------------------------------------------------------------------------------------------

  private needs(node: Expr): readonly Expr[] {
    if (isOp(node, "piecewise")) return this.branch(node);
    return isOp(node, "pow") ? node.args.slice(0, 1) : node.args;
  }

  /** The value of the branch that holds, or what has to be known to find it. */
  private branch(node: ApplyExpr): readonly Expr[] {
    const otherwise = node.args.length % 2 ? node.args.at(-1) : undefined;
    for (let i = 0; i + 1 < node.args.length; i += 2) {
      const truth = this.truth(node.args[i] as Expr);
      if (typeof truth === "object") return [truth];
      if (truth === "unknown") throw new Rejected("a branch whose condition is not known");
      if (truth) return this.choose(node, node.args[i + 1] as Expr);
    }
    if (!otherwise) throw new Undefined("no case applies");
    return this.choose(node, otherwise);
  }

  private choose(node: Expr, branch: Expr): readonly Expr[] {
    this.chosen.set(node, branch);
    return [branch];
  }

  /** Whether a condition holds, or what has to be valued first. */
  private truth(condition: Expr): boolean | "unknown" | Expr {
    if (isOp(condition, "and")) {
      const parts = condition.args.map((part) => this.truth(part));
      return parts.includes(false) ? false : (parts.find((part) => typeof part === "object") ?? !parts.includes("unknown")) || "unknown";
    }
    const fact = factOf(condition);
    if (!fact) throw new Rejected("a condition that is no relation");
    const [difference, holds] = fact;
    if (!this.known.has(difference)) return difference;
    const sign = this.sign(difference);
    if (isWithin(sign, holds)) return true;
    return sign !== COMPLEX && (sign & holds) === 0 ? false : "unknown";
  }

  private compute(node: Expr): Value {
    if (node.kind === "number") return this.atoms.fraction(node.value);
    if (node.kind === "symbol") return node === I ? { at: this.atoms.i, weight: 1 } : this.atoms.atom(`symbol ${node.name}`);
    if (node.kind === "call") return this.unknown(`${node.name}'${node.orders.join()}`, node.args);
    if (node.kind === "apply") return this.application(node);
    throw new Rejected("a derivative or sum that was not evaluated");
  }

  private application(node: ApplyExpr): Value {
    const args = node.args.map((arg) => this.known.get(arg) as Value);
    const [a, b] = args as [Value, Value];
    switch (node.op) {
      case "add":
        return this.atoms.sum(args);
      case "mul":
        return this.atoms.product(args);
      case "neg":
        return this.atoms.negative(a);
      case "div":
        return this.atoms.product([a, this.atoms.wholePower(b, -1n)]);
      case "pow":
        return this.power(node.args[0] as Expr, exactValue(node.args[1] as Expr) as q.Rational);
      case "exp":
        this.weight += a.weight;
        return this.laws.get(`exp ${a.at}`) ?? this.exponential(a);
      case "log":
        this.weight += a.weight;
        if (isWithin(this.sign(node.args[0] as Expr), NEGATIVE | ZERO)) throw new Undefined("a logarithm of what is not positive");
        return this.logOf(node.args[0] as Expr);
      case "piecewise":
        return this.known.get(this.chosen.get(node) as Expr) as Value;
      default:
        return this.ofNumber(node) ?? this.unknown(node.op, node.args);
    }
  }

  private power(base: Expr, exponent: q.Rational): Value {
    this.weight += (this.known.get(base) as Value).weight;
    if (!q.isInteger(exponent) && isWithin(this.sign(base), NEGATIVE)) throw new Undefined("a root of a negative number");
    return this.raised(base, exponent);
  }

  /** n!, ⌊c⌋ and ⌈c⌉ of numbers. */
  private ofNumber({ op, args }: ApplyExpr): Value | undefined {
    const exact = args[0] && exactValue(args[0]);
    if (!exact) return undefined;
    if (op === "floor") return this.atoms.fraction(q.integer(q.floor(exact)));
    if (op === "ceil") return this.atoms.fraction(q.integer(-q.floor(q.negate(exact))));
    const value = op === "factorial" && q.isInteger(exact) ? exactFactorial(exact.n) : undefined;
    return value && this.atoms.fraction(value.value);
  }

  /** A function of which nothing is known but that it is one, and odd where the table of odd ones says so. */
  private unknown(head: string, args: readonly Expr[]): Value {
    const values = args.map((arg) => this.known.get(arg) as Value);
    const weight = values.reduce((sum, value) => sum + value.weight, 1);
    this.weight += weight;
    const key = (at: readonly bigint[]): string => `${head}(${at.join()})`;
    if (ODD.has(head)) {
      const [value] = values as [Value];
      if (value.at === 0n) return value;
      const mirrored = this.atoms.get(key([this.atoms.negative(value).at]));
      if (mirrored) return this.atoms.negative(mirrored);
    }
    return this.atoms.atom(key(values.map(({ at }) => at)), weight);
  }

  // Signs --------------------------------------------------------------------------------------------------------------

  /** What is known of the sign of an expression. */
  sign(expr: Expr): SignSet {
    this.value(expr);
    const open = [expr];
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const parts = this.signs.has(top) ? [] : this.partsForSign(top).filter((part) => !this.signs.has(part));
      if (parts.length > 0) {
        open.push(...parts);
        continue;
      }
      if (!this.signs.has(top)) this.signs.set(top, this.signOfNode(top));
      open.pop();
    }
    return this.signs.get(expr) as SignSet;
  }

  private partsForSign(node: Expr): readonly Expr[] {
    const chosen = this.chosen.get(node);
    return chosen ? [chosen] : isOp(node, "pow") ? node.args.slice(0, 1) : node.args;
  }

  private signOfNode(node: Expr): SignSet {
    const { at, weight } = this.known.get(node) as Value;
    if (at === 0n) this.weight += weight;
    const told = this.facts.get(at) ?? COMPLEX;
    const plain = at === 0n ? ZERO : withEnclosure(this.plainSign(node), node);
    if ((told & plain) === 0) throw new Undefined("conditions that contradict each other");
    return told & plain;
  }

  private plainSign(node: Expr): SignSet {
    if (node === I) return COMPLEX;
    if (node.kind === "number") return q.sign(node.value) > 0 ? POSITIVE : q.sign(node.value) < 0 ? NEGATIVE : ZERO;
    const signs = this.partsForSign(node).map((part) => this.signs.get(part) as SignSet);
    const isReal = !signs.includes(COMPLEX);
    const [first = REAL, second = REAL] = signs;
    if (node.kind !== "apply") return isReal ? REAL : COMPLEX;
    switch (node.op) {
      case "add":
        return signs.reduce(signOfSum);
      case "mul":
        return signs.reduce(signOfProduct);
      case "neg":
        return opposite(first);
      case "div":
        return signOfProduct(first, signOfPower(second, -1n, 1n));
      case "pow": {
        const exponent = exactValue(node.args[1] as Expr) as q.Rational;
        return signOfPower(first, exponent.n, exponent.d);
      }
      case "exp":
        return isReal ? POSITIVE : COMPLEX;
      case "log":
        return isWithin(first, POSITIVE) ? REAL : COMPLEX;
      case "asin":
        return COMPLEX;
      case "piecewise":
        return first;
      default:
        return isReal ? REAL : COMPLEX;
    }
  }
}
