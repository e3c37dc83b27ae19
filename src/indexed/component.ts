/** Vectors, matrices and sums in index notation: the entry of an expression at symbolic indices, and its derivative. */
import { type Step, call, run } from "../base/coroutine.ts";
import { isInteger } from "../base/rational.ts";
import { differentiate } from "../derivative/differentiate.ts";
import { productOf, sumOf } from "../derivative/tidy.ts";
import { type Expr, type SymbolExpr, apply, binder, isOp, number, one, pow, symbol, two, withArgs, zero } from "../expression/expr.ts";
import { freeSymbols, substitute } from "../expression/traverse.ts";
import { toPlain } from "../notation/plain.ts";
import { isEuclideanNorm } from "../primitive/linear.ts";
import { type IndexTerm, axesOfOccurrence, inAxes, letterOf, occurrenceOf } from "../tensor/entry.ts";
import { freeLetters } from "../tensor/choose.ts";
import { slotsOf } from "../tensor/place.ts";
import {
  ShapeInference,
  type TensorNames,
  boundsOf,
  dimensionOfLetter,
  rankIn,
  refuseTwoWays,
  refuseUnreadIndex,
} from "../tensor/infer.ts";
import { axesOf, isInverse, isKronecker, isNamedOperation, isPowerOfMatrix, timesItself } from "../tensor/operation.ts";
import { type Shape, ShapeRules } from "../tensor/shape.ts";
import { type SizeClasses, sizeNamed, slot } from "../tensor/sizes.ts";
import { MatrixFunctions, summed, withoutInverses } from "./matrix.ts";
import { NoIndexForm } from "./no-index-form.ts";
import {
  ONLY,
  PART,
  SYMMETRIC,
  type Token,
  Tokens,
  computed,
  delta,
  deltaOfValues,
  entry,
  entryAsWritten,
  isComputed,
  isPart,
  linear,
  numberOf,
  ordered,
  placeOf,
  shifted,
} from "./token.ts";

export interface EntrywiseFunction {
  readonly parameter: SymbolExpr;
  readonly body: Expr;
}

/** What a document defines, for the index form: each name once. */
export interface IndexedSource {
  readonly names: TensorNames;
  readonly classes: SizeClasses;
  /** By the name that a definition has in the document. */
  readonly definitions: ReadonlyMap<string, Expr>;
  /** Functions of a number that the document defines. */
  readonly functions: ReadonlyMap<string, EntrywiseFunction>;
  /** Undefined losses, and the vectors, matrices and families that they depend on. */
  readonly sinks: ReadonlyMap<string, readonly string[]>;
  /** Matrices that the text calls symmetric. */
  readonly symmetric: ReadonlySet<string>;
  /** Vectors and matrices whose entries the text says are 0 or 1. */
  readonly binary: ReadonlySet<string>;
}

export type Letters = ReadonlyMap<string, Token>;

/** Entries at symbolic indices; what derivatives are is left to the class that knows the definitions. */
export abstract class Components {
  readonly tokens = new Tokens();
  protected readonly source: IndexedSource;
  /** What the names of concatenations are made of. */
  protected readonly concatenations = new Map<string, readonly Expr[]>();
  protected readonly matrices: MatrixFunctions;
  private readonly inference: ShapeInference;
  private readonly rules: ShapeRules<string>;

  constructor(source: IndexedSource) {
    this.source = source;
    this.inference = new ShapeInference(source.names, source.classes);
    this.rules = new ShapeRules({
      same: (a, b) => source.classes.areSame(a, b),
      isOne: (dimension) => source.classes.fixedSize(dimension) === 1,
      areSame: (a, b) => source.classes.areSame(a, b),
      total: (dimensions) => source.classes.total(dimensions),
      show: (shape) => shape.join(" × "),
    });
    this.matrices = new MatrixFunctions({
      entryOf: (expr, at, letters) => this.entryOf(expr, at, letters),
      shapeOf: (expr) => this.shapeOf(expr),
      indicesFor: (shape) => this.indicesFor(shape),
      isIdentity: ({ name }) => source.names.isIdentity(name),
      isSymmetric: ({ name }) => source.symmetric.has(name),
      hasIndex: (expr) => freeLetters([expr], source.names).length > 0,
    });
  }

