/**
 * How far a sum without brackets goes: in Σ_i y_i ln p_i + (1 − y_i) ln(1 − p_i) the second term, which has that index and
 * stands in no other sum, is summed, too, or nothing would say which i it speaks of.
 */
import { nodesOf, partsOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { indicesOf, nameParts } from "../expression/name.ts";
import type { BigSyntax, ChainSyntax, SumSyntax, Syntax } from "../syntax/tree.ts";
import { boundIn } from "./letter-families.ts";

/** Lets the sums of a formula go as far as their indices. Changes the tree in place. */
export function applySumScope(chain: ChainSyntax): void {
  const sides = [chain.first, ...chain.links.map(({ right }) => right)].filter((side) => side !== undefined);
  for (const side of sides) {
    const others = new Set(sides.filter((other) => other !== side && boundIn(other).length === 0).flatMap(indicesFree));
    for (const node of nodesOf(side)) if (node.kind === "sum") extend(node, others);
  }
}

/** `others` are the indices that the other sides have: y_i = Σ_i … + x_i speaks of one i. */
function extend(sum: SumSyntax, others: ReadonlySet<string>): void {
  for (let at = 0; at + 1 < sum.terms.length; at++) {
    const nest = sumsEnding((sum.terms[at] as SumSyntax["terms"][number]).term).filter((big) =>
      indicesOfSum(big).some((i) => !others.has(i)),
    );
    const following = sum.terms.slice(at + 1).map(({ term }) => new Set(indicesFree(term)));
    const has = (big: BigSyntax, free: ReadonlySet<string>): boolean => indicesOfSum(big).some((i) => free.has(i) && !others.has(i));
    const count = following.findLastIndex((free) => nest.some((big) => has(big, free))) + 1;
    // Of a term between them that has no such index nobody knows whether it is summed.
    if (count === 0 || !following.slice(0, count).every((free) => nest.some((big) => has(big, free)))) continue;
    const inner = nest.findLast((big) => following.slice(0, count).every((free) => has(big, free)));
    if (!inner) continue;
    const own = inner.body.kind === "sum" ? inner.body.terms : [{ sign: "+" as const, term: inner.body }];
    const terms = [...own, ...sum.terms.slice(at + 1, at + 1 + count)];
    Object.assign(inner, { body: { kind: "sum", span: inner.body.span, terms } });
    Object.assign(sum, { terms: [...sum.terms.slice(0, at + 1), ...sum.terms.slice(at + 1 + count)] });
  }
}

/** The sums that a term ends with, from the outermost in: both of −(1/N) Σ_n Σ_k …, and not the one of log Σ_k …. */
function sumsEnding(term: Syntax): BigSyntax[] {
  const found: BigSyntax[] = [];
  for (let node: Syntax | undefined = term; node; node = lastOf(node)) if (node.kind === "big" && node.operator === "∑") found.push(node);
  return found;
}

function lastOf(node: Syntax): Syntax | undefined {
  if (node.kind === "big") return node.body;
  if (node.kind === "product") return node.factors.at(-1)?.factor;
  const isApplied = node.kind === "juxtaposition" && node.items.some((item) => headOf(item)?.word);
  return node.kind === "juxtaposition" && !isApplied ? node.items.at(-1) : undefined;
}

const indicesOfSum = (big: BigSyntax): string[] => boundIn({ ...big, body: { kind: "number", span: big.span, text: "0" }, sup: undefined });

/** The letters that stand in subscripts, but for those that a sum around them runs over. */
function indicesFree(root: Syntax): string[] {
  const found: string[] = [];
  const open: (readonly [Syntax, ReadonlySet<string>])[] = [[root, new Set()]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, bound] = next;
    const head = node.kind === "scripted" ? headOf({ ...node, sup: undefined }) : undefined;
    for (const index of head ? indicesOf(nameParts(head.name).sub) : [])
      if (/^\p{Ll}$/u.test(index) && !bound.has(index)) found.push(index);
    const inside = node.kind === "big" ? new Set([...bound, ...indicesOfSum(node)]) : bound;
    if (node.kind !== "name") for (const part of partsOf(node)) open.push([part, inside]);
  }
  return found;
}
