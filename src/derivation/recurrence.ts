/** Recurrences: h_t = f(h_{t-1}) says what h_1, h_2 and so on are, up to the last that a page speaks of; h_0 is given. */
import { isInteger, toNumber } from "../base/rational.ts";
import type { Expr, SymbolExpr } from "../expression/expr.ts";
import { inBrackets, indicesOf, labelParts, nameParts } from "../expression/name.ts";
import { freeSymbols, postorder } from "../expression/traverse.ts";

/** A definition, as far as it matters here. */
interface Defined {
  readonly name: string;
  readonly parameters: readonly SymbolExpr[] | undefined;
  readonly readings: readonly Expr[];
}

/** Where an index of a name stands, with its letter or number, and what is added to that. */
interface Slot {
  readonly place: string;
  readonly item: string;
  readonly shift: number;
}

function slotsOf(name: string): Slot[] {
  const { sub, label } = nameParts(name);
  const items = [
    ...indicesOf(sub).map((item, i) => [String(i), item] as const),
    ...labelParts(label).flatMap((part, i) => {
      const inner = inBrackets(part);
      return inner === undefined ? [] : [[`label ${i}`, inner] as const];
    }),
  ];
  return items.map(([place, item]) => {
    const [, letter = item, shift = "0"] = /^(\p{L})([+-]\d+)$/u.exec(item) ?? [];
    return { place, item: letter, shift: Number(shift) };
  });
}

const isLetter = (item: string): boolean => /^\p{L}$/u.test(item);

/** The letters of recurrences, with how far back these reach: t with −1 where h_t is made of h_{t-1}. */
export function recurrencesIn(definitions: readonly Defined[]): ReadonlyMap<string, number> {
  const families = definitions.filter(({ name, parameters }) => !parameters && slotsOf(name).some(({ item }) => isLetter(item)));
  const bases = new Set(families.map(({ name }) => nameParts(name).base));
  const found = new Map<string, number>();
  for (const { name, readings } of families) {
    const own = new Set(slotsOf(name).flatMap(({ item, shift }) => (isLetter(item) && shift === 0 ? [item] : [])));
    for (const other of freeSymbols(...readings)) {
      if (!bases.has(nameParts(other.name).base)) continue;
      for (const { item, shift } of slotsOf(other.name))
        if (own.has(item) && shift < 0) found.set(item, Math.min(shift, found.get(item) ?? 0));
    }
  }
  return found;
}

/** The last number that a page speaks of in the place of a letter, or lets it run to. */
export function lastNumber(letter: string, definitions: readonly Defined[], names: Iterable<string>, sides: readonly Expr[]): number {
  const places = new Set(
    definitions.flatMap(({ name }) =>
      slotsOf(name).flatMap(({ place, item }) => (item === letter ? [`${nameParts(name).base}/${place}`] : [])),
    ),
  );
  const written = [...names].flatMap((name) =>
    slotsOf(name).flatMap(({ place, item }) =>
      /^\d+$/.test(item) && places.has(`${nameParts(name).base}/${place}`) ? [Number(item)] : [],
    ),
  );
  const bounds = postorder(...sides, ...definitions.flatMap(({ readings }) => readings)).flatMap((node) => {
    const [index, , upper] = node.kind === "binder" ? node.args : [];
    const isOver = index?.kind === "symbol" && index.name === letter;
    return isOver && upper?.kind === "number" && isInteger(upper.value) ? [toNumber(upper.value)] : [];
  });
  return Math.max(0, ...written, ...bounds);
}

/** The letter or number that stands in a name in the place of a letter in another name with the same base: T of h_T for t of h_t. */
export function inPlaceOf(letter: string, family: string, name: string): string | undefined {
  if (nameParts(family).base !== nameParts(name).base) return undefined;
  const slot = slotsOf(family).find(({ item }) => item === letter);
  return slotsOf(name).find(({ place }) => place === slot?.place)?.item;
}

/** The letters of the indices of a name. */
export const lettersOf = (name: string): string[] => slotsOf(name).flatMap(({ item }) => (isLetter(item) ? [item] : []));

/** Whether sides speak of a member with a letter that no sum in them runs over: ∂L/∂a_t. */
export function speaksInGeneral(letter: string, sides: readonly Expr[]): boolean {
  return sides.some((side) => {
    const isBound = postorder(side).some((node) => node.kind === "binder" && (node.args[0] as Expr & { name?: string }).name === letter);
    return !isBound && freeSymbols(side).some(({ name }) => name === letter || slotsOf(name).some(({ item }) => item === letter));
  });
}

/** h_t, which has that letter as its own subscript. */
export function hasSubscript(name: string, letter: string): boolean {
  return slotsOf(name).some(({ place, item, shift }) => place !== "label" && item === letter && shift === 0);
}