  protected abstract ofDerivative(of: Expr, by: SymbolExpr, at: readonly Token[], letters: Letters): Step<Expr>;

  protected abstract hasDefinition(whole: string, rank: number): boolean;

  /** The derivative of an entry by another one, for the names of inverses and determinants. */
  protected abstract derivative(expr: Expr, by: SymbolExpr): Expr;

  /** The shape of an expression, each dimension by its class. */
  shapeOf(expr: Expr): Shape<string> {
    return this.inference.shapeOf(expr).map((dimension) => this.source.classes.find(dimension));
  }

  /** A token for every dimension of a shape. */
  indicesFor(shape: Shape<string>): Token[] {
    return shape.map((dimension) => (this.rules.isOne(dimension) ? ONLY : this.tokens.fresh("i", dimension)));
  }

  /** What a letter that no sum binds runs through, in these expressions. */
  classOfLetter(letter: string, exprs: readonly Expr[]): string {
    const classes = new Set(
      this.source.classes
        .settling(slotsOf(letter, exprs, this.source.names))
        .map(({ whole, rank, axis }) => this.source.classes.find(slot(whole, rank, axis))),
    );
    const byShape = classes.size === 0 ? dimensionOfLetter(letter, exprs, this.source.names, this.source.classes) : undefined;
    if (byShape !== undefined) classes.add(this.source.classes.find(byShape));
    if (classes.size !== 1) throw new NoIndexForm(`what ${letter} runs through is not settled`);
    return [...classes][0] as string;
  }

  /** The entry of an expression at these indices; sums are binders over tokens, derivatives are evaluated. Throws NoIndexForm. */
  component(expr: Expr, at: readonly Token[], letters: Letters): Expr {
    return run(this.entryOf(expr, at, letters));
  }

  protected *entryOf(expr: Expr, at: readonly Token[], letters: Letters): Step<Expr> {
    switch (expr.kind) {
      case "number":
        return expr;
      case "symbol":
        return this.ofSymbol(expr, at, letters);
      case "binder":
        return yield* this.ofSum(expr, at, letters);
      case "derivative":
        return yield* this.ofDerivative(expr.args[0] as Expr, expr.args[1] as SymbolExpr, at, letters);
      case "call":
        return yield* this.ofCall(expr, at, letters);
      case "apply":
        return yield* this.ofApply(expr, at, letters);
    }
  }

  protected ofSymbol(expr: SymbolExpr, at: readonly Token[], letters: Letters): Expr {
    const { names } = this.source;
    const counted = letters.get(expr.name);
    if (counted !== undefined) return numberOf(counted);
    refuseUnreadIndex(names, expr.name);
    const occurrence = occurrenceOf(expr.name, names);
    const { whole, indices } = occurrence;
    if (indices.length === 0 && names.isIdentity(whole)) return delta(at[0] as Token, at[1] as Token);
    if (indices.length === 0) return names.isOnes(whole) ? one : this.entryNamed(whole, placesIn(names.rankOf(whole) ?? 0, at));
    const rank = rankIn(names, whole, indices.length);
    const { indexed } = axesOfOccurrence(occurrence, rank);
    refuseTwoWays(names, whole);
    const isDelta = isKronecker(whole, indices.length) && !names.isDefined(whole, indices.length);
    const own = indices.map((index, i) => {
      const axis = indexed[i] as number;
      const token = this.tokenOf(index, slot(whole, rank, axis), letters);
      return isDelta ? token : shifted(token, 1 - names.originOf(whole, rank, axis));
    });
    const tokens = inAxes(occurrence, own, placesIn(rank - indices.length, at));
    if (isDelta || names.isIdentity(whole)) return deltaOfValues(tokens[0] as Token, tokens[1] as Token);
    return this.entryNamed(whole, tokens);
  }

