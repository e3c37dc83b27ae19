/** What each formula is: definition, claim, assumption, update, mention or unreadable. */
import { times } from "../base/rational.ts";
import { ParseError, type Span } from "../base/span.ts";
import { type Names, type Usage, emptyUsage, gatherUsage, isArgument, nodesOf } from "../elaborate/names.ts";
import { decide } from "../decide/decide.ts";
import { headOf } from "../elaborate/script.ts";
import { type Expr, type SymbolExpr, add, apply, eq, isOp, mul, ne, number, pow, sub, symbol, two, zero } from "../expression/expr.ts";
import { NUMBER, indicesOf, nameOf, nameParts } from "../expression/name.ts";
import { freeSymbols, isConstant, postorder, substitute } from "../expression/traverse.ts";
import { elaborate } from "../elaborate/elaborate.ts";
import { parseBlock, parseFormula } from "../syntax/grammar.ts";
import { latexTokens } from "../syntax/latex.ts";
import { toPlain } from "../notation/plain.ts";
import { functionNamed } from "../primitive/table.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import { functionAlias } from "./document-names.ts";
import { BETWEEN_ITEMS, type DocumentParts, type Formula } from "./formula.ts";
import { type Labels, applyLabels } from "./labels.ts";
import { stepsIn } from "./current-step.ts";
import { saidToDepend } from "./applied-quantity.ts";
import { cotangentBeside, isCotangentOfFamily } from "./cotangent-name.ts";
import { type Definiendum, definiendumOf } from "./definiendum.ts";
import { hedgeOf, isConcluded, isDenied, isDemanding, isSolving, inSentence } from "./hedge.ts";
import { type ReadFormula, type ReadLink, type Side, conditionOf, readFormula, sidesOf } from "./reading.ts";
import type { Role } from "./report.ts";
import { isUndefinedThere, namesOfCases, otherValueOf } from "./case-value.ts";
import { valuesOfPoint } from "./point.ts";
import { isExcepted, isLeftOpen, opposite, otherIndices } from "./other-case.ts";
import {
  conditionOfRange,
  conditionOnIndices,
  deviationSquared,
  distinctLetters,
  intervalOf,
  isConstraint,
  membership,
  restricts,
} from "./condition.ts";
import { type Definition, withOwnParameters } from "./definition.ts";
import type { Scope } from "./scope.ts";
import {
  argumentCalled,
  derivativeBy,
  differentiatedAs,
  functionOfArgument,
  isDerivativeOfFunction,
  namedInLog,
  symmetryIn,
} from "./equation-form.ts";
import { lossesInWords } from "./loss-in-words.ts";
import { mapsIntoNumbers, openLoss } from "./loss-name.ts";
import { namesWhatIsBefore } from "./named-in-words.ts";
import { stackWrittenOut, vectorWrittenOut } from "./stack.ts";
import { unknownOf } from "./stationary.ts";
import { isOfCase, toldSince } from "./told-since.ts";
import { columnOfNames, entryOfColumn } from "./written-matrix.ts";
import { bodyOfGiven, givenByDerivative } from "./said-derivative.ts";
import { isOfCaseInWords } from "./value-in-cases.ts";
import { type SaidOfLetter, wordsOfLetters } from "./word-assumption.ts";
import { zeroEntries } from "./zero-outside.ts";

export interface RoledFormula {
  readonly formula: Formula;
  readonly read: ReadFormula | undefined;
  readonly role: Role;
  /** Why it is a mention, or unreadable. */
  readonly reason: string | undefined;
  /** Where it is unreadable, in the file. */
  readonly span: Span;
  /** The links that define something; they are no steps. */
  readonly defining: ReadonlySet<ReadLink>;
  /** A second `symbol = …` for a name that has a definition. */
  readonly again: Definition | undefined;
  /** Where "setting this to zero gives w = …": what is zero there. */
  readonly solves?: Solved;
}

/** A derivative that is to be zero, and what the page says that it is. */
export interface Solved {
  readonly derivative: Expr;
  /** The name of which values are put in: β where \\hat β is found. */
  readonly unknown: string;
  readonly sides: readonly Expr[];
  /** The formula that says so, where it has "= 0" itself: that is no step then. */
  readonly demand: number | undefined;
}

const EQUATES = new Set(["=", ":=", "≡"]);
/** How far behind the derivative the solution may stand. */
const MOST_BETWEEN = 6;
const COMPARES = new Set(["<", ">", "≤", "≥", "≠", "∈"]);

export class Roles {
  readonly formulas: RoledFormula[] = [];
  /** In how many formulas each name occurs. */
  readonly occurrences = new Map<string, number>();
  /** What the words say of letters. */
  readonly said: readonly SaidOfLetter[];
  private readonly names: Names;
  readonly scope: Scope;
  /** The formula in which each name stands first. */
  readonly firstUse = new Map<string, number>();
  private readonly definedFirst: ReadonlySet<string>;
  private readonly lastUse: ReadonlyMap<string, number>;
  private readonly usage: Usage;
  /** Single letters in subscripts. */
  private readonly letters: ReadonlySet<string>;
  /** "at $x = 3$": by the index of the formula. */
  readonly values = new Map<number, readonly Expr[]>();
  private readonly lastSides = new Map<number, Side>();
  private readonly all: readonly Formula[];

  private readonly labels: Labels;
  /** f: ℝ^n → ℝ */
  private readonly maps: ReadonlySet<string>;
  /** What is said of formulas that are compared in passing, "so $w x > 0$", by the place. */
  readonly compared = new Map<number, readonly Expr[]>();
  /** Names that the text gives several values of. */
  private readonly ofCases: ReadonlySet<string>;
  /** Functions that are defined, or whose derivative is named. */
  private readonly functionsSaid: ReadonlySet<string>;

