/** Markup in its outermost parts, so that a page changes only those that changed. */

/** Elements that have no end. */
const EMPTY: ReadonlySet<string> = new Set(["br", "hr", "img", "input", "wbr"]);

/** The outermost elements of well-formed markup, and the text between them. */
export function blocksOf(markup: string): string[] {
  const blocks: string[] = [];
  let depth = 0;
  let from = 0;
  const close = (end: number): void => {
    const block = markup.slice(from, end).trim();
    if (block !== "") blocks.push(block);
    from = end;
  };
  for (const tag of markup.matchAll(/<(\/?)([a-zA-Z][\w-]*)(?:"[^"]*"|'[^']*'|[^>"'])*?(\/?)>/g)) {
    const [whole, isEnd, name, isClosed] = tag as unknown as readonly [string, string, string, string];
    if (isClosed !== "" || EMPTY.has(name.toLowerCase())) continue;
    if (isEnd === "" && depth === 0) close(tag.index);
    depth += isEnd === "" ? 1 : -1;
    if (isEnd !== "" && depth === 0) close(tag.index + whole.length);
  }
  close(markup.length);
  return blocks;
}
