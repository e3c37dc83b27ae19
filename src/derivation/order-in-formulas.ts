/** "Suppose $x_2$ is the largest, $x_2 > x_1$ and $x_2 > x_3$": words of order that formulas beside them say again. */
import { nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import type { Syntax } from "../syntax/tree.ts";
import type { Formula } from "./formula.ts";
import { inSentence } from "./hedge.ts";

/** Add a language by adding words. */
const LARGEST =
  /^(?:largest|greatest|biggest|the (?:larger|greater|maximum|maximal)(?: one| entry| element| value)?|가장 큰|最大的|最も大き)$/i;
const SMALLEST = /^(?:smallest|the (?:smaller|minimum|minimal)(?: one| entry| element| value)?|가장 작은|最小的|最も小さ)$/i;

/** Whether the sentence compares a name, of which the words say that it is the largest, with every other of its letter. */
export function isOrderInFormulas(words: string, name: string, formulas: readonly Formula[], at: number): boolean {
  const above = LARGEST.test(words) ? /^[>≥]$/u : SMALLEST.test(words) ? /^[<≤]$/u : undefined;
  if (!above || nameParts(name).sub === "") return false;
  const below = above.source.includes(">") ? /^[<≤]$/u : /^[>≥]$/u;
  const compared = new Set(
    inSentence(formulas, at).flatMap((i) => {
      const { first, links: [link, ...more] = [] } = formulas[i]?.chain ?? {};
      const [left, right] = [nameAlone(first), nameAlone(link?.right)];
      if (!link || more.length > 0) return [];
      if (left === name && above.test(link.relation)) return right ?? [];
      return right === name && below.test(link.relation) ? (left ?? []) : [];
    }),
  );
  const { base } = nameParts(name);
  const others = formulas
    .flatMap(({ chain }) => (chain ? nodesOf(chain) : []))
    .flatMap((node) => (node.kind === "scripted" ? (headOf(node)?.name ?? []) : []))
    .filter((each) => each !== name && nameParts(each).base === base && nameParts(each).sub !== "");
  return others.length > 0 && others.every((each) => compared.has(each));
}

function nameAlone(side: Syntax | undefined): string | undefined {
  const head = side && headOf(side);
  return head && !head.power && !head.transposed && head.primes === 0 ? head.name : undefined;
}