  private entryNamed(whole: string, tokens: readonly Token[]): Expr {
    const isSymmetric = this.source.symmetric.has(whole) && tokens.length === 2;
    if (isSymmetric && this.hasDefinition(whole, 2)) throw new NoIndexForm("a symmetric matrix with a definition");
    return entryAsWritten(isSymmetric ? whole + SYMMETRIC : whole, tokens);
  }

  private tokenOf(index: IndexTerm, dimension: string, letters: Letters): Token {
    if (this.rules.isOne(dimension)) return ONLY;
    if (index.letters.length > 0 && letterOf(index) === undefined) return this.computedToken(index, letters);
    if (index.letters.length === 0) return this.tokens.fixed(index.constant, this.source.classes.find(dimension));
    const letter = letterOf(index);
    const token = letter === undefined ? undefined : (letters.get(letter) ?? this.lastOf(letter, dimension));
    if (token === undefined) throw new NoIndexForm("an index without a range");
    return token;
  }

  /** T of h_T, where T is how many h_t there are. */
  private lastOf(letter: string, dimension: string): Token | undefined {
    const { names, classes } = this.source;
    const isCount = names.isLast(letter) && classes.has(sizeNamed(letter)) && classes.areSame(sizeNamed(letter), dimension);
    return isCount ? this.tokens.last(classes.find(dimension)) : undefined;
  }

  /** i + k − 1 of x_{i+k-1}. */
  private computedToken({ letters: terms, constant }: IndexTerm, letters: Letters): Token {
    const parts = terms.map(([letter, times]) => {
      const token = letters.get(letter);
      if (token === undefined) throw new NoIndexForm("an index without a range");
      return { ...linear(token), times };
    });
    return computed({
      terms: parts.flatMap((part) => part.terms.map(([token, count]) => [token, count * part.times] as const)),
      constant: parts.reduce((sum, part) => sum + part.times * part.constant, constant),
    });
  }

  private *ofSum(expr: Expr & { kind: "binder" }, at: readonly Token[], letters: Letters): Step<Expr> {
    const [index, from, to, body] = expr.args as [SymbolExpr, Expr, Expr, Expr];
    if (expr.op === "product") throw new NoIndexForm("a product over an index");
    const sizeClass = this.rangeOf(index.name, body, expr.bounded ? [from, to] : undefined, letters);
    const token = this.tokens.fresh(index.name, sizeClass);
    const start = expr.bounded && from === zero ? 0 : expr.bounded ? 1 : this.source.names.startOf(index.name);
    const value = isPart(sizeClass) ? token : shifted(token, start - 1);
    const inner = yield* call(this.entryOf(body, at, new Map([...letters, [index.name, value]])));
    return binder(expr.op, symbol(token), undefined, inner);
  }

  /** What a sum runs through: by its bounds, with which its body has to agree, or by the body alone. */
  private rangeOf(letter: string, body: Expr, bounds: readonly [Expr, Expr] | undefined, letters: Letters): string {
    if (!bounds) return this.classOfLetter(letter, [body]);
    const { classes, names } = this.source;
    const range = boundsOf(...bounds);
    const slots = classes.settling(slotsOf(letter, [body], names));
    const others = slots.map((at) => classes.find(slot(at.whole, at.rank, at.axis)));
    const { start, to } = range ?? { start: 1, to: 0 };
    const count = (typeof to === "number" ? to : to.constant) - start + 1;
    const named =
      typeof to === "number" || count < 0 || count > 1
        ? undefined
        : classes.find(count === 0 ? sizeNamed(to.name) : classes.total([sizeNamed(to.name), 1]));
    // Σ_{j=1}^{3} over what the text gives three entries.
    const isAll = typeof to === "number" && others[0] !== undefined && classes.fixedSize(others[0]) === count;
    const whole = named ?? (isAll ? others[0] : undefined);
    const isElsewhere = slots.some((at) => names.originOf(at.whole, at.rank, at.axis) !== start);
    if (range && whole !== undefined && !isElsewhere && others.every((other) => other === whole)) return whole;
    if (freeSymbols(...bounds).some(({ name }) => letters.has(name))) throw new NoIndexForm("a sum whose bounds depend on an index");
    return partFrom(...bounds);
  }

