/** What losses are called, and how a page names one without saying what it is. */
import { headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import type { ChainSyntax } from "../syntax/tree.ts";

/** What losses are called: numbers, by custom. */
export const LOSS_NAMES: ReadonlySet<string> = new Set("L E C J ℒ ℓ 𝓛 Loss loss cost Cost 손실 損失 损失".split(" "));

/** L and o, y of L = ℓ(o, y), where ℓ is no function of the page: an unknown function of those. */
export function openLoss(
  { first, links }: ChainSyntax,
  functions: ReadonlySet<string>,
  isAppliedOnce: (name: string) => boolean,
): { readonly loss: string; readonly of: readonly string[] } | undefined {
  const [link, ...more] = links;
  const loss = first && headOf(first);
  const right = link?.right.kind === "juxtaposition" ? link.right.items : [];
  const [name, brackets] = [right[0] && headOf(right[0]), right[1]];
  if (!loss || !name || link?.relation !== "=" || more.length > 0 || right.length !== 2 || brackets?.kind !== "group") return undefined;
  const isLossName = (each: string): boolean => LOSS_NAMES.has(nameParts(each).base) || each === "l";
  // L = f(z), where nothing else is said of f.
  const isCalled = isLossName(name.name) || (/^[fgFGφ]$/u.test(name.name) && isAppliedOnce(name.name));
  const isLoss = [loss, name].every((head) => !head.power && !head.transposed && head.primes === 0) && isLossName(loss.name) && isCalled;
  const of = brackets.items.map((item) => headOf(item));
  if (nameParts(loss.name).sub !== "") return undefined;
  const isOfNames = brackets.open === "(" && of.every((head) => head && !head.power && !head.transposed && head.primes === 0);
  return isLoss && isOfNames && !functions.has(name.name) ? { loss: loss.name, of: of.map((head) => head?.name as string) } : undefined;
}
