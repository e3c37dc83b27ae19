/** The index form of a document: derivatives through its definitions, each name once. */
import { type Step, call } from "../base/coroutine.ts";
import { isCondition, partial } from "../derivative/differentiate.ts";
import { productOf, sumOf } from "../derivative/tidy.ts";
import { type Expr, type SymbolExpr, binder, isOp, zero } from "../expression/expr.ts";
import { BY_WHAT, NABLA } from "../expression/name.ts";
import { freeSymbols, postorder, rebuild } from "../expression/traverse.ts";
import { type Occurrence, axesOfOccurrence, letterOf, occurrenceOf } from "../tensor/entry.ts";
import { rankIn } from "../tensor/infer.ts";
import { slot } from "../tensor/sizes.ts";
import { casesDifferentiated } from "./cases.ts";
import { summed } from "./matrix.ts";
import { NoIndexForm } from "./no-index-form.ts";
import { SYMMETRIC, type Token, computed, delta, entry, entryAsWritten, linear, partsOfEntry, shifted } from "./token.ts";
import { Components, type IndexedSource, type Letters } from "./component.ts";

/** How many definitions may stand behind each other. */
const DEEPEST = 60;

interface Defined {
  readonly rank: number;
  readonly occurrence: Occurrence;
  readonly letters: readonly (string | undefined)[];
  readonly body: Expr;
}

export class IndexForm extends Components {
  private readonly defined = new Map<string, Defined>();
  private readonly bodies = new Map<SymbolExpr, Expr | undefined>();
  private depth = 0;
  /** Whether names are held, however they are defined. */
  private isLocal = false;
  /** Whether ∂L/∂x of a defined L stays a name, for a proof by what uses x. */
  private readonly namesAdjoints: boolean;

  constructor(source: IndexedSource, namesAdjoints = false) {
    super(source);
    this.namesAdjoints = namesAdjoints;
    for (const [name, body] of source.definitions) {
      const occurrence = occurrenceOf(name, source.names);
      const { whole, indices } = occurrence;
      const rank = rankIn(source.names, whole, indices.length);
      const letters = indices.map(letterOf);
      // x_0 = 1 of an x that nothing else defines: what holds whatever x_0 is, holds for 1.
      const isValue = body.kind === "number" && letters.includes(undefined);
      if (!isValue || this.defined.has(`${whole}/${rank}`)) this.defined.set(`${whole}/${rank}`, { rank, occurrence, letters, body });
    }
  }

  protected override hasDefinition(whole: string, rank: number): boolean {
    return this.defined.has(`${whole}/${rank}`);
  }

  protected override *ofDerivative(of: Expr, by: SymbolExpr, at: readonly Token[], letters: Letters): Step<Expr> {
    const rank = this.shapeOf(of).length;
    const inRows = this.source.names.layout !== "denominator";
    // The row of a gradient that is written as one has the index 1.
    const isRow = rank === 0 && this.source.names.layout === "rows" && at.length === 2 && this.shapeOf(by).length === 1;
    if (isRow) return this.derivative(yield* call(this.entryOf(of, [], letters)), this.ofSymbol(by, at.slice(1), letters) as SymbolExpr);
    const cut = inRows ? rank : at.length - rank;
    const mine = inRows ? at.slice(0, cut) : at.slice(cut);
    const theirs = inRows ? at.slice(cut) : at.slice(0, cut);
    const variable = this.ofSymbol(by, theirs, letters) as SymbolExpr;
    if (this.namesAdjoints && of.kind === "symbol" && this.isRoot(of.name)) return adjoint(of.name, partsIn(variable));
    const quantity = yield* call(this.entryOf(of, mine, letters));
    return this.derivative(quantity, variable);
  }

  /** Whether a number without an index is defined by that name. */
  isRoot(name: string): boolean {
    return this.defined.get(`${name}/0`)?.letters.length === 0;
  }

  /** d expr / d entry where every other name is held. */
  slope(expr: Expr, by: SymbolExpr): Expr {
    this.isLocal = true;
    try {
      return this.derivative(expr, by);
    } finally {
      this.isLocal = false;
    }
  }

  /** All that a loss is made of, each at indices of its own, with what defines it. */
  partsOf(root: string): readonly { readonly name: SymbolExpr; readonly body: Expr }[] {
    return [...this.defined].flatMap(([key, { body: written }]) => {
      const [, name = "", axes = ""] = /^(.*)\/(\d+)$/.exec(key) ?? [];
      const isGradient = written.kind === "derivative" || isOp(written, "gradient");
      if (key === `${root}/0` || isGradient || !this.reach(root, 0).has(name)) return [];
      const own = entry(
        name,
        this.indicesFor(Array.from({ length: Number(axes) }, (_, axis) => this.source.classes.find(slot(name, Number(axes), axis)))),
      );
      const body = this.bodyOf(own);
      return body ? [{ name: own, body }] : [];
    });
  }

