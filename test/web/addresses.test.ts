import MarkdownIt from "markdown-it";
import { describe, expect, it } from "vitest";
import { decode, encode, format, parse } from "../../src/web/addresses.ts";
import { P, S } from "../../src/web/punctuation.ts";

const byPackage = new MarkdownIt();

describe("addresses of the playground", () => {
  it.each(["https://example.org/a b?c=1#d", "a/%41%zz", "https://example.org/가격", "x[1].md", "mailto:a@example.org"])("%s", (address) => {
    const parsed = parse(address);
    parsed.pathname = encode(parsed.pathname);
    expect(format(parsed)).toBe(byPackage.normalizeLink(address));
  });

  it("are shown as people read them", () => {
    expect(decode("https://example.org/%EA%B0%80")).toBe("https://example.org/가");
    expect(decode("%zz")).toBe("%zz");
  });
});

describe("punctuation of the playground", () => {
  it.each([..."aä가1 _*.,;:!?“”…§€+<=>~^|$©"])("%s", (sign) => {
    expect(P.test(sign) || S.test(sign)).toBe(byPackage.utils.isPunctChar(sign));
  });
});
