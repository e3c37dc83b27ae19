/** Shapes that the text gives: in formulas, as W ∈ ℝ^{m×n}, and in words. */
import { emptyUsage, gatherUsage, nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import type { Syntax } from "../syntax/tree.ts";
import { BETWEEN_ITEMS, type Formula } from "./formula.ts";
import { namesIn } from "./letter-families.ts";
import { vectorWrittenOut } from "./stack.ts";
import { zeroEntries } from "./zero-outside.ts";

const SHAPE_WORDS = /shape|형상|크기|size|dimension|×/i;

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
      for (const name of [...listedBefore(formulas, i), ...alonePlain(chain.first)]) found.set(headOf(name)?.name as string, dimensions);
    }
    for (const within of allWithin(formulas, i)) found.set(...within);
    const run = runOf(formulas, i);
    if (run) found.set(...run);
    const vector = chain && vectorWrittenOut(chain);
    if (vector && !found.has(vector.name) && hasNumbersAsEntries(vector.name, formulas, i)) found.set(vector.name, [vector.count]);
    const range = rangeGiven(formulas, i);
    if (range) found.set(...range);
    const given = givenShape(formulas, i);
    if (given) found.set(...given);
    for (const called of calledAfterShape(formulas, i)) found.set(...called);
    const squares = allOf(formulas, i);
    for (const [name, dimensions] of squares) found.set(name, dimensions);
  }
  for (const [name, dimensions] of classesSaid(formulas)) if (!found.has(name)) found.set(name, dimensions);
  for (const name of numbersSaid(formulas)) if (!found.has(name)) found.set(name, []);
  for (const [name, dimensions] of ofAll(found, formulas)) if (!found.has(name)) found.set(name, dimensions);
  return found;
}

/**
 * Whether the x_i of x = (x_1, …, x_n) are numbers: where x is spoken of as a whole, too, and no x_i as a vector. A sequence has
 * vectors, of which W x_t, x_t^⊤ and ‖x_t‖ are written.
 */
function hasNumbersAsEntries(name: string, formulas: readonly Formula[], at: number): boolean {
  if (!/^\p{Ll}/u.test(name.normalize("NFKD"))) return false;
  const nodes = formulas.flatMap(({ chain }, i) => (chain && i !== at ? nodesOf(chain) : []));
  const isMember = (item: Syntax | undefined): boolean => {
    const head = item && headOf(item);
    return head !== undefined && nameParts(head.name).sub !== "" && nameOf({ ...nameParts(head.name), sub: "" }) === name;
  };
  const isOperator = (item: Syntax | undefined): boolean => {
    const head = item && headOf(item);
    return head !== undefined && (head.transposed || /^\p{Lu}/u.test(head.name.normalize("NFKD")) || /^[∇⊙⊗]/u.test(head.name));
  };
  // W_1 x + b_1 is no number, as W_{ij} x_j + b_i is.
  const isByMatrix = (term: Syntax): boolean =>
    term.kind === "juxtaposition" &&
    term.items.some((item) => isOperator(item) && !/\p{Ll}/u.test(nameParts(headOf(item)?.name ?? "").sub));
  const isOfVectors = nodes.some((node) => {
    if (node.kind === "scripted" && isMember(node)) return headOf(node)?.transposed === true;
    if (node.kind === "juxtaposition") return node.items.some((item, i) => isMember(item) && isOperator(node.items[i - 1]));
    if (node.kind === "sum") return node.terms.some(({ term }) => isMember(term)) && node.terms.some(({ term }) => isByMatrix(term));
    if (node.kind === "group" && node.open === "‖") return node.items.some((item) => nodesOf(item).some(isMember));
    return node.kind === "chain" && node.links[0]?.relation === "∈" && isMember(node.first) && node.links[0].right.kind === "scripted";
  });
  return !isOfVectors && formulas.some(({ chain }, i) => chain !== undefined && i !== at && namesIn(chain).includes(name));
}

