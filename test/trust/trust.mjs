/**
 * What we promise, and the figure: `npm run trust` judges generated steps whose truth is known, replays every certificate,
 * runs hostile pages, tries mutants of our own code, prints the table, and with `--write` puts it into the README.
 * `--mutation FILE` takes the outcome that `npm run mutate -- --json FILE` wrote; `--steps N` and `--edits N` say how many true steps and how many edits of them, `--mutants N` how many mutants.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { rolldown } from "rolldown";
import { hostilePages } from "./hostile.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SHARED = join(ROOT, "../shared/cases");
const { values: options } = parseArgs({
  options: {
    steps: { type: "string" },
    edits: { type: "string" },
    mutants: { type: "string" },
    mutation: { type: "string" },
    seed: { type: "string" },
    write: { type: "boolean" },
    verbose: { type: "boolean" },
  },
});
const seed = Number(options.seed ?? 20260324);
const JOBS = 2;
const note = (text) => process.stderr.write(`${text}\n`);

const generated = await judgeGenerated(Number(options.steps ?? 10_000), Number(options.edits ?? 100_000));
const pages = replayPages();
const hostile = runHostile();
const mutation = tryMutants(options.mutants ?? "450");
const rows = [
  [
    "Generated steps judged: true ones, edits of them",
    `${generated.trueSteps.toLocaleString("en")} + ${generated.edits.toLocaleString("en")}`,
  ],
  ["A false step called proved", String(generated.falseProved + pages.falseProved)],
  ["A true step called refuted", String(generated.falseRefuted + pages.falseRefuted)],
  ["True steps proved", percent(generated.proved, generated.trueSteps)],
  ["Edits that an oracle tells apart, refuted", percent(generated.refuted, generated.different)],
  ["Certificates of proofs replayed, rejected", `${generated.replayed + pages.proofs}, ${generated.rejected + pages.rejected}`],
  ["Counterexamples run again", String(generated.rerun + pages.counterexamples)],
  ...(pages.notes ? [["Labelled notes (when they are beside the project): false verdicts", pages.notes]] : []),
  ["Mutants of our own rules and code: tried, killed by the tests", `${mutation.tried}, ${percent(mutation.killed, mutation.tried)}`],
  ["Hostile pages: run, crashed or proved against the truth", `${hostile.run}, ${hostile.bad}`],
  ["Longest time, largest memory on a hostile page", `${hostile.seconds.toFixed(1)} s, ${hostile.megabytes} MB`],
];
const table = ["| promise | figure |", "| --- | --- |", ...rows.map(([promise, figure]) => `| ${promise} | ${figure} |`)].join("\n");
process.stdout.write(`${table}\n`);
if (options.write) fillReadme(table);

async function judgeGenerated(steps, edits) {
  const made = await rolldown({
    input: join(ROOT, "test/trust/judge.ts"),
    platform: "node",
    external: [/^node:/, "fast-check", "decimal.js"],
    onLog: () => undefined,
  });
  const file = join(ROOT, "node_modules/.cache/trust/judge.mjs");
  await made.write({ file, format: "esm" });
  // Each processor its share, with a seed of its own; how many there are does not change what is counted, only which steps.
  const share = (total) => Math.ceil(total / JOBS);
  const parts = await Promise.all(
    Array.from({ length: JOBS }, (_, job) => inWorker(pathToFileURL(file).href, [seed + job * 1_000_003, share(steps), share(edits)])),
  );
  return parts.reduce((sum, part) => Object.fromEntries(Object.entries(sum).map(([key, value]) => [key, value + part[key]])));
}

function inWorker(bundle, args) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("worker.mjs", import.meta.url), { workerData: { bundle, args } });
    worker.on("message", ({ line, counts }) => (counts ? resolve(counts) : note(line)));
    worker.on("error", reject);
  });
}

/** The pages of derivations/ and the labelled notes: certificates written, and replayed by the command. */
function replayPages() {
  const folder = mkdtempSync(join(tmpdir(), "gradproof-trust-"));
  const found = { proofs: 0, counterexamples: 0, rejected: 0, falseProved: 0, falseRefuted: 0, notes: "" };
  const paths = [join(ROOT, "derivations"), ...(existsSync(SHARED) ? [join(SHARED, "derivations")] : [])];
  for (const path of paths) {
    const report = join(folder, "report.json");
    gradproof("check", path, "--format", "json", "--proofs", "--output", report);
    const text = gradproof("replay", report).stdout;
    const [, proofs, again, rejected] = /(\d+) proofs replayed.*?(\d+) counterexamples run again, (\d+) rejected/s.exec(text) ?? [];
    found.proofs += Number(proofs);
    found.counterexamples += Number(again);
    found.rejected += Number(rejected);
  }
  if (existsSync(SHARED)) {
    const scorer = spawnSync("node", [join(SHARED, "score-derivations.mjs"), join(SHARED, "derivations")], { cwd: ROOT, encoding: "utf8" });
    const score = JSON.parse(scorer.stdout.trim().split("\n").at(-1));
    found.falseProved += score.falseProved;
    found.falseRefuted += score.falseRefutedDocs;
    found.notes = `${score.falseProved + score.falseSupported + score.falseRefutedDocs} in ${score.documents} notes`;
  }
  return found;
}

