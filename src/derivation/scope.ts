/** The names of a document: what each of them stands for at a place, and what the author assumes of them. */
import { Graph, type FunctionDefinition, type GraphSource } from "../derivative/graph.ts";
import { type Expr, type SymbolExpr, apply, isOp, symbol } from "../expression/expr.ts";
import { TOLD_BY, indicesOf, instantiateName, nameOf, nameParts } from "../expression/name.ts";
import { atIndex, atIndices, freeSymbols, isConstant, postorder, substitute } from "../expression/traverse.ts";
import { aheadLetter, familyKey, indexPattern, instantiate, isLetterIndex, matchIndices } from "./family.ts";
import { type Update, mixesSteps } from "./current-step.ts";
import type { Section } from "./formula.ts";
import type { General } from "./in-general.ts";
import { type DifferentiatedBy, abbreviationsIn, adjointsIn, besideRoots, leavesOf } from "./root.ts";
import { hasSubscript, inPlaceOf, lastNumber, lettersOf, recurrencesIn, speaksInGeneral } from "./recurrence.ts";

export interface Definition {
  /** The formula that it stands in. */
  readonly index: number;
  readonly section: Section;
  readonly name: string;
  /** Of a function; undefined for a name that stands for itself. */
  readonly parameters: readonly SymbolExpr[] | undefined;
  /** The reading, and further ones where the formula is ambiguous. */
  readonly readings: readonly Expr[];
  /** The formula from which on it holds, where nothing before rests on it. */
  readonly from?: number;
  /** Whether it ends what stood for the name before. */
  readonly replaces: boolean;
  /** Whether that was concluded from what follows, not told by a heading or the author. */
  readonly guessed?: boolean;
  /** Whether it is where something is zero: it says nothing of what stands before it, nor of derivatives by the name. */
  readonly solves?: boolean;
  /** Of a function of which no more is given than its derivative by this: its values are known up to a constant. */
  readonly givenBy?: SymbolExpr;
  /** Whether it is an entry, such as a 0 beside a diagonal, of what is no number as a whole. */
  readonly isEntry?: boolean;
}

/** A condition behind a formula is about that one, or the one before where a second condition stands between. */
const BEHIND = 2;
/** At sizes w_1 is an entry. */
const OF_ENTRIES = { isVector: (): boolean => true, isWritten: (): boolean => false };

/** A recurrence is followed so far; what is given farther on stands for itself. */
const MOST_STEPS = 50;
/** Within so many formulas behind a redefinition its meaning is taken as plain. */
const NEAR = 2;

export interface Assumption {
  readonly index: number;
  readonly section: Section;
  readonly condition: Expr;
  /** "for x > 0" holds up to the next such word about the same name; "let x > 0" holds in the whole section. */
  readonly local: boolean;
  /** "y = x for x > 0" is about the formula before it, too. */
  readonly behind: boolean;
  /** "f' = 1 \\qquad (x > 0)" is about the formula before it alone. */
  readonly alone?: boolean;
  /** Whether the words say it and no formula. */
  readonly inWords?: boolean;
  /** The first formula that it is said of, where it is not said of all. */
  readonly since?: number | undefined;
}

/** The names that a condition is about. */
export const aboutOf = (condition: Expr): string =>
  freeSymbols(condition)
    .map(({ name }) => name)
    .sort()
    .join();

/** "if i = j": which entries the formula beside it speaks of. */
export interface IndexCondition extends View {
  /** The block of mathematics it stands in. */
  readonly block: number;
  readonly condition: Expr;
  /** Whether it is said of the formula before it. */
  readonly isBehind: boolean;
  /** Whether it is said of the formula at its index, as "otherwise" is. */
  readonly isOwn?: boolean;
}

export interface Rejected {
  readonly index: number;
  readonly section: Section;
  readonly name: string;
  readonly reading: Expr;
  /** Refuted, rather than undecided. */
  readonly certain: boolean;
}

/** A place from which names are looked up. */
export interface View {
  readonly index: number;
  readonly section: Section;
  /** Which block of mathematics it is, where that matters. */
  readonly block?: number;
  /** The first formula of its sentence, where that matters. */
  readonly sentence?: number;
  /** The last formula of its sentence, where that matters. */
  readonly sentenceEnd?: number;
  /** Whether what is assumed further on holds there, too; it does where nothing is said. */
  readonly asTold?: boolean;
  /** How far along the list of sizes those begin that a step is judged at. */
  readonly sizesFrom?: number;
  /** The first formula of a case of its own: cases that were told before it are over. */
  readonly caseFrom?: number;
}

