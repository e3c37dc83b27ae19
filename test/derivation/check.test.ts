import { existsSync, readFileSync, readdirSync } from "node:fs";
import { extname } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs, seed } from "../seed.ts";
import { announced } from "../../src/derivation/report.ts";
import { type CheckOptions, type Report, checkDocument } from "../../src/index.ts";

type Language = NonNullable<CheckOptions["language"]>;
const LANGUAGES: Record<string, Language> = { ".md": "markdown", ".tex": "tex", ".ipynb": "ipynb", ".gp": "plain", ".txt": "markdown" };
const check = (text: string, language: Language = "markdown"): Report => checkDocument(text, { language });
const verdicts = (report: Report): string[] => report.statements.flatMap((s) => s.steps.map((step) => step.verdict));
const roles = (report: Report): string[] => report.statements.map((s) => s.role);
const display = (...formulas: readonly string[]): string => formulas.map((f) => `$$\n${f}\n$$\n`).join("\n");

function documentsIn(folder: URL): [string, () => Report][] {
  return readdirSync(folder)
    .filter((name) => LANGUAGES[extname(name)])
    .map((name) => [name, () => check(readFileSync(new URL(name, folder), "utf8"), LANGUAGES[extname(name)])]);
}

function documentsText(folder: URL): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => readFileSync(new URL(name, folder), "utf8"));
}

describe("derivations/", () => {
  it.each(documentsIn(new URL("../../derivations/", import.meta.url)))("%s is proved, every step", (_, checked) => {
    const report = checked();
    expect(report.statements.filter((s) => s.role === "unreadable")).toEqual([]);
    expect(verdicts(report).length).toBeGreaterThan(0);
    expect(new Set(verdicts(report))).toEqual(new Set(["proved"]));
  });
  it.each(documentsIn(new URL("../../derivations/wrong/", import.meta.url)))(
    "wrong/%s: exactly the announced steps are refuted",
    (_, checked) => {
      const report = checked();
      const { refuted, unmet } = announced(report.statements);
      expect(unmet).toBe(0);
      expect(refuted).toBeGreaterThan(0);
      expect(report.summary.refuted).toBe(refuted);
      expect(report.summary.undecided + report.summary.unreadable + report.summary.supported).toBe(0);
    },
  );
  it("has a page of mistakes for every page", () => {
    const names = (folder: string): string[] =>
      readdirSync(new URL(`../../derivations/${folder}`, import.meta.url))
        .filter((name) => name.endsWith(".md"))
        .sort();
    expect(names("wrong/")).toEqual(names(""));
  });
});

describe("other people's notes", () => {
  it.each(documentsIn(new URL("fixtures/right/", import.meta.url)))("%s is right", (_, checked) => {
    const report = checked();
    expect(report.statements.filter((s) => s.role === "unreadable").map((s) => s.reason)).toEqual([]);
    const open = report.statements.flatMap((s) =>
      s.steps.filter((step) => step.verdict !== "proved").map((step) => `${step.left} = ${step.right}: ${step.verdict}, ${step.reason}`),
    );
    expect(open).toEqual([]);
    expect(verdicts(report).length).toBeGreaterThan(0);
  });
});

