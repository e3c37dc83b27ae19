/** Indices with a prime, j' of Σ_{j'} e^{u_{j'}} and of ∂a_{ij}/∂s_{ij'}: letters of their own, and read as such. */
import { nodesOf, partsOf } from "../elaborate/names.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";

/** What stands for j' and the like: letters that no formula of the page has. */
export function primedIndices(chains: readonly ChainSyntax[]): ReadonlyMap<string, string> {
  const nodes = chains.flatMap((chain) => withScripts(chain));
  const bound = new Set(
    nodes.flatMap((node) => {
      const range = node.kind === "big" ? (node.sub?.kind === "chain" ? node.sub.first : node.sub) : undefined;
      const items = range?.kind === "group" && range.open === "," ? range.items : range ? [range] : [];
      return items.flatMap((item) => primed(item) ?? []);
    }),
  );
  // j' of s_{ij'}, which stands nowhere but in subscripts.
  const inSubs = nodes.flatMap((node) => (node.kind === "scripted" && node.sub ? withScripts(node.sub) : []));
  const outside = new Set(
    chains
      .filter((chain) => !isComparison(chain))
      .flatMap(nodesOf)
      .flatMap((node) => primed(node) ?? []),
  );
  for (const name of inSubs.flatMap((node) => primed(node) ?? [])) if (/^[i-n]/.test(name) && !outside.has(name)) bound.add(name);
  const used = new Set(nodes.flatMap((node) => (node.kind === "name" ? [...node.name] : [])));
  const free = [..."lmpqrsuvoabcdfgh"].filter((letter) => !used.has(letter));
  return new Map([...bound].flatMap((name, i) => (free[i] === undefined ? [] : [[name, free[i]] as const])));
}

/** i' ≠ i */
const isComparison = ({ first, links: [link, ...more] }: ChainSyntax): boolean =>
  link !== undefined && more.length === 0 && [first, link.right].every((side) => side !== undefined && isLetter(side));
const isLetter = (side: Syntax): boolean => side.kind === "name" || primed(side) !== undefined;

/** Changes the tree in place. */
export function applyPrimedIndices(chain: ChainSyntax, letters: ReadonlyMap<string, string>): void {
  if (letters.size === 0) return;
  for (const node of withScripts(chain)) {
    const letter = letters.get(primed(node) ?? "");
    if (letter !== undefined) Object.assign(node, { kind: "name", name: letter, word: false, base: undefined, sup: undefined });
  }
}

/** "j'" of such a letter. */
function primed(node: Syntax): string | undefined {
  if (node.kind !== "scripted" || node.sub || node.base.kind !== "name" || !/^\p{Ll}$/u.test(node.base.name)) return undefined;
  const isPrime = node.sup ? node.primes === 0 && node.sup.kind === "name" && /^['′]$/u.test(node.sup.name) : node.primes === 1;
  return isPrime ? `${node.base.name}'` : undefined;
}

/** Every node, those of subscripts and of ranges too. */
function withScripts(root: Syntax): Syntax[] {
  const found: Syntax[] = [];
  const open: Syntax[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    found.push(node);
    if (node.kind !== "name") open.push(...partsOf(node));
    if ((node.kind === "scripted" || node.kind === "big") && node.sub) open.push(node.sub);
  }
  return found;
}
