/** Roled formulas → statements of the report, each step with its verdict. */
import type { Span } from "../base/span.ts";
import { type Expr, type SymbolExpr, sub, zero } from "../expression/expr.ts";
import { freeSymbols, isConstant, postorder } from "../expression/traverse.ts";
import { writtenName } from "../expression/name.ts";
import { toLatex } from "../notation/latex.ts";
import { toPlain } from "../notation/plain.ts";
import { encodeCertificate } from "../proof/encode.ts";
import { replay } from "../proof/replay.ts";
import { simplest } from "../simplify/simplest.ts";
import type { Syntax } from "../syntax/tree.ts";
import { type Counterexample, type Diagnosis, type Verdict, undecided } from "../decide/verdict.ts";
import type { Formula } from "./formula.ts";
import { hasOthers, isAdjointProduct, isOfUnnamedLoss } from "./equation-form.ts";
import type { Judge } from "./judge.ts";
import type { StepVerdict } from "./step-verdict.ts";
import { beginsAnew } from "./anew.ts";
import { definiendumOf } from "./definiendum.ts";
import { type ReadFormula, type ReadLink, type Side, readingOf } from "./reading.ts";
import { neighbourhoodOf } from "./neighbourhood.ts";
import type { Expectation, Neighbourhood, NetworkAgreement, Regions, StatementReport, StepReport } from "./report.ts";
import { IDENTITY } from "./rank-clue.ts";
import type { RoledFormula, Solved } from "./role.ts";
import type { Roles } from "./roles.ts";
import type { Definition } from "./definition.ts";
import { type View, isWithin } from "./view.ts";
import { isToSolve } from "./stationary.ts";
import { suggestDefinitions } from "./suggest.ts";
import { Wording } from "./wording.ts";

const LOOK_AHEAD = 12;
const LONGEST_READING = 20_000;

export interface WriterOptions {
  /** Called now and then with how much is done, from 0 to 1. */
  readonly progress?: ((done: number) => void) | undefined;
  /** Whether to put certificates in the report. */
  readonly proofs?: boolean | undefined;
  readonly pictures?: boolean | undefined;
  readonly watch?: StepWatch | undefined;
  readonly numbers?: StepNumbers | undefined;
  /** Set where steps show what names such as dW are. */
  readonly adjoints: { areGradients: boolean };
}

/** Who runs the check in a process of its own can see where it is, and leave out what took too long. */
export interface StepWatch {
  /** Called before a step is judged, with the place of its relation. */
  readonly before: (offset: number) => void;
  /** Why the step at this place is not judged. */
  readonly leftOut: (offset: number) => string | undefined;
}

/** A second opinion on a step, by numbers of another source; undefined where that knows nothing of it. */
export type StepNumbers = (left: Expr, right: Expr, definitions: readonly Definition[]) => NetworkAgreement | undefined;

export class Writer {
  private readonly roles: Roles;
  private readonly judge: Judge;
  private readonly region: Regions;
  private readonly options: WriterOptions;
  /** The formulas that set a derivative to zero, for what follows to solve. */
  private readonly demands: ReadonlySet<number>;
  private readonly wording: Wording;

  constructor(roles: Roles, judge: Judge, region: Regions, options: WriterOptions) {
    this.roles = roles;
    this.demands = new Set(roles.formulas.flatMap(({ solves }) => solves?.demand ?? []));
    this.judge = judge;
    this.wording = new Wording(roles, judge);
    this.region = region;
    this.options = options;
  }

  statements(): StatementReport[] {
    const out: StatementReport[] = [];
    this.judge.inverses.settle((left, right, view) => this.judge.pair(left, right, view).verdict === "proved");
    for (const [i, roled] of this.roles.formulas.entries()) {
      out.push(this.statement(roled));
      if (i % 50 === 49) this.options.progress?.(i / this.roles.formulas.length);
    }
    this.judgeAsGradients(out);
    return withExpectations(out, this.roles.formulas);
  }