const notes = new URL("../../../shared/notes/", import.meta.url);
describe.skipIf(!existsSync(notes))("the notes that this began with", () => {
  const files = existsSync(notes) ? readdirSync(notes) : [];
  const text = (start: string): string => readFileSync(new URL(files.find((name) => name.startsWith(start)) as string, notes), "utf8");
  it("are read as expected, formula by formula", () => {
    const found = files.flatMap((name) =>
      check(text(name.slice(0, 3))).statements.map(
        (s) => `${name.slice(0, 3)}:${s.span.start.line}:${s.span.start.column}  ${s.role}  ${s.reading || `! ${s.reason}`}`,
      ),
    );
    expect(found).toEqual(
      readFileSync(new URL("notes-readings.txt", import.meta.url), "utf8")
        .trim()
        .split("\n"),
    );
  });
  it("on the output layer: all proved but what rests on definitions that are missing, and the hint names them", () => {
    const report = check(text("004"));
    expect(report.summary).toMatchObject({ refuted: 0, supported: 0, undecided: 3, unreadable: 0 });
    const hints = report.statements.flatMap((s) => s.steps.filter((step) => step.verdict === "undecided").map((step) => step.reason));
    for (const hint of hints) expect(hint).toContain("holds if E_2 is E_1 with index 1 → 2: add the definitions E_2 = ");
  });
  it("on the output layer, with the definitions added: all proved", () => {
    const added = display(
      "E_2 = \\frac{1}{2} (t_2^{(3)} - a_2^{(3)})^2",
      "a_2^{(3)} = \\text{sigmoid}(z_2^{(3)})",
      "z_2^{(3)} = a_1^{(2)} w_{21}^{(3)} + a_2^{(2)} w_{22}^{(3)} + b_2^{(3)}",
    );
    expect(new Set(verdicts(check(`${text("004")}\n\n${added}`)))).toEqual(new Set(["proved"]));
  });
});

describe("roles", () => {
  it.each([
    ["y = x^2", "definition"],
    ["y := x^2", "definition"],
    ["f(x) = x^2", "definition"],
    ["x + x = 2x", "claim"],
    ["w = w - \\alpha g", "update"],
    ["w \\leftarrow w - g", "update"],
    ["x > 0", "assumption"],
    ["m \\in \\{0, 1\\}", "assumption"],
    ["W \\in \\mathbb{R}^{m \\times n}", "assumption"],
    ["\\sum_k t_k = 1", "assumption"],
    ["x_1, \\dots, x_n", "mention"],
    ["k = 1, \\dots, K", "mention"],
    ["i = 1, 2", "mention"],
    ["\\frac{1}{2} = 0,5", "unreadable"],
    ["p \\propto e^{x}", "mention"],
    ["\\frac{1}{3} \\approx 0.333", "claim"],
    ["x +", "unreadable"],
  ])("%s is a %s", (formula, role) => expect(roles(check(display(formula)))[0]).toBe(role));

  it("only the first link of a chain defines", () => {
    const report = check(display("f = \\frac{1}{2} a w^2", "g = \\frac{\\partial f}{\\partial w} = a w"));
    expect(roles(report)).toEqual(["definition", "definition"]);
    expect(verdicts(report)).toEqual(["proved"]);
  });
  it("y = f(x) = x^2 defines f as well", () => expect(verdicts(check(display("y = f(x) = x^2", "f'(x) = 2x")))).toEqual(["proved"]));
  it("a derivative may be given a name that is used later", () =>
    expect(verdicts(check(display("E = (a - t)^2", "\\frac{\\partial E}{\\partial a} = \\delta", "\\delta = 2(a - t)")))).toEqual([
      "proved",
    ]));
  it("definitions may come after their use", () => expect(verdicts(check(display("\\frac{dy}{dx} = 2x", "y = x^2")))).toEqual(["proved"]));
  it("a second definition that holds is one more way to the same thing", () => {
    expect(
      verdicts(
        check(
          display(
            "y = \\frac{1}{1+e^{-x}}",
            "u = -x, \\quad v = e^u, \\quad w = 1 + v",
            "y = \\frac{1}{w}",
            "\\frac{dy}{dw} = -\\frac{1}{w^2}",
          ),
        ),
      ),
    ).toEqual(["proved", "proved"]);
  });
  it("a function depends on the names that it is defined in terms of", () => {
    const text = display("f(x) = w x^2 + b", "\\frac{\\partial f(x)}{\\partial b} = 0", "\\frac{\\partial f(x)}{\\partial w} = x^2");
    expect(verdicts(check(text))).toEqual(["refuted", "proved"]);
  });
  it("a second definition that does not hold is refuted, unless what follows builds on it", () => {
    expect(verdicts(check(display("y = x^2", "\\frac{dy}{dx} = 2x", "y = x^3")))).toEqual(["proved", "refuted"]);
    const redefined = check(display("y = x^2", "\\frac{dy}{dx} = 2x", "y = x^3", "\\frac{dy}{dx} = 3x^2"));
    expect(verdicts(redefined)).toEqual(["proved", "proved"]);
    expect(redefined.statements[2]).toMatchObject({ role: "definition", reason: expect.stringContaining("redefined") as string });
  });
  it("a section may give a name a new meaning", () => {
    expect(
      verdicts(check(`# One\n${display("y = x^2", "\\frac{dy}{dx} = 2x")}\n# Two\n${display("y = \\sin x", "\\frac{dy}{dx} = \\cos x")}`)),
    ).toEqual(["proved", "proved"]);
  });
  it("what held for the old meaning does not count in another section", () => {
    const text = `# One\n${display("y = x^2")}\n# Two\n${display("y = x^3", "\\frac{dy}{dx} = 2x", "\\frac{dy}{dx} = 3x^2")}`;
    expect(verdicts(check(text))).toEqual(["refuted", "proved"]);
  });
  it("a second definition that is not decided takes nobody to blame with it", () => {
    const sum = "L = -\\sum_k t_k \\log y_k";
    expect(verdicts(check(display("L = (y - t)^2", sum, "\\frac{\\partial L}{\\partial y} = 3y")))).toEqual(["undecided", "undecided"]);
    expect(verdicts(check(`# One\n${display("L = (y - t)^2")}\n# Two\n${display(sum, "\\frac{\\partial L}{\\partial y} = 3y")}`))).toEqual([
      "undecided",
    ]);
  });
  it("a cancelled term is a claim of its own", () => {
    const defined = ["E = A + B", "A = w^2", "B = u^2"];
    expect(
      verdicts(
        check(
          display(
            ...defined,
            "\\frac{\\partial E}{\\partial w} = \\frac{\\partial A}{\\partial w} + \\cancel{\\frac{\\partial B}{\\partial w}}^0 = 2w",
          ),
        ),
      ),
    ).toEqual(["proved", "proved", "proved"]);
    expect(
      verdicts(
        check(
          display(
            ...defined,
            "\\frac{\\partial E}{\\partial w} = \\cancel{\\frac{\\partial A}{\\partial w}}^0 + \\frac{\\partial B}{\\partial w}",
          ),
        ),
      ),
    ).toEqual(["proved", "refuted"]);
  });
  it("rounded numbers hold with ≈, and are told from equal ones", () => {
    expect(verdicts(check(display("\\frac{1}{3} \\approx 0.333")))).toEqual(["proved"]);
    expect(verdicts(check(display("\\frac{1}{3} \\approx 0.334")))).toEqual(["refuted"]);
    const report = check(display("\\frac{1}{3} = 0.333"));
    expect(verdicts(report)).toEqual(["undecided"]);
    expect(report.statements[0]?.steps[0]?.reason).toContain("\\approx");
  });
});

