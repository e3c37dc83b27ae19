/** Five steps through the page, for those who see it first. */
import type { ReportLanguage } from "../render/words.ts";
import { element } from "./element.ts";

type Words = Readonly<Record<ReportLanguage, string>>;

interface Stop {
  readonly title: Words;
  readonly text: Words;
  readonly at: string;
  readonly tab?: string;
}

const STOPS: readonly Stop[] = [
  {
    title: { en: "Paste a derivation", ko: "유도를 붙여 넣으세요" },
    text: {
      en: "Markdown with $…$ or LaTeX, as it stands in your notes. Files can be dropped here, too. Everything stays in your browser.",
      ko: "$…$가 든 Markdown이나 LaTeX를 노트에 있는 그대로 넣으세요. 파일을 끌어다 놓아도 됩니다. 글은 브라우저를 떠나지 않습니다.",
    },
    at: "source",
  },
  {
    title: { en: "See the marks", ko: "표시를 보세요" },
    text: {
      en: "✓ is proved, ✗ is refuted with numbers that show it, ≈ agrees at sample points, ? is not decided, ! was not read. This example has mistakes in it.",
      ko: "✓는 증명됨, ✗는 반례로 틀림이 확인됨, ≈는 표본점에서 맞음, ?는 판정 못 함, !는 읽지 못함입니다. 이 예제에는 틀린 데가 있습니다.",
    },
    at: "source",
    tab: "document",
  },
  {
    title: { en: "Ask why", ko: "까닭을 펼쳐 보세요" },
    text: {
      en: "Every step opens: how it was read, why it holds or fails, and the likely mistake. “Put it in” writes the correction into the source; undo takes it back.",
      ko: "단계를 펼치면 어떻게 읽었는지, 왜 맞거나 틀리는지, 있을 법한 실수가 나옵니다. “고쳐 넣기”를 누르면 원문이 고쳐지고, 실행 취소로 되돌릴 수 있습니다.",
    },
    at: "result",
    tab: "document",
  },
  {
    title: { en: "Draw the graph", ko: "그래프를 그리세요" },
    text: {
      en: "The computational graph of the document: values forward above the edges, derivatives backward below them.",
      ko: "문서의 계산 그래프입니다. 변 위에는 앞으로 가는 값, 아래에는 거꾸로 가는 미분이 있습니다.",
    },
    at: "result",
    tab: "graph",
  },
  {
    title: { en: "Have it derived", ko: "유도를 맡겨 보세요" },
    text: {
      en: "Choose a derivative of the document's own names: the steps are written out, each with its reason, and can be inserted.",
      ko: "문서에 나오는 이름으로 미분할 것을 고르면, 단계마다 까닭과 함께 유도를 쓰고 문서에 넣을 수 있습니다.",
    },
    at: "result",
    tab: "derive",
  },
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
    element("guide-title").textContent = stop.title[this.lang];
    element("guide-text").textContent = stop.text[this.lang];
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
