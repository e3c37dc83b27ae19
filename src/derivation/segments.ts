/** Finds the mathematics of a document in any of the languages. */
import { frontMatter } from "./front-matter.ts";
import { markdownSegments } from "./markdown.ts";
import { notebookSegments } from "./notebook.ts";
import type { DocumentLanguage, Segment } from "./segment.ts";
import { textSegments } from "./text-segments.ts";

export function segmentsOf(text: string, language: DocumentLanguage): readonly Segment[] {
  if (language === "ipynb") return notebookSegments(text);
  if (language !== "markdown") return textSegments(text, language);
  const { segments, end } = frontMatter(text);
  return [...segments, ...markdownSegments(text.slice(end), end)];
}
