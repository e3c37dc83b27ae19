/** What a document's names are at concrete sizes: the questions that judging asks there. */
import { type Expr, type SymbolExpr, apply, callOf, isOp, symbol } from "../expression/expr.ts";
import { freeSymbols, postorder, rebuild } from "../expression/traverse.ts";
import { type Choice, Sizes } from "../tensor/choose.ts";
import { letterOf, occurrenceOf } from "../tensor/entry.ts";
import { determinant } from "../tensor/determinant.ts";
import type { Expander, IndexValues } from "../tensor/expand.ts";
import { isInverse } from "../tensor/operation.ts";
import { ShapeInference, rankIn } from "../tensor/infer.ts";
import { NABLA, type NameParts, nameParts } from "../expression/name.ts";
import { OutOfRange, ShapeClash, UnknownShape } from "../tensor/shape.ts";
import { sizeNamed } from "../tensor/sizes.ts";
import { DocumentSizes } from "./document-sizes.ts";
import { type Instance, type Source, instanceAt } from "./instance.ts";
import type { JudgeOptions } from "./inquiry.ts";
import { Judge } from "./judge.ts";
import { neighbourLeftOut } from "./neighbour.ts";
import type { Definition } from "./definition.ts";
import type { View } from "./view.ts";
import type { DeclaredShapes } from "./declared-shape.ts";

/** Whether sizes that a step makes the same are kept apart, made one, or kept apart with letters as far as all have entries. */
export type Joined = "apart" | "one" | "as far as all";

export interface Setting {
  readonly sizes: Sizes;
  readonly instance: Instance;
  readonly judge: Judge;
  /** Names that definitions go beyond the range of. */
  readonly padded: readonly string[];
}

/** What people call how many there are. */
const COUNTS = /^[A-DK-NPST]$|^[kmn]$/;

export class SizedInquiry {
  protected readonly sizes: DocumentSizes;
  protected readonly unclear: readonly string[];
  protected readonly options: JudgeOptions;
  /** Whether a step had a derivative of a vector by a vector: then the layout matters. */
  hasJacobian = false;
  /** Whether the shapes of a step with a derivative did not go together: that may be a row. */
  hasTurned = false;
  private readonly settings = new Map<string, Setting>();

  constructor(source: Source, declared: DeclaredShapes, unclear: readonly string[], options: JudgeOptions) {
    this.sizes = new DocumentSizes(source, declared);
    this.unclear = unclear;
    this.options = options;
  }

  mayCount(name: string): boolean {
    return this.sizes.classes().has(sizeNamed(name)) || (COUNTS.test(name) && this.sizes.source.names.mayCount(name));
  }

  /** Whether "if $A$ is symmetric", from this formula on, is among what is assumed. */
  assumesSymmetry(from: number): boolean {
    return this.sizes.source.words.some(({ kind, caseFrom }) => kind === "symmetric" && caseFrom === from);
  }

  leftOut(left: Expr, right: Expr, view: View): string | undefined {
    const { names, scope, facts } = this.sizes.source;
    const isLoss = (name: string): boolean => facts.roots.includes(symbol(name)) && !scope.isDefined(name, view);
    const found = neighbourLeftOut([left, right], scope.definitions, isLoss, names.isIndex);
    return found && `${found[0]} stands in ${found[1]}, too, by what the page defines: add what comes back from there`;
  }

  isSecondForm(definition: Definition): boolean {
    const { names, scope } = this.sizes.source;
    const { whole, indices } = occurrenceOf(definition.name, names);
    const rank = rankIn(names, whole, indices.length);
    const isOther = (other: Definition): boolean => {
      const found = occurrenceOf(other.name, names);
      const isSameWhole = found.whole === whole && rankIn(names, whole, found.indices.length) === rank;
      return isSameWhole && found.indices.length !== indices.length && other.index <= definition.index;
    };
    const isRunning = (letter: string | undefined): boolean => letter !== undefined && !names.isLast(letter);
    const isGeneral = rank > 0 && !definition.parameters && indices.every((index) => isRunning(letterOf(index)));
    return isGeneral && scope.definitions.some((other) => other !== definition && !other.parameters && isOther(other));
  }

