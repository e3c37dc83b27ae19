/** Every step over vectors, matrices and sums that is proved, held against finite differences at other sizes. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { afterAll, describe, expect, it, vi } from "vitest";
import { random } from "../../src/base/random.ts";
import { checkDocument } from "../../src/derivation/check-document.ts";
import { sinksOf } from "../../src/derivation/all-sizes.ts";
import { AtSizes } from "../../src/derivation/at-sizes.ts";
import type { Source } from "../../src/derivation/instance.ts";
import type { StepVerdict } from "../../src/derivation/step-verdict.ts";
import type { View } from "../../src/derivation/view.ts";
import type { Expr } from "../../src/expression/expr.ts";
import { freeSymbols } from "../../src/expression/traverse.ts";
import { toPlain } from "../../src/notation/plain.ts";
import { type Choice, type Sizes } from "../../src/tensor/choose.ts";
import { occurrenceOf } from "../../src/tensor/entry.ts";
import { casesIn } from "../cases.ts";
import { seed } from "../seed.ts";
import { Beyond, type Grid, Numeric, obey } from "./numeric.ts";

interface Inside {
  readonly sizes: {
    readonly source: Source;
    namesBeside(sides: readonly Expr[]): ReadonlySet<string>;
    lineOfMatrix(sides: readonly Expr[]): object | undefined;
  };
  settingFor(left: Expr, right: Expr, joined: "apart", choice: Choice): { readonly sizes: Sizes };
}

interface Judged {
  readonly at: AtSizes;
  readonly left: Expr;
  readonly right: Expr;
  readonly view: View;
  readonly verdict: StepVerdict | undefined;
}

/** What is judged over vectors and matrices while a document is checked. */
function judgedIn(text: string): Judged[] {
  const found: Judged[] = [];
  const judge = AtSizes.prototype.pair;
  const spy = vi.spyOn(AtSizes.prototype, "pair").mockImplementation(function (this: AtSizes, left, right, view) {
    const verdict = judge.call(this, left, right, view);
    found.push({ at: this, left, right, view, verdict });
    return verdict;
  });
  try {
    checkDocument(text);
  } finally {
    spy.mockRestore();
  }
  return found;
}

/** The largest difference between the sides, relative to their size; undefined where this route does not know the way. */
function difference({ at, left, right, view, verdict }: Judged, choice: Choice): number | undefined {
  const inside = at as unknown as Inside;
  const { names, scope, words, facts, functions } = inside.sizes.source;
  const definitions = new Map<string, Expr>();
  for (const { name, parameters } of scope.definitions) {
    const [meaning] = parameters ? [] : scope.visible(name, view);
    if (meaning && !definitions.has(name)) definitions.set(name, meaning.readings[0] as Expr);
  }
  try {
    const { sizes } = inside.settingFor(left, right, "apart", choice);
    const source = random(seed);
    const random01 = (): number => source.below(1_000_003) / 1_000_003;
    const world = {
      names,
      definitions,
      sizeOf: (whole: string, rank: number, axis: number) => sizes.ofSlot(whole, rank, axis),
      sizeNamed: (name: string) => sizes.ofName(name),
      sinks: sinksOf(inside.sizes.source, view, definitions, [left, right]),
      random: random01,
    };
    const numeric = new Numeric(world);
    for (const { name, rank, kind } of words) {
      const shape = Array.from({ length: rank }, (_, axis) => sizes.ofSlot(name, rank, axis));
      if (shape.includes(undefined)) continue;
      const values = Array.from({ length: (shape as number[]).reduce((n, size) => n * size, 1) }, () => 0.3 + random01());
      obey(values, kind, shape.at(-1) as number);
      numeric.leaves.set(`${name}/${rank}`, values);
    }
    let worst = 0;
    for (const env of sizes.freeValues([left, right])) {
      if (!(verdict?.assumptions ?? []).every((condition) => isOfIndices(condition, env))) continue;
      const [a, b] = [left, right].map((side) => numeric.value(functions.inlined(side), env)) as [Grid, Grid];
      // "For i ≠ y" leaves out the entry that y picks.
      const picked = (verdict?.assumptions ?? []).flatMap((condition) => facts.gathers?.where(condition) ?? []);
      if (picked.some((where) => Math.abs(numeric.value(where, env).data[0] as number) < 1e-9)) continue;
      const scale = Math.max(...a.data.map(Math.abs), ...b.data.map(Math.abs), 1e-3);
      for (const [i, value] of a.data.entries())
        worst = Math.max(worst, Math.abs(value - (b.data[b.data.length === 1 ? 0 : i] as number)) / scale);
    }
    return Number.isNaN(worst) ? undefined : worst;
  } catch (error) {
    if (error instanceof Beyond || /OutOfRange|ShapeClash|UnknownShape/.test((error as Error).name)) return undefined;
    throw error;
  }
}

