import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { mistakes } from "../../src/decide/mistake.ts";
import { checkDocument } from "../../src/index.ts";
import { KOREAN_REASONS, inKorean } from "../../src/render/korean-reasons.ts";
import { casesIn } from "../cases.ts";
import { reasonsInSource } from "./reasons-in-source.ts";

/** Pages that are judged in one test. */
const CHUNK = 200;
const HANGUL = /\p{Script=Hangul}/u;
const placeholders = (text: string): string[] => [...new Set([...text.matchAll(/\{\d\}/g)].map(([each]) => each))].sort();
/** Sentences into which more is put than names. */
const EXAMPLES: Readonly<Record<string, string>> = {
  "{0} takes {1} argument{2}, not {3}": "max takes 2 arguments, not 1",
  "{0}; it fails where they are: say so, as in ${1}_i = 0$ outside $1, \\dots, n$":
    "entries of x beyond the range are taken for 0; it fails where they are: say so, as in $x_i = 0$ outside $1, \\dots, n$",
  "{0} does not occur in the document{1}": "q does not occur in the document: there are x, y",
  "it makes {0} zero{1}": "it makes dL/dw zero",
  "{0} {1} on what has {2}": "2 indices on what has 1",
};
/** What stands for the names that are put in: nothing that is a word. */
const filled = (template: string): string => EXAMPLES[template] ?? template.replace(/\{(\d)\}/g, (_, at: string) => `⟪${at}⟫`);

/** Roles of formulas that no step is judged by, which pages do not show. */
const NOT_SHOWN = new Set([
  "a list",
  "a particular value, not a definition",
  "ignored, as the author asks",
  "it names {0}",
  "no relation",
  "the relation {0} has no verdict",
  "the values that an index runs through",
  "{0} = {1}",
  "{0} is an unknown function of {1}",
  "≈ between formulas has no verdict: how near is not said",
]);
/** Nothing but what is put in, and marks between. */
const isOfParts = (template: string): boolean => !/\p{L}{2}/u.test(template.replace(/\{\d\}|\band\b/g, ""));

describe("reasons in Korean", () => {
  const inSource = reasonsInSource().filter(({ template }) => !NOT_SHOWN.has(template) && !isOfParts(template));

  it("finds the reasons of the source", () => {
    expect(inSource.length).toBeGreaterThan(200);
  });

  it.each(inSource)("$file: $template", ({ template }) => {
    expect(inKorean(filled(template))).toMatch(HANGUL);
  });

  it.each(mistakes.map(({ message }) => message))("%s", (message) => {
    expect(inKorean(message)).toMatch(HANGUL);
  });

  it.each(KOREAN_REASONS)("%s: %s", (english, korean) => {
    expect(korean).toMatch(HANGUL);
    expect(placeholders(korean)).toEqual(placeholders(english));
  });

  it("has each sentence once", () => {
    expect(new Set(KOREAN_REASONS.map(([english]) => english)).size).toBe(KOREAN_REASONS.length);
  });

  it("puts names and other reasons in", () => {
    expect(inKorean("what defines h is not decided: nothing says how many entries W has")).toBe(
      "h의 정의를 판정하지 못했습니다: W의 성분이 몇 개인지 알 수 없습니다",
    );
    expect(inKorean("nobody has a row for this")).toBe("nobody has a row for this");
  });
});

describe("what documents give as reasons, in Korean", () => {
  const casesOf = (file: string): string[] => casesIn(new URL(`../derivation/${file}`, import.meta.url)).map(({ input }) => input);
  const sized = casesOf("sized.txt").map((input) =>
    input
      .split(" ;; ")
      .map((part) => /^\[\[(.*)\]\]$/.exec(part)?.[1] ?? `$$\n${part}\n$$`)
      .join("\n\n"),
  );
  const hedged = casesOf("hedges.txt").map((input) => input.replaceAll("¶", "\n\n"));

  const reasonsOf = (text: string): string[] =>
    checkDocument(text).statements.flatMap(({ role, reason, steps }) => [
      ...(role === "unreadable" && reason ? [reason] : []),
      ...steps.flatMap((step) => [step.reason, step.diagnosis?.message].filter((each) => each != null)),
    ]);

  const folder = fileURLToPath(new URL("../../derivations/", import.meta.url));
  const files = readdirSync(folder, { encoding: "utf8", recursive: true }).filter((name) => name.endsWith(".md"));
  const texts = [...sized, ...hedged, ...files.map((file) => readFileSync(`${folder}/${file}`, "utf8"))];
  const starts = Array.from({ length: Math.ceil(texts.length / CHUNK) }, (_, i) => i * CHUNK);

  it.each(starts)("leaves no reason in English from page %i on", (start) => {
    const reasons = texts.slice(start, start + CHUNK).flatMap(reasonsOf);
    expect([...new Set(reasons)].filter((reason) => !HANGUL.test(inKorean(reason)))).toEqual([]);
  });
});
