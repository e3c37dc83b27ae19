/** Whether a step of a document holds for all sizes. */
import { type Expr, type SymbolExpr, isOp, symbol } from "../expression/expr.ts";
import { freeSymbols, postorder, rebuild, substitute } from "../expression/traverse.ts";
import type { EntrywiseFunction } from "../indexed/component.ts";
import { openForAllSizes } from "../indexed/prove.ts";
import { letterOf, occurrenceOf } from "../tensor/entry.ts";
import { ShapeInference, rankIn } from "../tensor/infer.ts";
import { ShapeClash, UnknownShape } from "../tensor/shape.ts";
import type { DocumentSizes } from "./document-sizes.ts";
import type { JudgeOptions } from "./inquiry.ts";
import type { Source } from "./instance.ts";
import { abbreviationsIn, adjointsIn, besideRoots, leavesOf } from "./root.ts";
import type { Definition } from "./definition.ts";
import type { View } from "./view.ts";
import { type WordAssumption, conditionInWords } from "./word-assumption.ts";

/** Why it is not known to hold for all sizes; undefined where it is. */
export function whyNotForAllSizes(
  sizes: DocumentSizes,
  leftAsRead: Expr,
  rightAsRead: Expr,
  view: View,
  options: JudgeOptions,
  onIndices: readonly Expr[],
): string | undefined {
  const { names, scope } = sizes.source;
  const putIn = (expr: Expr): Expr => withSeveralArguments(expr, scope.definitions);
  const [left, right] = [putIn(leftAsRead), putIn(rightAsRead)];
  const classes = sizes.classes().copy();
  try {
    new ShapeInference(names, classes).equate(left, right);
  } catch (error) {
    if (!(error instanceof ShapeClash || error instanceof UnknownShape)) throw error;
    return error.message;
  }
  const beside = sizes.namesBeside([left, right]);
  const definitions = new Map<string, Expr>();
  for (const { name } of scope.definitions) {
    if (definitions.has(name) || !beside.has(occurrenceOf(name, names).whole)) continue;
    // Several that hold at once are the same.
    const [meaning] = scope.visible(name, view).filter(({ parameters }) => !parameters);
    if (meaning && meaning.readings.length > 1) return `the definition of ${name} can be read in several ways`;
    if (meaning) definitions.set(name, putIn(sizes.source.functions.inlined(meaning.readings[0] as Expr)));
  }
  const functions = new Map<string, EntrywiseFunction>();
  for (const node of postorder(left, right, ...definitions.values())) {
    if (node.kind !== "call" || !names.isFunction(node.name)) continue;
    const definition = scope.definitions.find(({ name, parameters }) => name === node.name && parameters);
    const [parameter] = definition?.parameters ?? [];
    if (!parameter || !names.isEntrywise(node.name)) return "a function that is defined over vectors, or of several arguments";
    functions.set(node.name, { parameter, body: definition?.readings[0] as Expr });
  }
  const given = scope.assumptions
    .at(view)
    .filter((condition) => freeSymbols(condition).some(({ name }) => beside.has(occurrenceOf(name, names).whole)));
  const sizeName = (sizeClass: string): Expr => {
    const named = [...classes.dimensions].find((dimension) => dimension.startsWith("size ") && classes.find(dimension) === sizeClass);
    return symbol(named ? named.slice(5) : `#${sizeClass}`);
  };
  const words = sizes.source.words.filter(({ name }) => beside.has(name));
  const saidTo = (...kinds: readonly WordAssumption["kind"][]): ReadonlySet<string> =>
    new Set(words.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name));
  const stated = words.flatMap((each) => conditionInWords(each));
  const source = {
    names,
    classes,
    definitions,
    functions,
    sinks: sinksOf(sizes.source, view, definitions, [left, right]),
    symmetric: new Set([...saidTo("symmetric", "diagonal"), ...given.flatMap((condition) => symmetricBy(condition, names))]),
    binary: saidTo("one-hot", "binary"),
  };
  const values = valuesIn(given, [left, right, ...definitions.values()], (name) => !definitions.has(name) && names.rankOf(name) === 0);
  for (const [name, expr] of definitions) definitions.set(name, substitute(expr, values));
  const [a, b] = [left, right].map((side) => substitute(side, values)) as [Expr, Expr];
  return openForAllSizes({ source, left: a, right: b, given: [...given, ...stated], onIndices, ...options, countOf: sizeName });
}

/** 0 for y where y = 0 is given and nothing is differentiated by it. */
function valuesIn(given: readonly Expr[], exprs: readonly Expr[], isNumber: (name: string) => boolean): ReadonlyMap<Expr, Expr> {
  const variables = new Set(
    postorder(...exprs).flatMap((node) => (node.kind === "derivative" || isOp(node, "gradient") ? node.args.slice(1) : [])),
  );
  return new Map(
    given.flatMap((condition) => {
      const [name, value] = isOp(condition, "eq") ? condition.args : [];
      const isGiven = name?.kind === "symbol" && value?.kind === "number" && isNumber(name.name) && !variables.has(name);
      return isGiven ? [[name as Expr, value] as const] : [];
    }),
  );
}

