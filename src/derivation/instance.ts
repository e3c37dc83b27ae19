/**
 * A document at concrete sizes: every entry of its vectors, matrices and families a name of its own, every sum written
 * out. What is left is a document over numbers, and judged like one.
 */
import {
  type Expr,
  type SymbolExpr,
  add,
  eq,
  isOp,
  le,
  mul,
  one,
  positive,
  pow,
  sub,
  symbol,
  two,
  withArgs,
  zero,
} from "../expression/expr.ts";
import { freeSymbols, substitute } from "../expression/traverse.ts";
import { Expander, type IndexValues } from "../tensor/expand.ts";
import { placesOf } from "../tensor/place.ts";
import { axesOfOccurrence, nameAtPlace, letterOf, occurrenceOf } from "../tensor/entry.ts";
import { type TensorNames, rankIn } from "../tensor/infer.ts";
import { type Tensor, isInverse } from "../tensor/operation.ts";
import { determinant } from "../tensor/determinant.ts";
import { OutOfRange, ShapeClash, UnknownShape } from "../tensor/shape.ts";
import type { Lines } from "./matrix-line.ts";
import type { DocumentFacts } from "./inquiry.ts";
import type { Definition } from "./definition.ts";
import { Scope } from "./scope.ts";
import type { Sizes } from "../tensor/choose.ts";
import type { VectorFunctions } from "./vector-function.ts";
import { type WordAssumption, conditionOfNumber } from "./word-assumption.ts";

/** What is said of a document beyond its definitions. */
export interface Source {
  readonly scope: Scope;
  readonly facts: DocumentFacts;
  readonly names: TensorNames;
  readonly words: readonly WordAssumption[];
  /** How far the words say that letters run, with the sides of the formula that they say it of. */
  readonly ranges: readonly { readonly letter: string; readonly size: string; readonly exprs: readonly Expr[] }[];
  /** Matrices that some formula inverts, or takes the determinant of. */
  readonly squares: ReadonlySet<string>;
  /** What the page differentiates losses by, where that is one vector or matrix: w of ∂J/∂w_j, for ∇J. */
  readonly variables: ReadonlyMap<string, string>;
  /** Matrices whose rows or columns are written with a colon. */
  readonly lines: Lines;
  /** Functions that are defined over vectors and matrices. */
  readonly functions: VectorFunctions;
}

export class Instance {
  readonly scope: Scope;
  readonly facts: DocumentFacts;
  readonly expander: Expander;
  private readonly source: Source;
  private readonly sizes: Sizes;
  /** Names whose definitions could not be written out, with the reason: a loss may depend on them in ways nobody sees. */
  readonly failed = new Map<string, string>();
  /** Entries of which something could not be written out, with the reason. */
  private readonly open = new Set<string>();

  constructor(source: Source, sizes: Sizes) {
    this.source = source;
    this.sizes = sizes;
    this.expander = new Expander(source.names, sizes);
    this.scope = new Scope(source.scope.unknownFunctions);
    this.scope.assumptions.general = source.scope.assumptions.general;
    const called = source.scope.definitions.filter((definition) => this.callsEntries(definition));
    for (const definition of source.scope.definitions) if (!called.includes(definition)) this.define(definition);
    for (const assumption of source.scope.assumptions.all)
      for (const condition of this.conditions(assumption.condition)) this.scope.assumptions.all.push({ ...assumption, condition });
    for (const words of source.words.filter((each) => !this.followsFromDefinition(each)))
      for (const condition of this.inWords(words)) this.scope.assumptions.all.push({ ...words, condition, local: false, behind: false });
    for (const rejected of source.scope.rejected)
      // That what does not hold cannot be written out says nothing of the name.
      for (const { name, readings } of this.entriesOf(rejected.name, [rejected.reading], false))
        this.scope.rejected.push({ ...rejected, name, reading: readings[0] as Expr });
    for (const [loss, of] of source.scope.openLosses) {
      const entries = of.flatMap((each) => sizes.entriesIn([symbol(each)]));
      for (const name of sizes.entriesIn([symbol(loss)])) {
        this.scope.openLosses.set(name, entries);
        if (source.scope.unsaid.has(loss)) this.scope.unsaid.add(name);
      }
    }
    for (const name of source.scope.derivatives) for (const entry of sizes.entriesIn([symbol(name)])) this.scope.derivatives.add(entry);
    this.facts = this.factsAtSizes();
    this.scope.differentiatedBy = this.facts.differentiatedBy;
  }

