/** What an equation is: a definition, an assumption, a value at a place, or a step. */
import { times } from "../base/rational.ts";
import { leibnizIn } from "../elaborate/leibniz.ts";
import { type Names, isNabla, nodesOf } from "../elaborate/names.ts";
import { decide } from "../decide/decide.ts";
import { type Expr, type SymbolExpr, add, apply, eq, isOp, mul, ne, number, pow, sub, symbol, two, zero } from "../expression/expr.ts";
import { indicesOf, nameParts } from "../expression/name.ts";
import { freeSymbols, isConstant, postorder } from "../expression/traverse.ts";
import { functionNamed } from "../primitive/table.ts";
import type { Syntax } from "../syntax/tree.ts";
import { BETWEEN_ITEMS, type Formula } from "./formula.ts";
import { cotangentBeside } from "./cotangent-name.ts";
import { type Definiendum, definiendumOf } from "./definiendum.ts";
import { hedgeOf, inSentence, isConcluded, isDemanding, isSolving } from "./hedge.ts";
import { type ReadFormula, type ReadLink, type Side, sidesOf } from "./reading.ts";
import { otherValueOf } from "./case-value.ts";
import { isExcepted } from "./other-case.ts";
import { deviationSquared, isConstraint, restricts } from "./condition.ts";
import type { Definition } from "./definition.ts";
import type { Scope } from "./scope.ts";
import { derivativeBy, namedInLog, symmetryIn } from "./equation-form.ts";
import { unknownOf } from "./stationary.ts";
import { isOfCase, toldSince } from "./told-since.ts";
import { columnOfNames, entryOfColumn } from "./written-matrix.ts";
import { bodyOfGiven, givenByDerivative } from "./said-derivative.ts";
import { type SaidOfLetter, wordsOfLetters } from "./word-assumption.ts";
import { zeroEntries } from "./zero-outside.ts";
import type { RoledFormula, Solved } from "./role.ts";
import { Naming, firstDefined, wholeOf, EQUATES } from "./naming.ts";

/** How far behind the derivative the solution may stand. */
const MOST_BETWEEN = 6;

/** A formula of which the role is not known yet. */
export type Base = Omit<RoledFormula, "role">;

/** An equation by its first link. */
interface Equation {
  readonly base: Base;
  readonly formula: Formula;
  readonly read: ReadFormula;
  readonly first: ReadLink;
  readonly left: Expr;
  readonly right: Expr;
  /** What it may define, by its form. */
  readonly definable: Definiendum | undefined;
}

export class EquationRoles extends Naming {
  /** "at $x = 3$": by the index of the formula. */
  readonly values = new Map<number, readonly Expr[]>();
  /** f'(x)|_{x = 2}: by the index of the formula. */
  readonly barred = new Map<number, Expr>();
  /** What the words say of letters. */
  readonly said: readonly SaidOfLetter[];
  readonly formulas: RoledFormula[] = [];

  constructor(formulas: readonly Formula[], names: Names, scope: Scope) {
    super(formulas, names, scope);
    this.said = wordsOfLetters(formulas);
  }

  /** What an equation is: the first form of equations that it has says so. */
  protected equation(base: Base, read: ReadFormula, first: ReadLink): RoledFormula {
    const { formula } = base;
    const [left, right] = [first.left.readings[0], first.right.readings[0]] as [Expr, Expr];
    // x = x says nothing of x.
    const definiendum = formula.chain?.first && left !== right ? definiendumOf(formula.chain.first) : undefined;
    const definable = definiendum && EQUATES.has(first.relation) && !this.isReserved(definiendum) ? definiendum : undefined;
    const equation = { base, formula, read, first, left, right, definable };
    return (
      this.ofGiven(equation) ?? this.ofImplicit(equation) ?? this.ofValue(equation) ?? this.ofName(equation) ?? this.ofOthers(equation)
    );
  }

  /** What is given of names that the equation does not define. */
  private ofGiven({ base, formula, read, first, left, right }: Equation): RoledFormula | undefined {
    if (zeroEntries(this.all, formula.index) !== undefined) return { ...base, role: "assumption" };
    const same = this.namesOfOne(read);
    if (same) {
      for (const [i, side] of same.slice(1).entries()) this.assume(formula, eq(same[i] as Expr, side));
      return { ...base, role: "assumption" };
    }
    const given = givenByDerivative(read);
    if (given && !this.isFunctionDefined(given.name)) {
      const argument = symbol("u");
      this.define(formula, { name: given.name, parameters: [argument] }, [bodyOfGiven(given, argument)], true);
      return { ...base, role: "assumption" };
    }
    // r of r² = x² + y² may follow from what x is; s that was only used does not.
    const isSaid = (name: string): boolean =>
      this.scope.hasDefinition(name) || this.definedFirst.has(name) || (this.firstUse.has(name) && this.leadsTo(name, first.right));
    if (!isConstraint(read, isSaid)) return undefined;
    const deviation = deviationSquared(read);
    if (deviation) {
      this.define(formula, { name: deviation.name, parameters: undefined }, [deviation.value], true);
      return { ...base, role: "definition", defining: new Set([first]) };
    }
    this.assume(formula, eq(left, right));
    return { ...base, role: "assumption" };
  }

