/** What the words around a step make of its verdict: it may hold in another case, at a place, nearly, or where something is demanded. */
import { range } from "../base/range.ts";
import { type Expr, type SymbolExpr, eq, isOp, mul, number, one, sub, two, zero } from "../expression/expr.ts";
import { freeSymbols, isConstant, postorder } from "../expression/traverse.ts";
import { toPlain } from "../notation/plain.ts";
import { undecided } from "../decide/verdict.ts";
import { hasCases } from "../indexed/cases.ts";
import { restricts } from "./condition.ts";
import { definiendumOf } from "./definiendum.ts";
import type { Formula } from "./formula.ts";
import { type Hedge, caseOf, hedgeOf, inSentence, isDemanding, sentencesAround } from "./hedge.ts";
import type { Judge } from "./judge.ts";
import type { StepVerdict } from "./step-verdict.ts";
import { type ReadFormula, type ReadLink, sidesOf } from "./reading.ts";
import type { RoledFormula } from "./role.ts";
import type { Roles } from "./roles.ts";
import type { View } from "./view.ts";
import { isOpenCase } from "./word-condition.ts";
import { wordsOfCase } from "./restated.ts";
import { hasSumOfOne, speaksOfSum } from "./word-assumption.ts";
import { isDerivative, isVanishing, stationaryBefore } from "./stationary.ts";
import { hasSums, letterTwice } from "./summation-convention.ts";

const LOOK_AHEAD = 12;

/** "…; when it is negative," within a sentence. */
const BEGINS_A_CASE = /^[^.]{0,20}(?:[;；]|\b(?:and|but|while|whereas|otherwise)\b)/iu;

/** What a multiple of what is zero is taken with. */
const FACTORS: readonly Expr[] = [one, number(-1), two, number(-2), number({ n: 1n, d: 2n }), number({ n: -1n, d: 2n })];

/** … and with what it is divided by: the N of (1/N) X^⊤ r. */
function factorsFor(side: Expr): Expr[] {
  const divisors = new Set(postorder(side).flatMap((node) => (isOp(node, "div") && !isConstant(node) ? [node.args[1] as Expr] : [])));
  return [one, ...divisors].flatMap((divisor) => (divisor === one ? FACTORS : FACTORS.map((factor) => mul(factor, divisor))));
}

/** dz/dx, in upright letters or not. */
const STRAIGHT = /\\[dt]?frac\s*\{\s*(?:\\mathrm\s*\{\s*d\s*\}|d(?=[\s}\\^]|\p{L}(?!\p{L})))/u;

/** Conditions that the text tells, as it writes them. */
interface Told {
  readonly conditions: readonly Expr[];
  readonly source: string;
}

/** Why words leave open whether what fails is wrong. */
const OPEN: Readonly<Record<Hedge["kind"], (words: string) => string>> = {
  nearly: (words) => `it does not hold exactly, and the words "${words}" may say so: write \\approx`,
  either: (words) => `it fails in general, and the word "${words}" offers it as one of several`,
  otherwise: (words) => `it fails in general, and the word "${words}" names another case: write for which values it holds`,
  solved: (words) =>
    `it fails in general, and the words "${words}" may say where it holds: write what is zero as an equation, with "assume" before it`,
  case: (words) => `it fails in general, and the words "${words}" may say where it holds: write the condition as a formula`,
  demanded: (words) => `it fails in general, and the words "${words}" may demand it: say "assume" before it, or write what follows from it`,
};

/** "If $A$ is symmetric", and nothing more. */
const SYMMETRIC = /^(?:if|when|whenever|once)\s+…\s+(?:is|are)\s+(?:a\s+)?(?:real\s+)?symmetric(?:\s+matri(?:x|ces))?$/iu;

export class Wording {
  /** Formulas of which a step is not proved. */
  readonly unproved = new Set<number>();
  private readonly roles: Roles;
  private readonly judge: Judge;
  private readonly formulas: readonly Formula[];
  /** Where a page writes none, an index that stands twice may be meant as one. */
  private readonly hasSums: boolean;