export interface GraphOptions {
  readonly pick?: number;
  /** The definition whose second reading is taken. */
  readonly flipped?: Definition;
  /** Names that a loss is taken to depend on; by default every sink. */
  readonly sinks?: ReadonlySet<SymbolExpr>;
  /** Leave definitions that stand after their use out. */
  readonly onlyEarlier?: boolean;
  /** Take an undefined function for one of the table, to see what a step may silently rest on. */
  readonly standIn?: { readonly name: string; readonly primitive: string };
  /** Leave the numbers that names are given out: what then still holds, holds in general. */
  readonly withoutValues?: boolean;
}

/** 2, and 2[3] of an entry. */
const STEP = /^(\d+)(\[[\d,]*\])?$/;
const withoutEntry = (name: string): string => name.replace(/\[[\d,]*\]$/, "");

export class Scope {
  readonly definitions: Definition[] = [];
  readonly assumptions: Assumption[] = [];
  readonly indexConditions: IndexCondition[] = [];
  /** Second definitions that do not hold, or are not decided: what may rest on them is not blamed. */
  readonly rejected: Rejected[] = [];
  /** Losses of which the page says only of what they are some function: L = ℓ(o, y). */
  readonly openLosses = new Map<string, readonly string[]>();
  /** Those of them that the page applies to what they depend on, and says nothing of: L of J(w) = L(w) + …. */
  readonly unsaid = new Set<string>();
  /** Steps of descent. */
  steps: readonly Update[] = [];
  /** Where the words say "in general": no case that was told before, of any name or of one, reaches farther. */
  general: readonly General[] = [];
  /** The names that are differentiated somewhere, and by which. */
  differentiatedBy: DifferentiatedBy = new Map();
  /** Letters that sums run over. */
  bound: ReadonlySet<string> = new Set();
  /** Grows with every change. */
  version = 0;
  /** What the page has of names, before any formula has a meaning. */
  page: { readonly isVector: (name: string) => boolean; readonly isWritten: (name: string) => boolean } = OF_ENTRIES;
  private recurrencesAt: { readonly version: number; readonly letters: ReadonlyMap<string, number> } | undefined;
  private readonly byName = new Map<string, Definition[]>();
  private readonly families = new Map<string, Definition[]>();
  private readonly graphs = new Map<string, Graph>();
  /** Functions that are applied without a definition and may be any smooth function. */
  readonly unknownFunctions: ReadonlySet<string>;

  constructor(unknownFunctions: ReadonlySet<string>) {
    this.unknownFunctions = unknownFunctions;
  }

  add(definition: Definition): void {
    this.version++;
    this.definitions.push(definition);
    push(this.byName, definition.name, definition);
    if (indexPattern(definition.name)) push(this.families, familyKey(definition.name), definition);
    this.graphs.clear();
  }

  remove(definition: Definition): void {
    this.version++;
    for (const list of [this.definitions, this.byName.get(definition.name) ?? [], this.families.get(familyKey(definition.name)) ?? []]) {
      const at = list.indexOf(definition);
      if (at >= 0) list.splice(at, 1);
    }
    if (this.byName.get(definition.name)?.length === 0) this.byName.delete(definition.name);
    this.graphs.clear();
  }

  /** What comes of leaving a definition out. */
  without<T>(definition: Definition, act: () => T): T {
    const lists = [this.definitions, this.byName.get(definition.name) ?? [], this.families.get(familyKey(definition.name)) ?? []];
    const places = lists.map((list) => list.indexOf(definition));
    this.remove(definition);
    const result = act();
    this.byName.set(definition.name, lists[1] as Definition[]);
    for (const [i, list] of lists.entries()) if ((places[i] as number) >= 0) list.splice(places[i] as number, 0, definition);
    this.version++;
    this.graphs.clear();
    return result;
  }

  /** What comes of assuming more at a place. */
  assuming<T>(conditions: readonly Expr[], { index, section }: View, act: () => T): T {
    const before = this.assumptions.length;
    for (const condition of conditions) this.assumptions.push({ index, section, condition, local: false, behind: false });
    this.version++;
    try {
      return act();
    } finally {
      this.assumptions.length = before;
      this.version++;
    }
  }

  replace(definition: Definition, other: Definition): void {
    this.version++;
    for (const list of [this.definitions, this.byName.get(definition.name) ?? [], this.families.get(familyKey(definition.name)) ?? []]) {
      const at = list.indexOf(definition);
      if (at >= 0) list.splice(at, 1, other);
    }
    this.graphs.clear();
  }

