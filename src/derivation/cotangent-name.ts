/** Names such as δ_{t-1} and δ^{(3)} that a cotangent beside them, δ_t = ∂L/∂h_t, says the meaning of. */
import { type Expr, isOp, symbol } from "../expression/expr.ts";
import { TOLD_BY, indicesOf, instantiateName, nameOf, nameParts } from "../expression/name.ts";
import { atIndices, freeSymbols, postorder, substitute } from "../expression/traverse.ts";
import { isLetterIndex, matchIndices } from "./family.ts";
import type { Definition } from "./definition.ts";

/** δ^{(L)} and δ^{(3)} where δ^{(l)} = ∂C/∂z^{(l)} or ∂C/∂a^{(l)} σ'(z^{(l)}): what they are is said, and what they come to is claimed. */
export function isCotangentOfFamily(name: string, definitions: readonly Definition[]): boolean {
  return definitions.some(({ name: pattern, parameters, readings: [reading] }) => {
    const isCotangent = reading && postorder(reading).some((node) => node.kind === "derivative" || isOp(node, "gradient"));
    const indices = !parameters && isCotangent ? matchIndices(pattern, name) : undefined;
    const inSub = indicesOf(nameParts(pattern).sub);
    const isNumber = (value: string): boolean => /^\d+$/.test(value);
    // δ^{(1)}_j beside δ^{(t)}_i is of one layer: its other letter is what runs through the entries.
    const isNumbered = [...(indices ?? [])].some(([index, value]) => isNumber(value) && !inSub.includes(index));
    // δ_T is the last δ_t where something is a sum over t up to T.
    const isLast = (index: string, value: string): boolean => value.toLowerCase() === index && sumsTo(index, value, definitions);
    const isSame = ([index, value]: readonly [string, string]): boolean =>
      index === value || isNumber(value) || isLast(index, value) || isNumbered || !inSub.includes(index);
    return indices !== undefined && [...indices].every(isSame);
  });
}

/**
 * ∂L/∂h_{t-1} for δ_{t-1}, where δ_t = ∂L/∂h_t, and ∂L/∂z_k^{(l-1)} for δ_k^{(l-1)}, where δ_j^{(l)} = ∂L/∂z_j^{(l)}: a name for it
 * is none of its own.
 */
export function cotangentBeside(name: string, definitions: readonly Definition[]): Expr | undefined {
  const { sub, label } = nameParts(name);
  if (label.startsWith(TOLD_BY)) return cotangentInOtherLetter(name, definitions);
  for (const [shifted, letter] of `${sub} ${label}`.matchAll(/(\p{L})[+-]\d+/gu)) {
    for (const { name: pattern, parameters, readings } of definitions) {
      const own = indicesOf(nameParts(pattern).sub);
      const others = indicesOf(sub);
      const renamed = own.flatMap((each, i) =>
        isLetterIndex(each) && isLetterIndex(others[i] ?? "") ? [[each, others[i] as string] as const] : [],
      );
      const index = new Map([...renamed, [letter as string, shifted] as const]);
      const [reading, ...more] = readings;
      const isCotangent = reading?.kind === "derivative" || (reading !== undefined && isOp(reading, "gradient"));
      if (isCotangent && !parameters && more.length === 0 && pattern !== name && instantiateName(pattern, index) === name)
        return atIndices(reading, index);
    }
  }
  return undefined;
}

/** ∂E/∂z_j for δ_j, where δ_k = ∂E/∂z_k and the z_j of another layer stands beside z_k. */
function cotangentInOtherLetter(name: string, definitions: readonly Definition[]): Expr | undefined {
  const { base, sub, label } = nameParts(name);
  const used = new Set(freeSymbols(...definitions.flatMap(({ readings }) => readings)).map((each) => each.name));
  for (const { name: other, parameters, readings } of definitions) {
    const parts = nameParts(other);
    const [reading, ...more] = readings;
    if (parts.base !== base || parts.label === label || !parts.label.startsWith(TOLD_BY) || parameters || more.length > 0) continue;
    if (reading?.kind !== "derivative" && !(reading && isOp(reading, "gradient"))) continue;
    const by = freeSymbols(reading).filter((each) => nameParts(each.name).label === parts.label && nameParts(each.name).sub === parts.sub);
    const meant = by.map((each) => symbol(nameOf({ ...nameParts(each.name), sub, label })));
    if (by.length === 1 && used.has(meant[0]?.name ?? "")) return substitute(reading, new Map([[by[0] as Expr, meant[0] as Expr]]));
  }
  return undefined;
}

/** Whether a definition has a sum over this letter up to that one. */
function sumsTo(index: string, last: string, definitions: readonly Definition[]): boolean {
  return postorder(...definitions.flatMap(({ readings }) => readings)).some(
    ({ kind, args }) => kind === "binder" && args[0] === symbol(index) && args[2] === symbol(last),
  );
}
