/** Matrices whose rows or columns have names of their own: x_n of "X with rows x_n^⊤", as words or formulas say it. */
import { headOf, isTranspose } from "../elaborate/script.ts";
import { labelParts, nameOf, nameParts } from "../expression/name.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import type { Stack } from "../tensor/entry.ts";
import type { Formula } from "./formula.ts";

/** By the name of the family, x for x_n. */
export type Stacks = ReadonlyMap<string, Stack>;

/** With the name of how many there are, where that is said. */
export interface NamedStack extends Stack {
  readonly count?: string | undefined;
}

const ROWS = /\brow(?:s|wise|-wise)?\b|행(?!렬)|行(?!列)/i;
const COLUMNS = /\bcolumns?\b|열|列/i;
/** "行列" is a matrix. */
const MATRIX_IN_JAPANESE = /行列/g;
const ENDS_SENTENCE = /[.!?。;；](?:\s|$)|\n\s*\n/;
const DOTS = "…";

export function stacksSaid(formulas: readonly Formula[]): ReadonlyMap<string, NamedStack> {
  const found = new Map<string, NamedStack>();
  for (const [family, stack] of [...inWords(formulas), ...formulas.flatMap(({ chain }) => (chain ? writtenOut(chain) : []))]) {
    const other = found.get(family);
    // What is said in two ways is not known.
    if (other && (other.matrix !== stack.matrix || other.inColumns !== stack.inColumns)) found.delete(family);
    else found.set(family, stack);
  }
  return found;
}

/** `X = [x_1, \\dots, x_N]^\\top`, as the words say it: "the rows of X"; undefined for any other formula. */
export function stackWrittenOut(chain: ChainSyntax): string | undefined {
  const [found] = writtenOut(chain);
  if (!found) return undefined;
  const parts = entriesNamed(chain) ? "entries" : found[1].inColumns ? "columns" : "rows";
  return `the ${parts} of ${found[1].matrix}`;
}

/** x and n of `x = (x_1, \\dots, x_n)`, transposed or not, which names the entries of x. */
export function vectorWrittenOut({ first, links }: ChainSyntax): { readonly name: string; readonly count: string } | undefined {
  const [vector, link] = [first && headOf(first), links[0]];
  const listed = link && links.length === 1 && /^:?=$/.test(link.relation) ? listOf(link.right) : undefined;
  const run = vector && !vector.power && !vector.transposed && vector.primes === 0 && listed ? runIn(listed.items) : undefined;
  return run && !run.transposed && run.family === vector?.name ? { name: run.family, count: run.count } : undefined;
}

/** A name with one letter or number as its index, in brackets and transposed or not. */
interface Member {
  readonly family: string;
  readonly index: string;
  readonly transposed: boolean;
}

function memberOf(syntax: Syntax | undefined): Member | undefined {
  if (!syntax) return undefined;
  const own = headOf(syntax);
  const isTransposed = syntax.kind === "scripted" && syntax.base.kind === "group" && syntax.sup !== undefined && isTranspose(syntax.sup);
  if (!own && isTransposed && syntax.base.kind === "group" && syntax.base.items.length === 1) {
    const inner = memberOf(syntax.base.items[0]);
    return inner && !inner.transposed ? { ...inner, transposed: true } : undefined;
  }
  if (!own || own.power || own.primes > 0) return undefined;
  const { base, sub, label } = nameParts(own.name);
  const labels = labelParts(label);
  const sample = /^\((.+)\)$/u.exec(labels.at(-1) ?? "")?.[1];
  const index = sub !== "" && label === "" ? sub : sub === "" ? sample : undefined;
  return index !== undefined && /^(?:\p{L}|\d+)$/u.test(index)
    ? { family: nameOf({ base, sub: "", label: labels.slice(0, -1).join("") }), index, transposed: own.transposed }
    : undefined;
}

/** X and x: a matrix and its rows share their letter. */
const letterOfName = (name: string): string => nameParts(name).base.normalize("NFKD").toLowerCase();

/** Whether names are as those of a matrix and its rows or entries: W^{(2)} and w^{(2)}. */
export const areLikeMatrixAndEntries = (matrix: string, family: string): boolean =>
  matrix !== family && nameParts(matrix).label === nameParts(family).label && letterOfName(matrix) === letterOfName(family);

// Words --------------------------------------------------------------------------------------------------------------

function inWords(formulas: readonly Formula[]): (readonly [string, NamedStack])[] {
  const found: (readonly [string, NamedStack])[] = [];
  for (const { words, members, matrices } of sentencesOf(formulas)) {
    const [rows, columns] = [ROWS.test(words), COLUMNS.test(words)];
    if (rows === columns) continue;
    for (const family of new Set(members.map((member) => member.family))) {
      const isAlike = (matrix: string): boolean =>
        letterOfName(matrix) === letterOfName(family) && nameParts(matrix).label === nameParts(family).label;
      const own = [...matrices].filter(isAlike);
      const [matrix, ...others] = own.filter((name) => name !== family || own.length === 1);
      if (matrix !== undefined && others.length === 0) found.push([family, { matrix, inColumns: columns }]);
    }
  }
  return found;
}

interface Sentence {
  readonly words: string;
  readonly members: readonly Member[];
  readonly matrices: ReadonlySet<string>;
}

