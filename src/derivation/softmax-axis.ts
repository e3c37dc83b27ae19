/** Along what the softmax of a matrix runs: its rows, unless the page says that it is taken of every column. */
import { nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";

const SOFTMAX = /soft-?max|소프트맥스|ソフトマックス/iu;
/** "Of each row", "row by row". */
const ROWS =
  /\brow-?\s?wise\b|\brow by row\b|\b(?:each|every|any|per|single) row\b|\b(?:of|to) (?:the |all |its )?rows\b|(?:각|매)\s*행|행(?:별|마다|\s*단위)|(?:各|每)(?:一)?行|行ごと|[逐按]行/iu;
const COLUMNS =
  /\bcolumn-?\s?wise\b|\bcolumn by column\b|\b(?:each|every|any|per|single) column\b|\b(?:of|to) (?:the |all |its )?columns\b|(?:각|매)\s*열|열(?:별|마다|\s*단위)|(?:各|每)(?:一)?列|列ごと|[逐按]列/iu;
/** "Over the columns" may mean that every row is summed over them. */
const UNCLEAR = /\bcolumns?\b|열(?:\s|을|에|로|방향)|(?<!行)列/iu;
const BESIDE = /\(?(?:over|along|across) (?:the |its |all )?columns?\b|\bcolumn-?\s?wise\b|列方向|열\s?방향/iu;
/** A function that nobody defines, so that nothing is concluded from it. */
const OPEN = "softmax over rows or columns";

/** "rows" where nothing is said of it. */
export type SoftmaxAxis = "rows" | "columns" | "unclear";

/** What a page says of it in the sentences that speak of a softmax; two that disagree leave it open. */
export function softmaxAxis(_: readonly ChainSyntax[], prose: string): SoftmaxAxis {
  const sentences = prose.split(/(?<=[.!?。！？])\s|\n\s*\n/u);
  const near = sentences.filter((sentence) => SOFTMAX.test(sentence));
  const [byRows, byColumns] = [near.some((each) => ROWS.test(each)), near.some((each) => COLUMNS.test(each))];
  if (byRows !== byColumns) return byRows ? "rows" : "columns";
  return byRows || near.some((each) => UNCLEAR.test(each)) || sentences.some((each) => BESIDE.test(each)) ? "unclear" : "rows";
}

/** Writes softmax(Z) as softmax(Z^⊤)^⊤ where it is of the columns. Changes the tree in place. */
export function applySoftmaxAxis(chain: ChainSyntax, axis: SoftmaxAxis): void {
  if (axis === "rows") return;
  for (const node of nodesOf(chain)) {
    if (node.kind !== "juxtaposition" || node.items.length !== 2) continue;
    const [name, brackets] = node.items as [Syntax, Syntax];
    if (headOf(name)?.name !== "softmax" || brackets.kind !== "group" || !isMatrix(brackets)) continue;
    if (axis === "columns") Object.assign(node, turned(bracketed({ ...node, items: [name, bracketed(turned(brackets))] })));
    else Object.assign(name, { name: OPEN });
  }
}

/** A capital letter in it; z of softmax(z) has no columns. */
const isMatrix = (side: Syntax): boolean => nodesOf(side).some((node) => node.kind === "name" && /^\p{Lu}$/u.test(node.name));

/** Z^⊤ */
const turned = (base: Syntax): Syntax => ({
  kind: "scripted",
  base,
  sub: undefined,
  sup: { kind: "name", name: "⊤", word: false, span: base.span },
  primes: 0,
  span: base.span,
});

const bracketed = (item: Syntax): Syntax => ({ kind: "group", open: "(", items: [item], span: item.span });
