/**
 * What h_{t-1} is by h_t = tanh(w h_{t-1} + u x_t), where a step goes back to h_{t-2}, and what h_{t+1} is. In other steps they
 * are nodes of their own, as far as nobody asks what they are made of.
 */
import { type Expr, symbol } from "../expression/expr.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import { freeSymbols, substitute } from "../expression/traverse.ts";
import type { Definition } from "./definition.ts";

/** How far a step goes back. */
const FARTHEST = 4;

interface Timed {
  readonly letter: string;
  readonly shift: number;
}

/** t − 1 of h_{t-1} and h^{(t-1)}. */
function timeOf(name: string): Timed | undefined {
  const { sub, label } = nameParts(name);
  const [, letter, shift = "0"] = /^(\p{Ll})([+-]\d)?$/u.exec(sub) ?? /^[([❲](\p{Ll})([+-]\d)?[)\]❳]$/u.exec(label) ?? [];
  return letter === undefined || (sub !== "" && label !== "") ? undefined : { letter, shift: Number(shift) };
}

function atShift(name: string, letter: string, by: number): string {
  const time = timeOf(name);
  if (time?.letter !== letter) return name;
  const shift = time.shift + by;
  const index = `${letter}${shift > 0 ? "+" : ""}${shift === 0 ? "" : shift}`;
  const { base, sub, label } = nameParts(name);
  return sub === "" ? nameOf({ base, sub, label: `${label[0] ?? ""}${index}${label.at(-1) ?? ""}` }) : nameOf({ base, sub: index, label });
}

const moved = (expr: Expr, letter: string, by: number): Expr =>
  substitute(expr, new Map(freeSymbols(expr).map((name) => [name as Expr, symbol(atShift(name.name, letter, by))])));

/** The definitions at other times that a step asks for. */
export function atOtherTimes(sides: readonly Expr[], definitions: readonly Definition[]): Definition[] {
  // A second formula for m_t, which is proved, says the same.
  const isFirst = (each: Definition): boolean => definitions.find(({ name }) => name === each.name) === each;
  const own = definitions.filter((each) => !each.parameters && timeOf(each.name)?.shift === 0 && isFirst(each));
  // Of one that is given anew, nobody knows which of its meanings holds at another time.
  if (
    own.some(({ name }) =>
      definitions
        .filter((each) => each.name === name)
        .slice(1)
        .some(({ replaces }) => replaces),
    )
  )
    return [];
  const letters = new Set(freeSymbols(...sides).flatMap(({ name }) => timeOf(name)?.letter ?? []));
  const known = new Set(definitions.map(({ name }) => name));
  return [...letters].flatMap((letter) => {
    const mine = own.filter(({ name }) => timeOf(name)?.letter === letter);
    return shiftsFor(sides, letter, mine).flatMap((by) =>
      mine
        .map((each) => ({
          ...each,
          name: atShift(each.name, letter, by),
          readings: each.readings.map((reading) => moved(reading, letter, by)),
        }))
        .filter(({ name }) => !known.has(name)),
    );
  });
}

/** How many steps earlier or later there has to be something for a recurrence to lead to every name: h_{t-1} to h_{t-2}. */
function shiftsFor(sides: readonly Expr[], letter: string, definitions: readonly Definition[]): number[] {
  const atNow = (name: string): string => atShift(name, letter, -(timeOf(name)?.shift ?? 0));
  const known = new Map<string, number[]>();
  const names = [...definitions.map(({ name }) => symbol(name)), ...freeSymbols(...definitions.flatMap(({ readings }) => readings))];
  for (const { name } of names)
    if (timeOf(name)?.letter === letter) known.set(atNow(name), [...(known.get(atNow(name)) ?? []), timeOf(name)?.shift ?? 0]);
  const isRecurrence = [...known.values()].some((shifts) => Math.min(...shifts) < 0);
  const needed = freeSymbols(...sides).flatMap(({ name }) => {
    const time = timeOf(name);
    const shifts = time?.letter === letter ? known.get(atNow(name)) : undefined;
    if (!time || !shifts) return [];
    return [Math.min(0, time.shift - Math.min(...shifts)), Math.max(0, time.shift - Math.max(...shifts))];
  });
  const [first, last] = [Math.min(0, ...needed), Math.max(0, ...needed)];
  if (!isRecurrence || first < -FARTHEST || last > FARTHEST) return [];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i).filter((shift) => shift !== 0);
}
