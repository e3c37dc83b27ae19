/** The engine of the playground has what it asks decimal.js for. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { leftOut, withoutOtherNumerals } from "../../src/web/few-numerals.ts";

const decimal = readFileSync(new URL("../../node_modules/decimal.js/decimal.mjs", import.meta.url), "utf8");
const enclosures = readFileSync(new URL("../../src/evaluate/interval.ts", import.meta.url), "utf8");

describe("decimal.js without other numerals", () => {
  const { methods, functions } = leftOut(decimal);

  it("leaves out what is listed", () => {
    expect(methods).toContain("toHex");
    expect(functions).toContain("random");
    expect(withoutOtherNumerals(decimal).length).toBeLessThan(decimal.length - 10_000);
    expect(withoutOtherNumerals(decimal)).not.toMatch(/^P\.toHexadecimal|^function random\(/m);
  });

  it("leaves out nothing that enclosures ask for", () => {
    const asked = new Set([...enclosures.matchAll(/(?<!Math|this)\.(\w+)\(/g)].map(([, name]) => name ?? ""));
    expect(asked).toContain("floor");
    const ofDecimal = new Set(
      [...enclosures.matchAll(/\b(?:Decimal|this\.(?:down|up|wide)|precise)\.(\w+)/g)].map(([, name]) => name ?? ""),
    );
    expect(methods.filter((name) => asked.has(name))).toEqual([]);
    expect(functions.filter((name) => ofDecimal.has(name))).toEqual([]);
  });
});
