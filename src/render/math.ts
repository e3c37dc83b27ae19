/** Formulas as markup: KaTeX, with MathML for screen readers; what it cannot set is shown as its source, and marked. */
import katex from "katex";
import { escapeHtml } from "./escape.ts";

export interface MathOptions {
  /** Whether the page has KaTeX's style sheet; else browsers set the MathML themselves. */
  readonly styled: boolean;
  /** Macros that the document has defined so far; more are added. */
  readonly macros: Record<string, string>;
  /** Said of what is shown as its source. */
  readonly notRendered: string;
}

/** Limits for what a document may ask of the page: sizes in em, expansions of macros. */
const LIMITS = { maxSize: 40, maxExpand: 1000, trust: false, strict: "ignore", errorColor: "currentColor" } as const;
const LONGEST = 50_000;

export function mathMarkup(latex: string, display: boolean, { styled, macros, notRendered }: MathOptions): string {
  if (latex.length <= LONGEST) {
    try {
      const markup = katex.renderToString(latex, {
        ...LIMITS,
        displayMode: display,
        output: styled ? "htmlAndMathml" : "mathml",
        throwOnError: true,
        macros,
        globalGroup: true,
      });
      return display ? `<span class="display" role="group" tabindex="0">${markup}</span>` : markup;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }
  return `<code class="source" title="${escapeHtml(notRendered)}">${escapeHtml(latex)}</code><small class="unset"> (${escapeHtml(notRendered)})</small>`;
}