/** W_z, W_r and W_h of "all $W$ are $H \\times H$ matrices", where no W stands alone and none has two indices. */
function ofAll(found: DeclaredShapes, formulas: readonly Formula[]): (readonly [string, readonly string[]])[] {
  const matrices = [...found].filter(([name, { length }]) => length === 2 && nameParts(name).sub === "");
  if (matrices.length === 0) return [];
  const usage = emptyUsage();
  for (const { chain } of formulas) if (chain?.links.some(({ relation }) => relation !== "∈")) gatherUsage(chain, usage);
  const used = [...usage.scalar, ...usage.applied];
  return matrices.flatMap(([name, dimensions]) => {
    const alike = used.filter((each) => nameOf({ ...nameParts(each), sub: "" }) === name);
    const isLabelled = alike.length > 1 && alike.every((each) => /^(?:\p{L}|\d)$/u.test(nameParts(each).sub));
    return isLabelled ? alike.map((each) => [each, dimensions] as const) : [];
  });
}

/** Add a language by adding words. */
const CLASSES =
  /^\s*(?:(?:different |possible |output )?(?:classes|categories|logits|outputs)|개의?\s*(?:클래스|범주|부류)|(?:個の)?(?:クラス|カテゴリ)|个(?:类别?|输出)|类|Klassen|Kategorien|clases|categorías)/iu;

/** Add a language by adding words. */
const CLASSES_BEFORE =
  /(?:number of (?:different |possible |output )?(?:classes|categories)(?:\s(?:be|is))?,?|(?:클래스|범주|부류)(?:의)?\s?(?:개)?수[를는가]?|(?:クラス|カテゴリ)数[をはが]?|类别(?:总)?数(?:目|量)?(?:为|是|记为)?)\s*$/iu;
const CLASSES_BEHIND = /^\s*(?:is|be|denotes?)\s(?:the\s)?(?:total\s)?number of (?:classes|categories)\b/iu;

/** z of softmax(z), and of e^{z_k} / Σ_j e^{z_j}, "with $K$ classes". */
function classesSaid(formulas: readonly Formula[]): (readonly [string, readonly string[]])[] {
  const isSaid = ({ before, after }: Formula): boolean => CLASSES.test(after) || CLASSES_BEFORE.test(before) || CLASSES_BEHIND.test(after);
  const counts = new Set(formulas.flatMap((formula) => (isSaid(formula) ? (headOf(aloneIn(formula) ?? NOTHING)?.name ?? []) : [])));
  const [count, ...others] = counts;
  if (count === undefined || others.length > 0) return [];
  const isSoftmax = (item: Syntax | undefined): boolean => item !== undefined && /^softmax$/iu.test(headOf(item)?.name ?? "");
  const nodes = formulas.map(({ chain }) => (chain ? nodesOf(chain) : []));
  // t and q of q_k = t_k + 1/K
  const beside = nodes
    .filter((each) => each.some((node) => node.kind === "name" && node.name === count))
    .flatMap((each) => familiesIn(each, count.toLowerCase()));
  const logits = nodes.flat().flatMap((node) => {
    const [head, brackets, ...more] = node.kind === "juxtaposition" ? node.items : [];
    const [of, ...rest] = brackets?.kind === "group" && more.length === 0 && isSoftmax(head) ? brackets.items : [];
    return of?.kind === "name" && rest.length === 0 ? [of.name] : [];
  });
  if (logits.length > 0) return [...logits, ...beside].map((name) => [name, [count]] as const);
  const [written, ...more] = new Set(nodes.flat().flatMap(logitsIn));
  return written === undefined || more.length > 0 ? [] : [[written, [count]]];
}

