/** The derivation of a derivative from the definitions of a document, as plain data. */
import { ParseError } from "../base/span.ts";
import { type DerivedStep, type Detail, Underivable, deriveIn } from "../derive/derive.ts";
import { type RuleName, reasonFor } from "../derive/rule.ts";
import { elaborate } from "../elaborate/elaborate.ts";
import type { Names } from "../elaborate/names.ts";
import { type Expr, type SymbolExpr, symbol } from "../expression/expr.ts";
import { freeSymbols } from "../expression/traverse.ts";
import { toLatex } from "../notation/latex.ts";
import { toPlain } from "../notation/plain.ts";
import { parseFormula } from "../syntax/grammar.ts";
import { latexTokens } from "../syntax/latex.ts";
import { plainTokens } from "../syntax/plain.ts";
import { type Contents, contentsOf, segmentsOf } from "./check.ts";
import { formulasOf } from "./formula.ts";
import type { Scope, View } from "./scope.ts";
import type { DocumentLanguage } from "./segment.ts";
import { tensorKey } from "./tensor.ts";

export { Underivable };

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
  private readonly view: View;

  constructor(text: string, language: DocumentLanguage = "markdown") {
    const parts = formulasOf(segmentsOf(text, language));
    this.contents = contentsOf(parts);
    const section = parts.formulas.at(-1)?.section ?? { id: 0, level: 0, parent: undefined };
    this.view = { index: Number.MAX_SAFE_INTEGER, section };
  }

  /** Names that may be asked for, in the order in which the document defines them. */
  names(): string[] {
    const { scope } = this.contents;
    return [
      ...new Set(
        scope.definitions.flatMap((each) => [
          each.name,
          ...each.readings.flatMap((reading) => freeSymbols(reading)).map(({ name }) => name),
        ]),
      ),
    ];
  }

  derive({ of, wrt, detail }: Omit<DeriveOptions, "language">): Derivation {
    const { scope, names } = this.contents;
    const what = this.read(of, names);
    const variable = this.read(wrt, names);
    if (variable.kind !== "symbol") throw new Underivable(`${wrt} is no name: one can differentiate by a name only`);
    this.refuse(what, variable, scope);
    const isOpen = what.kind === "symbol" && !scope.isDefined(what.name, this.view);
    const graph = scope.graphAt(this.view, isOpen ? [what] : []);
    const { chains, result, used, functions } = deriveIn(graph, what, variable, detail);
    // A result of 0 rests on what the variable goes into instead.
    const beside = used.some(([, body]) => freeSymbols(body).includes(variable)) ? [] : this.definitionsFrom(variable, scope);
    const by = toLatex(variable);
    return {
      of: toPlain(what),
      wrt: toPlain(variable),
      definitions: [...used, ...beside, ...functions].map(([name, body]) => ({ name: written(name), body: written(body) })),
      chains: chains.map(({ left, steps }) => ({ left: written(left), steps: steps.map((step) => writtenStep(step, by)) })),
      result: written(result),
    };
  }

  private definitionsFrom(variable: SymbolExpr, scope: Scope): (readonly [Expr, Expr])[] {
    return scope.definitions.flatMap(({ name, parameters, readings: [body] }) =>
      !parameters && body && freeSymbols(body).includes(variable) ? [[symbol(name), body] as const] : [],
    );
  }

  private read(text: string, names: Names): Expr {
    const asName = text.trim();
    if (this.names().includes(asName)) return symbol(asName);
    const isLatex = /[\\{]/.test(text);
    const chain = parseFormula(isLatex ? latexTokens(text, new Map()) : plainTokens(text), isLatex ? "latex" : "plain");
    if (!chain.first || chain.links.length > 0) throw new ParseError("a relation, where an expression is needed", chain.span);
    return elaborate(chain.first, { names }).expr;
  }

  /** What is asked for has to occur, and to be about numbers. */
  private refuse(of: Expr, wrt: SymbolExpr, scope: Scope): void {
    const known = this.names();
    const list =
      known.length > 0 ? `: there are ${known.slice(0, 12).join(", ")}${known.length > 12 ? ", …" : ""}` : ", which defines nothing";
    if (known.length === 0 && of.kind !== "symbol") return;
    for (const name of [...freeSymbols(of), wrt])
      if (!known.includes(name.name) && !scope.isInSomeDefinition(name) && !this.contents.roles.occurrences.get(name.name))
        throw new Underivable(`${name.name} does not occur in the document${list}`);
    if (!scope.isInSomeDefinition(wrt) && !freeSymbols(of).includes(wrt))
      throw new Underivable(`nothing in the document is defined from ${wrt.name}: add the definition that it stands in`);
    const graph = scope.graphAt(this.view, []);
    const tensor = [...graph.reach(of), wrt].find((name) => this.contents.facts.tensors.has(tensorKey(name.name)));
    if (tensor)
      throw new Underivable(
        `${tensor.name} is a vector or matrix (${this.contents.facts.tensors.get(tensorKey(tensor.name))}): derivations are written for numbers; ask for an entry`,
      );
  }
}

function written(expr: Expr): Written {
  return { plain: toPlain(expr), latex: toLatex(expr) };
}

function writtenStep({ expr, struck, rule, sources }: DerivedStep, by: string): DerivationStep {
  const plain = struck.reduce((text) => `${text} + 0`, toPlain(expr));
  const latex = struck.reduce((text, term) => `${text} + \\cancel{${toLatex(term)}}^{0}`, toLatex(expr));
  return { plain, latex, rule, reason: reasonFor(rule, `$${by}$`), sources };
}
