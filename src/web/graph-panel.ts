/** The computational graph of the document as it stands. */
import { Asking, READING } from "./asking.ts";
import type { Page } from "./protocol.ts";
import { tell } from "./words.ts";

export class GraphPanel {
  private readonly root: HTMLElement;
  private readonly asking = new Asking();

  constructor(root: HTMLElement) {
    this.root = root;
  }

  refresh(page: Page): void {
    const refuse = (reason: string): void => {
      const words = document.createElement("p");
      words.textContent = `${tell("noGraph", page.lang)}: ${reason}`;
      this.root.replaceChildren(words);
    };
    this.asking.ask(
      { kind: "graph", page },
      {
        hear: (answer) => {
          if (answer.kind === "graph") this.root.innerHTML = `<figure>${answer.svg}</figure>`;
          else if (answer.kind === "refused" || answer.kind === "broken") refuse(answer.reason);
        },
        ended: () => refuse(tell("cutOff", page.lang, String(READING / 1000))),
      },
    );
  }
}
