/** What a document's definitions and text say of its sizes: which dimensions are the same, and which names belong together. */
import { type Expr, type SymbolExpr, isOp, one, symbol } from "../expression/expr.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import { freeSymbols, postorder, substitute } from "../expression/traverse.ts";
import { isTensorOp } from "../primitive/table.ts";
import { type IndexTerm, type Stack, axesOfOccurrence, letterOf, occurrenceOf } from "../tensor/entry.ts";
import { freeLetters } from "../tensor/choose.ts";
import { slotsOf } from "../tensor/place.ts";
import { ShapeInference, type TensorNames, rankIn } from "../tensor/infer.ts";
import { isKronecker } from "../tensor/operation.ts";
import { ShapeClash, UnknownShape } from "../tensor/shape.ts";
import { SizeClasses, sizeNamed, slot } from "../tensor/sizes.ts";
import type { Source } from "./instance.ts";
import { areLikeMatrixAndEntries } from "./stack.ts";
import { rankOf } from "./rough-rank.ts";
import type { DeclaredShapes } from "./declared-shape.ts";
import type { Definition } from "./definition.ts";

const LARGEST_DECLARED = 12;

export class DocumentSizes {
  readonly source: Source;
  readonly declared: DeclaredShapes;
  private grouped: { readonly version: number; readonly groups: readonly (readonly string[])[] } | undefined;
  private base: { readonly version: number; readonly classes: SizeClasses } | undefined;

  constructor(source: Source, declared: DeclaredShapes) {
    this.source = source;
    this.declared = declared;
  }

  /** Whether indices, sums or shapes are in it. */
  concerns(sides: readonly Expr[]): boolean {
    const { names, scope } = this.source;
    const isSized = (name: string): boolean => {
      const { whole, indices } = occurrenceOf(name, names);
      return indices.length > 0 || names.rankOf(whole) !== 0;
    };
    const relevant = (nodes: readonly Expr[]): boolean =>
      nodes.some(
        (node) =>
          node.kind === "binder" || (node.kind === "apply" && isTensorOp(node.op)) || (node.kind === "symbol" && isSized(node.name)),
      );
    if (relevant(postorder(...sides))) return true;
    const open = postorder(...sides);
    // ∂L/∂b of an unknown loss, where b is a part of every y_i.
    const by = open.flatMap((node) => (node.kind === "derivative" ? [node.args[1] as Expr] : []));
    const isOf = (each: Expr, { name, readings }: Definition): boolean => isSized(name) && postorder(...readings).includes(each);
    if (by.some((each) => scope.definitions.some((definition) => isOf(each, definition)))) return true;
    const seen = new Set(open);
    for (let node = open.pop(); node; node = open.pop()) {
      if (node.kind !== "symbol") continue;
      for (const definition of scope.definitions) {
        if (definition.name !== node.name) continue;
        const nodes = postorder(...definition.readings);
        if (relevant(nodes)) return true;
        open.push(...nodes.filter((inner) => !seen.has(inner)));
        for (const inner of nodes) seen.add(inner);
      }
    }
    return false;
  }

  isJacobian(node: Expr): boolean {
    return this.shapesOfDerivative(node)?.every(({ length }) => length > 0) === true;
  }

  /** Whether what is differentiated may have as many entries as what it is differentiated by. */
  isSquare(node: Expr): boolean {
    const [of, by] = this.shapesOfDerivative(node) ?? [];
    return of !== undefined && of.length === by?.length;
  }

  private shapesOfDerivative(node: Expr): (readonly unknown[])[] | undefined {
    if (node.kind !== "derivative" && !isOp(node, "gradient")) return undefined;
    try {
      const inference = new ShapeInference(this.source.names, this.classes().copy());
      return node.args.map((arg) => inference.shapeOf(arg));
    } catch (error) {
      if (!(error instanceof ShapeClash || error instanceof UnknownShape)) throw error;
      return undefined;
    }
  }

  /**
   * Capitals that are likely matrices, where nothing says what they are: several that stand beside each other in a product, and
   * W where something is defined by W x.
   */
  likelyMatrices(sides: readonly Expr[]): string[] {
    const { names, scope } = this.source;
    const isCapital = (node: Expr | undefined): node is SymbolExpr =>
      node?.kind === "symbol" && /^\p{Lu}$/u.test(nameParts(node.name).base) && names.rankOf(node.name) === 0;
    const isBefore = (node: Expr, i: number, args: readonly Expr[]): boolean => {
      const next = args[i + 1];
      return isCapital(node) && next?.kind === "symbol" && /^\p{Ll}/u.test(next.name);
    };
    const productsIn = (exprs: readonly Expr[], isLikely: (args: readonly Expr[]) => boolean): Expr[] =>
      postorder(...exprs).filter((node) => isOp(node, "mul") && isLikely(node.args));
    const beside = this.namesBeside(sides);
    const definitions = scope.definitions.filter(({ name }) => beside.has(name)).flatMap(({ readings }) => readings);
    const products = [
      ...productsIn([...sides, ...definitions], (args) => args.filter(isCapital).length > 1),
      ...productsIn(definitions, (args) => args.some(isBefore)),
    ];
    return [...new Set(products.flatMap((node) => node.args.filter(isCapital).map((name) => name.name)))];
  }

