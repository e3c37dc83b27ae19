import { describe, expect, it } from "vitest";
import { indexValue, nameAtPlace, occurrenceOf } from "../../src/tensor/entry.ts";
import { ShapeClash, ShapeRules } from "../../src/tensor/shape.ts";
import { SizeClasses } from "../../src/tensor/sizes.ts";

describe("names with indices", () => {
  const letters = {
    isIndex: (letter: string) => /^[ijknc]$/.test(letter),
    isSample: (letter: string) => letter === "i",
    isFamily: (whole: string, rank: number) => whole === "x" && rank === 1,
    isRow: () => false,
    stackOf: () => undefined,
    isSize: (name: string) => name === "d_k",
  };
  it.each([
    ["w_kj", "w", 2],
    ["w_kj^{(l+1)}", "w^{(l+1)}", 2],
    ["v_jc", "v", 2],
    ["x_{i+k-1}", "x", 1],
    ["x_3", "x", 1],
    ["W_1", "W_1", 0],
    ["h_{t-1}", "h_{t-1}", 0],
    ["x_max", "x_max", 0],
    ["x_j^{(i)}", "x", 2],
    ["x_{t,j}", "x_t", 1],
    ["d_k", "d_k", 0],
    ["d_j", "d", 1],
  ])("%s is an entry of %s with %i indices", (name, whole, rank) => {
    const found = occurrenceOf(name, letters);
    expect([found.whole, found.indices.length]).toEqual([whole, rank]);
  });
  it("have values where their letters have", () => {
    const [index] = occurrenceOf("x_{i+k-1}", letters).indices;
    expect(index && indexValue(index, new Map(Object.entries({ i: 2, k: 3 })))).toBe(4);
    expect(index && indexValue(index, new Map([["i", 2]]))).toBeUndefined();
  });
  it("are called by numbers", () => {
    const fromOne = (): number => 1;
    expect(nameAtPlace("w^{(2)}", [1, 2], fromOne)).toBe("w_12^{(2)}");
    expect(nameAtPlace("w", [1, 12], fromOne)).toBe("w_{1,12}");
    expect(nameAtPlace("h_t", [2], fromOne)).toBe("h_t[2]");
    expect(nameAtPlace("w", [1, 2], (_whole, _rank, axis) => axis)).toBe("w_02");
  });
});

describe("shapes", () => {
  const rules = new ShapeRules<number>({
    same: (a, b) => a === b,
    areSame: (a, b) => a === b,
    isOne: (size) => size === 1,
    total: (sizes) => sizes.reduce<number>((sum, size) => sum + size, 0),
    show: (shape) => shape.join(" × "),
  });
  it.each([
    ["matrix by matrix", [2, 3], [3, 4], [2, 4]],
    ["matrix by column", [2, 3], [3], [2]],
    ["row by matrix", [2], [2, 3], [3]],
    ["column by row", [3], [1, 2], [3, 2]],
    ["number by matrix", [], [2, 3], [2, 3]],
  ])("%s", (_, a, b, made) => expect(rules.product(a, b).shape).toEqual(made));
  it("that do not fit clash, and both are named", () => {
    expect(() => rules.product([2, 3], [2, 4])).toThrow(/2 × 3 and 2 × 4/);
    expect(() => rules.product([2], [2])).toThrow(ShapeClash);
    expect(() => rules.broadcast([2, 3], [2, 4])).toThrow(ShapeClash);
    expect(() => rules.equal([2, 3], [3, 2])).toThrow(/left side is 2 × 3/);
  });
  it("of fewer entries are repeated", () => {
    expect(rules.broadcast([2, 3], [3])).toEqual([2, 3]);
    expect(rules.broadcast([2, 3], [1, 3])).toEqual([2, 3]);
    expect(rules.broadcast([2, 3], [])).toEqual([2, 3]);
    expect(rules.collapsed([1, 1])).toEqual([]);
    expect(() => rules.equal([2, 1], [2])).not.toThrow();
  });
});

describe("sizes", () => {
  it("are one class where something makes them the same, and stay apart once they are settled", () => {
    const sizes = new SizeClasses();
    expect(sizes.unite("a", "b") && sizes.unite("b", "c")).toBe(true);
    expect(sizes.find("a")).toBe(sizes.find("c"));
    sizes.find("d");
    sizes.settle();
    expect(sizes.unite("a", "d")).toBe(false);
    expect(sizes.copy(true).unite("a", "d")).toBe(true);
    expect(sizes.unite("a", "new")).toBe(true);
  });
  it("that are known are not made others", () => {
    const sizes = new SizeClasses();
    expect(sizes.fix("a", 3) && sizes.fix("b", 3)).toBe(true);
    expect([sizes.fix("a", 4), sizes.areSame("a", "b"), sizes.unite("a", "b")]).toEqual([false, true, true]);
  });
});
