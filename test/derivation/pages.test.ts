/** Whole pages, right and with one mistake at a time: what a reader of notes would paste. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type StatementReport, type StepReport, checkDocument } from "../../src/index.ts";

interface Page {
  readonly name: string;
  /** How many steps of the right page are not proved. */
  readonly open: number;
  /** Text, and choices of which the first is right. */
  readonly parts: readonly (string | readonly string[])[];
}

const pages: readonly Page[] = readFileSync(new URL("pages.txt", import.meta.url), "utf8")
  .split(/^=== /mu)
  .slice(1)
  .map((whole) => {
    const [title = "", ...lines] = whole.split("\n");
    const [, name = title, open = "0"] = /^(.*?)(?: \((\d+) open\))?$/u.exec(title) ?? [];
    const parts = lines.join("\n").split(/(⟦[^⟧]*⟧)/u);
    return { name, open: Number(open), parts: parts.map((part) => (part.startsWith("⟦") ? part.slice(1, -1).split("‖") : part)) };
  });

/** The page with one of its choices, and where that stands. */
function written({ parts }: Page, at: number, choice: string): { readonly text: string; readonly from: number; readonly to: number } {
  const texts = parts.map((part, i) => (typeof part === "string" ? part : i === at ? choice : (part[0] as string)));
  const from = texts.slice(0, at).join("").length;
  return { text: texts.join(""), from, to: from + choice.length };
}

const stepsOf = ({ statements }: { readonly statements: readonly StatementReport[] }): StepReport[] =>
  statements.flatMap(({ steps }) => steps);

describe("pages", () => {
  it.each(pages)("$name: right", (page) => {
    const report = checkDocument(written(page, -1, "").text);
    expect(report.statements.filter(({ role }) => role === "unreadable")).toEqual([]);
    expect(stepsOf(report).filter(({ verdict }) => verdict === "refuted")).toEqual([]);
    expect(stepsOf(report).filter(({ verdict }) => verdict !== "proved")).toHaveLength(page.open);
  });

  const mistakes = pages.flatMap((page) =>
    page.parts.flatMap((part, at) =>
      typeof part === "string" ? [] : part.slice(1).map((choice) => ({ name: page.name, page, at, choice })),
    ),
  );
  it.each(mistakes)("$name: $choice", ({ page, at, choice }) => {
    const mark = /^[+?]/u.exec(choice)?.[0];
    const { text, from, to } = written(page, at, mark ? choice.slice(1) : choice);
    const steps = stepsOf(checkDocument(text));
    const own = steps.filter(({ span }) => span.start.offset <= to && span.end.offset >= from);
    const refuted = steps.filter(({ verdict }) => verdict === "refuted");
    if (mark === "?") return expect(own.filter(({ verdict }) => verdict === "supported")).toEqual([]);
    expect(own.filter(({ verdict }) => verdict === "refuted")).not.toEqual([]);
    if (mark === undefined) expect(refuted.filter((step) => !own.includes(step))).toEqual([]);
  });
});
