/** Finds the mathematics of texts without YAML or JSON in them: what the playground reads at first. */
import { markdownSegments } from "./markdown.ts";
import { plainSegments } from "./plain.ts";
import type { DocumentLanguage, Segment } from "./segment.ts";
import { texSegments } from "./tex.ts";

/** Whether a document is more than text: it begins with front matter, or is a notebook. */
export function holdsData(text: string, language: DocumentLanguage): boolean {
  return language === "ipynb" || /^\ufeff?---[ \t]*\r?\n/.test(text);
}

export function textSegments(text: string, language: Exclude<DocumentLanguage, "ipynb">): readonly Segment[] {
  switch (language) {
    case "markdown":
      return markdownSegments(text);
    case "tex":
      return texSegments(text);
    case "plain":
      return plainSegments(text);
  }
}
