/** The c of δ_l^c = ∂E/∂c_l: what has entries c_l is no exponent, and says which δ is meant. */
import { nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { ABOVE, nameParts } from "../expression/name.ts";
import type { ChainSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";

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

/** δ_l^c with a letter alone on top. */
function raisedIn(node: Syntax): { readonly node: ScriptedSyntax; readonly letter: string; readonly span: Syntax["span"] } | undefined {
  if (node.kind !== "scripted" || !node.sub || node.sup?.kind !== "name" || !/^[a-z]$/u.test(node.sup.name)) return undefined;
  return { node, letter: node.sup.name, span: node.sup.span };
}