  /** What the indices along an axis run through, and from where they count: the same for axes with the same indices. */
  rangeAlong(whole: string, rank: number, axis: number): string {
    const name = nameInPage(whole);
    return `${this.source.classes.find(slot(name, rank, axis))} from ${this.source.names.originOf(name, rank, axis)}`;
  }

  /** Names of gradients, such as δ_t = ∂L/∂a_t, put in. */
  withGradients(expr: Expr): Expr {
    return rebuild(expr, (node) => {
      const { whole, tokens } = partsIn(node);
      const written = node.kind === "symbol" ? this.defined.get(`${whole}/${tokens.length}`)?.body : undefined;
      const isGradient = written !== undefined && (written.kind === "derivative" || isOp(written, "gradient"));
      return isGradient ? (this.bodyOf(node as SymbolExpr) ?? node) : node;
    });
  }

  /** d expr / d entry through the definitions; the entry itself is held on the way. */
  protected override derivative(expr: Expr, by: SymbolExpr): Expr {
    const target = partsOfEntry(by.name) ?? { whole: by.name, tokens: [] };
    const derivatives = new Map<number, Expr>();
    if (target.whole === NABLA) throw new NoIndexForm(BY_WHAT);
    if (++this.depth > DEEPEST) throw new NoIndexForm("definitions that rest on too many others, or on themselves");
    for (const node of postorder(expr)) derivatives.set(node.id, this.derivativeOfNode(node, by, target, derivatives));
    this.depth--;
    return derivatives.get(expr.id) as Expr;
  }

  private derivativeOfNode(
    node: Expr,
    by: SymbolExpr,
    target: { readonly whole: string; readonly tokens: readonly Token[] },
    known: ReadonlyMap<number, Expr>,
  ): Expr {
    const d = (arg: Expr): Expr => known.get(arg.id) as Expr;
    if (node.kind === "number" || isCondition(node)) return zero;
    if (node.kind === "symbol") return this.derivativeOfEntry(node, by, target);
    if (node.kind === "binder") {
      if (node.op !== "sum") throw new NoIndexForm(`a ${node.op} is differentiated`);
      const inner = d(node.args[3] as Expr);
      return inner === zero ? zero : binder("sum", node.args[0] as SymbolExpr, undefined, inner);
    }
    if (isOp(node, "piecewise")) return casesDifferentiated(node, d);
    const terms = node.args.flatMap((arg, i) => (d(arg) === zero ? [] : [productOf([partial(node, i), d(arg)])]));
    return sumOf(terms);
  }

  private derivativeOfEntry(node: SymbolExpr, by: SymbolExpr, target: { readonly whole: string; readonly tokens: readonly Token[] }): Expr {
    const mine = partsOfEntry(node.name) ?? { whole: node.name, tokens: [] };
    const isOfFamily = mine.whole === target.whole && mine.tokens.length === target.tokens.length;
    if (this.isLocal && isOfFamily) return productOf(mine.tokens.map((token, i) => delta(token, target.tokens[i] as Token)));
    const later = isOfFamily ? this.stepsBetween(mine.whole, mine.tokens, target.tokens) : 0;
    if (later < 0) return zero;
    if (isOfFamily && later === 0) return productOf(mine.tokens.map((token, i) => delta(token, target.tokens[i] as Token)));
    const parts = this.concatenations.get(mine.whole);
    if (parts) {
      const slopes = parts.map((part) => this.derivative(this.component(part, this.indicesFor(this.shapeOf(part)), new Map()), by));
      if (slopes.some((slope) => slope !== zero)) throw new NoIndexForm("a concatenation is differentiated by a part of it");
      return zero;
    }
    const ofMatrix = this.matrices.derivative(node, (of, at) => this.derivative(this.component(of, at, new Map()), by));
    if (ofMatrix) return ofMatrix;
    // What nobody defines may depend on it.
    if (this.isLocal && this.source.sinks.has(node.name)) throw new NoIndexForm(`it is not known what ${node.name} depends on`);
    if (this.isLocal) return zero;
    const sinks = this.source.sinks.get(node.name);
    // Nothing is the last that a recurrence makes: 0 = 0 would be no proof.
    if (sinks?.length === 0) throw new NoIndexForm(`it is not known what ${node.name} depends on`);
    if (sinks) return sumOf(sinks.map((sink) => this.throughSink(node.name, sink, by)));
    // A recurrence goes on for ever: h_t is not asked for h_{t-1} where neither can depend on it.
    if (!this.reach(mine.whole, mine.tokens.length).has(nameInPage(target.whole))) return zero;
    const body = this.bodyOf(node);
    return body ? this.derivative(body, by) : zero;
  }

