/** Whether an identity between vectors, matrices and sums holds for all sizes. */
import { BudgetSpent } from "../base/budget.ts";
import { toNumber } from "../base/rational.ts";
import { decide } from "../decide/decide.ts";
import { Undefined, Unsupported } from "../decide/kernel.ts";
import { NeedSign } from "../decide/power.ts";
import { NotDifferentiable } from "../derivative/differentiate.ts";
import { type Expr, isOp, positive, sub, symbol, withArgs, zero } from "../expression/expr.ts";
import { indicesOf, nameParts } from "../expression/name.ts";
import { postorder, substitute } from "../expression/traverse.ts";
import { freeLetters } from "../tensor/choose.ts";
import { occurrenceOf } from "../tensor/entry.ts";
import { isInverse } from "../tensor/operation.ts";
import { ShapeClash, UnknownShape } from "../tensor/shape.ts";
import { asAnyFunction, hasCases, inSteps, saidOfKinked, stepsAreBinary } from "./cases.ts";
import type { IndexedSource } from "./component.ts";
import { Contraction } from "./contract.ts";
import { IndexForm } from "./index-form.ts";
import { NoIndexForm } from "./no-index-form.ts";
import { Users, hasAdjoints } from "./users.ts";
import { type Token, deltaIndices, inOneOrder, isComputed, partsOfEntry, placeOf, shifted } from "./token.ts";

export interface IndexedQuestion {
  readonly source: IndexedSource;
  readonly left: Expr;
  readonly right: Expr;
  /** Conditions; free indices stand for all values. */
  readonly given: readonly Expr[];
  /** Which free indices are the same, and which are not. */
  readonly onIndices: readonly Expr[];
  readonly budget: number;
  readonly seed: number;
  /** How many entries a class of sizes has. */
  readonly countOf: (sizeClass: string) => Expr;
  /** Whether cases are written by steps; default false. */
  readonly bySteps?: boolean;
  /**
   * Whether gradients are taken through what uses a name, one step back, and whether slopes are written with its name, as
   * 1 − h_t² is for h_t = tanh(…); default no.
   */
  readonly byUsers?: "in names" | "as defined";
}

/** Undefined where it holds for all sizes, else why that is not known. Sound: says nothing of what is false. */
export function openForAllSizes(question: IndexedQuestion): string | undefined {
  let reason = "";
  const { left, right, source } = question;
  const unknown = asUnknown(question);
  // The kink of max(0, z) is seldom what a step is about.
  const plain = [...(unknown ? ways(unknown) : []), ...ways(question)];
  // A sum of what depends on a sign has no normal form.
  const bySteps = hasCases([left, right, ...source.definitions.values(), ...[...source.functions.values()].map(({ body }) => body)])
    ? ways(question).map(([each, unfolding]) => [{ ...each, bySteps: true }, unfolding] as const)
    : [];
  const byUsers = (["in names", "as defined"] as const).flatMap((how) =>
    (["not at all", "without sums"] as const).map((unfolding) => [{ ...question, byUsers: how }, unfolding] as const),
  );
  for (const [each, unfolding] of [...plain, ...bySteps, ...byUsers]) {
    try {
      if (new Attempt(each, unfolding).holds()) return undefined;
      reason ||= "the index forms of the sides are not the same";
    } catch (error) {
      if (!isOpen(error)) throw error;
      reason ||= error.message;
    }
  }
  return reason;
}

/** The same with any function in the place of max(0, z); undefined where there is none. */
function asUnknown(question: IndexedQuestion): IndexedQuestion | undefined {
  const { left, right, given, source } = question;
  const put = (expr: Expr): Expr => asAnyFunction(expr) ?? expr;
  const definitions = new Map([...source.definitions].map(([name, body]) => [name, put(body)]));
  const isChanged =
    [left, right].some((side) => put(side) !== side) || [...source.definitions].some(([name, body]) => definitions.get(name) !== body);
  return isChanged
    ? {
        ...question,
        left: put(left),
        right: put(right),
        given: [...given.map(put), ...given.flatMap(saidOfKinked)],
        source: { ...source, definitions },
      }
    : undefined;
}

