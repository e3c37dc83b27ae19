import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkDocument } from "../../src/index.ts";
import { mayBeEastAsian } from "../../src/web/east-asian.ts";
import { inLatinLetters, withoutEastAsianWords } from "../../src/web/latin-words.ts";
import { casesIn } from "../cases.ts";

describe("patterns without East Asian words", () => {
  it.each([
    ["a|가|b", "a|b"],
    ["가|나", undefined],
    ["x(?:가|b)y", "x(?:b)y"],
    ["x(?:가|나)y|z", "z"],
    ["x(?:가)?y", "xy"],
    ["x가+", undefined],
    ["(?<!가)x", "x"],
    ["(?=가)x|y", "y"],
    ["[가-힣]x|[가a]y", "[가a]y"],
    ["[^가]x", "[^가]x"],
    ["\\p{Script=Han}{2,}|\\p{L}", "\\p{L}"],
    // Groups keep their numbers and names.
    ["(가)|(a)", "(가)|(a)"],
    ["(?<of>가)|a", "(?<of>가)|a"],
    ["(a|가)b", "(a)b"],
  ])("%s", (pattern, expected) => {
    expect(inLatinLetters(pattern)).toBe(expected);
  });

  it("leaves the code around them alone", () => {
    const code = 'const a = /x|가/iu; const b = "cost 가"; const c = new RegExp(["가|z", "나"].join("|"), "u");';
    expect(withoutEastAsianWords(code, "a.ts")).toBe(
      'const a = /x/iu; const b = "cost 가"; const c = new RegExp(["z", "(?!)"].join("|"), "u");',
    );
    const parts = "const d = new RegExp(`\\\\b(?:${a}|가)\\\\s*`); const e = `(?:${b})[을를]`;";
    expect(withoutEastAsianWords(parts, "a.ts")).toBe("const d = new RegExp(`\\\\b(?:${a})\\\\s*`); const e = `(?!)`;");
  });
});

describe("the engine without East Asian words", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradproof-latin-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  const changed: string[] = [];
  let latin: { checkDocument: typeof checkDocument };
  beforeAll(async () => {
    const transform = (code: string, id: string): string | undefined => {
      const written = id.includes("/src/derivation/") ? withoutEastAsianWords(code, id) : code;
      if (written !== code) changed.push(id);
      return written;
    };
    const input = fileURLToPath(new URL("../../src/index.ts", import.meta.url));
    const bundle = await rolldown({ input, platform: "node", plugins: [{ name: "latin-words", transform }] });
    await bundle.write({ dir: folder, format: "esm", entryFileNames: "latin.mjs" });
    latin = await import(pathToFileURL(join(folder, "latin.mjs")).href);
  });

  it("leaves words out", () => {
    expect(changed.length).toBeGreaterThan(20);
    expect(inLatin.length).toBeGreaterThan(300);
  });

  const pages = casesIn(new URL("../derivation/hedges.txt", import.meta.url)).map(({ input }) => input.replaceAll("¶", "\n\n"));
  const inLatin = pages.filter((page) => !mayBeEastAsian(page));
  const AT_A_TIME = 50;
  const starts = Array.from({ length: Math.ceil(inLatin.length / AT_A_TIME) }, (_, i) => i * AT_A_TIME);

  it.each(starts)("says the same of the pages in Latin letters from page %i on, fifty at a time", (from) => {
    for (const page of inLatin.slice(from, from + AT_A_TIME)) expect(latin.checkDocument(page), page).toEqual(checkDocument(page));
  });

  it.each(["가", "漢", "カ", "（", "。", "&#xac00;", "\\uac00"])("is not for a page with %s", (letter) => {
    expect(mayBeEastAsian(`x ${letter}`)).toBe(true);
  });

  it("is for letters and signs of others", () => {
    expect(mayBeEastAsian("für ∂L/∂α: 𝐱 ∈ ℝ² — “soit” · \\underline{x}")).toBe(false);
  });
});