  constructor(roles: Roles, judge: Judge) {
    this.roles = roles;
    this.judge = judge;
    this.formulas = roles.formulas.map(({ formula }) => formula);
    this.hasSums = hasSums(this.formulas.flatMap(({ chain }) => chain ?? []));
  }

  /** The place from which the names of a formula are looked up. */
  view(formula: Formula): View {
    // A line that goes on with a formula belongs to it.
    let { block } = formula;
    for (let before = formula.follows; before; before = before.follows) block = before.block;
    const places = inSentence(this.formulas, formula.index);
    const [sentence, sentenceEnd] = [places[0] ?? formula.index, places.at(-1) ?? formula.index];
    return { index: formula.index, section: formula.section, block, sentence, sentenceEnd };
  }

  /** "f' = 1 as long as $x > 0$, and f' = -1 otherwise". */
  otherwise({ left, right }: ReadLink, formula: Formula): StepVerdict | undefined {
    if (!this.judge.hasCases) return undefined;
    if (hedgeOf(this.formulas, formula.index)?.kind !== "otherwise") return undefined;
    const condition = this.judge.otherCaseAt(inSentence(this.formulas, formula.index), formula.index);
    return condition && this.judge.where(left, right, { ...this.view(formula), caseFrom: formula.index }, [condition]);
  }

  /** "For $x > 0$ …; when it is negative, …": words that are not understood may tell another case than the one before. */
  inOtherCase({ left, right }: ReadLink, formula: Formula, verdict: StepVerdict): StepVerdict {
    if (!this.judge.hasCases) return verdict;
    const view = this.view(formula);
    const told = this.judge.caseBefore(view);
    if (told && this.judge.step(left, right, { ...view, caseFrom: view.sentence ?? 0 }).verdict !== verdict.verdict)
      return { ...undecided(`it matters whether ${toPlain(told)} still holds, which was said of a case before: say so`), notes: [] };
    const hedge = hedgeOf(this.formulas, formula.index);
    if (hedge?.kind !== "case" || this.judge.isSaidInWords(hedge.at)) return verdict;
    const [begin = formula.index] = inSentence(this.formulas, hedge.at);
    const caseFrom = BEGINS_A_CASE.test(this.formulas[hedge.at]?.before ?? "") ? hedge.at : begin;
    const again = this.judge.step(left, right, { ...this.view(formula), caseFrom });
    const reason = `it holds in the case that was told before, and the words "${hedge.words}" may tell another: write the condition as a formula`;
    return again.verdict === verdict.verdict ? verdict : { ...undecided(reason), notes: [] };
  }

  /** What the words around a refuted step, or a demand before it, leave open. */
  takenBack(link: ReadLink, formula: Formula, right: Expr): StepVerdict | undefined {
    const there = this.atValues(link, formula, right) ?? this.whereStationary(link, formula, right);
    // What a bar says is a place and no words, which may take the step back all the same.
    const isBarred = this.roles.barred.has(formula.index) && there?.verdict === "refuted";
    if (there && !isBarred) return there;
    const tied = this.tied(link, formula);
    if (tied !== undefined) return { ...undecided(tied), notes: [] };
    const hedge = hedgeOf(this.formulas, formula.index);
    const isUnderstood = hedge !== undefined && this.isUnderstood(hedge, link, formula);
    const reason =
      this.openByForm(link, formula) ??
      (isUnderstood
        ? undefined
        : ((hedge && this.openByWords(hedge, link, formula, right)) ??
          this.openByWhatIsTold(link, formula) ??
          this.restated(link, formula)));
    return reason === undefined ? there : { ...undecided(reason), notes: [] };
  }