  hasOtherForm(sides: readonly Expr[]): boolean {
    const { names, scope } = this.sizes.source;
    const counts = new Map(
      freeSymbols(...sides).map(({ name }) => [occurrenceOf(name, names).whole, occurrenceOf(name, names).indices.length]),
    );
    return scope.definitions.some(({ name, parameters }) => {
      const { whole, indices } = occurrenceOf(name, names);
      return !parameters && (counts.get(whole) ?? indices.length) !== indices.length;
    });
  }

  isOfOtherNames(definition: Definition): boolean {
    const { names } = this.sizes.source;
    const { whole } = occurrenceOf(definition.name, names);
    const known = this.sizes.namesBeside([symbol(whole)]);
    return freeSymbols(...definition.readings).some(({ name }) => !known.has(occurrenceOf(name, names).whole) && !names.isIndex(name));
  }

  /** ∇J as ∇_w J, where the page differentiates J by w and by nothing else. */
  protected byVariable(side: Expr): Expr {
    return rebuild(side, (node) => {
      const [of, by] = isOp(node, "gradient") ? node.args : [];
      const variable = of?.kind === "symbol" && by === symbol(NABLA) ? this.sizes.source.variables.get(of.name) : undefined;
      return variable === undefined ? node : apply("gradient", [of as Expr, symbol(variable)]);
    });
  }

  /** What defines the names that a step rests on. */
  protected readingsBeside(sides: readonly Expr[]): Expr[] {
    const { names, scope } = this.sizes.source;
    const beside = this.sizes.namesBeside(sides);
    return scope.definitions.filter(({ name }) => beside.has(occurrenceOf(name, names).whole)).flatMap((each) => each.readings);
  }

  /** That e_c is 1 where c says, where no words say so. */
  protected basisIn(sides: readonly Expr[]): string[] {
    const customary = this.sizes.source.facts.gathers?.customary ?? new Map<string, string>();
    const names = [...customary].filter(([indicator]) => freeSymbols(...sides).includes(symbol(indicator)));
    return names.map(([, name]) => `${name} is taken for the vector of the basis that its index says`);
  }

  /** Both sides entry by entry; undefined where indices run out of their range, as t + 1 does for the last t. */
  protected pairsWithin(left: Expr, right: Expr, values: IndexValues, { expander }: Instance): ReturnType<Expander["pairs"]> | undefined {
    try {
      return expander.pairs(left, right, values);
    } catch (error) {
      if (error instanceof OutOfRange && values.size > 0) return undefined;
      throw error;
    }
  }

  /** x_3, which the page speaks of, where (x_2, x_1) would make x a vector of two. */
  protected entryOutOfRange(sides: readonly Expr[], sizes: Sizes): string | undefined {
    const { names, facts } = this.sizes.source;
    const beside = this.sizes.namesBeside(sides);
    const isBeyond = ({ base, sub, label }: NameParts): boolean =>
      label === "" &&
      /^\d$/u.test(sub) &&
      beside.has(base) &&
      names.rankOf(base) === 1 &&
      Number(sub) > (sizes.ofSlot(base, 1, 0) ?? Infinity);
    const found = [...facts.occurrences].find(([name]) => beside.has(name) && (names.rankOf(name) ?? 0) === 0 && isBeyond(nameParts(name)));
    return found && `an index of ${found[0]} runs out of its range`;
  }

  protected isPadded(side: Expr, values: IndexValues, { expander }: Instance): boolean {
    expander.paddedByCustom.clear();
    expander.expand(side, values);
    return expander.paddedByCustom.size > 0;
  }