  /** Where the text does not say that dW is a gradient, steps that hold for gradients do: then the others are judged as such. */
  private judgeAsGradients(statements: StatementReport[]): void {
    const open = statements.flatMap(({ steps }, i) => {
      const { read, defining } = this.roles.formulas[i] as RoledFormula;
      const isOpen = read !== undefined && steps.some(({ verdict }) => verdict === "undecided") && isOfUnnamedLoss(read);
      return isOpen ? [{ i, read, defining }] : [];
    });
    const isProved = ({ read }: RoledFormula, at: number): boolean =>
      read !== undefined && statements[at]?.steps.at(-1)?.verdict === "proved" && read.links.some((link) => isAdjointProduct(link));
    if (open.length === 0 || !this.roles.formulas.some(isProved)) return;
    this.options.adjoints.areGradients = true;
    for (const { i, read, defining } of open) statements[i] = { ...(statements[i] as StatementReport), steps: this.steps(read, defining) };
  }

  private statement(found: RoledFormula): StatementReport {
    const roled = this.inOneForm(found);
    const { formula, read } = roled;
    const span = this.region(roled.span);
    const common = { source: formula.source };
    const unread = { ...common, span, readingLatex: "", role: roled.role, reason: roled.reason ?? null, steps: [] };
    // "g = tanh" is all that there is to read of a name for a function.
    if (!read) return { ...unread, reading: roled.role === "definition" ? (roled.reason ?? "") : "" };
    const reading = { reading: clipped(readingOf(read, "plain")), readingLatex: clipped(readingOf(read, "latex")) };
    const base = { ...common, span, ...reading };
    if (roled.role !== "claim" && roled.role !== "definition")
      return { ...base, role: roled.role, reason: roled.reason ?? null, steps: [] };
    const solution = roled.solves && this.solution(formula, read, roled.solves);
    if (solution) return { ...base, ...solution };
    const redefined = this.secondDefinition(roled, read);
    if (redefined) return { ...base, role: "definition", reason: redefined, steps: this.steps(read, new Set([read.links[0] as ReadLink])) };
    return { ...base, role: roled.role, reason: roled.reason ?? null, steps: this.steps(read, roled.defining) };
  }

  /** What says of the entries what is said of the whole is a claim, not a definition. */
  private inOneForm(roled: RoledFormula): RoledFormula {
    const { formula, read, defining } = roled;
    const link = read?.links[0];
    const definiendum = formula.chain?.first && definiendumOf(formula.chain.first);
    if (roled.role !== "definition" || !read || !link || !definiendum || !defining.has(link)) return roled;
    const definition = this.judge.definitionsOf(definiendum.name, this.wording.view(formula)).find(({ index }) => index === formula.index);
    if (!definition || !this.judge.isSecondForm(definition, link.left, link.right, this.wording.view(formula))) return roled;
    this.judge.withdraw(definition);
    return { ...roled, role: "claim", defining: new Set([...defining].filter((each) => each !== link)) };
  }

