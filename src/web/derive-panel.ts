/** Derivations on demand: a derivative of the document's own names, written out step by step. */
import { Asking, READING } from "./asking.ts";
import type { Answer, Detail, Page } from "./protocol.ts";
import { type WebPhrase, tell } from "./words.ts";

export class DerivePanel {
  private readonly root: HTMLElement;
  private readonly insert: (latex: string) => void;
  private readonly names = new Asking();
  private readonly writing = new Asking();
  private readonly selects = {
    of: document.createElement("select"),
    wrt: document.createElement("select"),
    detail: document.createElement("select"),
  };
  private readonly outcome = document.createElement("div");
  private page: Page | undefined;
  private spoken = "";

  constructor(root: HTMLElement, insert: (latex: string) => void) {
    this.root = root;
    this.insert = insert;
  }

  refresh(page: Page): void {
    this.page = page;
    if (this.spoken !== page.lang) this.build(page);
    this.names.ask(
      { kind: "names", page },
      { hear: (answer) => this.offer(answer, page), ended: () => this.refuse(tell("cutOff", page.lang, String(READING / 1000))) },
    );
  }

  private build({ lang }: Page): void {
    this.spoken = lang;
    const field = (phrase: WebPhrase, select: HTMLSelectElement): HTMLLabelElement => {
      const label = document.createElement("label");
      label.className = "field";
      const words = document.createElement("span");
      words.textContent = tell(phrase, lang);
      label.append(words, select);
      return label;
    };
    const { of, wrt, detail } = this.selects;
    detail.replaceChildren(
      ...(["brief", "normal", "full"] as const).map((each) => new Option(tell(each, lang), each, false, each === "normal")),
    );
    const write = button(tell("write", lang), () => this.write());
    const row = document.createElement("div");
    row.className = "row";
    row.append(field("of", of), field("by", wrt), field("detail", detail), write);
    this.outcome.setAttribute("aria-live", "polite");
    this.outcome.replaceChildren();
    this.root.replaceChildren(row, this.outcome);
  }

  /** What was chosen stays chosen as long as the document has it. */
  private offer(answer: Answer, { lang }: Page): void {
    if (answer.kind === "refused" || answer.kind === "broken") return this.refuse(answer.reason);
    if (answer.kind !== "names") return;
    for (const [select, likely] of [
      [this.selects.of, answer.of],
      [this.selects.wrt, answer.wrt],
    ] as const) {
      const before = select.value;
      select.replaceChildren(...answer.names.map((name) => new Option(name, name)));
      select.value = answer.names.includes(before) ? before : likely;
    }
    if (answer.names.length === 0) this.refuse(tell("noNames", lang));
  }

  private write(): void {
    const { page } = this;
    if (!page) return;
    const [of, wrt, detail] = [this.selects.of.value, this.selects.wrt.value, this.selects.detail.value as Detail];
    this.writing.ask(
      { kind: "derive", page, of, wrt, detail },
      { hear: (answer) => this.show(answer, page), ended: () => this.refuse(tell("cutOff", page.lang, String(READING / 1000))) },
    );
  }

  private show(answer: Answer, { lang, language }: Page): void {
    if (answer.kind === "refused" || answer.kind === "broken") return this.refuse(answer.reason);
    if (answer.kind !== "derivation") return;
    const written = document.createElement("div");
    written.innerHTML = answer.markup;
    const isTaken = language === "markdown" || language === "tex";
    this.outcome.replaceChildren(written, ...(isTaken ? [button(tell("insert", lang), () => this.insert(answer.latex))] : []));
  }

  private refuse(reason: string): void {
    const words = document.createElement("p");
    words.textContent = reason;
    this.outcome.replaceChildren(words);
  }
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
