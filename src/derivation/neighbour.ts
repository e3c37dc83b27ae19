/** What a derivative leaves out where definitions hold for every index: x_i stands in y_i, and in y_{i-1}. */
import { type Expr, isOp } from "../expression/expr.ts";
import { type NameParts, nameOf, nameParts } from "../expression/name.ts";
import { freeSymbols, postorder } from "../expression/traverse.ts";
import type { Definition } from "./definition.ts";

interface Counted {
  readonly parts: NameParts;
  readonly letter: string;
  readonly offset: number;
}

/**
 * A name that depends on what a loss is differentiated by, and that the step does not speak of: y_{i-1} beside
 * y_i = x_i + a x_{i+1} for ∂L/∂x_i = ∂L/∂y_i. Of recurrences one step is what people write.
 */
export function neighbourLeftOut(
  sides: readonly Expr[],
  definitions: readonly Definition[],
  isLoss: (name: string) => boolean,
  isIndex: (letter: string) => boolean,
): readonly [by: string, neighbour: string] | undefined {
  // g_t = ∂L/∂h_t is a name for what comes back, and nothing that a loss is made of.
  const isAdjoint = (each: Expr): boolean => each.kind === "derivative" || isOp(each, "gradient");
  const defined = definitions.filter(({ parameters, readings }) => !parameters && !readings.some(isAdjoint));
  const spoken = new Set([...freeSymbols(...sides).map(({ name }) => name), ...variablesIn(sides), ...defined.map(({ name }) => name)]);
  for (const node of postorder(...sides)) {
    const [of, by] = node.kind === "derivative" || isOp(node, "gradient") ? node.args : [];
    const at = by?.kind === "symbol" ? countedIn(by.name) : undefined;
    if (of?.kind !== "symbol" || by?.kind !== "symbol" || !at || !isLoss(of.name) || countedIn(of.name) || isIndex(at.letter)) continue;
    if (isRecurrent(at, defined)) continue;
    const missing = defined.flatMap((each) => instancesWith(at, each)).find((name) => !spoken.has(name));
    if (missing !== undefined) return [by.name, missing];
  }
  return undefined;
}

/** What a definition is the name of, for every value of the index at which its body has this name. */
function instancesWith(at: Counted, { name, readings }: Definition): string[] {
  const own = countedIn(name);
  if (own?.letter !== at.letter) return [];
  return freeSymbols(...readings).flatMap((each) => {
    const found = countedIn(each.name);
    if (!found || !isSameFamily(found, at)) return [];
    const offset = own.offset + at.offset - found.offset;
    const sub = offset === 0 ? own.letter : `${own.letter}${offset < 0 ? "-" : "+"}${Math.abs(offset)}`;
    return [nameOf({ ...own.parts, sub })];
  });
}

/** Whether x_t is made of x_{t-1}, through other names, too: of the h_{t-1} in the gates of h_t. */
function isRecurrent(at: Counted, definitions: readonly Definition[]): boolean {
  const madeOf = (of: Counted): Counted[] =>
    definitions.flatMap(({ name, readings }) => {
      const own = countedIn(name);
      return own && isSameFamily(own, of) ? freeSymbols(...readings).flatMap((each) => countedIn(each.name) ?? []) : [];
    });
  const reached: Counted[] = [];
  const open = madeOf(at);
  for (let next = open.pop(); next; next = open.pop()) {
    const found = next;
    if (isSameFamily(found, at)) return true;
    if (reached.some((each) => isSameFamily(each, found))) continue;
    reached.push(found);
    open.push(...madeOf(found));
  }
  return false;
}

/** What is differentiated by: no free symbols of the sides. */
function variablesIn(sides: readonly Expr[]): string[] {
  return postorder(...sides).flatMap((node) =>
    (node.kind === "derivative" || isOp(node, "gradient")) && node.args[1]?.kind === "symbol" ? [node.args[1].name] : [],
  );
}

function isSameFamily(a: Counted, b: Counted): boolean {
  return a.letter === b.letter && a.parts.base === b.parts.base && a.parts.label === b.parts.label;
}

/** x_i, x_{i+1}. */
function countedIn(name: string): Counted | undefined {
  const parts = nameParts(name);
  const [, letter, offset] = /^(\p{L})([+-]\d+)?$/u.exec(parts.sub) ?? [];
  return letter === undefined ? undefined : { parts, letter, offset: Number(offset ?? 0) };
}
