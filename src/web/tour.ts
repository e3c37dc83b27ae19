/** Five steps through the page, for those who see it first. */
import type { ReportLanguage } from "../render/words.ts";
import { element } from "./element.ts";
import { type WebPhrase, tell } from "./words.ts";

interface Stop {
  readonly title: WebPhrase;
  readonly text: WebPhrase;
  readonly at: string;
  readonly tab?: string;
}

const STOPS: readonly Stop[] = [
  { title: "tour1", text: "tour1Text", at: "source" },
  { title: "tour2", text: "tour2Text", at: "source", tab: "document" },
  { title: "tour3", text: "tour3Text", at: "result", tab: "document" },
  { title: "tour4", text: "tour4Text", at: "result", tab: "graph" },
  { title: "tour5", text: "tour5Text", at: "result", tab: "derive" },
];
const EXAMPLE = "wrong/sigmoid-graph";

export class Tour {
  private readonly open: (example: string) => Promise<void>;
  private readonly choose: (tab: string) => void;
  private readonly dialog = element<HTMLDialogElement>("guide");
  private lang: ReportLanguage = "en";
  private place = 0;

  constructor(open: (example: string) => Promise<void>, choose: (tab: string) => void) {
    this.open = open;
    this.choose = choose;
    element("guide-back").addEventListener("click", () => this.go(this.place - 1));
    element("guide-next").addEventListener("click", () => this.go(this.place + 1));
    element("guide-end").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => this.point(undefined));
  }

  /** The text at hand is replaced by an example, as a change that can be undone. */
  start(lang: ReportLanguage): void {
    this.lang = lang;
    void this.open(EXAMPLE);
    this.go(0);
    this.dialog.show();
    element("guide-next").focus();
  }

  private go(place: number): void {
    const stop = STOPS[place];
    if (!stop) return this.dialog.close();
    this.place = place;
    element("guide-title").textContent = tell(stop.title, this.lang);
    element("guide-text").textContent = tell(stop.text, this.lang);
    element("guide-place").textContent = `${place + 1} / ${STOPS.length}`;
    element<HTMLButtonElement>("guide-back").disabled = place === 0;
    if (stop.tab) this.choose(stop.tab);
    this.point(stop.at);
  }

  private point(id: string | undefined): void {
    for (const each of document.querySelectorAll(".pointed")) each.classList.remove("pointed");
    if (id === undefined) return;
    element(id).classList.add("pointed");
    document.querySelector<HTMLButtonElement>(`button[data-view="${id}"]`)?.click();
  }
}