  constructor({ formulas, labels }: Pick<DocumentParts, "formulas" | "labels">, names: Names, scope: Scope) {
    this.all = formulas;
    this.labels = labels;
    this.maps = mapsIntoNumbers(formulas);
    this.names = names;
    this.scope = scope;
    this.definedFirst = new Set(formulas.flatMap((formula) => firstDefined(formula)));
    this.usage = emptyUsage();
    for (const { chain } of formulas) if (chain) gatherUsage(chain, this.usage);
    this.functionsSaid = new Set([...(names.parameters?.keys() ?? []), ...this.usage.primed]);
    this.lastUse = lastUses(formulas);
    scope.recurrences.page = { isVector: (name) => names.vectors?.(name) === true, isWritten: (name) => this.lastUse.has(name) };
    this.ofCases = namesOfCases(formulas);
    this.said = wordsOfLetters(formulas);
    this.letters = new Set(
      [...this.usage.scalar].flatMap((name) => indicesOf(nameParts(name).sub)).filter((index) => /^\p{Ll}$/u.test(index)),
    );
    for (const [loss, of] of lossesInWords(formulas)) if (!this.definedFirst.has(loss)) scope.openLosses.set(loss, of);
    for (const [name, { isLoss, of }] of labels.unsaid) {
      if (isLoss) scope.openLosses.set(name, of);
      if (isLoss) scope.unsaid.add(name);
    }
    scope.steps = stepsIn(formulas.flatMap(({ chain }) => chain ?? []));
    for (const formula of formulas) this.formulas.push(this.role(formula));
  }

  private role(formula: Formula): RoledFormula {
    const plain = { formula, read: undefined, reason: undefined, span: formula.span, defining: new Set<ReadLink>(), again: undefined };
    if (formula.directives.some((directive) => directive.kind === "ignore"))
      return { ...plain, role: "mention", reason: "ignored, as the author asks" };
    const isInside = this.formulas.at(-1)?.formula.block === formula.block;
    // "There are $n$ classes, $i = 2, \\dots, n$ being wrong" says nothing of a step.
    const isTold = formula.introduction !== "none" || isInside;
    const ofRange = formula.range && isTold ? conditionOfRange(formula, this.letters) : undefined;
    if (ofRange) this.ofIndices(ofRange, formula, this.all[formula.index + 2] ?? formula, isInside);
    const distinct = distinctLetters([formula, this.all[formula.index + 1]], this.letters);
    if (distinct) this.ofIndices(distinct, formula, this.all[formula.index + 1] ?? formula, false);
    if (formula.range) return { ...plain, role: "mention", reason: "the values that an index runs through" };
    if (formula.chain && this.isOfDifferentials(formula.chain))
      return {
        ...plain,
        role: "unreadable",
        reason: "d(…) is a differential, which is not decided: write what follows of it with derivatives",
      };
    if (!formula.chain && this.givesTwoValues(formula))
      return { ...plain, role: "mention", reason: "a particular value, not a definition" };
    if (!formula.chain) return { ...plain, role: "unreadable", reason: formula.unreadable };
    const stack = stackWrittenOut(formula.chain);
    if (stack !== undefined) return { ...plain, role: "mention", reason: `it names ${stack}` };
    const vector = vectorWrittenOut(formula.chain);
    if (vector) return { ...plain, role: "mention", reason: `it names the entries of ${vector.name}` };
    const dependent = saidToDepend(formula.chain);
    if (dependent !== undefined) return { ...plain, role: "mention", reason: `it says on what ${dependent} depends` };
    const alias = functionAlias(formula.chain);
    if (alias) return { ...plain, role: "definition", reason: `${alias[0]} = ${alias[1]}` };
    const open = openLoss(formula.chain, this.functionsSaid, (name) => this.isAppliedOnce(name), this.maps);
    if (open && !this.scope.hasDefinition(open.loss)) {
      this.scope.openLosses.set(open.loss, open.of);
      return { ...plain, role: "mention", reason: `${open.loss} is an unknown function of ${open.of.join(", ")}` };
    }
    // (x, y), and (x, y) = (1, 2), which gives values at a place.
    const values = valuesOfPoint(formula, this.names.parameters);
    if (values) this.values.set(formula.index, values);
    if (isList(formula.chain.first)) return { ...plain, role: "mention", reason: "a list" };
    try {
      const read = readFormula(this.asMeant(formula), formula.chain, this.continued(formula), this.names);
      const roled = this.ofRead(read);
      this.lastSides.set(formula.index, read.links.at(-1)?.right ?? read.first);
      this.count(read);
      return roled;
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      // "$f(x, w)$ is given by": nothing is said by what has no relation.
      if (formula.chain.links.length === 0 && !formula.display)
        return { ...plain, role: "mention", reason: `no relation; ${error.message}` };
      const span = { start: formula.place(error.span.start), end: formula.place(error.span.end) };
      return { ...plain, role: "unreadable", reason: error.message, span };
    }
  }

  /** x = 2 of "at x = 2", and of "f'(x) = 12 \\qquad (x = 2)": what functions are of has no such value elsewhere. */
  private isOfPlace({ display, alone }: Formula, { left }: ReadLink): boolean {
    const [name] = left.readings;
    return !display || (alone && name?.kind === "symbol" && this.isArgument(name.name));
  }

  private isArgument(name: string): boolean {
    return this.usage.variables.has(name) || [...(this.names.parameters?.values() ?? [])].flat().includes(symbol(name));
  }

  /** d(XY) = dX Y + X dY, where d is nothing that the page speaks of. */
  private isOfDifferentials({ first, links }: ChainSyntax): boolean {
    const isDefined = this.all.some(({ chain }) => chain?.first && chain.links.length > 0 && headOf(chain.first)?.name === "d");
    if (isDefined || this.usage.variables.has("d")) return false;
    const isD = (node: Syntax | undefined): boolean => node?.kind === "name" && node.name === "d";
    const begins = first?.kind === "juxtaposition" && isD(first.items[0]) && !headOf(first.items[1] as Syntax);
    const isPair = (node: Syntax): boolean =>
      node.kind === "juxtaposition" && node.items.some((item, i) => isD(item) && node.items[i + 1] && headOf(node.items[i + 1] as Syntax));
    return begins && links.some(({ right }) => nodesOf(right).some(isPair));
  }

  /** x = ±1 of "f vanishes at x = ±1". */
  private givesTwoValues({ source, display }: Formula): boolean {
    // "labels $\\pm 1$"
    if (!display && /^\s*(?:\\pm|±)\s*[\d.]+\s*$/u.test(source)) return true;
    const names = /\\pm|±/u.test(source) ? namesDefinedIn(source) : [];
    return names.length > 0 && names.every((name) => this.isArgument(name));
  }

