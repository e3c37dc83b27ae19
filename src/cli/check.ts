/** `gradproof check`. */
import { writeFileSync } from "node:fs";
import { styleText } from "node:util";
import { DEFAULT_BUDGET } from "../decide/decide.ts";
import { networkNumbers } from "../binding/numbers.ts";
import { checkDocument, layersIn } from "../binding/check.ts";
import { NetworkError } from "../network/error.ts";
import { type Report, type Summary, addSummaries, announced } from "../derivation/report.ts";
import { type ComputationalGraph, computationalGraph } from "../derivation/computational-graph.ts";
import { Underivable } from "../derivation/derive.ts";
import type { DocumentLanguage } from "../derivation/segment.ts";
import { renderGithub, renderJunit, renderSarif } from "../render/machine.ts";
import { type Paint, printable, renderText, summaryText } from "../render/terminal.ts";
import { katexStyle } from "./katex-style.ts";
import { type Source, Unreadable, readSource, sourcesIn } from "./source.ts";
import { Usage, oneOf, readOptions, version, wholeNumber } from "./usage.ts";

const OPTIONS = {
  format: { type: "string" },
  output: { type: "string" },
  verbose: { type: "boolean" },
  strict: { type: "boolean" },
  language: { type: "string" },
  seed: { type: "string" },
  budget: { type: "string" },
  proofs: { type: "boolean" },
  network: { type: "string" },
  lang: { type: "string" },
} as const;

/** A graph in a report has so many nodes at most; `gradproof graph` draws larger ones. */
const MOST_DRAWN = 80;

export async function check(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (positionals.length === 0) throw new Usage("check needs a file, a folder, or - for standard input");
  const format = oneOf("format", values.format, ["text", "json", "html", "sarif", "junit", "github"], "text");
  const lang = oneOf("lang", values.lang, ["en", "ko"], "en");
  const language =
    values.language === undefined
      ? undefined
      : oneOf<DocumentLanguage>("language", values.language, ["markdown", "tex", "ipynb", "plain"], "markdown");
  const proofs = values.proofs ?? false;
  if (proofs && format !== "json") throw new Usage("--proofs needs --format json");
  const seed = wholeNumber("seed", values.seed, 1, 0);
  const budget = wholeNumber("budget", values.budget, DEFAULT_BUDGET, 1);
  const network = networkFor(values.network);
  const { sources, failures } = sourcesIn(positionals);
  const documents: Report[] = [];
  const texts: string[] = [];
  for (const [i, source] of sources.entries()) {
    const text = contentOf(source, failures);
    if (text === undefined) continue;
    const progress = showProgress(i, sources.length, source.path);
    documents.push(
      checkDocument(text, {
        language: language ?? source.language,
        path: source.path,
        seed,
        budget,
        progress,
        proofs,
        pictures: format === "html",
        ...network,
      }),
    );
    texts.push(text);
  }
  clearProgress();
  for (const failure of failures) process.stderr.write(`gradproof: ${printable(failure)}\n`);
  const summary = addSummaries(documents.map((document) => document.summary));
  const shownAs: Readonly<Record<typeof format, () => string | Promise<string>>> = {
    text: () => asText(documents, texts, summary, values.verbose ?? false, values.output !== undefined),
    json: () => `${JSON.stringify({ version: 1, seed, documents, summary }, null, 1)}\n`,
    html: () => asHtml(documents, texts, lang),
    sarif: () => renderSarif(documents, version()),
    junit: () => renderJunit(documents),
    github: () => renderGithub(documents),
  };
  write(await shownAs[format](), values.output);
  if (failures.length > 0) return 2;
  return isClean(documents, summary, values.strict ?? false) ? 0 : 1;
}

/** 2-2-2, with sigmoids and half squared error unless the front matter says otherwise. */
function networkFor(text: string | undefined): { network?: { layers: number[] } } {
  if (text === undefined) return {};
  const layers = layersIn(text);
  if (!layers) throw new Usage(`--network is a list such as 2-2-2, not "${text}"`);
  try {
    networkNumbers({ layers }, 1);
  } catch (error) {
    if (error instanceof NetworkError) throw new Usage(`--network ${text}: ${error.message}`);
    throw error;
  }
  return { network: { layers } };
}

function contentOf(source: Source, failures: string[]): string | undefined {
  try {
    return readSource(source);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    failures.push(error.message);
    return undefined;
  }
}

function isClean(documents: readonly Report[], summary: Summary, strict: boolean): boolean {
  if (documents.some(disagreesAlone)) return false;
  const { refuted, unmet } = announced(documents.flatMap((document) => document.statements));
  if (unmet > 0 || summary.refuted > refuted) return false;
  if (!strict) return true;
  return documents.length > 0 && summary.supported === 0 && summary.undecided === 0 && summary.unreadable === 0 && summary.refuted === 0;
}

/** Whether numbers of a network fail where nothing else says that the step is wrong. */
function disagreesAlone({ statements }: Report): boolean {
  return statements.some(({ steps }) => steps.some(({ network, verdict }) => network?.agrees === false && verdict !== "refuted"));
}

/** The graph of a document that is about numbers and not too large to read. */
function drawable(text: string, language: DocumentLanguage): ComputationalGraph | undefined {
  try {
    const data = computationalGraph(text, { language });
    return data.nodes.length <= MOST_DRAWN ? data : undefined;
  } catch (error) {
    if (error instanceof Underivable) return undefined;
    throw error;
  }
}

/** Pages are loaded when they are asked for: KaTeX would slow every other call. */
async function asHtml(documents: readonly Report[], texts: readonly string[], lang: "en" | "ko"): Promise<string> {
  const { renderHtmlOfAll } = await import("../render/html.ts");
  const { renderGraph } = await import("../render/graph.ts");
  const graphs = documents.map(({ language }, i) => {
    const data = drawable(texts[i] as string, language as DocumentLanguage);
    return data && renderGraph(data, { lang, id: `graph-${i + 1}` });
  });
  return renderHtmlOfAll(documents, texts, { lang, katexStyle: katexStyle(), graphs });
}

function asText(documents: readonly Report[], texts: readonly string[], summary: Summary, verbose: boolean, toFile: boolean): string {
  const colours = !toFile && process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
  const paint: Paint = colours ? (style, text) => styleText(style, text) : (_, text) => text;
  const parts = documents.map((document, i) => renderText(document, texts[i] as string, { paint, verbose }));
  if (documents.length !== 1)
    parts.push(`${documents.length} documents: ${summaryText(summary, announced(documents.flatMap((document) => document.statements)))}\n`);
  return parts.join("");
}

function write(text: string, output: string | undefined): void {
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(output, text);
  } catch (error) {
    throw new Usage(`cannot write ${output}: ${(error as Error).message}`);
  }
}

let shown = false;

/** One line on a terminal's standard error, from the second on that work takes. */
function showProgress(index: number, count: number, path: string): (done: number) => void {
  const started = performance.now();
  return (done) => {
    if (!process.stderr.isTTY || performance.now() - started < 1000) return;
    shown = true;
    process.stderr.write(`\r\u001b[K${printable(path)} (${index + 1}/${count}): ${Math.round(done * 100)} %`);
  };
}

function clearProgress(): void {
  if (shown) process.stderr.write("\r\u001b[K");
}
