/**
 * w_t of w_{t+1} = w_t − η ∂J/∂w: where a step of descent is written with J's own w as well, that w is the one of now, and
 * w_t is written as w. Likewise w_i^{(t)} beside ∂J/∂w_i, and w_{old} beside w_{new}.
 */
import { leibnizIn } from "../elaborate/leibniz.ts";
import { isNabla, nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { TOLD_BY, nameOf, nameParts } from "../expression/name.ts";
import type { ChainSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";
import { definiendumOf } from "./definiendum.ts";
import { namesIn } from "./letter-families.ts";

/** What the next step is called, and this one. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["new", "old"],
  ["next", "current"],
  ["after", "before"],
]);

export interface Update {
  readonly base: string;
  /** Whether the step is the subscript, and not in brackets above. */
  readonly isBelow: boolean;
  readonly now: string;
  readonly next: string;
}

/** By the letter that is updated. */
export type Updates = ReadonlyMap<string, Update>;

/** The updates of a page of which nothing else speaks of steps: no w_0, no v_t that is not updated so itself. */
export function updatesIn(chains: readonly ChainSyntax[]): Updates {
  const found = new Map(chains.flatMap((chain) => updateOf(chain, isBy)).map((update) => [update.base, update] as const));
  if (found.size === 0) return found;
  const names = chains.flatMap(namesIn);
  const defined = new Set(chains.flatMap(({ first, links }) => (first && links.length > 0 ? (definiendumOf(first)?.name ?? []) : [])));
  const isWhole = ({ base, ...update }: Update): boolean => {
    const own = names.filter((name) => nameParts(name).base === base);
    const isOther = (name: string): boolean => {
      const step = stepOf(name, update.isBelow);
      return step === undefined ? update.isBelow && nameParts(name).sub !== "" : step !== update.now && step !== update.next;
    };
    return (
      own.some((name) => stepOf(name, update.isBelow) === undefined) && !own.some((name) => isOther(name) || isNow(name, update, defined))
    );
  };
  const whole = new Map([...found].filter(([, update]) => isWhole(update)));
  const speaksOf = (name: string, letter: string): boolean =>
    [nameParts(name).sub, nameParts(name).label].some((part) => part.includes(letter));
  const others = names.filter((name) => !whole.has(nameParts(name).base));
  return new Map([...whole].filter(([, { now }]) => now.length > 1 || !others.some((name) => speaksOf(name, now))));
}

/** Changes the tree in place. */
export function applyUpdates(chain: ChainSyntax, updates: Updates): void {
  if (updates.size === 0) return;
  for (const node of nodesOf(chain)) {
    const name = node.kind === "scripted" ? headOf(node)?.name : undefined;
    const update = name === undefined ? undefined : updates.get(nameParts(name).base);
    if (node.kind !== "scripted" || name === undefined || !update) continue;
    const step = stepOf(name, update.isBelow);
    if (step === update.now) Object.assign(node, update.isBelow ? { sub: undefined } : { sup: behindLabel(node) });
    // No entry of w: w_{t+1} has no index.
    else if (step === update.next && update.isBelow && !WORDS.has(step)) Object.assign(node, labelled(node, step));
  }
}

/** ⊤ of w^{(t)⊤}; the label is what begins it. */
function behindLabel(node: ScriptedSyntax): Syntax | undefined {
  const { power, transposed } = headOf(node) ?? {};
  const [, ...rest] = node.sup?.kind === "juxtaposition" && (power || transposed) ? node.sup.items : [];
  return rest.length > 1 ? ({ ...node.sup, items: rest } as Syntax) : rest[0];
}

/** w_{t+1}, and a power of it, by a label. */
function labelled(node: ScriptedSyntax, step: string): Partial<ScriptedSyntax> {
  const label: Syntax = { kind: "name", name: `${TOLD_BY}${step}`, word: false, span: node.span };
  const { sup } = node;
  return sup ? { base: { ...node, sub: undefined, sup: label, primes: 0 }, sub: undefined } : { sub: undefined, sup: label };
}

const isNow = (name: string, { isBelow, now }: Omit<Update, "base">, defined: ReadonlySet<string>): boolean =>
  stepOf(name, isBelow) === now && defined.has(name);

/** t of w_t, or of w_i^{(t)}. */
function stepOf(name: string, isBelow: boolean): string | undefined {
  const { sub, label } = nameParts(name);
  const step = isBelow ? (label === "" ? sub : undefined) : /^\((.*)\)$/u.exec(label)?.[1];
  return step === "" ? undefined : step;
}

/** Steps of descent as they are still written, whatever they are made with. */
export function stepsIn(chains: readonly ChainSyntax[]): readonly Update[] {
  return chains.flatMap((chain) => updateOf(chain, () => true));
}

/** Whether names are w and w_t of such a step: they may be meant to be the same. */
export function mixesSteps(names: readonly string[], { base, isBelow, now }: Update): boolean {
  const own = names.filter((name) => nameParts(name).base === base);
  const isPlain = (name: string): boolean => stepOf(name, isBelow) === undefined && (!isBelow || nameParts(name).sub === "");
  return own.some(isPlain) && own.some((name) => stepOf(name, isBelow) === now);
}

function updateOf({ first, links }: ChainSyntax, isMade: (node: Syntax, by: readonly string[]) => boolean): Update[] {
  const [link] = links;
  const head = first ? headOf(first) : undefined;
  if (!head || !link || head.power || head.transposed || head.primes > 0) return [];
  return [true, false].flatMap((isBelow) => {
    const next = stepOf(head.name, isBelow);
    const now = next === undefined ? undefined : (WORDS.get(next) ?? /^([a-z])\+1$/u.exec(next)?.[1]);
    if (next === undefined || now === undefined) return [];
    const { base, sub } = nameParts(head.name);
    const before = nameOf({ base, sub: isBelow ? now : sub, label: isBelow ? "" : `(${now})` });
    const own = nameOf({ base, sub: isBelow ? "" : sub, label: "" });
    const nodes = nodesOf(link.right);
    const isFrom = nodes.some((node) => node.kind === "scripted" && headOf(node)?.name === before && !headOf(node)?.power);
    return isFrom && nodes.some((node) => isMade(node, [own, before])) ? [{ base, isBelow, now, next }] : [];
  });
}

/** ∂J/∂w, ∇_w J and ∇J, where nothing says at which w. */
function isBy(node: Syntax, names: readonly string[]): boolean {
  if (node.kind === "fraction") {
    const shape = leibnizIn(node);
    return shape?.of.length === 1 && shape.variables.every(({ variable }) => names.includes(headOf(variable)?.name ?? ""));
  }
  if (node.kind !== "juxtaposition") return false;
  return node.items.some((item, i) => {
    const sub = (item as ScriptedSyntax).sub;
    const isOf = sub === undefined || names.includes(headOf(sub)?.name ?? "");
    return isNabla(item) && isOf && node.items[i + 1] !== undefined && node.items[i + 2]?.kind !== "group";
  });
}
