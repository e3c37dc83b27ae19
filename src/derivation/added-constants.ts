/** "+ const": a constant that nobody cares for, in every formula another one. */
import { nodesOf } from "../elaborate/names.ts";
import type { ChainSyntax } from "../syntax/tree.ts";

const CONSTANT = /^(?:const(?:ants?)?\.?|cst\.?)$/iu;
const NUMBERED = /^const\d*$/u;

/** The formulas that add one, each with a number. */
export function addedConstants(chains: readonly ChainSyntax[]): ReadonlyMap<ChainSyntax, number> {
  const adding = chains.filter((chain) => nodesOf(chain).some((node) => node.kind === "name" && CONSTANT.test(node.name)));
  return new Map(adding.map((chain, i) => [chain, i]));
}

/** Writes the number behind it, but for the first. Changes the tree in place. */
export function applyAddedConstants(chain: ChainSyntax, numbers: ReadonlyMap<ChainSyntax, number>): void {
  const number = numbers.get(chain);
  if (number === undefined) return;
  for (const node of nodesOf(chain))
    if (node.kind === "name" && CONSTANT.test(node.name)) Object.assign(node, { name: `const${number === 0 ? "" : number + 1}` });
}

/** Whether a name stands for such a constant. */
export const isAddedConstant = (name: string): boolean => NUMBERED.test(name);
