/** x_i beside a bold 𝐱: the entries of a vector or matrix, which many write in italics. */
import { partsOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import type { ChainSyntax, NameSyntax, Syntax } from "../syntax/tree.ts";

interface Use {
  readonly node: NameSyntax;
  readonly sub: string;
}

const isBold = (name: string): boolean => /^[\u{1d400}-\u{1d433}\u{1d6a8}-\u{1d6e1}]/u.test(name);

/** The letters that never stand without a subscript, beside the same bold letter, which never has one; each with that. */
export function entriesOfBold(chains: readonly ChainSyntax[]): ReadonlyMap<string, string> {
  const subs = new Map<string, Set<string>>();
  for (const { node, sub } of chains.flatMap(usesIn)) subs.set(node.name, (subs.get(node.name) ?? new Set()).add(sub));
  return new Map(
    [...subs].flatMap(([bold, own]) => {
      const italic = bold.normalize("NFKC");
      const entries = isBold(bold) && [...own].every((sub) => sub === "") ? subs.get(italic) : undefined;
      return entries && !entries.has("") ? [[italic, bold] as const] : [];
    }),
  );
}

/** Makes those letters bold. Changes the tree in place, before anything is read from it. */
export function applyBold(chain: ChainSyntax, entries: ReadonlyMap<string, string>): void {
  if (entries.size === 0) return;
  for (const { node } of usesIn(chain)) {
    const bold = entries.get(node.name);
    if (bold !== undefined) (node as { name: string }).name = bold;
  }
}

function usesIn(chain: ChainSyntax): Use[] {
  const found: Use[] = [];
  const open: Syntax[] = [chain];
  for (let node = open.pop(); node; node = open.pop()) {
    const head = node.kind === "scripted" && node.base.kind === "name" ? headOf({ ...node, sup: undefined }) : undefined;
    if (node.kind === "scripted" && head) {
      found.push({ node: node.base as NameSyntax, sub: nameParts(head.name).sub });
      if (node.sup) open.push(node.sup);
    } else if (node.kind === "name") found.push({ node, sub: "" });
    else open.push(...partsOf(node));
  }
  return found;
}
