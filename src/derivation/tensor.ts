/** Which names are vectors or matrices, as far as the text shows: nothing that reaches them gets a verdict yet. */
import { nablaOf } from "../elaborate/differential.ts";
import { isNabla, nodesOf, partsOf } from "../elaborate/names.ts";
import { headOf, isInverseTranspose, isTranspose } from "../elaborate/script.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import { type DeclaredShapes, aloneIn, alonePlain, declaredShapes, names, numbersSaid } from "./declared-shape.ts";
import { BETWEEN_ITEMS, type DocumentParts, type Formula } from "./formula.ts";
import { LOSS_NAMES } from "./loss-name.ts";
import type { Labels } from "./labels.ts";

const WORDS = /matri(x|ces)|vectors?\b|tensors?\b|행렬|벡터|텐서|行列|ベクトル|矩阵|向量|matrizen?|vektor/i;
const MATRIX_WORDS = /matri(?:x|ces)|행렬|行列|矩阵/i;
const IS = /^\s*(?:is|are|be|denotes?|[은는이가]|は|が|是|为)(?=\s|[^a-z])/i;

/** What names of one kind share: b and b^{(3)}, or W_1 and W_2; the entry b_1 of a vector b is a number. */
export function tensorKey(name: string): string {
  const { base, sub } = nameParts(name);
  return sub === "" ? base : `${base}_`;
}