  /** How many steps of a recurrence lie between two of its entries; 0 where it is none. */
  private stepsBetween(whole: string, mine: readonly Token[], theirs: readonly Token[]): number {
    const axes = this.axesOfTime(whole, mine.length);
    if (!axes) throw new NoIndexForm(`${whole} is made of itself in a way that is not followed`);
    const steps = axes.map((axis) => {
      const [a, b] = [linear(mine[axis] as Token), linear(theirs[axis] as Token)];
      const apart = linear(computed({ terms: [...a.terms, ...b.terms.map(([token, n]) => [token, -n] as const)], constant: 0 }));
      if (apart.terms.length > 0) throw new NoIndexForm(`how far apart two entries of ${whole} are, each made of the one before it`);
      return a.constant - b.constant;
    });
    return steps.find((step) => step !== 0) ?? 0;
  }

  /** The axes along which entries are made of earlier ones, that of t of an h_t that is made of h_{t-1}; undefined where that is not clear. */
  private axesOfTime(whole: string, rank: number): readonly number[] | undefined {
    const key = `${whole}/${rank}`;
    const found = this.defined.get(key);
    if (!found || !this.reach(whole, rank).has(whole)) return [];
    const bodies = [key, ...[...this.defined.keys()].filter((each) => this.reach(whole, rank).has(each.replace(/\/\d+$/, "")))].flatMap(
      (each) => this.bodiesIn(each),
    );
    const shifts = freeSymbols(...bodies).flatMap(({ name }) =>
      occurrenceOf(name, this.source.names).indices.flatMap(({ letters: [letter, ...more], constant }) =>
        letter && more.length === 0 && constant !== 0 ? [[letter[0], constant] as const] : [],
      ),
    );
    const { indexed } = axesOfOccurrence(found.occurrence, rank);
    const isBack = (letter: string | undefined): boolean => shifts.some(([each, by]) => each === letter && by < 0);
    const axes = found.letters.flatMap((letter, i) => (isBack(letter) ? [indexed[i] as number] : []));
    const isOneWay = shifts.every(([, by]) => by < 0);
    return axes.length === 1 && isOneWay ? axes : undefined;
  }

  private readonly reached = new Map<string, ReadonlySet<string>>();

  /** The names that a defined one is made of, through the definitions, and what a loss among them may depend on. */
  private reach(whole: string, rank: number): ReadonlySet<string> {
    const key = `${whole}/${rank}`;
    let found = this.reached.get(key);
    if (!found) this.reached.set(key, (found = this.reachFrom(key)));
    return found;
  }

  /** What defines a name, and the functions that it calls. */
  private bodiesIn(key: string): Expr[] {
    const own = this.defined.get(key);
    const found = own ? [own.body] : [];
    const called = new Set<string>();
    for (const body of found)
      for (const node of postorder(body)) {
        const known = node.kind === "call" && !called.has(node.name) ? this.source.functions.get(node.name) : undefined;
        if (node.kind !== "call" || !known) continue;
        called.add(node.name);
        found.push(known.body);
      }
    return found;
  }

