/**
 * Functions that nothing is said of, and that are differentiated: L of J(w) = L(w) + …, where ∇L and dL/dw stand beside it.
 * Always applied to the same names, they are written in one way: f(x) everywhere, and a loss L that depends on w.
 */
import { holdsNames, isArgument, isNabla, nodesOf } from "../elaborate/names.ts";
import { leibnizIn } from "../elaborate/leibniz.ts";
import { headOf } from "../elaborate/script.ts";
import { functionNamed } from "../primitive/table.ts";
import type { ChainSyntax, GroupSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";
import { nameParts } from "../expression/name.ts";
import { definiendumOf } from "./definiendum.ts";
import { LOSS_NAMES } from "./loss-name.ts";

export interface UnsaidFunction {
  /** The brackets that it has wherever it has any. */
  readonly brackets: GroupSyntax;
  /** The names in them. */
  readonly of: readonly string[];
  /** Whether it is a number whatever it is applied to, and not applied entry by entry. */
  readonly isLoss: boolean;
}

export function unsaidArguments(chains: readonly ChainSyntax[]): ReadonlyMap<string, UnsaidFunction> {
  const found = new Map<string, GroupSyntax>();
  const bare = new Set<string>();
  const primed = new Set<string>();
  const graded = new Set<string>();
  const others = new Set(chains.flatMap(definedIn));
  for (const node of chains.flatMap(nodesOf)) {
    const operands = new Set(bareOperands(node).map(({ item }) => item));
    for (const item of operands) bare.add(headOf(item)?.name as string);
    if (node.kind !== "juxtaposition") continue;
    for (const [i, item] of node.items.entries()) {
      const head = headOf(item);
      const name = head?.word ? undefined : head?.name;
      const next = node.items[i + 1];
      if (name === undefined || !isArgument(next)) continue;
      if (isNabla(node.items[i - 1])) graded.add(name);
      if ((headOf(item)?.primes ?? 0) > 0) primed.add(name);
      const before = found.get(name);
      if (next?.kind !== "group" || !isOfNames(next) || (before && namesIn(before).join() !== namesIn(next).join())) others.add(name);
      else found.set(name, next);
    }
  }
  for (const node of chains.flatMap(nodesOf))
    for (const { item, by } of bareOperands(node)) {
      const name = headOf(item)?.name as string;
      const brackets = found.get(name);
      const own = brackets ? namesIn(brackets) : [];
      if (!by.every((each) => own.includes(each))) others.add(name);
    }
  for (const name of alone(chains)) others.add(name);
  const valued = new Set(chains.flatMap(valuesIn));
  const isLoss = (name: string): boolean => !primed.has(name) && (graded.has(name) || LOSS_NAMES.has(nameParts(name).base));
  return new Map(
    [...found]
      .filter(([name]) => (bare.has(name) || graded.has(name)) && valued.has(name) && !others.has(name) && !functionNamed(name))
      .map(([name, brackets]) => [name, { brackets, of: namesIn(brackets), isLoss: isLoss(name) }]),
  );
}

/** Writes the brackets behind bare names, and none behind losses. Changes the tree in place. */
export function applyUnsaidArguments(chain: ChainSyntax, found: ReadonlyMap<string, UnsaidFunction>): void {
  if (found.size === 0) return;
  const functionOf = (item: Syntax | undefined): UnsaidFunction | undefined => found.get((item && headOf(item)?.name) ?? "");
  for (const node of nodesOf(chain)) {
    for (const { item, within } of bareOperands(node)) {
      const { brackets, isLoss } = functionOf(item) ?? {};
      if (!brackets || isLoss || within.kind !== "juxtaposition") continue;
      (within as { items: readonly Syntax[] }).items = within.items.flatMap((each) => (each === item ? [each, brackets] : [each]));
    }
    if (node.kind !== "juxtaposition") continue;
    const named = node.items.map((item, i) => byItsArgument(item, functionOf(node.items[i + 1])));
    const items = named.filter((item, i) => !(item.kind === "group" && functionOf(node.items[i - 1])?.isLoss));
    const [only, ...more] = items;
    if (only && more.length === 0 && node.items.length > 1) Object.assign(node, { items: undefined }, only);
    else (node as { items: readonly Syntax[] }).items = items;
  }
}

/** ∇ of ∇L as ∇_w, where L is written as one of w. */
function byItsArgument(item: Syntax, of: UnsaidFunction | undefined): Syntax {
  const [by, ...others] = of?.brackets.items ?? [];
  if (!of?.isLoss || !by || others.length > 0 || !isNabla(item)) return item;
  if (item.kind === "scripted") return item.sub ? item : { ...item, sub: by };
  return { kind: "scripted", base: item, sub: by, sup: undefined, primes: 0, span: item.span } as ScriptedSyntax;
}

interface Operand {
  readonly item: Syntax;
  /** What it is differentiated by, as far as that is said. */
  readonly by: readonly string[];
  /** The piece that it stands in. */
  readonly within: Syntax;
}

/** L of ∂L/∂w, ∇L and ∇_w L. */
function bareOperands(node: Syntax): Operand[] {
  if (node.kind === "fraction") {
    const shape = leibnizIn(node);
    const [of, ...more] = shape?.of ?? [];
    const by = shape?.variables.flatMap(({ variable }) => headOf(variable)?.name ?? []) ?? [];
    return of && more.length === 0 && isPlain(of) ? [{ item: of, by, within: node.numerator }] : [];
  }
  if (node.kind !== "juxtaposition") return [];
  return node.items.flatMap((item, i) => {
    const nabla = node.items[i - 1];
    if (!isPlain(item) || !isNabla(nabla) || node.items[i + 1]?.kind === "group") return [];
    const sub = nabla?.kind === "scripted" && nabla.sub ? headOf(nabla.sub) : undefined;
    return [{ item, by: sub ? [sub.name] : [], within: node }];
  });
}

function isPlain(item: Syntax): boolean {
  const head = headOf(item);
  return head !== undefined && !head.power && !head.transposed && head.primes === 0 && !head.word;
}

/** What is applied and not differentiated at once: J of ∇J(θ) = ∇(…) alone is what that says. */
function valuesIn(chain: ChainSyntax): string[] {
  if (chain.links.length === 0) return [];
  return nodesOf(chain).flatMap((node) =>
    node.kind === "juxtaposition"
      ? node.items.flatMap((item, i) => {
          const before = node.items[i - 1];
          const isOperand = isNabla(before) || before?.kind === "fraction" || (before?.kind === "name" && /^[d∂]$/.test(before.name));
          return isArgument(node.items[i + 1]) && !isOperand ? (headOf(item)?.name ?? []) : [];
        })
      : [],
  );
}

/** Names that stand by themselves where nothing is differentiated: those are no functions. */
function alone(chains: readonly ChainSyntax[]): string[] {
  const isMentioned = ({ first, links }: ChainSyntax): boolean => links.length === 0 && first !== undefined && isPlain(first);
  const nodes = chains.filter((chain) => !isMentioned(chain)).flatMap(nodesOf);
  const inPlace = new Set<Syntax>(nodes.flatMap((node) => bareOperands(node).map(({ item }) => item)));
  for (const node of nodes)
    if (node.kind === "juxtaposition")
      for (const [i, item] of node.items.entries())
        if (isArgument(node.items[i + 1])) for (const part of item.kind === "scripted" ? [item, item.base] : [item]) inPlace.add(part);
  return nodes.flatMap((node) => {
    const parts = node.kind === "scripted" ? [] : node.kind === "juxtaposition" ? node.items : [node];
    return parts.flatMap((part) => (inPlace.has(part) ? [] : (headOf(part)?.name ?? [])));
  });
}

function definedIn({ first, links }: ChainSyntax): string[] {
  const sides = [first, ...links.slice(0, -1).map(({ right }) => right)];
  return sides.flatMap((side) => (side ? (definiendumOf(side)?.name ?? []) : []));
}

const isOfNames = (brackets: GroupSyntax): boolean => brackets.open === "(" && brackets.items.length > 0 && holdsNames(brackets);
const namesIn = (brackets: GroupSyntax): string[] => brackets.items.map((item) => headOf(item)?.name ?? "");