  /** The definitions of a name that hold at a place: the earlier ones since the last redefinition, else the next later one. */
  visible(name: string, view: View, onlyEarlier = false): readonly Definition[] {
    const all = this.byName.get(name) ?? [];
    const earlier = all.filter((definition) => definition.index <= view.index);
    if (earlier.length > 0)
      return earlier.slice(
        Math.max(
          0,
          earlier.findLastIndex((definition) => definition.replaces),
        ),
      );
    if (onlyEarlier) return [];
    const isFor = ({ solves, from = 0, section }: Definition): boolean => !solves && from <= view.index && isWithin(section, view.section);
    return all.filter(isFor).slice(0, 1);
  }

  /** What is put in for these names only where something is zero. */
  solutionsOf(names: readonly SymbolExpr[], view: View): Definition[] {
    return names.flatMap(({ name }) =>
      this.symbolDefinitions(name, view).flatMap(({ definition }) => (definition.solves ? [definition] : [])),
    );
  }

  /**
   * A definition among those that the names rest on which took the name over from another one in the same section, with
   * nothing but what follows to tell so; right behind it the author's meaning is plain, further on it is a guess.
   */
  reusedAt(names: readonly SymbolExpr[], view: View): Definition | undefined {
    for (const name of names) {
      const definition = this.visible(name.name, view).find((d) => d.replaces && d.guessed);
      if (definition && view.index - definition.index > NEAR) return definition;
    }
    return undefined;
  }

  /** What was claimed of a name before a place and does not hold. */
  rejectedFor(name: string, view: View): Expr[] {
    return this.rejected.filter((claim) => claim.name === name && claim.index <= view.index).map((claim) => claim.reading);
  }

  /** A name among these of which a second definition was not decided, so that nobody knows which one holds. */
  unsettledAt(names: readonly SymbolExpr[], view: View): SymbolExpr | undefined {
    return names.find((name) =>
      this.rejected.some(
        (claim) => !claim.certain && claim.name === name.name && claim.index < view.index && isWithin(view.section, claim.section),
      ),
    );
  }

  hasDefinition(name: string): boolean {
    return this.byName.has(name);
  }

  /** δ^{(L)} and δ^{(3)} where δ^{(l)} = ∂C/∂z^{(l)} or ∂C/∂a^{(l)} σ'(z^{(l)}): what they are is said, and what they come to is claimed. */
  isCotangentOfFamily(name: string): boolean {
    return (this.families.get(familyKey(name)) ?? []).some(({ name: pattern, parameters, readings: [reading] }) => {
      const isCotangent = reading && postorder(reading).some((node) => node.kind === "derivative" || isOp(node, "gradient"));
      const indices = !parameters && isCotangent ? matchIndices(pattern, name) : undefined;
      const inSub = indicesOf(nameParts(pattern).sub);
      const isNumber = (value: string): boolean => /^\d+$/.test(value);
      // δ^{(1)}_j beside δ^{(t)}_i is of one layer: its other letter is what runs through the entries.
      const isNumbered = [...(indices ?? [])].some(([index, value]) => isNumber(value) && !inSub.includes(index));
      // δ_T is the last δ_t where something is a sum over t up to T.
      const isLast = (index: string, value: string): boolean => value.toLowerCase() === index && this.sumsTo(index, value);
      const isSame = ([index, value]: readonly [string, string]): boolean =>
        index === value || isNumber(value) || isLast(index, value) || isNumbered || !inSub.includes(index);
      return indices !== undefined && [...indices].every(isSame);
    });
  }

  /** Whether a definition has a sum over this letter up to that one. */
  private sumsTo(index: string, last: string): boolean {
    return postorder(...this.definitions.flatMap(({ readings }) => readings)).some(
      ({ kind, args }) => kind === "binder" && args[0] === symbol(index) && args[2] === symbol(last),
    );
  }

  /**
   * ∂L/∂h_{t-1} for δ_{t-1}, where δ_t = ∂L/∂h_t, and ∂L/∂z_k^{(l-1)} for δ_k^{(l-1)}, where δ_j^{(l)} = ∂L/∂z_j^{(l)}: a name for it
   * is none of its own.
   */
  cotangentBeside(name: string): Expr | undefined {
    const { sub, label } = nameParts(name);
    if (label.startsWith(TOLD_BY)) return this.cotangentInOtherLetter(name);
    for (const [shifted, letter] of `${sub} ${label}`.matchAll(/(\p{L})[+-]\d+/gu)) {
      for (const { name: pattern, parameters, readings } of this.definitions) {
        const own = indicesOf(nameParts(pattern).sub);
        const others = indicesOf(sub);
        const renamed = own.flatMap((each, i) =>
          isLetterIndex(each) && isLetterIndex(others[i] ?? "") ? [[each, others[i] as string] as const] : [],
        );
        const index = new Map([...renamed, [letter as string, shifted] as const]);
        const [reading, ...more] = readings;
        const isCotangent = reading?.kind === "derivative" || (reading !== undefined && isOp(reading, "gradient"));
        if (isCotangent && !parameters && more.length === 0 && pattern !== name && instantiateName(pattern, index) === name)
          return atIndices(reading, index);
      }
    }
    return undefined;
  }

