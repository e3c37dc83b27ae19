/** The names of a document: what each of them stands for at a place, and what the author assumes of them. */
import { Graph, type FunctionDefinition, type GraphSource } from "../derivative/graph.ts";
import { type Expr, type SymbolExpr, apply, symbol } from "../expression/expr.ts";
import { freeSymbols, isConstant, postorder } from "../expression/traverse.ts";
import { Assumptions } from "./assumption.ts";
import type { Definition } from "./definition.ts";
import { familyKey, indexPattern, instantiate, matchIndices } from "./family.ts";
import { type Update, mixesSteps } from "./current-step.ts";
import type { Section } from "./formula.ts";
import { IndexConditions } from "./index-condition.ts";
import { argumentsOf } from "./loss-argument.ts";
import { type DifferentiatedBy, abbreviationsIn, adjointsIn, besideRoots, leavesOf } from "./root.ts";
import { RecurrenceSteps } from "./recurrence-step.ts";
import { type View, isWithin } from "./view.ts";

/** Within so many formulas behind a redefinition its meaning is taken as plain. */
const NEAR = 2;

export interface Rejected {
  readonly index: number;
  readonly section: Section;
  readonly name: string;
  readonly reading: Expr;
  /** Refuted, rather than undecided. */
  readonly certain: boolean;
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

export class Scope {
  readonly definitions: Definition[] = [];
  readonly assumptions = new Assumptions();
  readonly indexConditions = new IndexConditions();
  readonly recurrences = new RecurrenceSteps(this);
  /** Second definitions that do not hold, or are not decided: what may rest on them is not blamed. */
  readonly rejected: Rejected[] = [];
  /** Losses of which the page says only of what they are some function: L = ℓ(o, y). */
  readonly openLosses = new Map<string, readonly string[]>();
  /** Those of them that the page applies to what they depend on, and says nothing of: L of J(w) = L(w) + …. */
  readonly unsaid = new Set<string>();
  /** Names that the words call a derivative: no loss is made of them. */
  readonly derivatives = new Set<string>();
  /** Steps of descent. */
  steps: readonly Update[] = [];
  /** The names that are differentiated somewhere, and by which. */
  differentiatedBy: DifferentiatedBy = new Map();
  /** Letters that sums run over. */
  bound: ReadonlySet<string> = new Set();
  /** Grows with every change. */
  version = 0;
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
    const before = this.assumptions.all.length;
    for (const condition of conditions) this.assumptions.all.push({ index, section, condition, local: false, behind: false });
    this.version++;
    try {
      return act();
    } finally {
      this.assumptions.all.length = before;
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

  definitionsNamed(name: string): readonly Definition[] {
    return this.byName.get(name) ?? [];
  }

  /** Definitions with a letter for an index that may say what a name is. */
  familyOf(name: string): readonly Definition[] {
    return this.families.get(familyKey(name)) ?? [];
  }

  /** B of "for any $B$", where a number is given for it and the step does not speak of it. */
  generalValueAt(view: View, spoken: readonly SymbolExpr[]): string | undefined {
    const here = this.assumptions.general.filter(({ index, until }) => index <= view.index && view.index <= until);
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
            this.argumentsOf(root) ?? [...sinks, ...leavesOf(root, sinks, this.definitions, this.differentiatedBy)],
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
          options.withoutValues === true && isValue(definition) && !this.recurrences.isOf(name.name);
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
    for (const definition of this.familyOf(name)) {
      const indices = this.recurrences.instanceOf(definition.name, name);
      const seen = this.visible(definition.name, view, onlyEarlier).includes(definition);
      const isLabelled = indices && [...indices].flat().some((letter) => this.isNamedQuantity(letter));
      const isBefore = indices && this.recurrences.isBeforeFirst(indices);
      if (indices && seen && !definition.parameters && !isLabelled && !isBefore) return [{ definition, indices }];
    }
    return [];
  }

  /** r of a_r beside r = σ(a_r): what the page calls so counts nothing. */
  isNamedQuantity(name: string): boolean {
    if (this.bound.has(name)) return false;
    return this.definitionsNamed(name).some(({ parameters, readings: [reading] }) => !parameters && reading && !isConstant(reading));
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
    const adjoints = new Set([...adjointsIn(this.definitions, roots), ...this.derivatives]);
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

  /** What the page says that a loss depends on. */
  private argumentsOf({ name }: SymbolExpr): SymbolExpr[] | undefined {
    const of = this.openLosses.get(name);
    return of && argumentsOf(of, this.definitions);
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

const isValue = ({ readings, isEntry }: Definition): boolean => !isEntry && isConstant(readings[0] as Expr);

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
