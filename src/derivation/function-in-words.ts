/** "$P$ is the row-wise softmax of $Z$": definitions that the words give, written as P = softmax(Z). */
import { headOf } from "../elaborate/script.ts";
import { indicesOf, nameParts } from "../expression/name.ts";
import type { Syntax } from "../syntax/tree.ts";
import { type Place, copyOf, equalTo, nameAlone } from "./gradient-in-words.ts";
import { definitionsIn } from "./letter-families.ts";

/** What functions are called; each applies to the entries of what it is given, but for the softmax. */
const FUNCTIONS: readonly (readonly [name: string, words: string])[] = [
  ["softmax", "soft-?max|소프트맥스|ソフトマックス"],
  ["sigmoid", "sigmoid|logistic sigmoid|시그모이드|シグモイド"],
  ["tanh", "tanh|hyperbolic tangent|쌍곡\\s?탄젠트|双曲線正接|双曲正切"],
  ["ReLU", "relu"],
  ["log", "(?:natural )?log(?:arithm)?|로그|対数|对数"],
];
const ANY = FUNCTIONS.map(([, words]) => words).join("|");
const AXIS = "(?:(?:row|column|element|entry|component)-?\\s?wise\\s+)?";
const OF =
  "(?:applied\\s+(?:row by row |column by column )?to|of)\\s+(?:(?:the|its|all|each|every|our|rows?|columns?|of|logits?|scores?|vector|matrix|pre-?activations?|activations?|inputs?)\\s+)*";
const AXIS_EAST =
  "(?:(?:각\\s*)?[행열](?:별|마다|에 대한|\\s*단위)?(?:로|의)?|[行列](?:ごと|方向)[のに]?|(?:逐|按|每)(?:一)?[行列](?:的|做|作|取)?)?";

const regex = (source: string): RegExp => new RegExp(source, "iu");
/** The words before the name, between it and what the function is of, and behind that. */
const WORDINGS: readonly { readonly before: RegExp; readonly between: RegExp; readonly behind: RegExp }[] = [
  {
    before: regex("(?<!\\b(?:of|to|by|for|with|in|on|from|minus|times|plus|not)\\s+(?:the\\s+)?)$"),
    between: regex(
      `^\\s*,?\\s*(?:(?:is|be|denotes?|equals|represents)\\s+)?(?:the|a|an|its)\\s+${AXIS}(?<of>${ANY})(?:\\s+function)?\\s+${OF}$`,
    ),
    behind: regex(
      "^(?!\\s*(?:times|plus|minus|over|divided|scaled|squared|cubed|summed|averaged|raised|to the|and its|with respect|for|if|when|at|on)\\b)",
    ),
  },
  {
    before: regex(
      "\\bthe\\s+(?:row-?\\s?wise |column-?\\s?wise )?(?:soft-?max|sigmoid)(?:\\s+(?:output|probabilit(?:y|ies)|vector|matrix))?\\s*$",
    ),
    between: regex(`^\\s*${OF}$`),
    behind: regex("^(?!\\s*(?:squared|cubed|summed|averaged|to the|with respect|for|if|when|at|on)\\b)"),
  },
  {
    before: regex("(?:)"),
    between: regex("^\\s*[은는이가을를]\\s*$"),
    behind: regex(`^\\s*의\\s*${AXIS_EAST}\\s*(?<of>${ANY})\\s*(?:함수\\s*)?(?:값|출력|결과)?\\s*(?:이다|이고|이며|이라|라|로|$|[.,])`),
  },
  {
    before: regex("(?:)"),
    between: regex("^\\s*[은는이가을를]\\s*$"),
    behind: regex(`^\\s*에\\s*${AXIS_EAST}\\s*(?<of>${ANY})(?:\\s*함수)?[를을]?\\s*(?:적용|취)한`),
  },
  {
    before: regex("(?:)"),
    between: regex("^\\s*[はを]\\s*$"),
    behind: regex(
      `^\\s*(?:の|に)\\s*${AXIS_EAST}\\s*(?<of>${ANY})(?:関数)?(?:である|であり|とする|とし|で|と(?:お|置)|を(?:適用|施|取|と)|$|[。、])`,
    ),
  },
  {
    before: regex("(?:)"),
    between: regex("^\\s*(?:是|为|表示)(?:对)?\\s*$"),
    behind: regex(`^\\s*(?:的)?\\s*${AXIS_EAST}\\s*(?<of>${ANY})(?:函数)?(?:值|输出|结果)?\\s*(?:$|[，。,.；;])`),
  },
];

/** Writes those definitions as formulas, in the place of the name; a name that the page defines in a formula keeps that. */
export function writeFunctionsSaid(formulas: readonly Place[]): void {
  const defined = new Set([...definitionsIn(formulas.flatMap(({ chain }) => chain ?? [])).keys()].map((name) => nameParts(name).base));
  for (const [at, name] of formulas.entries()) {
    const of = formulas[at + 1];
    if (!of || of.display || of.chain?.links.length !== 0 || !of.chain.first || of.block === name.block) continue;
    const head = nameAlone(name);
    if (head === undefined || defined.has(nameParts(head).base)) continue;
    const words = `${name.before.split(/[.!?。]\s/).at(-1) ?? ""} ${name.after} ${of.after.split(/[.!?。](?:\s|$)/)[0] ?? ""}`;
    const called = WORDINGS.some(
      ({ before, between, behind }) => before.test(name.before) && between.test(name.after) && behind.test(of.after),
    );
    const row = called ? FUNCTIONS.find(([, each]) => regex(each).test(words)) : undefined;
    const sides = row && wholes(name.chain?.first as Syntax, of.chain.first);
    if (!row || !sides || !name.chain) continue;
    const [left, argument] = sides.map(copyOf) as [Syntax, Syntax];
    name.chain = { ...name.chain, first: left, links: [equalTo(applied(row[0], argument))] };
    defined.add(nameParts(head).base);
  }
}

/** p and z of "$p_k$ is the softmax of $z_k$"; other subscripts say which of several it is. */
function wholes(name: Syntax, of: Syntax): readonly [Syntax, Syntax] | undefined {
  const subOf = (side: Syntax): string => (side.kind === "scripted" ? nameParts(headOf(side)?.name ?? "").sub : "");
  const [sub, other] = [subOf(name), subOf(of)];
  if (sub === "" || !/^\p{Ll}$/u.test(indicesOf(sub)[0] ?? "")) return [name, of];
  const isEntry = sub === other && name.kind === "scripted" && of.kind === "scripted" && !name.sup && !of.sup;
  return isEntry ? [name.base, of.base] : undefined;
}

/** f(Z) */
function applied(name: string, argument: Syntax): Syntax {
  const { span } = argument;
  return {
    kind: "juxtaposition",
    items: [
      { kind: "name", name, word: true, span },
      { kind: "group", open: "(", items: [argument], span },
    ],
    span,
  };
}