  /** The σ > 0 of "Let $v = σ^2$ ($σ > 0$)" holds from there on; "with $y = 1$ …, and with $y = 0$ …" tells cases. */
  private asMeant(formula: Formula): Formula {
    const first = formula.chain?.first && headOf(formula.chain.first);
    const isValue = formula.chain?.links[0]?.relation === "=" && first !== undefined;
    const isOfCase = isValue && (this.ofCases.has(first.name) || isUndefinedThere(formula));
    if (isOfCase && !formula.display) return { ...formula, introduction: "local" };
    const isOfDefinition = formula.alone && this.formulas.at(-1)?.role === "definition";
    return isOfDefinition && !(isValue && this.usage.variables.has(first.name))
      ? { ...formula, introduction: "assumption", behind: false, alone: false }
      : formula;
  }

  /** b = -5 of "w = 2, x = 3, b = -5이면": given like those before it. */
  private endsListOfNumbers({ before }: Formula): boolean {
    const last = this.formulas.at(-1);
    const link = last?.read?.links[0];
    const isNumber = last?.role === "definition" && link !== undefined && isConstant(link.right.readings[0] as Expr);
    return isNumber && /^\s*[,、]\s*$/.test(before);
  }

  /** y = 2 of "for $x = 1$ we get $y = 2$". */
  private isFoundAtPlace({ index, display, before }: Formula, { right }: ReadLink): boolean {
    const isSaid = /^\s*,?\s*(?:\p{Ll}+\s+){0,3}(?:then|gives?|yields?|get|have|obtain|find|see|becomes?)\s*$/iu.test(before);
    return !display && isSaid && this.values.has(index - 1) && isConstant(right.readings[0] as Expr);
  }

  private isAppliedOnce(name: string): boolean {
    const isCall = (node: Syntax): boolean =>
      node.kind === "juxtaposition" && node.items.some((item, i) => headOf(item)?.name === name && isArgument(node.items[i + 1]));
    return this.all.flatMap(({ chain }) => (chain ? nodesOf(chain) : [])).filter(isCall).length === 1;
  }

  /** The side that a leading relation continues. */
  private continued(formula: Formula): Side | undefined {
    const { follows } = formula;
    if (!follows) return undefined;
    const side = this.lastSides.get(follows.index);
    if (side || !formula.chain) return side;
    throw new ParseError("it continues a formula that was not read", formula.chain.span);
  }

  private count(read: ReadFormula): void {
    const sides = sidesOf(read).map((side) => side.readings[0] as Expr);
    for (const name of new Set(freeSymbols(...sides))) {
      this.occurrences.set(name.name, (this.occurrences.get(name.name) ?? 0) + 1);
      if (!this.firstUse.has(name.name)) this.firstUse.set(name.name, read.formula.index);
    }
  }

  private ofRead(read: ReadFormula): RoledFormula {
    const { formula, links } = read;
    const base = { formula, read, reason: undefined, span: formula.span, defining: new Set<ReadLink>(), again: undefined };
    const [first] = links;
    const isInside = this.formulas.at(-1)?.formula.block === formula.block;
    const said = conditionOnIndices(read, this.letters, isInside);
    if (said && isLeftOpen(formula)) return { ...base, role: "mention", reason: "the words leave open whether it holds" };
    const ofIndices = said && isExcepted(formula) ? opposite(said) : said;
    if (ofIndices) {
      this.ofIndices(ofIndices, formula, formula, isInside);
      return { ...base, role: "assumption" };
    }
    const { index, section, block } = formula;
    const other = first && otherIndices(this.scope.indexConditions.all, formula);
    if (other) this.scope.indexConditions.all.push({ index, section, block, condition: other, isBehind: false, isOwn: true });
    if (!first) return this.calledSo(base, read) ?? { ...base, role: "mention", reason: "no relation" };
    if (isDenied(formula)) return { ...base, role: "mention", reason: "the words say that it does not hold" };
    if (links.some((link) => link.relation === "←") || this.isUpdate(read)) return { ...base, role: "update" };
    if (links.every((link) => COMPARES.has(link.relation))) return this.comparison(base, links);
    const odd = links.find((link) => !EQUATES.has(link.relation) && link.relation !== "≈");
    if (odd) return { ...base, role: "mention", reason: `the relation ${odd.relation} has no verdict` };
    const isNearly = links.every(({ relation, right }) => relation === "≈" && !isConstant(right.readings[0] as Expr));
    if (isNearly) return { ...base, role: "mention", reason: "≈ between formulas has no verdict: how near is not said" };
    return this.equation(base, read, first);
  }

