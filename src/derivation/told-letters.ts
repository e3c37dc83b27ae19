/** Names that a page tells apart by the letter of their index (letter-families.ts) get that letter as a label. */
import { partsOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { TOLD_BY, nameParts } from "../expression/name.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";

/** Changes the tree in place; `told` are those names, with their letters. */
export function applyLetters(chain: ChainSyntax, told: ReadonlyMap<string, string>): void {
  const open: Syntax[] = told.size > 0 ? [chain] : [];
  for (let node = open.pop(); node; node = open.pop()) {
    const head = node.kind === "scripted" && node.sub ? headOf({ ...node, sup: undefined }) : undefined;
    const letters = head ? lettersOf(head.name, told) : undefined;
    if (node.kind === "scripted" && letters !== undefined) {
      if (node.sup) open.push(node.sup);
      const mark: Syntax = { kind: "name", name: TOLD_BY + letters, word: false, span: node.span };
      const sup: Syntax = node.sup ? { kind: "juxtaposition", items: [mark, node.sup], span: node.sup.span } : mark;
      (node as { sup: Syntax }).sup = sup;
    } else if (node.kind !== "name") open.push(...partsOf(node));
  }
}

/** kj of w_{kj}, and of w_{jk}, which has them in the wrong order. */
function lettersOf(name: string, told: ReadonlyMap<string, string>): string | undefined {
  const known = told.get(name);
  if (known !== undefined) return known;
  const { base, sub } = nameParts(name);
  const sorted = (letters: string): string => [...letters.replaceAll(",", "")].sort().join("");
  const others = [...told].filter(([each]) => nameParts(each).base === base && nameParts(each).sub.length > 1);
  return others.find(([each]) => sorted(nameParts(each).sub) === sorted(sub))?.[1];
}
