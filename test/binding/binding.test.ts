import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { gradientFromDocument } from "../../src/binding/backward.ts";
import { checkDocument } from "../../src/binding/check.ts";
import { clouds } from "../../src/network/data.ts";
import { Network } from "../../src/network/network.ts";
import { train } from "../../src/network/train.ts";

const page = (name: string): string => readFileSync(new URL(`../../derivations/${name}`, import.meta.url), "utf8");
const network = { layers: [2, 2, 2] };
const steps = (text: string, options = {}) =>
  checkDocument(text, { network, ...options }).statements.flatMap((statement) => statement.steps);

describe("documents against numbers", () => {
  it.each(["output-layer.md", "hidden-layer.md"])("every derivative of %s agrees with differences of the network", (name) => {
    const all = steps(page(name));
    expect(all.length).toBeGreaterThan(10);
    for (const { network: found, left, right } of all) expect(found?.agrees, `${left} = ${right}`).toBe(true);
  });
  it.each(["output-layer.md", "hidden-layer.md"])("each seeded mistake of wrong/%s is found by this route alone", (name) => {
    for (const { network: found, verdict, left, right } of steps(page(`wrong/${name}`)))
      expect(found?.agrees, `${left} = ${right}`).toBe(verdict === "proved");
  });
  it("other seeds find the same", () => {
    for (const seed of [2, 3, 4])
      for (const { network: found } of steps(page("hidden-layer.md"), { seed })) expect(found?.agrees).toBe(true);
  });
  it("goes by the network, not by the document's own definitions", () => {
    const text = "$$a_1^{(3)} = z_1^{(3)}$$\n\n$$\\frac{\\partial a_1^{(3)}}{\\partial z_1^{(3)}} = 1$$\n";
    expect(steps(text)).toMatchObject([{ verdict: "proved", network: { agrees: false } }]);
  });
  it("finds out how the document counts its layers and indices", () => {
    const other = page("hidden-layer.md")
      .replaceAll("^{(2)}", "^{(1)}")
      .replaceAll("^{(3)}", "^{(2)}")
      .replace(/w_\{(\d)(\d)\}/g, "w_{$2$1}");
    for (const { network: found } of steps(other)) expect(found?.agrees).toBe(true);
  });
  it("takes symbolic indices at every value, sums written out", () => {
    const text = String.raw`
$$\delta_j^{(3)} = (a_j^{(3)} - t_j) a_j^{(3)} (1 - a_j^{(3)})$$

$$\frac{\partial E}{\partial w_{jk}^{(3)}} = \delta_j^{(3)} a_k^{(2)}$$

$$\frac{\partial E}{\partial z_k^{(2)}} = a_k^{(2)} (1 - a_k^{(2)}) \sum_j \delta_j^{(3)} w_{jk}^{(3)}$$

$$\frac{\partial E}{\partial z_k^{(2)}} = a_k^{(2)} (1 - a_k^{(2)}) \sum_j \delta_j^{(3)} w_{kj}^{(3)}$$
`;
    expect(steps(text).map(({ network: found }) => found?.agrees)).toEqual([true, true, false]);
  });
  it("takes the network of the front matter, and says what is wrong with it", () => {
    const text = (named: string): string =>
      `---\ngradproof:\n  network: ${named}\n---\n$$\\frac{\\partial E}{\\partial a_1^{(3)}} = -\\frac{t_1}{a_1^{(3)}}$$\n`;
    const first = (named: string) => checkDocument(text(named)).statements;
    expect(first("{layers: [2, 3, 2], loss: cross-entropy, output: softmax}").at(-1)?.steps[0]?.network).toMatchObject({ agrees: true });
    expect(first("{layers: [2, 3, 2]}").at(-1)?.steps[0]?.network).toMatchObject({ agrees: false });
    expect(first("2-2-2").at(-1)?.steps[0]?.network).toMatchObject({ agrees: false });
    expect(first("{layers: [2, 0]}")[0]).toMatchObject({ role: "unreadable", reason: expect.stringContaining("layer 1 has 0 neurons") });
    expect(first("{depth: 3}")[0]).toMatchObject({ role: "unreadable", reason: expect.stringContaining("[2, 2, 2]") });
  });
  it("says nothing of names that are no quantity of the network", () => {
    expect(steps("$$\\frac{d}{dq} q^2 = 2q$$\n")).toMatchObject([{ verdict: "proved", network: null }]);
    expect(steps("$$C = 100 \\times 2$$\n\n$$C = 200$$\n")).toMatchObject([{ verdict: "proved", network: null }]);
    expect(checkDocument("$$\\frac{d}{dq} q^2 = 2q$$\n").statements[0]?.steps[0]?.network).toBeNull();
  });
});

describe("a backward pass from formulas", () => {
  const both = `${page("hidden-layer.md")}\n${[11, 12, 21, 22].map((jk) => `$$\\frac{\\partial E}{\\partial w_{${jk}}^{(3)}} = \\delta_${String(jk)[0]}\\, a_${String(jk)[1]}^{(2)}$$`).join("\n\n")}\n\n$$\\frac{\\partial E}{\\partial b_1^{(3)}} = \\delta_1, \\qquad \\frac{\\partial E}{\\partial b_2^{(3)}} = \\delta_2$$\n`;
  it("is that of the network, and learns the same weights", () => {
    const data = clouds(60, 2, 2, 7);
    const [built, written] = [new Network({ layers: [2, 2, 2] }), new Network({ layers: [2, 2, 2] })];
    const gradient = gradientFromDocument(both, written);
    const [own, theirs] = [built.backward(data.x, data.t).gradient, gradient(written, data.x, data.t)];
    for (const [i, value] of own.entries()) expect(Math.abs(value - (theirs[i] as number))).toBeLessThan(1e-15);
    train(built, data, { epochs: 20, batch: 10, rate: 0.5 });
    train(written, data, { epochs: 20, batch: 10, rate: 0.5, gradient });
    for (const [i, value] of built.parameters.entries()) expect(Math.abs(value - (written.parameters[i] as number))).toBeLessThan(1e-12);
    expect(built.parameters).not.toEqual(new Network({ layers: [2, 2, 2] }).parameters);
  });
  it("takes only what is proved", () => {
    const wrong = both.replace("\\delta_1\\, a_1^{(2)}", "\\delta_1\\, a_2^{(2)}");
    expect(() => gradientFromDocument(wrong, new Network({ layers: [2, 2, 2] }))).toThrow(
      "no proved formula for 1 of the network's 12 parameters",
    );
    expect(() => gradientFromDocument("nothing", new Network({ layers: [2, 2, 2] }))).toThrow("(it has them for none)");
    expect(() => gradientFromDocument(both, new Network({ layers: [2, 3, 2] }))).toThrow("no proved formula for");
  });
});
