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
import { type Place, nameAlone } from "./gradient-in-words.ts";
import { boundIn } from "./letter-families.ts";

/** "Basis vectors of the null space" are others, and basis functions none. */
const OF_ANOTHER = "(?!\\s+(?:functions?|of\\s+(?:(?:the|an?|its|our)\\s+)?\\p{L}))";
const VECTOR = "(?:unit\\s+)?(?:basis\\s+)?vectors?";
/** What the vectors are called. Add a language by adding words. */
const CALLED = [
  `(?:standard|canonical|natural|coordinate|usual)\\s+(?:${VECTOR}|basis)\\b${OF_ANOTHER}`,
  `(?:unit\\s+)?basis\\s+vectors?\\b${OF_ANOTHER}`,
  "(?:Standard-?)?[Bb]asisvektor(?:en)?|Standardbasis",
  "vecteurs? de (?:la )?base(?: canonique)?|base canonique",
  "vector(?:es)? (?:de la base(?: canónica)?|canónicos?)|base canónica",
  "(?:표준 ?|정규 ?)?기저 ?(?:벡터)?|표준 ?단위 ?벡터|標準(?:基底|単位)(?:ベクトル)?|基底ベクトル|(?:标准|標準)?(?:正交)?基(?:向量|底)|(?:标准|標準)(?:单位|單位)向量",
].join("|");
/** "the $k$-th unit vector", of which there is one for each k. */
const NUMBERED = "(?:th|st|nd|rd)\\s+unit vector|-te[rn]?\\s+Einheitsvektor|번째\\s+단위 ?벡터|番目の単位ベクトル|[个個](?:单位|單位)向量";
/** What may stand between such a name and those words; ◦ is a formula. */
const FILLER =
  "(?:[\\s,(:-]|◦|(?:is|are|be|being|denotes?|denoting|for|as|the|a|an|th|st|nd|rd|das|die|der|den|sei(?:en)?|ist|sind|le|la|les|est|sont|el|los|son|es|i?ème|번째|을|를|은|는|이|가|番目の|を|は|第|个|個|的|为|為|是|表示)(?![\\p{Script=Latin}]))*";
const BEHIND = new RegExp(`^${FILLER}(?:${CALLED}|${NUMBERED})`, "u");
const BEFORE = new RegExp(`(?<!\\b(?:no|not|non|kein\\p{L}*|pas|ni)\\s+(?:\\p{L}+\\s+){0,2})(?:${CALLED})\\s*[,:]?\\s*$`, "iu");
const MOST_BEHIND = 4;

/** Marks the names e_k that the words beside them call vectors of the basis. Changes the trees in place. */
export function writeBasisVectors(formulas: readonly Place[]): void {
  const chains = formulas.flatMap(({ chain }) => chain ?? []);
  const names = basisVectors(chains, formulas);
  for (const chain of chains) applyBasisVectors(chain, names);
}

/** The names e_k, whatever their letters: what is said of e_i holds of e_j. */
function basisVectors(chains: readonly ChainSyntax[], formulas: readonly Place[]): ReadonlySet<string> {
  const told = new Set(formulas.flatMap((_, at) => nameParts(nameTold(formulas, at) ?? "").base || []));
  if (told.size === 0) return new Set();
  const nodes = chains.flatMap(nodesOf);
  const heads = nodes.flatMap((node) => (node.kind === "scripted" ? (headOf({ ...node, sup: undefined }) ?? []) : []));
  const names = new Set(heads.map(({ name }) => name).filter((name) => isLikeBasis(name) && told.has(nameParts(name).base)));
  const varied = nodes.flatMap((node) =>
    node.kind === "fraction" ? (leibnizIn(node)?.variables ?? []).map(({ variable }) => variable) : [],
  );
  const defined = chains.flatMap(({ first, links }) => (first && links[0]?.relation === "=" ? [first] : []));
  if ([...varied, ...defined].some((side) => told.has(nameParts(definiendumOf(side)?.name ?? "").base))) return new Set();
  const labels = new Set(chains.flatMap(labelsIn));
  return new Set([...names].filter((name) => !labels.has(nameParts(name).sub)));
}

/** e_k of a formula that is nothing else, and that the words beside it call so. */
function nameTold(formulas: readonly Place[], at: number): string | undefined {
  const place = formulas[at] as Place;
  const name = nameAlone(place);
  if (name === undefined || !isLikeBasis(name)) return undefined;
  const behind = formulas.slice(at, at + MOST_BEHIND).map(({ after }) => after);
  return BEFORE.test(place.before) || BEHIND.test(behind.join("◦")) ? name : undefined;
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
function applyBasisVectors(chain: ChainSyntax, names: ReadonlySet<string>): void {
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
