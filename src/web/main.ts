/** The playground: one document, what it reads as, and what can be done with it. */
import "katex/dist/katex.min.css";
import "./style.css";
import type { Summary } from "../derivation/report.ts";
import type { DocumentLanguage } from "../derivation/segment.ts";
import { MARKS, type ReportLanguage, say } from "../render/words.ts";
import { Asking, LIMIT, READING } from "./asking.ts";
import { AFTER_MARKS, Editor } from "./editor.ts";
import { element } from "./element.ts";
import { fromLink, keep, kept, linkTo } from "./keeping.ts";
import { Preview } from "./preview.ts";
import type { Answer, LeftOut, Page } from "./protocol.ts";
import { tabs } from "./tabs.ts";
import type { Tour } from "./tour.ts";
import { isPhrase, tell } from "./words.ts";

const LANGUAGES: Readonly<Record<string, DocumentLanguage>> = {
  md: "markdown",
  markdown: "markdown",
  tex: "tex",
  ipynb: "ipynb",
  txt: "markdown",
};
const FIRST = "wrong/sigmoid-graph";
/** Those who listen are told the outcome when typing has paused for so long, in milliseconds. */
const PAUSE = 900;
const WORDS = "gradproof-words";

/** What a tab other than the document shows; it is loaded when the tab is first opened. */
interface Panel {
  readonly refresh: (page: Page) => void;
}

class Playground {
  private lang: ReportLanguage = startingLanguage();
  private language: DocumentLanguage = "markdown";
  private leftOut: LeftOut = [];
  private spoken: ReturnType<typeof setTimeout> | undefined;
  private readonly live = new Asking();
  private readonly preview = new Preview(element("document"));
  private readonly editor: Editor;
  private readonly panels = new Map<string, Promise<Panel>>();
  private tour: Tour | undefined;
  private shownTab = "document";

  constructor() {
    this.editor = new Editor({ parent: element("source"), lang: this.lang, changed: () => this.changed() });
    tabs((id) => {
      this.shownTab = id;
      void this.refreshPanel();
    });
    this.speak(this.lang);
    this.listen();
  }

  async start(): Promise<void> {
    const linked = await fromLink(location.hash);
    const known = linked ?? kept();
    if (known && known.text !== "") this.open(known.text, known.language);
    else await this.openExample(FIRST);
    if (location.hash !== "" && !linked) this.notice(tell("badLink", this.lang));
  }

  private get page(): Page {
    return { text: this.editor.text, language: this.language, lang: this.lang };
  }

  // What is judged ---------------------------------------------------------------------------------------------------

  private open(text: string, language: DocumentLanguage): void {
    this.language = language;
    element<HTMLSelectElement>("language").value = language;
    const isSame = text === this.editor.text;
    this.editor.replace(text);
    if (isSame) this.changed();
  }

  private changed(): void {
    this.leftOut = [];
    this.notice("");
    keep({ text: this.editor.text, language: this.language });
    this.check();
    void this.refreshPanel();
  }

  private check(): void {
    const { page } = this;
    const isNow = (): boolean => page.text === this.editor.text && page.language === this.language && page.lang === this.lang;
    element("status").dataset["busy"] = "";
    this.live.ask(
      { kind: "check", page, leftOut: this.leftOut },
      {
        hear: (answer) => {
          if (isNow()) this.show(answer);
        },
        ended: (offset) => {
          if (isNow()) this.ended(offset);
        },
      },
    );
  }

  private show(answer: Answer): void {
    if (answer.kind === "marks") {
      this.editor.show(answer.marks, this.lang);
      delete element("status").dataset["busy"];
      this.announce(answer.summary, answer.marks.find(({ verdict }) => verdict === "refuted")?.line);
    } else if (answer.kind === "blocks") {
      void this.preview.show(answer.blocks).then(() => this.editor.enrich(AFTER_MARKS));
    } else if (answer.kind === "broken") this.notice(tell("broke", this.lang, answer.reason));
  }