  /** g_1 = g_2 = g of names that nothing else is said of: they are the same. */
  private namesOfOne(read: ReadFormula): readonly Expr[] | undefined {
    const sides = sidesOf(read).map((side) => side.readings[0] as Expr);
    const isFree = (name: string): boolean =>
      !this.scope.hasDefinition(name) && !this.all.some((other) => other !== read.formula && firstDefined(other).includes(name));
    const areFree = sides.every((side) => side.kind === "symbol" && isFree(side.name));
    const isAmong = (side: Expr): boolean => side.kind === "symbol" && this.firstUse.has(side.name);
    const isChain = read.links.length > 1 && read.links.every(({ relation }) => relation === "=");
    return isChain && sides.slice(0, -1).every(isAmong) && areFree ? sides : undefined;
  }

  /** Names inside what stands on the left: of a column, in a logarithm, of an angle, of a symmetric matrix. */
  private ofImplicit({ base, formula, read, first, left, right }: Equation): RoledFormula | undefined {
    const column = this.columnOf(left, formula);
    if (column && EQUATES.has(first.relation)) {
      for (const [i, name] of column.entries()) {
        const entries = first.right.readings.map((reading) => entryOfColumn(reading, i));
        this.define(formula, { name, parameters: undefined }, entries, true);
      }
      return { ...base, role: "definition", defining: new Set([first]) };
    }
    const inLog = first.relation === "=" ? this.inLog(formula, first) : undefined;
    if (inLog) {
      const readings = first.right.readings.map((reading) => apply("exp", [inLog.whole(reading)]));
      this.define(formula, inLog.definiendum, readings, true);
      return { ...base, role: "definition", defining: this.laterDefinitions(read, new Set([first])) };
    }
    // cos θ = u^⊤ v / (‖u‖ ‖v‖) says what θ is.
    const inside = namedInFunction(first);
    if (inside && first.relation === "=" && this.isNew({ name: inside.name, parameters: undefined }, formula))
      return { ...base, role: "mention", reason: `it says what ${inside.name} is` };
    const symmetric = symmetryIn(read);
    if (symmetric === undefined || this.isDefinedElsewhere(symmetric, formula)) return undefined;
    this.assume(formula, eq(left, right));
    return { ...base, role: "assumption" };
  }

  /** The new names that a column is written of. */
  private columnOf(left: Expr, formula: Formula): readonly string[] | undefined {
    const isGiven = (name: string): boolean => this.scope.hasDefinition(name) || this.definedFirst.has(name);
    // The entries of a z that is defined as a whole are no new names.
    const isOwn = (name: string): boolean => this.isNew({ name, parameters: undefined }, formula) && !isGiven(wholeOf(name));
    const named = columnOfNames(left);
    return named?.every(isOwn) ? named : undefined;
  }

  /** p of log p = …, and what the right side is as a whole where it says p up to a constant. */
  private inLog(
    formula: Formula,
    first: ReadLink,
  ): { readonly definiendum: Definiendum; readonly whole: (reading: Expr) => Expr } | undefined {
    const definiendum = namedInLog(first.left);
    if (!definiendum) return undefined;
    const hedge = hedgeOf(this.all, formula.index);
    const isUpToConstant = hedge?.kind === "nearly" && /^up to\b.*\bconstants?$/iu.test(hedge.words);
    const told = BETWEEN_ITEMS.test(formula.before) ? this.all[formula.index - 1] : formula;
    const isOpenBefore = TELLS_WHERE.test(told?.before ?? "") && !this.scope.hasDefinition(definiendum.name);
    const isMeant = !hedge || hedge.kind === "case" || isUpToConstant;
    if (!isMeant || !(this.isNew(definiendum, formula) || isOpenBefore)) return undefined;
    const constant = symbol(`const${formula.index + 1000}`);
    return { definiendum, whole: (reading) => (isUpToConstant ? add(reading, constant) : reading) };
  }