/** Whether the indices have values of which the step speaks, as in "if i ≠ j". */
function isOfIndices(condition: Expr, env: ReadonlyMap<string, number>): boolean {
  const [a, b] = condition.args.map((side) => (side.kind === "symbol" ? env.get(side.name) : undefined));
  if (a === undefined || b === undefined || condition.kind !== "apply") return true;
  return condition.op === "eq" ? a === b : condition.op === "ne" ? a !== b : true;
}

/** Conditions in formulas are not put into the numbers, so a step that rests on one is left to the other tests. */
function restsOnFormula({ at, left, right, view }: Judged): boolean {
  const { sizes } = at as unknown as Inside;
  const { scope, names } = sizes.source;
  const mine = sizes.namesBeside([left, right]);
  return scope.assumptions.at(view).some((each) => freeSymbols(each).some(({ name }) => mine.has(occurrenceOf(name, names).whole)));
}

const PAGES = new URL("../../derivations/", import.meta.url);
const pages = readdirSync(PAGES).filter((name) => name.endsWith(".md"));
const NOTES = new URL("../../../shared/cases/derivations/", import.meta.url);
const notes = existsSync(NOTES) ? readdirSync(NOTES).filter((name) => name.endsWith(".md") && !/-w\d+\.md$/.test(name)) : [];
const counts = { compared: 0, beyond: 0 };

function holdsUp(text: string): void {
  for (const judged of judgedIn(text)) {
    if (judged.verdict?.verdict !== "proved" || restsOnFormula(judged)) continue;
    // Y_n that is found to be a row is judged again as one, and that is among them.
    if ((judged.at as unknown as Inside).sizes.lineOfMatrix([judged.left, judged.right])) continue;
    for (const choice of [{ from: 1 }, { from: 3 }]) {
      const found = difference(judged, choice);
      if (found === undefined) counts.beyond++;
      else {
        counts.compared++;
        expect(found, `${toPlain(judged.left)} = ${toPlain(judged.right)}`).toBeLessThan(1e-5);
      }
    }
  }
}

describe("finite differences agree with what is proved", () => {
  it.each(pages)("derivations/%s", (name) => holdsUp(readFileSync(new URL(name, PAGES), "utf8")));
  it.each(notes)("notes: %s", (name) => holdsUp(readFileSync(new URL(name, NOTES), "utf8")));
  it.each(casesIn(new URL("sized.txt", import.meta.url)).filter(({ expected }) => expected === "proved"))(
    "line $line: $input",
    ({ input }) =>
      holdsUp(
        input
          .split(" ;; ")
          .map((part) => /^\[\[(.*)\]\]$/.exec(part)?.[1] ?? `$$\n${part}\n$$`)
          .join("\n\n"),
      ),
  );
  it("notices what is refuted", () => {
    const texts = casesIn(new URL("sized.txt", import.meta.url)).filter(({ expected }) => expected === "refuted");
    let noticed = 0;
    for (const { input } of texts.slice(0, 12)) {
      const text = input
        .split(" ;; ")
        .map((part) => /^\[\[(.*)\]\]$/.exec(part)?.[1] ?? `$$\n${part}\n$$`)
        .join("\n\n");
      for (const judged of judgedIn(text))
        if (judged.verdict?.verdict === "refuted" && (difference(judged, { from: 0 }) ?? 0) > 1e-3) noticed++;
    }
    expect(noticed).toBeGreaterThan(8);
  });
  afterAll(() => expect(counts.compared).toBeGreaterThan(4 * counts.beyond));
});