  /** Arguments entry by entry; what has fewer indices is repeated. */
  private *spread(args: readonly Expr[], at: readonly Token[], letters: Letters): Step<Expr[]> {
    const out: Expr[] = [];
    for (const arg of args) out.push(yield* call(this.entryOf(arg, this.alongside(this.shapeOf(arg), at), letters)));
    return out;
  }

  /** The indices of a larger shape that an operand of this shape takes part with. */
  private alongside(shape: Shape<string>, at: readonly Token[]): Token[] {
    if (shape.length === 0) return [];
    const mine = shape.length < at.length ? (at[1] === ONLY ? at.slice(0, 1) : at.slice(1)) : at.slice(0, shape.length);
    return shape.map((dimension, axis) => (this.rules.isOne(dimension) ? ONLY : (mine[axis] as Token)));
  }

  private *ofApply(expr: Expr & { kind: "apply" }, at: readonly Token[], letters: Letters): Step<Expr> {
    const [a, b] = expr.args as [Expr, Expr];
    switch (expr.op) {
      case "mul":
        return yield* this.ofFactors(withoutInverses(expr.args), at, letters);
      case "transpose": {
        const shape = this.shapeOf(a);
        return yield* call(this.entryOf(a, shape.length === 1 ? at.slice(-1) : at.toReversed(), letters));
      }
      case "hadamard":
        return productOf(yield* this.spread(expr.args, at, letters));
      case "gradient":
        return yield* this.ofDerivative(a, b as SymbolExpr, at, letters);
      case "outer": {
        const cut = this.shapeOf(a).length;
        const left = yield* call(this.entryOf(a, at.slice(0, cut), letters));
        return productOf([left, yield* call(this.entryOf(b, at.slice(cut), letters))]);
      }
      case "pow":
        if (isInverse(expr) && this.shapeOf(a).length === 2) return yield* this.matrices.inverse(a, at, letters);
        if (isPowerOfMatrix(expr) && this.shapeOf(a).length === 2) return yield* this.ofFactors(timesItself(expr), at, letters);
        if (isEuclideanNorm(a) && b === two) return yield* this.squares(a.args[0] as Expr, letters);
        return withArgs(expr, yield* this.spread(expr.args, at, letters));
      case "norm":
      case "norm2":
        return pow(yield* this.squares(a, letters), half);
      case "norm1": {
        const places = this.indicesFor(this.shapeOf(a));
        return summed(apply("abs", [yield* call(this.entryOf(a, places, letters))]), places);
      }
      case "inner":
        return yield* this.contracted(a, b, letters);
      case "entry":
        return yield* this.ofEntry(expr, letters);
      case "piecewise":
        return yield* this.ofCases(expr, at, letters);
      case "concat":
        return this.concatenated(expr, at);
      case "matrix":
        throw new NoIndexForm("a matrix that is written out");
      default:
        return withArgs(expr, yield* this.spread(expr.args, at, letters));
    }
  }

  /** An entry of [h; x] is a name of its own; by what h and x depend on it is not differentiated here. */
  private concatenated(expr: Expr, at: readonly Token[]): Expr {
    if (freeLetters([expr], this.source.names).length > 0) throw new NoIndexForm("a concatenation that depends on an index");
    const whole = toPlain(expr);
    this.concatenations.set(whole, expr.args);
    return entry(whole, at);
  }

