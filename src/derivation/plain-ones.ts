/** The vector of ones as a plain 1, where a page writes 1^⊤: X^⊤ 1 and b 1 are no products with a number there. */
import { nodesOf } from "../elaborate/names.ts";
import { isTranspose } from "../elaborate/script.ts";
import { ONES } from "../expression/name.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";

const isOne = (syntax: Syntax | undefined): boolean => syntax?.kind === "number" && syntax.text === "1";

/** Whether a page transposes 1. */
export function transposesOne(chains: readonly ChainSyntax[]): boolean {
  return chains
    .flatMap(nodesOf)
    .some((node) => node.kind === "scripted" && isOne(node.base) && node.sup !== undefined && isTranspose(node.sup));
}

/** Writes 1 behind another factor as the vector of ones. Changes the tree in place. */
export function applyPlainOnes(chain: ChainSyntax, isTransposed: boolean): void {
  if (!isTransposed) return;
  for (const node of nodesOf(chain))
    if (node.kind === "juxtaposition")
      for (const item of node.items.slice(1)) if (isOne(item)) Object.assign(item, { kind: "name", name: ONES, word: false });
}
