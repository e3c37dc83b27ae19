import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const program = new URL("../../dist/cli/main.js", import.meta.url).pathname;
let folder = "";
const run = (args: readonly string[], input?: string): { status: number | null; out: string; err: string } => {
  const result = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    encoding: "utf8",
    input: input ?? "",
    env: { PATH: process.env["PATH"] },
  });
  return { status: result.status, out: result.stdout, err: result.stderr };
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gradproof-"));
  writeFileSync(join(folder, "right.md"), "$2x = x + x$\n");
  writeFileSync(join(folder, "wrong.md"), "# t\n\n$$\n\\frac{d}{dx} x^3 = 2x^2\n$$\n");
  writeFileSync(join(folder, "announced.md"), "<!-- gradproof: expect refuted -->\n$$\n1 = 2\n$$\n");
  writeFileSync(join(folder, "open.md"), "$$\n\\frac{\\partial a}{\\partial b} = c\n$$\n");
  writeFileSync(join(folder, "empty.md"), "");
  mkdirSync(join(folder, "sub"));
  writeFileSync(join(folder, "sub", "a.tex"), "\\[ x + x = 2x \\]\n");
  symlinkSync("..", join(folder, "sub", "loop"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("check", () => {
  it("exits 0 where nothing is refuted", () =>
    expect(run(["check", "right.md"])).toMatchObject({ status: 0, err: "", out: "right.md: 1 proved, 0 refuted\n" }));
  it("exits 1 where a step is refuted, and shows place, line, reading, point, values and what should be", () => {
    const { status, out } = run(["check", "wrong.md"]);
    expect(status).toBe(1);
    expect(out).toContain("wrong.md:4:18  refuted");
    expect(out).toContain("  4 | \\frac{d}{dx} x^3 = 2x^2");
    expect(out).toMatch(/\| {18}\^{6}\n/);
    expect(out).toContain("read as    d/dx (x^3) = 2*x^2");
    expect(out).toContain("at         x = 0.5\n");
    expect(out).toContain("the left side is 0.75, the right side 0.5");
    expect(out).toContain("should be  3*x^2");
  });
  it("lets announced mistakes pass", () => expect(run(["check", "announced.md"]).status).toBe(0));
  it("the last file does not decide", () => expect(run(["check", "wrong.md", "right.md"]).status).toBe(1));
  it("--strict wants every step proved", () => {
    expect(run(["check", "open.md"]).status).toBe(0);
    expect(run(["check", "--strict", "open.md"]).status).toBe(1);
    expect(run(["check", "--strict", "right.md"]).status).toBe(0);
  });
  it("walks folders, and follows no links in them", () => {
    const { out, status } = run(["check", "sub"]);
    expect(status).toBe(0);
    expect(out).toBe("sub/a.tex: 1 proved, 0 refuted\n");
  });
  it("reads standard input", () => expect(run(["check", "-"], "$1 = 2$").status).toBe(1));
  it("reads UTF-16 with a byte order mark", () => {
    writeFileSync(join(folder, "wide.md"), Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("$2x = x + x$", "utf16le")]));
    expect(run(["check", "wide.md"])).toMatchObject({ status: 0 });
  });
  it.each([
    [["check", "missing.md"], "missing.md: no such file or folder"],
    [["check"], "check needs a file"],
    [["check", "--format", "pdf", "right.md"], "--format is one of text, json"],
    [["check", "--seed", "-1", "right.md"], "seed"],
    [["check", "--nonsense", "right.md"], "nonsense"],
    [["frobnicate"], "unknown command"],
    [["check", "/dev/null"], "not a regular file"],
    [["diff", "x +", "x"], "the formula ends"],
    [["diff", "x^2"], "diff needs"],
  ])("%j: exit status 2 and one line", (args, message) => {
    const { status, out, err } = run(args);
    expect(status).toBe(2);
    expect(out).not.toContain("Error");
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n\s+at /);
  });
  it("says which byte is no UTF-8, and still checks the others", () => {
    writeFileSync(join(folder, "bad.md"), Buffer.from([0x24, 0x78, 0xff, 0x24]));
    const { status, out, err } = run(["check", "bad.md", "right.md"]);
    expect(status).toBe(2);
    expect(err).toContain("bad.md: not UTF-8 from byte 2 on");
    expect(out).toContain("right.md: 1 proved");
  });
  it.skipIf(process.getuid?.() === 0)("says that a file may not be read", () => {
    writeFileSync(join(folder, "locked.md"), "x");
    chmodSync(join(folder, "locked.md"), 0);
    expect(run(["check", "locked.md"]).err).toContain("may not be read");
  });
  it("an empty document is no failure", () =>
    expect(run(["check", "empty.md"])).toMatchObject({ status: 0, out: "empty.md: 0 proved, 0 refuted\n" }));
  it("shows control characters escaped", () => {
    writeFileSync(join(folder, "escape.md"), "$2x = 3x \u001b[32mproved\u001b[0m$\n");
    expect(run(["check", "escape.md"]).out).not.toContain("\u001b");
  });
  it("writes --output", () => {
    expect(run(["check", "right.md", "--format", "json", "--output", "report.json"])).toMatchObject({ status: 0, out: "" });
    expect(JSON.parse(readFileSync(join(folder, "report.json"), "utf8"))).toMatchObject({ version: 1 });
    expect(run(["check", "right.md", "--output", "missing/report.txt"])).toMatchObject({ status: 2 });
  });
  it("prints JSON as promised", () => {
    const report = JSON.parse(run(["check", "--format", "json", "--seed", "3", "wrong.md"]).out) as {
      documents: { statements: { steps: object[] }[] }[];
    };
    expect(report).toMatchObject({ version: 1, seed: 3, summary: { proved: 0, refuted: 1, mentions: 0 } });
    const [document] = report.documents;
    expect(document).toMatchObject({
      path: "wrong.md",
      language: "markdown",
      statements: [
        {
          span: { start: { line: 4, column: 1, offset: 8 } },
          source: "\\frac{d}{dx} x^3 = 2x^2",
          reading: "d/dx (x^3) = 2*x^2",
          role: "claim",
          reason: null,
          steps: [
            {
              left: "d/dx (x^3)",
              right: "2*x^2",
              verdict: "refuted",
              method: "counterexample",
              assumptions: [],
              counterexample: { at: { x: "0.5" }, left: "0.75", right: "0.5" },
              diagnosis: null,
              expected: "3*x^2",
              reason: null,
              network: null,
            },
          ],
        },
      ],
    });
  });
});