  /** (W x)_j at the index that j stands for. */
  private *ofEntry(expr: Expr, letters: Letters): Step<Expr> {
    const [of, ...at] = expr.args as [Expr, ...Expr[]];
    const shape = this.shapeOf(of);
    const axes = axesOf(shape, at.length, this.rules);
    const tokens = shape.map((dimension, axis) => {
      const index = at[axes.indexOf(axis)];
      return axes.includes(axis) && index && !this.rules.isOne(dimension) ? this.tokenAt(index, dimension, letters) : ONLY;
    });
    return yield* call(this.entryOf(of, tokens, letters));
  }

  private tokenAt(index: Expr, dimension: string, letters: Letters): Token {
    if (index.kind === "number") return this.tokens.fixed(Number(index.value.n), this.source.classes.find(dimension));
    const token = index.kind === "symbol" ? letters.get(index.name) : undefined;
    if (token === undefined || isComputed(token)) throw new NoIndexForm("an index of brackets that is computed or has no range");
    return token;
  }

  private *ofCall(expr: Expr & { kind: "call" }, at: readonly Token[], letters: Letters): Step<Expr> {
    const defined = this.source.functions.get(expr.name);
    if (defined) return yield* this.ofDefined(defined, expr, at, letters);
    if (!isNamedOperation(expr)) return withArgs(expr, yield* this.spread(expr.args, at, letters));
    const found = yield* this.matrices.ofCall(expr, at, letters);
    if (!found) throw new NoIndexForm(`${expr.name} has no index form here`);
    return found;
  }

  /** The body of a function with the entry of its argument put in; f' is the derivative of the body. */
  private *ofDefined(
    { parameter, body }: EntrywiseFunction,
    expr: Expr & { kind: "call" },
    at: readonly Token[],
    letters: Letters,
  ): Step<Expr> {
    const [argument] = yield* this.spread(expr.args, at, letters);
    const own = symbol(`${parameter.name}‹${expr.name}›`);
    let value = substitute(body, new Map([[parameter as Expr, own as Expr]]));
    for (let order = expr.orders[0] ?? 0; order > 0; order--) value = differentiate(value, own);
    const made = yield* call(this.entryOf(value, [], letters));
    return substitute(made, new Map([[own as Expr, argument as Expr]]));
  }

  /** Cases by whether indices are the same: with Kronecker's delta. */
  private *ofCases(expr: Expr & { kind: "apply" }, at: readonly Token[], letters: Letters): Step<Expr> {
    const [condition, value, third, fourth] = expr.args as [Expr, Expr, Expr?, Expr?];
    const same = this.sameIndices(condition, letters);
    if (!same) return withArgs(expr, yield* this.spread(expr.args, at, letters));
    const other = fourth && third && areOpposite(condition, third) ? fourth : third;
    if (!other || (fourth && other !== fourth) || expr.args.length > 4) throw new NoIndexForm("more than two cases of indices");
    const [where, elsewhere] = isOp(condition, "ne") ? [other, value] : [value, other];
    const [yes, no] = yield* this.spread([where, elsewhere], at, letters);
    return sumOf([productOf([same, yes as Expr]), no as Expr, productOf([number(-1), same, no as Expr])]);
  }

  /** δ_{ij} for i = j or i ≠ j, and what is 1 where i ≤ j or i < j; undefined for conditions about anything else. */
  private sameIndices(condition: Expr, letters: Letters): Expr | undefined {
    if (condition.kind !== "apply" || !["eq", "ne", "le", "lt"].includes(condition.op)) return undefined;
    const tokens = condition.args.map((side) => (side.kind === "symbol" ? letters.get(side.name) : undefined));
    const [a, b] = tokens;
    if (!a && !b) return undefined;
    const numbers = condition.args
      .filter((side) => side.kind === "number" && isInteger(side.value) && side.value.n >= 0n)
      .map((side) => toPlain(side));
    const isOfNumber = (isOp(condition, "eq") || isOp(condition, "ne")) && numbers.length === 1;
    if (isOfNumber) return deltaOfValues((a ?? b) as Token, `⟦${numbers[0]}⟧`);
    if (!a || !b) throw new NoIndexForm("an index that is compared with a number");
    if (isComputed(a) !== isComputed(b)) throw new NoIndexForm("indices that are counted in different ways are compared");
    const [x, y] = [placeOf(a), placeOf(b)];
    if (this.tokens.classOf(x) !== this.tokens.classOf(y)) throw new NoIndexForm("indices of different ranges that are compared");
    if (condition.op === "le") return ordered(x, y);
    return condition.op === "lt" ? sumOf([one, productOf([number(-1), ordered(y, x)])]) : delta(x, y);
  }

