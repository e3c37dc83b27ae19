/** The playground: one static page for any host, or for `gradproof playground`. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: folder("src/web"),
  base: "./",
  publicDir: false,
  // What is switched off, in every browser, or hardly ever written need not be loaded.
  resolve: {
    alias: {
      "linkify-it": folder("src/web/no-links.ts"),
      "punycode.js": folder("src/web/host-names.ts"),
      entities: folder("src/web/entities.ts"),
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