/** p of p_{ij} = p_{ji}, A of A^⊤ = A */
function symmetricBy(condition: Expr, names: Source["names"]): string[] {
  const [left, right] = isOp(condition, "eq") ? condition.args : [];
  const sides = left && right ? [left, right] : [];
  const whole = sides.find((side) => side.kind === "symbol");
  if (whole && sides.some((side) => isOp(side, "transpose") && side.args[0] === whole)) return [occurrenceOf(whole.name, names).whole];
  if (left?.kind !== "symbol" || right?.kind !== "symbol" || left === right) return [];
  const [a, b] = [occurrenceOf(left.name, names), occurrenceOf(right.name, names)];
  const [first, second, ...more] = a.indices.map(letterOf);
  const isSwapped = first !== undefined && second !== undefined && b.indices.map(letterOf).join() === `${second},${first}`;
  return a.whole === b.whole && more.length === 0 && isSwapped ? [a.whole] : [];
}

/** θ e^{-θ x_i} for p(x_i, θ): functions of several numbers, which have no form of their own. */
function withSeveralArguments(expr: Expr, definitions: readonly Definition[]): Expr {
  return rebuild(expr, (node) => {
    if (node.kind !== "call" || node.args.length < 2 || node.orders.some((order) => order > 0)) return node;
    const [own, ...others] = definitions.filter(({ name, parameters }) => name === node.name && parameters);
    const [body] = own?.readings ?? [];
    const isPlain = body && postorder(body).every(({ kind }) => kind === "number" || kind === "symbol" || kind === "apply");
    if (!own?.parameters || !isPlain || others.length > 0 || own.parameters.length !== node.args.length) return node;
    return substitute(body, new Map(own.parameters.map((parameter, i) => [parameter as Expr, node.args[i] as Expr])));
  });
}

/** What an undefined loss depends on where a step speaks of it: the defined names that nothing else is built from. */
export function sinksOf(
  source: Source,
  view: View,
  definitions: ReadonlyMap<string, Expr>,
  sides: readonly Expr[],
): ReadonlyMap<string, readonly string[]> {
  const { names, facts, scope } = source;
  const roots = facts.roots.filter((root) => !scope.isDefined(root.name, view));
  const key = (name: string): string => {
    const { whole, indices } = occurrenceOf(name, names);
    return `${whole}/${rankIn(names, whole, indices.length)}`;
  };
  const before = new Set(scope.definitions.filter(({ index }) => index <= view.index).map(({ name }) => name));
  const near = [...definitions].filter(([name]) => before.size === 0 || before.has(name));
  const adjoints = new Set([...adjointsIn(scope.definitions, roots), ...scope.derivatives]);
  const plain = near.filter(([name]) => !adjoints.has(name));
  const used = new Set(plain.flatMap(([, expr]) => freeSymbols(expr).map(({ name }) => key(name))));
  const keys = [...new Set(plain.map(([name]) => key(name)))];
  const spoken = [...facts.occurrences].map(([name]) => name);
  const members = (sink: string): string[] => {
    const [, whole, rank] = /^(.*)\/(\d+)$/.exec(sink) as unknown as [string, string, string];
    return scope.recurrences.numberedSinks([symbol(whole)], sides, spoken, view).map(({ name }) => `${name}/${rank}`);
  };
  for (const name of besideRoots(scope.definitions, roots, facts.differentiatedBy)) used.add(key(name));
  for (const name of abbreviationsIn(plain, facts.differentiatedBy)) used.add(key(name));
  const sinks = [...new Set(keys.filter((name) => !used.has(name)).flatMap(members))].filter((name) => !used.has(name));
  const leaves = (root: SymbolExpr): string[] =>
    leavesOf(root, spokenOf(sinks), scope.definitions, facts.differentiatedBy).map(({ name }) => key(name));
  const spokenOf = (found: readonly string[]): SymbolExpr[] =>
    scope.definitions.filter(({ name }) => found.includes(key(name))).map(({ name }) => symbol(name));
  const saidOf = (loss: string): readonly string[] | undefined => {
    const of = scope.openLosses.get(loss);
    const isKnown = (name: string): boolean => keys.some((each) => each.replace(/\/\d+$/, "") === name);
    return of && [...keys.filter((each) => of.includes(each.replace(/\/\d+$/, ""))), ...of.filter((name) => !isKnown(name)).map(key)];
  };
  return new Map(roots.map((root) => [root.name, saidOf(root.name) ?? [...sinks, ...leaves(root)]]));
}
