import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import katex from "katex";
import { describe, expect, it } from "vitest";
import { type Derivation, Deriver, Underivable, checkDocument, derive } from "../../src/index.ts";
import { derivationRules } from "../../src/derive/rule.ts";
import { toPlain } from "../../src/notation/plain.ts";
import { renderDerivationLatex, renderDerivationText } from "../../src/render/derivation.ts";
import { casesIn } from "../cases.ts";
import { runs, seed } from "../seed.ts";
import { type Page, indexedPage, networkPage, towerPage } from "./generated.ts";

const page = (name: string): string => readFileSync(new URL(`../../derivations/${name}.md`, import.meta.url), "utf8");

/** What `check` says of a written derivation: "proved" and the number of steps, or what is not proved. */
function verdictOn(latex: string): string {
  const { statements, summary } = checkDocument(latex);
  const open = statements.flatMap((statement) =>
    statement.role === "unreadable"
      ? [`unreadable: ${statement.source}: ${statement.reason}`]
      : statement.steps.flatMap((step) =>
          step.verdict === "proved" ? [] : [`${step.verdict}: ${step.left} = ${step.right} (${step.reason ?? step.expected})`],
        ),
  );
  return open[0] ?? (summary.proved > 0 ? "proved" : "no step");
}

function katexAccepts(latex: string): void {
  for (const [, body] of latex.matchAll(/\\\[\n([^]*?)\n\\\]/g))
    katex.renderToString(body as string, { throwOnError: true, displayMode: true });
}

describe("written derivations are proved, and KaTeX takes them", () => {
  const holds = ({ text, of, targets }: Page, which: number, detail: "brief" | "normal" | "full"): void => {
    const wrt = toPlain(targets[which % targets.length] as Page["of"]);
    const latex = renderDerivationLatex(new Deriver(text).derive({ of: toPlain(of), wrt, detail }));
    katexAccepts(latex);
    expect(verdictOn(latex), latex).toBe("proved");
  };
  const detail = fc.constantFrom("brief" as const, "normal" as const, "full" as const);
  it("for networks", () => {
    fc.assert(fc.property(networkPage, fc.nat(30), detail, holds), { seed, numRuns: runs(60) });
  });
  it("for families over indices", () => {
    const property = fc.property(indexedPage, fc.nat(30), ({ text, targets }, which) => {
      const wrt = targets[which % targets.length] as string;
      const latex = renderDerivationLatex(new Deriver(text).derive({ of: "E", wrt }));
      katexAccepts(latex);
      expect(verdictOn(latex), latex).toBe("proved");
    });
    fc.assert(property, { seed, numRuns: runs(16) });
  });
  it("for definitions that go into each other by several ways", () => {
    fc.assert(fc.property(towerPage, fc.nat(30), detail, holds), { seed, numRuns: runs(120) });
  });
});

