/** ∇J of w − η ∇J: what a gradient is subtracted from is what it is by, where the page says it nowhere else. */
import { leibnizIn } from "../elaborate/leibniz.ts";
import { isArgument, isNabla, nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import type { ChainSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";

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
  return new Map([...found].flatMap(([of, by]) => (by.size === 1 && !said.has(of) ? [[of, [...by.values()][0] as Syntax]] : [])));
}

/** Writes ∇_w J. Changes the tree in place. */
export function applyGradientVariables(chain: ChainSyntax, variables: GradientVariables): void {
  if (variables.size === 0) return;
  for (const node of nodesOf(chain)) {
    for (const { of, nabla } of plainGradients(node)) {
      const by = variables.get(of);
      const base = { ...nabla };
      if (by) Object.assign(nabla, { kind: "scripted", base, sub: by, sup: undefined, primes: 0, name: undefined });
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
    const head = item.kind === "name" && isNabla(item) && node.items[i + 1] ? headOf(node.items[i + 1] as Syntax) : undefined;
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
