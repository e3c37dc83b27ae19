/** Identities between sums, made at random: what is proved holds at sizes that nobody looked at, what is refuted fails. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { checkDocument } from "../../src/index.ts";
import { random } from "../../src/base/random.ts";
import { runs, seed } from "../seed.ts";

type Sum =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "entry"; readonly of: "x" | "y" | "A"; readonly at: readonly string[] }
  | { readonly kind: "add" | "mul"; readonly a: Sum; readonly b: Sum }
  | { readonly kind: "sum"; readonly over: string; readonly body: Sum };

const LETTERS = ["i", "j", "k"];

/** An expression whose free letters are among those given. */
function expression(below: (n: number) => number, letters: readonly string[], depth: number): Sum {
  const free = LETTERS.filter((letter) => !letters.includes(letter));
  const choice = below(depth <= 0 ? 2 : 7);
  if (letters.length > 0 && choice < 2) {
    const letter = (): string => letters[below(letters.length)] as string;
    return choice === 0
      ? { kind: "entry", of: below(2) ? "x" : "y", at: [letter()] }
      : { kind: "entry", of: "A", at: [letter(), letter()] };
  }
  if (choice < 2 && depth <= 0) return { kind: "number", value: 1 + below(3) };
  if (free.length > 0 && choice % 2 === 0) {
    const over = free[0] as string;
    return { kind: "sum", over, body: expression(below, [...letters, over], depth - 1) };
  }
  return { kind: choice === 3 ? "add" : "mul", a: expression(below, letters, depth - 1), b: expression(below, letters, depth - 1) };
}

function latex(e: Sum): string {
  if (e.kind === "number") return String(e.value);
  if (e.kind === "entry") return `${e.of}_{${e.at.join("")}}`;
  if (e.kind === "sum") return `\\left(\\sum_{${e.over}=1}^{n} ${latex(e.body)}\\right)`;
  return e.kind === "add" ? `\\left(${latex(e.a)} + ${latex(e.b)}\\right)` : `${latex(e.a)} \\cdot ${latex(e.b)}`;
}

function value(e: Sum, entries: (name: string) => number, size: number, at: ReadonlyMap<string, number>): number {
  if (e.kind === "number") return e.value;
  if (e.kind === "entry") return entries(`${e.of}${e.at.map((letter) => at.get(letter)).join()}`);
  if (e.kind === "sum") {
    let total = 0;
    for (let k = 0; k < size; k++) total += value(e.body, entries, size, new Map([...at, [e.over, k]]));
    return total;
  }
  const [a, b] = [value(e.a, entries, size, at), value(e.b, entries, size, at)];
  return e.kind === "add" ? a + b : a * b;
}

/** The same in another form: order, names of indices, distribution. */
function disguised(e: Sum, below: (n: number) => number): Sum {
  if (e.kind === "sum") {
    const body = disguised(e.body, below);
    if (body.kind === "add") return { kind: "add", a: { ...e, body: body.a }, b: { ...e, body: body.b } };
    if (body.kind === "sum" && below(2)) return { ...body, body: { ...e, body: body.body } };
    return { ...e, body };
  }
  if (e.kind !== "add" && e.kind !== "mul") return e;
  const [a, b] = [disguised(e.a, below), disguised(e.b, below)];
  if (e.kind === "mul" && b.kind === "add") return { kind: "add", a: { kind: "mul", a, b: b.a }, b: { kind: "mul", a, b: b.b } };
  return below(2) ? { ...e, a: b, b: a } : { ...e, a, b };
}

/** A mistake somewhere: another entry, another index, a product for a sum. */
function mistaken(e: Sum, below: (n: number) => number): Sum {
  if (e.kind === "number") return { ...e, value: e.value + 1 };
  if (e.kind === "entry") {
    if (e.of === "A") return { ...e, at: e.at.toReversed() };
    return { ...e, of: e.of === "x" ? "y" : "x" };
  }
  if (e.kind === "sum") return { ...e, body: mistaken(e.body, below) };
  if (below(4) === 0) return { ...e, kind: e.kind === "add" ? "mul" : "add" };
  return below(2) ? { ...e, a: mistaken(e.a, below) } : { ...e, b: mistaken(e.b, below) };
}

function sameAt(left: Sum, right: Sum, size: number, key: number): boolean {
  const source = random(key);
  const known = new Map<string, number>();
  const entries = (name: string): number => {
    if (!known.has(name)) known.set(name, 1 + source.below(50));
    return known.get(name) as number;
  };
  return value(left, entries, size, new Map()) === value(right, entries, size, new Map());
}

it("between sums: proved is true at other sizes, refuted is false, and most true ones are proved", () => {
  const count = runs(120);
  let [trueOnes, proved] = [0, 0];
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), (key, wrong) => {
      const { below } = random(key);
      const left = expression(below, [], 4);
      const right = wrong ? mistaken(left, below) : disguised(left, below);
      const page = `# Page\n\n$A$: $n \\times n$, and $x_1, \\dots, x_n$, $y_1, \\dots, y_n$.\n\n$$\n${latex(left)} = ${latex(right)}\n$$\n`;
      const step = checkDocument(page).statements.at(-1)?.steps.at(-1);
      if (!step) return;
      const same = [1, 4, 5].every((size) => sameAt(left, right, size, key) && sameAt(left, right, size, key + 1));
      const told = `seed ${seed}: ${latex(left)} = ${latex(right)}: ${step.reason}`;
      if (step.verdict === "proved" || step.verdict === "supported") expect(same, told).toBe(true);
      if (step.verdict === "refuted") expect(same, told).toBe(false);
      if (!wrong) trueOnes++;
      if (!wrong && step.verdict === "proved") proved++;
    }),
    { seed, numRuns: count },
  );
  expect(proved).toBeGreaterThanOrEqual(0.8 * trueOnes);
});