  /** "… for i ≠ j." is about the formula before it, "for i ≠ j we get …" about the next one. */
  private ofIndices(condition: Expr, { index, section, block, behind }: Formula, { after }: Formula, isInside: boolean): void {
    const isBehind = isInside || (behind && /^\s*(?:[.,;:)。、]|$)/.test(after));
    this.scope.indexConditions.all.push({ index, section, block, condition, isBehind });
  }

  /** "Calling this $p_k$": what the formula before it is about. */
  private calledSo(base: Omit<RoledFormula, "role">, { formula, first }: ReadFormula): RoledFormula | undefined {
    const before = this.formulas.at(-1)?.read;
    const definiendum = definiendumOf(first.syntax);
    const isOpen = definiendum && !definiendum.parameters && this.isNew(definiendum, formula);
    if (!isOpen || !namesWhatIsBefore(formula) || !before || before.formula.section !== formula.section) return undefined;
    if (before.links.length === 0 || before.links.some(({ relation }) => !EQUATES.has(relation))) return undefined;
    this.define(formula, definiendum, before.first.replaced, true);
    return { ...base, role: "definition", reason: `it stands for ${toPlain(before.first.readings[0] as Expr)}` };
  }

  /** W = W − α ∂E/∂W */
  private isUpdate({ formula, first, links }: ReadFormula): boolean {
    const left = first.readings[0] as Expr;
    const right = links[0]?.right.readings[0];
    return (
      formula.chain?.first !== undefined &&
      left.kind === "symbol" &&
      right !== undefined &&
      right !== left &&
      postorder(right).includes(left) &&
      symmetryIn({ formula, first, links }) === undefined
    );
  }

  private comparison(base: Omit<RoledFormula, "role">, links: readonly ReadLink[]): RoledFormula {
    const conditions = links.flatMap((link) => {
      const within = intervalOf(link);
      return within.length > 0 ? within : [conditionOf(link) ?? membership(link)];
    });
    const constrains =
      base.formula.introduction !== "none" ||
      links.some((link) => [link.left, link.right].some((side) => (side.readings[0] as Expr).kind === "symbol"));
    // "this vanishes for x = ±1" says what the solutions are, and nothing of x elsewhere.
    const isTold = base.formula.introduction === "assumption" || BEGINS_CASE.test(base.formula.before);
    if (/\\pm|±/u.test(base.formula.source) && !isTold) return { ...base, role: "mention", reason: "a particular value, not a definition" };
    if (!base.formula.display && isOfCaseInWords(this.all, base.formula.index))
      return { ...base, role: "mention", reason: "it says where a value is that only words tell" };
    if (!constrains) {
      this.compared.set(
        base.formula.index,
        conditions.filter((condition) => condition !== undefined),
      );
      return { ...base, role: "mention", reason: `the relation ${links[0]?.relation} has no verdict` };
    }
    for (const condition of this.alsoOf(base.formula, links)) this.assume(base.formula, condition);
    for (const condition of conditions) {
      const told = condition && isExcepted(base.formula) ? opposite(condition) : condition;
      if (told) this.assume(base.formula, told);
    }
    return { ...base, role: "assumption" };
  }

  /** a > 0 of "$a, b > 0$". */
  private alsoOf({ block, display }: Formula, [link, ...more]: readonly ReadLink[]): Expr[] {
    const condition = link && more.length === 0 && link.relation !== "∈" && !display ? conditionOf(link) : undefined;
    const name = link?.left.readings[0];
    if (!condition || name?.kind !== "symbol") return [];
    const others: Expr[] = [];
    for (const { formula, read } of [...this.formulas].reverse()) {
      const other = read?.links.length === 0 ? read.first.readings[0] : undefined;
      if (formula.block !== block || other?.kind !== "symbol") break;
      others.push(substitute(condition, new Map([[name as Expr, other]])));
    }
    return others;
  }

  private assume(formula: Formula, condition: Expr): void {
    const { index, section, introduction, behind, alone } = formula;
    // "Since $e^{\\ln x} = x$" restricts nothing.
    const [left, right] = condition.args;
    if (isOp(condition, "eq") && left && right?.kind === "number" && isOp(left, "norm") && right.value.n >= 0n)
      return this.assume(formula, eq(pow(left, two), number(times(right.value, right.value))));
    const isOfNames = [left, right].every((side) => side?.kind === "symbol" || (side !== undefined && isOp(side, "mul")));
    if (isOp(condition, "eq") && !isOfNames && isIdentity(left as Expr, right as Expr)) return;
    const isLocal = introduction === "local" || (introduction === "assumption" && isOfCase(this.all, formula));
    // "… fails for $x < 0$" says nothing of what comes next.
    const isAlone = alone || (behind && isExcepted(formula));
    this.scope.assumptions.all.push({
      index,
      section,
      condition,
      local: isLocal,
      behind,
      alone: isAlone,
      since: toldSince(this.all, formula),
    });
  }

  private equation(base: Omit<RoledFormula, "role">, read: ReadFormula, first: ReadLink): RoledFormula {
    const { formula } = base;
    if (zeroEntries(this.all, formula.index) !== undefined) return { ...base, role: "assumption" };
    // g_1 = g_2 = g of names that nothing else is said of: they are the same.
    const sides = sidesOf(read).map((side) => side.readings[0] as Expr);
    const isFree = (name: string): boolean =>
      !this.scope.hasDefinition(name) && !this.all.some((other) => other !== formula && firstDefined(other).includes(name));
    const areFree = sides.every((side) => side.kind === "symbol" && isFree(side.name));
    const isAmong = (side: Expr): boolean => side.kind === "symbol" && this.firstUse.has(side.name);
    if (read.links.length > 1 && read.links.every(({ relation }) => relation === "=") && sides.slice(0, -1).every(isAmong) && areFree) {
      for (const [i, side] of sides.slice(1).entries()) this.assume(formula, eq(sides[i] as Expr, side));
      return { ...base, role: "assumption" };
    }
    const given = givenByDerivative(read);
    if (given && !this.isFunctionDefined(given.name)) {
      const argument = symbol("u");
      this.define(formula, { name: given.name, parameters: [argument] }, [bodyOfGiven(given, argument)], true);
      return { ...base, role: "assumption" };
    }
    // x = x says nothing of x.
    const saysNothing = first.left.readings[0] === first.right.readings[0];
    const definiendum = formula.chain?.first && !saysNothing ? definiendumOf(formula.chain.first) : undefined;
    // r of r² = x² + y² may follow from what x is; s that was only used does not.
    const isSaid = (name: string): boolean =>
      this.scope.hasDefinition(name) || this.definedFirst.has(name) || (this.firstUse.has(name) && this.leadsTo(name, first.right));
    if (isConstraint(read, isSaid)) {
      const deviation = deviationSquared(read);
      if (deviation) {
        this.define(formula, { name: deviation.name, parameters: undefined }, [deviation.value], true);
        return { ...base, role: "definition", defining: new Set([first]) };
      }
      this.assume(formula, eq(first.left.readings[0] as Expr, first.right.readings[0] as Expr));
      return { ...base, role: "assumption" };
    }
    const named = columnOfNames(first.left.readings[0] as Expr);
    const isGiven = (name: string): boolean => this.scope.hasDefinition(name) || this.definedFirst.has(name);
    // The entries of a z that is defined as a whole are no new names.
    const isEntryOf = (name: string): boolean => isGiven(nameOf({ ...nameParts(name), sub: "" }));
    if (named?.every((name) => this.isNew({ name, parameters: undefined }, formula) && !isEntryOf(name)) && EQUATES.has(first.relation)) {
      for (const [i, name] of named.entries())
        this.define(
          formula,
          { name, parameters: undefined },
          first.right.readings.map((reading) => entryOfColumn(reading, i)),
          true,
        );
      return { ...base, role: "definition", defining: new Set([first]) };
    }
    const inLog = first.relation === "=" ? namedInLog(first.left) : undefined;
    const hedge = inLog && hedgeOf(this.all, formula.index);
    const isUpToConstant = hedge?.kind === "nearly" && /^up to\b.*\bconstants?$/iu.test(hedge.words);
    const told = BETWEEN_ITEMS.test(formula.before) ? this.all[formula.index - 1] : formula;
    const isOpenBefore = TELLS_WHERE.test(told?.before ?? "") && !this.scope.hasDefinition(inLog?.name ?? "");
    if (inLog && (this.isNew(inLog, formula) || isOpenBefore) && (!hedge || hedge.kind === "case" || isUpToConstant)) {
      const constant = symbol(`const${formula.index + 1000}`);
      const whole = (reading: Expr): Expr => (isUpToConstant ? add(reading, constant) : reading);
      this.define(
        formula,
        inLog,
        first.right.readings.map((reading) => apply("exp", [whole(reading)])),
        true,
      );
      const defining = new Set([first]);
      this.laterDefinitions(read, defining);
      return { ...base, role: "definition", defining };
    }
    // cos θ = u^⊤ v / (‖u‖ ‖v‖) says what θ is.
    const inside = namedInFunction(first);
    if (inside && first.relation === "=" && this.isNew({ name: inside.name, parameters: undefined }, formula))
      return { ...base, role: "mention", reason: `it says what ${inside.name} is` };
    const symmetric = symmetryIn(read);
    if (symmetric !== undefined && !this.isDefinedElsewhere(symmetric, formula)) {
      this.assume(formula, eq(first.left.readings[0] as Expr, first.right.readings[0] as Expr));
      return { ...base, role: "assumption" };
    }
    const definable = definiendum && EQUATES.has(first.relation) && !this.isReserved(definiendum) ? definiendum : undefined;
    // In a table every row has its own.
    const isInTable = /\|\s*$/u.test(formula.before) && /^\s*\|/u.test(formula.after);
    const isConstantHere =
      isConstant(first.right.readings[0] as Expr) && formula.introduction === "local" && this.isOfPlace(formula, first);
    if (definable && isConstant(first.right.readings[0] as Expr) && isExcepted(formula)) {
      this.assume({ ...formula, introduction: "local" }, ne(first.left.readings[0] as Expr, first.right.readings[0] as Expr));
      return { ...base, role: "assumption" };
    }
    if (definable && !definable.parameters && isInTable && isConstant(first.right.readings[0] as Expr))
      return { ...base, role: "mention", reason: "a particular value, not a definition" };
    if (definable && !definable.parameters && this.isFoundAtPlace(formula, first)) {
      const isGivenElsewhere = this.all.some(
        (other) => other !== formula && !isNumeral(other) && firstDefined(other).includes(definable.name),
      );
      if (isGivenElsewhere || this.scope.hasDefinition(definable.name)) return { ...base, role: "claim" };
      this.values.set(formula.index, [eq(first.left.readings[0] as Expr, first.right.readings[0] as Expr)]);
      return { ...base, role: "mention", reason: "a particular value, not a definition" };
    }
    if (definable && isConstantHere && !this.endsListOfNumbers(formula)) {
      this.values.set(formula.index, [eq(first.left.readings[0] as Expr, first.right.readings[0] as Expr)]);
      return { ...base, role: "mention", reason: "a particular value, not a definition" };
    }
    const isNumber = definable && !definable.parameters && isConstant(first.right.readings[0] as Expr);
    const other = isNumber ? otherValueOf(this.all, formula) : undefined;
    if (other !== undefined) return this.valueInCases(base, first, other);
    const isOpen = definable && !this.scope.hasDefinition(definable.name) && !this.follows(definable.name, first.right);
    const cotangent = isOpen && !definable.parameters ? cotangentBeside(definable.name, this.scope.definitions) : undefined;
    if (cotangent && definable && EQUATES.has(first.relation) && first.right.readings[0] !== cotangent) {
      this.define(formula, definable, [cotangent], true);
      return { ...base, role: "claim" };
    }
    const solves = definable && isOpen && !definable.parameters ? this.solvedBy(definable.name, formula) : undefined;
    if (definable && solves && solves.unknown !== definable.name) return { ...this.definition(base, read, definable, first), solves };
    if (solves) return { ...base, role: "claim", solves };
    // "If $y = x$, this becomes …" of a y that was used before: a case of what was said of any y.
    if (definable && this.isCaseOf(definable, formula, first.right)) {
      this.assume(formula, eq(first.left.readings[0] as Expr, first.right.readings[0] as Expr));
      return { ...base, role: "assumption" };
    }
    if (definable && isOpen && !definable.parameters && isConcluded(formula) && this.leadsTo(definable.name, first.right))
      return { ...base, role: "claim" };
    if (definable && isOpen) return this.definition(base, read, definable, first);
    if (!definable && this.isAssumed(formula, read)) {
      for (const link of read.links)
        if (link.relation === "=") this.assume(formula, eq(link.left.readings[0] as Expr, link.right.readings[0] as Expr));
      return { ...base, role: "assumption" };
    }
    const isOfPlace = formula.introduction === "local" || NAMES_A_PLACE.test(formula.after);
    if (!definable && isOfPlace && isPlace(read)) {
      this.values.set(formula.index, [eq(first.left.readings[0] as Expr, first.right.readings[0] as Expr)]);
      return { ...base, role: "mention", reason: "a place, of which the words say something" };
    }
    const defining = this.laterDefinitions(read, new Set());
    const again =
      definable && first.relation === "=" ? this.scope.definitions.find((definition) => definition.name === definable.name) : undefined;
    return { ...base, role: defining.size === read.links.length && read.links.length > 0 ? "definition" : "claim", defining, again };
  }

  /** m = 1 "where observed", and 0 elsewhere: it is one of the two. */
  private valueInCases(base: Omit<RoledFormula, "role">, { left, right }: ReadLink, other: string): RoledFormula {
    const [name, value] = [left.readings[0], right.readings[0]] as [Expr, Expr];
    const differences = [value, number(Number(other))].map((each) => sub(name, each));
    if (other !== "") this.assume(base.formula, eq(mul(...differences), zero));
    return { ...base, role: "mention", reason: "a value that it has in some cases, not a definition" };
  }

  /** Whether another formula says what a name is, by whatever index: then its symmetry follows, or is wrong. */
  private isDefinedElsewhere(name: string, formula: Formula): boolean {
    const { base } = nameParts(name);
    return this.all.some((other) => other !== formula && firstDefined(other).some((each) => nameParts(each).base === base));
  }

  /** The derivative by a name that is zero where the name is what a formula says: by the words, or by an equation before it. */
  private solvedBy(name: string, formula: Formula): Solved | undefined {
    const unknown = unknownOf(name);
    const own = this.solutionFor(name, formula);
    const isFree = unknown !== undefined && !this.scope.hasDefinition(unknown) && !this.definedFirst.has(unknown);
    return own ?? (isFree ? this.solutionFor(unknown, formula) : undefined);
  }

  private solutionFor(name: string, formula: Formula): Solved | undefined {
    if ((this.firstUse.get(name) ?? Infinity) >= formula.index) return undefined;
    const before = this.formulas.filter(({ formula: { section } }) => section === formula.section).slice(-MOST_BETWEEN);
    for (const { read } of before.reverse()) {
      const derivative = read && derivativeBy(name, read);
      if (!read || !derivative) continue;
      const sides = sidesOf(read).map((side) => side.readings[0] as Expr);
      // ∂E/∂x = 0 may be no more than the truth; R(x) = 0 is to be solved.
      const isToSolve =
        isDemanding(hedgeOf(this.all, read.formula.index)) || sides.slice(1).some((side) => freeSymbols(side).includes(symbol(name)));
      const demand = sides.at(-1) === zero && isToSolve ? read.formula.index : undefined;
      return demand !== undefined || isSolving(hedgeOf(this.all, formula.index)) ? { derivative, unknown: name, sides, demand } : undefined;
    }
    return undefined;
  }

  /** Whether a side is made of what is made of a name: φ = 1/(1 + e^{-η}) after η = log(φ/(1 - φ)). */
  private leadsTo(name: string, side: Side): boolean {
    const seen = new Set<string>();
    const open = freeSymbols(...side.readings).map((each) => each.name);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === name) return seen.size > 0;
      if (seen.has(at)) continue;
      seen.add(at);
      const own = this.scope.definitions.filter((definition) => definition.name === at && !definition.parameters);
      open.push(...own.flatMap(({ readings }) => freeSymbols(...readings).map((each) => each.name)));
    }
    return false;
  }

  /** Whether what a name is follows from what is said of others, so that an equation for it is a claim. */
  private follows(name: string, right: Side): boolean {
    return isCotangentOfFamily(name, this.scope.definitions) || this.scope.recurrences.isStep(name, right.readings);
  }

  private isReserved({ name, parameters }: Definiendum): boolean {
    return (
      (parameters !== undefined && functionNamed(name) !== undefined) ||
      (parameters !== undefined && !this.names.functions.has(name)) ||
      (name === "π" && !this.names.variables.has("π")) ||
      (name.includes("'") && this.names.primed?.has(name.replaceAll("'", "")) === true)
    );
  }

  private definition(base: Omit<RoledFormula, "role">, read: ReadFormula, definiendum: Definiendum, link: ReadLink): RoledFormula {
    const defining = new Set([link]);
    this.define(read.formula, definiendum, link.right.readings, true);
    this.laterDefinitions(read, defining);
    return { ...base, role: "definition", defining };
  }

  /** Whether a formula defines a function, or the words say which one it is. */
  private isFunctionDefined(name: string): boolean {
    const isOwn = this.scope.definitions.some((each) => each.name === name && each.parameters);
    return isOwn || this.names.parameters?.has(name) === true || functionNamed(name) !== undefined;
  }

  define(
    formula: Formula,
    { name, parameters }: Definiendum,
    readings: readonly Expr[],
    replaces: boolean,
    also: Partial<Pick<Definition, "guessed" | "solves" | "givenBy">> = {},
  ): Definition {
    const bodies = parameters ? readings.map((reading) => withOwnParameters(name, parameters, reading)) : undefined;
    const definition: Definition = {
      index: formula.index,
      section: formula.section,
      name,
      replaces,
      ...(formula.introduction === "local" ? this.fromItsSentence(name, formula) : {}),
      ...also,
      parameters: bodies?.[0]?.parameters,
      readings: bodies ? bodies.map(({ body }) => body) : readings,
    };
    this.scope.add(definition);
    // f(x) = x² and then df/dx: the name by itself stands for the body.
    if (parameters && this.usage.scalar.has(name)) {
      const inLetters = new Map(parameters.map((each) => [each as Expr, symbol(each.name.replace(NUMBER, ""))]));
      this.scope.add({
        ...definition,
        parameters: undefined,
        readings: readings.map((each) => substitute(each, inLetters)),
        replaces: false,
      });
    }
    return definition;
  }

  /** "For $z = w x$ we get": what was said of z before is said of any z. */
  private fromItsSentence(name: string, { index }: Formula): Pick<Definition, "from"> {
    const [from = index] = inSentence(this.all, index);
    return (this.firstUse.get(name) ?? from) < from ? { from } : {};
  }

  /** Keeps in mind that a second definition does not hold, or that nobody knows whether it does. */
  reject(formula: Formula, { name }: Definiendum, [reading]: readonly Expr[], certain: boolean): void {
    if (reading) this.scope.rejected.push({ index: formula.index, section: formula.section, name, reading, certain });
  }

  /** `y = f(x) = x^2` defines f too, and `∂E/∂z = δ` defines δ, where nothing else does. */
  private laterDefinitions(read: ReadFormula, defining: Set<ReadLink>): Set<ReadLink> {
    for (const [i, link] of read.links.entries()) {
      if (!EQUATES.has(link.relation)) continue;
      const left = i > 0 ? definiendumOf(link.left.syntax) : undefined;
      if (left && this.isNew(left, read.formula)) {
        this.define(read.formula, left, link.right.readings, true);
        defining.add(link);
        continue;
      }
      const argument = i > 0 ? argumentCalled(link) : undefined;
      if (argument && this.isNew(argument, read.formula)) {
        this.define(read.formula, argument, [argument.value], true);
        defining.add(link);
        continue;
      }
      const applied = functionOfArgument(link);
      if (applied && this.isNew(applied, read.formula)) {
        this.define(read.formula, applied, [applied.value], true);
        defining.add(link);
        continue;
      }
      // The step itself is not judged by what it defines.
      const operand = i === 0 ? differentiatedAs(link) : undefined;
      if (operand && this.isNew(operand, read.formula)) {
        this.define(read.formula, operand, operand.readings, true, { givenBy: operand.givenBy });
        defining.add(link);
        continue;
      }
      const right = i === read.links.length - 1 ? definiendumOf(link.right.syntax) : undefined;
      // The σ that the words call the sigmoid is no new name.
      const isCall = link.right.readings[0]?.kind === "call";
      if (
        right?.parameters &&
        isCall &&
        i === 0 &&
        this.isNew(right, read.formula) &&
        isDerivativeOfFunction(link.left) &&
        !callsIn(link.left).has(right.name)
      ) {
        this.define(read.formula, right, link.left.readings, true);
        defining.add(link);
        continue;
      }
      const isNamed = right && !right.parameters && this.isNew(right, read.formula);
      if (isNamed && (link.relation === ":=" || this.isCalled(right.name, link.left, read.formula))) {
        this.define(read.formula, right, link.left.replaced, true);
        defining.add(link);
      }
    }
    return defining;
  }

  /** Whether `expression = δ` gives what stands on its left a name: one that does not occur there, is no variable, and is used later. */
  private isCalled(name: string, left: Side, formula: Formula): boolean {
    const expr = left.readings[0] as Expr;
    const { base, sub, label } = nameParts(name);
    // x_i of a vector x that was there before.
    const whole = sub === "" ? undefined : this.firstUse.get(nameOf({ base, sub: "", label }));
    // t_j of the t_i that were there before.
    const isLikewise = (other: string): boolean => {
      const parts = nameParts(other);
      return parts.base === base && parts.label === label && parts.sub.length === sub.length && /^\p{Ll}+$/u.test(sub + parts.sub);
    };
    const wasBefore = [...this.firstUse].some(([other, at]) => at < formula.index && isLikewise(other));
    // δ_{vw} of what has no index w compares v with it.
    const letters = new Set(freeSymbols(expr).flatMap((each) => [...nameParts(each.name).sub]));
    const compares = base === "δ" && /^\p{Ll},?\p{Ll}$/u.test(sub) && [...sub.replace(",", "")].some((letter) => !letters.has(letter));
    // I of ∇_w² f = I is the identity.
    const isIdentity = /^[I𝐈]$/u.test(base) && isOp(expr, "gradient");
    if (
      compares ||
      isIdentity ||
      isConstant(expr) ||
      expr.kind === "symbol" ||
      (whole !== undefined && whole < formula.index) ||
      wasBefore ||
      this.usage.variables.has(name) ||
      freeSymbols(expr).some((other) => nameParts(other.name).base === base)
    )
      return false;
    return (this.lastUse.get(name) ?? -1) > formula.index;
  }

  private isNew(definiendum: Definiendum, formula: Formula): boolean {
    const { name } = definiendum;
    if (this.isReserved(definiendum) || this.definedFirst.has(name) || this.scope.hasDefinition(name)) return false;
    if (definiendum.parameters) return true;
    const used = this.firstUse.get(name);
    return used === undefined || used >= formula.index;
  }

  /** Whether "if" stands before what a name is equal to, all names of which have been used before; that one is defined nowhere. */
  private isCaseOf({ name, parameters }: Definiendum, formula: Formula, right: Side): boolean {
    const isFor = right.readings[0]?.kind === "symbol" && BEGINS_FOR.test(formula.before);
    const isIf = isFor || BEGINS_IF.test(formula.before) || IF_BEHIND.test(formula.after);
    if (parameters || formula.introduction !== "local" || !isIf) return false;
    const isElsewhere = this.all.some((other) => other !== formula && firstDefined(other).includes(name));
    // y_i, too, are of the y.
    const isUsed = (used: string): boolean =>
      [...this.firstUse].some(([each, at]) => at < formula.index && (each === used || wholeOf(each) === used));
    const names = [name, ...freeSymbols(right.readings[0] as Expr).map((each) => each.name)];
    return names.every(isUsed) && !isElsewhere && !this.scope.hasDefinition(name);
  }

  /** An equation that the words make an assumption, or that constrains names nothing else is said of. */
  private isAssumed(formula: Formula, read: ReadFormula): boolean {
    const sides = sidesOf(read).map((side) => side.readings[0] as Expr);
    const nodes = postorder(...sides);
    if (nodes.some((node) => node.kind === "derivative" || (node.kind === "call" && this.names.functions.has(node.name)))) return false;
    if (freeSymbols(...sides).some((name) => this.scope.hasDefinition(name.name) || this.definedFirst.has(name.name))) return false;
    if (freeSymbols(...sides).length === 0) return false;
    // "with softplus(x) = ln(1 + e^x)" is true, or is not.
    if (formula.chain?.first && definesOfTable(formula.chain.first)) return false;
    if (formula.introduction !== "none") return true;
    // "With $e_k = x_k - x^*$ and $A x^* = b$" gives both.
    const last = this.formulas.at(-1)?.formula;
    const isGivenToo = last && !last.display && !formula.display && AND.test(formula.before) && GIVES.test(last.before);
    if (isGivenToo && read.links.length === 1 && sides[1]?.kind === "symbol") return true;
    // What sums up is settled where the text says one-hot: Σ t_k² = 1 follows, or is wrong.
    const isOneHot = (letter: string): boolean => this.said.some((each) => each.letter === letter && each.kind === "one-hot");
    if (freeSymbols(...sides).every(({ name }) => isOneHot(nameParts(name).base))) return false;
    const isSaid = freeSymbols(...sides).some(({ name }) => this.said.some((each) => each.letter === nameParts(name).base));
    const isOfMatrices = nodes.some((node) => isOp(node, "transpose") || isOp(node, "norm"));
    // p_1 + p_2 = 1
    const isOfSeveral =
      freeSymbols(...sides).length > 1 && nodes.every((node) => node.kind !== "apply" || isOp(node, "add") || isOp(node, "neg"));
    if ((isOfMatrices || isOfSeveral || !formula.display) && !isSaid && !isConcluded(formula) && read.links.length === 1)
      if (restricts(sides as [Expr, Expr])) return true;
    return (
      read.links.length === 1 &&
      sides.some((side) => side.kind === "binder" && !(side.bounded && this.isSettled(side))) &&
      sides.some((side) => isConstant(side))
    );
  }

  /**
   * Whether a sum with bounds follows from what is known, or is wrong: the words say something of what is added up, or
   * nothing that is added up has an index, or it is Kronecker's δ.
   */
  private isSettled(sum: Expr & { readonly kind: "binder" }): boolean {
    const letter = (sum.args[0] as SymbolExpr).name;
    const counted = freeSymbols(sum).map(({ name }) => nameParts(name));
    const isEntry = counted.some(({ base, sub }) => base !== "δ" && indicesOf(sub).some((index) => index.includes(letter)));
    return !isEntry || counted.some(({ base }) => this.said.some((each) => each.letter === base));
  }

  /** Letters that sums and products run over. */
  indices(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const { read } of this.formulas) {
      if (!read) continue;
      for (const node of postorder(...sidesOf(read).flatMap((side) => side.readings))) {
        if (node.kind === "binder" && node.args[0]?.kind === "symbol") found.add(node.args[0].name);
      }
    }
    return found;
  }

  /** Names on the left of formulas that were not read: they may be defined there. */
  unread(): ReadonlySet<string> {
    const unreadable = this.formulas.filter(({ role }) => role === "unreadable").flatMap(({ formula }) => namesDefinedIn(formula.source));
    // x_i = 0 for i > 2 says what some of the entries are: as a condition on indices it is not understood.
    const zeros = this.all.flatMap((_, i) => zeroEntries(this.all, i) ?? []).filter(({ isBeyond }) => !isBeyond);
    return new Set([...unreadable, ...zeros.map(({ name }) => name)]);
  }

  /** How LaTeX would be read in this document; undefined where it cannot be read in exactly one way. */
  read(latex: string): Expr | undefined {
    try {
      const chain = parseFormula(latexTokens(latex, new Map()), "latex");
      applyLabels(chain, this.labels);
      const reading = chain.first && chain.links.length === 0 ? elaborate(chain.first, { names: this.names }) : undefined;
      return reading?.ambiguities.length === 0 ? reading.expr : undefined;
    } catch (error) {
      if (error instanceof ParseError) return undefined;
      throw error;
    }
  }
}

