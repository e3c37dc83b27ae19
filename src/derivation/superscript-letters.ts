/**
 * The c of δ_l^c = ∂E/∂c_l: what has entries c_l is no exponent, and says which δ is meant. And the f of f = σ(a^f), where no a
 * stands by itself.
 */
import { leibnizIn } from "../elaborate/leibniz.ts";
import { nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { ABOVE, nameParts } from "../expression/name.ts";
import type { ChainSyntax, NameSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";

/** Letters that stand with an index or as a superscript of what has one, and nowhere by themselves. */
export function superscriptLetters(chains: readonly ChainSyntax[]): ReadonlySet<string> {
  const nodes = chains.flatMap(nodesOf);
  const raised = nodes.map(raisedIn).filter((each) => each !== undefined);
  const sups = new Set(raised.map(({ node }) => node.sup));
  const alone = new Set(nodes.flatMap((node) => (node.kind === "name" && !sups.has(node) ? [node] : [])));
  for (const node of nodes) if (node.kind === "scripted" && node.base.kind === "name" && node.sub) alone.delete(node.base);
  const spoken = new Set([...alone].map(({ name }) => name));
  const withIndex = new Set(
    nodes.flatMap((node) => (node.kind === "scripted" && node.sub ? [headOf({ ...node, sup: undefined })?.name ?? ""] : [])),
  );
  const bases = new Set([...withIndex].map((name) => nameParts(name).base));
  return new Set(raised.map(({ letter }) => letter).filter((letter) => bases.has(letter) && !spoken.has(letter)));
}

/** Makes those letters labels. Changes the tree in place. */
export function applySuperscriptLetters(chain: ChainSyntax, letters: ReadonlySet<string>): void {
  for (const node of letters.size > 0 ? nodesOf(chain) : []) {
    const { letter, span } = raisedIn(node) ?? {};
    if (letter === undefined || !span || !letters.has(letter)) continue;
    const mark: Syntax = { kind: "name", name: ABOVE + letter, word: false, span };
    Object.assign(node, { sup: mark });
  }
}

/** The a of a^f and a^i, of which a page has f = σ(a^f) or ∂/∂a^f, and no a without such a letter. */
export function namesRaised(chains: readonly ChainSyntax[]): ReadonlySet<string> {
  const nodes = chains.flatMap(nodesOf);
  const raised = nodes.filter(isRaised);
  const bases = new Set(raised.map(({ base }) => base));
  const others = new Set(nodes.flatMap((node) => (node.kind === "name" && !bases.has(node) ? [node.name] : [])));
  const varied = nodes.flatMap((node) =>
    node.kind === "fraction" ? (leibnizIn(node)?.variables ?? []).map(({ variable }) => variable) : [],
  );
  const gates = chains.flatMap(({ first, links: [link] }) =>
    first?.kind === "name" && link?.relation === "="
      ? nodesOf(link.right).filter((node) => isRaised(node) && node.sup.name === first.name)
      : [],
  );
  // The l of z^l is a layer, and no name.
  const defined = new Set(chains.flatMap(({ first, links }) => (first?.kind === "name" && links.length > 0 ? [first.name] : [])));
  const told = [...varied, ...gates].filter(isRaised).flatMap(({ base, sup }) => (defined.has(sup.name) ? [base.name] : []));
  return new Set(told.filter((name) => !others.has(name) && name !== "e"));
}

/** Makes their letters labels. Changes the tree in place. */
export function applyNamesRaised(chain: ChainSyntax, names: ReadonlySet<string>): void {
  for (const node of names.size > 0 ? nodesOf(chain) : []) {
    if (!isRaised(node) || !names.has(node.base.name)) continue;
    const mark: Syntax = { kind: "name", name: ABOVE + node.sup.name, word: false, span: node.sup.span };
    Object.assign(node, { sup: mark });
  }
}

/** a^f */
function isRaised(node: Syntax): node is ScriptedSyntax & { readonly base: NameSyntax; readonly sup: NameSyntax } {
  return (
    node.kind === "scripted" &&
    !node.sub &&
    node.primes === 0 &&
    node.base.kind === "name" &&
    node.sup?.kind === "name" &&
    /^[a-z]$/u.test(node.sup.name)
  );
}

/** δ_l^c with a letter alone on top. */
function raisedIn(node: Syntax): { readonly node: ScriptedSyntax; readonly letter: string; readonly span: Syntax["span"] } | undefined {
  if (node.kind !== "scripted" || !node.sub || node.sup?.kind !== "name" || !/^[a-z]$/u.test(node.sup.name)) return undefined;
  return { node, letter: node.sup.name, span: node.sup.span };
}