/** z of e^{z_k} over a sum of such powers. */
function logitsIn(node: Syntax): string[] {
  if (node.kind !== "fraction") return [];
  const powers = [node.numerator, ...nodesOf(node.denominator)].flatMap((each) =>
    each.kind === "scripted" && each.base.kind === "name" && each.base.name === "e" && each.sup ? [headOf(each.sup)?.name ?? ""] : [],
  );
  const families = powers.map((name) => nameParts(name)).filter(({ sub }) => /^\p{Ll}$/u.test(sub));
  const names = new Set(families.map(({ base, label }) => nameOf({ base, sub: "", label })));
  return powers.length > 1 && families.length === powers.length && names.size === 1 ? [...names] : [];
}

/** t and q of a formula with t_k and q_k, and no other index. */
function familiesIn(nodes: readonly Syntax[], letter: string): string[] {
  const indexed = nodes.flatMap((node) => {
    const { base, sub, label } = nameParts((node.kind === "scripted" && headOf(node)?.name) || "");
    return sub === "" ? [] : [{ name: nameOf({ base, sub: "", label }), sub }];
  });
  const letters = new Set(indexed.map(({ sub }) => sub));
  return letters.size === 1 && letters.has(letter) ? indexed.map(({ name }) => name) : [];
}

const NOTHING: Syntax = { kind: "number", span: { start: 0, end: 0 }, text: "" };

const NUMBER_WORD =
  "scalars?|temperature|(?:learning|dropout|decay) rate|step size|amplitude|margin|coefficient|스칼라|온도|학습률|标量|温度|学习率|スカラー?|学習率";
/** "scalars $a$", "a scalar loss $L$". */
const NUMBER_BEFORE = new RegExp(`(?:^|[^\\p{L}])(?:(?:${NUMBER_WORD})|scalar\\s(?!function|field|product|multiple)\\p{L}+)\\s*$`, "iu");
/** "$c$ is a scalar", "$c$는 상수". */
const NUMBER_AFTER = new RegExp(
  `^\\s*(?:(?:is|are|be|being)\\s+(?:an?\\s+)?|[은는이가はがも是]\\s*|为\\s*)(?:${NUMBER_WORD})(?!\\p{L}|\\s+(?:vector|matri|function))`,
  "iu",
);

/** Names that the text makes numbers: "a scalar $g$", c \\in \\mathbb{R}, y \\in \\{0, 1\\}. */
export function numbersSaid(formulas: readonly Formula[]): ReadonlySet<string> {
  const found = new Set<string>();
  let isSaid = false;
  for (const [i, formula] of formulas.entries()) {
    const alone = aloneIn(formula);
    isSaid = alone !== undefined && (NUMBER_BEFORE.test(formula.before) || (isSaid && BETWEEN_ITEMS.test(formula.before)));
    const called = alone && (isSaid || NUMBER_AFTER.test(formula.after)) ? [alone] : numbersIn(formula, formulas, i);
    for (const name of called.map((each) => headOf(each)?.name)) if (name !== undefined && nameParts(name).sub === "") found.add(name);
  }
  return found;
}

/** c of c \\in \\mathbb{R}, (0, 1) or \\{-1, 1\\}, and of c > 0. */
function numbersIn({ chain }: Formula, formulas: readonly Formula[], i: number): Syntax[] {
  const [link, ...more] = chain?.links ?? [];
  const isBounded = chain?.first !== undefined && (link?.relation === ">" || link?.relation === "<") && isNumeral(link.right);
  if (isBounded && more.length === 0 && chain?.first && headOf(chain.first)) return alonePlain(chain.first);
  if (!chain?.first || link?.relation !== "∈" || more.length > 0) return [];
  const { right } = link;
  const isOfNumbers = right.kind === "group" && right.items.length > 1 && right.items.every((item) => isNumeral(item));
  const isReal = headOf(right)?.name === "ℝ" && right.kind === "name";
  return isOfNumbers || isReal ? [...listedBefore(formulas, i), ...alonePlain(chain.first)] : [];
}

function isNumeral(syntax: Syntax): boolean {
  if (syntax.kind === "sum") return syntax.terms.length === 1 && isNumeral((syntax.terms[0] as { readonly term: Syntax }).term);
  return syntax.kind === "number";
}

