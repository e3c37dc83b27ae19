/**
 * The mutation run: how many of the generated mutants of the rules, the primitives and the deciding code do the tests
 * notice? `node test/mutation/run.mjs [--sample N] [--seed N] [--jobs N] [--only PART]`. Survivors are printed. The whole
 * run takes a good quarter of an hour on two processors; `--sample` takes so many mutants by chance; `--again FILE` takes
 * those that the run with `--json FILE` left alive.
 */
import { fork } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { rolldown } from "rolldown";
import { instrument } from "./mutants.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BUILD = join(ROOT, "node_modules/.cache/mutation");
const ROWS = ["src/rule", "src/primitive"];
const CODE = ["src/decide", "src/proof", "src/derivative"];
const FORGETFUL =
  "export class Recent<K, V> { constructor(_: number) {} get(_: K): V | undefined { return undefined; } set(_: K, __: V): void {} }";
/** Those that fail fastest come first. */
const TESTS = [
  "test/primitive/table.test.ts",
  "test/rule/rule.test.ts",
  "test/derivative/differentiate.test.ts",
  "test/decide/decide.test.ts",
  "test/proof/replay.test.ts",
  "test/decide/diagnose.test.ts",
  "test/decide/parts.test.ts",
  "test/decide/prover.test.ts",
  "test/evaluate/interval.test.ts",
  "test/derivation/check.test.ts",
  "test/golden/golden.test.ts",
  "test/indexed/sums.test.ts",
  "test/tensor/tensor.test.ts",
  "test/derivation/sized.test.ts",
];
/** What takes longer than the tests that come by a mutant ever should hangs, and that is noticed. */
const PATIENCE = 30_000;
/** Milliseconds of tests for one mutant, fastest first; the rest of them would hardly tell more. */
const LONGEST = 4_000;
const MUTANTS_A_WORKER = 40;
/** What is tried first, since thousands of others come by the same lines: tests of the tables of mathematics, of limits, of forgeries. */
const FIRST = /^(every row of )?the table of|^what is too much|> forged: /;

const { values: options } = parseArgs({
  options: {
    sample: { type: "string" },
    seed: { type: "string" },
    jobs: { type: "string" },
    only: { type: "string" },
    json: { type: "string" },
    again: { type: "string" },
  },
});

const mutants = writeSources();
const bundle = await build();
const testsOf = await coverage();
const again = options.again && new Set(JSON.parse(readFileSync(options.again, "utf8")).alive.map(nameOf));
const chosen = sampled(
  mutants.filter((each) => (!options.only || each.file.includes(options.only)) && (!again || again.has(nameOf(each)))),
);
const outcomes = await tryAll(chosen);
report(outcomes);

function nameOf({ file, line, what, text }) {
  return [file, line, what, text].join(" ");
}

/** The instrumented copy of src/ and test/. */
function writeSources() {
  rmSync(BUILD, { recursive: true, force: true });
  const all = [];
  for (const folder of ["src", "test"]) {
    for (const name of readdirSync(join(ROOT, folder), { recursive: true })) {
      if (!name.endsWith(".ts")) continue;
      const file = join(folder, name).replaceAll("\\", "/");
      const target = join(BUILD, file);
      mkdirSync(dirname(target), { recursive: true });
      // What one test has asked is not remembered for the next: each has to come by the code itself.
      const text = file === "src/base/recent.ts" ? FORGETFUL : readFileSync(join(ROOT, file), "utf8");
      const source = text.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(join(ROOT, file)).href));
      const isRow = ROWS.some((start) => file.startsWith(start));
      const isCode = CODE.some((start) => file.startsWith(start));
      if (!isRow && !isCode) {
        writeFileSync(target, source);
        continue;
      }
      const rows = isRow ? `./${relative(dirname(file), "src/expression/expr.ts")}`.replace("./..", "..") : undefined;
      const { text: made, mutants: found } = instrument(file, source, { first: all.length + 1, rows, code: isCode });
      writeFileSync(target, made);
      all.push(...found);
    }
  }
  cpSync(join(ROOT, "test/mutation/shim.mjs"), join(BUILD, "shim.mjs"));
  return all;
}

