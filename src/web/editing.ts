/** What editing takes beyond the marks, and is loaded behind them: keys, undoing, colours, squiggles. */
import { history, historyKeymap, isolateHistory, standardKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { stexMath } from "@codemirror/legacy-modes/mode/stex";
import { lintKeymap } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export { setDiagnostics } from "@codemirror/lint";

/** Undo takes back what a button did, and nothing besides. */
export const ALONE = isolateHistory.of("full");

const STYLE = HighlightStyle.define([
  { tag: [tags.tagName, tags.keyword, tags.atom], color: "var(--supported)" },
  { tag: tags.comment, color: "var(--soft)" },
]);

export const EDITING: Extension = [
  history(),
  StreamLanguage.define({ ...stexMath, name: "latex" }),
  syntaxHighlighting(STYLE),
  keymap.of([...standardKeymap, ...historyKeymap, ...lintKeymap]),
];
