/** A whole document: every formula read, given a role, and every step judged in reading order. */
import { ParseError, type Span, positions } from "../base/span.ts";
import { DEFAULT_BUDGET } from "../decide/decide.ts";
import { parseBlock } from "../syntax/grammar.ts";
import { type Expr, isOp, symbol } from "../expression/expr.ts";
import { NABLA, nameParts } from "../expression/name.ts";
import { freeSymbols, postorder } from "../expression/traverse.ts";
import { latexTokens } from "../syntax/latex.ts";
import { plainTokens } from "../syntax/plain.ts";
import type { Names } from "../elaborate/names.ts";
import { namesOf } from "./document-names.ts";
import { valueOf } from "./count-name.ts";
import { boundsOfCases } from "./case-bound.ts";
import { Gathers, pickedRows } from "./gather.ts";
import { inLayoutOfSteps, isBetter, layoutSaid, showsColumns } from "./layout.ts";
import { type DocumentParts, type Formula, type Section, formulasOf } from "./formula.ts";
import { Judge } from "./judge.ts";
import { type ReadFormula, type Side, conditionOf, readFormula, sidesOf } from "./reading.ts";
import { type Regions, type Report, type StatementReport, summarize } from "./report.ts";
import { Roles } from "./roles.ts";
import { Scope } from "./scope.ts";
import type { DocumentLanguage, Segment } from "./segment.ts";
import { type DeclaredShapes, declaredShapes, rangesSaid } from "./declared-shape.ts";
import { matricesInWords, tensorKey, tensorNames, vectorFamilies } from "./tensor.ts";
import { largeCounts } from "./large-count.ts";
import { entangledLosses } from "./loss-argument.ts";
import { Losses, defineLayers, defineMembers, defineNumbered } from "./layer.ts";
import { tensorNamesOf } from "./tensor-names.ts";
import { VectorFunctions, namesOfEntries } from "./vector-function.ts";
import { withNumberLetters } from "./number-letter.ts";
import { summedIn } from "./summed.ts";
import { differentiatedIn, rootsOf, vanishingIn } from "./root.ts";
import { defineToldCotangents } from "./told-cotangent.ts";
import { rowsOfNumbers, withRows } from "./row-of-numbers.ts";
import { nameWrittenOut } from "./written-out.ts";
import { wordAssumptions } from "./word-assumption.ts";
import { signsInWords } from "./sign-words.ts";
import { withCasesApart } from "./cases-apart.ts";
import { saidInGeneral } from "./in-general.ts";
import { ordinalCases } from "./ordinal-case.ts";
import { conditionsInWords } from "./word-condition.ts";
import { zeroEntries } from "./zero-outside.ts";
import { AtSizes } from "./at-sizes.ts";
import type { DocumentFacts, JudgeOptions } from "./inquiry.ts";
import { type Stack, occurrenceOf } from "../tensor/entry.ts";
import type { TensorNames } from "../tensor/infer.ts";
import { type LayoutOfPage, isInverse } from "../tensor/operation.ts";
import { type Stacks, stacksSaid } from "./stack.ts";
import { type StepNumbers, type StepWatch, Writer } from "./statement.ts";

export interface CheckOptions {
  /** Default: markdown. */
  readonly language?: DocumentLanguage;
  /** What the report calls the document; default "". */
  readonly path?: string;
  /** Default 1. */
  readonly seed?: number;
  /** Steps for each decision; default 400,000. */
  readonly budget?: number;
  /** Called now and then with how far the work is, from 0 to 1. */
  readonly progress?: (done: number) => void;
  /** Whether each proved or refuted step carries the certificate that `gradproof replay` re-checks; default false. */
  readonly proofs?: boolean;
  /** Whether refuted steps carry the numbers of a picture near their counterexample; default false. */
  readonly pictures?: boolean;
  /** Sees each step before it is judged, and may leave it out. */
  readonly watch?: StepWatch | undefined;
  /** A second opinion on every step, such as a network's. */
  readonly numbers?: StepNumbers | undefined;
  /** Something to report at the head of the document. */
  readonly problem?: string;
}