  /** The step that did not come back is left out, with the reason; without a step there is nothing to judge. */
  private ended(offset: number | undefined): void {
    const seconds = String(LIMIT / 1000);
    const isKnown = offset === undefined || this.leftOut.some(([known]) => known === offset);
    if (isKnown) return this.notice(tell("readingCutOff", this.lang, String(READING / 1000)));
    this.leftOut = [...this.leftOut, [offset, tell("cutOff", this.lang, seconds)]];
    this.check();
  }

  private announce(summary: Summary, line: number | undefined): void {
    const counted = (["proved", "refuted", "supported", "undecided", "unreadable"] as const).filter((verdict) => summary[verdict] > 0);
    const words = counted.map((verdict) => `${MARKS[verdict]} ${summary[verdict]} ${say(verdict, this.lang)}`).join(" · ");
    const where = line === undefined ? "" : ` (${tell("line", this.lang)} ${line})`;
    clearTimeout(this.spoken);
    this.spoken = setTimeout(() => (element("status").textContent = words === "" ? tell("nothing", this.lang) : words + where), PAUSE / 3);
  }

  private notice(text: string): void {
    const place = element("notice");
    if (place.textContent !== text) place.textContent = text;
  }

  private append(latex: string): void {
    const { length } = this.editor.text;
    this.editor.put(length, length, `\n\n${latex}`);
  }

  private async refreshPanel(): Promise<void> {
    const id = this.shownTab;
    if (id === "document") return;
    const loaded = this.panels.get(id) ?? (id === "graph" ? this.graphPanel() : this.derivePanel());
    this.panels.set(id, loaded);
    const panel = await loaded;
    if (id === this.shownTab) panel.refresh(this.page);
  }

  private async graphPanel(): Promise<Panel> {
    const { GraphPanel } = await import("./graph-panel.ts");
    return new GraphPanel(element("graph"));
  }

  private async derivePanel(): Promise<Panel> {
    const { DerivePanel } = await import("./derive-panel.ts");
    return new DerivePanel(element("derive"), (latex) => this.append(latex));
  }

  // What can be done -------------------------------------------------------------------------------------------------

  private async openExample(id: string): Promise<void> {
    const { examples } = await import("./examples.ts");
    const example = examples.find((each) => each.id === id);
    if (example) this.open(await example.load(), "markdown");
  }

  private async openFile(file: File): Promise<void> {
    const language = LANGUAGES[file.name.split(".").at(-1)?.toLowerCase() ?? ""];
    if (!language) return this.notice(tell("badFile", this.lang));
    this.open((await file.text()).replaceAll("\r\n", "\n"), language);
  }

  private async share(): Promise<void> {
    const link = await linkTo({ text: this.editor.text, language: this.language });
    history.replaceState(null, "", link);
    try {
      await navigator.clipboard.writeText(location.href);
      this.notice(tell("shared", this.lang));
    } catch {
      // A page without the right to the clipboard.
      this.notice(tell("sharedInBar", this.lang));
    }
  }

  private async download(button: HTMLButtonElement): Promise<void> {
    const { page } = this;
    const { download } = await import("./download.ts");
    await download(button, page, (reason) => this.notice(reason));
  }

  private async startTour(): Promise<void> {
    const { Tour } = await import("./tour.ts");
    this.tour ??= new Tour(
      (id) => this.openExample(id),
      (id) => element(`tab-${id}`).click(),
    );
    this.tour.start(this.lang);
  }