  /** Whether ⊙ stands between what is read as numbers: there are vectors that nobody sees. */
  multipliesNumbersEntrywise(sides: readonly Expr[]): boolean {
    const { names, scope } = this.source;
    const beside = this.namesBeside(sides);
    const definitions = scope.definitions.filter(({ name }) => beside.has(name)).flatMap(({ readings }) => readings);
    return postorder(...sides, ...definitions).some(
      (node) => isOp(node, "hadamard") && node.args.every((arg) => (rankOf(arg, names) ?? 0) === 0),
    );
  }

  /** Z_n of a matrix Z: a row or a column, where the page tells by how many there are, as Σ_{n=1}^N does for N rows. */
  lineOfMatrix(sides: readonly Expr[]): { readonly name: string; readonly stack: Stack | undefined } | undefined {
    const { names, scope } = this.source;
    const beside = this.namesBeside(sides);
    const readings = scope.definitions
      .filter(({ name }) => beside.has(occurrenceOf(name, names).whole))
      .flatMap((each) => [symbol(each.name), ...each.readings]);
    for (const node of postorder(...sides, ...readings)) {
      const { whole, indices } = node.kind === "symbol" ? occurrenceOf(node.name, names) : { whole: "", indices: [] };
      const isLine = node.kind === "symbol" && indices.length === 1 && names.rankOf(whole) === 2;
      if (!isLine || names.innerRank(whole, 1) !== 0) continue;
      const counted = this.countedTo(letterOf(indices[0] as IndexTerm), [...sides, ...readings]);
      const [inRows, inColumns] = [0, 1].map((axis) => counted.some((size) => this.classes().areSame(size, slot(whole, 2, axis))));
      return { name: node.name, stack: inRows === inColumns ? undefined : { matrix: whole, inColumns: inColumns === true } };
    }
    return undefined;
  }

  /** N of Σ_{n=1}^N. */
  private countedTo(letter: string | undefined, exprs: readonly Expr[]): string[] {
    return postorder(...exprs).flatMap((node) => {
      const [index, from, to] = node.kind === "binder" && node.bounded ? node.args : [];
      const isWhole = index === symbol(letter ?? "") && from === one && to?.kind === "symbol" && this.classes().has(sizeNamed(to.name));
      return isWhole ? [sizeNamed(to.name)] : [];
    });
  }

  /** The definitions of the names that a step rests on. */
  private definitionsBeside(sides: readonly Expr[]): readonly Definition[] {
    const { names, scope } = this.source;
    const beside = this.namesBeside(sides);
    return scope.definitions.filter(({ name }) => beside.has(occurrenceOf(name, names).whole));
  }

  /** The letters that count something in a step, or in what defines its names, and that no sum binds. */
  lettersBeside(sides: readonly Expr[]): string[] {
    const { names } = this.source;
    const definitions = this.definitionsBeside(sides);
    return freeLetters([...sides, ...definitions.flatMap(({ name, readings }) => [symbol(name), ...readings])], names);
  }

  /** y of p_y, where nothing says that it is a value of the index of p, and the step rests on it. */
  guessedLabel(sides: readonly Expr[]): string | undefined {
    const { facts } = this.source;
    const readings = this.definitionsBeside(sides).flatMap((each) => each.readings);
    return facts.gathers?.guessedIn([...sides, ...readings]);
  }

  /** g_t of a time t beside the g_i that a sum runs over: it may be one of them. */
  timeBeside(sides: readonly Expr[]): readonly [string, string] | undefined {
    const { names } = this.source;
    const readings = this.definitionsBeside(sides).flatMap((each) => each.readings);
    const all = freeSymbols(...sides, ...readings).map(({ name }) => ({ name, ...occurrenceOf(name, names) }));
    const counted = new Set(all.flatMap(({ whole, indices }) => (indices.length === 1 ? [whole] : [])));
    for (const { name, indices } of all) {
      const { base, sub, label } = nameParts(name);
      const whole = nameOf({ base, sub: "", label });
      if (indices.length === 0 && /^\p{L}(?:[+-]\d+)?$/u.test(sub) && counted.has(whole)) return [name, whole];
    }
    return undefined;
  }