const tex = spawnSync("kpsewhich", ["cancel.sty"]).status === 0;
describe.skipIf(!tex)(`a TeX engine${tex ? "" : ": none with the package cancel is installed"}`, () => {
  it("takes the written LaTeX, struck-out terms and broken rows included", () => {
    const deriver = new Deriver(page("hidden-layer"));
    const body = ["w_11^{(2)}", "b_2^{(3)}"].map((wrt) => renderDerivationLatex(deriver.derive({ of: "E", wrt, detail: "full" })));
    const folder = mkdtempSync(join(tmpdir(), "gradproof-tex-"));
    try {
      const preamble = "\\documentclass{article}\\usepackage{amsmath,cancel}\\begin{document}";
      writeFileSync(join(folder, "d.tex"), `${preamble}\n${body.join("\n")}\n\\end{document}\n`);
      const { status, stdout } = spawnSync("pdflatex", ["-interaction=nonstopmode", "-halt-on-error", "d.tex"], {
        cwd: folder,
        encoding: "utf8",
      });
      expect(status, stdout).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("the 2-2-2 network", () => {
  const factors = (derivation: Derivation): string[] => derivation.chains.at(-1)?.steps.map(({ plain }) => plain) ?? [];
  it("has the chain of the notes for every weight of the output layer", () => {
    const deriver = new Deriver(page("output-layer"));
    for (const [j, k] of [
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ]) {
      const [z, a] = [`z_${j}^{(3)}`, `a_${j}^{(3)}`];
      const [split, chain, put, taken, result, ...more] = factors(deriver.derive({ of: "E", wrt: `w_${j}${k}^{(3)}` }));
      expect(more).toEqual([]);
      expect(split).toBe(`dE_${j}/dw_${j}${k}^{(3)} + 0`);
      expect(chain).toBe(`dE_${j}/d${a}*d${a}/d${z}*d${z}/dw_${j}${k}^{(3)}`);
      expect(put).toContain(`d/d${a} (1/2*(t_${j}^{(3)} - ${a})^2)*(d/d${z} (sigmoid(${z})))`);
      expect(taken).toBe(`(${a} - t_${j}^{(3)})*sigmoid(${z})*(1 - sigmoid(${z}))*a_${k}^{(2)}`);
      expect(result).toBe(`(${a} - t_${j}^{(3)})*${a}*(1 - ${a})*a_${k}^{(2)}`);
    }
    const bias = factors(deriver.derive({ of: "E", wrt: "b_1^{(3)}" }));
    expect(bias.at(-2)).toBe("(a_1^{(3)} - t_1^{(3)})*a_1^{(3)}*(1 - a_1^{(3)})*1");
    expect(bias.at(-1)).toBe("(a_1^{(3)} - t_1^{(3)})*a_1^{(3)}*(1 - a_1^{(3)})");
  });
  it("has both paths for every weight and bias of the hidden layer", () => {
    const deriver = new Deriver(page("hidden-layer"));
    for (const wrt of ["w_11^{(2)}", "w_12^{(2)}", "w_21^{(2)}", "w_22^{(2)}", "b_1^{(2)}", "b_2^{(2)}"]) {
      const derivation = deriver.derive({ of: "E", wrt });
      const chain = derivation.chains.at(-1)?.steps.find(({ rule }) => rule === "chain-rule")?.plain ?? "";
      const j = /_(\d)/.exec(wrt)?.[1];
      for (const k of [1, 2]) {
        expect(chain).toContain(
          `da_${k}^{(3)}/dz_${k}^{(3)}*dz_${k}^{(3)}/da_${j}^{(2)}*da_${j}^{(2)}/dz_${j}^{(2)}*dz_${j}^{(2)}/d${wrt}`,
        );
        expect(derivation.result.plain).toContain(`(a_${k}^{(3)} - t_${k})*a_${k}^{(3)}*(1 - a_${k}^{(3)})*w_${k}${j}^{(3)}`);
      }
      expect(verdictOn(renderDerivationLatex(derivation))).toBe("proved");
    }
  });
});

describe("what is written", () => {
  it.each(casesIn(new URL("derive.txt", import.meta.url)))("line $line: $input", ({ input, expected }) => {
    const [given, asked, detail] = input.split(" | ").map((part) => part.trim()) as [string, string, string?];
    const [of, wrt] = asked.split(" by ") as [string, string];
    const text = given
      .split(" ;; ")
      .filter(Boolean)
      .map((formula) => /^\[\[(.*)\]\]$/.exec(formula)?.[1] ?? `$$\n${formula}\n$$`)
      .join("\n\n");
    const written = (): string => {
      try {
        const { chains } = derive(text, { of, wrt, detail: (detail ?? "normal") as "normal" });
        return chains.map(({ left, steps }) => [left.plain, ...steps.map(({ plain }) => plain)].join(" = ")).join(" ;; ");
      } catch (error) {
        if (!(error instanceof Underivable)) throw error;
        return `! ${error.message}`;
      }
    };
    if (expected.startsWith("!")) expect(written()).toContain(expected.slice(1).trim());
    else expect(written()).toBe(expected);
  });
  it.each([
    ["network-matrix", "E", "W^{(1)}"],
    ["network-matrix", "E", "b^{(2)}"],
    ["affine-batch", "L", "W"],
    ["affine-batch", "L", "X"],
    ["affine-batch", "L", "b"],
    ["least-squares", "L", "w"],
  ])("over matrices is proved, too: %s, d%s/d%s", (name, of, wrt) => {
    const latex = renderDerivationLatex(new Deriver(page(name)).derive({ of, wrt }));
    katexAccepts(latex);
    expect(verdictOn(latex), latex).toBe("proved");
  });
  it("has a reason in both languages and a source for every step", () => {
    for (const { en, ko, source } of derivationRules.values()) expect([en, ko, source].every((text) => text.length > 1)).toBe(true);
    const derivation = derive(page("output-layer"), { of: "E", wrt: "w_11^{(3)}", detail: "full" });
    for (const { rule, reason, source } of derivation.chains.flatMap(({ steps }) => steps)) {
      expect(source).toBe(derivationRules.get(rule)?.source);
      expect(derivationRules.has(rule)).toBe(true);
      expect(reason.en + reason.ko).not.toContain("{x}");
    }
    expect(renderDerivationText(derivation, { lang: "ko" })).toContain("체인 룰을 이용하여 국소미분으로 분리");
  });
});
