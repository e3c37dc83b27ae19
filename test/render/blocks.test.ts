import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkDocument } from "../../src/derivation/check-document.ts";
import { blocksOf } from "../../src/render/blocks.ts";
import { segmentsOf } from "../../src/derivation/segments.ts";
import { correctionOf, renderLive } from "../../src/render/body-html.ts";
import { transcript } from "../../src/render/transcript.ts";
import { runs, seed } from "../seed.ts";

describe("markup in blocks", () => {
  const tag = fc.constantFrom("p", "div", "ul", "span", "svg");
  const { markup } = fc.letrec<{ markup: string; part: string }>((tie) => ({
    part: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("text", "a &lt; b", "<br>", '<path d="M0 0"/>', '<i title="a > b">x</i>'),
      fc.tuple(tag, tie("markup")).map(([name, inside]) => `<${name} class="x">${inside}</${name}>`),
    ),
    markup: fc.array(tie("part"), { maxLength: 4 }).map((parts) => parts.join("")),
  }));

  it("is all of it, in order, and each block is whole", () => {
    fc.assert(
      fc.property(markup, (text) => {
        const blocks = blocksOf(text);
        expect(blocks.join("")).toBe(text);
        for (const block of blocks) expect(blocksOf(block)).toEqual([block]);
      }),
      { seed, numRuns: runs(300) },
    );
  });

  it("parts siblings", () => {
    expect(blocksOf("<p>a<br>b</p>\n<ul><li>x</li></ul>text<p></p>")).toEqual(["<p>a<br>b</p>", "<ul><li>x</li></ul>", "text", "<p></p>"]);
  });
});

describe("a live page", () => {
  const corrected = (text: string, language: "markdown" | "tex" | "ipynb" = "markdown"): string | undefined => {
    const report = checkDocument(text, { language, pictures: true });
    const step = report.statements.flatMap(({ steps }) => steps).find(({ verdict }) => verdict === "refuted");
    const found = step && correctionOf(report, text, step);
    return found && text.slice(0, found.from) + found.insert + text.slice(found.to);
  };

  it.each([
    ["y = x^2 ;; \\frac{dy}{dx} = -2x", "y = x^2 ;; \\frac{dy}{dx} = 2 x"],
    ["y = x^2 ;; \\frac{dy}{dx} = -2x.", "y = x^2 ;; \\frac{dy}{dx} = 2 x."],
    ["y = x^2 ;; \\begin{aligned} \\frac{dy}{dx} &= -2x \\\\ &= 2x \\end{aligned}", undefined],
  ])("puts the right side alone into the document: %s", (before, after) => {
    const page = (text: string): string =>
      text
        .split(" ;; ")
        .map((formula) => `$$\n${formula}\n$$\n`)
        .join("\n");
    const text = corrected(page(before)) as string;
    if (after) expect(text).toBe(page(after));
    const [left, right] = [page(before), text].map((each) => each.replaceAll(/= *-?2 ?x/g, "= ⋆"));
    expect(right).toBe(left);
    expect(checkDocument(text).statements.flatMap(({ steps }) => steps)[0]?.verdict).toBe("proved");
  });

  it("has its buttons where text can be put in", () => {
    const text = "$$y = x^2$$\n\n$$\\frac{dy}{dx} = 3x$$\n";
    expect(renderLive(checkDocument(text, { pictures: true }), text, segmentsOf(text, "markdown"), { lang: "en" })).toContain(
      '<button type="button" class="correct"',
    );
    const cell = { cell_type: "markdown", metadata: {}, source: text };
    const notebook = JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 });
    expect(
      renderLive(checkDocument(notebook, { language: "ipynb", pictures: true }), notebook, segmentsOf(notebook, "ipynb"), { lang: "en" }),
    ).not.toContain("<button");
  });
});

describe("transcripts", () => {
  const TEX = "\\section{One & two}\nWords: 50\\% of $x$.\n\\[ y = x^2 \\]\n% gradproof: assume x > 0\n";

  it("say the same in the other language", () => {
    const markdown = transcript(TEX, "tex", "markdown");
    expect(markdown).toContain("$$\ny = x^2\n$$");
    expect(markdown).toContain("<!-- gradproof: assume x > 0 -->");
    const back = transcript(markdown, "markdown", "tex");
    expect(back).toContain("\\[\ny = x^2\n\\]");
    expect(checkDocument(back, { language: "tex" }).summary).toEqual(checkDocument(TEX, { language: "tex" }).summary);
  });

  it("keep what is in the language already, and make TeX's signs plain", () => {
    expect(transcript("a_b", "markdown", "markdown")).toBe("a_b");
    expect(transcript("50% of a_b & **c**", "markdown", "tex")).toContain("50\\% of a\\_b \\& \\textbf{c}");
  });
});
