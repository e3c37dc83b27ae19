/**
 * Names that are given to a part of what is already defined: y = (x W) ⊙ σ(x W), and then "let u = x W" and ∂L/∂u. The
 * part is that name from then on, or nothing would depend on it.
 */
import { type Expr, type SymbolExpr, apply, isOp, symbol } from "../expression/expr.ts";
import { indicesOf, nameParts } from "../expression/name.ts";
import { freeSymbols, isConstant, postorder, substitute } from "../expression/traverse.ts";
import type { Definition, Scope } from "./scope.ts";

/** Puts each name that no definition uses in the place of what it stands for. */
export function nameWrittenOut(scope: Scope): void {
  for (const definition of scope.definitions) {
    const part = partNamed(definition);
    if (!part || isUsed(scope, definition)) continue;
    const named = new Map([[part, symbol(definition.name) as Expr], ...partsIn(part, symbol(definition.name))]);
    for (const other of scope.definitions) {
      if (other === definition || other.section !== definition.section || other.parameters) continue;
      if (!other.readings.some((reading) => postorder(reading).includes(part))) continue;
      const readings = other.readings.map((reading) => substitute(reading, named));
      if (!readings.some((reading) => isBesideItsParts(reading, part))) scope.replace(other, { ...other, readings });
    }
  }
}

/** σ² is e^s where s = log σ². */
function partsIn(part: Expr, name: Expr): [Expr, Expr][] {
  const inverse = isOp(part, "log") ? "exp" : isOp(part, "exp") ? "log" : undefined;
  const [inner] = part.args;
  return inverse && inner && !isConstant(inner) ? [[inner, apply(inverse, [name])]] : [];
}

/** Whether all that a part is made of stands beside its name, too: then the name changes more than the part. */
function isBesideItsParts(reading: Expr, part: Expr): boolean {
  const left = freeSymbols(reading);
  return freeSymbols(part).every((name) => left.includes(name));
}

/** What a name stands for, where that is a formula in one reading. */
function partNamed({ parameters, readings, name }: Definition): Expr | undefined {
  const [part, ...others] = readings;
  if (parameters || !part || others.length > 0 || part.kind === "symbol" || isConstant(part)) return undefined;
  // Of x_k of Σ_k x_k another letter's entries are no part.
  const letters = (each: string): string[] => indicesOf(nameParts(each).sub).filter((index) => /^\p{Ll}$/u.test(index));
  const bound = new Set(postorder(part).flatMap((node) => (node.kind === "binder" ? [(node.args[0] as SymbolExpr).name] : [])));
  const own = new Set(letters(name));
  if (freeSymbols(part).some((each) => letters(each.name).some((letter) => !own.has(letter) && !bound.has(letter)))) return undefined;
  const isOwn = freeSymbols(part).some((each) => each.name === name);
  return isOwn || part.kind === "derivative" || isOp(part, "gradient") ? undefined : part;
}

function isUsed({ definitions }: Scope, { name }: Definition): boolean {
  return definitions.some(({ readings }) => postorder(...readings).includes(symbol(name)));
}
