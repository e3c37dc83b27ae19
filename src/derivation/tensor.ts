/** Which names are vectors or matrices, as far as the text shows: nothing that reaches them gets a verdict yet. */
import { headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import type { Syntax } from "../syntax/tree.ts";
import type { Formula } from "./formula.ts";

const WORDS = /matri(x|ces)|vectors?\b|tensors?\b|행렬|벡터|텐서|行列|ベクトル|矩阵|向量|matrizen?|vektor/i;
const SHAPE_WORDS = /shape|형상|크기|size|dimension|×/i;

/** What names of one kind share: b and b^{(3)}, or W_1 and W_2; the entry b_1 of a vector b is a number. */
export function tensorKey(name: string): string {
  const { base, sub } = nameParts(name);
  return sub === "" ? base : `${base}_`;
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

type Mark = (syntax: Syntax, reason: string) => void;

function walk(root: Syntax, mark: Mark): void {
  const open: Syntax[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    const head = headOf(node);
    if (head?.transposed) mark(node, "it is transposed");
    if (head && isBold(head.name)) mark(node, "it is set in bold");
    if (head?.name.startsWith("∇_")) markName(head.name.slice(2), mark, node);
    switch (node.kind) {
      case "scripted":
        open.push(node.base);
        if (node.sup) open.push(node.sup);
        break;
      case "sum":
        open.push(...node.terms.map((term) => term.term));
        break;
      case "product":
        for (const { operator, factor } of node.factors) {
          if (operator !== "*" && operator !== "/") for (const f of node.factors) mark(f.factor, "it is multiplied entry by entry");
          open.push(factor);
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

function markName(text: string, mark: Mark, at: Syntax): void {
  const name = text.replace(/^\{|\}$/g, "");
  mark({ kind: "name", name, word: false, span: at.span }, "a gradient is taken by it");
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

/** "Let $A$ and $B$ be $n \times n$ matrices", "$X$: $N \times D$", "입력 $X$ 는 $(N, D)$". */
function inWords(formulas: readonly Formula[], mark: Mark): void {
  for (const [i, formula] of formulas.entries()) {
    const alone = !formula.display && formula.chain?.first && formula.chain.links.length === 0 ? formula.chain.first : undefined;
    if (!alone) continue;
    const head = headOf(alone);
    if (head && WORDS.test(sentenceAround(formulas, i))) mark(alone, "the text calls it a vector or matrix");
    const next = formulas[i + 1];
    if (
      head &&
      next &&
      isShape(next) &&
      /^[\s\p{L}:,=\p{Pd}]{0,12}$/u.test(formula.after) &&
      (isTuple(next) || /^\s*:?\s*$|shape|형상|크기|size/i.test(formula.after) || SHAPE_WORDS.test(next.after.slice(0, 20)))
    ) {
      mark(alone, "the text gives its shape");
    }
  }
}

/** The words of the sentence that an inline formula stands in. */
function sentenceAround(formulas: readonly Formula[], at: number): string {
  const formula = formulas[at] as Formula;
  let text = /[^.!?。\n]*$/.exec(formula.before)?.[0] ?? "";
  for (let i = at; i < Math.min(formulas.length, at + 5); i++) {
    const { after } = formulas[i] as Formula;
    const end = after.search(/[.!?。;\n]/);
    text += ` ${end < 0 ? after : after.slice(0, end)}`;
    if (end >= 0) break;
  }
  return text;
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
