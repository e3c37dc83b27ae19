/** Asking the engine in its worker: the newest question wins, and what does not come back is ended. */
import { mayBeEastAsian } from "./east-asian.ts";
import type { Answer, Answered, Asked, Question } from "./protocol.ts";

/** A newer question waits so long for the one that is being answered, in milliseconds. */
const PATIENCE = 700;
/** A step that takes longer is given up, in milliseconds; `?limit=` in the address says another time. */
export const LIMIT = Math.min(60_000, Math.max(100, Number(new URLSearchParams(location.search).get("limit") ?? 10_000) || 10_000));
/** The engine is loaded within this time, and a document read, in milliseconds. */
const LOADING = 30_000;
export const READING = 15_000;
/** Expressions are kept for good in a worker: after so many answers a fresh one takes over while nobody waits. */
const ANSWERS = 400;

export interface Hearing {
  readonly hear: (answer: Answer) => void;
  /** The worker was ended; `offset` is the place of the step that it was at. */
  readonly ended: (offset: number | undefined) => void;
}

interface Running {
  readonly id: number;
  readonly since: number;
  readonly hearing: Hearing;
  offset: number | undefined;
}

export class Asking {
  private worker: Worker | undefined;
  /** Whether the worker has all the words that there are; it is fetched with them for the first page that may need them. */
  private hasAllWords = false;
  private running: Running | undefined;
  private waiting: { readonly question: Question; readonly hearing: Hearing } | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private count = 0;
  private answered = 0;

  /** Asks; a question that is still waiting is dropped. */
  ask(question: Question, hearing: Hearing): void {
    this.waiting = { question, hearing };
    if (!this.running) return this.send();
    const age = performance.now() - this.running.since;
    this.after(Math.max(0, PATIENCE - age), () => this.restart());
  }

  private send(): void {
    const { waiting } = this;
    if (!waiting) return;
    this.waiting = undefined;
    if (!this.hasAllWords && mayBeEastAsian(waiting.question.page.text)) {
      this.end();
      this.hasAllWords = true;
    }
    this.worker ??= this.started();
    this.running = { id: ++this.count, since: performance.now(), hearing: waiting.hearing, offset: undefined };
    this.worker.postMessage({ id: this.count, question: waiting.question } satisfies Asked);
    this.after(LOADING, () => this.giveUp());
  }

  private started(): Worker {
    const worker = this.hasAllWords
      ? new Worker(new URL("./worker.ts", import.meta.url), { type: "module" })
      : new Worker(new URL("./latin-worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<Answered>) => this.hear(data));
    worker.addEventListener("error", (event) => this.broken(event.message));
    return worker;
  }

  private hear({ id, answer }: Answered): void {
    if (this.running?.id !== id) return;
    if (answer.kind === "at") {
      this.running.offset = answer.offset;
      if (!this.waiting) this.after(answer.offset === undefined ? READING : LIMIT, () => this.giveUp());
      return;
    }
    const { hearing } = this.running;
    const isLast = answer.kind !== "marks";
    if (isLast) this.finish();
    hearing.hear(answer);
    if (!isLast) return;
    if (!this.waiting && ++this.answered >= ANSWERS) this.renew();
    this.send();
  }

  private renew(): void {
    this.end();
    this.answered = 0;
    this.worker = this.started();
  }

  private finish(): void {
    this.running = undefined;
    clearTimeout(this.timer);
  }

  /** The page has moved on: what is being answered is of no use any more. */
  private restart(): void {
    this.end();
    this.send();
  }

  private giveUp(): void {
    const { running } = this;
    this.end();
    running?.hearing.ended(running.offset);
    this.send();
  }

  private broken(reason: string): void {
    const { running } = this;
    this.end();
    running?.hearing.hear({ kind: "broken", reason });
    this.send();
  }

  private end(): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.finish();
  }

  private after(milliseconds: number, act: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(act, milliseconds);
  }
}