describe("caution", () => {
  it.each([
    ["names that define each other", display("a = b + 1", "b = a + 1", "2a = a + b + 1"), "defined by"],
    [
      "a derivative by something unknown",
      display("E = E_1 + E_2", "E_1 = w^2", "\\frac{\\partial E}{\\partial v} = 0"),
      "no definition contains v",
    ],
    ["a definition that was not read", display("L = \\foo(a - t)^2", "\\frac{\\partial L}{\\partial a} = a - t"), "could not be read"],
    ["words that may deny it", "$$\n\\frac{d}{dx} x^2 = 2x \\quad \\text{is not true}\n$$", "may change what it says"],
    ["an unknown function", display("\\mathrm{softmax}(z) + z = 2 z"), "not defined"],
    ["the imaginary unit", display("i^2 = -1"), "imaginary"],
    ["two readings with two verdicts", display("1/2x = \\frac{1}{2x}"), "2 ways"],
    ["a coincidence of numbers", display("x = 2", "y = x^2", "\\frac{dy}{dx} = x^2"), "fails for others"],
    [
      "cases that leave a region out",
      display("h(x) = \\max(0, x)", "h'(x) = \\begin{cases} 1 & x > 1 \\\\ 0 & x < 0 \\end{cases}"),
      "leave out",
    ],
    ["a forgotten definition", display("E = (a - t)^2", "\\frac{\\partial E}{\\partial a} = 2 q"), "not defined"],
    ["what may define a function", display("f'(x) = f(x) (1 - f(x))"), "not defined"],
    ["assumptions that nothing satisfies", `Let $x > 1$ and let $x < 0$.\n\n${display("x^2 = x^2 \\cdot 1")}`, "no (admissible )?point"],
  ])("%s: undecided, with the reason", (_, text, reason) => {
    const steps = check(text).statements.flatMap((s) => s.steps);
    expect(new Set(steps.map((step) => step.verdict)), JSON.stringify(steps.map((s) => s.reason))).toEqual(new Set(["undecided"]));
    for (const step of steps) expect(step.reason).toMatch(new RegExp(reason));
  });
  it("a page of right and wrong steps side by side", () => {
    const found = check(readFileSync(new URL("fixtures/mixed.md", import.meta.url), "utf8"));
    const marks = found.statements.flatMap((s) => s.steps.map((step) => `${step.verdict} ${step.left} = ${step.right}`));
    expect(`${marks.join("\n")}\n`).toBe(readFileSync(new URL("fixtures/mixed.txt", import.meta.url), "utf8"));
  });
  it("an undefined loss is any function of what it depends on", () => {
    expect(
      verdicts(
        check(
          display(
            "y = \\tanh x",
            "\\frac{\\partial L}{\\partial x} = \\frac{\\partial L}{\\partial y} (1 - y^2)",
            "\\frac{\\partial L}{\\partial x} = \\frac{\\partial L}{\\partial y} (1 - y)",
          ),
        ),
      ),
    ).toEqual(["proved", "refuted"]);
  });
  it("σ is the sigmoid where the words say so", () => {
    expect(verdicts(check(`Here $\\sigma$ is the sigmoid function.\n${display("\\sigma'(x) = \\sigma(x)(1 - \\sigma(x))")}`))).toEqual([
      "proved",
    ]);
  });
  it("an assumption that is not decided yet stops the steps about its own names only", () => {
    const text = `Targets satisfy $\\sum_k t_k = 1$.\n${display("y = x^2", "\\frac{dy}{dx} = 2x", "\\frac{dy}{dx} = 3x", "t_1 + s = 1 - t_2 + s")}`;
    expect(verdicts(check(text))).toEqual(["proved", "refuted", "undecided"]);
  });
  it("assumptions are used and listed", () => {
    const report = check(`Let $x > 0$.\n${display("\\sqrt{x^2} = x", "\\log x^2 = 2 \\log x")}`);
    expect(verdicts(report)).toEqual(["proved", "proved"]);
    expect(check(display("\\frac{x^2}{x} = x")).statements[0]?.steps[0]?.assumptions).toEqual(["x != 0"]);
  });
});