  /** ∂E/∂z_j for δ_j, where δ_k = ∂E/∂z_k and the z_j of another layer stands beside z_k. */
  private cotangentInOtherLetter(name: string): Expr | undefined {
    const { base, sub, label } = nameParts(name);
    const used = new Set(freeSymbols(...this.definitions.flatMap(({ readings }) => readings)).map((each) => each.name));
    for (const { name: other, parameters, readings } of this.definitions) {
      const parts = nameParts(other);
      const [reading, ...more] = readings;
      if (parts.base !== base || parts.label === label || !parts.label.startsWith(TOLD_BY) || parameters || more.length > 0) continue;
      if (reading?.kind !== "derivative" && !(reading && isOp(reading, "gradient"))) continue;
      const by = freeSymbols(reading).filter(
        (each) => nameParts(each.name).label === parts.label && nameParts(each.name).sub === parts.sub,
      );
      const meant = by.map((each) => symbol(nameOf({ ...nameParts(each.name), sub, label })));
      if (by.length === 1 && used.has(meant[0]?.name ?? "")) return substitute(reading, new Map([[by[0] as Expr, meant[0] as Expr]]));
    }
    return undefined;
  }

  /** m_2 where m_t = f(m_{t-1}), and m_0 is given or stands in what it is said to be: that follows, so that the equation is a claim. */
  isStepOfRecurrence(name: string, right: readonly Expr[]): boolean {
    const isBefore = (other: string): boolean =>
      /^\d+$/.test(nameParts(other).sub) &&
      Number(nameParts(other).sub) < Number(nameParts(name).sub) &&
      Number(nameParts(name).sub) - Number(nameParts(other).sub) <= MOST_STEPS &&
      nameOf({ ...nameParts(other), sub: nameParts(name).sub }) === name;
    return this.isOfRecurrence(name) && [...this.byName.keys(), ...freeSymbols(...right).map((each) => each.name)].some(isBefore);
  }

  /** h_0 where h_1 is made of it: what the other steps are rests on it, and on nothing else that it could be. */
  startsRecurrence(name: string): boolean {
    const parts = nameParts(name);
    const [, step, entry] = STEP.exec(parts.sub) ?? [];
    if (step === undefined) return false;
    const next = Number(step) + 1;
    if (entry !== undefined) return this.isMadeOfStep(name.replace(`_${step}[`, `_${next}[`), withoutEntry(name));
    return this.isOfRecurrence(nameOf({ ...parts, sub: String(next) }));
  }

  /** Whether h_1[2] is made of entries of h_0, maybe by way of a_1. */
  private isMadeOfStep(name: string, before: string): boolean {
    const madeOf = (each: string): string[] =>
      (this.byName.get(each) ?? []).flatMap(({ readings }) => freeSymbols(...readings).map((made) => made.name));
    const found = madeOf(name);
    return [...found, ...found.flatMap(madeOf)].some((each) => withoutEntry(each) === before);
  }

  /** m_0 and m_2 where m_t is given by m_{t-1}. */
  private isOfRecurrence(name: string): boolean {
    if (!/^\d+$/.test(nameParts(name).sub)) return false;
    return (this.families.get(familyKey(name)) ?? []).some(({ name: pattern, parameters, readings: [reading] }) => {
      if (parameters || !reading || !this.instanceOf(pattern, name)) return false;
      const parts = nameParts(pattern);
      const before = nameOf({ ...parts, sub: aheadLetter(parts.sub) ?? `${parts.sub}-1` });
      return freeSymbols(reading).some((each) => each.name === before);
    });
  }

  /** What holds at a place. */
  assumptionsAt(view: View): Expr[] {
    return this.assumedAt(view).map(({ condition }) => condition);
  }

  /** The conditions of the case that a place is in. */
  caseAt(view: View): Expr[] {
    return this.assumedAt(view).flatMap(({ condition, local }) => (local ? [condition] : []));
  }