/** Checks a document whose mathematics has been found, as `checkDocument` does. */
export function checkSegments(text: string, segments: readonly Segment[], options: CheckOptions = {}): Report {
  const parts = formulasOf(segments);
  const said = layoutSaid(parts);
  const problems = [...(options.problem === undefined ? [] : [{ span: { start: 0, end: 0 }, reason: options.problem }]), ...said.problems];
  const inColumns = checkIn(said.layout ?? "numerator", parts, problems, text, options);
  const asRows = inColumns.hasTurned && said.layout !== "denominator" ? checkIn("rows", parts, problems, text, options) : undefined;
  if (asRows && isBetter(asRows.report, inColumns.report)) return { ...asRows.report, layout: "numerator" };
  const mayShow = said.layout === undefined;
  const first = mayShow && showsColumns(inColumns.report, asRows?.report) ? checkIn("columns", parts, problems, text, options) : inColumns;
  if (!first.hasJacobian) return first.report;
  const { refuted, undecided } = first.report.summary;
  if (said.layout || refuted + undecided === 0) return { ...first.report, layout: said.layout ?? "numerator" };
  return inLayoutOfSteps(first.report, checkIn("denominator", parts, problems, text, options).report);
}

function checkIn(
  layout: LayoutOfPage,
  parts: DocumentParts,
  before: readonly Problem[],
  text: string,
  options: CheckOptions,
): { readonly report: Report; readonly hasJacobian: boolean; readonly hasTurned: boolean } {
  const contents = contentsOf(parts);
  const { scope, problems, roles, facts } = contents;
  const limits = { seed: options.seed ?? 1, budget: options.budget ?? DEFAULT_BUDGET, adjoints: { areGradients: false } };
  const judge = new Judge(scope, facts, limits);
  const sized = atSizes(parts, contents, limits, layout);
  judge.atSizes = sized;
  const region = regions(text);
  const statements = [
    ...[...before, ...problems].map((problem) => unreadable(problem, text, region)),
    ...new Writer(roles, judge, region, { ...options, adjoints: limits.adjoints }).statements(),
  ];
  statements.sort((a, b) => a.span.start.offset - b.span.start.offset);
  const report = { path: options.path ?? "", language: options.language ?? "markdown", statements, summary: summarize(statements) };
  return { report, hasJacobian: sized.hasJacobian, hasTurned: sized.hasTurned };
}

/** What a document says, before any step of it is judged. */
export interface Contents {
  readonly names: Names;
  readonly scope: Scope;
  readonly problems: readonly Problem[];
  readonly roles: Roles;
  readonly facts: DocumentFacts;
  /** Names with a letter that counts layers, which the page defines one by one. */
  readonly numbered: ReadonlySet<string>;
}

