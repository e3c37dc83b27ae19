/** Finds the mathematics of a LaTeX file. Nothing is run and no other file is read. */
import { rowEnvironments } from "../syntax/latex-command.ts";
import { type Segment, directiveText } from "./segment.ts";

const VERBATIM = /^(verbatim\*?|lstlisting|minted|comment)$/;
const LEVELS: Readonly<Record<string, number>> = { part: 1, chapter: 1, section: 1, subsection: 2, subsubsection: 3, paragraph: 4 };
const DEFINITION = /\\(?:re)?newcommand\*?|\\providecommand|\\def(?![a-z])|\\DeclareMathOperator\*?/y;

/** Segments in order, in O(length). */
export function texSegments(text: string): Segment[] {
  const out: Segment[] = [];
  let prose = "";
  const flush = (): void => {
    if (prose.trim() !== "") out.push({ kind: "prose", text: prose });
    prose = "";
  };
  const math = (start: number, end: number, display: boolean): void => {
    flush();
    out.push({ kind: "math", source: text.slice(start, end), start, display, syntax: "latex" });
  };
  const until = (closing: string, from: number, open: number, display: boolean): number => {
    const end = text.indexOf(closing, from);
    const blank = text.slice(from, end < 0 ? undefined : end).search(/\n[ \t\r]*\n/);
    if (end < 0 || blank >= 0) {
      flush();
      out.push({ kind: "unreadable", start: open, end: from, reason: `${text.slice(open, from)} is never closed` });
      return blank >= 0 ? from + blank : text.length;
    }
    math(from, end, display);
    return end + closing.length;
  };
  for (let at = 0; at < text.length;) {
    const char = text[at] as string;
    if (char === "%") {
      const end = text.indexOf("\n", at);
      const stop = end < 0 ? text.length : end;
      const told = directiveText(text.slice(at + 1, stop));
      if (told !== undefined) {
        flush();
        out.push({ kind: "directive", text: told, start: at, end: stop });
      }
      at = stop;
    } else if (char === "$") {
      const display = text[at + 1] === "$";
      at = until(display ? "$$" : "$", at + (display ? 2 : 1), at, display);
    } else if (char !== "\\") {
      prose += char;
      at++;
    } else at = command(at);
  }
  flush();
  return out;

  function command(at: number): number {
    if (text.startsWith("\\(", at)) return until("\\)", at + 2, at, false);
    if (text.startsWith("\\[", at)) return until("\\]", at + 2, at, true);
    if (text.startsWith("\\iffalse", at)) {
      const end = text.indexOf("\\fi", at + 8);
      return end < 0 ? text.length : end + 3;
    }
    if (text.startsWith("\\catcode", at)) {
      flush();
      out.push({ kind: "unreadable", start: at, end: at + 8, reason: "\\catcode changes what characters mean: nothing after it is read" });
      return text.length;
    }
    const verb = /\\verb\*?([^A-Za-z\s])/y;
    verb.lastIndex = at;
    const mark = verb.exec(text);
    if (mark) {
      const end = text.indexOf(mark[1] as string, verb.lastIndex);
      return end < 0 ? text.length : end + 1;
    }
    DEFINITION.lastIndex = at;
    if (DEFINITION.test(text)) {
      // Macro definitions are handed to the reader, which takes them in and finds no formula.
      const end = definitionEnd(text, at);
      math(at, end, true);
      return end;
    }
    const named = /\\(begin|end|[a-z]+\*?)\{([^{}\n]*)\}/y;
    named.lastIndex = at;
    const found = named.exec(text);
    if (found) {
      const [whole, name = "", argument = ""] = found;
      if (name === "begin" && rowEnvironments.has(argument)) {
        const closing = `\\end{${argument}}`;
        const end = text.indexOf(closing, at);
        const stop = end < 0 ? text.length : end + closing.length;
        math(at, stop, true);
        return stop;
      }
      if (name === "begin" && VERBATIM.test(argument)) {
        const end = text.indexOf(`\\end{${argument}}`, at);
        return end < 0 ? text.length : end;
      }
      if (name === "begin" && argument === "document")
        out.splice(0, out.length, ...out.filter((s) => s.kind === "math" || s.kind === "directive"));
      const level = LEVELS[name.replace("*", "")];
      if (level) {
        flush();
        out.push({ kind: "heading", level, text: argument });
        return at + whole.length - argument.length - 1;
      }
    }
    prose += " ";
    return at + 2;
  }
}

/** Behind the last group of a macro definition. */
function definitionEnd(text: string, at: number): number {
  let depth = 0;
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === "{") depth++;
    if (text[i] === "}" && --depth === 0) {
      const rest = /^(\[[^\]]*\])*\s*[{[]/.exec(text.slice(i + 1, i + 200));
      if (!rest) return i + 1;
    }
  }
  return text.length;
}
