/**
 * A document as it reads, with something put behind each of its formulas: Markdown by markdown-it, its mathematics by
 * KaTeX. Markup in the text is shown, never used.
 */
import MarkdownIt from "markdown-it";
import type { DocumentLanguage, Segment } from "../derivation/segment.ts";
import { escapeHtml } from "./escape.ts";

type MathSegment = Segment & { readonly kind: "math" };

export interface Flow {
  /** The formula itself. */
  readonly math: (segment: MathSegment) => string;
  /** What stands behind the block that formulas are in. */
  readonly behind: (segments: readonly MathSegment[]) => string;
}

/** Where formulas stand while the text around them becomes markup: no document may hold these. */
const [OPEN, CLOSE] = ["\u{F0000}", "\u{F0001}"];
const PLACE = new RegExp(`${OPEN}(\\d+)${CLOSE}`, "gu");

/** `segments` are those of the text. */
export function documentMarkup(text: string, segments: readonly Segment[], language: DocumentLanguage, flow: Flow): string {
  const formulas = segments.filter((segment) => segment.kind === "math");
  const place = (segment: MathSegment): string => {
    const mark = `${OPEN}${formulas.indexOf(segment)}${CLOSE}`;
    return segment.display ? `\n\n${mark}\n\n` : mark;
  };
  const flowing = language === "markdown" ? inPlace(text, formulas, place) : fromSegments(segments, language, place);
  const markup = language === "markdown" || language === "ipynb" ? markdown().render(flowing) : paragraphs(flowing);
  // A header cell without text is none, for those who hear the table.
  return withFormulas(markup.replaceAll(/<th([^>]*)><\/th>/g, "<td$1></td>"), formulas, flow);
}

function markdown(): { render(text: string): string } {
  // Pictures would be loaded from elsewhere; their link is shown instead.
  return new MarkdownIt({ html: false, linkify: false, typographer: false }).disable(["image"]);
}

const DELIMITERS: readonly (readonly [open: string, close: string])[] = [
  ["$$", "$$"],
  ["\\[", "\\]"],
  ["\\(", "\\)"],
  ["$`", "`$"],
  ["$", "$"],
];

/** The text with each formula and its delimiters replaced. */
function inPlace(text: string, formulas: readonly MathSegment[], place: (segment: MathSegment) => string): string {
  let out = "";
  let at = frontMatterEnd(text);
  for (const segment of formulas) {
    const [start, end] = withDelimiters(text, segment);
    if (start < at) continue;
    out += prose(text.slice(at, start)) + place(segment);
    at = end;
  }
  return out + prose(text.slice(at));
}

function withDelimiters(text: string, { start, source, offsets }: MathSegment): readonly [number, number] {
  const end = offsets ? (offsets.at(-1) ?? start) + 1 : start + source.length;
  for (const [open, close] of DELIMITERS)
    if (text.slice(start - open.length, start) === open && text.slice(end, end + close.length) === close)
      return [start - open.length, end + close.length];
  const fence = /(?:^|\n)[ \t]*(?:`{3,}|~{3,})[^\n]*\n[ \t]*$/.exec(text.slice(Math.max(0, start - 200), start));
  const closing = /^[ \t]*\n?[ \t]*(?:`{3,}|~{3,})[^\n]*/.exec(text.slice(end, end + 200));
  return fence && closing ? [start - fence[0].length, end + closing[0].length] : [start, end];
}

/** What stands between formulas, without comments and without what marks their places. */
function prose(text: string): string {
  return text.replaceAll(/<!--[^]*?-->/g, "").replaceAll(/[\u{F0000}\u{F0001}]/gu, "\uFFFD\uFFFD");
}

function frontMatterEnd(text: string): number {
  return /^---\r?\n[^]*?\n---[ \t]*(?:\r?\n|$)/.exec(text)?.[0].length ?? 0;
}

function fromSegments(segments: readonly Segment[], language: DocumentLanguage, place: (segment: MathSegment) => string): string {
  return segments
    .map((segment) => {
      if (segment.kind === "math") return place(segment);
      // The text of a heading follows as prose; in TeX it does not.
      if (segment.kind === "heading") return language === "ipynb" ? `\n\n${"#".repeat(segment.level)}` : `\n\n${prose(segment.text)}\n\n`;
      return segment.kind === "prose" ? prose(segment.text) : "";
    })
    .join("");
}

function paragraphs(text: string): string {
  return text
    .split(/\n\s*\n/)
    .filter((part) => part.trim() !== "")
    .map((part) => `<p>${escapeHtml(part.trim())}</p>`)
    .join("\n");
}

/** Formulas in their places; what stands behind them comes after the block, or at the end of the cell or item. */
function withFormulas(markup: string, formulas: readonly MathSegment[], { math, behind }: Flow): string {
  let waiting: MathSegment[] = [];
  const flush = (): string => {
    const text = waiting.length > 0 ? behind(waiting) : "";
    waiting = [];
    return text;
  };
  const filled = (text: string): string =>
    text.replaceAll(PLACE, (_, index: string) => {
      const segment = formulas[Number(index)] as MathSegment;
      waiting.push(segment);
      return math(segment);
    });
  let out = "";
  for (const part of markup.split(/(<\/(?:p|h[1-6]|li|td|th|blockquote)>)/)) {
    if (/^<\/(?:p|h[1-6])>$/.test(part)) out += part + flush();
    else if (part.startsWith("</")) out += flush() + part;
    else out += filled(part);
  }
  return out + flush();
}
