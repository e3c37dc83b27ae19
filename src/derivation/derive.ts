/** The derivation of a derivative from the definitions of a document, as plain data. */
import { ParseError } from "../base/span.ts";
import { type DerivedChain, type DerivedStep, type Detail, deriveIn } from "../derive/derive.ts";
import { Underivable } from "../derive/underivable.ts";
import { type RuleName, reasonFor, sourceOf } from "../derive/rule.ts";
import { NotDifferentiable } from "../derivative/differentiate.ts";
import { Undetermined } from "../derivative/graph.ts";
import { elaborate } from "../elaborate/elaborate.ts";
import type { Names } from "../elaborate/names.ts";
import { type Expr, type SymbolExpr, symbol, zero } from "../expression/expr.ts";
import { writtenName } from "../expression/name.ts";
import { freeSymbols, postorder, rebuild } from "../expression/traverse.ts";
import { toLatex } from "../notation/latex.ts";
import { toPlain } from "../notation/plain.ts";
import { parseFormula } from "../syntax/grammar.ts";
import { latexTokens } from "../syntax/latex.ts";
import { occurrenceOf } from "../tensor/entry.ts";
import type { TensorNames } from "../tensor/infer.ts";
import { plainTokens } from "../syntax/plain.ts";
import { checkDocument } from "./check-document.ts";
import { type Contents, contentsOf, tensorsOf } from "./check.ts";
import { segmentsOf } from "./segments.ts";
import { lastResult } from "./computational-graph.ts";
import { indexedChains } from "./derive-indexed.ts";
import { matrixChains } from "./derive-matrix.ts";
import { type DocumentParts, formulasOf } from "./formula.ts";
import type { Scope } from "./scope.ts";
import type { View } from "./view.ts";
import { applyLabels } from "./labels.ts";
import type { DocumentLanguage } from "./segment.ts";
import { tensorKey } from "./tensor.ts";
import { rankOf } from "./rough-rank.ts";

export { Underivable } from "../derive/underivable.ts";

export interface DeriveOptions {
  /** What is differentiated: a name of the document or an expression, in plain text or LaTeX. */
  readonly of: string;
  /** By which name. */
  readonly wrt: string;
  /** Default: markdown. */
  readonly language?: DocumentLanguage;
  /** brief: the chain and the result; normal; full: each local derivative rule by rule, too. */
  readonly detail?: Detail;
}

/** An expression in both spellings. */
export interface Written {
  readonly plain: string;
  readonly latex: string;
}

export interface DerivationStep extends Written {
  readonly rule: RuleName;
  readonly reason: { readonly en: string; readonly ko: string };
  /** Where the rule is found. */
  readonly source: string;
  /** Where the derivatives of the table that were used are found. */
  readonly sources: readonly string[];
}

export interface DerivationChain {
  readonly left: Written;
  readonly steps: readonly DerivationStep[];
}

export interface Derivation {
  readonly of: string;
  readonly wrt: string;
  /** The definitions that it rests on. */
  readonly definitions: readonly { readonly name: Written; readonly body: Written }[];
  /** The shapes that the page gives, where it has vectors and matrices. */
  readonly shapes: readonly Written[];
  /** One after the other; the last begins with the derivative that was asked for. */
  readonly chains: readonly DerivationChain[];
  readonly result: Written;
}

/**
 * Derives ∂of/∂wrt step by step from the definitions of a document; every step is one that `checkDocument` proves.
 * Throws Underivable, which says what is missing and what would help, and ParseError for names that cannot be read.
 */
export function derive(text: string, options: DeriveOptions): Derivation {
  return new Deriver(text, options.language ?? "markdown").derive(options);
}

/** A document from which several derivatives are taken. */
export class Deriver {
  private readonly contents: Contents;
  private readonly parts: DocumentParts;
  private readonly view: View;
  private foundTensors: ReturnType<typeof tensorsOf> | undefined;