const AND = /^\s*,?\s*(?:and|und|et|y|와|과|且|和|かつ)\s*$/iu;
const GIVES = /(?:^|[^\p{L}])(?:with|let|where|given|since|as|mit|sei|da|avec|soit|où|con|sea|donde)\s*$/iu;

/** "…, where up to constants \\log p = …" tells what stood before. */
const TELLS_WHERE = /\bwhere\b[^.;]*$/iu;
/** "$|r| = \\delta$에서", "在 $|r| = \\delta$ 处": the words behind it make it a place. */
const NAMES_A_PLACE = /^\s*(?:(?:인|일|되는)\s*(?:곳|점|지점|때|경우)|에서|では|において|のとき|の点|处|時|时)/u;

/** One equation in the text, of no derivative. */
function isPlace(read: ReadFormula): boolean {
  const [link, ...more] = read.links;
  const nodes = postorder(...sidesOf(read).flatMap(({ readings }) => readings));
  const isOfValues = nodes.every((node) => node.kind !== "derivative" && !isOp(node, "gradient") && node.kind !== "call");
  return link?.relation === "=" && more.length === 0 && !read.formula.display && isOfValues;
}

/** The functions that a side applies: f' = f is an equation for f, and says not what it is. */
function callsIn({ readings }: Side): ReadonlySet<string> {
  return new Set(postorder(...readings).flatMap((node) => (node.kind === "call" ? [node.name] : [])));
}

