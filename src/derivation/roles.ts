/** What each formula is: definition, claim, assumption, update, mention or unreadable. */
import { ParseError } from "../base/span.ts";
import { type Names, nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { type Expr } from "../expression/expr.ts";
import { indicesOf, nameParts } from "../expression/name.ts";
import { isConstant, postorder, substitute } from "../expression/traverse.ts";
import { elaborate } from "../elaborate/elaborate.ts";
import { parseBlock, parseFormula } from "../syntax/grammar.ts";
import { latexTokens } from "../syntax/latex.ts";
import { toPlain } from "../notation/plain.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import { functionAlias } from "./document-names.ts";
import type { DocumentParts, Formula } from "./formula.ts";
import { type Labels, applyLabels } from "./labels.ts";
import { stepsIn } from "./current-step.ts";
import { saidToDepend } from "./applied-quantity.ts";
import { definiendumOf } from "./definiendum.ts";
import { isDenied } from "./hedge.ts";
import { type ReadFormula, type ReadLink, type Side, conditionOf, readFormula, sidesOf } from "./reading.ts";
import { isUndefinedThere, namesOfCases } from "./case-value.ts";
import { valuesOfPoint } from "./point.ts";
import { isExcepted, isLeftOpen, opposite, otherIndices } from "./other-case.ts";
import { conditionOfRange, conditionOnIndices, distinctLetters, intervalOf, membership } from "./condition.ts";
import type { Scope } from "./scope.ts";
import { symmetryIn } from "./equation-form.ts";
import { lossesInWords } from "./loss-in-words.ts";
import { mapsIntoNumbers, openLoss } from "./loss-name.ts";
import { namesWhatIsBefore } from "./named-in-words.ts";
import { stackWrittenOut, vectorWrittenOut } from "./stack.ts";
import { isOfCaseInWords } from "./value-in-cases.ts";
import { zeroEntries } from "./zero-outside.ts";
import type { RoledFormula } from "./role.ts";
import { EQUATES } from "./naming.ts";
import { EquationRoles, type Base } from "./equation-role.ts";

const COMPARES = new Set(["<", ">", "≤", "≥", "≠", "∈"]);

export class Roles extends EquationRoles {
  /** Single letters in subscripts. */
  private readonly letters: ReadonlySet<string>;
  private readonly lastSides = new Map<number, Side>();

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
    super(formulas, names, scope);
    this.labels = labels;
    this.maps = mapsIntoNumbers(formulas);
    this.functionsSaid = new Set([...(names.parameters?.keys() ?? []), ...this.usage.primed]);
    scope.recurrences.page = { isVector: (name) => names.vectors?.(name) === true, isWritten: (name) => this.lastUse.has(name) };
    this.ofCases = namesOfCases(formulas);
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
      if (formula.at) this.barred.set(formula.index, elaborate(formula.at, { names: this.names }).expr);
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

  /** The side that a leading relation continues. */
  private continued(formula: Formula): Side | undefined {
    const { follows } = formula;
    if (!follows) return undefined;
    const side = this.lastSides.get(follows.index);
    if (side || !formula.chain) return side;
    throw new ParseError("it continues a formula that was not read", formula.chain.span);
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
  private calledSo(base: Base, { formula, first }: ReadFormula): RoledFormula | undefined {
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

  private comparison(base: Base, links: readonly ReadLink[]): RoledFormula {
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

function isList(syntax: Syntax | undefined): boolean {
  return syntax?.kind === "group" && syntax.items.length > 1;
}

/** "For $y = \\pm 1$ we have": what begins a sentence with it is said there. */
const BEGINS_CASE = /(?:^|[.;:!?。；]\s*)(?:[Ff]or|[Ii]f|[Ww]hen|[Aa]t)\s*$/u;