describe("replay", () => {
  const report = (): string => {
    run(["check", "right.md", "wrong.md", "announced.md", "--format", "json", "--proofs", "--output", "report.json"]);
    return readFileSync(join(folder, "report.json"), "utf8");
  };
  it("re-checks what a report says was proved and refuted", () => {
    report();
    const { status, out } = run(["replay", "report.json"]);
    expect(out).toMatch(
      /^1 proofs replayed \(a false one passes with a probability below 2\^-\d+\), 2 counterexamples run again, 0 rejected\n$/,
    );
    expect(status).toBe(0);
    expect(run(["replay", "-"], report()).status).toBe(0);
  });
  it("says how many steps no numbers re-check, and rejects a forged one of them", () => {
    const page = "Let $x \\in \\mathbb{R}^3$ and $y \\in \\mathbb{R}^4$ and $z \\in \\mathbb{R}^4$.\n\n$$z = y$$ \n\n$$y + x = x + y$$\n";
    const text = run(["check", "-", "--format", "json", "--proofs"], page).out;
    expect(run(["replay", "-"], text).out).toMatch(/0 rejected; 1 refuted because shapes clash, which no numbers re-check\n$/);
    expect(run(["replay", "-"], text.replace('"verdict": "refuted"', '"verdict": "proved"'))).toMatchObject({ status: 1 });
  });

  it("rejects a report that was changed, and says where", () => {
    const rejected = (text: string): string => {
      const { status, out } = run(["replay", "-"], text);
      expect(status).toBe(1);
      return out;
    };
    expect(rejected(report().replace('"verdict": "refuted"', '"verdict": "proved"'))).toContain(
      "wrong.md:4:18: the step said to be proved is rejected",
    );
    expect(rejected(report().replace('"right": "x + x"', '"right": "x + x + 1"'))).toContain("about something else");
    expect(rejected(report().replaceAll('"proof":', '"other":'))).toContain("no certificate");
    expect(rejected(report().replaceAll('"rows":', '"raws":'))).toContain("cannot be read");
  });
  it("tells usage errors", () => {
    expect(run(["replay"]).status).toBe(2);
    expect(run(["replay", "right.md"])).toMatchObject({ status: 2 });
    expect(run(["replay", "-"], "{}").err).toContain("no list of documents");
    expect(run(["check", "right.md", "--proofs"]).err).toContain("--proofs needs --format json");
  });
});