  /** ∂y/∂a = 2a "if $b = a$" of y = ab: true where b goes with a from the beginning. */
  private tied({ left, right }: ReadLink, formula: Formula): string | undefined {
    const view = this.view(formula);
    for (const condition of this.judge.caseAt(view))
      for (const [name, value] of isOp(condition, "eq") ? [condition.args, condition.args.toReversed()] : []) {
        if (name?.kind !== "symbol" || !value || freeSymbols(value).includes(name)) continue;
        const trial = this.roles.define(formula, { name: name.name, parameters: undefined }, [value], true);
        const { verdict } = this.judge.step(left, right, view);
        this.judge.withdraw(trial);
        if (verdict === "proved") return `it matters whether ${name.name} goes with what it is equal to in this case: put that in first`;
      }
    return undefined;
  }

  /** What the way in which a step and the names in it are written leaves open, whatever the words are. */
  private openByForm(link: ReadLink, formula: Formula): string | undefined {
    const twice = this.hasSums || !formula.chain ? undefined : letterTwice(formula.chain, link.syntax, this.judge.fixedLetters);
    // n of W_n beside n = tanh(W_n x) is what it is called.
    if (twice !== undefined && !this.judge.isNamedQuantity(twice))
      return `it fails as it stands, and ${twice} stands twice in a product: where that is a sum over ${twice}, write \\sum_${twice}`;
    const atOther = this.atOtherArgument(link, "fails");
    if (atOther !== undefined) return atOther;
    const limited = this.limited(link, formula, true);
    if (limited !== undefined) return limited;
    const held = this.heldFixed(link, formula);
    if (held) return `it fails if all that changes with it is followed, and d and ∂ of ${held} stand side by side: say what is held fixed`;
    return this.mayRestrict(link, formula)
      ? 'it fails by what is defined later: if it is a condition, say so, as in "with" before it'
      : undefined;
  }

  /** Why a step cannot be told that rests on s(y), where what is said of s(x) has no x. */
  atOtherArgument(link: ReadLink, verb: "holds" | "fails"): string | undefined {
    const given = this.judge.givenAtOne(link, verb === "fails");
    if (given === undefined) return undefined;
    return `it ${verb} if ${given} is the same for every argument, as it is defined: say what it is at the other one`;
  }

  /** Whether what the words say is among what is assumed. */
  private isUnderstood(hedge: Hedge, link: ReadLink, formula: Formula): boolean {
    const isOfIndices = this.roles.scope.indexConditions.all.some(({ isOwn, index }) => isOwn && index === formula.index);
    if (hedge.kind === "otherwise" && isOfIndices) return true;
    return (hedge.kind === "case" && this.isCaseUnderstood(hedge, link)) || (hedge.kind === "otherwise" && !!this.otherwise(link, formula));
  }

  private isCaseUnderstood({ at, words }: Hedge, link: ReadLink): boolean {
    const isOfSum = (): boolean => speaksOfSum(`${words} one`) && hasSumOfOne(this.formulas);
    const isOfSymmetry = SYMMETRIC.test(words) && this.judge.assumesSymmetry(inSentence(this.formulas, at)[0] ?? at);
    return this.judge.isSaidInWords(at) || isOfSymmetry || (isOpenCase(words) && !this.judge.hasKinks(link)) || isOfSum();
  }

  private openByWords(hedge: Hedge, link: ReadLink, formula: Formula, right: Expr): string | undefined {
    if (hedge.kind !== "demanded") return OPEN[hedge.kind](hedge.words);
    const worded = caseOf(this.formulas, formula.index);
    if (worded && !this.isCaseUnderstood(worded, link)) return OPEN.case(worded.words);
    return isConstant(right) ? OPEN.demanded(hedge.words) : undefined;
  }

  /** Whether a step may hold where something does that the text says before it. */
  private openByWhatIsTold(link: ReadLink, formula: Formula): string | undefined {
    const isMet = ({ conditions }: Told): boolean => this.judge.mayHoldUnder(link.left, link.right, this.view(formula), conditions);
    const demanded = this.demandedBefore(formula);
    if (demanded && isMet(demanded))
      return `it fails in general, and may hold where ${demanded.source} does, which the text demands: say "assume" before that`;
    const compared = this.comparedBefore(formula);
    return compared && isMet(compared)
      ? `it fails in general, and may hold where ${compared.source}, which the text says in passing: say "assume" before that`
      : undefined;
  }