  /** x_n beside X, where nobody says that these are its rows or its columns. */
  unsaidStack(sides: readonly Expr[]): string | undefined {
    const { names } = this.source;
    const relevant = this.definitionsBeside(sides);
    const nodes = postorder(...sides, ...relevant.flatMap((each) => [symbol(each.name), ...each.readings]));
    const found = nodes.flatMap((node) => (node.kind === "symbol" ? [{ ...occurrenceOf(node.name, names), name: node.name }] : []));
    const ofRankTwo = found.filter(({ whole, indices }) => rankIn(names, whole, indices.length) === 2);
    const isDefined = (whole: string): boolean => relevant.some(({ name }) => occurrenceOf(name, names).whole === whole);
    // u_j of u_j = tanh(U k_j) is no row of U.
    const isMadeOf = (whole: string, matrix: string): boolean =>
      relevant.some(({ name, readings }) => occurrenceOf(name, names).whole === whole && freeSymbols(...readings).includes(symbol(matrix)));
    for (const { whole: matrix } of ofRankTwo.filter(({ indices }) => indices.length === 0))
      for (const { whole, name, indices } of ofRankTwo) {
        if (
          indices.length === 0 ||
          !areLikeMatrixAndEntries(matrix, whole) ||
          (isDefined(matrix) && isDefined(whole)) ||
          isMadeOf(whole, matrix)
        )
          continue;
        const how = indices.length === 1 ? `"${matrix} with rows ${name}^⊤"` : `${matrix} = (${name})`;
        return `nothing says how ${name} and ${matrix} belong together: say it, as in ${how}`;
      }
    return undefined;
  }

  /** Which dimensions an equation makes the same as well. */
  private classesWith([left, right]: readonly [Expr, Expr]): SizeClasses {
    const classes = this.classes().copy(false);
    try {
      new ShapeInference(this.source.names, classes).equate(left, right);
    } catch (error) {
      if (!(error instanceof ShapeClash || error instanceof UnknownShape)) throw error;
    }
    return classes;
  }

  /** δ_{nk} that nobody defines, where n and k count different things: an error, most likely, and not Kronecker's. */
  foreignDelta(sides: readonly [Expr, Expr]): string | undefined {
    const { names } = this.source;
    const symbols = postorder(...sides).filter((node) => node.kind === "symbol");
    const deltas = symbols.filter(({ name }) => isKronecker(occurrenceOf(name, names).whole, occurrenceOf(name, names).indices.length));
    if (deltas.length === 0) return undefined;
    const without = new Map(deltas.map((each) => [each as Expr, one as Expr]));
    const classes = this.classesWith(sides.map((side) => substitute(side, without)) as [Expr, Expr]);
    const counted = (letter: string): Set<string> =>
      new Set(slotsOf(letter, symbols, names).map(({ whole, rank, axis }) => classes.find(slot(whole, rank, axis))));
    for (const node of postorder(...sides)) {
      const { whole, indices } = node.kind === "symbol" ? occurrenceOf(node.name, names) : { whole: "", indices: [] };
      if (node.kind !== "symbol" || !isKronecker(whole, indices.length) || names.isDefined(whole, indices.length)) continue;
      const [a, b] = indices.map((index) => counted(letterOf(index) ?? ""));
      if (a && b && a.size > 0 && b.size > 0 && ![...a].some((each) => b.has(each))) return node.name;
    }
    return undefined;
  }

  /** The names that definitions tie to those of a step, in either direction: only their sizes matter. */
  namesBeside(sides: readonly Expr[]): ReadonlySet<string> {
    const found = new Set(this.wholesIn(sides));
    const groups = this.groups();
    for (let before = 0; before !== found.size;) {
      before = found.size;
      for (const group of groups) if (group.some((whole) => found.has(whole))) for (const whole of group) found.add(whole);
    }
    return found;
  }

  private wholesIn(exprs: readonly Expr[]): string[] {
    return postorder(...exprs).flatMap((node) => (node.kind === "symbol" ? [occurrenceOf(node.name, this.source.names).whole] : []));
  }

  /** The names of each definition. */
  private groups(): readonly (readonly string[])[] {
    const { scope } = this.source;
    if (this.grouped?.version !== scope.version) {
      const groups = scope.definitions.map(({ name, readings }) => [...new Set(this.wholesIn([symbol(name), ...readings]))]);
      this.grouped = { version: scope.version, groups };
    }
    return this.grouped.groups;
  }