  /** A number that a name has at a place or in a case, which is no definition. */
  private ofValue({ base, formula, first, left, right, definable }: Equation): RoledFormula | undefined {
    if (!definable || !isConstant(right)) return undefined;
    const particular = { ...base, role: "mention", reason: "a particular value, not a definition" } as const;
    if (isExcepted(formula)) {
      this.assume({ ...formula, introduction: "local" }, ne(left, right));
      return { ...base, role: "assumption" };
    }
    // In a table every row has its own.
    const isInTable = /\|\s*$/u.test(formula.before) && /^\s*\|/u.test(formula.after);
    if (!definable.parameters && isInTable) return particular;
    if (!definable.parameters && this.isFoundAtPlace(formula, first)) {
      const isGiven = (other: Formula): boolean => other !== formula && !isNumeral(other) && firstDefined(other).includes(definable.name);
      if (this.all.some(isGiven) || this.scope.hasDefinition(definable.name)) return { ...base, role: "claim" };
      this.values.set(formula.index, [eq(left, right)]);
      return particular;
    }
    if (formula.introduction === "local" && this.isOfPlace(formula, first) && !this.endsListOfNumbers(formula)) {
      this.values.set(formula.index, [eq(left, right)]);
      return particular;
    }
    const other = definable.parameters ? undefined : otherValueOf(this.all, formula);
    return other === undefined ? undefined : this.valueInCases(base, first, other);
  }

  /** The name on the left: what the equation says of it, where nothing else does. */
  private ofName({ base, formula, read, first, left, right, definable }: Equation): RoledFormula | undefined {
    if (!definable) return undefined;
    const isOpen = !this.scope.hasDefinition(definable.name) && !this.follows(definable.name, first.right);
    const isName = isOpen && !definable.parameters;
    if (isName && this.isSaidBehind(definable.name, formula)) return { ...base, role: "claim" };
    const cotangent = isName ? cotangentBeside(definable.name, this.scope.definitions) : undefined;
    if (cotangent && right !== cotangent) {
      this.define(formula, definable, [cotangent], true);
      return { ...base, role: "claim" };
    }
    const solves = isName ? this.solvedBy(definable.name, formula) : undefined;
    if (solves && solves.unknown !== definable.name) return { ...this.definition(base, read, definable, first), solves };
    if (solves) return { ...base, role: "claim", solves };
    // "If $y = x$, this becomes …" of a y that was used before: a case of what was said of any y.
    if (this.isCaseOf(definable, formula, first.right)) {
      this.assume(formula, eq(left, right));
      return { ...base, role: "assumption" };
    }
    if (isName && isConcluded(formula) && this.leadsTo(definable.name, first.right)) return { ...base, role: "claim" };
    if (isName && CALLS_DERIVATIVE.test(formula.before)) this.scope.derivatives.add(definable.name);
    return isOpen ? this.definition(base, read, definable, first) : undefined;
  }

  /** "We get $\\delta = …$, where $\\delta = ∂L/∂z$": what stands behind says what it is. */
  private isSaidBehind(name: string, formula: Formula): boolean {
    const behind = inSentence(this.all, formula.index).flatMap((index) => (index > formula.index ? (this.all[index] ?? []) : []));
    const isSaid = (other: Formula): boolean => SAYS_WHERE.test(other.before) && firstDefined(other).includes(name) && isCotangent(other);
    return behind.some(isSaid);
  }

  /** What is assumed, what names a place, and all that is left: a step. */
  private ofOthers({ base, formula, read, first, left, right, definable }: Equation): RoledFormula {
    if (!definable && this.isAssumed(formula, read)) {
      for (const link of read.links)
        if (link.relation === "=") this.assume(formula, eq(link.left.readings[0] as Expr, link.right.readings[0] as Expr));
      return { ...base, role: "assumption" };
    }
    const isOfPlace = formula.introduction === "local" || NAMES_A_PLACE.test(formula.after);
    if (!definable && isOfPlace && isPlace(read)) {
      this.values.set(formula.index, [eq(left, right)]);
      return { ...base, role: "mention", reason: "a place, of which the words say something" };
    }
    const defining = this.laterDefinitions(read, new Set());
    const isSame = (definition: Definition): boolean => definition.name === definable?.name;
    const again = definable && first.relation === "=" ? this.scope.definitions.find(isSame) : undefined;
    return { ...base, role: defining.size === read.links.length && read.links.length > 0 ? "definition" : "claim", defining, again };
  }

