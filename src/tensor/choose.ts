/** Concrete sizes for the dimensions of a document: all at least 2, and different where nothing makes them the same. */
import { isInteger, toNumber } from "../base/rational.ts";
import { exactValue } from "../evaluate/exact.ts";
import { type Expr, type SymbolExpr, isOp, number, symbol } from "../expression/expr.ts";
import { freeSymbols, postorder, substitute } from "../expression/traverse.ts";
import { nameAtPlace, occurrenceOf } from "./entry.ts";
import type { ChosenSizes, IndexValues } from "./expand.ts";
import { placesOf, slotsOf } from "./place.ts";
import { type TensorNames, dimensionOfLetter, rankIn } from "./infer.ts";
import { OutOfRange, ShapeClash } from "./shape.ts";
import { type SizeClasses, type Slot, sizeNamed, slot } from "./sizes.ts";

const SIZES = [3, 2, 4, 5, 6, 7];
/** Where the sizes need not be kept apart: few entries, so that what is long is still written out. */
const SMALL = [2];
/** Where even those are too many cases: what holds for all sizes is replayed at these, and has been compared at larger ones. */
const SINGLE = [1];
const LARGEST = 12;
/** A dimension of a name. */
const SLOT = /\/\d#\d$/;

/** Sizes that are kept apart, from the first of the list on or from a later one; or small ones, or one entry of everything. */
export type Choice = { readonly from: number } | "small" | "single";
const MOST_PLACES = 3000;

/** What the definitions say of names that are sizes, such as M = N − K + 1. */
export type SizeDefinitions = (name: string) => Expr | undefined;

export class Sizes implements ChosenSizes {
  private readonly classes: SizeClasses;
  private readonly names: TensorNames;
  private readonly chosen: ReadonlyMap<string, number>;
  private readonly relevant: ReadonlySet<string>;

  /** Whether a letter that counts entries of different numbers runs as far as there are entries of all of them. */
  asFarAsAll = false;

  /** `matters` says which names a step is about: theirs are the sizes that are kept apart. */
  constructor(
    classes: SizeClasses,
    names: TensorNames,
    definitions: SizeDefinitions,
    matters: (whole: string) => boolean,
    choice: Choice = { from: 0 },
  ) {
    this.classes = classes;
    this.names = names;
    this.relevant = new Set(
      [...classes.dimensions]
        .filter((dimension) => matters(dimension.replace(SLOT, "").replace(/^size /, "")))
        .map((dimension) => classes.find(dimension)),
    );
    // H of "D × H" beside a matrix H = tanh(X W) is a size all the same.
    const ofSize: SizeDefinitions = (name) => (names.rankOf(name) === 0 ? definitions(name) : undefined);
    this.chosen = chosenFor(classes, ofSize, this.relevant, choice);
  }

  ofSlot(whole: string, rank: number, axis: number): number | undefined {
    return this.chosen.get(this.classes.find(slot(whole, rank, axis)));
  }

  settling(slots: readonly Slot[]): readonly Slot[] {
    return this.classes.settling(slots);
  }

  ofLetter(letter: string, exprs: readonly Expr[]): number | undefined {
    const dimension = dimensionOfLetter(letter, exprs, this.names, this.classes);
    return dimension === undefined ? undefined : this.chosen.get(this.classes.find(dimension));
  }

  ofName(name: string): number | undefined {
    return this.classes.has(sizeNamed(name)) ? this.chosen.get(this.classes.find(sizeNamed(name))) : undefined;
  }

  /** The same for sizes that are the same. */
  key(): string {
    return [...this.classes.dimensions]
      .map((dimension) => `${dimension}:${this.chosen.get(this.classes.find(dimension)) ?? ""}`)
      .filter((text) => !OF_LETTER.test(text))
      .join(" ");
  }

  /** For people: "N = 2, K = 3", names without a letter for their size by how many entries they have. */
  describe(): string {
    const shown = new Map<string, string>();
    for (const dimension of this.classes.dimensions) {
      const root = this.classes.find(dimension);
      const size = this.chosen.get(root);
      if (size === undefined || size === 1 || !this.relevant.has(root)) continue;
      const [, name] = /^size (.*)$/.exec(dimension) ?? [];
      const [, whole, rank, axis] = /^(.*)\/(\d)#(\d)$/.exec(dimension) ?? [];
      const isNumber = name !== undefined && /^\d+$/.test(name);
      if (name !== undefined) shown.set(root, isNumber ? `${size} instead of ${name}` : `${name} = ${size}`);
      else if (whole !== undefined && !shown.has(root))
        shown.set(root, `${whole} with ${size} ${rank === "1" ? "entries" : axis === "0" ? "rows" : "columns"}`);
    }
    return [...shown.values()].join(", ");
  }

