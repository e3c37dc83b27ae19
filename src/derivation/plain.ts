/** The dialect for terminals: one formula a line in plain infix text, `#` for headings, `//` for remarks. */
import type { Segment } from "./segment.ts";
import { directiveText } from "./segment.ts";

export function plainSegments(text: string): Segment[] {
  const out: Segment[] = [];
  let at = 0;
  for (const line of text.split("\n")) {
    const start = at;
    at += line.length + 1;
    const content = line.replace(/\r$/, "");
    const heading = /^(#+)\s*(.*)$/.exec(content);
    const told = directiveText(/^\s*(?:\/\/|<!--)(.*?)(?:-->)?\s*$/.exec(content)?.[1] ?? "");
    if (told !== undefined) out.push({ kind: "directive", text: told, start, end: start + content.length });
    else if (heading) out.push({ kind: "heading", level: (heading[1] as string).length, text: heading[2] as string });
    else if (/^\s*\/\//.test(content)) out.push({ kind: "prose", text: content });
    else if (content.trim() !== "") out.push({ kind: "math", source: content, start, display: true, syntax: "plain" });
  }
  return out;
}
