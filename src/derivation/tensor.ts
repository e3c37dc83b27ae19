/** Which names are vectors or matrices, as far as the text shows: nothing that reaches them gets a verdict yet. */
import { nablaOf } from "../elaborate/differential.ts";
import { partsOf } from "../elaborate/names.ts";
import { headOf, isInverseTranspose, isTranspose } from "../elaborate/script.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import type { Syntax } from "../syntax/tree.ts";
import type { Formula } from "./formula.ts";
import { zeroOutside } from "./word-assumption.ts";

const WORDS = /matri(x|ces)|vectors?\b|tensors?\b|행렬|벡터|텐서|行列|ベクトル|矩阵|向量|matrizen?|vektor/i;
const MATRIX_WORDS = /matri(?:x|ces)|행렬|行列|矩阵/i;
const IS = /^\s*(?:is|are|be|denotes?|[은는이가]|は|が|是|为)(?=\s|[^a-z])/i;
const SHAPE_WORDS = /shape|형상|크기|size|dimension|×/i;

/** What names of one kind share: b and b^{(3)}, or W_1 and W_2; the entry b_1 of a vector b is a number. */
export function tensorKey(name: string): string {
  const { base, sub } = nameParts(name);
  return sub === "" ? base : `${base}_`;
}

/** The dimensions that the text gives for a name: letters or numbers. */
export type DeclaredShapes = ReadonlyMap<string, readonly string[]>;

/** Shapes in words and formulas: "$X$: $N \times D$", "입력 $X$ 는 $(N, D)$", `W \in \mathbb{R}^{m \times n}`. */
export function declaredShapes(formulas: readonly Formula[]): DeclaredShapes {
  const found = new Map<string, readonly string[]>();
  for (const [i, formula] of formulas.entries()) {
    const { chain } = formula;
    for (const link of chain?.links ?? []) {
      const dimensions =
        link.relation === "∈" && link.right.kind === "scripted" && link.right.sup ? dimensionsOf(link.right.sup) : undefined;
      if (!dimensions || !chain?.first) continue;
      for (const name of [...listedBefore(formulas, i), ...names(chain.first)]) found.set(headOf(name)?.name as string, dimensions);
    }
    const run = runOf(formulas, i);
    if (run) found.set(...run);
    const range = rangeGiven(formulas, i);
    if (range) found.set(...range);
    const given = givenShape(formulas, i);
    if (given) found.set(...given);
    const called = calledAfterShape(formulas, i);
    if (called) found.set(...called);
    const squares = allOf(formulas, i);
    for (const [name, dimensions] of squares) found.set(name, dimensions);
  }
  return found;
}

/** "for $i, j = 1, \\dots, M$": what letters run through, said of the formula before. */
export interface RangeSaid {
  readonly letters: readonly string[];
  readonly size: string;
  readonly of: Formula;
}

export function rangesSaid(formulas: readonly Formula[]): readonly RangeSaid[] {
  return formulas.flatMap((formula, i) => {
    const { chain } = formula;
    const [dots, last] = [formulas[i + 1]?.chain?.first, formulas[i + 2]?.chain];
    const size = dots && headOf(dots)?.name === "…" && last?.links.length === 0 ? last.first : undefined;
    const text = size && (size.kind === "number" ? size.text : headOf(size)?.name);
    const from = chain?.links[0]?.right;
    if (!formula.range || !chain?.first || from?.kind !== "number" || from.text !== "1" || text === undefined) return [];
    const letters = [...listedBefore(formulas, i), chain.first].map((each) => headOf(each)?.name as string);
    const of = formulas.slice(0, i).findLast((each) => each.section === formula.section && (each.chain?.links.length ?? 0) > 0);
    return of ? [{ letters, size: text, of }] : [];
  });
}

/** x and y of `x, y, z \\in \\mathbb{R}^n`. */
function listedBefore(formulas: readonly Formula[], i: number): Syntax[] {
  const found: Syntax[] = [];
  for (let k = i - 1; k >= 0; k--) {
    const { block, chain } = formulas[k] as Formula;
    if (block !== formulas[i]?.block || !chain?.first || chain.links.length > 0 || !headOf(chain.first)) return found;
    found.push(chain.first);
  }
  return found;
}

/** `x_1, \\dots, x_N` says that x has N entries. */
function runOf(formulas: readonly Formula[], i: number): readonly [string, readonly string[]] | undefined {
  const [first, dots, last] = [i, i + 1, i + 2].map((k) => {
    const chain = formulas[k]?.chain;
    return chain?.first && chain.links.length === 0 ? headOf(chain.first)?.name : undefined;
  });
  if (first === undefined || last === undefined || dots !== "…") return undefined;
  const [from, to] = [nameParts(first), nameParts(last)];
  return from.sub === "1" && from.base === to.base && from.label === to.label && /^(?:\p{L}|\d+)$/u.test(to.sub)
    ? [nameOf({ ...from, sub: "" }), [to.sub]]
    : undefined;
}