function definesOfTable(side: Syntax): boolean {
  const definiendum = definiendumOf(side);
  return definiendum?.parameters !== undefined && functionNamed(definiendum.name) !== undefined;
}

/** The last formula that each name stands in, by syntax alone. */
function lastUses(formulas: readonly Formula[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const { chain, index } of formulas) {
    if (!chain) continue;
    const usage = emptyUsage();
    gatherUsage(chain, usage);
    for (const name of [...usage.scalar, ...usage.applied]) last.set(name, index);
  }
  return last;
}

/** What defines a name has it at its beginning. */
const LONGEST_DEFINIENDUM = 2000;

/** What could be the names that a formula defines: what stands before its first equals sign, and behind its last one. */
function namesDefinedIn(source: string): string[] {
  const sides = source.split("=");
  const last = sides.length > 1 ? (sides.at(-1) as string).replace(/^\s*:/, "") : "";
  const [first, called] = [sides[0] as string, last].map((side) => namesIn(side.slice(0, LONGEST_DEFINIENDUM))) as [string[], string[]];
  // What many names stand in is no name itself.
  return [...first, ...(called.length <= MOST_IN_NAME ? called : [])];
}

/** A letter, its indices and its label. */
const MOST_IN_NAME = 4;

function namesIn(left: string): string[] {
  try {
    const [item] = parseBlock(latexTokens(left, new Map()), "latex");
    if (item?.kind === "formula") {
      const definiendum = item.chain.first && definiendumOf(item.chain.first);
      return definiendum ? [definiendum.name] : [];
    }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
  }
  return [...left.matchAll(/(?<![\\A-Za-z])[A-Za-z](?![A-Za-z])/g)].map(([letter]) => letter);
}