  private *squares(expr: Expr, letters: Letters): Step<Expr> {
    return yield* this.contracted(expr, expr, letters);
  }

  /** Σ over all entries of two operands of one shape. */
  private *contracted(a: Expr, b: Expr, letters: Letters): Step<Expr> {
    const at = this.indicesFor(this.shapeOf(a));
    const body = productOf([yield* call(this.entryOf(a, at, letters)), yield* call(this.entryOf(b, at, letters))]);
    return summed(body, at);
  }

  /** Factors side by side, from the left. */
  private *ofProduct(factors: readonly Expr[], at: readonly Token[], letters: Letters): Step<Expr> {
    const last = factors.at(-1) as Expr;
    if (factors.length === 1) return yield* call(this.entryOf(last, at, letters));
    const before = factors.slice(0, -1);
    const left = this.productShape(before);
    const right = this.shapeOf(last);
    const { kind } = this.rules.product(left, right);
    const [mine, theirs] = this.split(kind, left, right, at);
    const bound = kind === "contract" ? (theirs[0] as Token) : ONLY;
    const product = productOf([yield* call(this.ofFactors(before, mine, letters)), yield* call(this.entryOf(last, theirs, letters))]);
    return bound === ONLY ? product : summed(product, [bound]);
  }

  private *ofFactors(factors: readonly Expr[], at: readonly Token[], letters: Letters): Step<Expr> {
    if (factors.length === 0) return delta(at[0] as Token, at[1] as Token);
    return yield* this.ofProduct(factors, at, letters);
  }

  private productShape(factors: readonly Expr[]): Shape<string> {
    return factors.map((factor) => this.shapeOf(factor)).reduce((a, b) => this.rules.collapsed(this.rules.product(a, b).shape));
  }

  /** The indices of both factors of a product. */
  private split(
    kind: string,
    left: Shape<string>,
    right: Shape<string>,
    at: readonly Token[],
  ): readonly [readonly Token[], readonly Token[]] {
    if (kind === "scale-right") return [[], at];
    if (kind === "scale-left") return [at, []];
    if (kind === "outer") return [at.slice(0, 1), [ONLY, at[1] as Token]];
    const joint = left.at(-1) as string;
    const bound = this.rules.isOne(joint) ? ONLY : this.tokens.fresh("s", joint);
    // A product that is a number has no index of its own; its factors have the only one along their axes of one entry.
    const rest = at.length > 0 ? at : [...left.slice(0, -1), ...right.slice(1)].map(() => ONLY);
    return [
      [...rest.slice(0, left.length - 1), bound],
      [bound, ...rest.slice(left.length - 1)],
    ];
  }
}

/** What a sum over a part of the entries runs through: the same for the same bounds. Its indices are values, not places. */
const partFrom = (from: Expr, to: Expr): string => `${PART}${toPlain(from)}..${toPlain(to)}`;

/** The indices of so many axes; where what has one entry along each is a number, there are none to tell it by. */
const placesIn = (rank: number, at: readonly Token[]): readonly Token[] =>
  at.length === 0 ? Array.from({ length: rank }, () => ONLY) : at.slice(0, rank);

/** i = j and i ≠ j. */
function areOpposite(a: Expr, b: Expr): boolean {
  const isOne = (isOp(a, "eq") && isOp(b, "ne")) || (isOp(a, "ne") && isOp(b, "eq"));
  return isOne && a.args.every((side) => b.args.includes(side));
}

const half = number({ n: 1n, d: 2n });