  private listen(): void {
    const document_ = element("document");
    document_.addEventListener("click", (event) => this.clicked(event.target as Element));
    element<HTMLSelectElement>("examples").addEventListener(
      "change",
      ({ target }) => void this.openExample((target as HTMLSelectElement).value),
    );
    element<HTMLSelectElement>("language").addEventListener("change", ({ target }) => {
      this.language = (target as HTMLSelectElement).value as DocumentLanguage;
      this.changed();
    });
    element("share").addEventListener("click", () => void this.share());
    element("words").addEventListener("click", () => this.speak(this.lang === "en" ? "ko" : "en"));
    element<HTMLInputElement>("file").addEventListener("change", ({ target }) => {
      const { files } = target as HTMLInputElement;
      if (files?.[0]) void this.openFile(files[0]);
    });
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-download]"))
      button.addEventListener("click", () => void this.download(button));
    element("tour").addEventListener("click", () => void this.startTour());
    addEventListener("hashchange", () => void fromLink(location.hash).then((linked) => linked && this.open(linked.text, linked.language)));
    this.listenToDrops();
    for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-view]"))
      button.addEventListener("click", () => this.view(button.dataset["view"] as string));
  }

  private clicked(target: Element): void {
    const { from, to, insert } = target.closest<HTMLElement>("button.correct")?.dataset ?? {};
    if (from !== undefined && to !== undefined && insert !== undefined) this.editor.put(Number(from), Number(to), insert);
  }

  private listenToDrops(): void {
    addEventListener("dragover", (event) => event.preventDefault());
    // Before the editor, which would insert the text of the file where the pointer is.
    addEventListener(
      "drop",
      (event) => {
        const file = event.dataTransfer?.files[0];
        if (!file) return;
        event.preventDefault();
        event.stopPropagation();
        void this.openFile(file);
      },
      true,
    );
  }

  /** On narrow screens one side is shown at a time. */
  private view(name: string): void {
    document.body.dataset["view"] = name;
    for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-view]"))
      button.setAttribute("aria-pressed", String(button.dataset["view"] === name));
  }

  private speak(lang: ReportLanguage): void {
    this.lang = lang;
    try {
      localStorage.setItem(WORDS, lang);
    } catch {
      // It is asked again next time.
    }
    document.documentElement.lang = lang;
    const words = element("words");
    [words.textContent, words.lang] = lang === "en" ? ["한국어", "ko"] : ["English", "en"];
    for (const each of document.querySelectorAll<HTMLElement>("[data-say]"))
      if (isPhrase(each.dataset["say"])) each.textContent = tell(each.dataset["say"], lang);
    for (const each of document.querySelectorAll<HTMLElement>("[data-say-label]"))
      if (isPhrase(each.dataset["sayLabel"])) each.setAttribute("aria-label", tell(each.dataset["sayLabel"], lang));
    this.fillLanguages();
    void this.fillExamples();
    this.editor.speak(lang);
    if (this.editor.text !== "") this.changed();
  }

  /** The list of them comes when the page is there. */
  private async fillExamples(): Promise<void> {
    const { lang } = this;
    const { examples } = await import("./examples.ts");
    if (lang !== this.lang) return;
    const groups = ([true, false] as const).map((isRight) => {
      const group = document.createElement("optgroup");
      group.label = tell(isRight ? "right" : "wrong", lang);
      group.append(...examples.filter((each) => each.isRight === isRight).map(({ id, title }) => new Option(title, id)));
      return group;
    });
    element("examples").replaceChildren(new Option(tell("choose", lang), ""), ...groups);
  }

  private fillLanguages(): void {
    const { lang } = this;
    const languages = [
      new Option("Markdown", "markdown"),
      new Option("LaTeX", "tex"),
      new Option(tell("notebook", lang), "ipynb"),
      new Option(tell("plain", lang), "plain"),
    ];
    element("language").replaceChildren(...languages);
    element<HTMLSelectElement>("language").value = this.language;
  }
}

function startingLanguage(): ReportLanguage {
  try {
    const known = localStorage.getItem(WORDS);
    if (known === "en" || known === "ko") return known;
  } catch {
    // No storage: the browser's language tells.
  }
  return navigator.language.startsWith("ko") ? "ko" : "en";
}

void new Playground().start();