/** Reads every formula, gives it a role, and gathers what the names are. */
export function contentsOf(found: DocumentParts): Contents {
  const parts = withNumberLetters(found);
  const names = namesOf(parts);
  const scope = new Scope(names.functions);
  const tensors = new Map(tensorNames(parts.formulas));
  const problems = declare(parts, scope, tensors, (formula) =>
    readFormula(formula, formula.chain as NonNullable<Formula["chain"]>, undefined, names),
  );
  for (const count of parts.labels.counts) {
    const plain = { index: -1, section: everywhere(parts), name: count.name, parameters: undefined, replaces: false };
    if (!count.isOwn) scope.add({ ...plain, readings: [valueOf(count)] });
  }
  const roles = new Roles(parts, names, scope);
  const { occurrences, said } = roles;
  const indices = roles.indices();
  scope.bound = indices;
  const exprs = roles.formulas.flatMap(({ read }) => (read ? sidesOf(read).flatMap((side) => side.readings) : []));
  nameWrittenOut(scope);
  for (const condition of boundsOfCases(scope.definitions))
    scope.assumptions.all.push({ index: -1, section: everywhere(parts), condition, local: false, behind: false });
  scope.assumptions.all.push(...conditionsInWords(parts.formulas, scope.definitions), ...ordinalCases(parts.formulas, scope.definitions));
  scope.assumptions.all.push(
    ...signsInWords(
      roles.formulas.map(({ formula, read }) => ({
        formula,
        value: read?.links.every(({ relation }) => relation === "∈") ? read.first.readings[0] : undefined,
      })),
      scope.definitions,
    ),
  );
  scope.assumptions.all.splice(0, Infinity, ...withCasesApart(scope.assumptions.all, roles.formulas));
  scope.assumptions.general = saidInGeneral(parts.formulas);
  const gathers = new Gathers(scope, exprs, new Set(said.flatMap(({ kind, name }) => (kind === "one-hot" ? [name] : []))), found.prose);
  defineLayers(scope, exprs, indices);
  defineMembers(scope, occurrences.keys(), exprs, indices);
  const numbered = defineNumbered(scope, indices);
  defineToldCotangents(scope, new Set(occurrences.keys()));
  const losses = new Losses(scope, indices, exprs);
  const sides = roles.formulas.map(({ read }) => (read ? sidesOf(read) : []));
  const differentiated = differentiatedIn(sides);
  scope.differentiatedBy = differentiated;
  const open = [...scope.openLosses.keys()].filter((name) => !scope.hasDefinition(name)).map(symbol);
  const conditions = scope.assumptions.all.map(({ condition }) => condition);
  const roots = [...new Set([...rootsOf(differentiated, scope.definitions, vanishingIn(sides), conditions), ...open]), ...losses.open];
  const facts = {
    tensors,
    roots,
    differentiatedBy: differentiated,
    summed: summedIn(sides),
    losses,
    gathers,
    occurrences,
    said,
    indices,
    fixedLetters: parts.labels.fixed,
    unread: new Set([...roles.unread(), ...entangledLosses(scope.openLosses, scope.definitions)]),
  };
  return { names, scope, problems, roles, facts, numbered };
}

/** What the names are where a document has vectors and matrices. */
export function tensorsOf(
  parts: DocumentParts,
  { roles, scope, facts, numbered }: Contents,
  layout: LayoutOfPage,
): { names: TensorNames; declared: DeclaredShapes; functions: VectorFunctions } {
  const declared = new Map([...declaredShapes(parts.formulas), ...shapesIn(parts)]);
  const asRead = roles.formulas.map(({ read }) => (read ? sidesOf(read).flatMap((side) => side.readings) : []));
  const isNumbered = (sides: readonly Expr[]): boolean =>
    postorder(...sides).some((node) => node.kind === "symbol" && numbered.has(node.name));
  for (const [i, sides] of asRead.entries()) if (isRunningName(sides, asRead) || isNumbered(sides)) asRead[i] = [];
  const written = asRead.map((sides) => sides.map((side) => facts.gathers?.inSums(side) ?? side));
  const formulas = roles.formulas.filter(({ read }) => read?.links.every(({ relation }) => relation !== "∈"));
  const inFormulas = formulas.flatMap(({ read }) => (read ? sidesOf(read).flatMap((side) => side.readings) : []));
  const counts = largeCounts(declared.values(), [...inFormulas, ...scope.definitions.flatMap(({ readings }) => readings)]);
  const functions = new VectorFunctions(scope, facts.tensors, declared, counts);
  const definitions = scope.definitions.map((each) => ({ ...each, readings: each.readings.map((reading) => functions.inlined(reading)) }));
  const chains = [
    ...written.map((sides) => sides.map((side) => functions.inlined(side))),
    ...definitions.flatMap(({ name, parameters, readings }) => (parameters ? [] : [[symbol(name), ...readings]])),
  ];
  const zeros = parts.formulas.flatMap((_, i) => zeroEntries(parts.formulas, i) ?? []);
  const outside = new Set(zeros.flatMap(({ name, isBeyond }) => (isBeyond ? [name] : [])));
  const said = stacksSaid(parts.formulas);
  const lines = [...parts.labels.lines].map(([matrix, kind]) => [matrix, { matrix, inColumns: kind === "columns" }] as const);
  const picked: Stacks = new Map([...pickedFrom(asRead.flat(), declared), ...lines]);
  const evidence = {
    chains,
    definitions,
    declared,
    marked: new Map([
      ...facts.tensors,
      ...scope.definitions.flatMap(namesOfEntries).map((name) => [tensorKey(name), "it has entries"] as const),
    ]),
    matrices: matricesInWords(parts.formulas),
    families: vectorFamilies(parts.formulas, declared, parts.labels),
    layout,
    stacks: picked,
    indexLetters: facts.gathers?.letters ?? new Set(),
    fixedLetters: parts.labels.fixed,
    zeroLetters: new Set(rangesSaid(parts.formulas).flatMap(({ letters, start }) => (start === 0 ? letters : []))),
    zeroOutside: outside,
    inLosses: [...scope.openLosses.values()].flat(),
  };
  const rows = said.size > 0 ? rowsOfNumbers(said, tensorNamesOf(evidence), definitions) : NONE_DECLARED;
  for (const [name, shape] of rows) if (!declared.has(name)) declared.set(name, shape);
  const names = tensorNamesOf({ ...evidence, stacks: new Map([...picked, ...withRows(said, rows)]) });
  functions.names = names;
  return { names, declared, functions };
}

