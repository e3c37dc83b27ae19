/** What the page asks of the engine in its worker is answered here, and only here anything is judged. */
import { ParseError } from "../base/span.ts";
import { answersTo, reasonsIn } from "./answer.ts";
import { NotYet, fetchAll } from "./late.ts";
import type { Answered, Asked } from "./protocol.ts";
import { Underivable } from "../derivation/underivable.ts";

/** So long after the first answer the rest of the engine is fetched, in milliseconds: the page works without a network then. */
const AFTERWARDS = 3_000;
let isRestAwaited = false;

const post = (answered: Answered): void => globalThis.postMessage(answered);

/** Begins to listen. */
export function serve(): void {
  globalThis.addEventListener("message", (event: MessageEvent<Asked>) => {
    const { id, question } = event.data;
    void answer(id, question);
  });
}

async function answer(id: number, question: Asked["question"]): Promise<void> {
  try {
    await withAllParts(async () => {
      post({ id, answer: { kind: "at" } });
      await answersTo(question, (each) => post({ id, answer: each }));
    });
    if (!isRestAwaited) setTimeout(() => void fetchAll(), AFTERWARDS);
    isRestAwaited = true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const isUsers = error instanceof Underivable || error instanceof ParseError;
    const lang = question.page.lang;
    post({ id, answer: isUsers ? { kind: "refused", reason: (await reasonsIn(lang))(reason) } : { kind: "broken", reason } });
  }
}

/** Acts, and once more for each part of the engine that was not there yet. */
async function withAllParts(act: () => Promise<void>): Promise<void> {
  for (;;)
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof NotYet)) throw error;
      await error.fetched();
    }
}