  /** "Setting this to zero gives w = …": where it is zero, that is what w stands for from here on. */
  private solution(
    formula: Formula,
    read: ReadFormula,
    { derivative, unknown, sides }: Solved,
  ): Pick<StatementReport, "role" | "reason" | "steps"> | undefined {
    const [link] = read.links;
    const definiendum = formula.chain?.first && definiendumOf(formula.chain.first);
    if (!link || !definiendum) return undefined;
    const value = link.right.readings[0] as Expr;
    const isCalled = unknown !== definiendum.name;
    const trial = this.roles.define(formula, { ...definiendum, name: unknown }, link.right.readings, true);
    const verdict = this.judge.pair(derivative, zero, this.wording.view(formula));
    this.judge.withdraw(trial);
    const rest = this.steps(read, new Set([link]));
    const shown = toPlain(derivative);
    if (verdict.verdict === "proved" || verdict.verdict === "supported") {
      if (!isCalled) this.roles.define(formula, definiendum, link.right.readings, true, { solves: true });
      const how = verdict.verdict === "proved" ? "" : `: ${verdict.reason}`;
      return { role: "definition", reason: `it makes ${shown} zero${how}`, steps: rest };
    }
    // What else the page demands of its names may make it zero, where it is not in what is found.
    const isWrong =
      verdict.verdict === "refuted" && !hasOthers(sides, value, unknown, (name) => this.judge.atSizes?.mayCount(name) === true);
    if (isCalled && !isWrong) return undefined;
    for (const own of this.judge.definitionsOf(definiendum.name, this.wording.view(formula)))
      if (own.index === formula.index) this.judge.withdraw(own);
    this.roles.reject(formula, definiendum, link.right.readings, false);
    const reason = `with this ${unknown} put in, ${shown} is ${isWrong ? "not" : "not seen to be"} zero`;
    const found: StepVerdict = isWrong ? { ...verdict, reason } : { ...undecided(reason), notes: [] };
    const step = this.report(formula, link.syntax.span, derivative, zero, found);
    return { role: "claim", reason: null, steps: [{ ...step, diagnosis: null, expected: null }, ...rest] };
  }

  // Second definitions -----------------------------------------------------------------------------------------------

  /** What makes a second `symbol = …` a redefinition, if it is one. Where it is proved, it is one more definition. */
  private secondDefinition({ again, formula }: RoledFormula, read: ReadFormula): string | undefined {
    const [link] = read.links;
    const definiendum = formula.chain?.first && definiendumOf(formula.chain.first);
    if (!again || !link || !definiendum) return undefined;
    const readings = this.judge.inSums(link.right.readings);
    const asked = formula.directives.some((d) => d.kind === "redefine" && d.argument.trim() === definiendum.name);
    const before = this.judge.definitionsOf(definiendum.name, this.wording.view(formula)).at(-1) ?? again;
    if (!asked && beginsAnew(formula, this.roles.formulas[before.index]?.formula)) {
      this.roles.define(formula, definiendum, readings, true);
      return redefinedHere(definiendum.name);
    }
    const verdict = asked ? undefined : this.judge.step(link.left, link.right, this.wording.view(formula)).verdict;
    if (verdict === "proved") {
      this.roles.define(formula, definiendum, readings, false);
      return undefined;
    }
    // "If $y = 0$ then $L = 0$" says what L is there, and gives it no other meaning.
    if (verdict === "refuted" && this.wording.atValues(link, formula, link.right.readings[0] as Expr)?.verdict === "proved")
      return undefined;
    const elsewhere = !isWithin(formula.section, before.section);
    if (verdict === "refuted" || asked || elsewhere) {
      const reason = asked
        ? "redefined, as the author asks"
        : elsewhere
          ? `${definiendum.name} stands for something else in this section`
          : this.isSpecialCase(before, link)
            ? redefinedHere(definiendum.name)
            : this.redefinition(formula, definiendum.name, before.section !== formula.section, link);
      if (reason) this.roles.define(formula, definiendum, readings, true, { guessed: !asked && before.section === formula.section });
      else this.roles.reject(formula, definiendum, readings, true);
      return reason;
    }
    this.roles.reject(formula, definiendum, readings, false);
    return undefined;
  }

  /** z = y^3, "for example", where z = f(y) of an f that nothing is said of: it says which f, and no step is wrong for that. */
  private isSpecialCase({ readings: [general, ...others] }: Definition, { right }: ReadLink): boolean {
    const [special] = right.readings;
    const isUnknown =
      general?.kind === "call" &&
      others.length === 0 &&
      general.orders.every((order) => order === 0) &&
      !this.judge.isFunctionDefined(general.name);
    if (!isUnknown || !special || right.readings.length > 1) return false;
    const names = new Set(freeSymbols(special));
    return general.args.every((arg) => arg.kind === "symbol" && names.has(arg));
  }