  constructor(text: string, language: DocumentLanguage = "markdown") {
    const parts = formulasOf(segmentsOf(text, language));
    this.parts = parts;
    this.contents = contentsOf(parts);
    const section = parts.formulas.at(-1)?.section ?? { id: 0, level: 0, parent: undefined };
    this.view = { index: Number.MAX_SAFE_INTEGER, section };
  }

  /** Names that may be asked for, in the order in which the document defines them. */
  names(): string[] {
    const all = this.contents.scope.definitions.flatMap(({ name, parameters, readings }) => [
      ...(parameters ? [] : [name]),
      ...readings.flatMap((reading) => freeSymbols(reading)).map((each) => each.name),
    ]);
    // A parameter has a name of its own inside.
    return [...new Set(all.filter((name) => !name.includes("‹")).map(writtenName))];
  }

  /** What is asked for most: the last result, and a name that nothing defines, a weight if there is one. */
  customary(): { readonly result: string | undefined; readonly leaf: string | undefined } {
    const { scope } = this.contents;
    const leaves = this.names().filter((name) => !scope.isDefined(name, this.view));
    return { result: lastResult(this.contents)?.name, leaf: leaves.find((name) => /^[wW]/.test(name)) ?? leaves[0] };
  }

  derive(options: Omit<DeriveOptions, "language">): Derivation {
    try {
      return this.derived(options);
    } catch (error) {
      if (error instanceof Undetermined || error instanceof NotDifferentiable) throw new Underivable(error.message);
      throw error;
    }
  }

  private derived({ of, wrt, detail }: Omit<DeriveOptions, "language">): Derivation {
    const { scope, names } = this.contents;
    const what = this.read(of, names);
    const variable = this.read(wrt, names);
    if (variable.kind !== "symbol") throw new Underivable(`${wrt} is no name: one can differentiate by a name only`);
    this.refuse(what, variable, scope);
    const isIndexed = this.isIndexed(variable);
    try {
      if (this.tensorsIn(what, variable, scope)) return this.overMatrices(what, variable);
    } catch (error) {
      // What has sums over indices is another matter.
      if (!isIndexed || !(error instanceof Underivable || error instanceof Undetermined)) throw error;
    }
    if (isIndexed) return this.overIndices(what, variable);
    const isOpen = this.isOpen(what);
    const graph = scope.graphAt(this.view, isOpen ? [what as SymbolExpr] : []);
    const { chains, result, used, functions } = deriveIn(graph, what, variable, detail);
    const by = toLatex(variable);
    const derivation = {
      of: toPlain(what),
      wrt: toPlain(variable),
      definitions:
        result === zero ? this.given() : [...used, ...functions].map(([name, body]) => ({ name: written(name), body: written(body) })),
      shapes: [],
      chains: chains.map(({ left, steps }) => ({ left: written(left), steps: steps.map((step) => writtenStep(step, by)) })),
      result: written(result),
    };
    // That something does not depend on a name may only be what the page does not say.
    if (result === zero && this.given().length > 0) this.demandProved(derivation);
    return derivation;
  }