describe("directives and front matter", () => {
  it("declare, assume, ignore, redefine, expect", () => {
    expect(verdicts(check(`---\ntitle: x\ngradproof:\n  assume: [x > 0]\n---\n${display("\\sqrt{x^2} = x")}`))).toEqual(["proved"]);
    expect(verdicts(check(`<!-- gradproof: assume x > 0 -->\n${display("\\sqrt{x^2} = x")}`))).toEqual(["proved"]);
    expect(verdicts(check(`<!-- gradproof: declare W [m, n] -->\n${display("W x = x W")}`))).toEqual(["refuted"]);
    expect(roles(check(`<!-- gradproof: ignore -->\n${display("1 = 2")}`))).toEqual(["mention"]);
    expect(
      verdicts(check(`${display("y = x")}\n<!-- gradproof: redefine y -->\n${display("y = x^2")}\n${display("\\frac{dy}{dx} = 2x")}`)),
    ).toEqual(["proved"]);
    expect(announced(check(`<!-- gradproof: expect refuted -->\n${display("1 = 2")}`).statements)).toEqual({ refuted: 1, unmet: 0 });
    expect(announced(check(`<!-- gradproof: expect refuted -->\n${display("1 = 1")}`).statements)).toEqual({ refuted: 0, unmet: 1 });
  });
  it("complain where they are not understood", () => {
    expect(roles(check("<!-- gradproof: prove it -->\n"))).toEqual(["unreadable"]);
    expect(roles(check("<!-- gradproof: assume x + -->\n"))).toEqual(["unreadable"]);
  });
  it("work in .tex", () =>
    expect(announced(check("% gradproof: expect refuted\n\\[ 1 = 2 \\]\n", "tex").statements)).toEqual({ refuted: 1, unmet: 0 }));
});

