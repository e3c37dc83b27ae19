/** The rendered document: only blocks that changed are changed, a little at a time, so that typing never waits. */

/** So much markup is put in before the browser lays it out: it has to be done within a frame or two. */
const SLICE = 2_500;
/** Of more blocks only those in sight are laid out; for fewer that costs more than it saves. */
const LONG = 150;

export class Preview {
  private readonly root: HTMLElement;
  private blocks: readonly string[] = [];
  private turn = 0;

  constructor(root: HTMLElement) {
    this.root = root;
  }

  /** The blocks are markup that the engine wrote; texts of the document are escaped in it. */
  async show(blocks: readonly string[]): Promise<void> {
    const turn = ++this.turn;
    // Of another document nothing stays while the new one comes in.
    const known = new Set(this.blocks);
    if (!blocks.some((block) => known.has(block))) {
      this.root.replaceChildren();
      this.blocks = [];
    }
    const before = this.blocks;
    let start = 0;
    while (start < blocks.length && blocks[start] === before[start]) start++;
    let same = 0;
    while (same < Math.min(blocks.length, before.length) - start && blocks.at(-1 - same) === before.at(-1 - same)) same++;
    const shown = [...before];
    this.root.classList.toggle("long", blocks.length > LONG);
    let since = 0;
    for (let at = start; at < Math.max(blocks.length, before.length) - same; at++) {
      const isGone = at >= blocks.length - same;
      const isNew = at >= before.length - same;
      const place = isGone ? blocks.length - same : at;
      // Each frame lays out what it was given: all at once would be long.
      if (since > 0 && since + (blocks[at]?.length ?? 0) > SLICE) {
        await new Promise(requestAnimationFrame);
        if (turn !== this.turn) return;
        since = 0;
      }
      if (isGone) {
        this.root.children[place]?.remove();
        shown.splice(place, 1);
      } else {
        this.put(blocks[at] as string, place, isNew);
        shown.splice(place, isNew ? 0 : 1, blocks[at] as string);
      }
      this.blocks = [...shown];
      since += blocks[at]?.length ?? 0;
    }
    this.blocks = blocks;
  }

  private put(markup: string, place: number, isNew: boolean): void {
    const made = document.createElement("div");
    made.className = "block";
    made.innerHTML = markup;
    const old = this.root.children[place];
    if (isNew || !old) this.root.insertBefore(made, old ?? null);
    else {
      keepOpen(old, made);
      old.replaceWith(made);
    }
  }
}

/** What a reader had opened stays open. */
function keepOpen(old: Element, made: Element): void {
  const before = old.querySelectorAll("details");
  for (const [i, details] of made.querySelectorAll("details").entries()) {
    const known = before[i];
    const isSame = known?.closest("li")?.dataset["verdict"] === details.closest("li")?.dataset["verdict"];
    if (known && isSame) details.open = known.open;
  }
}