/** Names by `tensorKey`, with a reason each. */
export function tensorNames(formulas: readonly Formula[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const inner = new Set([...formulas.flatMap(({ chain }) => (chain ? innerProductIn(chain) : [])), ...numbersSaid(formulas)]);
  const mark = (syntax: Syntax, reason: string): void => {
    const head = headOf(syntax);
    // y of ‖x − y w‖ where y = w^⊤ x is a number, and so is what the words call so.
    if (head && !(reason === "it has a norm" && inner.has(head.name))) found.set(tensorKey(head.name), reason);
  };
  for (const formula of formulas) if (formula.chain) walk(formula.chain, mark);
  inWords(formulas, mark);
  return found;
}

/** The names of what has a norm; of a product of small letters, c a, the last one: a number stands before a vector. */
function normed(item: Syntax): readonly Syntax[] {
  const terms = item.kind === "sum" ? item.terms.map(({ term }) => term) : [item];
  const isSmall = (each: Syntax): boolean => {
    const head = headOf(each);
    return head !== undefined && !head.transposed && !head.power && /^\p{Ll}$/u.test(nameParts(head.name).base.normalize("NFKD"));
  };
  return terms.flatMap((term) => (term.kind === "juxtaposition" && term.items.every(isSmall) ? term.items.slice(-1) : names(term)));
}

/** y of y = w^⊤ x, of small letters. */
function innerProductIn({ first, links: [link] }: ChainSyntax): string[] {
  const name = first && headOf(first);
  const [a, b, ...more] = link?.right.kind === "juxtaposition" ? link.right.items.map((item) => headOf(item)) : [];
  const isSmall = (each: typeof a): boolean => each !== undefined && /^\p{Ll}$/u.test(nameParts(each.name).base.normalize("NFKD"));
  const isInner = a?.transposed === true && b?.transposed === false && more.length === 0 && isSmall(a) && isSmall(b);
  return name && link?.relation === "=" && isInner ? [name.name] : [];
}

/** Small letters that the words call a matrix, by `tensorKey`. */
export function matricesInWords(formulas: readonly Formula[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const formula of formulas) {
    const alone = aloneIn(formula);
    const words = CALLED_AFTER.exec(formula.after)?.[0] ?? "";
    const isCalled = (MATRIX_WORDS.test(words) && IS.test(words) && !COUNTED.test(formula.after)) || isCalledSymmetric(formula);
    const head = alone && isCalled ? headOf(alone) : undefined;
    if (head) found.add(tensorKey(head.name));
  }
  return found;
}

/** Which names are vectors: declared so, or small letters that the words or the notation show to be no numbers. */
export function vectorsIn({ formulas, labels }: Pick<DocumentParts, "formulas" | "labels">): (name: string) => boolean {
  const declared = declaredShapes(formulas);
  const marked = tensorNames(formulas);
  const matrices = matricesInWords(formulas);
  const familyOf = (name: string): string => nameParts(name).base + nameParts(name).label.replace(/\p{L}/u, "");
  const families = new Set(
    [...vectorFamilies(formulas, declared, labels)].filter(([, rank]) => rank === 1).map(([name]) => familyOf(name)),
  );
  const dotted = dottedByEntries(formulas);
  return (name) => {
    const shape = declared.get(name);
    if (shape) return shape.length === 1;
    if (dotted.has(name)) return true;
    const { sub, label } = nameParts(name);
    if (sub !== "" || label !== "") return families.has(familyOf(name)) && /^\p{L}?$/u.test(sub);
    return marked.has(tensorKey(name)) && !matrices.has(tensorKey(name)) && /^\p{Ll}/u.test(name.normalize("NFKD"));
  };
}

/** w and x of w · x on a page that speaks of w_j and x_j. */
function dottedByEntries(formulas: readonly Formula[]): ReadonlySet<string> {
  const nodes = formulas.flatMap(({ chain }) => (chain ? nodesOf(chain) : []));
  const entries = new Set(nodes.flatMap((node) => (node.kind === "scripted" ? (headOf(node)?.name ?? []) : [])));
  const lettersOf = (name: string): string[] => [..."ijkmnpqrsd"].filter((letter) => entries.has(`${name}_${letter}`));
  const bare = (syntax: Syntax | undefined): string | undefined => {
    const head = syntax && headOf(syntax);
    return head && !head.power && !head.transposed && /^\p{Ll}$/u.test(head.name) ? head.name : undefined;
  };
  const names: string[] = [];
  for (const node of nodes) {
    if (node.kind !== "product") continue;
    for (const [i, { operator, factor }] of node.factors.entries()) {
      const [a, b] = [bare(node.factors[i - 1]?.factor), bare(factor)];
      const isDot = operator === "·" && a !== undefined && b !== undefined && a !== b;
      if (isDot && lettersOf(a).some((letter) => lettersOf(b).includes(letter))) names.push(a, b);
    }
  }
  return new Set(names);
}

/**
 * Names with an index that are vectors for each of its values: x_i or x^{(i)} of `x_i \\in \\mathbb{R}^d`, of w^\\top x_i or
 * x_i^\\top and of ∇_{x_i}, small bold letters with one index; with the rank of each.
 */
export function vectorFamilies(
  formulas: readonly Formula[],
  declared: DeclaredShapes,
  labels: Pick<Labels, "bold">,
): ReadonlyMap<string, number> {
  const ofEntries = new Set(labels.bold.values());
  const found = new Map<string, number>();
  const hasOneIndex = (name: string): boolean => {
    const { sub, label } = nameParts(name);
    // Whether i of x^{(i)} counts samples or layers is seen where sums run over it.
    return /^\p{L}$/u.test(sub) || (sub === "" && /^[([❲]\p{L}[)\]❳]$/u.test(label));
  };
  const mark = (syntax: Syntax, reason: string): void => {
    const name = headOf(syntax)?.name;
    if (name === undefined || !hasOneIndex(name)) return;
    const isSmall = /^\p{Ll}/u.test(name.normalize("NFKD"));
    const isBoldVector = isBold(name) && !ofEntries.has(nameParts(name).base) && isSmall;
    if (
      reason === "it is transposed" ||
      reason === "a gradient is taken by it" ||
      ((reason === "it has a norm" || reason === DIAGONAL) && isSmall) ||
      isBoldVector
    )
      found.set(name, 1);
  };
  for (const { chain } of formulas) {
    if (!chain) continue;
    walk(chain, mark);
    for (const name of behindRows(chain)) mark(name, "it is transposed");
  }
  for (const [name, dimensions] of declared) if (hasOneIndex(name)) found.set(name, dimensions.length);
  // h_t of "h_1, …, h_T ∈ ℝ^d".
  const all = new Set(formulas.flatMap(({ chain }) => (chain ? nodesOf(chain) : [])).flatMap((node) => headOf(node)?.name ?? []));
  for (const [name, dimensions] of declared) {
    const { base, sub, label } = nameParts(name);
    const isLast = /^\p{Lu}$/u.test(sub) && all.has(nameOf({ base, sub: "1", label }));
    const alike = isLast
      ? [...all].filter((each) => hasOneIndex(each) && nameParts(each).base === base && nameParts(each).label === label)
      : [];
    for (const each of alike) if (!declared.has(each)) found.set(each, dimensions.length);
  }
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
        // Behind x_i x_i^⊤ stands what is as likely a number.
        const isOuter = i > 0 && headOf(node.items[i - 1] as Syntax)?.name === headOf(item)?.name;
        if (next && headOf(item)?.transposed && headOf(next) && !isOuter) found.push(next);
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
          if (operator === "*" || operator === "·" || operator === "/") continue;
          // p of m ⊙ h / p is a number.
          const before = node.factors[i - 1];
          const beside = before && before.operator !== "/" ? [before.factor, factor] : [factor];
          for (const name of beside.flatMap(alongside)) mark(name, "it is multiplied entry by entry");
        }
        break;
      case "juxtaposition":
        for (const [i, item] of node.items.entries())
          if (item.kind === "name" && (OF_MATRICES.test(item.name) || item.name === "diag"))
            for (const name of node.items[i + 1] ? nodesOf(node.items[i + 1] as Syntax) : [])
              if (item.name === "diag" ? /^\p{Ll}(?:_\p{L})?$/u.test(headOf(name)?.name ?? "") : /^\p{Lu}$/u.test(headOf(name)?.name ?? ""))
                mark(name, item.name === "diag" ? DIAGONAL : "it is a matrix");
        // The L of ∇_z L^⊤ is no matrix.
        open.push(...node.items.filter((item, i) => !(isNabla(node.items[i - 1]) && LOSS_NAMES.has(headOf(item)?.name ?? ""))));
        break;
      case "group":
        if (node.open === "‖") for (const name of node.items.flatMap(normed)) mark(name, "it has a norm");
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

const DIAGONAL = "it is on a diagonal";

/** What takes a matrix. */
const OF_MATRICES = /^(?:tr|Tr|trace|det|logdet)$/u;

/** The names that have an entry for each of a factor's: a of 1 - a, z of σ'(z); of a product nobody knows which. */
function alongside(factor: Syntax): Syntax[] {
  const found: Syntax[] = [];
  const open: Syntax[] = [factor];
  for (let node = open.pop(); node; node = open.pop()) {
    const [applied, argument, ...more] = node.kind === "juxtaposition" ? node.items : [];
    const exponent = node.kind === "scripted" && node.base.kind === "name" && node.base.name === "e" && !node.sub ? node.sup : undefined;
    if (exponent) open.push(exponent);
    else if (headOf(node)) found.push(node);
    else if (node.kind === "group" && node.items.length === 1) open.push(node.items[0] as Syntax);
    else if (node.kind === "sum") open.push(...node.terms.map(({ term }) => term));
    else if (applied && argument && more.length === 0 && headOf(applied) && argument.kind === "group") open.push(argument);
  }
  return found;
}

function isBold(name: string): boolean {
  return /^[\u{1d400}-\u{1d433}\u{1d6a8}-\u{1d6e1}\u{1d7ce}-\u{1d7d7}]/u.test(name);
}

/** b_1, of whose shape nothing follows for the b_2 of another layer, which may be a number. */
const isOfLayer = (name: string): boolean => /^\p{Ll}_\d$/u.test(name);

/** W ∈ ℝ^{m×n}, and definitions by a matrix written out. */
function chain(node: Syntax & { kind: "chain" }, mark: Mark): void {
  for (const link of node.links) {
    if (link.relation === "∈" && link.right.kind === "scripted" && node.first) {
      for (const name of alonePlain(node.first)) if (!isOfLayer(headOf(name)?.name ?? "")) mark(name, "its shape is given");
    }
    if (link.relation === "=" && link.right.kind === "matrix" && node.first) mark(node.first, "it is a matrix");
  }
}

/** "the vector $x$", "$A$ and $B$ are matrices", "$X$: $N \\times D$", "입력 $X$ 는 $(N, D)$". */
function inWords(formulas: readonly Formula[], mark: Mark): void {
  const called = formulas.map((formula) => aloneIn(formula) !== undefined && isCalledTensor(formula));
  const isListed = (i: number): boolean => aloneIn(formulas[i]) !== undefined && BETWEEN_ITEMS.test(formulas[i]?.before ?? "");
  for (let i = 1; i < formulas.length; i++) if (called[i - 1] && isListed(i)) called[i] = true;
  for (let i = formulas.length - 2; i >= 0; i--) if (called[i + 1] && isListed(i + 1) && aloneIn(formulas[i])) called[i] = true;
  for (const [i, formula] of formulas.entries()) {
    const alone = aloneIn(formula);
    if (alone && called[i]) mark(alone, "the text calls it a vector or matrix");
  }
  for (const [name, dimensions] of declaredShapes(formulas))
    if (dimensions.length > 0 && !isOfLayer(name))
      mark({ kind: "name", name, word: false, span: { start: 0, end: 0 } }, "the text gives its shape");
}

const PARAGRAPH = /\n\s*\n/u;
/** "The Hessian matrix of $f$" says nothing of f. */
const CALLED_BEFORE = new RegExp(
  `(?:${WORDS.source})(?:\\s+(?!size|length|dimension|with)\\p{L}+){0,2}(?<!\\b(?:of|for|from|on|by|at))[\\s:]*$`,
  "iu",
);
const KINDS =
  "(?:(?:実|正定値?|半正定値?|対称|正方|正則|可逆|単位|直交|対角|重み|对称|正定|半正定|可逆|正交|对角|实|方|权重|一个|대칭|양의 정부호|양정치|정사각|가역|직교|대각|가중치)(?:の|인)?\\s*)*";
const CALLED_AFTER = new RegExp(`^\\s*(?:[はがもを是为為은는이가을를]\\s*)?${KINDS}(?:\\p{L}+\\s+){0,4}?(?:${WORDS.source})`, "iu");
/** "a vector with $N$ entries": a number. */
const COUNTED = /^\s*(?:entries|entry|components?|elements?|dimensions?|rows?|columns?|원소|개|차원|次元|個)/i;

function isCalledTensor(formula: Formula): boolean {
  // A heading, "Matrix factorisation", says nothing of what the paragraph behind it begins with.
  const [before, after] = [formula.before.split(PARAGRAPH).at(-1) ?? "", formula.after.split(PARAGRAPH)[0] ?? ""];
  return ((CALLED_BEFORE.test(before) || CALLED_AFTER.test(after)) && !COUNTED.test(after)) || isCalledSymmetric(formula);
}

/** "symmetric $S$", "with $\\Sigma$ symmetric": a capital that is symmetric, and no loss, is a matrix. */
function isCalledSymmetric(formula: Formula): boolean {
  const { before, after } = formula;
  const alone = aloneIn(formula);
  const name = alone && headOf(alone)?.name;
  if (name === undefined || !/^\p{Lu}/u.test(name.normalize("NFKD")) || LOSS_NAMES.has(name)) return false;
  return (
    /(?<!not |non-?|skew[ -]?|anti[ -]?)\bsymmetric\s*$/i.test(before) ||
    /^\s*(?:(?:is|are|be|being)\s+)?symmetric\b(?!\s+(?:around|about|in|function|under|with))/i.test(after)
  );
}
