/** YAML front matter: `gradproof:` with `declare`, `assume`, `layout`. */
import { load } from "js-yaml";
import type { Segment } from "./segment.ts";

/** The directives of the front matter, and where the document itself begins. */
export function frontMatter(text: string): { readonly segments: readonly Segment[]; readonly end: number } {
  const match = /^\ufeff?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text);
  if (!match) return { segments: [], end: 0 };
  const end = match[0].length;
  const span = { start: 0, end: Math.max(0, end - 1) };
  const problem = (reason: string): Segment => ({ kind: "unreadable", ...span, reason });
  let data: unknown;
  try {
    data = load(match[1] as string);
  } catch (error) {
    return {
      segments: /gradproof/.test(match[1] as string)
        ? [problem(`the front matter is no YAML: ${(error as Error).message.split("\n")[0]}`)]
        : [],
      end,
    };
  }
  const settings = isRecord(data) ? data["gradproof"] : undefined;
  if (settings === undefined) return { segments: [], end };
  if (!isRecord(settings)) return { segments: [problem("gradproof in the front matter needs entries such as assume: and declare:")], end };
  const segments: Segment[] = [];
  const directive = (text: string): void => void segments.push({ kind: "directive", text, ...span });
  for (const [name, shape] of Object.entries(isRecord(settings["declare"]) ? settings["declare"] : {})) {
    directive(`declare ${name} [${Array.isArray(shape) ? shape.join(",") : String(shape)}]`);
  }
  for (const line of listOf(settings["declare"])) directive(`declare ${line.replace(":", " ")}`);
  for (const line of listOf(settings["assume"])) directive(`assume ${line}`);
  if (typeof settings["layout"] === "string") directive(`layout ${settings["layout"]}`);
  return { segments, end };
}

/** `network: {layers: [2, 2, 2], …}` of the front matter, as it is written there; undefined where there is none. */
export function networkIn(text: string): unknown {
  const [, yaml] = /^\ufeff?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text) ?? [];
  if (yaml === undefined || !yaml.includes("network")) return undefined;
  try {
    const data = load(yaml);
    const settings = isRecord(data) ? data["gradproof"] : undefined;
    return isRecord(settings) ? settings["network"] : undefined;
  } catch {
    // The document itself says what is wrong with its front matter.
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.map(String) : [];
}