  /** x = (u, v)^T: what the entries of x are called. */
  private callsEntries({ name, parameters, readings: [reading, ...others] }: Definition): boolean {
    if (parameters || !reading || others.length > 0 || !isOp(reading, "matrix")) return false;
    const entries = reading.args.flatMap((row) => row.args);
    if (new Set(entries).size !== entries.length || entries.some((entry) => entry.kind !== "symbol")) return false;
    const tensor = this.attempt(undefined, () => this.expander.expand(reading));
    const isNamed = tensor?.entries.length === entries.length && tensor.entries.every((entry, i) => entry === entries[i]);
    if (isNamed) this.expander.call(name, tensor as Tensor);
    return isNamed === true;
  }

  private define(definition: Definition): void {
    const { name, parameters, readings } = definition;
    if (parameters && this.source.functions.isOverVectors(definition)) {
      this.expander.unusable.add(name);
      return;
    }
    if (parameters) {
      // A parameter is a number, whatever else its letter stands for on the page.
      const own = parameters.map((parameter) => symbol(`${parameter.name}‹${name}›`));
      const renamed = new Map<Expr, Expr>(parameters.map((parameter, i) => [parameter, own[i] as Expr]));
      const bodies = this.attempt(name, () =>
        readings.map((reading) => this.number(substitute(this.inlined(reading), renamed), new Map())),
      );
      if (!bodies) this.expander.unusable.add(name);
      else this.scope.add({ ...definition, parameters: own, readings: bodies });
      return;
    }
    const inlined = readings.map((reading) => this.inlined(reading));
    const isEntry = freeSymbols(...inlined).length > 0;
    for (const each of this.entriesOf(name, inlined, true, this.isSecond(definition))) this.scope.add({ ...definition, ...each, isEntry });
  }

  /** Whether what it defines is defined before, for all indices. */
  private isSecond(definition: Definition): boolean {
    const { definitions } = this.source.scope;
    return definitions.slice(0, definitions.indexOf(definition)).some(({ name, parameters }) => name === definition.name && !parameters);
  }

  private inlined(expr: Expr): Expr {
    return this.source.functions.inlined(expr);
  }

  /** name = reading, entry by entry; with `isPartial` those whose indices are in their range, as t + 1 is for all t but the last. */
  private entriesOf(
    name: string,
    readings: readonly Expr[],
    holds = true,
    isPartial = false,
  ): { name: string; readings: readonly Expr[] }[] {
    return (
      this.attempt(holds ? name : undefined, () => {
        const occurrence = occurrenceOf(name, this.source.names);
        const { whole, indices } = occurrence;
        if (indices.length === 0) return this.wholeEntries(name, readings);
        const { originOf, isLast } = this.source.names;
        const letters = indices.map(letterOf).map((letter) => (letter !== undefined && isLast(letter) ? undefined : letter));
        const fixed = indices.map((index) => this.expander.indexAt(index, new Map()));
        const rank = rankIn(this.source.names, whole, indices.length);
        const shape = axesOfOccurrence(occurrence, rank).indexed.map((axis) => this.sizes.ofSlot(whole, rank, axis));
        if (shape.includes(undefined)) throw new OutOfRange(`nothing says how many entries ${whole} has`);
        const { indexed } = axesOfOccurrence(occurrence, rank);
        const counted = (at: number, axis: number): number => at + originOf(whole, rank, indexed[axis] as number) - 1;
        return placesOf(shape as number[])
          .filter((place) => place.every((at, axis) => letters[axis] !== undefined || counted(at, axis) === fixed[axis]))
          .filter((place) => place.every((value, axis) => letters[axis] === undefined || place[letters.indexOf(letters[axis])] === value))
          .flatMap((place) => {
            const values = new Map(
              letters.flatMap((letter, axis) => (letter === undefined ? [] : [[letter, counted(place[axis] as number, axis)] as const])),
            );
            try {
              if (rank === indices.length)
                return { name: nameAtPlace(whole, place, originOf), readings: readings.map((reading) => this.number(reading, values)) };
              return this.wholeEntries(name, readings, values);
            } catch (error) {
              if (isPartial && error instanceof OutOfRange) return [];
              throw error;
            }
          });
      }) ?? []
    );
  }