function firstDefined({ chain }: Formula): string[] {
  const definiendum = chain?.first && EQUATES.has(chain.links[0]?.relation ?? "") ? definiendumOf(chain.first) : undefined;
  return definiendum ? [definiendum.name] : [];
}

function isList(syntax: Syntax | undefined): boolean {
  return syntax?.kind === "group" && syntax.items.length > 1;
}

/** y = 5, of which nothing else is said. */
const isNumeral = ({ chain }: Formula): boolean => chain?.links.length === 1 && chain.links[0]?.right.kind === "number";

/** θ of cos θ = …, which is not in what stands on the right. */
function namedInFunction({ left, right }: ReadLink): SymbolExpr | undefined {
  const [side, other] = [left.readings[0], right.readings[0]] as [Expr, Expr];
  const [name, ...more] = side.kind === "apply" && FUNCTION_OF_ANGLE.has(side.op) ? side.args : [];
  return name?.kind === "symbol" && more.length === 0 && !freeSymbols(other).includes(name) ? name : undefined;
}
const FUNCTION_OF_ANGLE: ReadonlySet<string> = new Set(["cos", "sin", "tan"]);

const wholeOf = (name: string): string => nameOf({ ...nameParts(name), sub: "" });

const BEGINS_IF = /(?:^|[^\p{L}])(?:if|when(?:ever)?|in case|falls|wenn|si|cuando|quand|若|如果|当|もし|만약)\s*$/iu;
const BEGINS_FOR = /(?:^|[^\p{L}])(?:for|at|für|pour|para|对于?)\s*$/iu;
const IF_BEHIND = /^\s*(?:이면|라면|일\s*때|인\s*경우|のとき|ならば|时|時)/u;

/** "For $y = \\pm 1$ we have": what begins a sentence with it is said there. */
const BEGINS_CASE = /(?:^|[.;:!?。；]\s*)(?:[Ff]or|[Ii]f|[Ww]hen|[Aa]t)\s*$/u;

/** Whether two sides are the same for all values of their names. */
const isIdentity = (left: Expr, right: Expr): boolean => decide(left, right).verdict === "proved";