  private read(text: string, names: Names): Expr {
    const asName = text.trim();
    if (!this.parts.labels.told.has(asName) && this.names().includes(asName)) return symbol(asName);
    const isLatex = /[\\{]/.test(text);
    const chain = parseFormula(isLatex ? latexTokens(text, new Map()) : plainTokens(text), isLatex ? "latex" : "plain");
    if (!chain.first || chain.links.length > 0) throw new ParseError("a relation, where an expression is needed", chain.span);
    applyLabels(chain, this.parts.labels);
    return elaborate(chain.first, { names }).expr;
  }

  /** What is asked for has to occur, and to be about numbers. */
  private refuse(of: Expr, wrt: SymbolExpr, scope: Scope): void {
    const known = this.names();
    const wholeOf = (name: string): string => occurrenceOf(name, this.tensors.names).whole;
    const wholes = new Set(known.map(wholeOf));
    const list =
      known.length > 0 ? `: there are ${known.slice(0, 12).join(", ")}${known.length > 12 ? ", …" : ""}` : ", which defines nothing";
    if (known.length === 0 && of.kind !== "symbol") return;
    for (const name of [...freeSymbols(of), wrt])
      if (
        !known.includes(writtenName(name.name)) &&
        !(wholeOf(name.name) !== name.name && wholes.has(wholeOf(name.name))) &&
        !scope.isInSomeDefinition(name) &&
        !this.contents.roles.occurrences.get(name.name)
      )
        throw new Underivable(`${writtenName(name.name)} does not occur in the document${list}`);
    if (!scope.isInSomeDefinition(wrt) && !freeSymbols(of).includes(wrt) && !wholes.has(wholeOf(wrt.name)))
      throw new Underivable(`nothing in the document is defined from ${writtenName(wrt.name)}: add the definition that it stands in`);
  }

  /** A loss that the page differentiates and does not define: an unknown function of what the page computes. */
  private isOpen(of: Expr): boolean {
    const { scope, facts } = this.contents;
    if (of.kind !== "symbol" || scope.isDefined(of.name, this.view)) return false;
    return facts.roots.includes(of) || !scope.isInSomeDefinition(of);
  }

  /** The first vector or matrix that a derivative is about. */
  private tensorsIn(of: Expr, wrt: SymbolExpr, scope: Scope): string | undefined {
    const roots = this.isOpen(of) ? [of as SymbolExpr] : [];
    const graph = scope.graphAt(this.view, roots);
    const reached = [
      ...graph.reach(of),
      ...roots.flatMap((root) => (graph.sinksOf(root) ?? []).flatMap((sink) => [sink, ...graph.reach(sink)])),
      wrt,
    ];
    return reached.find((name) => this.contents.facts.tensors.has(tensorKey(name.name)))?.name;
  }

  private get tensors(): ReturnType<typeof tensorsOf> {
    return (this.foundTensors ??= tensorsOf(this.parts, this.contents, "numerator"));
  }

  /** Whether sums over indices are in it: in what the page defines, or in the name that is differentiated by. */
  private isIndexed(wrt: SymbolExpr): boolean {
    const isOpenSum = (node: Expr): boolean =>
      node.kind === "binder" && node.op === "sum" && !(node.bounded && node.args.slice(1, 3).every((bound) => bound.kind === "number"));
    const { indices } = occurrenceOf(wrt.name, this.tensors.names);
    return (
      indices.some((index) => index.letters.length > 0) ||
      this.contents.scope.definitions.some(({ readings }) => postorder(...readings).some(isOpenSum))
    );
  }

  /** Family by family, with sums over indices; what is written is judged before it is shown. */
  private overIndices(of: Expr, wrt: SymbolExpr): Derivation {
    const { scope } = this.contents;
    if (of.kind !== "symbol") throw new Underivable(`give ${toPlain(of)} a name: derivations over indices are written for what has one`);
    const definitions = new Map<string, Expr>();
    for (const {
      name,
      parameters,
      readings: [body],
    } of scope.definitions)
      if (body && !parameters && !definitions.has(name) && !postorder(body).some((node) => node.kind === "derivative"))
        definitions.set(name, body);
    const sinks = this.isOpen(of) ? scope.sinksAt(this.view, [of]).map(({ name }) => name) : [];
    const chains = indexedChains(definitions, sinks, of, wrt, this.tensors.names);
    return this.judged(of, wrt, chains);
  }

  /** In matrix form; what is written is judged before it is shown. */
  private overMatrices(of: Expr, wrt: SymbolExpr): Derivation {
    const { scope } = this.contents;
    if (of.kind !== "symbol") throw new Underivable(`give ${toPlain(of)} a name: matrix derivations are written for a loss that has one`);
    const { names, declared } = this.tensors;
    const isOpen = this.isOpen(of);
    const graph = scope.graphAt(this.view, isOpen ? [of] : []);
    const ranks = (expr: Expr): number | undefined => (isOpen && expr === of ? 0 : rankIn(expr, of, names));
    const isRow = (expr: Expr): boolean => expr.kind === "symbol" && declared.get(expr.name)?.[0] === "1";
    const chains = matrixChains(graph, of, wrt, Object.assign(ranks, { isRow }));
    return this.judged(of, wrt, chains);
  }

  /** Chains that are proved, as a derivation. */
  private judged(of: SymbolExpr, wrt: SymbolExpr, chains: readonly DerivedChain[]): Derivation {
    const { declared } = this.tensors;
    const last = chains.at(-1)?.steps.at(-1);
    if (!last) throw new Underivable(`∂${of.name}/∂${wrt.name} is what an unknown loss makes of it: nothing can be derived`);
    const by = toLatex(wrt);
    const shown = chains.map(({ left, steps }) => ({ left: written(left), steps: steps.map((step) => writtenStep(step, by)) }));
    const derivation = {
      of: writtenName(of.name),
      wrt: writtenName(wrt.name),
      definitions: this.given(),
      shapes: [...declared].map(shapeOf),
      chains: shown,
      result: written(last.expr),
    };
    this.demandProved(derivation);
    return derivation;
  }

  /** Shapes come from the whole page: so does what a written derivation begins with. */
  private given(): Derivation["definitions"] {
    return this.contents.scope.definitions.flatMap(({ name, parameters, readings: [body] }) =>
      // δ_k = ∂E/∂a_k beside δ_j = ∂E/∂a_j tells that w_{kj} and w_{ji} are not of one family.
      body && !parameters && (writtenName(name) !== name || !postorder(body).some((node) => node.kind === "derivative"))
        ? [{ name: written(symbol(name)), body: written(body) }]
        : [],
    );
  }

  /** What is written has to be proved by itself, from the definitions that it lists. */
  private demandProved(derivation: Derivation): void {
    const given = [
      ...derivation.shapes.map(({ latex }) => latex),
      ...derivation.definitions.map(({ name, body }) => `${name.latex} = ${body.latex}`),
    ];
    const rows = derivation.chains.flatMap(({ left, steps }) =>
      steps.map(({ latex }, i) => `${i === 0 ? left.latex : (steps[i - 1] as DerivationStep).latex} = ${latex}`),
    );
    const text = [...given, ...rows].map((row) => `$$\n${row}\n$$`).join("\n\n");
    const steps = checkDocument(text)
      .statements.slice(-rows.length)
      .flatMap((statement) => statement.steps);
    const open = steps.find(({ verdict }) => verdict !== "proved");
    if (open) throw new Underivable(`${open.left} = ${open.right} was found but is not confirmed: ${open.reason ?? open.verdict}`);
  }
}

function shapeOf([name, dimensions]: readonly [string, readonly string[]]): Written {
  const plain = `${name}: [${dimensions.join(", ")}]`;
  const size = dimensions.length === 0 ? "" : `^{${dimensions.map((each) => toLatex(symbol(each))).join(" \\times ")}}`;
  return { plain, latex: `${toLatex(symbol(name))} \\in \\mathbb{R}${size}` };
}

/** ∂L/∂A is as large as A. */
function rankIn(expr: Expr, loss: SymbolExpr, names: TensorNames): number | undefined {
  const plain = rebuild(expr, (node) => (node.kind === "derivative" && node.args[0] === loss ? (node.args[1] as Expr) : node));
  return rankOf(plain, names);
}

function written(expr: Expr): Written {
  return { plain: toPlain(expr), latex: toLatex(expr) };
}

function writtenStep({ expr, struck, rule, sources }: DerivedStep, by: string): DerivationStep {
  const plain = struck.reduce((text) => `${text} + 0`, toPlain(expr));
  const latex = struck.reduce((text, term) => `${text} + \\cancel{${toLatex(term)}}^{0}`, toLatex(expr));
  return { plain, latex, rule, reason: reasonFor(rule, `$${by}$`), source: sourceOf(rule), sources };
}
