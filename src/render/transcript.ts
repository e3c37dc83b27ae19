/** A document in another language: the same words and formulas as Markdown or as LaTeX. */
import { segmentsOf } from "../derivation/segments.ts";
import type { DocumentLanguage, Segment } from "../derivation/segment.ts";

type Target = "markdown" | "tex";

/** The text itself where it is in that language already; emphasis, lists and tables stay as they are written. */
export function transcript(text: string, language: DocumentLanguage, to: Target): string {
  if (language === to) return text;
  const write = WRITERS[to];
  const body = segmentsOf(text, language)
    .map((segment) => write(segment, text))
    .join("")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
  return to === "tex" ? `${HEAD}${body}\n\\end{document}\n` : `${body}\n`;
}

const HEAD = "\\documentclass{article}\n\\usepackage{amsmath,amssymb,cancel}\n\\begin{document}\n";
const SECTIONS = ["section*", "section*", "subsection*", "subsubsection*"];

const WRITERS: Readonly<Record<Target, (segment: Segment, text: string) => string>> = {
  markdown: (segment, text) => {
    if (segment.kind === "heading") return `\n\n${"#".repeat(segment.level)} ${segment.text.trim()}\n\n`;
    if (segment.kind === "directive") return `<!-- gradproof: ${segment.text} -->`;
    if (segment.kind === "math") return segment.display ? `\n\n$$\n${segment.source.trim()}\n$$\n\n` : `$${segment.source.trim()}$`;
    return segment.kind === "prose" ? segment.text : text.slice(segment.start, segment.end);
  },
  tex: (segment, text) => {
    if (segment.kind === "heading") return `\n\n\\${SECTIONS[segment.level] ?? "paragraph"}{${forTex(segment.text.trim())}}\n\n`;
    if (segment.kind === "directive") return `\n% gradproof: ${segment.text}\n`;
    if (segment.kind === "math") return segment.display ? `\n\\[\n${segment.source.trim()}\n\\]\n` : `\\(${segment.source.trim()}\\)`;
    return forTex(segment.kind === "prose" ? segment.text.replaceAll(/<!--[^]*?-->/g, "") : text.slice(segment.start, segment.end));
  },
};

const SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

/** Words as TeX sets them: its special characters are made plain ones. */
function forTex(text: string): string {
  return text
    .replaceAll(/[\\~^]|[#$%&_{}]/g, (sign) => SPECIAL[sign] ?? `\\${sign}`)
    .replaceAll(/\*\*([^*\n]+)\*\*/g, "\\textbf{$1}")
    .replaceAll(/(?<![*\w])\*([^*\n]+)\*(?![*\w])/g, "\\emph{$1}");
}