/** "g_i = 0 outside 1, \\dots, M" says that g has M entries. */
function rangeGiven(formulas: readonly Formula[], i: number): readonly [string, readonly string[]] | undefined {
  const name = zeroOutside(formulas[i] as Formula);
  const [first, dots, last] = [i + 1, i + 2, i + 3].map((k) => formulas[k]?.chain?.first);
  const size = last && (last.kind === "number" ? last.text : headOf(last)?.name);
  const isRun = first?.kind === "number" && first.text === "1" && dots && headOf(dots)?.name === "…";
  return name !== undefined && isRun && size !== undefined ? [nameOf({ ...nameParts(name), sub: "" }), [size]] : undefined;
}

/** The name of an inline formula whose shape the next one is. */
function givenShape(formulas: readonly Formula[], i: number): readonly [string, readonly string[]] | undefined {
  const formula = formulas[i] as Formula;
  const next = formulas[i + 1];
  const head = !formula.display && formula.chain?.first && formula.chain.links.length === 0 ? headOf(formula.chain.first) : undefined;
  if (!head || !next || !isGivenBy(formula, next)) return undefined;
  const dimensions = dimensionsOf(next.chain?.first as Syntax);
  return dimensions && [head.name, dimensions];
}

/** "Let $A$ and $B$ be $n \times n$ matrices": the shape of every name of the sentence. */
function allOf(formulas: readonly Formula[], i: number): (readonly [string, readonly string[]])[] {
  const shape = formulas[i] as Formula;
  if (!isShape(shape) || !/^[\s-]*(?:\p{L}+\s)?(?:matri|행렬|行列|矩阵)/iu.test(shape.after)) return [];
  const dimensions = dimensionsOf(shape.chain?.first as Syntax);
  if (!dimensions) return [];
  const found: (readonly [string, readonly string[]])[] = [];
  for (let k = i - 1; k >= Math.max(0, i - 4); k--) {
    const before = formulas[k] as Formula;
    if (/[.!?。;]/.test(before.after) || before.display || before.section !== shape.section) break;
    // What stands before a relation, as in "$x$, $y \in \mathbb{R}^n$ and", is another matter.
    if (before.chain && before.chain.links.length > 0) break;
    const head = before.chain?.first ? headOf(before.chain.first) : undefined;
    if (head) found.push([head.name, dimensions]);
  }
  return found;
}

/** "an $m \\times n$ matrix $A$", "the $n$-dimensional vector $x$". */
function calledAfterShape(formulas: readonly Formula[], i: number): readonly [string, readonly string[]] | undefined {
  const shape = formulas[i] as Formula;
  const next = formulas[i + 1];
  const alone = aloneIn(next);
  const isMatrix = isShape(shape) && /^[\s-]*(?:\p{L}+\s)?(?:matrix|행렬|行列|矩阵)\s*$/iu.test(shape.after);
  const isVector = aloneIn(shape) !== undefined && /^-dimensional\s+(?:\p{L}+\s)?vector\s*$/iu.test(shape.after);
  const dimensions = alone && (isMatrix || isVector) ? dimensionsOf(shape.chain?.first as Syntax) : undefined;
  return alone && dimensions ? [headOf(alone)?.name as string, dimensions] : undefined;
}

/** m × n, (m, n) or n. */
function dimensionsOf(syntax: Syntax): readonly string[] | undefined {
  const parts =
    syntax.kind === "product"
      ? syntax.factors.map(({ factor }) => factor)
      : syntax.kind === "group" && (syntax.items.length > 1 || syntax.open === "(" || syntax.open === ",")
        ? syntax.items
        : [syntax];
  const texts = parts.map((part) => (part.kind === "number" ? part.text : headOf(part)?.name));
  return texts.length <= 2 && texts.every((text) => text !== undefined) ? texts : undefined;
}

