/**
 * How many terms a sum has, where its last index is made of several names: Σ_{i=0}^{N-K} has N − K + 1. The count gets a
 * name, that of the page where it has one, so that the sum is one like Σ_{i=0}^{M-1}.
 */
import { headOf } from "../elaborate/script.ts";
import { nodesOf } from "../elaborate/names.ts";
import { type Expr, add, mul, number, symbol } from "../expression/expr.ts";
import type { BigSyntax, ChainSyntax, Syntax } from "../syntax/tree.ts";

/** N − K + 1: names with how often each is added, and a number. */
export interface Count {
  readonly name: string;
  readonly times: ReadonlyMap<string, number>;
  readonly constant: number;
  /** Whether the page itself says that the name is this. */
  readonly isOwn: boolean;
}

type Affine = Pick<Count, "times" | "constant">;

/** The counts of a page's sums, by what they are. */
export function countsIn(chains: readonly ChainSyntax[]): ReadonlyMap<string, Count> {
  const nodes = chains.flatMap(nodesOf);
  const letters = new Set(nodes.flatMap((node) => (node.kind === "big" ? (firstOf(node)?.letter ?? []) : [])));
  const inSubscripts = new Set(nodes.flatMap((node) => (node.kind === "scripted" && node.sub ? namesIn(node.sub) : [])));
  const own = new Map(chains.flatMap((chain) => ownCount(chain)));
  const found = new Map<string, Count>();
  for (const node of nodes) {
    const count = node.kind === "big" ? countOf(node) : undefined;
    if (!count || [...count.times.keys()].some((name) => letters.has(name) || inSubscripts.has(name))) continue;
    const text = textOf(count);
    const name = own.get(text);
    found.set(text, { ...count, name: name ?? text, isOwn: name !== undefined });
  }
  return found;
}

/** Writes the last index of a sum with the name of its count: M, or M − 1 where it begins with 0. Changes the tree in place. */
export function applyCounts(chain: ChainSyntax, counts: ReadonlyMap<string, Count>): void {
  if (counts.size === 0) return;
  for (const node of nodesOf(chain)) {
    const affine = node.kind === "big" ? countOf(node) : undefined;
    const count = affine && counts.get(textOf(affine));
    if (node.kind !== "big" || !node.sup || !count) continue;
    const { span } = node.sup;
    const name: Syntax = { kind: "name", name: count.name, word: false, span };
    const less: Syntax = { kind: "number", text: "1", span };
    const last: Syntax = {
      kind: "sum",
      span,
      terms: [
        { sign: "+", term: name },
        { sign: "-", term: less },
      ],
    };
    Object.assign(node, { sup: firstOf(node)?.value === 0 ? last : name });
  }
}

/** What a count is, in its names. */
export function valueOf({ times, constant }: Count): Expr {
  return add(...[...times].map(([name, each]) => mul(number(each), symbol(name))), number(constant));
}

/** i and 0 of Σ_{i=0}. */
function firstOf({ sub }: BigSyntax): { readonly letter: string; readonly value: number } | undefined {
  const [link, ...more] = sub?.kind === "chain" ? sub.links : [];
  const head = sub?.kind === "chain" && sub.first ? headOf(sub.first) : undefined;
  const isFirst = link?.relation === "=" && more.length === 0 && link.right.kind === "number" && /^[01]$/.test(link.right.text);
  return head && isFirst && link.right.kind === "number" ? { letter: head.name, value: Number(link.right.text) } : undefined;
}

function countOf(node: BigSyntax): Affine | undefined {
  const first = firstOf(node);
  const last = first && node.sup && affineIn(node.sup);
  return last && last.times.size > 1 ? { times: last.times, constant: last.constant - first.value + 1 } : undefined;
}

/** N − K of names of one letter and numbers. */
function affineIn(syntax: Syntax): Affine | undefined {
  if (syntax.kind !== "sum") return undefined;
  const times = new Map<string, number>();
  let constant = 0;
  for (const { sign, term } of syntax.terms) {
    const by = sign === "-" ? -1 : 1;
    if (term.kind === "number" && /^\d+$/.test(term.text)) constant += by * Number(term.text);
    else if (term.kind === "name" && /^\p{L}$/u.test(term.name)) times.set(term.name, (times.get(term.name) ?? 0) + by);
    else return undefined;
  }
  return { times, constant };
}

/** M of M = N − K + 1. */
function ownCount({ first, links }: ChainSyntax): (readonly [string, string])[] {
  const [link] = links;
  const affine = link?.relation === "=" ? affineIn(link.right) : undefined;
  return first?.kind === "name" && affine && affine.times.size > 1 ? [[textOf(affine), first.name] as const] : [];
}

function textOf({ times, constant }: Affine): string {
  const terms = [...times]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([name, each]) => `${each < 0 ? "-" : "+"}${multiple(each)}${name}`);
  const added = constant === 0 ? "" : constant < 0 ? String(constant) : `+${constant}`;
  return `${terms.join("")}${added}`.replace(/^\+/, "");
}

const multiple = (each: number): string => (Math.abs(each) === 1 ? "" : String(Math.abs(each)));

function namesIn(syntax: Syntax): string[] {
  return nodesOf(syntax).flatMap((node) => (node.kind === "name" ? [node.name] : []));
}