  /** Whether what follows holds with the new meaning and not with the old one. */
  private redefinition(formula: Formula, name: string, newSection: boolean, link: ReadLink): string | undefined {
    const following = this.roles.formulas
      .slice(formula.index + 1)
      .filter((f) => f.read && f.formula.section === formula.section && f.role !== "mention")
      .slice(0, LOOK_AHEAD);
    // The same equation again speaks for nothing.
    const isSame = ({ left, right }: ReadLink): boolean =>
      left.readings[0] === link.left.readings[0] && right.readings[0] === link.right.readings[0];
    const steps = following.flatMap((f) =>
      (f.read as ReadFormula).links
        .filter((l) => l.relation === "=" && !f.defining.has(l) && !isSame(l))
        .map((l) => ({ link: l, formula: f.formula })),
    );
    if (steps.some((step) => this.isByNewNameOf(link, step.link, formula))) return redefinedHere(name);
    const old = steps.map((step) => this.judge.step(step.link.left, step.link.right, this.wording.view(step.formula)).verdict);
    const definiendum = definiendumOf(formula.chain?.first as Syntax);
    if (!definiendum) return undefined;
    const trial = this.roles.define(formula, definiendum, link.right.readings, true);
    const fresh = steps.map((step) => this.judge.step(step.link.left, step.link.right, this.wording.view(step.formula)).verdict);
    this.judge.withdraw(trial);
    const decisive = steps.findIndex((_, i) => (old[i] === "proved") !== (fresh[i] === "proved"));
    // What fails on the way there speaks against the new meaning, and so does what the old one explains.
    const consistent =
      !fresh.slice(0, decisive).includes("refuted") && !steps.some((_, i) => old[i] === "proved" && fresh[i] === "refuted");
    if (decisive >= 0) return consistent && fresh[decisive] === "proved" ? redefinedHere(name) : undefined;
    return newSection ? `${name} stands for something else in this section` : undefined;
  }

  /** "For d = x − m y we get ∂D/∂m = …": nothing else has spoken of m. */
  private isByNewNameOf({ right }: ReadLink, step: ReadLink, { index }: Formula): boolean {
    const names = freeSymbols(...right.readings).filter(({ name }) => this.roles.firstUse.get(name) === index);
    return postorder(...step.left.replaced).some(({ kind, args }) => kind === "derivative" && names.includes(args[1] as SymbolExpr));
  }

  // Steps ------------------------------------------------------------------------------------------------------------

  /** A of A = B, where that is refuted, for a next line that goes on with "= C". */
  private beforeTheWrongOne: Side | undefined;

  private steps(read: ReadFormula, defining: ReadonlySet<ReadLink>): StepReport[] {
    const { formula } = read;
    const out: StepReport[] = [];
    const sides = [read.first, ...read.links.map((link) => link.right)];
    const demanded = this.demands.has(formula.index) ? read.links.at(-1) : undefined;
    if (formula.chain?.first) out.push(...this.cancelled(read.first, formula));
    // What is equal, from the beginning of the formula on.
    let equal = [read.first.replaced[0] as Expr];
    let before = formula.chain?.first ? undefined : this.beforeTheWrongOne;
    for (const [i, link] of read.links.entries()) {
      const right = link.right.readings[0] as Expr;
      if (defining.has(link)) equal.push(right);
      else if (link !== demanded) {
        const step = this.notForTheOneBefore(this.step(link, formula), link, before, formula);
        before = step.verdict === "refuted" && link.relation === "=" ? link.left : undefined;
        const isToBeSolved = link === read.links.at(-1) && step.verdict !== "proved" && isToSolve(this.roles.formulas, formula.index);
        if (!isToBeSolved) out.push(step);
        if (!isToBeSolved && step.verdict !== "proved") this.wording.unproved.add(formula.index);
        const holds = step.verdict === "proved" && link.relation === "=";
        for (const each of holds ? equal : []) {
          this.judge.computed.note(each, right);
          this.judge.inverses.note(each, right, this.wording.view(formula));
        }
        equal = holds ? [...equal, right] : [right];
      }
      out.push(...this.cancelled(sides[i + 1] as Side, formula));
    }
    this.beforeTheWrongOne = before;
    const last = read.links.at(-1);
    if (last && defining.has(last) && out.some(({ verdict }) => verdict === "refuted")) this.callTheBeginning(read, last);
    return out;
  }