  private assumedAt(view: View): Assumption[] {
    const said = (list: readonly Assumption[]): ReadonlySet<string> => new Set(list.map(({ condition }) => aboutOf(condition)));
    const local = this.assumptions.filter((a) => a.local && a.section === view.section);
    const isCondition = (index: number): boolean => local.some((a) => a.index === index);
    const own = said(local.filter((a) => !a.behind && a.index < view.index && range(a.index, view.index).every(isCondition)));
    const before = said(local.filter((a) => a.index < view.index));
    // "f' = 1 for x > 0": said of the formula right before, and of one farther off where nothing else is said of that.
    const reachesBack = (a: Assumption): boolean =>
      a.behind &&
      a.index > view.index &&
      (a.since ?? 0) <= view.index &&
      a.index - view.index <= BEHIND &&
      !(range(view.index + 1, a.index).every(isCondition) ? own : before).has(aboutOf(a.condition));
    const isOver = (a: Assumption): boolean => a.index < (view.caseFrom ?? 0) || this.takenBackAt(view, a).length > 0;
    const reaches = (a: Assumption): boolean => (!a.alone && a.index <= view.index && !isOver(a)) || reachesBack(a);
    const isTold = (a: Assumption): boolean =>
      !view.asTold || ((a.since === undefined || a.since <= view.index) && !this.isDoubted(view, a));
    const here = this.assumptions.filter((a) =>
      a.local ? a.section === view.section && reaches(a) : isWithin(view.section, a.section) && isTold(a),
    );
    const lastLocal = new Map<string, number>();
    for (const a of here) if (a.local) lastLocal.set(aboutOf(a.condition), Math.max(a.index, lastLocal.get(aboutOf(a.condition)) ?? 0));
    return here.filter((a) => !a.local || lastLocal.get(aboutOf(a.condition)) === a.index);
  }

  /** a = b of "if a = b, …", where a later sentence begins that does not say so again. */
  caseBefore(view: View): Expr | undefined {
    const isCase = ({ local, condition, index }: Assumption): boolean =>
      local && isOp(condition, "eq") && condition.args[0]?.kind === "symbol" && index < (view.sentence ?? 0);
    return this.assumedAt(view).find(isCase)?.condition;
  }

  /** The words "in general", "for any x" behind what is assumed, and before a place. */
  private takenBackAt({ index }: View, assumed: Assumption): General[] {
    const isAbout = (name: string): boolean => freeSymbols(assumed.condition).some((each) => each.name === name);
    return this.general.filter(
      (each) => assumed.index < each.index && each.index <= index && (each.about === undefined || isAbout(each.about)),
    );
  }

  /** Whether a case that was told of a name is not the one that a place speaks of, but all are. */
  isOverAt(view: View, told: number, name: string): boolean {
    const isBehind = ({ index, until }: General): boolean => index <= view.index && (view.index <= until || told < index);
    return this.general.some((each) => isBehind(each) && (each.about === undefined || each.about === name));
  }

  /** Whether the sentence of a place speaks of all values of a name. */
  isGeneralAt({ index }: View, name: string): boolean {
    return this.general.some((each) => each.index <= index && index <= each.until && (each.about === undefined || each.about === name));
  }

  /** B of "for any $B$", where a number is given for it and the step does not speak of it. */
  generalValueAt(view: View, spoken: readonly SymbolExpr[]): string | undefined {
    const here = this.general.filter(({ index, until }) => index <= view.index && view.index <= until);
    const isGiven = (name: string): boolean => this.hasValue(name, view) && !spoken.some((each) => each.name === name);
    return here.flatMap(({ about }) => about ?? []).find(isGiven);
  }

  /** Whether a name is in what expressions are made of. */
  restsOn(exprs: readonly Expr[], name: string, view: View): boolean {
    return this.namesUnder(exprs, view).has(symbol(name));
  }

  /** The names of expressions, and those that their definitions are made of. */
  namesUnder(exprs: readonly Expr[], view: View): ReadonlySet<SymbolExpr> {
    const seen = new Set(freeSymbols(...exprs));
    for (const each of seen) for (const made of freeSymbols(...this.meaningsOf(each.name, view))) seen.add(made);
    return seen;
  }

  /** w and w_t, where a step rests on both and w_{t+1} is made of w_t: nobody says whether they are the same. */
  mixedSteps(exprs: readonly Expr[], view: View): Update | undefined {
    if (this.steps.length === 0) return undefined;
    const names = [...this.namesUnder(exprs, view)].map(({ name }) => name);
    return this.steps.find((step) => mixesSteps(names, step));
  }