  /**
   * Whether the text gives all sizes that matter as numbers: then these are all that there are. What letters run through
   * and what names stand for sizes matters, too, unless it is the size of something that does not.
   */
  get areGiven(): boolean {
    const slots = new Set([...this.classes.dimensions].filter((each) => SLOT.test(each)).map((each) => this.classes.find(each)));
    return [...this.classes.dimensions]
      .map((dimension) => this.classes.find(dimension))
      .filter((root) => this.relevant.has(root) || !slots.has(root))
      .every((root) => this.classes.fixedSize(root) !== undefined);
  }

  /** Every size that was chosen. */
  all(): number[] {
    return [...new Set(this.chosen.values())];
  }

  /** Names that stand for sizes. */
  namedSizes(): string[] {
    return [...this.classes.dimensions].flatMap((dimension) => /^size (\p{L}.*)$/u.exec(dimension)?.[1] ?? []);
  }

  /** The names of all entries that the names of these expressions stand for. */
  entriesIn(exprs: readonly Expr[]): string[] {
    const found = new Set<string>();
    for (const node of postorder(...exprs)) {
      if (node.kind !== "symbol") continue;
      const { whole, indices } = occurrenceOf(node.name, this.names);
      const rank = rankIn(this.names, whole, indices.length);
      const shape = Array.from({ length: rank }, (_, axis) => this.ofSlot(whole, rank, axis));
      if (rank === 0 || shape.includes(undefined)) found.add(node.name);
      else for (const place of placesOf(shape as number[])) found.add(nameAtPlace(whole, place, this.names.originOf));
    }
    return [...found];
  }

  /** Values for the indices that no sum binds: one choice for each pattern of which are equal, first or last. */
  freeValues(exprs: readonly Expr[]): IndexValues[] {
    const { letters, ranges } = this.ranges(exprs);
    const patterns = new Map<string, readonly number[]>();
    for (const place of placesOf(ranges)) {
      const pattern = place.map((value, i) => `${place.indexOf(value)}${value === 1 ? "f" : ""}${value === ranges[i] ? "l" : ""}`).join();
      if (!patterns.has(pattern)) patterns.set(pattern, place);
    }
    return [...patterns.values()].map((place) => this.valuesAt(letters, place));
  }

  /** All values for the indices that no sum binds. */
  everyValue(exprs: readonly Expr[]): IndexValues[] {
    const { letters, ranges } = this.ranges(exprs);
    return placesOf(ranges).map((place) => this.valuesAt(letters, place));
  }

  private valuesAt(letters: readonly string[], place: readonly number[]): IndexValues {
    return new Map(letters.map((letter, i) => [letter, (place[i] as number) + this.names.startOf(letter) - 1]));
  }

  private ranges(exprs: readonly Expr[]): { letters: readonly string[]; ranges: readonly number[] } {
    const letters = freeLetters(exprs, this.names);
    const ranges = letters.map((letter) => this.rangeOf(letter, exprs));
    if (ranges.reduce((product, range) => product * range, 1) > MOST_PLACES) throw new OutOfRange("too many indices at once");
    return { letters, ranges };
  }

  private rangeOf(letter: string, exprs: readonly Expr[]): number {
    const sizesAt = (places: "itself" | "near"): (number | undefined)[] =>
      this.settling(slotsOf(letter, exprs, this.names, places)).map(({ whole, rank, axis }) => this.ofSlot(whole, rank, axis));
    const sizes = new Set(sizesAt("itself"));
    if (sizes.size === 0) sizes.add(this.ofLetter(letter, exprs));
    sizes.delete(undefined);
    // t of ∂h_{t+1}/∂h_{t-1}: at a value for which there is no h_{t+1}, it says nothing.
    if (sizes.size === 0) for (const size of sizesAt("near")) sizes.add(size);
    sizes.delete(undefined);
    if (sizes.size === 0) throw new OutOfRange(`nothing says how far ${letter} runs`);
    if (sizes.size > 1 && !this.asFarAsAll) throw new ShapeClash(`${letter} counts entries of different numbers`);
    return Math.min(...([...sizes] as number[]));
  }
}