type Unfolding = Parameters<IndexForm["unfold"]>[1] | "not at all";

/**
 * As it is written, with the names of derivatives put in, with the definitions put in entry by entry, those without sums or
 * all, and, where a matrix may meet its inverse then, as a whole.
 */
function ways(question: IndexedQuestion): (readonly [IndexedQuestion, Unfolding])[] {
  const { left, right, source } = question;
  const plain: (readonly [IndexedQuestion, Unfolding])[] = [
    [question, "not at all"],
    [question, "without sums"],
    [question, "wholly"],
  ];
  const values = new Map([...source.definitions].map(([name, body]) => [symbol(name) as Expr, body]));
  const [a, b] = [left, right].map((side) => substitute(side, values)) as [Expr, Expr];
  const nodes = postorder(a, b);
  // D of D = ∂L/∂S stands for that alone: what lies between is put in only as far as it must be.
  const isWhole = (name: Expr): boolean => name.kind === "symbol" && indicesOf(nameParts(name.name).sub).length === 0;
  const isCotangent = (body: Expr): boolean => (body.kind === "derivative" || isOp(body, "gradient")) && body.args.every(isWhole);
  const by = new Set(postorder(left, right).flatMap((node) => (node.kind === "derivative" || isOp(node, "gradient") ? node.args : [])));
  const cotangents = new Map([...values].filter(([name, body]) => isWhole(name) && isCotangent(body) && !by.has(name)));
  const [c, d] = [left, right].map((side) => substitute(side, cotangents)) as [Expr, Expr];
  if (c !== left || d !== right) plain.splice(1, 0, [{ ...question, left: c, right: d }, "not at all"]);
  const isPlain = nodes.every((node) => node.kind !== "derivative" && !isOp(node, "gradient"));
  return isPlain && nodes.some(isInverse) ? [...plain, [{ ...question, left: a, right: b }, "not at all"]] : plain;
}

function isOpen(error: unknown): error is Error {
  const kinds = [NoIndexForm, ShapeClash, UnknownShape, NotDifferentiable, Unsupported, Undefined, NeedSign, BudgetSpent];
  return kinds.some((kind) => error instanceof kind);
}

class Attempt {
  private readonly question: IndexedQuestion;
  private readonly unfolding: Unfolding;
  private readonly form: IndexForm;
  private readonly contraction: Contraction;
  private readonly sides: readonly [Expr, Expr];
  private readonly given: readonly Expr[];
  /** The earliest members of recurrences that the sides speak of. */
  private readonly earliest: ReadonlyMap<string, number>;
  /** Indices that are not the same. */
  private readonly apart: (readonly [Token, Token])[] = [];

  constructor(question: IndexedQuestion, unfolding: Unfolding) {
    const { source, left, right, budget, countOf } = question;
    this.question = question;
    this.unfolding = unfolding;
    this.form = new IndexForm(source, question.byUsers !== undefined);
    this.contraction = new Contraction(this.form.tokens, budget, countOf, {
      isZeroOutside: zeroOutside(source),
      isBinary: (whole) => source.binary.has(whole),
    });
    const letters = this.lettersOf([left, right]);
    const shape = [left, right].map((side) => this.form.shapeOf(side)).sort((a, b) => b.length - a.length)[0] ?? [];
    const at = this.form.indicesFor(shape);
    // A column of a matrix with one column stands for a vector on the other side.
    const indexed = (expr: Expr): Expr =>
      this.form.component(expr, expr === zero ? [] : at.slice(0, this.form.shapeOf(expr).length), letters);
    this.earliest = this.form.earliestIn([left, right].map(indexed));
    const flat = (expr: Expr): Expr => {
      const unfolded = this.unfolded(indexed(expr));
      return this.contraction.flatten(question.bySteps ? inSteps(unfolded, (each) => this.contraction.normalForm(each)) : unfolded);
    };
    this.sides = question.byUsers ? this.throughUsers(indexed(left), indexed(right)) : [flat(left), flat(right)];
    const tokens = [...[...letters.values()].map(placeOf), ...tokensIn(this.sides)];
    const given = question.given.flatMap((condition) =>
      freeLetters([condition], source.names).length === 0
        ? [withArgs(condition, condition.args.map(flat))]
        : this.conditions(condition, tokens),
    );
    this.given = [...given, ...stepsAreBinary(this.sides)];
  }