describe("diff", () => {
  it.each([
    [["x^2", "x"], "2*x\n"],
    [["-x^2", "x"], "-2*x\n"],
    [["\\frac{1}{2} x^2", "x", "--syntax", "latex"], "x\n"],
    [["sin(x)", "x", "--format", "latex"], "\\cos\\left(x\\right)\n"],
  ])("%j", (args, out) => {
    expect(run(["diff", ...args])).toMatchObject({ status: 0, out });
  });
  it("prints JSON", () =>
    expect(JSON.parse(run(["diff", "x^3", "x", "--format", "json"]).out)).toEqual({
      expression: "x^3",
      variable: "x",
      derivative: "3*x^2",
      latex: "3 x^{2}",
    }));
});

it("--help and --version", () => {
  expect(run(["--help"])).toMatchObject({ status: 0, err: "" });
  expect(run(["--version"]).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe("network", () => {
  it("sums up in the form people know", () => {
    const { status, out } = run(["network", "summary", "--layers", "784-50-100-10"]);
    expect(status).toBe(0);
    for (const count of ["39,250", "5,100", "1,010", "Total params: 45,360"]) expect(out).toContain(count);
    expect(JSON.parse(run(["network", "summary", "--layers", "784-50-100-10", "--format", "json"]).out)).toMatchObject({
      parameters: 45_360,
    });
    expect(run(["network", "summary", "--layers", "2-2", "--initialisation", "zero"]).out).toContain("breaks their symmetry");
  });
  it("checks every gradient, and says what has none", () => {
    const { status, out } = run(["network", "gradcheck", "--layers", "4-5-2", "--activation", "relu", "--batch", "3", "--format", "json"]);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      parameters: 37,
      checked: 37,
      mismatches: 0,
      worst: { parameter: expect.any(String) },
      zeros: { count: 12 },
    });
    expect(run(["network", "gradcheck", "--layers", "4-5-2"]).out).toMatch(
      /^37 of 37 gradients checked against central differences, 0 mismatches\n/,
    );
  });
  it("learns, draws its history, and keeps the network", () => {
    const args = ["network", "train", "--layers", "2-6-3", "--epochs", "3", "--samples", "200", "--seed", "4"];
    const { status, out } = run([...args, "--save", "net.json", "--plot", "history.svg"]);
    expect(status).toBe(0);
    expect(out.trim().split("\n")).toHaveLength(3);
    expect(out).toMatch(/^Epoch 1\/3 - loss: \d\.\d{4} - accuracy: \S+ % - val_loss/);
    expect(run(args).out).toBe(out);
    expect(readFileSync(join(folder, "history.svg"), "utf8")).toContain("<polyline");
    expect(run(["network", "summary", "--load", "net.json"]).out).toContain("Total params: 39");
    expect(JSON.parse(run([...args, "--format", "json"]).out)).toMatchObject({ stopped: "done", epochs: { length: 3 } });
  });
  it("reads images and labels", () => {
    const idx = (shape: readonly number[], bytes: readonly number[]): Uint8Array =>
      Uint8Array.from([0, 0, 8, shape.length, ...shape.flatMap((n) => [0, 0, 0, n]), ...bytes]);
    writeFileSync(join(folder, "images"), idx([4, 2, 1], [255, 0, 0, 255, 250, 5, 3, 251]));
    writeFileSync(join(folder, "labels"), idx([4], [0, 1, 0, 1]));
    const data = ["--images", "images", "--labels", "labels"];
    expect(run(["network", "train", "--layers", "2-2", "--epochs", "40", "--validation", "0", ...data, "--samples", "4"]).out).toMatch(
      /accuracy: 100\.0 %\n$/,
    );
    expect(run(["network", "gradcheck", "--layers", "2-2", "--batch", "5", ...data])).toMatchObject({
      status: 2,
      err: expect.stringContaining("4 images, fewer than 5"),
    });
    expect(run(["network", "train", "--layers", "3-2", ...data, "--samples", "4"]).err).toContain("layer 1 takes 3 inputs a sample");
  });
  it("tells usage errors", () => {
    const wrong: readonly (readonly [string[], string])[] = [
      [[], "needs one of summary, train, gradcheck"],
      [["summary"], "--layers says how many neurons"],
      [["summary", "--layers", "3"], "is a list such as 784-50-100-10"],
      [["summary", "--layers", "3-0"], "layer 1 has 0 neurons"],
      [["summary", "--layers", "3-2", "--loss", "x"], 'no loss is called "x"'],
      [["summary", "--load", "nowhere.json"], "cannot be read: ENOENT"],
      [["summary", "--load", "right.md"], "this is no network"],
      [["train", "--layers", "3-2", "--images", "right.md"], "belong together"],
      [["train", "--layers", "3-2", "--rate", "fast"], "--rate needs a number"],
      [["train", "--layers", "3-2", "--optimiser", "x"], 'no optimiser is called "x"'],
      [["train", "--layers", "3-2", "--epochs", "1", "--save", "no/where.json"], "cannot be written"],
    ];
    for (const [args, message] of wrong) {
      const { status, err } = run(["network", ...args]);
      expect(err, args.join(" ")).toContain(message);
      expect(status).toBe(2);
    }
  });
  it("holds a document against a network", () => {
    writeFileSync(
      join(folder, "net.md"),
      "$$a_1^{(3)} = \\sigma(z_1^{(3)})$$\n\n$$\\frac{\\partial a_1^{(3)}}{\\partial z_1^{(3)}} = \\sigma'(z_1^{(3)})$$\n",
    );
    expect(run(["check", "net.md", "--network", "2-2-2", "--verbose"])).toMatchObject({
      status: 0,
      out: expect.stringContaining("network    agrees"),
    });
    writeFileSync(join(folder, "other.md"), "$$a_1^{(3)} = z_1^{(3)}$$\n\n$$\\frac{\\partial a_1^{(3)}}{\\partial z_1^{(3)}} = 1$$\n");
    expect(run(["check", "other.md", "--network", "2-2-2"])).toMatchObject({
      status: 1,
      out: expect.stringContaining("network    disagrees"),
    });
    expect(run(["check", "net.md", "--network", "2x2"])).toMatchObject({ status: 2, err: expect.stringContaining("such as 2-2-2") });
    expect(run(["check", "net.md", "--network", "2-0"])).toMatchObject({ status: 2, err: expect.stringContaining("0 neurons") });
  });
});

describe("derive, graph and render", () => {
  const network = "$$E = (a - t)^2$$ $$a = \\tanh(w x)$$ $$t = 1$$\n";
  it("writes a derivation, and what it writes is proved", () => {
    writeFileSync(join(folder, "network.md"), network);
    const { out, status } = run(["derive", "E", "--wrt", "w, x", "--given", "network.md"]);
    expect(status).toBe(0);
    expect(out).toContain("= dE/da*da/dw");
    expect(out).toContain("Split into local derivatives by the chain rule");
    expect(out).toContain("dE/dx");
    const latex = run(["derive", "E", "--wrt", "w", "--given", "network.md", "--format", "latex", "--detail", "full"]).out;
    expect(run(["check", "--strict", "-"], latex)).toMatchObject({ status: 0 });
    expect(JSON.parse(run(["derive", "x^2", "--wrt", "x", "--format", "json"]).out)).toMatchObject({
      derivations: [{ result: { plain: "2*x" } }],
    });
    expect(run(["derive", "E", "--wrt", "w", "--given", "network.md", "--format", "html", "--lang", "ko"]).out).toContain(
      '<html lang="ko">',
    );
  });
  it("says what is missing", () => {
    expect(run(["derive", "E", "--wrt", "q", "--given", "network.md"])).toMatchObject({ status: 2, out: "" });
    expect(run(["derive", "E", "--wrt", "q", "--given", "network.md"]).err).toContain("q does not occur in the document: there are E, a");
    expect(run(["derive", "E"]).err).toContain("--wrt");
    expect(run(["derive", "E", "--wrt", "w", "--given", "nowhere.md"]).err).toContain("no such file");
    expect(run(["graph", "empty.md"]).err).toContain("defines nothing");
  });
  it("draws the graph, and makes pages", () => {
    expect(run(["graph", "network.md"]).out).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(JSON.parse(run(["graph", "network.md", "--format", "json"]).out)).toMatchObject({ output: "E", numeric: false });
    expect(run(["render", "network.md"]).out).toMatch(/^<!doctype html>[^]*class="katex"/);
    const { out, status } = run(["check", "wrong.md", "right.md", "--format", "html"]);
    expect(status).toBe(1);
    expect(out.match(/<article /g)?.length).toBe(2);
    expect(out).toContain("font/woff2;base64");
  });
  it("reports for other programs", () => {
    expect(JSON.parse(run(["check", "wrong.md", "--format", "sarif"]).out)).toMatchObject({ version: "2.1.0" });
    expect(run(["check", "wrong.md", "--format", "junit"]).out).toContain("<failure");
    expect(run(["check", "wrong.md", "--format", "github"]).out).toMatch(/^::error file=wrong\.md,line=4,/);
  });
});
