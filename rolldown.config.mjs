/** One file for the library, one for the command line: a module a file would double the time it takes to import. */
import { readFileSync, rmSync } from "node:fs";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));

rmSync("dist", { recursive: true, force: true });

export default {
  input: {
    index: "src/index.ts",
    network: "src/network.ts",
    "fast-check": "src/fast-check.ts",
    vitest: "src/vitest.ts",
    "cli/main": "src/cli/main.ts",
  },
  platform: "neutral",
  external: [/^node:/, ...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)],
  output: { dir: "dist", format: "esm", entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
};