  private throughUsers(left: Expr, right: Expr): readonly [Expr, Expr] {
    const [a, b] = [this.form.withGradients(left), this.form.withGradients(right)];
    if (!hasAdjoints(a)) throw new NoIndexForm("no gradient of a loss that is defined");
    const expanded = new Users(this.form, this.contraction, [a, b], this.question.byUsers === "in names").expanded(a, b);
    const [x, y] = [expanded, b].map((side) => this.contraction.flatten(this.unfolded(side))) as [Expr, Expr];
    return [x, y];
  }

  private unfolded(indexed: Expr): Expr {
    return inOneOrder(this.unfolding === "not at all" ? indexed : this.form.unfold(indexed, this.unfolding, this.earliest));
  }

  private lettersOf(exprs: readonly Expr[]): Map<string, Token> {
    const letters = new Map<string, Token>();
    const { names } = this.question.source;
    for (const letter of freeLetters(exprs, names)) {
      const token = this.form.tokens.fresh(letter, this.form.classOfLetter(letter, exprs));
      letters.set(letter, shifted(token, names.startOf(letter) - 1));
    }
    for (const condition of this.question.onIndices.flatMap((each) => (isOp(each, "and") ? each.args : [each]))) {
      const [a, b] = condition.args as [Expr, Expr];
      const [x, y] = [a, b].map((side) => (side.kind === "symbol" ? letters.get(side.name) : undefined));
      if (x !== undefined && y !== undefined && b.kind === "symbol" && isOp(condition, "eq")) letters.set(b.name, x);
      else if (x !== undefined && y !== undefined && isOp(condition, "ne")) this.apart.push([placeOf(x), placeOf(y)]);
      else this.besideNumber(condition, letters, exprs);
    }
    return letters;
  }

  /** i = 1, i ≠ 1, i > 1; what more is said of the order of indices is not used. */
  private besideNumber(condition: Expr, letters: Map<string, Token>, exprs: readonly Expr[]): void {
    const [a, b] = condition.args as [Expr, Expr];
    const [fixed, letter] = a.kind === "number" ? [a, b] : [b, a];
    const token = letter.kind === "symbol" ? letters.get(letter.name) : undefined;
    if (fixed.kind !== "number" || letter.kind !== "symbol" || token === undefined) return;
    const start = this.question.source.names.startOf(letter.name);
    const place = toNumber(fixed.value) - start + 1;
    if (!Number.isInteger(place)) return;
    const isBeyondFirst = fixed === a && ((isOp(condition, "lt") && place === 1) || (isOp(condition, "le") && place === 2));
    const at = (each: number): Token => this.form.tokens.fixed(each, this.form.classOfLetter(letter.name, exprs));
    if (isOp(condition, "eq") && start === 1 && place >= 1) letters.set(letter.name, at(place));
    else if (isOp(condition, "ne") && place >= 1) this.apart.push([placeOf(token), at(place)]);
    else if (isBeyondFirst) this.apart.push([placeOf(token), at(1)]);
  }

  /** A condition with a free index, at every one of these indices of its class. */
  private conditions(condition: Expr, all: readonly Token[]): Expr[] {
    const [letter, ...others] = freeLetters([condition], this.question.source.names);
    if (letter === undefined || others.length > 0) return [];
    const sizeClass = this.form.classOfLetter(letter, [condition]);
    const tokens = [...new Set(all)].filter((token) => this.form.tokens.classOf(token) === sizeClass);
    const start = this.question.source.names.startOf(letter);
    return tokens.map((token) => {
      const at = (expr: Expr): Expr =>
        this.contraction.flatten(this.unfolded(this.form.component(expr, [], new Map([[letter, shifted(token, start - 1)]]))));
      return withArgs(condition, condition.args.map(at));
    });
  }