  /** "A terminal state has $V = r$", where V is defined: words that speak of something may tell a case. */
  private restated({ left }: ReadLink, formula: Formula): string | undefined {
    const [name] = left.readings;
    const defining = name?.kind === "symbol" ? this.judge.definitionsOf(name.name, this.view(formula)) : [];
    // δ of δ = ∂L/∂z is what a derivation is about.
    const isAnew = defining.every(({ index, readings }) => index !== formula.index && !readings.some(isDerivative));
    if (defining.length === 0 || !isAnew) return undefined;
    const titles = this.formulas.slice(0, formula.index + 1).flatMap(({ heading }) => heading.trim() || []);
    const sentences = sentencesAround(this.formulas, formula.index).map((sentence) => sentence.replace(titles.at(-1) ?? "", ""));
    const [words] = sentences.flatMap((sentence) => wordsOfCase(sentence) ?? []);
    return words === undefined ? undefined : OPEN.case(words);
  }

  /** "The unit is active, so $w x > 0$." */
  private comparedBefore({ index, section }: Formula): Told | undefined {
    const near = this.roles.formulas.slice(Math.max(0, index - LOOK_AHEAD), index).filter(({ formula }) => formula.section === section);
    const told = near.filter(({ formula }) => this.roles.compared.has(formula.index));
    const conditions = told.flatMap(({ formula }) => this.roles.compared.get(formula.index) ?? []);
    return conditions.length > 0 ? { conditions, source: told.map(({ formula }) => formula.source.trim()).join(", ") } : undefined;
  }

  /** Why a second equation for a name may say what it is in another case than the first one; words count where it fails. */
  limited({ left }: ReadLink, formula: Formula, fails: boolean): string | undefined {
    const [name] = left.readings;
    if (name?.kind !== "symbol") return undefined;
    const view = this.view(formula);
    const [first] = this.judge.definitionsOf(name.name, view);
    const defining = first && this.formulas[first.index];
    if (!defining || first.index === formula.index || inSentence(this.formulas, first.index).includes(formula.index)) return undefined;
    // What is written by cases is meant for all of them.
    const condition = hasCases(first.readings) ? undefined : this.judge.otherCaseOf(name.name, this.view(defining), view);
    const value = this.valueBefore(first.index);
    const other = value && value.condition !== this.valueBefore(formula.index)?.condition ? value.source : undefined;
    const hedge = fails ? hedgeOf(this.formulas, first.index) : undefined;
    const where = condition ? toPlain(condition) : (other ?? (hedge?.kind === "case" ? `"${hedge.words}"` : undefined));
    return where === undefined ? undefined : `${name.name} is defined in a case alone, ${where}: say what it is in this one`;
  }

  /** y = 1 of "Case A: $y = 1$. Here $L = …$". */
  private valueBefore(at: number): { readonly condition: Expr | undefined; readonly source: string } | undefined {
    const values = this.roles.values.get(at - 1);
    return values && { condition: values[0], source: this.formulas[at - 1]?.source.trim() ?? "" };
  }

  /** z of ∂z/∂x beside dz/dx: the one follows what depends on x, the other may not. */
  private heldFixed({ left, right }: ReadLink, formula: Formula): string | undefined {
    const { source, section } = formula;
    const own = [left, right].flatMap((side) => postorder(...side.readings).filter(isDerivative));
    if (own.length === 0 || !source.includes("\\partial")) return undefined;
    const straight = this.roles.formulas.filter(
      (each) => each.formula.section === section && STRAIGHT.test(each.formula.source) && !each.formula.source.includes("\\partial"),
    );
    const inStraight = new Set(straight.flatMap(({ read }) => (read ? postorder(...sidesOf(read).flatMap((side) => side.readings)) : [])));
    const view = this.view(formula);
    const both = own.find(
      (node) => inStraight.has(node) && !this.judge.changesInOneWay(node.args[0] as Expr, node.args[1] as SymbolExpr, view),
    );
    return both && toPlain(both.args[0] as Expr);
  }

