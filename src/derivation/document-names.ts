/** What the names of a document are, from how it uses and defines them. */
import { ParseError } from "../base/span.ts";
import { ADJOINT } from "../elaborate/differential.ts";
import { derivativeShape } from "../elaborate/leibniz.ts";
import {
  type Adjoints,
  type Names,
  type Usage,
  emptyUsage,
  gatherUsage,
  isArgument,
  namesFrom,
  partsOf,
  wholeOfComponent,
} from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import type { SymbolExpr } from "../expression/expr.ts";
import { nameParts } from "../expression/name.ts";
import { functionNamed } from "../primitive/table.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import type { DocumentParts, Formula } from "./formula.ts";
import { definiendumOf } from "./definiendum.ts";
import { declaredShapes } from "./declared-shape.ts";
import { vectorsIn } from "./tensor.ts";

const SIGMOID_WORDS = /sigmoid|logistic|시그모이드|로지스틱|シグモイド|ロジスティック|逻辑|邏輯|S型/i;

export function namesOf({ formulas, prose }: DocumentParts): Names {
  const usage = emptyUsage();
  const functions = new Set<string>();
  const parameters = new Map<string, readonly SymbolExpr[]>();
  const symbols = new Set<string>();
  const aliases = new Map<string, string>();
  for (const { chain } of formulas) {
    if (!chain) continue;
    const alias = functionAlias(chain);
    if (alias) {
      aliases.set(...alias);
      continue;
    }
    // "the activation function $f$": a name that is only mentioned is not used as a scalar.
    if (chain.links.length > 0 || !chain.first || !headOf(chain.first)) gatherUsage(chain, usage);
    const sides = [chain.first, ...chain.links.slice(0, -1).map((link) => link.right)];
    for (const [i, side] of sides.entries()) {
      if (!side || !/^(=|:=|≡)$/.test(chain.links[i]?.relation ?? "")) continue;
      const definiendum = definiendumOf(side);
      // In p_i = softmax_i(z) = … the second side is an entry of softmax(z); a page that begins with it defines its own.
      const isEntry = i > 0 && definiendum !== undefined && wholeOfComponent(definiendum.name) !== undefined;
      if (definiendum?.parameters && !functionNamed(definiendum.name) && !isEntry) {
        functions.add(definiendum.name);
        if (!parameters.has(definiendum.name)) parameters.set(definiendum.name, definiendum.parameters);
      }
      if (definiendum && !definiendum.parameters && i === 0) symbols.add(definiendum.name);
    }
  }
  for (const name of functions) if (symbols.has(name)) functions.delete(name);
  if (SIGMOID_WORDS.test(prose) && !functions.has("σ") && !symbols.has("σ") && !usage.scalar.has("σ")) aliases.set("σ", "sigmoid");
  // A(x − μ) is a product where A is a matrix.
  for (const [name, { length }] of declaredShapes(formulas)) if (length > 0 && !functions.has(name)) usage.applied.delete(name);
  const vectors = vectorsIn(formulas);
  return { ...namesFrom(usage, functions, symbols, aliases), parameters, vectors, adjoints: adjointsOf(formulas, prose, symbols, usage) };
}

/** Words by which dW is no differential but what comes back from the loss. */
const GRADIENT_WORDS =
  /\bgradients?\b|back-?\s?prop|\bbackward|\bupstream|\bloss\b|\bcost\b|\badjoints?\b|기울기|역전파|그래디언트|손실|勾配|逆伝播|損失|梯度|反向传播|损失/i;
/** What the loss of the words is called, where the page has no name for it. */
const LOSSES = ["L", "J", "E", "ℒ"] as const;

/** What an unnamed loss is called where a page writes dW for the gradient by W and does not say of what. */
export const UNNAMED_LOSS = "Loss";

/**
 * The loss whose gradients a page writes as dW. Where every d of it stands before a name, all of them are meant; where d
 * is a number, too, as in \\sqrt{d}, two lines that begin with such names tell, and of a single one nobody knows.
 */
