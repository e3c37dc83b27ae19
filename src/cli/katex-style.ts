/** KaTeX's style sheet with the fonts that a page uses as data inside, so that a page is one file. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The style sheet; the fonts of a few alphabets that few pages use are left out, and those then fall back. */
export function katexStyle(): string {
  const file = fileURLToPath(import.meta.resolve("katex/dist/katex.min.css"));
  const folder = dirname(file);
  return readFileSync(file, "utf8").replaceAll(/@font-face\{[^}]*\}/g, (face) => {
    const font = /url\((fonts\/[^)]*\.woff2)\)/.exec(face)?.[1];
    if (!font || !USED.test(font)) return "";
    const data = readFileSync(join(folder, font)).toString("base64");
    return face.replace(/src:[^;}]*/, `src:url(data:font/woff2;base64,${data}) format("woff2")`);
  });
}

const USED = /KaTeX_(?:Main-(?:Regular|Bold|Italic)|Math-(?:Italic|BoldItalic)|Size[1-4]-Regular|AMS-Regular|Caligraphic-Regular)\.woff2$/;
