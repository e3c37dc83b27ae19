/** KaTeX's style sheet with its fonts inside, for reports that are one file. */
import style from "katex/dist/katex.min.css?raw";

const fonts = import.meta.glob<string>(
  [
    "../../node_modules/katex/dist/fonts/KaTeX_Main-*.woff2",
    "../../node_modules/katex/dist/fonts/KaTeX_Math-*.woff2",
    "../../node_modules/katex/dist/fonts/KaTeX_Size*-Regular.woff2",
    "../../node_modules/katex/dist/fonts/KaTeX_AMS-Regular.woff2",
    "../../node_modules/katex/dist/fonts/KaTeX_Caligraphic-Regular.woff2",
  ],
  { query: "?inline", import: "default", eager: true },
);

/** Alphabets that few pages use are left out; they fall back. */
export function reportStyle(): string {
  const byName = new Map(Object.entries(fonts).map(([path, data]) => [path.replace(/^.*\//, ""), data]));
  return style.replaceAll(/@font-face\{[^}]*\}/g, (face) => {
    const data = byName.get(/fonts\/([\w-]+\.woff2)/.exec(face)?.[1] ?? "");
    return data === undefined ? "" : face.replace(/src:[^;}]*/, `src:url(${data}) format("woff2")`);
  });
}
