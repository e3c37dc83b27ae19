/** The one table of functions: a new function is a new row in one of these lists. */
import { activation } from "./activation.ts";
import { arithmetic } from "./arithmetic.ts";
import { elementary } from "./elementary.ts";
import { linear } from "./linear.ts";
import type { Primitive } from "./primitive.ts";
import { rounding } from "./rounding.ts";

export const primitives: readonly Primitive[] = [...arithmetic, ...elementary, ...activation, ...rounding, ...linear];

const byName = new Map(primitives.map((row) => [row.name, row]));
const bySpelling = new Map<string, Primitive>();
for (const row of primitives) {
  if (row.notation !== "function" && row.name !== "sqrt") continue;
  for (const spelling of [row.name, ...(row.aliases ?? [])]) bySpelling.set(spelling, row);
}
const tensor = new Set(linear.map((row) => row.name));

/** The row of an `apply` node; throws for a name that is in no row, which is a broken invariant. */
export function primitive(name: string): Primitive {
  const row = byName.get(name);
  if (!row) throw new Error(`no primitive is called ${name}`);
  return row;
}

/** The function that a written name such as `ReLU` or `arctan` stands for, if any. */
export function functionNamed(spelling: string): Primitive | undefined {
  return bySpelling.get(spelling);
}

/** Whether it works on vectors or matrices. */
export function isTensorOp(name: string): boolean {
  return tensor.has(name);
}

/** Whether there is a row of that name. */
export function isPrimitive(name: string): boolean {
  return byName.has(name);
}