  /** C of A = B = C, where B is wrong and C is A: the mistake is in one place. */
  private notForTheOneBefore(step: StepReport, link: ReadLink, before: Side | undefined, formula: Formula): StepReport {
    if (step.verdict !== "refuted" || !before || link.relation !== "=") return step;
    const [left, right] = [link.left.replaced[0] as Expr, link.right.readings[0] as Expr];
    const { verdict: fromBefore } = this.judge.step(before, link.right, this.wording.view(formula));
    if (fromBefore !== "proved" && fromBefore !== "supported") return step;
    const verdict = { ...undecided("what stands before it is refuted, and what stands before that is equal to it"), notes: [] };
    return this.report(formula, link.syntax.span, left, right, verdict);
  }

  /** ∂E/∂u = (what is wrong) =: e calls ∂E/∂u so: what follows is not blamed. */
  private callTheBeginning({ formula, first, links }: ReadFormula, last: ReadLink): void {
    const definiendum = links.length > 1 ? definiendumOf(last.right.syntax) : undefined;
    const definition =
      definiendum && this.judge.definitionsOf(definiendum.name, this.wording.view(formula)).find(({ index }) => index === formula.index);
    if (!definiendum || definition?.readings !== last.left.replaced) return;
    this.judge.withdraw(definition);
    this.roles.define(formula, definiendum, first.replaced, true);
  }

  private cancelled(side: Side, formula: Formula): StepReport[] {
    return side.cancelled.map(({ span, body, to }) => {
      const verdict = this.judge.pair(body, to, this.wording.view(formula));
      return this.report(formula, span, body, to, verdict);
    });
  }

  private step(link: ReadLink, formula: Formula): StepReport {
    const [left, right] = [link.left.replaced[0] as Expr, link.right.readings[0] as Expr];
    const verdict = this.verdict(link, formula, left, right);
    return this.report(formula, link.syntax.span, left, right, verdict);
  }

