/** A = [a^{(1)}, …, a^{(m)}] of numbers a^{(i)} = σ(w^⊤ x^{(i)} + b): a row, 1 × m, where columns of vectors make up a matrix. */
import { symbol } from "../expression/expr.ts";
import { freeSymbols } from "../expression/traverse.ts";
import { occurrenceOf } from "../tensor/entry.ts";
import type { TensorNames } from "../tensor/infer.ts";
import type { DeclaredShapes } from "./declared-shape.ts";
import { LOSS_NAMES } from "./loss-name.ts";
import { rankOf } from "./rough-rank.ts";
import type { Definition } from "./definition.ts";
import type { NamedStack, Stacks } from "./stack.ts";

/**
 * The shapes of what numbers make up: [1, m] beside each other, [m] below each other. `names` are those of the page without
 * any stacks, as these would make vectors of all that is in them.
 */
export function rowsOfNumbers(
  stacks: ReadonlyMap<string, NamedStack>,
  names: TensorNames,
  definitions: readonly Definition[],
): DeclaredShapes {
  const plain = definitions.filter(({ parameters }) => !parameters);
  return new Map(
    [...stacks].flatMap(([family, { matrix, inColumns, count }]) => {
      const size = count ?? `‹${matrix}›`;
      return isOfNumbers(family, names, plain) ? [[matrix, inColumns ? ["1", size] : [size]] as const] : [];
    }),
  );
}

function isOfNumbers(family: string, names: TensorNames, definitions: readonly Definition[]): boolean {
  const isMember = (name: string): boolean => occurrenceOf(name, names).whole === family && occurrenceOf(name, names).indices.length === 1;
  const own = definitions.filter(({ name }) => isMember(name));
  if (own.length > 0) return own.every(({ readings: [body] }) => body !== undefined && rankOf(body, names) === 0);
  const asVectors: TensorNames = {
    ...names,
    innerRank: (whole, indices) => (whole === family && indices === 1 ? 1 : names.innerRank(whole, indices)),
  };
  // y^{(i)} of y^{(i)} log a^{(i)}, which is no loss where it is a vector.
  return definitions.some(({ name, readings: [body] }) => {
    const isOfFamily = LOSS_NAMES.has(name) && body !== undefined && freeSymbols(body).some((each) => isMember(each.name));
    return isOfFamily && rankOf(symbol(name), names) === 0 && rankOf(body, names) === 0 && rankOf(body, asVectors) !== 0;
  });
}

/** The stacks that are left when those are shapes, and those whose entries are found through them. */
export function withRows(stacks: ReadonlyMap<string, NamedStack>, rows: DeclaredShapes): Stacks {
  return new Map([...stacks].map(([family, stack]) => [family, rows.has(stack.matrix) ? { ...stack, isOfNumbers: true } : stack]));
}