/** "for $i, j = 1, \\dots, M$": what letters run through, said of the formula before. */
export interface RangeSaid {
  readonly letters: readonly string[];
  readonly start: 0 | 1;
  readonly size: string;
  readonly of: Formula;
}

const BEGINS_RANGE = /(?:^|[.;]\s*|\n\s*)(?:for(?: all| each| every)?|für(?: alle)?|pour(?: tout)?|para(?: todo)?)\s*$/iu;

export function rangesSaid(formulas: readonly Formula[]): readonly RangeSaid[] {
  return formulas.flatMap((formula, i) => {
    const { chain } = formula;
    const [dots, last] = [formulas[i + 1]?.chain?.first, formulas[i + 2]?.chain];
    const size = dots && headOf(dots)?.name === "…" && last?.links.length === 0 ? last.first : undefined;
    const from = chain?.links[0]?.right;
    const start = from?.kind !== "number" ? undefined : from.text === "0" ? 0 : from.text === "1" ? 1 : undefined;
    const text = size && start !== undefined ? sizeUpTo(size, start) : undefined;
    if (!formula.range || !chain?.first || start === undefined || text === undefined) return [];
    const letters = [...listedBefore(formulas, i), chain.first].map((each) => headOf(each)?.name as string);
    const isEquation = (each: Formula): boolean => each.section === formula.section && !each.range && (each.chain?.links.length ?? 0) > 0;
    // "For $i = 1, \\dots, n$ let $y_i = …$"
    const next = BEGINS_RANGE.test(formula.before) ? formulas.slice(i + 3).find(isEquation) : undefined;
    const of = formulas.slice(0, i).findLast(isEquation) ?? next;
    return of ? [{ letters, start, size: text, of }] : [];
  });
}