  /** x = 2 of "at x = 2", and of "f'(x) = 12 \\qquad (x = 2)": what functions are of has no such value elsewhere. */
  private isOfPlace({ display, alone }: Formula, { left }: ReadLink): boolean {
    const [name] = left.readings;
    return !display || (alone && name?.kind === "symbol" && this.isArgument(name.name));
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

  protected assume(formula: Formula, condition: Expr): void {
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

  /** m = 1 "where observed", and 0 elsewhere: it is one of the two. */
  private valueInCases(base: Base, { left, right }: ReadLink, other: string): RoledFormula {
    const [name, value] = [left.readings[0], right.readings[0]] as [Expr, Expr];
    const differences = [value, number(Number(other))].map((each) => sub(name, each));
    if (other !== "") this.assume(base.formula, eq(mul(...differences), zero));
    return { ...base, role: "mention", reason: "a value that it has in some cases, not a definition" };
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

  private definition(base: Base, read: ReadFormula, definiendum: Definiendum, link: ReadLink): RoledFormula {
    const defining = new Set([link]);
    this.define(read.formula, definiendum, link.right.readings, true);
    this.laterDefinitions(read, defining);
    return { ...base, role: "definition", defining };
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
}

const AND = /^\s*,?\s*(?:and|und|et|y|와|과|且|和|かつ)\s*$/iu;

const GIVES = /(?:^|[^\p{L}])(?:with|let|where|given|since|as|mit|sei|da|avec|soit|où|con|sea|donde)\s*$/iu;

/** "…, where up to constants \\log p = …" tells what stood before. */
const TELLS_WHERE = /\bwhere\b[^.;]*$/iu;

/** "The softmax has the Jacobian $J = …$". Add a language by adding words. */
const CALLS_DERIVATIVE =
  /(?:\b(?:Jacobi\p{L}*|derivative|gradient|Hessian)(?: matrix)?|Jacobi-?Matrix|Ableitung|matrice jacobienne|dérivée|derivada|야코비\s?(?:안|행렬)|도함수|ヤコビ(?:アン|行列)|導関数|雅可比(?:矩阵)?|导数)(?:[은는이]|は|を|[为為是])?\s*[:,，]?\s*$/iu;

/** Add a language by adding words. */
const SAYS_WHERE = /(?:\b(?:where|with|wobei|mit|où|avec|donde|con)|여기서|ここで|其中|这里|這裡)\s*[,，、]?\s*$/iu;

/** "$|r| = \\delta$에서", "在 $|r| = \\delta$ 处": the words behind it make it a place. */
const NAMES_A_PLACE = /^\s*(?:(?:인|일|되는)\s*(?:곳|점|지점|때|경우)|에서|では|において|のとき|の点|处|時|时)/u;

/** One equation in the text, of no derivative. */
function isPlace(read: ReadFormula): boolean {
  const [link, ...more] = read.links;
  const nodes = postorder(...sidesOf(read).flatMap(({ readings }) => readings));
  const isOfValues = nodes.every((node) => node.kind !== "derivative" && !isOp(node, "gradient") && node.kind !== "call");
  return link?.relation === "=" && more.length === 0 && !read.formula.display && isOfValues;
}

function definesOfTable(side: Syntax): boolean {
  const definiendum = definiendumOf(side);
  return definiendum?.parameters !== undefined && functionNamed(definiendum.name) !== undefined;
}

/** δ = ∂L/∂z and g = ∇_w L */
const isCotangent = ({ chain }: Formula): boolean =>
  chain?.links[0] !== undefined &&
  nodesOf(chain.links[0].right).some((node) => isNabla(node) || (node.kind === "fraction" && leibnizIn(node) !== undefined));

/** y = 5, of which nothing else is said. */
const isNumeral = ({ chain }: Formula): boolean => chain?.links.length === 1 && chain.links[0]?.right.kind === "number";

/** θ of cos θ = …, which is not in what stands on the right. */
function namedInFunction({ left, right }: ReadLink): SymbolExpr | undefined {
  const [side, other] = [left.readings[0], right.readings[0]] as [Expr, Expr];
  const [name, ...more] = side.kind === "apply" && FUNCTION_OF_ANGLE.has(side.op) ? side.args : [];
  return name?.kind === "symbol" && more.length === 0 && !freeSymbols(other).includes(name) ? name : undefined;
}

const FUNCTION_OF_ANGLE: ReadonlySet<string> = new Set(["cos", "sin", "tan"]);

const BEGINS_IF = /(?:^|[^\p{L}])(?:if|when(?:ever)?|in case|falls|wenn|si|cuando|quand|若|如果|当|もし|만약)\s*$/iu;

const BEGINS_FOR = /(?:^|[^\p{L}])(?:for|at|für|pour|para|对于?)\s*$/iu;

const IF_BEHIND = /^\s*(?:이면|라면|일\s*때|인\s*경우|のとき|ならば|时|時)/u;

/** Whether two sides are the same for all values of their names. */
const isIdentity = (left: Expr, right: Expr): boolean => decide(left, right).verdict === "proved";
