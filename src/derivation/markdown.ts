/** Finds the mathematics of a Markdown text, in one pass; code, escapes and money stay prose. */
import { rowEnvironments } from "../syntax/latex-command.ts";
import { type Segment, directiveText } from "./segment.ts";

const ENVIRONMENT = /\\begin\{([a-z]+\*?)\}/y;
const FENCE = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)/;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$/;

/** Whether a document begins with front matter, which is read apart. */
export function holdsFrontMatter(text: string): boolean {
  return /^\ufeff?---[ \t]*\r?\n/.test(text);
}

/** Segments in order, in O(length). `base` is added to every offset. */
export function markdownSegments(text: string, base = 0): Segment[] {
  return new MarkdownScanner(text, base).scan();
}

class MarkdownScanner {
  private readonly text: string;
  private readonly base: number;
  private readonly out: Segment[] = [];
  private readonly closers: Int32Array;
  private prose = "";
  private at = 0;

  constructor(text: string, base: number) {
    this.text = text;
    this.base = base;
    this.closers = closingDollars(text);
  }

  scan(): Segment[] {
    while (this.at < this.text.length) {
      if (this.at === 0 || this.text[this.at - 1] === "\n") {
        if (this.line()) continue;
      }
      this.inline();
    }
    this.flush();
    return this.out;
  }

  private flush(): void {
    // A blank line alone ends a paragraph, too.
    if (this.prose.trim() !== "" || (this.out.length > 0 && /\n\s*\n/.test(this.prose))) this.out.push({ kind: "prose", text: this.prose });
    this.prose = "";
  }

  private push(segment: Segment): void {
    this.flush();
    this.out.push(segment);
  }

  private lineEnd(from: number): number {
    const end = this.text.indexOf("\n", from);
    return end < 0 ? this.text.length : end;
  }

  /** Headings and fences; true if the line is used up. */
  private line(): boolean {
    const end = this.lineEnd(this.at);
    const line = this.text.slice(this.at, Math.min(end, this.at + 1000)).replace(/\r$/, "");
    const heading = HEADING.exec(line);
    if (heading) {
      this.push({ kind: "heading", level: (heading[1] as string).length, text: heading[2] as string });
      // Formulas in a heading are read, too.
      this.at += (heading[1] as string).length;
      return true;
    }
    const fence = FENCE.exec(line);
    if (!fence) return false;
    this.fence(fence[1] as string, fence[2] as string, end);
    return true;
  }

  private fence(mark: string, info: string, lineEnd: number): void {
    const closing = new RegExp(`^ {0,3}${mark[0] as string}{${mark.length},}[ \\t]*\\r?$`);
    let start = Math.min(lineEnd + 1, this.text.length);
    const from = start;
    while (start < this.text.length) {
      const end = this.lineEnd(start);
      if (end - start < 1000 && closing.test(this.text.slice(start, end))) break;
      start = end + 1;
    }
    start = Math.min(start, this.text.length);
    if (info === "math")
      this.push({ kind: "math", source: this.text.slice(from, start), start: this.base + from, display: true, syntax: "latex" });
    else this.flush();
    this.at = Math.min(this.lineEnd(start) + 1, this.text.length);
  }

  private inline(): void {
    const char = this.text[this.at] as string;
    if (char === "\\") return this.backslash();
    if (char === "$") return this.dollar();
    if (char === "`") return this.codeSpan();
    if (char === "<" && this.text.startsWith("<!--", this.at)) return this.comment();
    this.prose += char;
    this.at++;
  }

  private backslash(): void {
    const next = this.text[this.at + 1];
    if (next === "(" || next === "[") return this.delimited(`\\${next === "(" ? ")" : "]"}`, next === "[");
    ENVIRONMENT.lastIndex = this.at;
    const environment = ENVIRONMENT.exec(this.text)?.[1];
    if (environment && rowEnvironments.has(environment)) return this.environment(environment);
    this.prose += this.text.slice(this.at, this.at + 2);
    this.at += 2;
  }

