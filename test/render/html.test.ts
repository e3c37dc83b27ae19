import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type ComputationalGraph,
  Underivable,
  checkDocument,
  computationalGraph,
  derive,
  renderDerivationHtml,
  renderDocument,
  renderGraph,
  renderHtml,
} from "../../src/index.ts";
import { renderGithub, renderJunit, renderSarif } from "../../src/render/machine.ts";
import { renderPlot } from "../../src/render/plot.ts";
import { nameToUnicode } from "../../src/notation/unicode.ts";

const page = (text: string, options: Parameters<typeof renderHtml>[2] = {}): string =>
  renderHtml(checkDocument(text, { path: "notes.md", pictures: true }), text, options);
const wrong = "# A page\n\n$$\nE = (a - t)^2\n$$\n\n$$\n\\frac{\\partial E}{\\partial a} = 2 (a + t)\n$$\n";

/** What a page may not hold, whatever the document says. */
function isHarmless(html: string): void {
  expect(html).not.toMatch(/<script|<iframe|<object|<embed|<img|<link|<base|<form/i);
  expect(html).not.toMatch(/<[^>]*\son\w+\s*=/i);
  expect(html).not.toMatch(/(?:href|src)\s*=\s*["']?\s*javascript:/i);
  expect(html).not.toMatch(/<[^>]*\ssrc\s*=/i);
  expect(html).toContain("default-src 'none'");
}

describe("the HTML report", () => {
  it("shows the document, its marks, and on demand why", () => {
    const html = page(wrong);
    isHarmless(html);
    expect(html).toContain("<h1>A page</h1>");
    expect(html).toContain('<li data-verdict="refuted" data-line="8"><details open>');
    for (const words of ["Read as", "Counterexample", "Likely mistake", "Corrected side", "refuted", "Both sides near the counterexample"])
      expect(html).toContain(words);
    expect(html).toContain("<math");
    expect(html).toContain('id="plot-');
  });
  it("speaks Korean", () => {
    const html = page(wrong, { lang: "ko" });
    expect(html).toContain('<html lang="ko">');
    for (const words of ["틀림", "반례", "고친 우변", "요약"]) expect(html).toContain(words);
  });
  it("uses KaTeX's style where it is given", () => {
    expect(page(wrong, { katexStyle: ".katex{color:inherit}" })).toContain('class="katex-html" aria-hidden="true"');
    expect(page(wrong)).not.toContain("katex-html");
  });
  it.each([
    ["tags", "<script>alert(1)</script> <img src=x onerror=alert(1)>\n\n$x = x$"],
    ["links", "[x](javascript:alert(1)) ![p](http://example.org/p.png)\n\n$x = x$"],
    ["commands", "$$\n\\href{javascript:alert(1)}{x} = x\n$$\n\n$\\includegraphics{a.png} = 1$\n\n$\\htmlClass{a}{x} = x$"],
    ["names", '$$\n\\text{"><script>alert(1)</script>} = 1\n$$\n\n$\\text{<b>} = 2$\n\n$\\text{<b>} = 3$'],
    ["a path", "$x = 2$, $x = 3$"],
    ["macros without end", "$\\def\\x{\\x\\x}\\x = 1$"],
    ["huge rules", "$\\rule{1000em}{1000em} = x$"],
    ["placeholders of its own", "\u{F0000}0\u{F0001} $x = x$"],
    ["front matter and comments", '---\ntitle: "<b>"\n---\n<!-- <script> -->\n$x = x$'],
  ])("escapes %s", (_, text) => {
    isHarmless(renderHtml(checkDocument(text, { path: '"><script>.md' }), text));
    isHarmless(renderDocument(text, "markdown"));
  });
  it("shows what cannot be set as its source, marked, and drops nothing", () => {
    const html = page("Before $\\frac{a}{$ after, and $$\\unknowncommand{x} = 1$$ end.");
    expect(html).toContain("\\unknowncommand");
    expect(html).toContain("shown as its source");
    expect(html).toMatch(/Before[^]*after[^]*end/);
  });
  it("keeps text, code, lists and tables as they read", () => {
    const html = page(
      "# T\n\nOne *two* `$5`.\n\n- $x + x = 2x$\n- b\n\n| a | b |\n|---|---|\n| $y + y = 2y$ | c |\n\n```\n$not math$\n```\n",
    );
    expect(html).toContain("<em>two</em>");
    expect(html).toContain("<code>$5</code>");
    expect(html).toContain("$not math$");
    expect(html.match(/data-verdict="proved" data-line/g)?.length).toBe(2);
    expect(html).toMatch(/<li>[^]*?<ul class="steps"[^]*?<\/li>/);
  });
  it.each([
    ["tex", "\\section{One}\n\nText with a < b. \\[ x + x = 2x \\]\n"],
    ["plain", "# One\n2*x = x + x\n"],
    [
      "ipynb",
      JSON.stringify({
        cells: [{ cell_type: "markdown", metadata: {}, source: ["# One\n", "\n", "$x + x = 2x$"] }],
        metadata: {},
        nbformat: 4,
        nbformat_minor: 5,
      }),
    ],
  ] as const)("reads %s", (language, text) => {
    const html = renderHtml(checkDocument(text, { language }), text);
    isHarmless(html);
    expect(html).toContain('data-verdict="proved"');
    expect(html).toContain("One");
  });
  it("takes a document of fifty formulas", () => {
    const text = Array.from({ length: 50 }, (_, i) => `$$\nx^{${i + 2}} \\cdot x = x^{${i + 3}}\n$$\n`).join("\n");
    expect(page(text).match(/data-verdict="proved" data-line/g)?.length).toBe(50);
  });
});

describe("a derivation as a page", () => {
  it("has its definitions, rows and reasons", () => {
    const derivation = derive("$$E = (a - t)^2$$ $$a = \\tanh(w x)$$", { of: "E", wrt: "w" });
    const html = renderDerivationHtml([derivation], { lang: "ko" });
    isHarmless(html);
    expect(html).toContain("체인 룰을 이용하여 국소미분으로 분리");
    expect(html.match(/class="because"/g)?.length).toBe(derivation.chains[0]?.steps.length);
  });
});

describe("the computational graph", () => {
  const edges = ({ nodes, edges: all }: ComputationalGraph): Record<string, readonly [string, string]> =>
    Object.fromEntries(
      all.map(({ from, to, forward, backward }) => [
        `${nodes[from]?.name ?? nodes[from]?.label} → ${nodes[to]?.name ?? nodes[to]?.label}`,
        [forward, backward],
      ]),
    );
  it("has the numbers of the textbooks' snack and tax", () => {
    const graph = computationalGraph("$p = 100$, $n = 2$, $r = 1.1$\n\n$$s = p n, \\qquad T = s r$$");
    expect(graph).toMatchObject({ output: "T", numeric: true });
    expect(edges(graph)).toEqual({
      "p → s": ["100", "2.2"],
      "n → s": ["2", "110"],
      "s → T": ["200", "1.1"],
      "r → T": ["1.1", "200"],
      "T → T": ["220", "1"],
    });
    const svg = renderGraph(graph);
    for (const text of [">100<", ">2.2<", ">110<", ">220<", "<title", "<desc", "p to s: forward 100, backward 2.2."])
      expect(svg).toContain(text);
  });
  it("adds up what comes back by several edges, through functions of the page", () => {
    const graph = computationalGraph("$x = 2$\n\n$$f(u) = u^2 + 1$$\n\n$$y = x f(x)$$");
    expect(edges(graph)).toMatchObject({ "x → f": ["2", "8"], "x → y": ["2", "5"], "f → y": ["5", "2"] });
  });
  it("has symbols where there are no numbers, and shared nodes once", () => {
    const graph = computationalGraph("$$z = w x + b$$ $$a = \\sigma(z)$$ $$L = (a - t)^2 + a$$\n\nHere $\\sigma$ is the sigmoid.");
    expect(graph.numeric).toBe(false);
    expect(graph.nodes.filter(({ label }) => label === "σ" || label === "sigmoid").length).toBe(1);
    expect(edges(graph)).toMatchObject({ "z → a": ["z", "∂L/∂z"], "b → z": ["b", "∂L/∂b"] });
  });
  it.each([
    ["Nothing here.", {}, "defines nothing"],
    ["$y = x$", { of: "q" }, "q has no definition"],
    ["$$a = b + c$$ $$b = a^2$$ $$d = a$$", { of: "d" }, "defined by itself"],
    ["$W \\in \\mathbb{R}^{2 \\times 3}$ $$y = W x$$", { of: "y" }, "vector or matrix"],
    [`$$y = ${Array.from({ length: 210 }, (_, i) => `\\sin(x_{${i}})`).join(" + ")}$$`, {}, "more than 200 nodes"],
  ])("says why there is none: %s", (text, options, reason) => {
    expect(() => computationalGraph(text, options)).toThrow(Underivable);
    expect(() => computationalGraph(text, options)).toThrow(reason);
  });
  it("writes names with their indices", () => {
    expect(["w_11^{(2)}", "a_j", "x", "y_pred", "b^{[l]}"].map(nameToUnicode)).toEqual(["w₁₁⁽²⁾", "aⱼ", "x", "y_pred", "b^{[l]}"]);
  });
});

describe("plots", () => {
  it("break where there is no value, and are not flattened by a pole", () => {
    const points = Array.from({ length: 41 }, (_, i) => [i - 20, i === 20 ? null : i === 21 ? 1e9 : i] as const);
    const svg = renderPlot({ id: "p", title: "a < b", description: "d", xLabel: "x", lines: [{ label: "left", points }] });
    expect(svg).toContain("a &lt; b");
    expect(svg.match(/ M/g)?.length).toBe(1);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});

describe("reports for programs", () => {
  const reports = [checkDocument(`${wrong}\n$\\foo = 1$\n`, { path: "a,b:c.md" })];
  it("are SARIF", () => {
    const [run] = (JSON.parse(renderSarif(reports, "1.2.3")) as { runs: { results: { ruleId: string; level: string }[] }[] }).runs;
    expect(run?.results.map(({ ruleId, level }) => `${ruleId} ${level}`)).toEqual(["refuted error", "unreadable warning"]);
    expect(renderSarif(reports, "1.2.3")).toContain('"startLine": 8');
  });
  it("are JUnit", () => {
    const xml = renderJunit(reports);
    expect(xml).toContain('tests="2" failures="1"');
    expect(xml).toMatch(/<failure type="refuted" message="[^"]*2\*a - 2\*t|<failure type="refuted" message="[^"<>]+"/);
  });
  it("are annotations", () => {
    const [line] = renderGithub(reports).split("\n");
    expect(line).toMatch(/^::error file=a%2Cb%3Ac\.md,line=8,col=\d+,endLine=8,endColumn=\d+,title=refuted::/);
  });
  it("leave announced mistakes alone", () => {
    const text = readFileSync(new URL("../../derivations/wrong/chain-rule.md", import.meta.url), "utf8");
    expect(renderGithub([checkDocument(text)])).toBe("");
  });
});
