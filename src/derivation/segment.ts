/** What a document is made of: headings, prose, mathematics, and the author's directives. */
export type Segment =
  | { readonly kind: "heading"; readonly level: number; readonly text: string }
  | { readonly kind: "prose"; readonly text: string }
  | { readonly kind: "directive"; readonly text: string; readonly start: number; readonly end: number }
  | {
      readonly kind: "math";
      readonly source: string;
      /** Where the source begins in the file, in UTF-16 units. */
      readonly start: number;
      /** The file's offset of each offset of the source; where missing, `start` plus the offset. */
      readonly offsets?: readonly number[];
      readonly display: boolean;
      readonly syntax: "latex" | "plain";
    }
  | { readonly kind: "unreadable"; readonly start: number; readonly end: number; readonly reason: string };

export type DocumentLanguage = "markdown" | "tex" | "ipynb" | "plain";

/** `<!-- gradproof: … -->` and `% gradproof: …`. */
export function directiveText(comment: string): string | undefined {
  const match = /^\s*gradproof:\s*(.*?)\s*$/s.exec(comment);
  return match?.[1];
}