  private reachFrom(key: string): ReadonlySet<string> {
    const { names, sinks } = this.source;
    const found = new Set<string>();
    const open = [key];
    const seen = new Set<string>();
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      for (const { name } of freeSymbols(...this.bodiesIn(at))) {
        const occurrence = occurrenceOf(name, names);
        found.add(occurrence.whole);
        open.push(`${occurrence.whole}/${rankIn(names, occurrence.whole, occurrence.indices.length)}`);
        for (const sink of sinks.get(name) ?? []) {
          found.add(sink.split("/")[0] as string);
          open.push(sink);
        }
      }
    }
    return found;
  }

  /** What an unknown loss changes by one of the things that it depends on. */
  private throughSink(root: string, sink: string, by: SymbolExpr): Expr {
    const [whole = "", rank = "0"] = sink.split("/");
    const at = this.indicesFor(
      Array.from({ length: Number(rank) }, (_, axis) => this.source.classes.find(slot(whole, Number(rank), axis))),
    );
    const slope = this.derivative(entry(whole, at), by);
    if (slope === zero) return zero;
    return summed(productOf([entry(`∂${root}/∂${whole}`, at), slope]), at);
  }

  /** What an entry is by the definitions, if it is defined. */
  bodyOf(node: SymbolExpr): Expr | undefined {
    if (!this.bodies.has(node)) {
      if (++this.depth > DEEPEST) throw new NoIndexForm("definitions that rest on too many others");
      this.bodies.set(node, this.definitionAt(node));
      this.depth--;
    }
    return this.bodies.get(node);
  }

  private definitionAt(node: SymbolExpr): Expr | undefined {
    const { whole, tokens } = partsOfEntry(node.name) ?? { whole: node.name, tokens: [] };
    const found = this.defined.get(`${whole}/${tokens.length}`);
    if (!found) return undefined;
    if (found.letters.length === 0) return this.component(found.body, tokens, new Map());
    const isRow = found.rank === 2 && found.letters[0] === undefined && this.source.names.isRow(whole);
    if (found.letters.slice(isRow ? 1 : 0).includes(undefined)) throw new NoIndexForm(`${whole} is defined for some entries only`);
    const { indexed, inner } = axesOfOccurrence(found.occurrence, found.rank);
    const { originOf } = this.source.names;
    const valueAt = (axis: number): Token => shifted(tokens[axis] as Token, originOf(whole, found.rank, axis) - 1);
    const letters = new Map(
      found.letters.flatMap((letter, i) => (letter === undefined ? [] : [[letter, valueAt(indexed[i] as number)] as const])),
    );
    return this.component(
      found.body,
      inner.map((axis) => tokens[axis] as Token),
      letters,
    );
  }

  /** The earliest members of recurrences that expressions speak of, by the letters of their time. */
  earliestIn(exprs: readonly Expr[]): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (const { letters, step } of exprs.flatMap((expr) => this.timesIn(expr)))
      found.set(letters, Math.min(step, found.get(letters) ?? Infinity));
    return found;
  }

  private timesIn(expr: Expr): { readonly letters: string; readonly step: number }[] {
    return freeSymbols(expr).flatMap(({ name }) => {
      const { whole, tokens } = partsOfEntry(name) ?? { whole: name, tokens: [] };
      const [axis] = this.axesOfTime(whole, tokens.length) ?? [];
      if (axis === undefined) return [];
      const { terms, constant } = linear(tokens[axis] as Token);
      return [{ letters: terms.map(([token, times]) => `${times}${token}`).join(), step: constant }];
    });
  }

  /**
   * Every defined entry replaced by what it is, down to the leaves, or as far as no sum comes in; members of recurrences down
   * to the earliest that is spoken of.
   */
  unfold(expr: Expr, how: "wholly" | "without sums", earliest: ReadonlyMap<string, number>): Expr {
    const isKept = (body: Expr): boolean => how === "without sums" && postorder(body).some((node) => node.kind === "binder");
    const bodyOf = (node: SymbolExpr): Expr => {
      const { whole, tokens } = partsOfEntry(node.name) ?? { whole: node.name, tokens: [] };
      const isRecurrent = this.reach(whole, tokens.length).has(whole);
      if (isRecurrent && !this.axesOfTime(whole, tokens.length)) return node;
      const body = this.bodyOf(node);
      const isEarlier = ({ letters, step }: { letters: string; step: number }): boolean => step < (earliest.get(letters) ?? Infinity);
      if (isRecurrent && body && this.timesIn(body).some(isEarlier)) return node;
      return body && !isKept(body) ? body : node;
    };
    let current = expr;
    for (let pass = 0; pass < DEEPEST; pass++) {
      const next = rebuild(current, (node) => (node.kind === "symbol" ? bodyOf(node) : node));
      if (next === current) return current;
      current = next;
    }
    throw new NoIndexForm("definitions that rest on too many others");
  }
}

interface Parts {
  readonly whole: string;
  readonly tokens: readonly Token[];
}

/** The name and the tokens of an entry; none for what has no indices. */
export function partsIn(node: Expr): Parts {
  const name = node.kind === "symbol" ? node.name : "";
  return partsOfEntry(name) ?? { whole: name, tokens: [] };
}

/** ∂L/∂x as a name. */
export const adjoint = (root: string, { whole, tokens }: Parts): SymbolExpr => entryAsWritten(`∂${root}/∂${whole}`, tokens);

const nameInPage = (whole: string): string => (whole.endsWith(SYMMETRIC) ? whole.slice(0, -SYMMETRIC.length) : whole);