function adjointsOf(formulas: readonly Formula[], prose: string, defined: ReadonlySet<string>, { scalar }: Usage): Adjoints | undefined {
  const { marks, bare } = marksIn(formulas);
  if (marks === 0) return undefined;
  const inWords = GRADIENT_WORDS.test(prose) ? LOSSES.find((name) => !scalar.has(name)) : undefined;
  const of = formulas.map((formula, i) => saidLoss(formula, formulas[i + 1])).find((loss) => loss !== undefined) ?? inWords ?? UNNAMED_LOSS;
  if (bare === 0 && !defined.has("d")) return { of, by: () => "adjoint" };
  const begun = new Set(formulas.flatMap(({ chain }) => adjointBegun(chain)));
  if (begun.size === 0) return undefined;
  const bases = new Set([...begun, ...defined].map((name) => nameParts(name).base));
  return { of, by: (name) => (!bases.has(nameParts(name).base) ? "product" : begun.size > 1 ? "adjoint" : "unclear") };
}

/** How often d stands before a name, and how often by itself. */
function marksIn(formulas: readonly Formula[]): { readonly marks: number; readonly bare: number } {
  let [marks, bare] = [0, 0];
  for (const { chain } of formulas) {
    const open: Syntax[] = chain ? [chain] : [];
    for (let node = open.pop(); node; node = open.pop()) {
      if (node.kind === "fraction" && isDerivative(node)) continue;
      const parts = partsOf(node);
      for (const [i, part] of parts.entries()) {
        const next = node.kind === "juxtaposition" ? parts[i + 1] : undefined;
        const isMark = part.kind === "name" && ADJOINT.has(part.name);
        if (isMark && next && headOf(next) && !isArgument(next)) marks++;
        else if (isMark) bare++;
        if (part.kind !== "name") open.push(part);
      }
    }
  }
  return { marks, bare };
}

/** The V of a line that begins with dV = …. */
function adjointBegun(chain: ChainSyntax | undefined): string[] {
  const [, name] = chain?.first?.kind === "juxtaposition" && isAdjoint(chain.first) && chain.links.length > 0 ? chain.first.items : [];
  const head = name && headOf(name);
  return head && chain?.links[0]?.relation === "=" ? [head.name] : [];
}

function isDerivative({ numerator, denominator }: Syntax & { kind: "fraction" }): boolean {
  try {
    return derivativeShape(numerator, denominator) !== undefined;
  } catch (error) {
    if (error instanceof ParseError) return true;
    throw error;
  }
}

/** "$dW$ for $\\partial L / \\partial W$", `dW = \\frac{\\partial L}{\\partial W}`: L. */
function saidLoss({ chain, display }: Formula, next: Formula | undefined): string | undefined {
  if (!chain?.first || !isAdjoint(chain.first)) return undefined;
  const said = chain.links.length > 0 ? chain.links[0]?.right : display ? undefined : next?.chain?.first;
  return said && lossIn(said);
}

function isAdjoint(side: Syntax): boolean {
  const [mark] = side.kind === "juxtaposition" ? side.items : [];
  return side.kind === "juxtaposition" && side.items.length === 2 && mark?.kind === "name" && ADJOINT.has(mark.name);
}

function lossIn(side: Syntax): string | undefined {
  const [top, bottom] =
    side.kind === "fraction"
      ? [side.numerator, side.denominator]
      : side.kind === "product" && side.factors.length === 2
        ? side.factors.map(({ factor }) => factor)
        : [];
  const [mark, loss] = top?.kind === "juxtaposition" ? top.items : [];
  const isPartial = (item: Syntax | undefined): boolean => item?.kind === "name" && item.name === "∂";
  return loss && bottom?.kind === "juxtaposition" && isPartial(mark) && isPartial(bottom.items[0]) ? headOf(loss)?.name : undefined;
}

/** "g = \\tanh": a name for a function of the table. */
export function functionAlias({ first, links }: ChainSyntax): readonly [string, string] | undefined {
  const [link] = links;
  const [left, right] = [first && headOf(first), link && headOf(link.right)];
  if (links.length !== 1 || link?.relation !== "=" || !left || !right || left.power || right.power || left.primes + right.primes > 0)
    return undefined;
  const row = functionNamed(right.name);
  return row && right.word ? [left.name, row.name] : undefined;
}