/** How many there are from 1 to K, or from 0 to K − 1. */
function sizeUpTo(last: Syntax, start: 0 | 1): string | undefined {
  if (start === 1) return last.kind === "number" ? last.text : headOf(last)?.name;
  if (last.kind === "number") return /^\d+$/.test(last.text) ? String(Number(last.text) + 1) : undefined;
  const [name, less, ...more] = last.kind === "sum" ? last.terms : [];
  const isOneLess = less?.sign === "-" && less.term.kind === "number" && less.term.text === "1" && more.length === 0;
  return name && isOneLess ? headOf(name.term)?.name : undefined;
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

const ALL_WITHIN =
  /^\s*,?\s*(?:(?:all|both|each|which|that)\s+)*(?:(?:are|is|be|being|lies?|lives?)\s+)?(?:an?\s+|the\s+)?(?:(?:one-?hot|unit|column|feature|real|random|non-?zero|constant|fixed)\s+)*(?:(?:encoded\s+)?(?:vectors?|matri(?:x|ces)|points?|elements?)\s+)?(?:in|from|of)\s*$/iu;

/** "a query $q$ and keys $k_j$, all in $\\mathbb{R}^d$", "a vector $v$ in $\\mathbb{R}^n$". */
function allWithin(formulas: readonly Formula[], i: number): (readonly [string, readonly string[]])[] {
  const space = formulas[i] as Formula;
  const first = space.chain?.links.length === 0 && !space.display ? space.chain.first : undefined;
  const isSpace = first?.kind === "scripted" && first.sup && first.base.kind === "name" && first.base.name === "ℝ";
  const dimensions = isSpace && ALL_WITHIN.test(space.before) ? dimensionsOf(first.sup as Syntax) : undefined;
  if (!dimensions) return [];
  const isOfAll = /\b(?:all|both|each)\b/iu.test(space.before);
  const found: (readonly [string, readonly string[]])[] = [];
  for (let k = i - 1; k >= Math.max(0, i - 6); k--) {
    const before = formulas[k] as Formula;
    if (before.display || before.section !== space.section || !before.chain?.first || before.chain.links.length > 0) break;
    const own = alonePlain(before.chain.first).map((name) => headOf(name)?.name as string);
    if (own.some((name) => dimensions.includes(name))) break;
    for (const name of own) found.push([name, dimensions]);
    const isJoined = BETWEEN_ITEMS.test(before.before) || (isOfAll && !/[.!?;:]\s|[.!?;:]$/u.test(before.before));
    if (!isJoined) break;
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
  const zeros = zeroEntries(formulas, i);
  const name = zeros?.isBeyond ? zeros.name : undefined;
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
    // "$X$ is $(N, 3)$ and $W$ a $(3, 2)$ matrix"
    if (k > 0 && givenShape(formulas, k - 1)) break;
    const names = before.chain?.first ? alonePlain(before.chain.first).map((each) => headOf(each)?.name as string) : [];
    // "Vectors have $H$ entries and $W$, $U$ are $H \times H$ matrices."
    if (names.some((name) => dimensions.includes(name))) break;
    for (const name of names) found.push([name, dimensions]);
  }
  return found;
}

/** "an $m \\times n$ matrix $A$", "$n \\times n$ matrices $A$ and $B$", "the $n$-dimensional vector $x$". */
function calledAfterShape(formulas: readonly Formula[], i: number): (readonly [string, readonly string[]])[] {
  const shape = formulas[i] as Formula;
  const isMatrix = isShape(shape) && /^[\s-]*(?:\p{L}+\s)?(?:matrix|matrices|행렬|行列|矩阵)\s*$/iu.test(shape.after);
  const isVector = aloneIn(shape) !== undefined && /^-dimensional\s+(?:\p{L}+\s)?vectors?\s*$/iu.test(shape.after);
  const dimensions = isMatrix || isVector ? dimensionsOf(shape.chain?.first as Syntax) : undefined;
  if (!dimensions) return [];
  const isSeveral = /matrices|vectors|행렬|行列|矩阵/iu.test(shape.after);
  const found: (readonly [string, readonly string[]])[] = [];
  for (let k = i + 1; k === i + 1 || BETWEEN_ITEMS.test(formulas[k]?.before ?? ""); k++) {
    const chain =
      aloneIn(formulas[k]) ?? (formulas[k]?.chain?.links.length === 0 && !formulas[k]?.display ? formulas[k]?.chain?.first : undefined);
    const own = chain ? alonePlain(chain) : [];
    if (own.length === 0) break;
    for (const name of own) found.push([headOf(name)?.name as string, dimensions]);
    if (!isSeveral) break;
  }
  return found;
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

export function names(syntax: Syntax): Syntax[] {
  if (headOf(syntax)) return [syntax];
  if (syntax.kind === "group" || syntax.kind === "juxtaposition") return syntax.items.flatMap(names);
  return syntax.kind === "sum" ? syntax.terms.flatMap((term) => names(term.term)) : [];
}

/** x, and x and y of (x, y): W^⊤ δ ∈ ℝ^n says nothing of W. */
export function alonePlain(syntax: Syntax): Syntax[] {
  const isPlain = (item: Syntax): boolean => {
    const head = headOf(item);
    return head !== undefined && !head.power && !head.transposed;
  };
  return (syntax.kind === "group" ? syntax.items : [syntax]).filter(isPlain);
}

/** The name that an inline formula is. */
export function aloneIn(formula: Formula | undefined): Syntax | undefined {
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
    isTuple(formula) ||
    (syntax?.kind === "product" && syntax.factors.every(({ operator, factor }) => (operator === "*" || operator === "·") && isSize(factor)))
  );
}

/** (N, D), but not the data (x_i, y_i) of "n pairs (x_i, y_i)". */
function isTuple(formula: Formula): boolean {
  const syntax = formula.chain?.first;
  const items = syntax?.kind === "group" ? syntax.items : [];
  const subscripts = items.map((item) => nameParts(headOf(item)?.name ?? "").sub);
  return items.length > 1 && !subscripts.every((sub) => sub !== "" && sub === subscripts[0]);
}
