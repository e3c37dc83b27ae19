/** The HTML report: the document as it reads, each step marked; and a document's page without verdicts. */
import type { Report, Summary } from "../derivation/report.ts";
import type { DocumentLanguage } from "../derivation/segment.ts";
import { segmentsOf } from "../derivation/segments.ts";
import { bodyMarkup, setter } from "./body-html.ts";
import { inKorean } from "./korean-reasons.ts";
import { inEnglish } from "./reason.ts";
import { documentMarkup } from "./document-html.ts";
import { escapeHtml } from "./escape.ts";
import { pageOf } from "./page.ts";
import { MARKS, type ReportLanguage, say } from "./words.ts";

export interface HtmlOptions {
  /** Default: en. */
  readonly lang?: ReportLanguage;
  /** KaTeX's style sheet with its fonts inside, as `gradproof` puts it in; without it browsers set the MathML themselves. */
  readonly katexStyle?: string | undefined;
  /** The computational graph of each document as SVG, where there is one. */
  readonly graphs?: readonly (string | undefined)[];
}

/** A report as one self-contained page; no script, user text always escaped. `text` is the document itself. */
export function renderHtml(report: Report, text: string, options: HtmlOptions = {}): string {
  return pageOf(`<main>${reportMarkup(report, text, options)}</main>`, {
    title: titleOf(report.path),
    lang: options.lang ?? "en",
    katexStyle: options.katexStyle,
  });
}

/** Several reports on one page, with a list of them on top. */
export function renderHtmlOfAll(reports: readonly Report[], texts: readonly string[], options: HtmlOptions = {}): string {
  const [only] = reports;
  if (only && reports.length === 1) return renderHtml(only, texts[0] as string, options);
  const lang = options.lang ?? "en";
  const rows = reports.map(
    ({ path, summary }, i) => `<li><a href="#document-${i + 1}">${escapeHtml(path)}</a> ${counts(summary, lang)}</li>`,
  );
  const documents = reports.map(
    (report, i) => `<section id="document-${i + 1}">${reportMarkup(report, texts[i] as string, options, i)}</section>`,
  );
  const list = `<nav aria-label="${say("contents", lang)}"><ul>${rows.join("")}</ul></nav>`;
  return pageOf(`${list}\n<main>${documents.join("\n")}</main>`, { title: "gradproof", lang, katexStyle: options.katexStyle });
}

/** A document's page without verdicts: `gradproof render`. */
export function renderDocument(text: string, language: DocumentLanguage, options: HtmlOptions & { readonly path?: string } = {}): string {
  const lang = options.lang ?? "en";
  const math = setter(options);
  const body = documentMarkup(text, segmentsOf(text, language), language, {
    math: ({ source, display, syntax }) => math(source, display, syntax),
    behind: () => "",
  });
  return pageOf(`<main>${body}</main>`, { title: titleOf(options.path ?? ""), lang, katexStyle: options.katexStyle });
}

function reportMarkup(report: Report, text: string, options: HtmlOptions, index = 0): string {
  const lang = options.lang ?? "en";
  const setting = { ...options, reasoned: lang === "ko" ? inKorean : inEnglish };
  const body = bodyMarkup(report, text, segmentsOf(text, report.language as DocumentLanguage), setting);
  const picture = options.graphs?.[index];
  const graph = picture ? `<figure>${picture}<figcaption>${say("graph", lang)}</figcaption></figure>` : "";
  return `<article aria-label="${escapeHtml(titleOf(report.path))}"><header class="report"><h1>${escapeHtml(titleOf(report.path))}</h1>${counts(report.summary, lang)}</header>\n${body}\n${graph}</article>`;
}

function titleOf(path: string): string {
  return path === "" || path === "-" ? "gradproof" : path;
}

function counts(summary: Summary, lang: ReportLanguage): string {
  const rows = (["proved", "refuted", "supported", "undecided", "unreadable"] as const)
    .filter((verdict) => summary[verdict] > 0 || verdict === "proved" || verdict === "refuted")
    .map(
      (verdict) =>
        `<li data-verdict="${verdict}"><span class="verdict"><span class="mark" aria-hidden="true">${MARKS[verdict]}</span> ${summary[verdict]} ${say(verdict, lang)}</span></li>`,
    );
  const others = (["definition", "assumption"] as const).map((kind) => {
    const count = summary[`${kind}s`];
    return count === 0 ? "" : `<li>${count} ${say(count === 1 ? kind : `${kind}s`, lang).toLowerCase()}</li>`;
  });
  return `<ul class="counts" aria-label="${say("summary", lang)}">${[...rows, ...others].join("")}</ul>`;
}