/** Names by `tensorKey`, with a reason each. */
export function tensorNames(formulas: readonly Formula[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const mark = (syntax: Syntax, reason: string): void => {
    const head = headOf(syntax);
    if (head) found.set(tensorKey(head.name), reason);
  };
  for (const formula of formulas) if (formula.chain) walk(formula.chain, mark);
  inWords(formulas, mark);
  return found;
}

/** Small letters that the words call a matrix, by `tensorKey`. */
export function matricesInWords(formulas: readonly Formula[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const formula of formulas) {
    const alone = aloneIn(formula);
    const words = CALLED_AFTER.exec(formula.after)?.[0] ?? "";
    const isCalled = MATRIX_WORDS.test(words) && IS.test(words) && !COUNTED.test(formula.after);
    const head = alone && isCalled ? headOf(alone) : undefined;
    if (head) found.add(tensorKey(head.name));
  }
  return found;
}

/**
 * Names with an index that are vectors for each of its values: x_i or x^{(i)} of `x_i \\in \\mathbb{R}^d`, of w^\\top x_i or
 * x_i^\\top and of ∇_{x_i}, small bold letters with one index; with the rank of each.
 */
export function vectorFamilies(formulas: readonly Formula[], declared: DeclaredShapes): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const hasOneIndex = (name: string): boolean => {
    const { sub, label } = nameParts(name);
    // Whether i of x^{(i)} counts samples or layers is seen where sums run over it.
    return /^\p{L}$/u.test(sub) || (sub === "" && /^[([]\p{L}[)\]]$/u.test(label));
  };
  const mark = (syntax: Syntax, reason: string): void => {
    const name = headOf(syntax)?.name;
    if (name === undefined || !hasOneIndex(name)) return;
    const isBoldVector = isBold(name) && /^\p{Ll}/u.test(name.normalize("NFKD"));
    if (reason === "it is transposed" || reason === "a gradient is taken by it" || isBoldVector) found.set(name, 1);
  };
  for (const { chain } of formulas) {
    if (!chain) continue;
    walk(chain, mark);
    for (const name of behindRows(chain)) mark(name, "it is transposed");
  }
  for (const [name, dimensions] of declared) if (hasOneIndex(name)) found.set(name, dimensions.length);
  return found;
}

/** x_i of w^\\top x_i. */
function behindRows(root: Syntax): Syntax[] {
  const found: Syntax[] = [];
  const open: Syntax[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === "juxtaposition")
      for (const [i, item] of node.items.entries()) {
        const next = node.items[i + 1];
        if (next && headOf(item)?.transposed && headOf(next)) found.push(next);
      }
    if (node.kind !== "name") open.push(...partsOf(node));
  }
  return found;
}

type Mark = (syntax: Syntax, reason: string) => void;

function walk(root: Syntax, mark: Mark): void {
  const open: Syntax[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    const head = headOf(node);
    if (head?.transposed || (head?.power && isInverseTranspose(head.power))) mark(node, "it is transposed");
    const [inBrackets] = node.kind === "scripted" && node.base.kind === "group" && node.base.items.length === 1 ? node.base.items : [];
    if (inBrackets && node.kind === "scripted" && node.sup && isTranspose(node.sup)) mark(inBrackets, "it is transposed");
    if (head && isBold(head.name)) mark(node, "it is set in bold");
    const by = nablaOf(node)?.by;
    if (by) mark(by, "a gradient is taken by it");
    switch (node.kind) {
      case "scripted":
        open.push(node.base);
        if (node.sup) open.push(node.sup);
        break;
      case "sum":
        open.push(...node.terms.map((term) => term.term));
        break;
      case "product":
        for (const [i, { operator, factor }] of node.factors.entries()) {
          open.push(factor);
          if (operator === "*" || operator === "/") continue;
          // p of m ⊙ h / p is a number.
          const before = node.factors[i - 1];
          const beside = before && before.operator !== "/" ? [before.factor, factor] : [factor];
          for (const name of beside.flatMap(alongside)) mark(name, "it is multiplied entry by entry");
        }
        break;
      case "juxtaposition":
        open.push(...node.items);
        break;
      case "group":
        if (node.open === "‖") node.items.forEach((item) => names(item).forEach((name) => mark(name, "it has a norm")));
        open.push(...node.items);
        break;
      case "fraction":
        open.push(node.numerator, node.denominator);
        break;
      case "chain":
        chain(node, mark);
        if (node.first) open.push(node.first);
        open.push(...node.links.map((link) => link.right));
        break;
      case "root":
        open.push(node.radicand);
        break;
      case "big":
        open.push(node.body);
        break;
      case "cancel":
      case "factorial":
      case "evaluated":
        open.push(node.body);
        break;
      case "cases":
        open.push(...node.rows.map((row) => row.value));
        break;
      default:
    }
  }
}

/** The names that have an entry for each of a factor's: a of 1 - a, z of σ'(z); of a product nobody knows which. */
function alongside(factor: Syntax): Syntax[] {
  const found: Syntax[] = [];
  const open: Syntax[] = [factor];
  for (let node = open.pop(); node; node = open.pop()) {
    const [applied, argument, ...more] = node.kind === "juxtaposition" ? node.items : [];
    if (headOf(node)) found.push(node);
    else if (node.kind === "group" && node.items.length === 1) open.push(node.items[0] as Syntax);
    else if (node.kind === "sum") open.push(...node.terms.map(({ term }) => term));
    else if (applied && argument && more.length === 0 && headOf(applied) && argument.kind === "group") open.push(argument);
  }
  return found;
}

