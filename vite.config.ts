/** The playground: one static page for any host, or for `gradproof playground`. */
import { fileURLToPath } from "node:url";
import katex from "katex";
import { defineConfig } from "vite";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Browsers that run this have read WOFF2 for years: the same fonts in older forms are left out. */
const onlyWoff2 = {
  name: "only-woff2",
  enforce: "pre" as const,
  transform: (code: string, id: string): string | undefined =>
    id.includes("katex.min.css") ? code.replaceAll(/,url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)/g, "") : undefined,
};

/** KaTeX's settings bring the help of its command line along. */
const noHelp = {
  name: "no-help",
  enforce: "pre" as const,
  transform: (code: string, id: string): string | undefined =>
    id.endsWith("katex/src/Settings.ts")
      ? code.replaceAll(/^ {8}(?:description|cliDescription): "[^"\n]*"(?: \+\s+"[^"\n]*")*,\n/gm, "")
      : undefined,
};

export default defineConfig({
  plugins: [onlyWoff2, noHelp],
  root: folder("src/web"),
  base: "./",
  publicDir: false,
  // What is switched off, in every browser, or hardly ever written need not be loaded.
  resolve: {
    alias: [
      // KaTeX from its parts, without those that a page may not use or never does.
      { find: /^katex$/, replacement: "katex/katex.ts" },
      { find: /^\.\/(?:environments\/)?cd$|^\.\/functions\/(?:href|html|includegraphics)$/, replacement: folder("src/web/no-diagrams.ts") },
      { find: "linkify-it", replacement: folder("src/web/no-links.ts") },
      { find: "punycode.js", replacement: folder("src/web/host-names.ts") },
      { find: "entities", replacement: folder("src/web/entities.ts") },
      { find: "mdurl", replacement: folder("src/web/addresses.ts") },
      { find: "uc.micro", replacement: folder("src/web/punctuation.ts") },
    ],
  },
  define: { __VERSION__: JSON.stringify(katex.version) },
  // The examples lie beside the sources.
  server: { host: "127.0.0.1", fs: { allow: [folder(".")] } },
  worker: { format: "es", plugins: () => [noHelp] },
  build: {
    outDir: folder("dist/web"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    modulePreload: { polyfill: false },
  },
});
