/**
 * ∇J that does not say by what: of w − η ∇J by w, and else by the one parameter that the page makes J of, where it says it
 * nowhere else.
 */
import { leibnizIn } from "../elaborate/leibniz.ts";
import { isArgument, isNabla, nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import type { ChainSyntax, LinkSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";
import { definiendumOf } from "./definiendum.ts";

/** What is differentiated, with what by. */
export type GradientVariables = ReadonlyMap<string, Syntax>;

export function gradientVariables(chains: readonly ChainSyntax[]): GradientVariables {
  const nodes = chains.flatMap(nodesOf);
  const said = new Set(nodes.flatMap(saidOf));
  const found = new Map<string, Map<string, Syntax>>();
  for (const { of, from } of nodes.flatMap(stepsFrom)) {
    const name = headOf(from)?.name as string;
    found.set(of, (found.get(of) ?? new Map<string, Syntax>()).set(name, from));
  }
  const bodies = bodiesIn(chains);
  for (const { of } of nodes.flatMap(plainGradients)) {
    const by = found.has(of) ? undefined : parameterOf(of, bodies);
    if (by) found.set(of, new Map([[headOf(by)?.name as string, by]]));
  }
  const known = new Map([...found].flatMap(([of, by]) => (by.size === 1 && !said.has(of) ? [[of, [...by.values()][0] as Syntax]] : [])));
  // R of J = R + λ‖w‖² is what it is of w as well.
  for (const { of } of nodes.flatMap(plainGradients)) {
    const isPart = ([whole]: readonly [string, Syntax]): boolean =>
      (bodies.get(whole) ?? []).flatMap(nodesOf).some((node) => headOf(node)?.name === of);
    const by = known.has(of) || said.has(of) || bodies.has(of) ? undefined : [...known].find(isPart)?.[1];
    if (by) known.set(of, by);
  }
  return known;
}

/** What losses are customarily differentiated by, and what other functions are; and what beside it may be meant as well. */
const CUSTOMARY = [
  { by: /^[wθβΘ]$/u, others: /^[abcuvUVW]$/u },
  { by: /^W$/u, others: /^[abcuvUVx]$/u },
  { by: /^x$/u, others: /^[p-z]$/u },
] as const;

type Bodies = ReadonlyMap<string, readonly Syntax[]>;

function bodiesIn(chains: readonly ChainSyntax[]): Bodies {
  const found = new Map<string, Syntax[]>();
  for (const { first, links } of chains) {
    const name = first && links[0]?.relation === "=" ? definiendumOf(first)?.name : undefined;
    if (name !== undefined && !found.has(name)) found.set(name, [(links[0] as LinkSyntax).right]);
  }
  return found;
}

/** w of a J that is made of w and of nothing else that is customarily varied. */
function parameterOf(of: string, bodies: Bodies): Syntax | undefined {
  const leaves = new Map<string, Syntax | undefined>();
  const seen = new Set([of]);
  for (const name of seen)
    for (const node of (bodies.get(name) ?? []).flatMap(nodesOf)) {
      const head = node.kind === "name" || node.kind === "scripted" ? headOf(node) : undefined;
      if (!head || head.name === "") continue;
      if (bodies.has(head.name)) seen.add(head.name);
      else {
        const { base, label } = nameParts(head.name);
        const letter = base.normalize("NFKD");
        // w^{(1)} is no entry of w.
        const isOfOne = label === "" && head.primes === 0 && !(leaves.has(letter) && leaves.get(letter) === undefined);
        leaves.set(letter, isOfOne ? wholeOf(node) : undefined);
      }
    }
  for (const { by, others } of CUSTOMARY) {
    const [first, ...more] = [...leaves].filter(([letter]) => by.test(letter));
    if (!first) continue;
    return more.length === 0 && ![...leaves.keys()].some((letter) => letter !== first[0] && others.test(letter)) ? first[1] : undefined;
  }
  return undefined;
}

/** w of w, w_i and w^⊤. */
const wholeOf = (node: Syntax): Syntax => (node.kind === "scripted" ? wholeOf(node.base) : node);

/** Writes ∇_w J. Changes the tree in place. */
export function applyGradientVariables(chain: ChainSyntax, variables: GradientVariables): void {
  if (variables.size === 0) return;
  for (const node of nodesOf(chain)) {
    for (const { of, nabla } of plainGradients(node)) {
      const by = variables.get(of);
      if (!by) continue;
      if (nabla.kind === "scripted") Object.assign(nabla, { sub: by });
      else Object.assign(nabla, { kind: "scripted", base: { ...nabla }, sub: by, sup: undefined, primes: 0, name: undefined });
    }
  }
}

/** J of ∂J/∂w, ∇_w J and J(w): the page says by what. */
function saidOf(node: Syntax): string[] {
  if (node.kind === "fraction") return (leibnizIn(node)?.of ?? []).flatMap((item) => headOf(item)?.name ?? []);
  if (node.kind !== "juxtaposition") return [];
  return node.items.flatMap((item, i) => {
    const before = node.items[i - 1];
    const isSaid = isArgument(node.items[i + 1]) || (isNabla(before) && (before as ScriptedSyntax).sub !== undefined);
    return isSaid ? (headOf(item)?.name ?? []) : [];
  });
}

/** ∇ and J of a ∇J without its variable. */
function plainGradients(node: Syntax): { readonly nabla: Syntax; readonly of: string }[] {
  if (node.kind !== "juxtaposition") return [];
  return node.items.flatMap((item, i) => {
    const isPlain = isNabla(item) && (item.kind === "name" || (item.kind === "scripted" && item.sub === undefined));
    const head = isPlain && node.items[i + 1] ? headOf(node.items[i + 1] as Syntax) : undefined;
    return head && !head.power && !head.transposed && head.primes === 0 && !isArgument(node.items[i + 2])
      ? [{ nabla: item, of: head.name }]
      : [];
  });
}

/** w and J of w − η ∇J. */
function stepsFrom(node: Syntax): { readonly of: string; readonly from: Syntax }[] {
  const [first, second, ...more] = node.kind === "sum" ? node.terms : [];
  const head = first?.sign === "+" ? headOf(first.term) : undefined;
  if (!first || !second || !head || more.length > 0 || second.sign !== "-" || head.power || head.transposed || head.primes > 0) return [];
  return plainGradients(second.term).map(({ of }) => ({ of, from: first.term }));
}