/** Sentences with the names that stand in them by themselves. */
function* sentencesOf(formulas: readonly Formula[]): Generator<Sentence> {
  let words = "";
  let members: Member[] = [];
  let matrices = new Set<string>();
  for (const [i, formula] of formulas.entries()) {
    // Formulas of one block have the words before it in common.
    const pieces = formulas[i - 1]?.block === formula.block ? [""] : formula.before.split(ENDS_SENTENCE);
    if (pieces.length > 1 || formula.display) {
      yield { words: `${words} ${pieces[0] ?? ""}`.replace(MATRIX_IN_JAPANESE, ""), members, matrices };
      [words, members, matrices] = ["", [], new Set()];
    }
    words += ` ${pieces.at(-1) ?? ""}`;
    const { chain, display } = formula;
    const first = chain?.first;
    const isAlone = !display && first && (chain.links.length === 0 || chain.links[0]?.relation === "∈");
    const member = isAlone ? memberOf(first) : undefined;
    if (member && !/^\d/.test(member.index)) members.push(member);
    else if (isAlone) for (const name of namesIn(first)) matrices.add(name);
    if (i === formulas.length - 1) {
      const after = formula.after.split(ENDS_SENTENCE)[0] ?? "";
      yield { words: `${words} ${after}`.replace(MATRIX_IN_JAPANESE, ""), members, matrices };
    }
  }
}

/** Q and K of Q, K ∈ ℝ^{n×d}: names without an index. */
function namesIn(syntax: Syntax): string[] {
  const items = syntax.kind === "group" || syntax.kind === "juxtaposition" ? syntax.items : [syntax];
  return items.flatMap((item) => {
    const head = headOf(item);
    return head && !head.power && head.primes === 0 && nameParts(head.name).sub === "" ? [head.name] : [];
  });
}

// Formulas -----------------------------------------------------------------------------------------------------------

/** X = [x_1, …, x_N], its transpose, or a column of x_1^⊤, …, x_N^⊤. */
function writtenOut(chain: ChainSyntax): (readonly [string, NamedStack])[] {
  const matrix = chain.first && headOf(chain.first);
  const link = chain.links[0];
  if (!matrix || matrix.power || matrix.transposed || (link?.relation !== "=" && link?.relation !== ":=")) return [];
  const entries = entriesNamed(chain);
  if (entries !== undefined) return [[entries, { matrix: matrix.name, inColumns: false }]];
  const listed = listOf(link.right);
  if (!listed) return [];
  const { items, isTransposed, isColumn } = listed;
  const run = runIn(items);
  if (!run || letterOfName(run.family) !== letterOfName(matrix.name) || run.family === matrix.name) return [];
  // A row of rows, or a column of columns, is one long vector.
  if (run.transposed !== isColumn) return [];
  return [[run.family, { matrix: matrix.name, inColumns: isColumn === isTransposed, count: run.count }]];
}

/** x_1, …, x_N */
function runIn(items: readonly Syntax[]): { readonly family: string; readonly transposed: boolean; readonly count: string } | undefined {
  const members = items.map(memberOf);
  const dots = items.findIndex((item) => headOf(item)?.name === DOTS);
  const [first, last] = [members[0], members.at(-1)];
  const others = members.filter((_, i) => i !== dots);
  const isRun = dots > 0 && first?.index === "1" && others.every((m) => m?.family === first.family && m.transposed === first.transposed);
  return isRun && last ? { family: first.family, transposed: first.transposed, count: last.index } : undefined;
}

/** a of A = (a_{ij}). */
function entriesNamed({ first, links }: ChainSyntax): string | undefined {
  const right = links[0]?.right;
  const [only, ...others] = right?.kind === "group" && (right.open === "(" || right.open === "[") ? right.items : [];
  const [matrix, entry] = [first, only].map((each) => each && headOf(each));
  if (!matrix || !entry || others.length > 0 || entry.power || entry.transposed) return undefined;
  const { base, sub, label } = nameParts(entry.name);
  const family = nameOf({ base, sub: "", label });
  const isEntry = /^\p{Ll},?\p{Ll}$/u.test(sub) && new Set(sub.replace(",", "")).size === 2;
  return isEntry && family !== matrix.name && letterOfName(family) === letterOfName(matrix.name) ? family : undefined;
}

interface Listed {
  readonly items: readonly Syntax[];
  readonly isColumn: boolean;
  readonly isTransposed: boolean;
}

function listOf(syntax: Syntax): Listed | undefined {
  if (syntax.kind === "scripted" && syntax.sup && !syntax.sub && isTranspose(syntax.sup)) {
    const inner = listOf(syntax.base);
    return inner && { ...inner, isTransposed: !inner.isTransposed };
  }
  if (syntax.kind === "matrix") {
    const rows = syntax.rows;
    if (rows.length === 1) return { items: rows[0] as Syntax[], isColumn: false, isTransposed: false };
    const cells = rows.map((row) => row.filter((cell) => !isRule(cell)));
    return cells.every((row) => row.length === 1) ? { items: cells.flat(), isColumn: true, isTransposed: false } : undefined;
  }
  if (syntax.kind !== "group" || (syntax.open !== "[" && syntax.open !== "(")) return undefined;
  const [only, ...others] = syntax.items;
  const inside = !only || others.length > 0 ? syntax.items : only.kind === "juxtaposition" ? only.items : barred(only);
  return inside.length > 2 ? { items: inside, isColumn: false, isTransposed: false } : undefined;
}

/** x_1 | x_2 | … | x_N */
function barred(syntax: Syntax): readonly Syntax[] {
  if (syntax.kind !== "chain" || !syntax.first || syntax.links.some(({ relation }) => relation !== "∣")) return [syntax];
  return [syntax.first, ...syntax.links.map(({ right }) => right)];
}

/** The rule on either side of a row that is drawn as one. */
const isRule = (syntax: Syntax): boolean => syntax.kind === "name" && /^[-—–]+$/.test(syntax.name);
