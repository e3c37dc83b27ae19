/**
 * Steps over vectors, matrices and sums without numbers, judged at concrete sizes: what fails there fails, what holds
 * there is supported. Sizes are different wherever nothing makes them the same, so that nothing agrees by accident.
 */
import { type Verdict, undecided } from "../decide/verdict.ts";
import { type Expr, type SymbolExpr, isOp, symbol } from "../expression/expr.ts";
import { nameParts } from "../expression/name.ts";
import { freeSymbols, postorder, substitute } from "../expression/traverse.ts";
import { toPlain } from "../notation/plain.ts";
import type { Bench } from "../decide/diagnose.ts";
import { openForAllSizes } from "../indexed/prove.ts";
import { type Choice, Sizes } from "../tensor/choose.ts";
import { letterOf, occurrenceOf } from "../tensor/entry.ts";
import { type IndexValues, slotsOf } from "../tensor/expand.ts";
import { isInverse, isKronecker } from "../tensor/operation.ts";
import { ShapeInference, type TensorNames } from "../tensor/infer.ts";
import { OutOfRange, ShapeClash, UnknownShape } from "../tensor/shape.ts";
import { SizeClasses, sizeNamed, slot } from "../tensor/sizes.ts";
import { Instance, type Source } from "./instance.ts";
import { UNNAMED_LOSS } from "./document-names.ts";
import { conditionInWords } from "./word-assumption.ts";
import { type JudgeOptions, UNSAID_GRADIENT } from "./inquiry.ts";
import { Judge, type StepVerdict } from "./judge.ts";
import type { View } from "./scope.ts";
import { SizedBench } from "./sized-bench.ts";
import type { DeclaredShapes } from "./tensor.ts";
import { withMatrices } from "./tensor-names.ts";

const MOST_ENTRIES_JUDGED = 6;
const LARGEST_DECLARED = 12;
/** Of the budget, where a step holds for all sizes and smaller ones can be tried as well. */
const SHARE_FOR_REPLAY = 1 / 8;

interface Setting {
  readonly sizes: Sizes;
  readonly instance: Instance;
  readonly judge: Judge;
}

export class AtSizes {
  private readonly source: Source;
  private readonly declared: DeclaredShapes;
  private readonly unclear: readonly string[];
  private readonly options: JudgeOptions;
  /** Whether a step had a derivative of a vector by a vector: then the layout matters. */
  hasJacobian = false;
  private base: { readonly version: number; readonly classes: SizeClasses } | undefined;
  private readonly settings = new Map<string, Setting>();

  constructor(source: Source, declared: DeclaredShapes, unclear: readonly string[], options: JudgeOptions) {
    this.source = source;
    this.declared = declared;
    this.unclear = unclear;
    this.options = options;
  }

  /** The verdict at concrete sizes; undefined where the step has nothing to do with sizes. */
  pair(left: Expr, right: Expr, view: View): StepVerdict | undefined {
    if (!this.concerns([left, right])) return undefined;
    this.hasJacobian ||= [left, right].some((side) => postorder(side).some((node) => this.isJacobian(node)));
    try {
      return this.judged(left, right, view, false);
    } catch (clash) {
      if (!(clash instanceof ShapeClash)) return unsized(clash);
      return this.afterClash(clash, left, right, view);
    }
  }

  private isJacobian(node: Expr): boolean {
    if (node.kind !== "derivative" && !isOp(node, "gradient")) return false;
    try {
      const inference = new ShapeInference(this.source.names, this.classes().copy());
      return node.args.every((arg) => inference.shapeOf(arg).length > 0);
    } catch (error) {
      if (!(error instanceof ShapeClash || error instanceof UnknownShape)) throw error;
      return false;
    }
  }

  refutesAsMatrices(left: Expr, right: Expr, view: View): boolean {
    const capitals = this.capitalsMultiplied([left, right]);
    if (capitals.length === 0) return false;
    const { names, scope } = this.source;
    const source = { ...this.source, names: withMatrices(names, new Set(capitals), scope.definitions) };
    const other = new AtSizes(source, this.declared, [], this.options);
    return other.pair(left, right, view)?.verdict === "refuted";
  }