  /** What the determinants of matrices that are inverted are at these sizes: conditions are said of the matrices. */
  protected determinants(sides: readonly Expr[], { expander }: Instance): ReadonlyMap<Expr, Expr> {
    const beside = this.sizes.namesBeside(sides);
    const readings = this.sizes.source.scope.definitions
      .filter(({ name }) => beside.has(name))
      .flatMap((definition) => definition.readings);
    const found = new Map<Expr, Expr>();
    for (const node of postorder(...sides, ...readings)) {
      const [base] = node.args;
      if (!base || !isInverted(node)) continue;
      try {
        const { shape, entries } = expander.expand(base);
        if (shape.length === 2) found.set(determinant(entries), callOf("det", [0], [base]));
      } catch (error) {
        // A matrix with an index of its own: its condition stays as it is.
        if (!isSizeError(error)) throw error;
      }
    }
    return found;
  }

  /** Letters that nothing defines and something is divided by, beside sums without bounds: they may be how many terms there are. */
  protected countIn(sides: readonly Expr[]): string[] {
    const { names } = this.sizes.source;
    const readings = this.readingsBeside(sides);
    const nodes = postorder(...sides, ...readings);
    if (!nodes.some((node) => node.kind === "binder" && !node.bounded)) return [];
    const operandsIn = (op: "div" | "mul", exprs: readonly Expr[]): Expr[] =>
      exprs.flatMap((node) => (isOp(node, op) ? node.args.slice(op === "div" ? 1 : 0) : []));
    const divisors = operandsIn("div", nodes)
      .flatMap((each) => [each, ...operandsIn("mul", [each])])
      .filter(isSymbol);
    // N of N c, but not the C of ∂C/∂w.
    const factors = operandsIn("mul", postorder(...sides))
      .filter(isSymbol)
      .filter((each) => /^(?:\p{Lu}|[mn])$/u.test(each.name) && !this.sizes.source.facts.roots.includes(each));
    const isCount = (name: string): boolean =>
      COUNTS.test(name) && names.mayCount(name) && names.rankOf(name) === 0 && !this.sizes.classes().has(sizeNamed(name));
    return [...new Set([...divisors, ...factors].map(({ name }) => name))].filter(isCount);
  }

  protected settingFor(left: Expr, right: Expr, joined: Joined, choice: Choice = { from: 0 }, share = 1): Setting {
    const { names, scope } = this.sizes.source;
    const classes = this.sizes.classes().copy(joined === "one");
    try {
      new ShapeInference(names, classes).equate(left, right);
    } catch (error) {
      if (!(error instanceof ShapeClash || error instanceof UnknownShape)) throw error;
    }
    const definition = (name: string): Expr | undefined =>
      scope.definitions.find((each) => each.name === name && !each.parameters)?.readings[0];
    const beside = this.sizes.namesBeside([left, right]);
    const sizes = new Sizes(classes, names, definition, (whole) => beside.has(whole), choice);
    sizes.asFarAsAll = joined === "as far as all";
    const key = `${scope.version} ${share} ${sizes.key()}`;
    let setting = this.settings.get(key);
    if (!setting) {
      const instance = instanceAt(this.sizes.source, sizes);
      const options = { ...this.options, budget: Math.ceil(this.options.budget * share) };
      const padded = [...instance.expander.paddedByCustom];
      setting = { sizes, instance, padded, judge: new Judge(instance.scope, instance.facts, options) };
      if (this.settings.size > 20) this.settings.clear();
      this.settings.set(key, setting);
    }
    return { ...setting, sizes };
  }
}

export function hasInverse(sides: readonly Expr[]): boolean {
  return postorder(...sides).some(isInverted);
}

const isInverted = (node: Expr): boolean => isInverse(node) || (node.kind === "call" && node.name === "det");

const isSymbol = (expr: Expr): expr is SymbolExpr => expr.kind === "symbol";

export function isSizeError(error: unknown): error is Error {
  return error instanceof ShapeClash || error instanceof UnknownShape || error instanceof OutOfRange;
}