  private wholeEntries(
    name: string,
    readings: readonly Expr[],
    values: IndexValues = new Map(),
  ): { name: string; readings: readonly Expr[] }[] {
    const pairs = readings.map((reading) => this.expander.pairs(symbol(name), reading, values));
    return (pairs[0] ?? []).map(([entry], i) => ({
      name: (entry as Expr & { name: string }).name,
      readings: pairs.map((list) => list[i]?.[1] as Expr),
    }));
  }

  private number(expr: Expr, values: IndexValues): Expr {
    const { entries } = this.expander.expand(expr, values);
    if (entries.length !== 1) throw new ShapeClash("a vector or matrix where a number is defined");
    return entries[0] as Expr;
  }

  /** A condition for every value of its free indices. What cannot be written out makes its names open. */
  private conditions(condition: Expr): Expr[] {
    const [left, right] = condition.args as [Expr, Expr];
    const found = this.attempt(undefined, () =>
      this.sizes
        .everyValue([left, right])
        .flatMap((values) => this.expander.pairs(left, right, values).map((pair) => withArgs(condition, pair))),
    );
    // Σ_i y_i = 1 of vectors y_i may be meant of the entries of y.
    const wholes = found ? [] : freeSymbols(left, right).map(({ name }) => symbol(occurrenceOf(name, this.source.names).whole));
    for (const name of found ? [] : this.sizes.entriesIn([left, right, ...wholes])) this.open.add(name);
    return found ?? [];
  }

  /** Λ = S^{-1} is symmetric as S is: as equations between quotients that is no condition that a point can be seen to meet. */
  private followsFromDefinition({ kind, name }: WordAssumption): boolean {
    const { scope, words } = this.source;
    const [definition, ...others] = kind === "symmetric" ? scope.definitions.filter((each) => each.name === name && !each.parameters) : [];
    const isSaid = (each: string): boolean => each !== name && words.some((other) => other.kind === "symmetric" && other.name === each);
    return definition !== undefined && others.length === 0 && definition.readings.every((reading) => isSymmetric(reading, isSaid));
  }

  /** What the words say of a name, entry by entry. */
  private inWords({ kind, name, rank }: WordAssumption): Expr[] {
    const shape = Array.from({ length: rank }, (_, axis) => this.sizes.ofSlot(name, rank, axis));
    if (shape.includes(undefined)) return [];
    const entry = (place: readonly number[]): Expr => symbol(nameAtPlace(name, place, this.source.names.originOf));
    if (kind === "symmetric")
      return placesOf(shape as number[])
        .filter(([i, j]) => (i as number) < (j as number))
        .map(([i, j]) => eq(entry([i as number, j as number]), entry([j as number, i as number])));
    if (kind === "diagonal") return placesOf(shape as number[]).flatMap((place) => (place[0] === place[1] ? [] : [eq(entry(place), zero)]));
    const width = shape.at(-1) as number;
    if (kind === "definite") return minorsOf(leading(width), entry).map(positive);
    if (kind === "semidefinite") return minorsOf(subsetsOf(width), entry).map((minor) => le(zero, minor));
    const ofANumber = conditionOfNumber(kind);
    if (ofANumber) return placesOf(shape as number[]).map((place) => ofANumber(entry(place)));
    if (kind === "unit") return [eq(add(...placesOf(shape as number[]).map((place) => pow(entry(place), two))), one)];
    const rows = placesOf((shape as number[]).slice(0, -1)).map((place) =>
      eq(add(...Array.from({ length: width }, (_, k) => entry([...place, k + 1]))), one),
    );
    if (kind === "sums-to-one") return rows;
    const binary = placesOf(shape as number[]).map((place) => eq(mul(entry(place), sub(entry(place), one)), zero));
    return [...rows, ...binary];
  }