  private environment(name: string): void {
    const closing = `\\end{${name}}`;
    const end = this.text.indexOf(closing, this.at);
    const stop = end < 0 ? this.paragraphEnd(this.at) : end + closing.length;
    this.push({ kind: "math", source: this.text.slice(this.at, stop), start: this.base + this.at, display: true, syntax: "latex" });
    this.at = stop;
  }

  private delimited(closing: string, display: boolean): void {
    const from = this.at + 2;
    const limit = this.paragraphEnd(from);
    const end = this.text.indexOf(closing, from);
    if (end < 0 || end > limit) {
      if (display) this.unclosed(this.at, 2, closing === "$$" ? "$$" : "\\[");
      else this.prose += this.text.slice(this.at, from);
      this.at = display ? limit : from;
      return;
    }
    this.push({ kind: "math", source: this.text.slice(from, end), start: this.base + from, display, syntax: "latex" });
    this.at = end + closing.length;
  }

  private unclosed(at: number, length: number, mark: string): void {
    this.push({ kind: "unreadable", start: this.base + at, end: this.base + at + length, reason: `${mark} is never closed` });
  }

  private paragraphEnd(from: number): number {
    if (from < this.paragraph.end && from >= this.paragraph.start) return this.paragraph.end;
    const blank = /\n[ \t\r]*\n/g;
    blank.lastIndex = from;
    const end = blank.exec(this.text)?.index ?? this.text.length;
    this.paragraph = { start: from, end };
    return end;
  }

  private paragraph = { start: 0, end: 0 };

  private dollar(): void {
    if (this.text[this.at + 1] === "$") return this.delimited("$$", true);
    const after = this.text[this.at + 1];
    const end = this.closers[this.at + 1] ?? -1;
    // Another dollar on the way there means that these are prices.
    const between = this.text.indexOf("$", this.at + 1);
    if (after === undefined || /\s/.test(after) || end < 0 || end > this.paragraphEnd(this.at) || this.isPrice(between, end)) {
      this.prose += "$";
      this.at++;
      return;
    }
    this.push({ kind: "math", source: this.text.slice(this.at + 1, end), start: this.base + this.at + 1, display: false, syntax: "latex" });
    this.at = end + 1;
  }

  private isPrice(between: number, end: number): boolean {
    return between >= 0 && between < end && this.text[between - 1] !== "\\";
  }

  private codeSpan(): void {
    let length = 0;
    while (this.text[this.at + length] === "`") length++;
    const mark = "`".repeat(length);
    let end = this.text.indexOf(mark, this.at + length);
    while (end >= 0 && this.text[end + length] === "`") {
      let skip = end;
      while (this.text[skip] === "`") skip++;
      end = this.text.indexOf(mark, skip);
    }
    const stop = end >= 0 && end < this.paragraphEnd(this.at) ? end + length : this.at + length;
    this.prose += " ";
    this.at = stop;
  }

  private comment(): void {
    const end = this.text.indexOf("-->", this.at + 4);
    const stop = end < 0 ? this.text.length : end + 3;
    const text = directiveText(this.text.slice(this.at + 4, end < 0 ? stop : end));
    if (text !== undefined) this.push({ kind: "directive", text, start: this.base + this.at, end: this.base + stop });
    this.at = stop;
  }
}

/** For each offset, the next dollar at or behind it that may close a formula: no space before it, no digit behind it. */
function closingDollars(text: string): Int32Array {
  const next = new Int32Array(text.length + 1);
  let found = -1;
  for (let i = text.length; i >= 0; i--) {
    if (text[i] === "$" && i > 0 && !/\s/.test(text[i - 1] as string) && text[i - 1] !== "\\" && !/[0-9]/.test(text[i + 1] ?? ""))
      found = i;
    next[i] = found;
  }
  return next;
}
