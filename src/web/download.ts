/** The document as a file: as Markdown, as LaTeX, as a report for people, as a report for programs. */
import { Asking, READING } from "./asking.ts";
import type { Page, Question } from "./protocol.ts";
import { tell } from "./words.ts";

type Format = (Question & { kind: "export" })["as"];

const FILES: Readonly<Record<Format, readonly [name: string, type: string]>> = {
  markdown: ["derivation.md", "text/markdown"],
  tex: ["derivation.tex", "application/x-tex"],
  html: ["derivation.html", "text/html"],
  json: ["derivation.json", "application/json"],
};

const asking = new Asking();

export async function download(button: HTMLButtonElement, page: Page, refuse: (reason: string) => void): Promise<void> {
  const as = button.dataset["download"] as Format;
  button.closest("details")?.removeAttribute("open");
  const style = await styleFor(as);
  asking.ask(
    { kind: "export", page, as, style },
    {
      hear: (answer) => {
        if (answer.kind === "file") save(answer.content, ...FILES[as]);
        else if (answer.kind === "refused" || answer.kind === "broken") refuse(answer.reason);
      },
      ended: () => refuse(tell("readingCutOff", page.lang, String(READING / 1000))),
    },
  );
}

/** A report is one file: KaTeX's style sheet is put in, its fonts too. */
async function styleFor(as: Format): Promise<string> {
  if (as !== "html") return "";
  const { reportStyle } = await import("./report-style.ts");
  return reportStyle();
}

function save(content: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