  private verdict(link: ReadLink, formula: Formula, left: Expr, right: Expr): StepVerdict {
    const view = this.wording.view(formula);
    const at = formula.place(link.syntax.span.start);
    const leftOut = this.options.watch?.leftOut(at);
    if (leftOut !== undefined) return { ...undecided(leftOut), notes: [] };
    this.options.watch?.before(at);
    if (formula.remark !== undefined) return { ...undecided(`the words "${formula.remark}" beside it may change what it says`), notes: [] };
    if (link.relation === "≈") return { ...this.approximation(link, view, left, right), notes: [] };
    const verdict = this.wording.otherwise(link, formula) ?? this.judge.step(link.left, link.right, view);
    if (
      verdict.verdict === "refuted" &&
      decimalsShown(link.right.syntax) > 0 &&
      this.approximation(link, view, left, right).verdict === "proved"
    ) {
      return { ...undecided("equal to the digits shown, not exactly: write \\approx"), notes: [] };
    }
    const mixed = verdict.verdict === "refuted" ? this.roles.scope.mixedSteps([left, right], view) : undefined;
    if (mixed) {
      const { base, now } = mixed;
      return {
        ...undecided(`it fails unless ${base} is ${base} of step ${now}: write the gradient there, as in \\nabla J(${base}_${now})`),
        notes: [],
      };
    }
    const equated = [...this.judge.equated].find((name) =>
      Object.keys(verdict.counterexample?.at ?? {}).some((key) => key.startsWith(`${name}(`)),
    );
    if (verdict.verdict === "refuted" && equated !== undefined)
      return { ...undecided(`${equated} is given by an equation alone: write what it is`), notes: [] };
    const identity = Object.keys(verdict.counterexample?.at ?? {}).find((name) => IDENTITY.has(name));
    if (verdict.verdict === "refuted" && identity !== undefined)
      return {
        ...undecided(`${identity} may be the identity: declare it, as in <!-- gradproof: declare ${identity} [n, n] -->`),
        notes: [],
      };
    if (verdict.verdict === "refuted") return this.wording.takenBack(link, formula, right) ?? verdict;
    const limited =
      verdict.verdict === "undecided"
        ? undefined
        : (this.wording.limited(link, formula, false) ?? this.wording.atOtherArgument(link, "holds"));
    if (limited !== undefined) return { ...undecided(limited), notes: [] };
    if (verdict.verdict === "supported") return this.atOtherSizes(link, view) ?? this.wording.inOtherCase(link, formula, verdict);
    if (verdict.verdict !== "undecided") return this.wording.inOtherCase(link, formula, verdict);
    const there = this.roles.barred.has(formula.index) ? this.wording.atValues(link, formula, right) : undefined;
    if (there?.verdict === "proved") return there;
    const hint = suggestDefinitions(this.judge, left, right, view);
    return hint ? { ...verdict, reason: `${verdict.reason}; ${hint}` } : verdict;
  }

  /** 2/m is 1 where m is 2: a step that fails wherever else it is tried fails, and one that fails somewhere is not called supported. */
  private atOtherSizes(link: ReadLink, view: View): StepVerdict | undefined {
    const from = (sizesFrom: number): StepVerdict => this.judge.step(link.left, link.right, { ...view, sizesFrom });
    const found = from(1);
    if (found.verdict !== "refuted") return undefined;
    if (from(2).verdict === "refuted") return found;
    return { ...undecided("it holds at some sizes, and fails at others: write what it is for all of them"), notes: [] };
  }

  /** a ≈ 0.25 holds when a rounds to the digits shown. */
  private approximation(link: ReadLink, view: View, left: Expr, right: Expr): Verdict {
    const decimals = decimalsShown(link.right.syntax);
    if (decimals < 0) return undecided("≈ is decided where a number stands on its right");
    const value = this.judge.unfolded(sub(left, right), view);
    if (!value || !isConstant(value)) return undecided("≈ is decided where both sides are numbers");
    const rounding = { kind: "rounding", claim: this.judge.claimOf(left, right, view), decimals } as const;
    for (const holds of [true, false]) {
      const proof = { ...rounding, holds };
      if (!replay(proof).accepted) continue;
      if (holds) return { verdict: "proved", method: "sampling", assumptions: [], reason: `equal to ${decimals} decimals`, proof };
      return {
        verdict: "refuted",
        method: "counterexample",
        assumptions: [],
        counterexample: this.judge.valuesOf(left, right, view),
        proof,
      };
    }
    return undecided("the left side has no certain value, or one too close to half a unit of the last digit");
  }

  private report(formula: Formula, span: Span, left: Expr, right: Expr, verdict: StepVerdict): StepReport {
    const { verdict: kind, method, assumptions, counterexample, reason, notes, proof, entry } = verdict;
    const expected = kind === "refuted" && method !== "shape" ? this.expected(left, right, formula) : undefined;
    return {
      span: this.region({ start: formula.place(span.start), end: formula.place(span.end) }),
      left: clipped(toPlain(left)),
      right: clipped(toPlain(right)),
      verdict: kind,
      method,
      assumptions: [...assumptions.map(toPlain), ...notes],
      counterexample: counterexample ? inWrittenNames(counterexample) : null,
      diagnosis: kind === "refuted" ? this.diagnosis(left, right, formula, verdict) : null,
      expected: expected ? toPlain(expected) : null,
      ...(expected && this.options.pictures ? { expectedLatex: toLatex(expected) } : {}),
      reason: reason ?? null,
      network: this.options.numbers?.(left, right, this.judge.definitionsAt(this.wording.view(formula))) ?? null,
      ...(entry ? { entry } : {}),
      ...this.picture(left, right, formula, verdict),
      ...(this.options.proofs && proof ? { proof: encodeCertificate(proof) } : {}),
    };
  }