  /** Single capitals that stand beside each other in a product, where nothing says what they are. */
  private capitalsMultiplied(sides: readonly Expr[]): string[] {
    const { names, scope } = this.source;
    const beside = this.namesBeside(sides);
    const readings = scope.definitions.filter(({ name }) => beside.has(name)).flatMap((definition) => definition.readings);
    const isCapital = (node: Expr): node is SymbolExpr =>
      node.kind === "symbol" && /^\p{Lu}$/u.test(node.name) && names.rankOf(node.name) === 0;
    const products = postorder(...sides, ...readings).filter((node) => isOp(node, "mul") && node.args.filter(isCapital).length > 1);
    return [...new Set(products.flatMap((node) => node.args.filter(isCapital).map((name) => name.name)))];
  }

  /** Whether indices, sums or shapes are in it. */
  private concerns(sides: readonly Expr[]): boolean {
    const { names, scope } = this.source;
    const isSized = (name: string): boolean => {
      const { whole, indices } = occurrenceOf(name, names);
      return indices.length > 0 || names.rankOf(whole) !== 0;
    };
    const relevant = (nodes: readonly Expr[]): boolean =>
      nodes.some((node) => node.kind === "binder" || (node.kind === "symbol" && isSized(node.name)));
    if (relevant(postorder(...sides))) return true;
    const open = postorder(...sides);
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

  /** Where shapes clash, sizes that were kept apart may be meant to be the same: then the values tell. */
  private afterClash(clash: ShapeClash, left: Expr, right: Expr, view: View): StepVerdict {
    try {
      const merged = this.judged(left, right, view, true);
      if (merged.verdict === "refuted") return { ...merged, notes: [...merged.notes, clash.message] };
      const apart = this.ofShapes(clash, [left, right], view);
      if (apart.verdict === "refuted") return apart;
      return {
        ...undecided(`${clash.message}; where those sizes are the same the step is ${merged.verdict}: declare the shapes`),
        notes: [],
      };
    } catch (error) {
      if (!(error instanceof ShapeClash)) return unsized(error);
      return this.ofShapes(error, [left, right], view);
    }
  }

  /** Shapes that cannot go together are a mistake where nothing about them is a guess. */
  private ofShapes(clash: ShapeClash, sides: readonly Expr[], view: View): StepVerdict {
    const { names, scope, facts } = this.source;
    const isGuess = (name: string): boolean => {
      const { whole, indices } = occurrenceOf(name, names);
      if (indices.length > 0 || this.declared.has(whole) || names.isOnes(whole)) return false;
      return !scope.isDefined(name, view) && !facts.roots.includes(symbol(name)) && !this.classes().has(sizeNamed(name));
    };
    const beside = this.namesBeside(sides);
    const readings = scope.definitions.filter(({ name }) => beside.has(occurrenceOf(name, names).whole)).flatMap((each) => each.readings);
    const guessed = freeSymbols(...sides, ...readings).find(({ name }) => isGuess(name));
    if (clash.orientation || guessed) {
      const declare = guessed ? `: declare the shape of ${guessed.name}` : ": declare which of them are rows";
      return { ...undecided(`the shapes do not go together, ${clash.message}${declare}`), notes: [] };
    }
    const unsaid = freeSymbols(...sides).some(({ name }) => name === UNNAMED_LOSS) && !scope.isDefined(UNNAMED_LOSS, view);
    if (unsaid) return { ...undecided(UNSAID_GRADIENT), notes: [] };
    const [unclear] = this.unclear;
    if (unclear !== undefined) return { ...undecided(unclearWords(unclear)), notes: [] };
    return { verdict: "refuted", method: "shape", assumptions: [], reason: this.clashOf(sides) ?? clash.message, notes: [] };
  }

  /** The clash in the letters of the text rather than in numbers. */
  private clashOf([left, right]: readonly Expr[]): string | undefined {
    try {
      new ShapeInference(this.source.names, this.classes().copy()).equate(left as Expr, right as Expr);
    } catch (error) {
      if (error instanceof ShapeClash) return error.message;
      if (!(error instanceof UnknownShape)) throw error;
    }
    return undefined;
  }

  private judged(left: Expr, right: Expr, view: View, merged: boolean): StepVerdict {
    const open = merged ? "the sizes were made the same" : this.openForAllSizes(left, right, view);
    const first = this.judgedAt({ from: 0 }, open, left, right, view, merged);
    if (first.verdict === "proved" || first.verdict === "refuted") return first;
    // What holds for all sizes is replayed where it is short; an inverse may need as many rows as columns.
    const others: readonly Choice[] = open === undefined ? ["small", { from: 1 }] : hasInverse([left, right]) ? [{ from: 1 }, "small"] : [];
    for (const choice of others) {
      const other = this.judgedAt(choice, open, left, right, view, merged);
      if (other.verdict === "proved" || (first.verdict === "undecided" && other.verdict === "supported")) return other;
    }
    return first;
  }

  private judgedAt(choice: Choice, open: string | undefined, left: Expr, right: Expr, view: View, merged: boolean): StepVerdict {
    const share = open === undefined && choice !== "small" ? SHARE_FOR_REPLAY : 1;
    const { sizes, instance, judge } = this.settingFor(left, right, merged, choice, share);
    const delta = this.foreignDelta([left, right]);
    if (delta !== undefined)
      return {
        ...undecided(`${delta} is not defined, and as Kronecker's delta it would compare indices that count different things`),
        notes: [],
      };
    const broken = [...this.namesBeside([left, right])].find((name) => instance.failed.has(name));
    if (broken !== undefined) return { ...undecided(`what defines ${broken} is not decided: ${instance.failed.get(broken)}`), notes: [] };
    const verdicts: { verdict: StepVerdict; left: Expr; right: Expr; values: IndexValues }[] = [];
    for (const values of sizes.freeValues([left, right])) {
      // What holds for all sizes is replayed at a few entries; for anything else more of them are tried.
      for (const [a, b] of spread(instance.expander.pairs(left, right, values), open === undefined ? 2 : MOST_ENTRIES_JUDGED)) {
        const verdict = judge.pair(a, b, view);
        verdicts.push({ verdict, left: a, right: b, values });
        if (verdict.verdict === "refuted") return this.refuted(verdict, a, b, values, sizes);
      }
    }
    const undecidedOne = verdicts.find(({ verdict }) => verdict.verdict === "undecided");
    if (undecidedOne) return undecidedOne.verdict;
    const assumptions = [...new Set(verdicts.flatMap(({ verdict }) => verdict.assumptions))];
    const notes = [...new Set(verdicts.flatMap(({ verdict }) => verdict.notes))];
    const proved = verdicts.every(({ verdict }) => verdict.verdict === "proved");
    const found = `${proved ? "proved" : "equal at sample points"}, entry by entry, for ${sizes.describe()}`;
    if (open !== undefined || !proved) {
      const why = proved ? open : verdicts.find(({ verdict }) => verdict.verdict !== "proved")?.verdict.reason;
      return { verdict: "supported", method: "sampling", assumptions, reason: `${found}; not for every size: ${why}`, notes };
    }
    const [first] = verdicts as [(typeof verdicts)[0]];
    const { proof } = first.verdict;
    return {
      verdict: "proved",
      method: "index-form",
      assumptions: generalized(assumptions, instance),
      reason: `for all sizes; replayed for ${sizes.describe()}`,
      notes,
      ...(proof ? { proof, entry: { left: toPlain(first.left), right: toPlain(first.right) } } : {}),
    };
  }

  benchFor(left: Expr, right: Expr, view: View): Bench | undefined {
    if (!this.concerns([left, right])) return undefined;
    const { names, scope } = this.source;
    for (const merged of [false, true]) {
      try {
        const { sizes, instance, judge } = this.settingFor(left, right, merged);
        const values = sizes.freeValues([left]);
        const entries = values.flatMap((each) => instance.expander.expand(left, each).entries);
        const given = instance.scope.assumptionsAt(view);
        const beside = this.namesBeside([left, right]);
        const definitions = scope.definitions
          .filter(({ name, parameters }) => !parameters && beside.has(occurrenceOf(name, names).whole))
          .map(({ name, readings }) => [symbol(name), readings[0] as Expr] as const);
        const graph = judge.graphFor(entries, view);
        const { seed } = this.options;
        return new SizedBench({
          left,
          right,
          definitions,
          names,
          expander: instance.expander,
          graph,
          given,
          seed,
          values,
          sizes: sizes.namedSizes(),
        });
      } catch (error) {
        if (!(error instanceof ShapeClash || error instanceof UnknownShape || error instanceof OutOfRange)) throw error;
      }
    }
    return undefined;
  }

  /** Why it is not known to hold for all sizes; undefined where it is. */
  private openForAllSizes(left: Expr, right: Expr, view: View): string | undefined {
    const { names, scope } = this.source;
    const classes = this.classes().copy();
    try {
      new ShapeInference(names, classes).equate(left, right);
    } catch (error) {
      if (!(error instanceof ShapeClash || error instanceof UnknownShape)) throw error;
      return error.message;
    }
    const beside = this.namesBeside([left, right]);
    const definitions = new Map<string, Expr>();
    for (const { name } of scope.definitions) {
      if (definitions.has(name) || !beside.has(occurrenceOf(name, names).whole)) continue;
      // Several that hold at once are the same.
      const [meaning] = scope.visible(name, view).filter(({ parameters }) => !parameters);
      if (meaning && meaning.readings.length > 1) return `the definition of ${name} can be read in several ways`;
      if (meaning) definitions.set(name, meaning.readings[0] as Expr);
    }
    const isDefinedFunction = [...postorder(left, right, ...definitions.values())].some(
      (node) => node.kind === "call" && scope.definitions.some((definition) => definition.name === node.name),
    );
    if (isDefinedFunction) return "a function with a definition";
    const given = scope
      .assumptionsAt(view)
      .filter((condition) => freeSymbols(condition).some(({ name }) => beside.has(occurrenceOf(name, names).whole)));
    const sizeName = (sizeClass: string): Expr => {
      const named = [...classes.dimensions].find((dimension) => dimension.startsWith("size ") && classes.find(dimension) === sizeClass);
      return symbol(named ? named.slice(5) : `#${sizeClass}`);
    };
    const words = this.source.words.filter(({ name }) => beside.has(name));
    const symmetric = new Set(words.filter(({ kind }) => kind === "symmetric").map(({ name }) => name));
    const stated = words.flatMap((each) => conditionInWords(each));
    const source = { names, classes, definitions, sinks: this.sinks(view, definitions), symmetric };
    return openForAllSizes({ source, left, right, given: [...given, ...stated], ...this.options, countOf: sizeName });
  }

  /** What an undefined loss depends on: the defined names that nothing else is built from. */
  private sinks(view: View, definitions: ReadonlyMap<string, Expr>): ReadonlyMap<string, readonly string[]> {
    const { names, facts, scope } = this.source;
    const roots = facts.roots.filter((root) => !scope.isDefined(root.name, view));
    const key = (name: string): string => {
      const { whole, indices } = occurrenceOf(name, names);
      return `${whole}/${indices.length || (names.rankOf(whole) ?? 0)}`;
    };
    const isAdjoint = (expr: Expr): boolean =>
      postorder(expr).some((node) => (node.kind === "derivative" || isOp(node, "gradient")) && roots.includes(node.args[0] as SymbolExpr));
    const before = new Set(scope.definitions.filter(({ index }) => index <= view.index).map(({ name }) => name));
    const near = [...definitions].filter(([name]) => before.size === 0 || before.has(name));
    const plain = near.filter(([, expr]) => !isAdjoint(expr));
    const used = new Set(plain.flatMap(([, expr]) => freeSymbols(expr).map(({ name }) => key(name))));
    const sinks = [...new Set(plain.map(([name]) => key(name)))].filter((name) => !used.has(name));
    return new Map(roots.map((root) => [root.name, sinks]));
  }

  /** δ_{nk} that nobody defines, where n and k count different things: an error, most likely, and not Kronecker's. */
  private foreignDelta(sides: readonly Expr[]): string | undefined {
    const { names } = this.source;
    const classes = this.classes();
    const symbols = postorder(...sides).filter((node) => node.kind === "symbol");
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

  private refuted(verdict: StepVerdict, left: Expr, right: Expr, values: IndexValues, sizes: Sizes): StepVerdict {
    const [unclear] = this.unclear;
    if (unclear !== undefined) return { ...undecided(unclearWords(unclear)), notes: [] };
    const { counterexample } = verdict;
    if (!counterexample) return verdict;
    const indices = Object.fromEntries([...values].map(([letter, value]) => [letter, String(value)]));
    return {
      ...verdict,
      counterexample: { ...counterexample, at: { ...indices, ...counterexample.at } },
      notes: [...verdict.notes, `with ${sizes.describe()}`],
      entry: { left: toPlain(left), right: toPlain(right) },
    };
  }

  private settingFor(left: Expr, right: Expr, merged: boolean, choice: Choice = { from: 0 }, share = 1): Setting {
    const { names, scope } = this.source;
    const classes = this.classes().copy(merged);
    try {
      new ShapeInference(names, classes).equate(left, right);
    } catch (error) {
      if (!(error instanceof ShapeClash || error instanceof UnknownShape)) throw error;
    }
    const definition = (name: string): Expr | undefined =>
      scope.definitions.find((each) => each.name === name && !each.parameters)?.readings[0];
    const beside = this.namesBeside([left, right]);
    const sizes = new Sizes(classes, names, definition, (whole) => beside.has(whole), choice);
    const key = `${scope.version} ${share} ${sizes.key()}`;
    let setting = this.settings.get(key);
    if (!setting) {
      const instance = new Instance(this.source, sizes);
      const options = { ...this.options, budget: Math.ceil(this.options.budget * share) };
      setting = { sizes, instance, judge: new Judge(instance.scope, instance.facts, options) };
      if (this.settings.size > 20) this.settings.clear();
      this.settings.set(key, setting);
    }
    return { ...setting, sizes };
  }

  /** The names that definitions tie to those of a step, in either direction: only their sizes matter. */
  private namesBeside(sides: readonly Expr[]): ReadonlySet<string> {
    const wholesIn = (exprs: readonly Expr[]): string[] =>
      postorder(...exprs).flatMap((node) => (node.kind === "symbol" ? [occurrenceOf(node.name, this.source.names).whole] : []));
    const groups = this.source.scope.definitions.map(({ name, readings }) => wholesIn([symbol(name), ...readings]));
    const found = new Set(wholesIn(sides));
    for (let before = 0; before !== found.size;) {
      before = found.size;
      for (const group of groups) if (group.some((whole) => found.has(whole))) for (const whole of group) found.add(whole);
    }
    return found;
  }

  /** Which dimensions the definitions and the text make the same. */
  private classes(): SizeClasses {
    const { names, scope } = this.source;
    if (this.base?.version === scope.version) return this.base.classes;
    const classes = new SizeClasses();
    for (const [name, dimensions] of this.declared)
      for (const [axis, size] of dimensions.entries()) {
        const at = slot(name, dimensions.length, axis);
        if (/^\d+$/.test(size) && Number(size) <= LARGEST_DECLARED) classes.fix(at, Number(size));
        else classes.unite(sizeNamed(size), at);
      }
    const inference = new ShapeInference(names, classes);
    for (const { name, parameters, readings } of scope.definitions) {
      if (parameters || !readings[0]) continue;
      try {
        inference.equate(symbol(name), readings[0]);
      } catch (error) {
        if (!(error instanceof ShapeClash || error instanceof UnknownShape)) throw error;
      }
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

function hasInverse(sides: readonly Expr[]): boolean {
  return postorder(...sides).some((node) => isInverse(node) || (node.kind === "call" && node.name === "det"));
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

/** Conditions on single entries as conditions on all of them. */
function generalized(conditions: readonly Expr[], instance: Instance): Expr[] {
  const general = conditions.map((condition) => {
    const [only, ...others] = freeSymbols(condition).filter(({ name }) => instance.expander.wholes.has(name));
    if (!only || others.length > 0) return condition;
    const whole = instance.expander.wholes.get(only.name) as string;
    const letters = ["i", "j", "k"].slice(0, instance.expander.rankOf(only.name)).join("");
    return substitute(condition, new Map([[only as Expr, symbol(/_/.test(whole) ? whole : `${whole}_${letters}`)]]));
  });
  return [...new Set(general)];
}

/** A few entries of many: the first, the last, and some between. */
function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => all[Math.round((i * (all.length - 1)) / (most - 1))] as T);
}

const unclearWords = (words: string): string =>
  `it fails unless the words "${words}" say something of it that is not understood: write that as a formula`;

function unsized(error: unknown): StepVerdict {
  if (!(error instanceof ShapeClash || error instanceof UnknownShape || error instanceof OutOfRange)) throw error;
  return { ...(undecided(error.message) satisfies Verdict), notes: [] };
}
