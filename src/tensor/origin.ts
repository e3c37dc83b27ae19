/** From which number a document counts the entries of its names: from 0 where its sums say so, else from 1. */
import { type Expr, type SymbolExpr, zero } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";
import { freeLetters } from "./choose.ts";
import { slotsOf } from "./place.ts";
import { type TensorNames, boundsOf } from "./infer.ts";
import { slot } from "./sizes.ts";

export interface Origins {
  /** Slots whose first entry has the number 0. */
  readonly fromZero: ReadonlySet<string>;
  /** Letters that run from 0 where no sum says from where. */
  readonly letters: ReadonlySet<string>;
  /** Names that are counted in two ways. */
  readonly unclear: ReadonlySet<string>;
}

/** A sum from 0 to K − 1 over w_k says how w is counted; what stands beside it with the same free letter is counted alike. */
export function originsIn(chains: readonly (readonly Expr[])[], names: TensorNames, zeroLetters: ReadonlySet<string>): Origins {
  const fromZero = new Map<string, string>();
  const ends = { 0: new Map<string, Set<Expr>>(), 1: new Map<string, Set<Expr>>() };
  const binders = postorder(...chains.flat()).filter((node) => node.kind === "binder");
  for (const { args, bounded } of binders) {
    const [letter, from, to, body] = args as [SymbolExpr, Expr, Expr, Expr];
    const bounds = bounded ? boundsOf(from, to) : undefined;
    if (!bounds) continue;
    for (const { whole, rank, axis } of slotsOf(letter.name, [body], names)) {
      const at = slot(whole, rank, axis);
      if (from === zero) fromZero.set(at, whole);
      ends[bounds.start].set(at, (ends[bounds.start].get(at) ?? new Set()).add(to));
    }
  }
  const letters = new Set(zeroLetters);
  if (fromZero.size === 0 && letters.size === 0) return { fromZero: new Set(), letters, unclear: new Set() };
  const unclear = new Set<string>();
  // From 0 to n here, and from 1 to n there, is one way of counting.
  for (const [at, whole] of fromZero) {
    const [zeros, ones] = [ends[0].get(at) as Set<Expr>, ends[1].get(at)];
    if (ones && ![...ones].every((to) => zeros.has(to))) unclear.add(whole);
  }
  spreadLetters(chains, names, { fromZero, letters, unclear, ones: new Set(ends[1].keys()) });
  return { fromZero: new Set(fromZero.keys()), letters, unclear };
}

interface Found {
  readonly fromZero: Map<string, string>;
  readonly letters: Set<string>;
  readonly unclear: Set<string>;
  /** Slots that a sum counts from 1. */
  readonly ones: ReadonlySet<string>;
}

function spreadLetters(chains: readonly (readonly Expr[])[], names: TensorNames, { fromZero, letters, unclear, ones }: Found): void {
  const uses = chains.flatMap((chain) =>
    looseLetters(chain, names).map(([letter, exprs]) => ({ letter, slots: slotsOf(letter, exprs, names) })),
  );
  for (let before = -1; before !== fromZero.size + letters.size;) {
    before = fromZero.size + letters.size;
    for (const { letter, slots } of uses) {
      if (!letters.has(letter) && !slots.some(({ whole, rank, axis }) => fromZero.has(slot(whole, rank, axis)))) continue;
      letters.add(letter);
      for (const { whole, rank, axis } of slots) {
        const at = slot(whole, rank, axis);
        if (ones.has(at) && !fromZero.has(at)) unclear.add(whole);
        fromZero.set(at, whole);
      }
    }
  }
}

/** The letters of which no sum says from where they run, each with the expressions that they stand in. */
function looseLetters(chain: readonly Expr[], names: TensorNames): (readonly [string, readonly Expr[]])[] {
  const free = freeLetters(chain, names).map((letter) => [letter, chain] as const);
  const unbounded = postorder(...chain).flatMap((node) =>
    node.kind === "binder" && !node.bounded ? [[(node.args[0] as SymbolExpr).name, [node.args[3] as Expr]] as const] : [],
  );
  return [...free, ...unbounded];
}
