import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (name: string): never => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), "utf8")) as never;
const manifest: Record<string, Record<string, string>> = read("package.json");
const lock: { packages: Record<string, { optionalDependencies?: Record<string, string>; hasInstallScript?: boolean }> } =
  read("package-lock.json");

it("pins every dependency", () => {
  for (const kind of ["dependencies", "devDependencies"]) {
    for (const [name, version] of Object.entries(manifest[kind] ?? {})) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  }
});

it("locks every optional dependency, so that npm ci works on other machines", () => {
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      const found = Object.keys(lock.packages).some((other) => other === `node_modules/${name}` || other.endsWith(`/node_modules/${name}`));
      expect(found, `${name}, optional for ${path}`).toBe(true);
    }
  }
});

it("runs no install scripts of what it ships with", () => {
  for (const name of Object.keys(manifest["dependencies"] ?? {}))
    expect(lock.packages[`node_modules/${name}`]?.hasInstallScript ?? false, name).toBe(false);
});
