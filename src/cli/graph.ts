/** `gradproof graph FILE`: the computational graph of a document as SVG. */
import { writeFileSync } from "node:fs";
import { computationalGraph } from "../derivation/computational-graph.ts";
import { Underivable } from "../derivation/derive.ts";
import { Unreadable, readSource, sourcesIn } from "./source.ts";
import { Usage, oneOf, readOptions } from "./usage.ts";

const OPTIONS = { of: { type: "string" }, output: { type: "string" }, lang: { type: "string" }, format: { type: "string" } } as const;

export async function graph(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [path, ...rest] = positionals;
  if (path === undefined || rest.length > 0)
    throw new Usage("graph needs one document, as in: gradproof graph notes.md --output graph.svg");
  const lang = oneOf("lang", values.lang, ["en", "ko"], "en");
  const format = oneOf("format", values.format, ["svg", "json"], "svg");
  const { sources, failures } = sourcesIn([path]);
  const [source] = sources;
  if (!source || sources.length > 1) throw new Usage(failures[0] ?? `${path} is a folder: graph takes one document`);
  try {
    const data = computationalGraph(readSource(source), {
      language: source.language,
      ...(values.of === undefined ? {} : { of: values.of }),
    });
    const { renderGraph } = await import("../render/graph.ts");
    const shown = format === "json" ? `${JSON.stringify(data, null, 1)}\n` : renderGraph(data, { lang });
    if (values.output === undefined) process.stdout.write(shown);
    else writeFileSync(values.output, shown);
  } catch (error) {
    if (error instanceof Unreadable || error instanceof Underivable) throw new Usage(error.message);
    throw error;
  }
  return 0;
}
