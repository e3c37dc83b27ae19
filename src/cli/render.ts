/** `gradproof render FILE`: a document's page, without verdicts. */
import { writeFileSync } from "node:fs";
import { katexStyle } from "./katex-style.ts";
import { Unreadable, readSource, sourcesIn } from "./source.ts";
import { Usage, oneOf, readOptions } from "./usage.ts";

const OPTIONS = { output: { type: "string" }, lang: { type: "string" } } as const;

export async function render(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [path, ...rest] = positionals;
  if (path === undefined || rest.length > 0)
    throw new Usage("render needs one document, as in: gradproof render notes.md --output notes.html");
  const lang = oneOf("lang", values.lang, ["en", "ko"], "en");
  const { sources, failures } = sourcesIn([path]);
  const [source] = sources;
  if (!source || sources.length > 1) throw new Usage(failures[0] ?? `${path} is a folder: render takes one document`);
  const { renderDocument } = await import("../render/html.ts");
  try {
    const page = renderDocument(readSource(source), source.language, { lang, katexStyle: katexStyle(), path });
    if (values.output === undefined) process.stdout.write(page);
    else writeFileSync(values.output, page);
  } catch (error) {
    if (error instanceof Unreadable) throw new Usage(error.message);
    throw error;
  }
  return 0;
}
