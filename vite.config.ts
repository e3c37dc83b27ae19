/** The playground: one static page for any host, or for `gradproof playground`. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Browsers that run this have read WOFF2 for years: the same fonts in older forms are left out. */
const onlyWoff2 = {
  name: "only-woff2",
  enforce: "pre" as const,
  transform: (code: string, id: string): string | undefined =>
    id.includes("katex.min.css") ? code.replaceAll(/,url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)/g, "") : undefined,
};

export default defineConfig({
  plugins: [onlyWoff2],
  root: folder("src/web"),
  base: "./",
  publicDir: false,
  // What is switched off, in every browser, or hardly ever written need not be loaded.
  resolve: {
    alias: {
      "linkify-it": folder("src/web/no-links.ts"),
      "punycode.js": folder("src/web/host-names.ts"),
      entities: folder("src/web/entities.ts"),
      mdurl: folder("src/web/addresses.ts"),
      "uc.micro": folder("src/web/punctuation.ts"),
    },
  },
  // The examples lie beside the sources.
  server: { host: "127.0.0.1", fs: { allow: [folder(".")] } },
  worker: { format: "es" },
  build: {
    outDir: folder("dist/web"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    modulePreload: { polyfill: false },
  },
});