  /** Σ p_k = 1 before p_k = t_k / λ, and x + y = 5 before x = 3: what restricts names that are found later. */
  private mayRestrict({ left, right }: ReadLink, formula: Formula): boolean {
    const sides = [left, right].map((side) => side.readings[0] as Expr) as [Expr, Expr];
    const isSum = sides.some((side) => side.kind === "binder" && side.op === "sum") && sides.some(isConstant);
    if (!isSum && !restricts(sides)) return false;
    const names = new Set(freeSymbols(...sides).map(({ name }) => name));
    const defining = this.roles.formulas.filter(({ formula: { chain } }) => {
      const definiendum = chain?.first && chain.links.length > 0 ? definiendumOf(chain.first) : undefined;
      return definiendum !== undefined && names.has(definiendum.name);
    });
    return defining.length > 0 && defining.every((each) => each.formula.index > formula.index);
  }

  /** X^⊤ X β = X^⊤ y, where −2 X^⊤ (y − X β) is to be zero. */
  private whereStationary(link: ReadLink, formula: Formula, right: Expr): StepVerdict | undefined {
    const { formulas } = this.roles;
    const { read } = formulas[formula.index] as RoledFormula;
    const open = (reason: string): StepVerdict => ({ ...undecided(reason), notes: [] });
    if (read && link === read.links.at(-1) && isVanishing(read))
      return open('it fails in general: if it is an equation to solve, say so, as in "setting this to zero"');
    const found = stationaryBefore(formulas, formula.index);
    if (!found) return undefined;
    const view = this.view(formula);
    const left = link.left.replaced[0] as Expr;
    // What a derivative is follows from no such equation, and nothing from one that is wrong.
    const mayFollow = found.isConcluded && !this.unproved.has(found.index) && ![left, right].some(isDerivative);
    for (const side of mayFollow ? found.sides : [])
      for (const factor of factorsFor(side)) {
        const verdict = this.judge.pair(sub(left, right), mul(factor, side), view);
        if (verdict.verdict === "proved") return { ...verdict, assumptions: [eq(side, zero), ...verdict.assumptions] };
      }
    for (const side of mayFollow ? found.sides : []) {
      const verdict = this.judge.whereZero(left, right, side, view);
      if (verdict?.verdict === "proved") return { ...verdict, assumptions: [eq(side, zero), ...verdict.assumptions] };
      if (verdict) return verdict;
    }
    const plain = found.sides.filter((side) => !isDerivative(side));
    const conditions = (plain.length > 0 ? plain : found.sides).map((side) => eq(side, zero));
    const verdict = this.judge.where(link.left, link.right, view, conditions);
    return verdict.verdict === "undecided" || (!mayFollow && (verdict.verdict !== "refuted" || this.unproved.has(found.index)))
      ? open(`it fails in general, and may hold where what ${found.source} speaks of is zero: write that as an equation`)
      : verdict;
  }