  /** "Let $x > 0$. … For all real $x$, …": within that sentence nobody knows. */
  private isDoubted(view: View, assumed: Assumption): boolean {
    return this.takenBackAt(view, assumed).some(({ from, until }) => assumed.index < from && view.index <= until);
  }

  /** What is assumed at a place only because a later sentence says so, or one before that is taken back. */
  doubtedAt(view: View): { readonly condition: Expr; readonly isLater: boolean } | undefined {
    const told = new Set(this.assumptionsAt({ ...view, asTold: true }));
    const condition = this.assumptionsAt(view).find((each) => !told.has(each));
    const isBefore = this.assumptions.some((each) => each.condition === condition && this.isDoubted(view, each));
    return condition && { condition, isLater: !isBefore };
  }

  /**
   * Conditions on indices at a place: said of the formula itself, or of one before it since when nobody has said anything
   * else, so that they may still hold.
   */
  indexConditionsAt({ index, section, block, sentence = Infinity }: View): {
    readonly sure: readonly Expr[];
    readonly open: readonly Expr[];
  } {
    const here = this.indexConditions.filter((each) => each.section === section);
    const own = here.find((each) => each.isOwn && each.index === index);
    if (own) return { sure: [own.condition], open: [] };
    const isOf = (each: IndexCondition): boolean => (each.block === block ? each.index - index <= BEHIND : each.index - index === 1);
    const behind = here.find((each) => each.isBehind && each.index > index && isOf(each));
    if (behind) return { sure: [behind.condition], open: [] };
    const before = here.findLast((each) => !each.isBehind && !each.isOwn && each.index < index);
    if (!before) return { sure: [], open: [] };
    const isNext = before.index >= sentence || (block !== undefined && block - before.block <= 1);
    return isNext ? { sure: [before.condition], open: [] } : { sure: [], open: [before.condition] };
  }

  /** The graph at a place; `roots` are the undefined names that are differentiated there. */
  graphAt(view: View, roots: readonly SymbolExpr[], options: GraphOptions = {}): Graph {
    const lastBefore = this.definitions.filter((definition) => definition.index <= view.index).length;
    const key = [
      lastBefore,
      view.section.id,
      roots.map((root) => root.name).join(),
      options.pick ?? 0,
      options.onlyEarlier ? 1 : 0,
      options.withoutValues ? 1 : 0,
      options.flipped?.index ?? "",
      options.standIn ? `${options.standIn.name}=${options.standIn.primitive}` : "",
      [...(options.sinks ?? [])].map((s) => s.name).join(),
    ].join("|");
    let graph = this.graphs.get(key);
    if (!graph) {
      const sinks = options.sinks ? [...options.sinks] : this.sinksAt(view, roots);
      graph = new Graph(this.source(view, options), {
        pick: options.pick ?? 0,
        roots: new Map(
          roots.map((root) => [
            root,
            this.argumentsOf(root.name) ?? [...sinks, ...leavesOf(root, sinks, this.definitions, this.differentiatedBy)],
          ]),
        ),
      });
      if (this.graphs.size > 50) this.graphs.clear();
      this.graphs.set(key, graph);
    }
    return graph;
  }

  private source(view: View, options: GraphOptions): GraphSource {
    const found = new Map<SymbolExpr, readonly Expr[]>();
    const reading = (definition: Definition): Expr =>
      definition === options.flipped ? (definition.readings[1] as Expr) : (definition.readings[0] as Expr);
    const get = (name: SymbolExpr): readonly Expr[] => {
      let list = found.get(name);
      if (!list) {
        // Where a recurrence begins is no number that is put in for a while.
        const isLeftOut = (definition: Definition): boolean =>
          options.withoutValues === true && isValue(definition) && !this.isOfRecurrence(name.name);
        list = this.symbolDefinitions(name.name, view, options.onlyEarlier)
          .filter(({ definition }) => !isLeftOut(definition))
          .map(({ definition, indices }) => instantiate(reading(definition), indices));
        found.set(name, list);
      }
      return list;
    };
    const functions = new Map<string, FunctionDefinition | undefined>();
    const functionFor = (name: string): FunctionDefinition | undefined => {
      if (!functions.has(name)) {
        const definition = this.visible(name, view, options.onlyEarlier).find((d) => d.parameters);
        const { standIn } = options;
        const placeholder = symbol(`u‹${name}›`);
        if (definition) functions.set(name, { parameters: definition.parameters as readonly SymbolExpr[], body: reading(definition) });
        else if (standIn?.name === name) functions.set(name, { parameters: [placeholder], body: apply(standIn.primitive, [placeholder]) });
        else functions.set(name, undefined);
      }
      return functions.get(name);
    };
    return { definitions: { get }, functions: { get: functionFor }, unknownFunctions: this.unknownFunctions };
  }