  private picture(left: Expr, right: Expr, formula: Formula, { counterexample }: StepVerdict): { neighbourhood?: Neighbourhood } {
    if (!this.options.pictures || !counterexample) return {};
    const [a, b] = [left, right].map((side) => this.judge.unfolded(side, this.wording.view(formula)));
    const neighbourhood = a && b && neighbourhoodOf(a, b, counterexample);
    return neighbourhood ? { neighbourhood } : {};
  }

  private diagnosis(left: Expr, right: Expr, formula: Formula, { method, reason }: StepVerdict): Diagnosis | null {
    const found = this.judge.diagnose(left, right, this.wording.view(formula), (latex) => this.roles.read(latex));
    const clash =
      method === "shape" ? { mistake: "shape", message: `the shapes do not go together: ${reason ?? ""}`, suggestion: null } : null;
    return found ?? clash;
  }

  /** The right side that follows from the definitions. */
  private expected(left: Expr, right: Expr, formula: Formula): Expr | undefined {
    const resolved = this.judge.resolved(left, this.wording.view(formula));
    if (!resolved) return undefined;
    const short = simplest(resolved);
    const text = toPlain(short);
    return text.length > 500 || text === toPlain(right) ? undefined : short;
  }
}

function clipped(text: string): string {
  return text.length > LONGEST_READING ? `${text.slice(0, LONGEST_READING)} …` : text;
}

/** How many decimals a lone numeral shows; −1 if it is none. */
function decimalsShown(syntax: Syntax): number {
  if (syntax.kind === "sum" && syntax.terms.length === 1) return decimalsShown((syntax.terms[0] as { term: Syntax }).term);
  return syntax.kind === "number" ? (syntax.text.split(".")[1]?.length ?? 0) : -1;
}

function inWrittenNames(counterexample: Counterexample): Counterexample {
  return {
    ...counterexample,
    at: Object.fromEntries(Object.entries(counterexample.at).map(([name, value]) => [writtenName(name), value])),
  };
}

/** Ties each announcement to the step that it is about: the first refuted one of the block behind it. */
function withExpectations(statements: readonly StatementReport[], formulas: readonly RoledFormula[]): StatementReport[] {
  const out = [...statements];
  const done = new Set<number>();
  for (const [i, { formula }] of formulas.entries()) {
    const announced = formula.directives.find((directive) => directive.kind === "expect");
    if (!announced || done.has(formula.block)) continue;
    done.add(formula.block);
    const [, verdict = "", mistake] = /^(\w+)(?:\s+(\S+))?/.exec(announced.argument) ?? [];
    const block = formulas.flatMap((other, k) => (other.formula.block === formula.block ? [k] : []));
    const found = block.find((k) => (out[k] as StatementReport).steps.some((step) => step.verdict === verdict)) ?? i;
    const steps = (out[found] as StatementReport).steps.filter((step) => step.verdict === verdict);
    const named = mistake === undefined || steps.some((step) => step.diagnosis?.mistake === mistake);
    const expectation: Expectation = {
      verdict: verdict as Expectation["verdict"],
      mistake: mistake ?? null,
      met: steps.length === 1 && named,
    };
    out[found] = { ...(out[found] as StatementReport), expectation };
  }
  return out;
}

const redefinedHere = (name: string): string => `${name} is redefined here: what follows holds with the new meaning only`;
