/**
 * e_k of a page that speaks of the k-th vector of the basis and defines no e: the column of an identity that its index says. Each
 * letter has a basis of its own, as e_i and e_j of e_i^⊤ W e_j are of different spaces.
 */
import { nodesOf, partsOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { leibnizIn } from "../elaborate/leibniz.ts";
import { asBasis, isLikeBasis, nameParts } from "../expression/name.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import { definiendumOf } from "./definiendum.ts";
import { boundIn } from "./letter-families.ts";

/** Add a language by adding words. */
const BASIS_VECTORS =
  /\b(?:(?:standard|canonical|natural|coordinate|unit)\s+)*basis(?:\s+vectors?)?\b|\b(?:standard|canonical|coordinate)\s+(?:unit\s+)?vectors?\b|-?th\s+(?:\p{L}+\s+)?unit vectors?|\bunit coordinate vectors?|(?:-te[rn]?\s+Einheits|Standardbasis|Basis)vektor|vecteurs? de (?:la )?base|base canonique|vector(?:es)? (?:de la base|canónicos?)|base canónica|(?:표준 ?|정규 ?)?기저|번째 단위 ?벡터|標準基底|基底ベクトル|番目の単位ベクトル|基向量|个单位向量|標準單位向量|标准单位向量/iu;

/** The names e_k. */
export function basisVectors(chains: readonly ChainSyntax[], prose: string): ReadonlySet<string> {
  if (!BASIS_VECTORS.test(prose)) return new Set();
  const nodes = chains.flatMap(nodesOf);
  const heads = nodes.flatMap((node) => (node.kind === "scripted" ? (headOf({ ...node, sup: undefined }) ?? []) : []));
  const names = new Set(heads.map(({ name }) => name).filter(isLikeBasis));
  const bases = new Set([...names].map((name) => nameParts(name).base));
  const varied = nodes.flatMap((node) =>
    node.kind === "fraction" ? (leibnizIn(node)?.variables ?? []).map(({ variable }) => variable) : [],
  );
  const defined = chains.flatMap(({ first, links }) => (first && links[0]?.relation === "=" ? [first] : []));
  for (const side of [...varied, ...defined]) {
    const base = nameParts(definiendumOf(side)?.name ?? "").base;
    if (bases.has(base)) return new Set();
  }
  const labels = new Set(chains.flatMap(labelsIn));
  return new Set([...names].filter((name) => !labels.has(nameParts(name).sub)));
}

/** c of L = −log p_c, which L is of and has not itself. */
function labelsIn({ first, links }: ChainSyntax): string[] {
  const name = first && links[0]?.relation === "=" ? definiendumOf(first)?.name : undefined;
  if (name === undefined) return [];
  return links.flatMap(({ right }) => {
    const bound = new Set(boundIn(right));
    const subs = nodesOf(right).flatMap((node) =>
      node.kind === "scripted" ? [nameParts(headOf({ ...node, sup: undefined })?.name ?? "")] : [],
    );
    return subs
      .filter(({ base, sub }) => !/^[e𝐞]$/u.test(base) && !bound.has(sub) && !nameParts(name).sub.includes(sub))
      .map(({ sub }) => sub);
  });
}

/** Marks them. Changes the tree in place. */
export function applyBasisVectors(chain: ChainSyntax, names: ReadonlySet<string>): void {
  const open: Syntax[] = names.size > 0 ? [chain] : [];
  for (let node = open.pop(); node; node = open.pop()) {
    const head = node.kind === "scripted" && node.sub ? headOf({ ...node, sup: undefined }) : undefined;
    if (node.kind !== "scripted" || !head || !names.has(head.name)) {
      if (node.kind !== "name") open.push(...partsOf(node));
      continue;
    }
    const mark: Syntax = { kind: "name", name: nameParts(asBasis(head.name)).label, word: false, span: node.span };
    const sup: Syntax = node.sup ? { kind: "juxtaposition", items: [mark, node.sup], span: node.sup.span } : mark;
    (node as { sup: Syntax }).sup = sup;
  }
}