function isBold(name: string): boolean {
  return /^[\u{1d400}-\u{1d433}\u{1d6a8}-\u{1d6e1}\u{1d7ce}-\u{1d7d7}]/u.test(name);
}

/** W ∈ ℝ^{m×n}, and definitions by a matrix written out. */
function chain(node: Syntax & { kind: "chain" }, mark: Mark): void {
  for (const link of node.links) {
    if (link.relation === "∈" && link.right.kind === "scripted" && node.first) {
      for (const name of names(node.first)) mark(name, "its shape is given");
    }
    if (link.relation === "=" && link.right.kind === "matrix" && node.first) mark(node.first, "it is a matrix");
  }
}

function names(syntax: Syntax): Syntax[] {
  if (headOf(syntax)) return [syntax];
  if (syntax.kind === "group" || syntax.kind === "juxtaposition") return syntax.items.flatMap(names);
  return syntax.kind === "sum" ? syntax.terms.flatMap((term) => names(term.term)) : [];
}

/** "the vector $x$", "$A$ and $B$ are matrices", "$X$: $N \\times D$", "입력 $X$ 는 $(N, D)$". */
function inWords(formulas: readonly Formula[], mark: Mark): void {
  const called = formulas.map((formula) => aloneIn(formula) !== undefined && isCalledTensor(formula));
  const isListed = (i: number): boolean => aloneIn(formulas[i]) !== undefined && LISTED.test(formulas[i]?.before ?? "");
  for (let i = 1; i < formulas.length; i++) if (called[i - 1] && isListed(i)) called[i] = true;
  for (let i = formulas.length - 2; i >= 0; i--) if (called[i + 1] && isListed(i + 1) && aloneIn(formulas[i])) called[i] = true;
  for (const [i, formula] of formulas.entries()) {
    const alone = aloneIn(formula);
    if (alone && called[i]) mark(alone, "the text calls it a vector or matrix");
  }
  for (const name of declaredShapes(formulas).keys())
    mark({ kind: "name", name, word: false, span: { start: 0, end: 0 } }, "the text gives its shape");
}

/** What stands between the items of a list. */
const LISTED = /^\s*(?:,|;|and|or|,\s*and|및|와|과|그리고|、|und|和)\s*$/i;
const CALLED_BEFORE = new RegExp(`(?:${WORDS.source})(?:\\s+(?!size|length|dimension|with)\\p{L}+){0,2}[\\s:]*$`, "iu");
const CALLED_AFTER = new RegExp(`^\\s*(?:[はがも是为為은는이가]\\s*)?(?:\\p{L}+\\s+){0,4}?(?:${WORDS.source})`, "iu");
/** "a vector with $N$ entries": a number. */
const COUNTED = /^\s*(?:entries|entry|components?|elements?|dimensions?|rows?|columns?|원소|개|차원|次元|個)/i;

function isCalledTensor({ before, after }: Formula): boolean {
  return (CALLED_BEFORE.test(before) || CALLED_AFTER.test(after)) && !COUNTED.test(after);
}

/** The name that an inline formula is. */
function aloneIn(formula: Formula | undefined): Syntax | undefined {
  if (!formula || formula.display || !formula.chain?.first || formula.chain.links.length > 0) return undefined;
  return headOf(formula.chain.first) ? formula.chain.first : undefined;
}

/** Whether the words between two inline formulas make the second one the shape of the first. */
function isGivenBy(formula: Formula, next: Formula): boolean {
  return (
    isShape(next) &&
    /^[\s\p{L}:,=\p{Pd}]{0,12}$/u.test(formula.after) &&
    (isTuple(next) ||
      /^\s*(?::|is|are|be|has|는|은|이|가|は)?\s*(?:an?)?\s*$|shape|형상|크기|size/i.test(formula.after) ||
      SHAPE_WORDS.test(next.after.slice(0, 20)))
  );
}

function isShape(formula: Formula): boolean {
  const syntax = formula.chain?.links.length === 0 ? formula.chain.first : undefined;
  const isSize = (factor: Syntax): boolean => factor.kind === "number" || headOf(factor) !== undefined;
  return (
    isTuple(formula) || (syntax?.kind === "product" && syntax.factors.every(({ operator, factor }) => operator === "*" && isSize(factor)))
  );
}

function isTuple(formula: Formula): boolean {
  const syntax = formula.chain?.first;
  return syntax?.kind === "group" && syntax.items.length > 1;
}
