/**
 * Letters in subscripts that are no indices but one thing throughout: the user u and the item i of the r_{ui}, p_u and q_i of
 * L = (r_{ui} − p_u^⊤ q_i)², as L has no index, no sum runs over them, and no other letter stands in their places.
 */
import { partsOf } from "../elaborate/names.ts";
import { nameParts } from "../expression/name.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import { LETTERS, boundIn, comparedIn, definitionsIn, namesIn } from "./letter-families.ts";

/** Those letters. A letter that two factors share may be one that is summed over. */
export function fixedLetters(chains: readonly ChainSyntax[]): ReadonlySet<string> {
  const definitions = definitionsIn(chains);
  const names = new Set(chains.flatMap(namesIn));
  const shared = new Set([...definitions.values()].flatMap(({ sides }) => sides.flatMap(lettersShared)));
  // "user $u$", "for a pair $(u, i)$": such letters are spoken of, and not put into anything.
  const used = chains.filter(({ links }) => links.length > 0).flatMap(namesIn);
  const barred = new Set([...chains.flatMap(boundIn), ...comparedIn(chains).flat(), ...shared, ...used]);
  const fixed = new Set([...definitions].flatMap(([name, { sides }]) => lettersBeyond(name, sides)).filter((each) => !barred.has(each)));
  const subsOf = new Map<string, string[]>();
  for (const name of names) {
    const { base, sub, label } = nameParts(name);
    // What a gradient is taken by stands for itself, too.
    if (base === "∇") continue;
    subsOf.set(base, [...(subsOf.get(base) ?? []), label === "" ? sub : ""]);
  }
  const isWhole = (subs: readonly string[]): boolean => {
    const rows = subs.map((sub) => [...sub.replaceAll(",", "")]);
    return rows.every((row) => row.length > 0 && row.length === rows[0]?.length && row.every((letter) => fixed.has(letter)));
  };
  for (let before = -1; before !== fixed.size;) {
    before = fixed.size;
    for (const subs of subsOf.values()) if (!isWhole(subs)) for (const letter of subs.join("")) fixed.delete(letter);
  }
  return fixed;
}

/** The letters of indices that a definition has and its name has not. */
function lettersBeyond(name: string, sides: readonly Syntax[]): string[] {
  const found = sides.flatMap(namesIn).flatMap((each) => (LETTERS.test(nameParts(each).sub) ? [...nameParts(each).sub] : []));
  return found.filter((letter) => /^[a-z]$/.test(letter) && !nameParts(name).sub.includes(letter));
}

/** The letters that two factors of a product have. */
export function lettersShared(root: Syntax): string[] {
  const found: string[] = [];
  const open: Syntax[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === "name") continue;
    const parts = partsOf(node);
    if (node.kind === "juxtaposition" || node.kind === "product") {
      const rows = parts.map((part) => new Set(namesIn(part).flatMap((name) => [...nameParts(name).sub])));
      found.push(...rows.flatMap((row, i) => [...row].filter((letter) => rows.some((other, j) => j < i && other.has(letter)))));
    }
    open.push(...parts);
  }
  return found;
}
