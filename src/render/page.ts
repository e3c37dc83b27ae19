/** One self-contained page: no script, nothing loaded from elsewhere. */
import { escapeHtml } from "./escape.ts";
import { STYLE } from "./style.ts";
import type { ReportLanguage } from "./words.ts";

export interface PageOptions {
  readonly title: string;
  readonly lang: ReportLanguage;
  /** KaTeX's style sheet with its fonts inside; without it browsers set the MathML themselves. */
  readonly katexStyle?: string | undefined;
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";

export function pageOf(body: string, { title, lang, katexStyle }: PageOptions): string {
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${katexStyle ?? ""}${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
