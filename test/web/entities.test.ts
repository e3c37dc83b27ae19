import MarkdownIt from "markdown-it";
import { describe, expect, it } from "vitest";
import { GREEK, NAMED, decodeHTMLStrict } from "../../src/web/entities.ts";

/** What the package says, by way of markdown-it, with what is escaped again as it was. */
const byPackage = (text: string): string =>
  new MarkdownIt().renderInline(text).replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

describe("named characters of the playground", () => {
  it("has all Greek letters", () => {
    expect(GREEK.size).toBe(48);
  });

  it.each([...Object.keys(NAMED), ...GREEK.keys()])("&%s; is what it is elsewhere", (name) => {
    expect(decodeHTMLStrict(`&${name};`)).toBe(byPackage(`&${name};`));
  });

  it.each(["&#955;", "&#x3bb;", "&#X3BB;", "&#128512;", "&#0;", "&#xd800;", "&#x110000;"])("%s", (text) => {
    expect(decodeHTMLStrict(text)).toBe(byPackage(text));
  });

  it("leaves what nobody writes as it is", () => {
    expect(decodeHTMLStrict("a &CounterClockwiseContourIntegral; b & c &foo;")).toBe("a &CounterClockwiseContourIntegral; b & c &foo;");
  });
});
