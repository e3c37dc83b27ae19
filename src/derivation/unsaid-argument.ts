/**
 * Functions that nothing is said of, and that are differentiated: L of J(w) = L(w) + …, where ∇L and dL/dw stand beside it.
 * Always applied to the same names, they are written in one way: f(x) everywhere, and a loss L that depends on w.
 */
import { holdsNames, isArgument, isNabla, nodesOf } from "../elaborate/names.ts";
import { leibnizIn } from "../elaborate/leibniz.ts";
import { headOf } from "../elaborate/script.ts";
import { functionNamed } from "../primitive/table.ts";
import type { ChainSyntax, GroupSyntax, JuxtapositionSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";
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
  const raised = new Set<string>();
  const others = new Set(chains.flatMap(definedIn));
  for (const node of chains.flatMap(nodesOf)) {
    for (const { item } of bareOperands(node)) bare.add(headOf(item)?.name as string);
    const primes = node.kind === "scripted" ? headOf(node) : undefined;
    if (primes && primes.primes > 0) primed.add(primes.name);
    if (node.kind !== "juxtaposition") continue;
    for (const [i, item] of node.items.entries()) {
      const head = headOf(item);
      const name = head?.word ? undefined : head?.name;
      const next = node.items[i + 1];
      if (name === undefined || !isArgument(next)) continue;
      if (isNabla(node.items[i - 1])) graded.add(name);
      const before = found.get(name);
      // u(x)^2
      const brackets = next?.kind === "scripted" ? next.base : next;
      if (next?.kind === "scripted") raised.add(name);
      if (brackets?.kind !== "group" || !isOfNames(brackets) || (before && namesIn(before).join() !== namesIn(brackets).join()))
        others.add(name);
      else found.set(name, brackets);
    }
  }
  const isLoss = (name: string): boolean =>
    !primed.has(name) && !raised.has(name) && (graded.has(name) || LOSS_NAMES.has(nameParts(name).base));
  for (const node of chains.flatMap(nodesOf))
    for (const { item, by } of bareOperands(node)) {
      const name = headOf(item)?.name as string;
      const brackets = found.get(name);
      const own = brackets ? namesIn(brackets) : [];
      // L(w) is differentiated by what w is made of, too.
      if (!isLoss(name) && !by.every((each) => own.includes(each))) others.add(name);
    }
  const isFunction = (name: string): boolean => bare.has(name) || graded.has(name) || primed.has(name);
  const valued = new Set(chains.flatMap(valuesIn));
  const given = new Set(chains.flatMap(nodesOf).flatMap(differentiatedApplied));
  // "For a loss L(w)".
  for (const name of chains.flatMap(mentioned)) if (isLoss(name) && bare.has(name) && !given.has(name)) valued.add(name);
  return new Map(
    [...found]
      .filter(([name]) => isFunction(name) && valued.has(name) && !others.has(name) && !functionNamed(name))
      .map(([name, brackets]) => [name, { brackets, of: namesIn(brackets), isLoss: isLoss(name) }]),
  );
}

/** Writes the brackets behind bare names, and none behind losses. Changes the tree in place. */
export function applyUnsaidArguments(chain: ChainSyntax, found: ReadonlyMap<string, UnsaidFunction>): void {
  if (found.size === 0) return;
  const functionOf = (item: Syntax | undefined): UnsaidFunction | undefined => found.get((item && headOf(item)?.name) ?? "");
  const done = new Set<Syntax>();
  for (const node of nodesOf(chain)) {
    if (done.has(node)) continue;
    if (node.kind === "juxtaposition") rewrite(node, functionOf, done);
    else if (functionOf(node)?.isLoss === false) {
      const written = withBrackets(node, functionOf(node) as UnsaidFunction);
      for (const part of nodesOf(node)) done.add(part);
      const copy: Syntax = written.length === 1 ? (written[0] as Syntax) : { kind: "juxtaposition", items: written, span: node.span };
      Object.assign(node, { name: undefined, base: undefined, sub: undefined, sup: undefined, items: undefined }, copy);
    }
  }
}

