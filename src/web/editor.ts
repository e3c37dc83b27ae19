/** The source: CodeMirror with a mark in the margin of every judged line, and squiggles under what does not hold. */
import type { Diagnostic } from "@codemirror/lint";
import { Compartment, EditorState, RangeSet, StateEffect, StateField, type TransactionSpec } from "@codemirror/state";
import { EditorView, GutterMarker, drawSelection, gutter, lineNumbers } from "@codemirror/view";
import { MARKS, type ReportLanguage, say } from "../render/words.ts";
import type { Mark, Verdict } from "./protocol.ts";
import { tell } from "./words.ts";

/** The worst of a line is what its mark shows. */
const ORDER: readonly Verdict[] = ["refuted", "unreadable", "undecided", "supported", "proved"];
const SEVERITY: Readonly<Record<Exclude<Verdict, "proved">, Diagnostic["severity"]>> = {
  refuted: "error",
  unreadable: "warning",
  undecided: "warning",
  supported: "info",
};

class VerdictMarker extends GutterMarker {
  private readonly verdict: Verdict;
  private readonly words: string;

  constructor(verdict: Verdict, words: string) {
    super();
    this.verdict = verdict;
    this.words = words;
  }

  override eq(other: VerdictMarker): boolean {
    return other.verdict === this.verdict && other.words === this.words;
  }

  override toDOM(): HTMLElement {
    const mark = document.createElement("span");
    mark.className = "line-mark";
    mark.dataset["verdict"] = this.verdict;
    mark.title = this.words;
    mark.textContent = MARKS[this.verdict];
    return mark;
  }
}

const setMarks = StateEffect.define<RangeSet<GutterMarker>>();
const marksField = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update: (marks, transaction) =>
    transaction.effects.reduce((now, effect) => (effect.is(setMarks) ? effect.value : now), marks.map(transaction.changes)),
});

type Editing = typeof import("./editing.ts");

/** What editing takes comes after the marks, which people wait for, or when somebody begins to edit. */
export const AFTER_MARKS = 500;

export interface EditorOptions {
  readonly parent: HTMLElement;
  readonly lang: ReportLanguage;
  readonly changed: (text: string) => void;
}

export class Editor {
  private readonly view: EditorView;
  private readonly label = new Compartment();
  private readonly richer = new Compartment();
  private editing: Editing | undefined;
  private loading: Promise<Editing> | undefined;
  private diagnostics: readonly Diagnostic[] = [];
  private marked = EditorState.create().doc;

  constructor({ parent, lang, changed }: EditorOptions) {
    const extensions = [
      lineNumbers(),
      marksField,
      gutter({ class: "marks", markers: (view) => view.state.field(marksField), initialSpacer: () => new VerdictMarker("proved", "") }),
      drawSelection(),
      EditorView.lineWrapping,
      this.richer.of([]),
      this.label.of(labelled(lang)),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) changed(update.state.doc.toString());
      }),
      EditorView.focusChangeEffect.of((_, isFocused) => {
        if (isFocused) void this.enrich();
        return null;
      }),
    ];
    this.view = new EditorView({ parent, state: EditorState.create({ doc: "", extensions }) });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  /** Replaces everything, as one change that is undone by itself. */
  replace(text: string): void {
    this.view.dispatch({
      changes: { from: 0, to: this.view.state.doc.length, insert: text },
      selection: { anchor: 0 },
      scrollIntoView: true,
      ...this.alone(),
    });
  }

  /** Puts text in the place of a part, and shows it. */
  put(from: number, to: number, insert: string): void {
    const { length } = this.view.state.doc;
    const [start, end] = [Math.min(from, length), Math.min(to, length)];
    this.view.dispatch({
      changes: { from: start, to: end, insert },
      selection: { anchor: start + insert.length },
      scrollIntoView: true,
      ...this.alone(),
    });
    this.view.focus();
  }

  speak(lang: ReportLanguage): void {
    this.view.dispatch({ effects: this.label.reconfigure(labelled(lang)) });
  }

  /** Marks of the text as it is now. */
  show(marks: readonly Mark[], lang: ReportLanguage): void {
    const { state } = this.view;
    const within = marks.filter(({ from, to }) => from <= to && to <= state.doc.length);
    const worst = new Map<number, Mark>();
    for (const mark of within) {
      const line = state.doc.lineAt(mark.from).from;
      const known = worst.get(line);
      if (!known || ORDER.indexOf(mark.verdict) < ORDER.indexOf(known.verdict)) worst.set(line, mark);
    }
    const markers = [...worst].map(([line, { verdict, words }]) => new VerdictMarker(verdict, words).range(line));
    this.marked = state.doc;
    this.diagnostics = within.flatMap((mark) => this.diagnostic(mark, lang));
    const marked = { effects: setMarks.of(RangeSet.of(markers, true)) };
    // One change: the browser lays out the page at each.
    this.view.dispatch(marked, ...(this.editing ? [this.editing.setDiagnostics(state, this.diagnostics)] : []));
  }

  /** Keys, undoing and colours, and squiggles for the marks that are shown, from now on. */
  async enrich(after = 0): Promise<void> {
    if (this.loading) return;
    if (after > 0) await new Promise((resolve) => setTimeout(resolve, after));
    if (this.loading) return;
    this.loading = import("./editing.ts");
    const editing = await this.loading.catch(() => undefined);
    // Without a network the next focus tries again.
    if (!editing) {
      this.loading = undefined;
      return;
    }
    this.editing = editing;
    this.view.dispatch({ effects: this.richer.reconfigure(editing.EDITING) });
    // Marks of a text that has changed meanwhile come anew.
    if (this.view.state.doc.eq(this.marked)) this.view.dispatch(editing.setDiagnostics(this.view.state, this.diagnostics));
  }

  private alone(): Pick<TransactionSpec, "annotations"> {
    return this.editing ? { annotations: this.editing.ALONE } : {};
  }

  private diagnostic({ from, to, verdict, words, correction }: Mark, lang: ReportLanguage): Diagnostic[] {
    if (verdict === "proved") return [];
    const actions = correction
      ? [{ name: say("putIn", lang), apply: (): void => this.put(correction.from, correction.to, correction.insert) }]
      : [];
    return [
      { from, to: Math.max(to, Math.min(from + 1, this.view.state.doc.length)), severity: SEVERITY[verdict], message: words, actions },
    ];
  }

  goTo(line: number): void {
    const { from } = this.view.state.doc.line(Math.min(Math.max(1, line), this.view.state.doc.lines));
    this.view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.view.focus();
  }
}

const labelled = (lang: ReportLanguage): ReturnType<typeof EditorView.contentAttributes.of> =>
  EditorView.contentAttributes.of({ "aria-label": tell("editor", lang), spellcheck: "false", autocapitalize: "off", tabindex: "0" });
