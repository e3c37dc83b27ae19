/**
 * npm run bench: ratios within one run, mathjs beside us. Figures are medians over rounds that alternate between the two.
 */
import { derivative, parse as mathjsParse } from "mathjs";
import { apply, checkDocument, differentiate, gradient, parse, simplify, symbol } from "../dist/index.js";
import { readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { benchNetwork } from "./network.mjs";

const median = (xs) => xs.toSorted((a, b) => a - b)[xs.length >> 1];
const time = (f) => {
  const start = performance.now();
  f();
  return performance.now() - start;
};
/** How many nodes a DAG has. */
const sizeOf = (root) => {
  const seen = new Set([root]);
  for (const node of seen) for (const arg of node.args) seen.add(arg);
  return seen.size;
};
const rows = [];
const row = (what, figure, wanted) => rows.push({ what, figure, wanted });

// 200 small derivatives of many kinds ----------------------------------------------------------------------------------
const shapes = [
  (k) => `x^${(k % 7) + 2} + ${k} * x`,
  (k) => `sin(${k} * x) * cos(x)`,
  (k) => `exp(-x^2 / ${k + 1})`,
  (k) => `log(1 + exp(${k} * x))`,
  (k) => `1 / (1 + exp(-${k} * x))`,
  (k) => `tanh(x * y + ${k})`,
  (k) => `x^2 * y^${(k % 4) + 2} / (x + ${k})`,
  (k) => `sqrt(1 + ${k} * x^2)`,
  (k) => `(x - ${k})^2 * (x + y)`,
  (k) => `atan(${k} * x) / x`,
];
/** Other numbers in every round, so that nothing is remembered from the round before. */
const expressions = (round) => Array.from({ length: 200 }, (_, i) => shapes[i % shapes.length](i + 1 + 200 * round));
const x = symbol("x");
const ours = (round) => () => expressions(round).forEach((text) => simplify(differentiate(parse(text), x)));
const theirs = (round, simplified) => () =>
  expressions(round).forEach((text) => derivative(mathjsParse(text), "x", { simplify: simplified }));
for (let round = 100; round < 130; round++) {
  ours(round)();
  theirs(round, false)();
}
const rounds = { ours: [], plain: [], simplified: [] };
for (let i = 0; i < 5; i++) {
  rounds.ours.push(time(ours(i)));
  rounds.plain.push(time(theirs(i, false)));
  if (i < 2) rounds.simplified.push(time(theirs(i, true)));
}
row(
  "200 derivatives, parsed, taken and simplified: mathjs with simplify / ours",
  median(rounds.simplified) / median(rounds.ours),
  ">= 100",
);
row("the same: mathjs without simplify / ours", median(rounds.plain) / median(rounds.ours), "aim 1");

// The gradient of a network's loss -------------------------------------------------------------------------------------
const layers = [8, 16, 8];
const sigmoid = (e) => apply("sigmoid", [e]);
function network() {
  const parameters = [];
  let layer = Array.from({ length: layers[0] }, (_, i) => symbol(`x_${i}`));
  for (let l = 1; l < layers.length; l++) {
    layer = Array.from({ length: layers[l] }, (_, k) => {
      const bias = symbol(`b_${k}^{(${l})}`);
      const terms = layer.map((a, j) => {
        const weight = symbol(`w_{${k},${j}}^{(${l})}`);
        parameters.push(weight);
        return apply("mul", [weight, a]);
      });
      parameters.push(bias);
      return sigmoid(apply("add", [...terms, bias]));
    });
  }
  const squares = layer.map((a, k) => apply("pow", [apply("add", [a, apply("neg", [symbol(`t_${k}`)])]), parse("2")]));
  return { loss: apply("add", squares), parameters };
}
const { loss, parameters } = network();
const mathjsLoss = () => {
  let layer = Array.from({ length: layers[0] }, (_, i) => `x${i}`);
  for (let l = 1; l < layers.length; l++) {
    layer = Array.from(
      { length: layers[l] },
      (_, k) => `(1/(1+exp(-(${layer.map((a, j) => `w${l}q${k}q${j}*${a}`).join("+")}+b${l}q${k}))))`,
    );
  }
  return layer.map((a, k) => `(${a}-t${k})^2`).join("+");
};
const tree = mathjsParse(mathjsLoss());
const sweep = () => gradient(loss, parameters);
sweep();
const one = (name) => time(() => derivative(tree, name, { simplify: false }));
const sampled = [one("w1q0q0"), one("w2q3q5"), one("b1q2")];
row(
  `gradient of an 8-16-8 network (${parameters.length} parameters): mathjs one by one (3 measured) / one sweep`,
  (median(sampled) * parameters.length) / median(Array.from({ length: 5 }, () => time(sweep))),
  ">= 200",
);

// A deep composition ---------------------------------------------------------------------------------------------------
const deep = (n) => Array.from({ length: n }).reduce((e) => sigmoid(e), x);
const sizes = [1000, 2000].map((n) => sizeOf(differentiate(deep(n), x)));
row("nodes of d/dx of a composition 2000 deep / 1000 deep", sizes[1] / sizes[0], "<= 2");
const text = (n) => `${"sigmoid(".repeat(n)}x${")".repeat(n)}`;
row(
  "time to read and differentiate 2000 deep / 1000 deep",
  time(() => differentiate(parse(text(2000)), x)) / time(() => differentiate(parse(text(1000)), x)),
  "about 2",
);

// Numbers: compiled gradients, gradient checks -------------------------------------------------------------------------
benchNetwork(row);

// Start-up and a page --------------------------------------------------------------------------------------------------
const node = (args) => median(Array.from({ length: 7 }, () => time(() => spawnSync(process.execPath, args))));
const bare = node(["-e", "0"]);
const root = new URL("..", import.meta.url).pathname;
row(
  "importing the library, ms beyond Node's own start",
  node(["--input-type=module", "-e", `await import("${root}dist/index.js")`]) - bare,
  "< 60",
);
row(
  "checking one page as a whole process, ms beyond Node's own start",
  node([`${root}dist/cli/main.js`, "check", `${root}derivations/output-layer.md`]) - bare,
  "< 500",
);
const page = readFileSync(new URL("../derivations/output-layer.md", import.meta.url), "utf8");
checkDocument(page);
row("checking one page again in the same process, ms", median(Array.from({ length: 5 }, () => time(() => checkDocument(page)))), "");

for (const { what, figure, wanted } of rows)
  process.stdout.write(`${figure.toFixed(figure < 10 ? 2 : 0).padStart(8)}  ${wanted.padEnd(8)}  ${what}\n`);