/** The index letters of expressions that no sum binds. */
export function freeLetters(exprs: readonly Expr[], names: TensorNames): string[] {
  const all = new Set<string>();
  for (const node of postorder(...exprs))
    if (node.kind === "symbol")
      for (const { letters } of occurrenceOf(node.name, names).indices) for (const [letter] of letters) all.add(letter);
    else if (isOp(node, "entry")) {
      for (const { name } of freeSymbols(...node.args.slice(1))) if (names.isIndex(name)) all.add(name);
    } else if (isOp(node, "eq") || isOp(node, "ne"))
      for (const side of node.args) if (side.kind === "symbol" && names.isIndex(side.name)) all.add(side.name);
  return [...all].filter((letter) => !names.isLast(letter) && occursFree(letter, exprs, names));
}

function occursFree(letter: string, exprs: readonly Expr[], names: TensorNames): boolean {
  const open = [...exprs];
  const seen = new Set<Expr>();
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === "binder" && (node.args[0] as SymbolExpr).name === letter) {
      if (node.bounded) open.push(...node.args.slice(1, 3));
      continue;
    }
    if (node.kind === "symbol" && node.name === letter) return true;
    if (node.kind === "symbol" && occurrenceOf(node.name, names).indices.some((index) => index.letters.some(([each]) => each === letter)))
      return true;
    open.push(...node.args);
  }
  return false;
}

function definitionOf(dimension: string, definitions: SizeDefinitions): Expr | undefined {
  const [, name] = /^size (.*)$/.exec(dimension) ?? [];
  return name === undefined ? undefined : definitions(name);
}

/** A size for every class; other first sizes are tried where a defined one, such as N − K + 1, comes out too small. */
function chosenFor(
  classes: SizeClasses,
  definitions: SizeDefinitions,
  relevant: ReadonlySet<string>,
  choice: Choice,
): ReadonlyMap<string, number> {
  // N of M = N − K + 1 is a size, too, where nothing has N entries.
  const within = [...classes.dimensions].flatMap((dimension) => definitionOf(dimension, definitions) ?? []);
  const named = freeSymbols(...within).map(({ name }) => classes.find(sizeNamed(name)));
  // … and n, where a sum up to n − 1 says how many y_i there are.
  const reached = [...classes.reaches].flatMap(([at, { terms }]) =>
    relevant.has(classes.find(at)) ? terms.map(([each]) => classes.find(each)) : [],
  );
  const matters = new Set([...relevant, ...named, ...reached]);
  const all = [...new Set([...classes.dimensions].map((dimension) => classes.find(dimension)))];
  for (const dimension of classes.reaches.keys()) if (!all.includes(classes.find(dimension))) all.push(classes.find(dimension));
  const roots = [...all.filter((root) => matters.has(root)), ...all.filter((root) => !matters.has(root))];
  const defined = new Map<string, Expr>();
  for (const dimension of classes.dimensions) {
    const definition = definitionOf(dimension, definitions);
    if (definition) defined.set(classes.find(dimension), definition);
  }
  for (const way of waysFor(choice)) {
    const chosen = chosenFrom(roots, defined, classes, { ...way, relevant: matters });
    if (chosen) return chosen;
  }
  throw new OutOfRange("no sizes were found that satisfy the definitions of the sizes");
}

/** One after the other from a place on, then every second, third, …; at last a defined size may be one that there is already. */
function* waysFor(choice: Choice): Generator<Omit<Way, "relevant">> {
  const isApart = typeof choice !== "string";
  if (!isApart) yield { list: choice === "small" ? SMALL : SINGLE, shift: 0, step: 1, isLast: false };
  const from = isApart ? choice.from : 0;
  // Those from beyond the end of the list are farther apart.
  for (let step = 1 + Math.floor(from / SIZES.length); step < SIZES.length; step++)
    for (let tries = 0; tries < SIZES.length; tries++) yield { list: SIZES, shift: tries + from, step, isLast: false };
  yield { list: SIZES, shift: from + SIZES.length - 1, step: 1, isLast: true };
}

interface Way {
  readonly list: readonly number[];
  /** Where in the list the first size is, and how far on the next. */
  readonly shift: number;
  readonly step: number;
  readonly relevant: ReadonlySet<string>;
  readonly isLast: boolean;
}