const NONE_DECLARED: DeclaredShapes = new Map();

/** "all $W_i$ are matrices" of a page with W_1, W_2 and W_3: i stands for these numbers, which count no entries. */
function isRunningName([only, ...more]: readonly Expr[], others: readonly (readonly Expr[])[]): boolean {
  const { base, sub, label } = only?.kind === "symbol" && more.length === 0 ? nameParts(only.name) : nameParts("");
  if (!/^\p{Lu}/u.test(base) || !/^[i-n]$/.test(sub)) return false;
  const alike = new Set(
    freeSymbols(...others.flat())
      .map(({ name }) => nameParts(name))
      .filter((each) => each.base === base && each.label === label)
      .map((each) => each.sub),
  );
  alike.delete(sub);
  return alike.size > 1 && [...alike].every((each) => /^\d$/.test(each));
}

/** E of E_{w_t}, where it has two axes, has rows E_v. */
function pickedFrom(exprs: readonly Expr[], declared: DeclaredShapes): (readonly [string, Stack])[] {
  return pickedRows(exprs)
    .filter((name) => declared.get(name)?.length === 2)
    .map((name) => [name, { matrix: name, inColumns: false }] as const);
}

/** The judge of steps with indices, sums and shapes. */
function atSizes(parts: DocumentParts, contents: Contents, limits: JudgeOptions, layout: LayoutOfPage): AtSizes {
  const { scope, facts } = contents;
  const { names, declared, functions } = tensorsOf(parts, contents, layout);
  const words = wordAssumptions(parts.formulas, names, (name) => facts.gathers?.indicatorOf(name));
  const defined = new Set(scope.definitions.map(({ name }) => occurrenceOf(name, names).whole));
  const picked = (facts.gathers?.indicators ?? []).map(
    ({ name, rank }) => ({ index: -1, section: everywhere(parts), kind: "one-hot", name, rank }) as const,
  );
  const ranges = rangesSaid(parts.formulas).flatMap(({ letters, start, size, of }) => {
    const read = contents.roles.formulas.find(({ formula }) => formula === of)?.read;
    const exprs = read ? sidesOf(read).flatMap((side) => side.readings) : [];
    // i = 1, …, n of what is counted from 0 says nothing of how many there are.
    return letters.filter((letter) => names.startOf(letter) === start).map((letter) => ({ letter, size, exprs }));
  });
  // Which entry of e_k is 1 says its letter, where somebody knows what that counts.
  const unclear = [...words.unclear, ...(facts.gathers?.untied ?? []).map((name) => `one-hot ${name}`)];
  const squares = new Set(contents.roles.formulas.flatMap(({ read }) => (read ? sidesOf(read).flatMap(squaresIn) : [])));
  const variables = variablesOf(
    contents.roles.formulas.flatMap(({ read }) => (read ? sidesOf(read) : [])),
    names,
  );
  const source = {
    scope,
    facts,
    names,
    words: [...words.found.filter(({ isImplied, name }) => !isImplied || !defined.has(name)), ...picked],
    ranges,
    squares,
    variables,
    functions,
    lines: parts.labels.lines,
  };
  return new AtSizes(source, declared, unclear, limits);
}