  /** "At x = 3, f = 9": what fails in general may be said of a place. */
  atValues(link: ReadLink, formula: Formula, right: Expr): StepVerdict | undefined {
    const barred = this.roles.barred.get(formula.index);
    const own = barred ? undefined : this.placeBehind(formula);
    // "…; at x = 1 it is not differentiable" is another clause.
    const isApartFrom = (index: number): boolean => index > formula.index && /;/u.test(this.formulas[index]?.before ?? "");
    // "…, and in general …"
    const isTakenBack = (index: number): boolean =>
      this.roles.scope.assumptions.general.some((general) => index < general.index && general.index <= formula.index);
    const told = inSentence(this.formulas, formula.index).filter(
      (index) => this.roles.values.has(index) && !this.formulas[index]?.alone && !isApartFrom(index) && !isTakenBack(index),
    );
    const places = own ? [own.index] : barred ? [] : this.nearest(told, formula.index);
    const conditions = barred ? [barred] : places.flatMap((index) => this.roles.values.get(index) ?? []);
    if (conditions.length === 0) return undefined;
    const source = barred ? toPlain(barred) : places.map((index) => this.formulas[index]?.source.trim()).join(", ");
    const open: StepVerdict = {
      ...undecided(`it fails in general, and may hold where ${source}, of which the text speaks: write what it is there`),
      notes: [],
    };
    const readings = [link.left, link.right].flatMap((side) => side.readings);
    // The n of Σ_{i=1}^n counts terms: at n = 1 it is another sum.
    const bounds = postorder(...readings).flatMap((node) => (node.kind === "binder" ? freeSymbols(...node.args.slice(1, 3)) : []));
    if (readings.length > 2 || freeSymbols(...conditions).some((name) => bounds.includes(name))) return open;
    const verdict = this.judge.where(link.left, link.right, this.view(formula), conditions);
    // "At x = 3, f'(x) = x + 3" says nothing of that place alone.
    const held = barred ? freeSymbols(...barred.args.slice(0, 1)) : freeSymbols(...conditions);
    const isApart = !freeSymbols(right).some((name) => held.includes(name));
    const isBeside =
      isApart &&
      (own !== undefined ||
        barred !== undefined ||
        places.every((index) => index === formula.index + 1 && this.formulas[index]?.behind === true) ||
        places.every((index) => index < formula.index && range(index + 1, formula.index).every((each) => places.includes(each))));
    if (verdict.verdict === "refuted" || (verdict.verdict === "proved" && (isConstant(right) || isBeside))) return verdict;
    if (verdict.verdict === "supported" && isBeside) return verdict;
    return open;
  }

  /** Of several values of one name in a sentence the one that a formula stands with: "when $y = 1$, …; when $y = 0$, …". */
  private nearest(places: readonly number[], at: number): readonly number[] {
    const names = new Map(places.map((index) => [index, freeSymbols(...(this.roles.values.get(index) ?? []))[0]?.name] as const));
    if (new Set(names.values()).size === places.length) return places;
    // "f = w² x; for x = 1 …, for x = 2 …": what is defined there is at neither.
    const isSaidAt = (index: number): boolean => !names.has(index) && this.roles.formulas[index]?.role !== "definition";
    const isAhead = (places[0] as number) < (inSentence(this.formulas, at).find(isSaidAt) ?? 0);
    const ofName = (name: string | undefined): number[] => places.filter((index) => names.get(index) === name);
    return [...new Set(names.values())].flatMap(
      (name) => (isAhead ? ofName(name).findLast((index) => index < at) : ofName(name).find((index) => index > at)) ?? [],
    );
  }

  /** x = 2 of "f'(x) = 12 \\qquad (x = 2)". */
  private placeBehind({ index, block, section }: Formula): Formula | undefined {
    const behind = this.roles.formulas.slice(index + 1, index + 1 + LOOK_AHEAD).map((each) => each.formula);
    const alone = behind.find((each) => each.alone && each.section === section && (each.block === block || each.index === index + 1));
    return alone && this.roles.values.has(alone.index) ? alone : undefined;
  }

  /** Equations of the section that the words demand, shortly before a formula. */
  private demandedBefore({ index, section }: Formula): Told | undefined {
    const near = this.roles.formulas.slice(Math.max(0, index - LOOK_AHEAD), index).filter(({ formula, read, role }) => {
      const last = read?.links.at(-1)?.right.readings[0];
      return (
        role === "claim" && formula.section === section && last && isConstant(last) && isDemanding(hedgeOf(this.formulas, formula.index))
      );
    });
    const conditions = near.flatMap(({ read }) =>
      (read as ReadFormula).links.map((link) => eq(link.left.readings[0] as Expr, link.right.readings[0] as Expr)),
    );
    return near[0] ? { conditions, source: near.map(({ formula }) => formula.source.trim()).join(", ") } : undefined;
  }
}