  holds(): boolean {
    return this.holdsFor(this.sides, this.given, 0);
  }

  /** Where Kronecker's delta of two free indices is left, both cases: that they are the same, and that they are not. */
  private holdsFor(sides: readonly [Expr, Expr], given: readonly Expr[], depth: number): boolean {
    const open = postorder(...sides, ...given).find((node) => deltaIndices(node));
    if (!open) return this.proved(sides, given);
    if (depth > 6) throw new NoIndexForm("too many indices that may be the same");
    const [a, b] = deltaIndices(open) as readonly [Token, Token];
    if (isComputed(a) || isComputed(b)) throw new NoIndexForm("an index that is computed meets another one");
    const put = (change: (expr: Expr) => Expr): boolean =>
      this.holdsFor([change(sides[0]), change(sides[1])], given.map(change), depth + 1);
    const [from, to] = /^⟦\d+⟧$/.test(a) ? [b, a] : [a, b];
    const areApart = this.apart.some((pair) => pair.includes(a) && pair.includes(b));
    return (
      (areApart || put((expr) => this.contraction.renamed(expr, from, to))) && put((expr) => substitute(expr, new Map([[open, zero]])))
    );
  }

  private proved(sides: readonly [Expr, Expr], all: readonly Expr[]): boolean {
    // f'(u) = 1 is put in: nothing is solved for an application.
    const isOfCall = (condition: Expr): boolean => isOp(condition, "eq") && condition.args[0]?.kind === "call";
    const values = new Map(all.filter(isOfCall).map((condition) => [condition.args[0] as Expr, condition.args[1] as Expr] as const));
    const given = all.filter((condition) => !isOfCall(condition)).map((condition) => substitute(condition, values));
    const [left, right] = sides.map((side) => substitute(side, values)) as [Expr, Expr];
    const sums = [left, right, ...given].flatMap((expr) => this.contraction.positiveSums(expr)).map(positive);
    const { budget, seed } = this.question;
    const holds = (a: Expr, b: Expr, more: readonly Expr[] = []): boolean =>
      decide(a, b, { assume: [...given, ...more, ...sums], budget, seed }).verdict === "proved";
    // What holds for every index holds for the one that a sum runs over.
    const inside = (expr: Expr): Expr[] => this.question.given.flatMap((condition) => this.conditions(condition, tokensIn([expr])));
    const vanishes = (expr: Expr): boolean => expr === zero || holds(expr, zero) || holds(expr, zero, inside(expr));
    const difference = sub(left, right);
    const gathers = (sizeClass: string): boolean =>
      (["before", "within"] as const).some((place) => this.contraction.gathered(difference, sizeClass, place).every(vanishes));
    return holds(left, right) || this.contraction.classesIn(difference).some(gathers);
  }
}

/** g of "g_i = 0 outside" and, where g_i = ∂L/∂y_i, the derivative that it is. */
function zeroOutside({ names, definitions }: IndexedSource): (whole: string) => boolean {
  const found = new Set<string>();
  for (const [name, body] of definitions) {
    const [of, by] = body.kind === "derivative" ? body.args : [];
    if (of?.kind !== "symbol" || by?.kind !== "symbol" || !names.zeroOutside(occurrenceOf(name, names).whole)) continue;
    found.add(`∂${of.name}/∂${occurrenceOf(by.name, names).whole}`);
  }
  const isPadded = (whole: string): boolean => names.isGradientPadded(/^∂.*\/∂(.*)$/u.exec(whole)?.[1] ?? "");
  return (whole) => found.has(whole) || names.zeroOutside(whole) !== undefined || isPadded(whole);
}

/** The indices of entries, and those that stand free inside the names of sums. */
function tokensIn(exprs: readonly Expr[]): Token[] {
  return postorder(...exprs).flatMap((node) =>
    node.kind === "symbol" ? (partsOfEntry(node.name)?.tokens ?? node.name.match(/⟦[^⟦⟧]+⟧/g) ?? []) : [],
  );
}