function rewrite(node: JuxtapositionSyntax, functionOf: (item: Syntax | undefined) => UnsaidFunction | undefined, done: Set<Syntax>): void {
  const items = node.items.flatMap((item, i) => {
    const of = functionOf(item);
    const before = functionOf(node.items[i - 1]);
    if (of) for (const part of nodesOf(item)) done.add(part);
    if (of && !of.isLoss && !isArgument(node.items[i + 1])) return withBrackets(item, of);
    return item.kind === "group" && before?.isLoss ? [] : [byItsArgument(item, functionOf(node.items[i + 1]))];
  });
  const [only, ...more] = items;
  if (only && more.length === 0 && node.items.length > 1) Object.assign(node, { items: undefined }, only);
  else (node as { items: readonly Syntax[] }).items = items;
}

/** v(x), v'(x), and (v(x))^2 for v^2. */
function withBrackets(item: Syntax, { brackets }: UnsaidFunction): Syntax[] {
  if (item.kind !== "scripted" || !item.sup || !headOf(item)?.power) return [{ ...item }, brackets];
  const plain: Syntax = { ...item, sup: undefined };
  const inner: Syntax = { kind: "juxtaposition", items: [plain, brackets], span: item.span };
  const base: Syntax = { kind: "group", open: "(", items: [inner], span: item.span };
  return [{ kind: "scripted", base, sub: undefined, sup: item.sup, primes: 0, span: item.span } as ScriptedSyntax];
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
}

/** L of ∂L/∂w, ∇L and ∇_w L. */
function bareOperands(node: Syntax): Operand[] {
  if (node.kind === "fraction") {
    const shape = leibnizIn(node);
    const [of, ...more] = shape?.of ?? [];
    const by = shape?.variables.flatMap(({ variable }) => headOf(variable)?.name ?? []) ?? [];
    return of && more.length === 0 && isPlain(of) ? [{ item: of, by }] : [];
  }
  if (node.kind !== "juxtaposition") return [];
  return node.items.flatMap((item, i) => {
    const nabla = node.items[i - 1];
    if (!isPlain(item) || !isNabla(nabla) || node.items[i + 1]?.kind === "group") return [];
    const sub = nabla?.kind === "scripted" && nabla.sub ? headOf(nabla.sub) : undefined;
    return [{ item, by: sub ? [sub.name] : [] }];
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

/** L of L(w), where that is the whole formula. */
function mentioned({ first, links }: ChainSyntax): string[] {
  const [item, brackets, ...more] = first?.kind === "juxtaposition" ? first.items : [];
  const head = links.length === 0 && more.length === 0 && isArgument(brackets) && item ? headOf(item) : undefined;
  return head ? [head.name] : [];
}

/** J of ∇J(θ) and ∂J(θ)/∂θ: what they are equal to may say what J is. */
function differentiatedApplied(node: Syntax): string[] {
  const of = node.kind === "fraction" ? leibnizIn(node)?.of : node.kind === "juxtaposition" ? node.items : undefined;
  return (of ?? []).flatMap((item, i, { [i - 1]: before, [i + 1]: next }) =>
    isArgument(next) && (node.kind === "fraction" || isNabla(before)) ? (headOf(item)?.name ?? []) : [],
  );
}

function definedIn({ first, links }: ChainSyntax): string[] {
  const sides = [first, ...links.slice(0, -1).map(({ right }) => right)];
  const isEquated = (_: unknown, i: number): boolean => /^(=|:=|≡)$/.test(links[i]?.relation ?? "");
  return sides.filter(isEquated).flatMap((side) => (side ? (definiendumOf(side)?.name ?? []) : []));
}

const isOfNames = (brackets: GroupSyntax): boolean => brackets.open === "(" && brackets.items.length > 0 && holdsNames(brackets);
const namesIn = (brackets: GroupSyntax): string[] => brackets.items.map((item) => headOf(item)?.name ?? "");
