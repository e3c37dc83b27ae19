/** Whether a page writes dW for what comes back to W from its loss, and which loss that is. */
import { ParseError } from "../base/span.ts";
import { ADJOINT } from "../elaborate/differential.ts";
import { derivativeShape } from "../elaborate/leibniz.ts";
import { type Adjoints, type Usage, isArgument, partsOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import type { Formula } from "./formula.ts";
import { LOSSES, LOSS_NAMES, UNNAMED_LOSS } from "./loss-name.ts";

/** Words by which dW is no differential but what comes back from the loss. */
const GRADIENT_WORDS =
  /\bgradients?\b|back-?\s?prop|\bbackward|\bupstream|\bloss\b|\bcost\b|\badjoints?\b|기울기|역전파|그래디언트|손실|勾配|逆伝播|損失|梯度|反向传播|损失/i;
/**
 * The loss whose gradients a page writes as dW. Where every d of it stands before a name, all of them are meant; where d
 * is a number, too, as in \\sqrt{d}, two lines that begin with such names tell, and of a single one nobody knows.
 */
export function adjointsOf(
  formulas: readonly Formula[],
  prose: string,
  defined: ReadonlySet<string>,
  { scalar, variables }: Usage,
): Adjoints | undefined {
  // d of ∂y/∂d is a number like any other, and d x a product.
  if (variables.has("d")) return undefined;
  const { marked, plain, bare } = marksIn(formulas);
  if (marked.size === 0) return undefined;
  if (areDifferentials(formulas)) return { of: UNNAMED_LOSS, by: () => "differential", standing: (name) => name };
  // C of dC and C = A B is no loss.
  const losses = [...defined].filter((name) => LOSS_NAMES.has(name) && !marked.has(name));
  const defining = losses.length === 1 ? losses[0] : undefined;
  const inWords = GRADIENT_WORDS.test(prose) ? LOSSES.find((name) => !scalar.has(name)) : undefined;
  const said = formulas.flatMap((formula, i) => saidGradient(formula, formulas[i + 1]) ?? []);
  const of = said[0]?.loss ?? defining ?? inWords ?? UNNAMED_LOSS;
  const standsFor = new Map(
    said.flatMap(({ mark, by }) => (isShort(mark, by) && !plain.has(mark) && !variables.has(mark) ? [[mark, by] as const] : [])),
  );
  const standing = (name: string): string => standsFor.get(name) ?? name;
  if (bare === 0 && !defined.has("d")) return { of, by: () => "adjoint", standing };
  const begun = new Set(formulas.flatMap(({ chain }) => adjointBegun(chain)));
  if (begun.size === 0) return undefined;
  const bases = new Set([...begun, ...defined].map((name) => nameParts(name).base));
  return {
    of,
    by: (name) => (!bases.has(nameParts(name).base) ? "product" : begun.size > 1 || standsFor.has(name) ? "adjoint" : "unclear"),
    standing,
  };
}

/** The h of dh = ∂L/∂h_t. */
const isShort = (mark: string, by: string): boolean => nameParts(mark).base === mark && nameParts(by).base === mark && mark !== by;

interface Marks {
  readonly marked: ReadonlySet<string>;
  /** Names that stand without a d. */
  readonly plain: ReadonlySet<string>;
  readonly bare: number;
}

/** The names that d stands before, those that it does not, and how often it stands by itself. */
function marksIn(formulas: readonly Formula[]): Marks {
  const marked = new Set<string>();
  const plain = new Set<string>();
  let bare = 0;
  for (const { chain } of formulas) {
    const open: Syntax[] = chain ? [chain] : [];
    for (let node = open.pop(); node; node = open.pop()) {
      if (node.kind === "fraction" && isDerivative(node)) continue;
      const parts = partsOf(node);
      for (const [i, part] of parts.entries()) {
        const next = node.kind === "juxtaposition" ? parts[i + 1] : undefined;
        const isMark = part.kind === "name" && ADJOINT.has(part.name);
        const name = next && !isArgument(next) ? headOf(next)?.name : undefined;
        if (isMark && name !== undefined) marked.add(name);
        else if (isMark) bare++;
        const before = node.kind === "juxtaposition" ? parts[i - 1] : undefined;
        const isBase = node.kind === "scripted" && part === node.base;
        const isMarked = before?.kind === "name" && ADJOINT.has(before.name);
        const own = isMarked || isBase ? undefined : headOf(part)?.name;
        if (own !== undefined) plain.add(own);
        if (part.kind !== "name") open.push(part);
      }
    }
  }
  return { marked, plain, bare };
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

interface SaidGradient {
  /** The W of dW. */
  readonly mark: string;
  readonly loss: string;
  readonly by: string;
}

/** "$dW$ for $\\partial L / \\partial W$", `dW = \\frac{\\partial L}{\\partial W}`: of L by W. */
function saidGradient({ chain, display }: Formula, next: Formula | undefined): SaidGradient | undefined {
  const [, name] = chain?.first?.kind === "juxtaposition" && isAdjoint(chain.first) ? chain.first.items : [];
  const mark = name && headOf(name)?.name;
  if (!chain || mark === undefined) return undefined;
  const said = chain.links.length > 0 ? chain.links[0]?.right : display ? undefined : next?.chain?.first;
  const gradient = said && gradientIn(said);
  return gradient && { mark, ...gradient };
}

function isAdjoint(side: Syntax): boolean {
  const [mark] = side.kind === "juxtaposition" ? side.items : [];
  return side.kind === "juxtaposition" && side.items.length === 2 && mark?.kind === "name" && ADJOINT.has(mark.name);
}

function gradientIn(side: Syntax): { readonly loss: string; readonly by: string } | undefined {
  const [top, bottom] =
    side.kind === "fraction"
      ? [side.numerator, side.denominator]
      : side.kind === "product" && side.factors.length === 2
        ? side.factors.map(({ factor }) => factor)
        : [];
  const loss = partialOf(top);
  const by = partialOf(bottom);
  return loss !== undefined && by !== undefined ? { loss, by } : undefined;
}

/** L of ∂L. */
function partialOf(side: Syntax | undefined): string | undefined {
  const [mark, name] = side?.kind === "juxtaposition" ? side.items : [];
  return mark?.kind === "name" && mark.name === "∂" && name ? headOf(name)?.name : undefined;
}

/** df = 2 x dx of f = x², dY = dX W of Y = X W: d of what is made of others from d of those. Gradients come the other way. */
function areDifferentials(formulas: readonly Formula[]): boolean {
  const bodies = new Map<string, readonly string[]>();
  for (const { chain } of formulas) {
    const head = chain?.first ? headOf(chain.first) : undefined;
    if (chain && head && chain.links[0]?.relation === "=" && !bodies.has(head.name))
      bodies.set(
        head.name,
        chain.links.flatMap(({ right }) => namesIn(right)),
      );
  }
  const restsOn = (name: string, other: string): boolean => {
    const seen = new Set([name]);
    for (const at of seen) for (const next of bodies.get(at) ?? []) seen.add(next);
    return name !== other && seen.has(other);
  };
  return formulas.some((formula) => {
    const marked = [...marksIn([formula]).marked];
    return adjointBegun(formula.chain).some((name) => marked.some((other) => restsOn(name, other)));
  });
}

function namesIn(root: Syntax): string[] {
  const found: string[] = [];
  const open: Syntax[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    const head = headOf(node);
    if (head) found.push(head.name);
    else open.push(...partsOf(node));
  }
  return found;
}
