import MarkdownIt from "markdown-it";
import { describe, expect, it } from "vitest";
import { letters } from "../../src/syntax/latex-command.ts";
import { NAMED, decodeHTMLStrict } from "../../src/web/entities.ts";

/** What the package says, by way of markdown-it, with what is escaped again as it was. */
const byPackage = (text: string): string =>
  new MarkdownIt().renderInline(text).replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

describe("named characters of the playground", () => {
  const greek = [...letters].filter(([, letter]) => /^\p{Script=Greek}$/u.test(letter)).map(([name]) => name);

  it.each([...Object.keys(NAMED), ...greek])("&%s; is what it is elsewhere", (name) => {
    expect(decodeHTMLStrict(`&${name};`)).toBe(byPackage(`&${name};`));
  });

  it.each(["&#955;", "&#x3bb;", "&#X3BB;", "&#128512;", "&#0;", "&#xd800;", "&#x110000;"])("%s", (text) => {
    expect(decodeHTMLStrict(text)).toBe(byPackage(text));
  });

  it("leaves what nobody writes as it is", () => {
    expect(decodeHTMLStrict("a &CounterClockwiseContourIntegral; b & c &foo;")).toBe("a &CounterClockwiseContourIntegral; b & c &foo;");
  });
});