describe("where formulas are found", () => {
  const places = (text: string, language?: Language): string[] =>
    check(text, language).statements.map((s) => `${s.span.start.line}:${s.span.start.column} ${s.source}`);
  it("Markdown", () => {
    expect(places("a $x + x = 2x$, b \\(y = 1\\)\n\n$$\nz = 2\n$$\n\\[ w = 3 \\]\n")).toEqual([
      "1:4 x + x = 2x",
      "1:21 y = 1",
      "4:1 z = 2",
      "6:4 w = 3",
    ]);
    expect(places("```math\na = 1\n```\n\n```\n$b = 2$\n```\n`$c = 3$` costs \\$5 or $6 and $7, <!-- $d = 4$ -->\n")).toEqual([
      "2:1 a = 1",
    ]);
    expect(places("# t\r\n\r\n$$\r\n2x = x + x\r\n$$\r\n")).toEqual(["4:1 2x = x + x"]);
    expect(places("\\begin{align}\na &= 1 \\\\\nb &= 2\n\\end{align}\n")).toEqual(["2:1 a &= 1", "3:1 b &= 2"]);
    expect(places("값은 $x = 1$ 이다")).toEqual(["1:5 x = 1"]);
  });
  it("LaTeX files", () => {
    expect(
      places(
        "\\section{A}\n% $a = 1$\n\\verb|$b = 2$| \\iffalse $c = 3$ \\fi $d = 4$\n\\begin{verbatim}\n$e = 5$\n\\end{verbatim}\n\\[ g = 6 \\]",
        "tex",
      ),
    ).toEqual(["3:38 d = 4", "7:4 g = 6"]);
  });
  it("notebooks, at the file's own offsets", () => {
    const text = JSON.stringify({
      cells: [
        { cell_type: "markdown", source: ['# "가"\\n\n', "$2x ", "= x + x$"] },
        { cell_type: "code", source: "$1 = 2$" },
      ],
      nbformat: 4,
    });
    const report = check(text, "ipynb");
    const { span } = report.statements[0] as Report["statements"][0];
    expect(text.slice(span.start.offset, span.start.offset + 3)).toBe("2x ");
    expect(verdicts(report)).toEqual(["proved"]);
  });
  it("the plain dialect", () => expect(verdicts(check("# t\ny = x^2\n// remark\ndy/dx = 2x\n", "plain"))).toEqual(["proved"]));
  it("step spans cover the relation sign and the right side", () => {
    const text = "$$\n\\begin{aligned}\na + a &= 2a \\\\\n&= 3a\n\\end{aligned}\n$$\n";
    const spans = check(text).statements.flatMap((s) => s.steps.map((step) => text.slice(step.span.start.offset, step.span.end.offset)));
    expect(spans.map((span) => span.replace(/^&/, ""))).toEqual(["= 2a", "= 3a"]);
  });
});

