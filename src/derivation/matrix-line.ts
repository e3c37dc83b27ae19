/** X_{n,:} and X_{:,j}, rows and columns of X as programs write them. */
import { type Expr, apply, isOp } from "../expression/expr.ts";
import { rebuild } from "../expression/traverse.ts";
import { type IndexLetters, occurrenceOf } from "../tensor/entry.ts";
import { nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import type { ChainSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";

/** Which matrices have lines on a page: "rows" or "columns"; both of one matrix are not told apart, and left as they are. */
export type Lines = ReadonlyMap<string, "rows" | "columns">;

export function linesIn(chains: readonly ChainSyntax[]): Lines {
  const found = new Map<string, "rows" | "columns">();
  const mixed = new Set<string>();
  for (const node of chains.flatMap(nodesOf)) {
    const line = node.kind === "scripted" ? lineOf(node) : undefined;
    if (!line) continue;
    if ((found.get(line.matrix) ?? line.kind) !== line.kind) mixed.add(line.matrix);
    found.set(line.matrix, line.kind);
  }
  for (const matrix of mixed) found.delete(matrix);
  return found;
}

/** Leaves the colon out. Changes the tree in place. */
export function applyLines(chain: ChainSyntax, lines: Lines): void {
  if (lines.size === 0) return;
  for (const node of nodesOf(chain)) {
    const line = node.kind === "scripted" ? lineOf(node) : undefined;
    if (line && lines.has(line.matrix)) Object.assign(node, { sub: line.index });
  }
}

function lineOf(node: ScriptedSyntax): { readonly matrix: string; readonly kind: "rows" | "columns"; readonly index: Syntax } | undefined {
  const { sub } = node;
  const [first, second, ...more] = sub?.kind === "group" && sub.open === "," ? sub.items : [];
  const head = headOf({ ...node, sup: undefined });
  if (!first || !second || more.length > 0 || !head || isColon(first) === isColon(second)) return undefined;
  const matrix = nameOf({ ...nameParts(head.name), sub: "" });
  return isColon(second) ? { matrix, kind: "rows", index: first } : { matrix, kind: "columns", index: second };
}

/** Those rows as what is transposed: the row x_n^⊤ for the vector x_n of its entries. */
export function inRows(expr: Expr, names: IndexLetters, lines: Lines): Expr {
  if (lines.size === 0) return expr;
  const isRow = (node: Expr | undefined): boolean => {
    if (node?.kind !== "symbol") return false;
    const { whole, indices, isLast } = occurrenceOf(node.name, names);
    return lines.get(whole) === "rows" && indices.length === 1 && !isLast;
  };
  return rebuild(expr, (node, original) => {
    if (isRow(original)) return apply("transpose", [original]);
    if ((original.kind === "derivative" || isOp(original, "gradient")) && isRow(original.args[1])) return apply("transpose", [original]);
    const [of] = isOp(node, "transpose") ? node.args : [];
    return of && isOp(of, "transpose") ? (of.args[0] as Expr) : node;
  });
}

const isColon = (item: Syntax): boolean => item.kind === "name" && item.name === ":";
