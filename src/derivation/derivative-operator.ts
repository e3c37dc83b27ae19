/**
 * D as the sign of a derivative: D f(x) and D_x y are ∂_x f(x) and ∂_x y, D f(2) is f'(2), D_1 f(x, y) is ∂_x f(x, y), and so is
 * ∂_1 f(x, y). A page writes D so where it stands before what the page defines, and nowhere else.
 */
import { emptyUsage, gatherUsage, nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import type { ChainSyntax, GroupSyntax, JuxtapositionSyntax, NameSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";
import { definiendumOf } from "./definiendum.ts";

export interface Operators {
  /** What the page defines, with the parameters of functions. */
  readonly defined: ReadonlyMap<string, readonly string[]>;
  /** The names that stand for something by themselves. */
  readonly values: ReadonlySet<string>;
  readonly isDerivative: boolean;
}

/** D, D_x, D_1 or D_x^2. */
interface Sign {
  readonly letter: NameSyntax;
  readonly by: NameSyntax | undefined;
  readonly place: number | undefined;
  readonly order: 1 | 2;
}

export function derivativeOperators(chains: readonly ChainSyntax[]): Operators {
  const defined = new Map<string, readonly string[]>();
  const usage = emptyUsage();
  for (const chain of chains) {
    const { first, links } = chain;
    gatherUsage(chain, usage);
    const definiendum = first && /^(?::?=|≡)$/.test(links[0]?.relation ?? "") ? definiendumOf(first) : undefined;
    if (definiendum && !defined.has(definiendum.name))
      defined.set(
        definiendum.name,
        (definiendum.parameters ?? []).map(({ name }) => name),
      );
  }
  const found = { defined, values: usage.scalar, isDerivative: false };
  const nodes = chains.flatMap(nodesOf);
  const letters = nodes.filter((node) => node.kind === "name" && node.name === "D").length;
  const before = nodes
    .flatMap((node) => (node.kind === "juxtaposition" ? signsIn(node, found) : []))
    .filter(({ letter }) => letter.name === "D");
  return { ...found, isDerivative: letters > 0 && before.length === letters };
}

/** Writes ∂_x for such signs. Changes the tree in place. */
export function applyDerivativeOperators(chain: ChainSyntax, operators: Operators): void {
  for (const node of nodesOf(chain)) {
    if (node.kind !== "juxtaposition") continue;
    const signs = signsIn(node, operators).filter(({ letter }) => letter.name === "∂" || operators.isDerivative);
    for (const { at, by, order } of signs) {
      const item = node.items[at] as Syntax;
      const { span } = item;
      if (by === AT_OTHER) {
        const operand = node.items[at + 1] as Syntax;
        const primed: Syntax = { kind: "scripted", base: operand, sub: undefined, sup: undefined, primes: order, span: operand.span };
        Object.assign(node, { items: node.items.flatMap((each) => (each === item ? [] : each === operand ? [primed] : [each])) });
        continue;
      }
      const base: Syntax = { kind: "name", name: "∂", word: true, span };
      const sub: Syntax = { kind: "name", name: by, word: false, span };
      const sup: Syntax | undefined = order === 2 ? { kind: "number", text: "2", span } : undefined;
      Object.assign(item, { name: undefined }, { kind: "scripted", base, sub, sup, primes: 0, span } satisfies Syntax);
    }
  }
}

/** In place of a name: f of Df(2) is differentiated by its parameter, and taken at 2. */
const AT_OTHER = "";

interface FoundSign {
  readonly letter: NameSyntax;
  /** Where in its row it stands. */
  readonly at: number;
  /** The name that is differentiated by, or that the function is taken at something else than its parameter. */
  readonly by: string;
  readonly order: 1 | 2;
}

function signsIn({ items }: JuxtapositionSyntax, { defined, values }: Operators): FoundSign[] {
  return items.flatMap((item, at) => {
    const sign = signOf(item);
    const operand = items[at + 1];
    if (!sign || !operand || (sign.letter.name === "∂" && sign.place === undefined)) return [];
    const by = variableOf(sign, operand, items[at + 2], defined, values);
    return by === undefined ? [] : [{ letter: sign.letter, at, by, order: sign.order }];
  });
}

function signOf(item: Syntax): Sign | undefined {
  const { base, sub, sup, primes } = item.kind === "scripted" ? item : ({ base: item, primes: 0 } as Partial<ScriptedSyntax>);
  if (base?.kind !== "name" || !/^[D∂]$/u.test(base.name) || primes !== 0) return undefined;
  if (sup && !(sup.kind === "number" && sup.text === "2")) return undefined;
  if (sub && sub.kind !== "name" && sub.kind !== "number") return undefined;
  const place = sub?.kind === "number" ? Number(sub.text) : undefined;
  return { letter: base, by: sub?.kind === "name" ? sub : undefined, place, order: sup ? 2 : 1 };
}

/** What an operand is differentiated by; undefined where the sign is none before it. */
function variableOf(
  { by, place }: Sign,
  operand: Syntax,
  brackets: Syntax | undefined,
  defined: Operators["defined"],
  values: Operators["values"],
): string | undefined {
  const head = headOf(operand);
  if (operand.kind === "group") return by && values.has(by.name) && operand.open !== "|" ? by.name : undefined;
  const parameters = head && !head.power && !head.transposed && head.primes === 0 ? defined.get(head.name) : undefined;
  if (!parameters) return undefined;
  if (by) return values.has(by.name) || parameters.includes(by.name) ? by.name : undefined;
  const isAtOwn = brackets?.kind !== "group" || areNames(brackets, parameters);
  if (!isAtOwn) return place === undefined && parameters.length === 1 && operand.kind === "name" ? AT_OTHER : undefined;
  return place === undefined ? (parameters.length === 1 ? parameters[0] : undefined) : parameters[place - 1];
}

const areNames = ({ items }: GroupSyntax, names: readonly string[]): boolean =>
  items.map((item) => headOf(item)?.name).join() === names.join();