async function build() {
  const entry = join(BUILD, "entry.mjs");
  writeFileSync(entry, `${TESTS.map((file) => `import "./${file}";`).join("\n")}\nexport { tests } from "./shim.mjs";\n`);
  const made = await rolldown({
    input: entry,
    platform: "node",
    resolve: { alias: { vitest: join(BUILD, "shim.mjs") } },
    external: [/^node:/, "@vitest/expect", "fast-check", "katex", "mathjs", "decimal.js", "js-yaml", "@humanwhocodes/momoa"],
    onLog: () => undefined,
  });
  const file = join(BUILD, "bundle.mjs");
  await made.write({ file, format: "esm" });
  return pathToFileURL(file).href;
}

/** Which tests come by each mutant, fastest first. Without a mutant everything passes. */
async function coverage() {
  const worker = fork(new URL("worker.mjs", import.meta.url));
  const { killer, loaded, tests } = await answer(worker, { id: 0, bundle });
  worker.kill();
  if (killer) throw new Error(`without any mutant, this fails: ${killer}`);
  const always = new Set(loaded);
  const found = new Map(mutants.map(({ id }) => [id, []]));
  const ordered = tests.sort((a, b) => Number(FIRST.test(b.name)) - Number(FIRST.test(a.name)) || a.took - b.took);
  for (const { i, took, seen } of ordered) {
    for (const id of new Set([...seen, ...always])) found.get(id).push({ i, took });
  }
  const total = tests.reduce((sum, { took }) => sum + took, 0);
  process.stderr.write(`${mutants.length} mutants, ${tests.length} tests that take ${(total / 1000).toFixed(1)} s\n`);
  return (id) => {
    let spent = 0;
    return found
      .get(id)
      .filter(({ took }) => (spent += took) < LONGEST)
      .map(({ i }) => i);
  };
}

function answer(worker, message) {
  return new Promise((resolve) => {
    const ended = () => resolve({ killer: "the process ended" });
    worker.once("message", (found) => {
      worker.off("exit", ended);
      resolve(found);
    });
    worker.once("exit", ended);
    worker.send(message);
  });
}

function sampled(list) {
  const count = options.sample === undefined ? list.length : Number(options.sample);
  let state = Number(options.seed ?? 1) >>> 0;
  const key = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
  return list
    .map((mutant) => [key(), mutant])
    .sort(([a], [b]) => a - b)
    .slice(0, count)
    .map(([, mutant]) => mutant);
}

async function tryAll(list) {
  const found = [];
  let next = 0;
  const work = async () => {
    let worker;
    for (let used = 0; next < list.length; used++) {
      const mutant = list[next++];
      if (!worker || used % MUTANTS_A_WORKER === 0) {
        worker?.kill();
        worker = fork(new URL("worker.mjs", import.meta.url), { execArgv: ["--max-old-space-size=1500"] });
      }
      let timer;
      const late = new Promise((resolve) => (timer = setTimeout(() => resolve({ killer: "it takes too long" }), PATIENCE)));
      const { killer } = await Promise.race([answer(worker, { id: mutant.id, bundle, tests: testsOf(mutant.id) }), late]);
      clearTimeout(timer);
      if (killer === "it takes too long" || killer === "the process ended") {
        worker.kill("SIGKILL");
        worker = undefined;
      }
      found.push({ ...mutant, killer });
      if (!killer) process.stderr.write(`alive: ${mutant.file}:${mutant.line} ${mutant.what} in ${mutant.text}\n`);
      if (found.length % 50 === 0)
        process.stderr.write(`${found.length} of ${list.length}, ${found.filter((each) => !each.killer).length} alive\n`);
    }
    worker?.kill();
  };
  const jobs = Number(options.jobs ?? availableParallelism());
  await Promise.all(Array.from({ length: jobs }, work));
  return found;
}

function report(found) {
  const alive = found.filter(({ killer }) => !killer).sort((a, b) => a.id - b.id);
  for (const { file, line, what, text } of alive) process.stdout.write(`${file}:${line}  alive: ${what}  in  ${text}\n`);
  const killed = found.length - alive.length;
  process.stdout.write(`${killed} of ${found.length} mutants killed (${((100 * killed) / found.length).toFixed(1)} %)\n`);
  if (options.json) writeFileSync(options.json, `${JSON.stringify({ tried: found.length, killed, alive }, null, 1)}\n`);
}
