/** What losses are called, and how a page names one without saying what it is. */
import { headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";

/** What losses are called: numbers, by custom. */
export const LOSS_NAMES: ReadonlySet<string> = new Set("L E C J ℒ ℓ 𝓛 Loss loss cost Cost 손실 損失 损失".split(" "));

/** L and o, y of L = ℓ(o, y), where ℓ is no function of the page: an unknown function of those. */
export function openLoss(
  { first, links }: ChainSyntax,
  functions: ReadonlySet<string>,
  isAppliedOnce: (name: string) => boolean,
  maps: ReadonlySet<string>,
): { readonly loss: string; readonly of: readonly string[] } | undefined {
  const [link, ...more] = links;
  const loss = first && headOf(first);
  const right = link?.right.kind === "juxtaposition" ? link.right.items : [];
  const [name, brackets] = [right[0] && headOf(right[0]), right[1]];
  if (!loss || !name || link?.relation !== "=" || more.length > 0 || right.length !== 2 || brackets?.kind !== "group") return undefined;
  const isLossName = (each: string): boolean => LOSS_NAMES.has(nameParts(each).base) || each === "l";
  // L = f(z), where nothing else is said of f, and F = f(z) of an f: ℝ^n → ℝ.
  const isMap = maps.has(name.name) && isAppliedOnce(name.name);
  const isCalled = isLossName(name.name) || (/^[fgFGφ]$/u.test(name.name) && isAppliedOnce(name.name));
  const isPlain = [loss, name].every((head) => !head.power && !head.transposed && head.primes === 0);
  const isLoss = isPlain && (isMap || (isLossName(loss.name) && isCalled));
  const of = brackets.items.map((item) => headOf(item));
  if (nameParts(loss.name).sub !== "") return undefined;
  const isOfNames = brackets.open === "(" && of.every((head) => head && !head.power && !head.transposed && head.primes === 0);
  return isLoss && isOfNames && !functions.has(name.name) ? { loss: loss.name, of: of.map((head) => head?.name as string) } : undefined;
}

/** f of "f: ℝ^n → ℝ", which is read in two pieces. */
export function mapsIntoNumbers(formulas: readonly { readonly chain: ChainSyntax | undefined }[]): ReadonlySet<string> {
  const isReals = (side: Syntax | undefined): boolean => side?.kind === "name" && side.name === "ℝ";
  return new Set(
    formulas.flatMap(({ chain }, i) => {
      const next = formulas[i + 1]?.chain;
      const [link, ...more] = chain?.links ?? [];
      const isInto = isReals(next?.first) && next?.links.length === 0;
      const from = link?.right.kind === "scripted" ? link.right.base : link?.right;
      const head = chain?.first && headOf(chain.first);
      return head && link?.relation === ":" && more.length === 0 && isReals(from) && isInto ? [head.name] : [];
    }),
  );
}

/** What the loss of the words is called, where the page has no name for it. */
export const LOSSES = ["L", "J", "E", "ℒ"] as const;

/** What an unnamed loss is called where a page writes dW for the gradient by W and does not say of what. */
export const UNNAMED_LOSS = "Loss";
