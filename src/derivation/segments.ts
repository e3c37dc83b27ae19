/** Finds the mathematics of a document in any of the languages. */
import { frontMatter } from "./front-matter.ts";
import { markdownSegments } from "./markdown.ts";
import { notebookSegments } from "./notebook.ts";
import { plainSegments } from "./plain.ts";
import type { DocumentLanguage, Segment } from "./segment.ts";
import { texSegments } from "./tex.ts";

export function segmentsOf(text: string, language: DocumentLanguage): readonly Segment[] {
  switch (language) {
    case "markdown": {
      const { segments, end } = frontMatter(text);
      return [...segments, ...markdownSegments(text.slice(end), end)];
    }
    case "ipynb":
      return notebookSegments(text);
    case "tex":
      return texSegments(text);
    case "plain":
      return plainSegments(text);
  }
}
