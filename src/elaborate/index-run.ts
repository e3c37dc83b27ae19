/**
 * Runs of letters in the subscript of what a sum runs over: abi of Σ_i x_{abi}. Two letters, and three of which two count, are
 * indices; of others nobody knows, and as a name x_{abi} would be the same for every i.
 */
import type { Expr } from "../expression/expr.ts";
import { nameParts } from "../expression/name.ts";
import { freeSymbols } from "../expression/traverse.ts";

/** Letters that people count with. */
const COUNTS: ReadonlySet<string> = new Set("ijklmnpqrs");

/** What such a run is where it is a word. */
const WORDS: ReadonlySet<string> = new Set(
  (
    "max min out net hid tot avg std var ref obs new old cls pos neg src tgt dec enc lin log fit val err reg mid top low exp sim opt adv gen " +
    "inp out res vis bin dim mix div end acc loc cat key num sum prd abs rel tan sin cos " +
    "real fake true pred test prev next init last conv text pool data loss hard soft mean base goal skip main init self attn emb gate cell bias"
  ).split(" "),
);

/** A name of a sum's body with such a run, which has the sum's index in it; `around` are the indices of the sums around it. */
export function openRun(index: string, body: Expr, around: readonly string[]): string | undefined {
  return freeSymbols(body).find(({ name }) => {
    const { sub } = nameParts(name);
    if (!/^[a-z]{3,}$/.test(sub) || !sub.includes(index) || WORDS.has(sub)) return false;
    const counting = [...sub].filter((letter) => letter === index || around.includes(letter) || COUNTS.has(letter));
    // Longer runs are words, if they can be spoken.
    return sub.length === 3 ? counting.length < 2 : sub.length === 4 || !/[aeou]/.test(sub);
  })?.name;
}
