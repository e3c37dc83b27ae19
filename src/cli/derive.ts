/** `gradproof derive "E" --wrt w`. */
import { writeFileSync } from "node:fs";
import { ParseError } from "../base/span.ts";
import { type Derivation, Deriver, Underivable } from "../derivation/derive.ts";
import type { DocumentLanguage } from "../derivation/segment.ts";
import { renderDerivationLatex, renderDerivationText } from "../render/derivation.ts";
import { printable } from "../render/terminal.ts";
import { katexStyle } from "./katex-style.ts";
import { Unreadable, readSource, sourcesIn } from "./source.ts";
import { Usage, oneOf, readOptions } from "./usage.ts";

const OPTIONS = {
  wrt: { type: "string", multiple: true },
  given: { type: "string" },
  format: { type: "string" },
  detail: { type: "string" },
  lang: { type: "string" },
  output: { type: "string" },
} as const;

export async function derive(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions({
    // A leading minus belongs to the expression.
    args: args.map((arg) => (/^-[^-]/.test(arg) ? ` ${arg}` : arg)),
    options: OPTIONS,
    allowPositionals: true,
  });
  const [of, ...others] = positionals;
  const variables = (values.wrt ?? []).flatMap(namesIn);
  if (of === undefined || others.length > 0 || variables.length === 0)
    throw new Usage('derive needs what and by which name, as in: gradproof derive "E" --wrt w --given notes.md');
  const format = oneOf("format", values.format, ["text", "latex", "json", "html"], "text");
  const detail = oneOf("detail", values.detail, ["brief", "normal", "full"], "normal");
  const lang = oneOf("lang", values.lang, ["en", "ko"], "en");
  const { text, language } = given(values.given);
  const deriver = new Deriver(text, language);
  const derivations = variables.map((wrt) => derived(deriver, of, wrt, detail));
  const shown = await shownAs(format, derivations, lang);
  if (values.output === undefined) process.stdout.write(shown);
  else writeFileSync(values.output, shown);
  return 0;
}

async function shownAs(format: "text" | "latex" | "json" | "html", derivations: readonly Derivation[], lang: "en" | "ko"): Promise<string> {
  switch (format) {
    case "json":
      return `${JSON.stringify({ version: 1, derivations }, null, 1)}\n`;
    case "latex":
      return derivations.map(renderDerivationLatex).join("\n");
    case "html": {
      const { renderDerivationHtml } = await import("../render/derivation-html.ts");
      return renderDerivationHtml(derivations, { lang, katexStyle: katexStyle() });
    }
    case "text":
      return derivations.map((each) => printableLines(renderDerivationText(each, { lang }))).join("\n");
  }
}

/** "w, b" are two names; the comma of w_{1,2} is inside braces. */
function namesIn(text: string): string[] {
  return text
    .split(/,(?![^{(]*[})])/)
    .map((name) => name.trim())
    .filter(Boolean);
}

function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

function given(path: string | undefined): { text: string; language: DocumentLanguage } {
  if (path === undefined) return { text: "", language: "markdown" };
  const { sources, failures } = sourcesIn([path]);
  const [source] = sources;
  if (!source || failures[0] !== undefined) throw new Usage(failures[0] ?? `${path}: no document`);
  if (sources.length > 1) throw new Usage("--given takes one document");
  try {
    return { text: readSource(source), language: source.language };
  } catch (error) {
    if (error instanceof Unreadable) throw new Usage(error.message);
    throw error;
  }
}

function derived(deriver: Deriver, of: string, wrt: string, detail: "brief" | "normal" | "full"): Derivation {
  try {
    return deriver.derive({ of, wrt, detail });
  } catch (error) {
    if (error instanceof Underivable || error instanceof ParseError) throw new Usage(error.message);
    throw error;
  }
}