function gradproof(...args) {
  return spawnSync("node", [join(ROOT, "dist/cli/main.js"), ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
}

/** Pages that break tools: time, memory, and what must not be said of them. */
function runHostile() {
  const folder = mkdtempSync(join(tmpdir(), "gradproof-hostile-"));
  const found = { run: 0, bad: 0, seconds: 0, megabytes: 0 };
  for (const { name, text, never } of hostilePages) {
    const file = join(folder, "page.md");
    writeFileSync(file, text);
    const started = performance.now();
    const run = spawnSync("node", [fileURLToPath(new URL("measured.mjs", import.meta.url)), "check", file, "--format", "json"], {
      encoding: "utf8",
      maxBuffer: 1 << 30,
      timeout: 120_000,
    });
    const seconds = (performance.now() - started) / 1000;
    const megabytes = Math.round(Number(/memory (\d+)/.exec(run.stderr)?.[1] ?? 0) / 1024);
    const verdicts = run.stdout.startsWith("{") ? [...run.stdout.matchAll(/"verdict": "(\w+)"/g)].map(([, verdict]) => verdict) : ["crash"];
    const bad = verdicts.some((verdict) => verdict === "crash" || never.includes(verdict));
    if (bad || options.verbose)
      note(`${bad ? "! " : ""}${name}: ${[...new Set(verdicts)].join(", ")}, ${seconds.toFixed(1)} s, ${megabytes} MB`);
    found.run++;
    found.bad += bad ? 1 : 0;
    found.seconds = Math.max(found.seconds, seconds);
    found.megabytes = Math.max(found.megabytes, megabytes);
  }
  return found;
}

function tryMutants(count) {
  if (options.mutation) return JSON.parse(readFileSync(options.mutation, "utf8"));
  if (count === "0") return { tried: 0, killed: 0 };
  const file = join(mkdtempSync(join(tmpdir(), "gradproof-mutants-")), "outcome.json");
  const args = [join(ROOT, "test/mutation/run.mjs"), "--json", file, ...(count === "all" ? [] : ["--sample", count])];
  spawnSync("node", args, { stdio: ["ignore", "inherit", "inherit"] });
  return JSON.parse(readFileSync(file, "utf8"));
}

function percent(part, whole) {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`;
}

function fillReadme(text) {
  const file = join(ROOT, "README.md");
  const readme = readFileSync(file, "utf8");
  const filled = readme.replace(/(<!-- trust -->\n)[\s\S]*?(\n<!-- \/trust -->)/, (_, start, end) => `${start}\n${text}\n${end}`);
  if (!filled.includes(text)) throw new Error("README.md has no place for the table: <!-- trust --> … <!-- /trust -->");
  writeFileSync(file, filled);
  spawnSync("npx", ["prettier", "--write", file], { cwd: ROOT });
}