describe("bad input", () => {
  const good = "\n\n$$\n2x = x + x\n$$\n";
  it.each([
    ["unbalanced braces", "$$\n\\frac{1}{x = 1\n$$"],
    ["a hundred thousand brackets", `$$\n${"(".repeat(100_000)}x${")".repeat(100_000)} = x\n$$`],
    ["open braces", `$$\n${"{".repeat(100_000)}\n$$`],
    ["\\left without \\right", `$$\n${"\\left(".repeat(50_000)}x\n$$`],
    ["a NUL byte", "$$\nx\u0000 = 1\n$$"],
    ["a lone surrogate", "$$\n\ud800 = 1\n$$"],
    ["endless macros", "$$\n\\def\\x{\\x\\x}\\x = 1\n$$"],
    [
      "many macros",
      `$$\n\\def\\a{${"\\b".repeat(10)}}\\def\\b{${"\\c".repeat(10)}}\\def\\c{${"\\d".repeat(10)}}\\def\\d{${"\\e".repeat(10)}}\\def\\e{${"x".repeat(10)}}\\a = 1\n$$`,
    ],
    ["a display that is never closed", "$$\n1 = 2"],
    ["dollars", "$".repeat(10_001)],
    ["open inline formulas", "$x^{\n".repeat(2000)],
  ])("%s: said once, never proved, and the rest is still checked", (_, text) => {
    const report = check(`${text}${good}`);
    expect(verdicts(report).filter((v) => v === "proved").length).toBeLessThanOrEqual(1);
    expect(report.summary.refuted).toBe(0);
    for (const { role, reason } of report.statements) if (role === "unreadable") expect(reason).toMatch(/^[^\n]+$/);
    if (!text.startsWith("$".repeat(9))) expect(report.statements.at(-1)?.source).toBe("2x = x + x");
  });
  it.each([
    ["an empty document", ""],
    ["no formulas", "# Notes\n\nNothing here yet.\n"],
    ["a BOM", "\ufeff$2x = x + x$\n"],
  ])("%s", (_, text) => expect(check(text).summary.unreadable).toBe(0));
  it.each(["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"])("%s is a name like any other", (name) => {
    const spelled = name.replaceAll("_", "\\_");
    expect(verdicts(check(display(`\\text{${spelled}} + \\text{${spelled}} = 2 \\cdot \\text{${spelled}}`)))).toEqual(["proved"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
  it("the end of what never began is said", () => {
    for (const end of ["\\end{aligned}", "\\end{cases}", "\\end{pmatrix}", "\\right)", "}"])
      expect(roles(check(display(`x = 1 ${end} + y`)))).toContain("unreadable");
  });
  it("towers of powers end", () => expect(verdicts(check(display("9^{9^{9^9}} = 9^{9^{9^9}} + 1")))).toEqual(["undecided"]));
  it("broken notebooks", () => {
    for (const text of ['{"cells": [', "[".repeat(100_000), '{"nbformat": 3, "worksheets": []}', ""])
      expect(roles(check(text, "ipynb"))).toEqual(["unreadable"]);
  });
  it("whatever a page turns into, nothing is thrown", () => {
    const pages = documentsText(new URL("../../derivations/", import.meta.url));
    const pieces = [
      "$",
      "$$",
      "{",
      "}",
      "^",
      "_",
      "\\",
      "&",
      "|",
      "=",
      "'",
      "1",
      "x",
      "\n\n",
      "\u0000",
      "가",
      "\\partial",
      ",",
      "\\text{if }",
      "<",
      "^2",
      "-",
      "/",
      "\\sum_k",
      "f(",
      "# h\n",
      "=0",
      "10^9",
      "!",
    ];
    const edits = fc.array(fc.tuple(fc.nat(100_000), fc.constantFrom(...pieces), fc.nat(4)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...pages), edits, (page, list) => {
        const text = list.reduce(
          (t, [at, piece, drop]) => t.slice(0, at % (t.length + 1)) + piece + t.slice((at % (t.length + 1)) + drop),
          page,
        );
        expect(() => check(text)).not.toThrow();
      }),
      { seed, numRuns: runs(60) },
    );
  });
  it("the same text gives the same report", () => {
    const text = readFileSync(new URL("../../derivations/wrong/hidden-layer.md", import.meta.url), "utf8");
    expect(JSON.stringify(check(text))).toBe(JSON.stringify(check(text)));
  });
});