  /** What a name is at a place, by its own definitions or by that of its family. */
  meaningsOf(name: string, view: View): readonly Expr[] {
    return this.symbolDefinitions(name, view).flatMap(({ definition, indices }) =>
      definition.readings.map((reading) => instantiate(reading, indices)),
    );
  }

  private symbolDefinitions(
    name: string,
    view: View,
    onlyEarlier?: boolean,
  ): { definition: Definition; indices: ReadonlyMap<string, string> }[] {
    const direct = this.visible(name, view, onlyEarlier).filter((definition) => !definition.parameters);
    if (direct.length > 0) return direct.map((definition) => ({ definition, indices: new Map() }));
    for (const definition of this.families.get(familyKey(name)) ?? []) {
      const indices = this.instanceOf(definition.name, name);
      const seen = this.visible(definition.name, view, onlyEarlier).includes(definition);
      const isLabelled = indices && [...indices].flat().some((letter) => this.isNamedQuantity(letter));
      const isBefore = indices && [...indices].some(([letter, value]) => Number(value) + (this.recurrences().get(letter) ?? 0) < 0);
      if (indices && seen && !definition.parameters && !isLabelled && !isBefore) return [{ definition, indices }];
    }
    return [];
  }

  /** w_1 is no w_{t+1} but an entry, where w stands by itself, unless w_0 shows that steps are counted, of what is no vector. */
  private instanceOf(pattern: string, name: string): ReadonlyMap<string, string> | undefined {
    const parts = nameParts(pattern);
    const whole = nameOf({ ...parts, sub: "" });
    const { isVector, isWritten } = this.page;
    const countsSteps = !isVector(whole) && (!isWritten(whole) || isWritten(nameOf({ ...parts, sub: "0" })));
    return matchIndices(pattern, name, countsSteps);
  }

  private recurrences(): ReadonlyMap<string, number> {
    if (this.recurrencesAt?.version !== this.version)
      this.recurrencesAt = { version: this.version, letters: recurrencesIn(this.definitions) };
    return this.recurrencesAt.letters;
  }

  /**
   * h_T that something is made of, beside a derivative by h_t, or by what every h_t is made of: how many steps lie between
   * them nobody says.
   */
  farMember(reached: readonly SymbolExpr[], by: SymbolExpr): string | undefined {
    for (const letter of this.recurrences().keys()) {
      if (this.bound.has(letter)) continue;
      const families = this.definitions.filter(({ name, parameters }) => !parameters && hasSubscript(name, letter));
      const below = freeSymbols(...families.flatMap(({ readings }) => readings));
      for (const { name: family } of families)
        for (const { name } of reached) {
          const item = inPlaceOf(letter, family, name);
          if (item === undefined || item === letter || name === by.name || lettersOf(by.name).includes(item)) continue;
          const isGeneral =
            lettersOf(by.name).includes(letter) && families.some((each) => inPlaceOf(letter, each.name, by.name) === letter);
          if (isGeneral || (!/^\d+$/.test(item) && below.includes(by))) return name;
        }
    }
    return undefined;
  }

  /**
   * What a loss depends on, for steps about single members of recurrences: not h_t, but h_1, h_2 and so on, as far as the page
   * goes, and of these what no later one is made of. `names` are those of the page.
   */
  numberedSinks(sinks: readonly SymbolExpr[], sides: readonly Expr[], names: Iterable<string>, view: View): SymbolExpr[] {
    if (this.recurrences().size === 0) return [...sinks];
    const all = [...names];
    let found = [...sinks];
    for (const [letter, back] of this.recurrences()) {
      const last = Math.min(lastNumber(letter, this.definitions, all, sides), MOST_STEPS);
      if (last === 0 || speaksInGeneral(letter, sides)) continue;
      const numbers = range(-back - 1, last).map((number) => number + 1);
      found = found.flatMap((sink) => {
        const members = numbers.map((number) => atIndex(sink, letter, number) as SymbolExpr);
        return members.includes(sink) ? [sink] : members.filter(({ name }) => this.isDefined(name, view));
      });
    }
    return [...new Set(found)];
  }

  /** r of a_r beside r = σ(a_r): what the page calls so counts nothing. */
  isNamedQuantity(name: string): boolean {
    if (this.bound.has(name)) return false;
    return (this.byName.get(name) ?? []).some(({ parameters, readings: [reading] }) => !parameters && reading && !isConstant(reading));
  }