  /** A loss is a number: what is a vector in it has one entry, where nothing says how many, and no index counts them. */
  private oneEntry([dimension, ...others]: readonly string[], classes: SizeClasses): void {
    if (dimension === undefined || others.length > 0) return;
    const root = classes.find(dimension);
    const isCounted = (each: string): boolean => {
      const [, whole, rank] = /^(.*)\/(\d)#\d$/.exec(each) ?? [];
      return each.startsWith("size ") || (whole !== undefined && this.source.names.isFamily(whole, Number(rank)));
    };
    if (![...classes.dimensions].some((each) => classes.find(each) === root && isCounted(each))) classes.fix(root, 1);
  }

  /** Which dimensions the definitions and the text make the same. */
  classes(): SizeClasses {
    const { names, scope, facts, functions, squares } = this.source;
    if (this.base?.version === scope.version) return this.base.classes;
    const classes = new SizeClasses();
    for (const [name, dimensions] of this.declared) {
      const occurrence = occurrenceOf(name, names);
      const rank = occurrence.indices.length + dimensions.length;
      const { inner } = axesOfOccurrence(occurrence, rank);
      for (const [i, size] of dimensions.entries()) said(classes, slot(occurrence.whole, rank, inner[i] as number), size, functions.counts);
    }
    // T tokens w_1, …, w_T: there is a row of what they pick for each.
    for (const { name, rank, table } of facts.gathers?.indicators ?? [])
      for (const [axis, size] of (this.declared.get(table) ?? []).slice(0, rank - 1).entries())
        said(classes, slot(name, rank, axis), size, functions.counts);
    for (const name of squares) if (!this.declared.has(name) && names.rankOf(name) === 2) classes.unite(slot(name, 2, 0), slot(name, 2, 1));
    // i of Σ_i x_i runs through as many.
    for (const { letter, size, exprs } of this.source.ranges)
      for (const { whole, rank, axis } of slotsOf(
        letter,
        [...exprs, ...postorder(...exprs).filter(({ kind }) => kind === "symbol")],
        names,
      ))
        said(classes, slot(whole, rank, axis), size, functions.counts);
    const inference = new ShapeInference(names, classes);
    for (const definition of scope.definitions) {
      const { name, parameters, readings } = definition;
      if (!readings[0] || (parameters && !this.source.functions.isOverVectors(definition))) continue;
      const body = this.source.functions.inlined(this.source.functions.inLetters(definition, readings[0]));
      try {
        if (parameters) inference.shapeOf(body);
        if (parameters) continue;
        if (names.isLoss(name)) this.oneEntry(inference.shapeOf(body), classes);
        inference.equate(symbol(name), body);
      } catch (error) {
        if (!(error instanceof ShapeClash || error instanceof UnknownShape)) throw error;
      }
    }
    // Σ_{k=1}^K y_k = 1: there are K of them.
    for (const { condition, local } of scope.assumptions.all)
      for (const side of local ? [] : condition.args)
        try {
          inference.shapeOf(side);
        } catch (error) {
          if (!(error instanceof ShapeClash || error instanceof UnknownShape)) throw error;
        }
    uniteTimes(
      scope.definitions.flatMap(({ name, readings }) => [symbol(name), ...readings]),
      names,
      classes,
    );
    classes.settle();
    this.base = { version: scope.version, classes };
    return classes;
  }
}

/** A size that the text gives, by a number or by a name. */
function said(classes: SizeClasses, dimension: string, size: string, counts: ReadonlySet<string>): void {
  if (/^\d+$/.test(size) && Number(size) <= LARGEST_DECLARED && !counts.has(size)) classes.fix(dimension, Number(size));
  else classes.unite(sizeNamed(size), dimension);
}

/** h_t and h_{t-1} are of one size. */
function uniteTimes(exprs: readonly Expr[], names: TensorNames, classes: SizeClasses): void {
  const first = new Map<string, string>();
  for (const node of postorder(...exprs)) {
    if (node.kind !== "symbol" || occurrenceOf(node.name, names).indices.length > 0) continue;
    const { base, sub, label } = nameParts(node.name);
    const [, letter] = /^(\p{L})(?:[+-]\d+)?$/u.exec(sub) ?? [];
    const rank = names.rankOf(node.name) ?? 0;
    if (letter === undefined || rank === 0) continue;
    const key = `${base} ${letter} ${label} ${rank}`;
    const other = first.get(key);
    if (other === undefined) first.set(key, node.name);
    else for (let axis = 0; axis < rank; axis++) classes.unite(slot(other, rank, axis), slot(node.name, rank, axis));
  }
}
