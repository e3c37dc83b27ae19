/**
 * Names that are given to a part of what is already defined: y = (x W) ⊙ σ(x W), and then "let u = x W" and ∂L/∂u. The
 * part is that name from then on, or nothing would depend on it.
 */
import { type Expr, type SymbolExpr, apply, isOp, mul, symbol } from "../expression/expr.ts";
import { indicesOf, nameParts } from "../expression/name.ts";
import { atIndex, freeSymbols, isConstant, postorder, rebuild } from "../expression/traverse.ts";
import { lettersOf } from "./recurrence.ts";
import type { Definition } from "./definition.ts";
import type { Scope } from "./scope.ts";

/** Puts each name in the place of what it stands for, where what is defined there is not made of it already. */
export function nameWrittenOut(scope: Scope): void {
  const parts = new Map(scope.definitions.flatMap((each) => [[each, partNamed(each)] as const]));
  for (const definition of scope.definitions.slice()) {
    if (definition.parameters) continue;
    const named = scope.definitions.flatMap((each) => {
      const part = each.section === definition.section && each !== definition ? parts.get(each) : undefined;
      return part ? [{ name: symbol(each.name), part }, ...membersIn(definition.readings, symbol(each.name), part)] : [];
    });
    const readings = definition.readings.map((reading) => withPartsNamed(reading, named, scope));
    if (readings.some((reading, i) => reading !== definition.readings[i])) scope.replace(definition, { ...definition, readings });
  }
}

interface NamedPart {
  readonly name: SymbolExpr;
  readonly part: Expr;
}

/** a_2 of h_2 = tanh(w h_1 + u x_2), where the page says what a_k is. */
function membersIn(readings: readonly Expr[], name: SymbolExpr, part: Expr): NamedPart[] {
  const [letter, ...others] = lettersOf(name.name);
  if (letter === undefined || others.length > 0) return [];
  const numbers = freeSymbols(...readings).flatMap((each) => indicesOf(nameParts(each.name).sub).filter((index) => /^\d$/.test(index)));
  return [...new Set(numbers.map(Number).flatMap((number) => [number, number + 1]))].map((number) => ({
    name: atIndex(name, letter, number) as SymbolExpr,
    part: atIndex(part, letter, number),
  }));
}

/** All of them together: x̂ of ‖x - Wᵀ W x‖ is seen once h = W x is. */
function withPartsNamed(reading: Expr, parts: readonly NamedPart[], scope: Scope): Expr {
  const used = madeOf(reading, scope);
  let left = parts.filter(({ name }) => !used.has(name));
  while (left.length > 0) {
    let written = reading;
    // Each round sees a part that the one before has made; names that are each other's parts come to no end.
    for (let rounds = left.length, before: Expr | undefined; before !== written && rounds > 0; rounds--) {
      before = written;
      for (const { name, part } of left) written = withPartNamed(written, part, name);
    }
    const beside = left.filter(({ name, part }) => freeSymbols(written).includes(name) && isBesideItsParts(written, part));
    if (beside.length === 0) return written;
    left = left.filter((each) => !beside.includes(each));
  }
  return reading;
}

function withPartNamed(root: Expr, part: Expr, name: Expr): Expr {
  const parts = postorder(root).includes(part) ? partsIn(part, name) : [];
  return rebuild(root, (node) => (node === part ? name : (parts.find(([each]) => each === node)?.[1] ?? withRunNamed(node, part, name))));
}

/** W x stands in Wᵀ W x. */
function withRunNamed(node: Expr, part: Expr, name: Expr): Expr {
  if (!isOp(node, "mul") || !isOp(part, "mul")) return node;
  const length = part.args.length;
  const at = node.args.findIndex((_, i) => part.args.every((factor, j) => node.args[i + j] === factor));
  return at < 0 ? node : mul(...node.args.slice(0, at), name, ...node.args.slice(at + length));
}

/** What a formula uses, and what that is made of. */
function madeOf(reading: Expr, { definitions }: Scope): ReadonlySet<Expr> {
  const made = new Set<Expr>(postorder(reading));
  for (const each of made)
    for (const { name, readings } of each.kind === "symbol" ? definitions : [])
      if (symbol(name) === each) for (const node of postorder(...readings)) made.add(node);
  return made;
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
