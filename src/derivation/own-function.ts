/** Functions of the table that a page defines in a way of its own: ELU with an α, a sigmoid with a slope, GELU by σ. */
import { holdsNames, isArgument, nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { OWN } from "../expression/name.ts";
import { functionNamed } from "../primitive/table.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import { definiendumOf } from "./definiendum.ts";

/** Names that are numbers, or that stand for no variable. */
const CONSTANTS: ReadonlySet<string> = new Set(["e", "π", "∞"]);

const SOFTMAX = "softmax";

/** The names of such functions, as the page spells them. */
export function ownFunctions(chains: readonly ChainSyntax[]): ReadonlySet<string> {
  return new Set(chains.flatMap((chain) => definedAnew(chain) ?? []));
}

/** Gives them names that are in no table. Changes the tree in place, before anything is read from it. */
export function applyOwnFunctions(chain: ChainSyntax, names: ReadonlySet<string>): void {
  if (names.size === 0) return;
  for (const node of nodesOf(chain)) {
    const name = node.kind === "name" ? /^[^']*/.exec(node.name)?.[0] : undefined;
    if (node.kind === "name" && name && names.has(name)) (node as { name: string }).name = name + OWN + node.name.slice(name.length);
  }
}

function definedAnew({ first, links: [link] }: ChainSyntax): string | undefined {
  if (first && link && isEntryOfSoftmax(first) && isScaled(link.right, nodesOf(first))) return SOFTMAX;
  const definiendum = first && definiendumOf(first);
  const [parameter, ...others] = definiendum?.parameters ?? [];
  if (!definiendum || !parameter || others.length > 0 || !link || !/^(=|:=|≡)$/.test(link.relation)) return undefined;
  const definedBy = functionNamed(definiendum.name)?.variants;
  if (!definedBy) return undefined;
  const free = freeNames(link.right);
  if (!free.has(parameter.name)) return undefined;
  return definedBy === "any" || [...free].some((name) => name !== parameter.name && !CONSTANTS.has(name)) ? definiendum.name : undefined;
}

/** softmax(z)_i and softmax_i(z). */
function isEntryOfSoftmax(side: Syntax): boolean {
  const [name, brackets, ...more] = side.kind === "juxtaposition" ? side.items : [];
  return more.length === 0 && brackets !== undefined && name !== undefined && nodesOf(name).some(isSoftmax) && isArgument(brackets);
}

const isSoftmax = (node: Syntax): boolean => node.kind === "name" && node.name === SOFTMAX;

/** Whether a name that is none of those has another place than beside them: T of e^{z_i / T}, and not m of e^{z_i - m}. */
function isScaled(body: Syntax, others: readonly Syntax[]): boolean {
  const known = new Set(others.flatMap((node) => (node.kind === "name" ? [node.name] : [])));
  const nodes = nodesOf(body);
  const terms = new Set(nodes.flatMap((node) => (node.kind === "sum" ? node.terms.map(({ term }) => term) : [])));
  // K of Σ_{k=1}^K.
  for (const node of nodes) if (node.kind === "big" && node.sup) terms.add(node.sup);
  const isOther = (node: Syntax): boolean =>
    node.kind === "name" && !known.has(node.name) && !CONSTANTS.has(node.name) && !functionNamed(node.name) && !terms.has(node);
  return nodes.some(isOther);
}

/** The names that are not applied to others: α of α (e^x - 1), and no Φ of Φ(x). */
function freeNames(root: Syntax): ReadonlySet<string> {
  const applied = new Set<Syntax>();
  const found = new Set<string>();
  for (const node of nodesOf(root)) {
    if (node.kind === "juxtaposition") for (const [i, item] of node.items.entries()) if (holdsNames(node.items[i + 1])) applied.add(item);
    const head = node.kind === "name" ? headOf(node) : undefined;
    if (head && !functionNamed(head.name) && !applied.has(node)) found.add(head.name);
  }
  return found;
}
