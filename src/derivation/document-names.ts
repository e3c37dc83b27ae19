/** What the names of a document are, from how it uses and defines them. */
import { ParseError } from "../base/span.ts";
import { ADJOINT } from "../elaborate/differential.ts";
import { derivativeShape } from "../elaborate/leibniz.ts";
import { type Names, emptyUsage, gatherUsage, isArgument, namesFrom, partsOf, wholeOfComponent } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { functionNamed } from "../primitive/table.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import type { DocumentParts, Formula } from "./formula.ts";
import { definiendumOf } from "./reading.ts";

const SIGMOID_WORDS = /sigmoid|logistic|시그모이드|로지스틱|シグモイド|ロジスティック|逻辑|邏輯|S型/i;

export function namesOf({ formulas, prose }: DocumentParts): Names {
  const usage = emptyUsage();
  const functions = new Set<string>();
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
      if (definiendum?.parameters && !functionNamed(definiendum.name) && !isEntry) functions.add(definiendum.name);
      else if (definiendum && !definiendum.parameters && i === 0) symbols.add(definiendum.name);
    }
  }
  for (const name of functions) if (symbols.has(name)) functions.delete(name);
  if (SIGMOID_WORDS.test(prose) && !functions.has("σ") && !symbols.has("σ") && !usage.scalar.has("σ")) aliases.set("σ", "sigmoid");
  return { ...namesFrom(usage, functions, symbols, aliases), adjointOf: symbols.has("d") ? undefined : adjointOf(formulas) };
}

/** What an unnamed loss is called where a page writes dW for the gradient by W and does not say of what. */
export const UNNAMED_LOSS = "Loss";

/** The loss whose gradients a page writes as dW: every d of it stands before a name. */
function adjointOf(formulas: readonly Formula[]): string | undefined {
  let count = 0;
  for (const { chain } of formulas) {
    const open: Syntax[] = chain ? [chain] : [];
    for (let node = open.pop(); node; node = open.pop()) {
      if (node.kind === "fraction" && isDerivative(node)) continue;
      const parts = partsOf(node);
      for (const [i, part] of parts.entries()) {
        const next = node.kind === "juxtaposition" ? parts[i + 1] : undefined;
        const isMark = part.kind === "name" && ADJOINT.has(part.name);
        if (isMark && !(next && headOf(next) && !isArgument(next))) return undefined;
        if (isMark) count++;
        if (part.kind !== "name") open.push(part);
      }
    }
  }
  if (count === 0) return undefined;
  return formulas.map((formula, i) => saidLoss(formula, formulas[i + 1])).find((loss) => loss !== undefined) ?? UNNAMED_LOSS;
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