function chosenFrom(
  roots: readonly string[],
  defined: ReadonlyMap<string, Expr>,
  classes: SizeClasses,
  { list, shift, step, relevant, isLast }: Way,
): ReadonlyMap<string, number> | undefined {
  const chosen = new Map<string, number>();
  const taken = new Set<number>();
  const summed = new Map([...classes.sums].map(([dimension, parts]) => [classes.find(dimension), parts] as const));
  let next = 0;
  for (const root of roots) {
    const fixed = classes.fixedSize(root);
    if (fixed === undefined && (defined.has(root) || summed.has(root))) continue;
    if (fixed === undefined && !relevant.has(root)) {
      chosen.set(root, 2);
      continue;
    }
    const free = list.map((_, i) => list[(next + i + shift) % list.length] as number).find((size) => !taken.has(size));
    const size = fixed ?? free ?? (list[(next + shift) % list.length] as number);
    if (fixed === undefined) next += step;
    if (size > LARGEST) throw new OutOfRange(`${size} entries are too many to write out`);
    if (fixed !== 1) taken.add(size);
    chosen.set(root, size);
  }
  for (const [root, parts] of summed) {
    const size = parts.reduce((sum, part) => sum + (chosen.get(classes.find(part)) ?? classes.fixedSize(part) ?? NaN), 0);
    if (!(size <= LARGEST) || (chosen.get(root) ?? size) !== size) return undefined;
    chosen.set(root, size);
  }
  // What an index reaches is known when everything else is.
  const reached = reachedIn(classes, roots);
  for (const root of reached.keys()) chosen.delete(root);
  for (const [root, definition] of defined) {
    if (chosen.has(root)) continue;
    const value = sizeBy(definition, classes, chosen) ?? fixedPoint(root, definition, classes, chosen);
    if (value === undefined || value < 2 || value > LARGEST || (taken.has(value) && list === SIZES && !isLast)) return undefined;
    taken.add(value);
    chosen.set(root, value);
  }
  // One may reach as far as another: y as far as n − 1, and then x of y_i = x_{i+1} as far as y.
  for (const open = new Map(reached); open.size > 0;) {
    const known = [...open].find(([, { terms }]) => terms.every(([dimension]) => chosen.has(classes.find(dimension))));
    if (!known) return undefined;
    const [root, { terms, constant }] = known;
    const value = terms.reduce((sum, [dimension, times]) => sum + times * (chosen.get(classes.find(dimension)) as number), constant);
    if (!(value >= 2 && value <= LARGEST)) return undefined;
    chosen.set(root, value);
    open.delete(root);
  }
  return chosen;
}

/** What a letter runs through at one place. */
const OF_LETTER = /^\p{L} \d+(?::|$)/u;

/** The classes of which nothing but an index such as i + k − 1 says how large they are. */
function reachedIn(classes: SizeClasses, roots: readonly string[]): SizeClasses["reaches"] {
  // What the i of y_i = x_{i+1} - x_i runs through says nothing of how many there are, nor do the x_i of y_i = w x_i.
  const said = new Set([...classes.dimensions].flatMap((each) => (OF_LETTER.test(each) || SLOT.test(each) ? [] : [classes.find(each)])));
  return new Map(
    [...classes.reaches].flatMap(([dimension, reach]) => {
      const root = classes.find(dimension);
      const isOpen = roots.includes(root) && !said.has(root) && classes.fixedSize(root) === undefined;
      return isOpen ? [[root, reach] as const] : [];
    }),
  );
}

/** M of M = N − K + 1 where M and K are the same. */
function fixedPoint(root: string, definition: Expr, classes: SizeClasses, chosen: ReadonlyMap<string, number>): number | undefined {
  for (let size = 2; size <= LARGEST; size++) if (sizeBy(definition, classes, new Map([...chosen, [root, size]])) === size) return size;
  return undefined;
}

function sizeBy(definition: Expr, classes: SizeClasses, chosen: ReadonlyMap<string, number>): number | undefined {
  const values = new Map<Expr, Expr>();
  for (const node of postorder(definition)) {
    if (node.kind !== "symbol" || !classes.has(sizeNamed(node.name))) continue;
    const size = chosen.get(classes.find(sizeNamed(node.name)));
    if (size !== undefined) values.set(symbol(node.name), number(size));
  }
  const value = exactValue(substitute(definition, values));
  return value && isInteger(value) ? toNumber(value) : undefined;
}