  /** Whether a name is given a number at a place. */
  hasValue(name: string, view: View): boolean {
    return this.symbolDefinitions(name, view).some(({ definition }) => isValue(definition));
  }

  /** Whether a name stands for something at a place. */
  isDefined(name: string, view: View): boolean {
    return this.symbolDefinitions(name, view).length > 0;
  }

  /** The defined names that nothing else is defined from; what is defined as a derivative of a root does not count. */
  sinksAt(view: View, roots: readonly SymbolExpr[]): SymbolExpr[] {
    const adjoints = adjointsIn(this.definitions, roots);
    const before = this.definitions.filter((d) => d.index <= view.index && !d.parameters && !adjoints.has(d.name));
    const near =
      before.length > 0
        ? before
        : this.definitions.filter((d) => !d.parameters && !adjoints.has(d.name) && isWithin(d.section, view.section));
    const used = new Set(near.flatMap((d) => freeSymbols(d.readings[0] as Expr).map((name) => name.name)));
    const beside = besideRoots(this.definitions, roots, this.differentiatedBy);
    const last = near.filter((d) => !used.has(d.name) && !beside.has(d.name));
    const short = abbreviationsIn(
      last.map(({ name, readings }) => [name, readings[0] as Expr] as const),
      this.differentiatedBy,
    );
    return [...new Set(last.map(({ name }) => name))].filter((name) => !short.has(name)).map(symbol);
  }

  /** Open losses of something that others of their arguments are made of: L = ℓ(y, W) of y = W x depends on W in two ways. */
  entangledLosses(): string[] {
    const isOf = (name: string, each: string): boolean => name === each || nameOf({ ...nameParts(name), sub: "" }) === each;
    const isEntangled = (each: string, _: number, of: readonly string[]): boolean =>
      !this.definitions.some(({ name }) => isOf(name, each)) && this.madeOf(of, isOf).some((name) => isOf(name, each));
    return [...this.openLosses].filter(([, of]) => of.some(isEntangled)).map(([loss]) => loss);
  }

  /** What these are made of, through the definitions. */
  private madeOf(names: readonly string[], isOf: (name: string, whole: string) => boolean): string[] {
    const found = new Set<string>();
    const open = [...names];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const whole = at;
      for (const { name, readings } of this.definitions)
        if (isOf(name, whole))
          for (const each of freeSymbols(...readings))
            if (!found.has(each.name)) {
              found.add(each.name);
              open.push(each.name);
            }
    }
    return [...found];
  }

  /** o_1 and o_2, and y, of L = ℓ(o, y). */
  private argumentsOf(loss: string): SymbolExpr[] | undefined {
    const of = this.openLosses.get(loss);
    if (!of) return undefined;
    const isOf = (name: string, each: string): boolean => name === each || nameOf({ ...nameParts(name), sub: "" }) === each;
    const defined = this.definitions.filter(({ parameters }) => !parameters).map(({ name }) => name);
    return [
      ...new Set(
        of.flatMap((each) => [...defined.filter((name) => isOf(name, each)), ...(defined.some((name) => isOf(name, each)) ? [] : [each])]),
      ),
    ].map(symbol);
  }

  /** Names that occur in some definition, on either side. */
  isInSomeDefinition(name: SymbolExpr): boolean {
    if (this.byName.has(name.name)) return true;
    return this.definitions.some((d) =>
      d.readings.some((reading) =>
        postorder(reading).some((node) => node === name || (node.kind === "symbol" && matchIndices(node.name, name.name))),
      ),
    );
  }
}

/** The indices from one to before another. */
const range = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

const isValue = ({ readings, isEntry }: Definition): boolean => !isEntry && isConstant(readings[0] as Expr);

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Whether a section is another one or lies inside it. */
export function isWithin(section: Section, outer: Section): boolean {
  for (let at: Section | undefined = section; at; at = at.parent) if (at === outer) return true;
  return false;
}

/** A function body over parameters of its own, so that a name of the document is never mistaken for one. */
export function withOwnParameters(
  name: string,
  parameters: readonly SymbolExpr[],
  body: Expr,
): { readonly parameters: readonly SymbolExpr[]; readonly body: Expr } {
  const own = parameters.map((parameter) => symbol(`${parameter.name}‹${name}›`));
  return { parameters: own, body: substitute(body, new Map(parameters.map((parameter, i) => [parameter as Expr, own[i] as Expr]))) };
}