/** w of ∂J/∂w_j, for every J that the page differentiates by nothing else. */
function variablesOf(sides: readonly Side[], names: TensorNames): ReadonlyMap<string, string> {
  const found = new Map<string, Set<string>>();
  for (const node of postorder(...sides.flatMap(({ readings }) => readings))) {
    const [of, by] = node.kind === "derivative" || isOp(node, "gradient") ? node.args : [];
    if (of?.kind !== "symbol" || by?.kind !== "symbol" || by.name === NABLA) continue;
    found.set(of.name, (found.get(of.name) ?? new Set()).add(occurrenceOf(by.name, names).whole));
  }
  return new Map([...found].flatMap(([of, by]) => (by.size === 1 ? [[of, [...by][0] as string]] : [])));
}

/** X of X^{-1} and of log det X. */
function squaresIn({ readings }: Side): string[] {
  return postorder(...readings).flatMap((node) => {
    const isOfSquare = isInverse(node) || (node.kind === "call" && /^(?:det|logdet)$/.test(node.name));
    const [of] = isOfSquare ? node.args : [];
    return of?.kind === "symbol" ? [of.name] : [];
  });
}

/** `declare W [m, n]`. */
function shapesIn({ declarations }: DocumentParts): (readonly [string, readonly string[]])[] {
  return declarations.flatMap(({ kind, argument }) => {
    const [, name, sizes] = kind === "declare" ? (SHAPE.exec(argument) ?? []) : [];
    return name === undefined || sizes === undefined
      ? []
      : [
          [
            name,
            sizes
              .split(",")
              .map((size) => size.trim())
              .filter(Boolean),
          ] as const,
        ];
  });
}

function regions(text: string): Regions {
  const position = positions(text);
  return (span) => ({ start: position(span.start), end: position(span.end) });
}

interface Problem {
  readonly span: Span;
  readonly reason: string;
}

const SHAPE = /^\s*([^\s:]+)\s*:?\s*\[([^\]]*)\]\s*$/;

/** `declare W [m,n]` and `assume x > 0`; what is not understood is a problem. */
function declare(parts: DocumentParts, scope: Scope, tensors: Map<string, string>, read: (formula: Formula) => ReadFormula): Problem[] {
  const problems: Problem[] = [];
  for (const { kind, argument, span } of parts.declarations) {
    if (kind === "layout") continue;
    const shape = SHAPE.exec(argument);
    if (kind === "declare" && shape) {
      if ((shape[2] as string).trim() !== "") tensors.set(tensorKey(shape[1] as string), "declared");
      continue;
    }
    if (kind === "declare") {
      problems.push({ span, reason: "write a declaration as: declare W [m, n]" });
      continue;
    }
    try {
      const tokens = /[\\{$]/.test(argument) ? latexTokens(argument.replaceAll("$", ""), new Map()) : plainTokens(argument);
      for (const item of parseBlock(tokens, /[\\{$]/.test(argument) ? "latex" : "plain")) {
        if (item.kind !== "formula") throw new ParseError(item.kind === "unreadable" ? item.reason : "words are not understood here", span);
        const formula = { chain: item.chain } as Formula;
        const conditions = read(formula).links.map(conditionOf);
        if (conditions.length === 0 || conditions.includes(undefined))
          throw new ParseError("write an assumption as a relation, such as x > 0", span);
        for (const condition of conditions)
          if (condition) scope.assumptions.all.push({ index: -1, section: everywhere(parts), condition, local: false, behind: false });
      }
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      problems.push({ span, reason: error.message });
    }
  }
  return problems;
}

function everywhere({ formulas }: DocumentParts): Section {
  return formulas[0] ? outermost(formulas[0].section) : { id: 0, level: 0, parent: undefined };
}

function outermost(section: Section): Section {
  let at = section;
  while (at.parent) at = at.parent;
  return at;
}

function unreadable({ span, reason }: Problem, text: string, region: Regions): StatementReport {
  const source = text.slice(span.start, span.end);
  return { span: region(span), source, reading: "", readingLatex: "", role: "unreadable", reason, steps: [] };
}