  private attempt<T>(name: string | undefined, act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof ShapeClash || error instanceof UnknownShape || error instanceof OutOfRange)) throw error;
      if (name !== undefined) this.failed.set(occurrenceOf(name, this.source.names).whole, error.message);
      if (name !== undefined) for (const entry of this.sizes.entriesIn([symbol(name)])) this.open.add(entry);
      return undefined;
    }
  }

  private factsAtSizes(): DocumentFacts {
    const { facts, names } = this.source;
    const counts = new Map<string, number>();
    for (const [name, count] of facts.occurrences) {
      const { whole } = occurrenceOf(name, names);
      counts.set(whole, (counts.get(whole) ?? 0) + count);
    }
    const wholeOf = (entry: string): string => this.expander.wholes.get(entry) ?? entry;
    const entriesOf = (whole: SymbolExpr): SymbolExpr[] => this.sizes.entriesIn([whole]).map(symbol);
    const roots = facts.roots.flatMap(entriesOf);
    const byEntries = [...facts.differentiatedBy].flatMap(([of, by]) =>
      entriesOf(of).map((entry) => [entry, by.flatMap(entriesOf)] as const),
    );
    const unread = new Set(this.open);
    for (const name of facts.unread) for (const entry of this.sizes.entriesIn([symbol(name)])) unread.add(entry);
    return {
      tensors: new Map(),
      // What is said of vectors and matrices is among the conditions.
      said: facts.said.filter(({ condition }) => condition),
      roots,
      differentiatedBy: new Map(byEntries),
      occurrences: {
        get: (name) => counts.get(wholeOf(name)) ?? facts.occurrences.get(name),
        [Symbol.iterator]: () => facts.occurrences[Symbol.iterator](),
      },
      indices: new Set(),
      fixedLetters: facts.fixedLetters,
      summed: facts.summed,
      unread,
      entriesBeside: (name) => this.entriesBeside(name),
    };
  }

  private entriesBeside(name: SymbolExpr): readonly SymbolExpr[] {
    const whole = this.expander.wholes.get(name.name);
    return whole === undefined ? [name] : [...this.expander.wholes].filter(([, other]) => other === whole).map(([entry]) => symbol(entry));
  }
}

/** A^{-1}, -A and 2 A of a symmetric A. */
function isSymmetric(expr: Expr, isSaid: (name: string) => boolean): boolean {
  let at = expr;
  for (;;) {
    if (at.kind === "symbol") return isSaid(at.name);
    const factors = isOp(at, "mul") ? at.args.filter((arg) => arg.kind !== "number") : [];
    const inner = isInverse(at) || isOp(at, "neg") || isOp(at, "transpose") ? at.args[0] : factors.length === 1 ? factors[0] : undefined;
    if (!inner) return false;
    at = inner;
  }
}

// A definite matrix --------------------------------------------------------------------------------------------------------

/** The minors of these rows and columns, which are of one sign where a matrix is definite, be it symmetric or not. */
function minorsOf(choices: readonly (readonly number[])[], entry: (place: readonly number[]) => Expr): Expr[] {
  return choices.map((rows) => determinant(rows.flatMap((i) => rows.map((j) => entry([i, j])))));
}

const leading = (width: number): number[][] => Array.from({ length: width }, (_, k) => Array.from({ length: k + 1 }, (_, i) => i + 1));

/** Of a semidefinite matrix the leading minors alone say too little. */
function subsetsOf(width: number): number[][] {
  let found: number[][] = [[]];
  for (let i = 1; i <= width; i++) found = [...found, ...found.map((each) => [...each, i])];
  return found.filter((each) => each.length > 0);
}

/** A document at sizes. */
export const instanceAt = (source: Source, sizes: Sizes): Instance => new Instance(source, sizes);
