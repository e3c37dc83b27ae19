/** Graphs, derivations and files: what the page asks for now and then. */
import { checkDocument } from "../binding/check.ts";
import { computationalGraph } from "../derivation/computational-graph.ts";
import { Deriver } from "../derivation/derive.ts";
import { derivationMarkup } from "../render/derivation-html.ts";
import { renderDerivationLatex } from "../render/derivation.ts";
import { renderHtml } from "../render/html.ts";
import { mathMarkup } from "../render/math.ts";
import { transcript } from "../render/transcript.ts";
import { say } from "../render/words.ts";
import type { Page, Question, Tell } from "./protocol.ts";

export async function answerRarely(question: Exclude<Question, { readonly kind: "check" }>, tell: Tell): Promise<void> {
  switch (question.kind) {
    case "graph":
      return tell({ kind: "graph", svg: await graphOf(question.page) });
    case "names":
      return tell({ kind: "names", ...namesOf(question.page) });
    case "derive":
      return derive(question, tell);
    case "export":
      return tell({ kind: "file", content: exported(question) });
  }
}

/** The graph is drawn with a library of its own, which only this needs. */
async function graphOf({ text, language, lang }: Page): Promise<string> {
  const data = computationalGraph(text, { language });
  const { renderGraph } = await import("../render/graph.ts");
  return renderGraph(data, { lang });
}

/** The names that one may differentiate, and what is likely asked for: the last result by the first leaf. */
function namesOf({ text, language }: Page): { names: readonly string[]; of: string; wrt: string } {
  const deriver = new Deriver(text, language);
  const names = deriver.names();
  const { result, leaf } = deriver.customary();
  return { names, of: result ?? names[0] ?? "", wrt: leaf ?? names[1] ?? "" };
}

function derive({ page, of, wrt, detail }: Question & { kind: "derive" }, tell: Tell): void {
  const { lang } = page;
  const derivation = new Deriver(page.text, page.language).derive({ of, wrt, detail });
  const math = (latex: string, display: boolean): string =>
    mathMarkup(latex, display, { styled: true, macros: {}, notRendered: say("notRendered", lang) });
  // What the document says already need not be said again.
  const latex = renderDerivationLatex({ ...derivation, definitions: [], shapes: [] });
  tell({ kind: "derivation", markup: derivationMarkup(derivation, lang, math), latex, of: derivation.of });
}

function exported({ page, as, style }: Question & { kind: "export" }): string {
  if (as === "markdown" || as === "tex") return transcript(page.text, page.language, as);
  const report = checkDocument(page.text, { language: page.language, pictures: as === "html", path: "" });
  if (as === "json") return `${JSON.stringify({ version: 1, seed: 1, documents: [report], summary: report.summary }, null, 1)}\n`;
  return renderHtml(report, page.text, { lang: page.lang, katexStyle: style });
}
