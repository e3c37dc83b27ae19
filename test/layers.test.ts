import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const root = new URL("../src/", import.meta.url).pathname;
const MATHEMATICS = ["base", "expression", "primitive"];
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  base: [],
  syntax: ["base"],
  expression: ["base"],
  primitive: ["base", "expression"],
  notation: MATHEMATICS,
  elaborate: [...MATHEMATICS, "syntax", "notation"],
  evaluate: MATHEMATICS,
  rule: MATHEMATICS,
  proof: [...MATHEMATICS, "evaluate"],
  derivative: [...MATHEMATICS, "rule"],
  simplify: [...MATHEMATICS, "rule"],
  decide: [...MATHEMATICS, "notation", "evaluate", "rule", "proof", "derivative", "simplify"],
  derive: [...MATHEMATICS, "rule", "derivative", "simplify"],
  tensor: [...MATHEMATICS, "evaluate"],
  indexed: [...MATHEMATICS, "notation", "tensor", "derivative", "decide"],
  derivation: [
    ...MATHEMATICS,
    "tensor",
    "indexed",
    "syntax",
    "notation",
    "elaborate",
    "evaluate",
    "rule",
    "proof",
    "derivative",
    "simplify",
    "decide",
    "derive",
  ],
  network: ["base", "primitive", "evaluate"],
  binding: [...MATHEMATICS, "evaluate", "network", "derivation"],
  testing: [...MATHEMATICS, "notation", "elaborate", "evaluate", "derivative", "simplify", "decide", "network", "derivation", "binding"],
  render: ["base", "notation", "derivation"],
  web: ["base", "derivation", "binding", "render"],
};

const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const imports = new Map(
  files.map((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const found = [...text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map((match) =>
      relative(root, join(root, dirname(file), match[1] as string)),
    );
    return [file, found] as const;
  }),
);

describe("the layers", () => {
  it("import only what the design allows", () => {
    const wrong: string[] = [];
    for (const [file, targets] of imports) {
      const layer = file.split("/")[0] as string;
      const allowed = ALLOWED[layer];
      if (!allowed) continue; // index.ts and cli/ may import everything
      for (const target of targets) {
        const other = target.split("/")[0] as string;
        if (other !== layer && !allowed.includes(other)) wrong.push(`${file} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("know every folder", () => {
    const folders = new Set(files.filter((file) => file.includes("/")).map((file) => file.split("/")[0] as string));
    expect([...folders].filter((folder) => folder !== "cli" && !(folder in ALLOWED))).toEqual([]);
  });

  it("have no circles, type imports included", () => {
    const done = new Set<string>();
    const path: string[] = [];
    const visit = (file: string): void => {
      expect(path, `a circle: ${[...path, file].join(" → ")}`).not.toContain(file);
      if (done.has(file)) return;
      path.push(file);
      for (const target of imports.get(file) ?? []) visit(target);
      path.pop();
      done.add(file);
    };
    for (const file of files) visit(file);
  });

  it("touch the process and files only in cli/, the page only in web/", () => {
    const touching = (pattern: RegExp, folder: string): string[] =>
      files.filter((file) => !file.startsWith(folder) && pattern.test(readFileSync(join(root, file), "utf8")));
    expect(touching(/"node:|\bprocess\.|\brequire\(/, "cli/")).toEqual([]);
    expect(touching(/\bdocument\.(body|create|querySelector)|\blocalStorage\b/, "web/")).toEqual([]);
  });
});
