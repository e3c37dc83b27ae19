/** "where $\bar x$ is the mean": written as x̄ = (1/n) Σ_i x_i, where the page adds up something of x_i for i = 1, …, n. */
import { nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import type { BigSyntax, Syntax } from "../syntax/tree.ts";
import { type Place, copyOf, equalTo, nameAlone } from "./gradient-in-words.ts";

/** Add a language by adding words. */
const MEAN =
  "(?<!(?:weighted|geometric|harmonic|running|moving|exponential|posterior|prior|population|true|trimmed|median|squared?|not|gewichtete\\p{L}*|pondérée?|가중|이동|기하|조화|모|加重|移動|幾何|加权|移动|几何|母|不是|not (?:the|their|its))\\s*)(?:sample |batch |empirical |arithmetic |respective |corresponding )*(?:means?|averages?)(?: values?)?\\b(?!\\s+(?:squared|absolute|field|vector|embedding|pooling|gradient)|\\s+of (?:(?:the|all|its|their|our)\\s+)*(?!(?:the|all|its|their|our|data|samples?|inputs?|outputs?|targets?|examples?|values?|observations?|points?|batch|mini-?batch|features?|entries)\\b)\\p{L}{2,})|Mittelwerte?n?\\b|Stichprobenmittel|Durchschnitte?\\b|moyennes?\\b|medias?\\b|promedios?\\b|(?:표본\\s*)?평균(?!\\s*제곱)|(?:標本)?平均(?!二乗|プール)|(?:样本)?(?:均值|平均值?)";
const ALONE = "[\\s,、，]*(?:and|und|et|y|와|과|및|と|和)?\\s*(?:◦[\\s,、，]*(?:and|und|et|y|와|과|및|と|和)?\\s*)*";
const BEFORE = new RegExp(`(?:${MEAN})(?:\\s+(?:of (?:the )?(?:data|inputs?|outputs?|targets?|samples?|examples?)))?${ALONE}$`, "iu");
const BEHIND = new RegExp(
  `^${ALONE}(?:are|is|be|being|denotes?|for|ist|sind|sei(?:en)?|est|sont|es|son|은|는|이|가|は|が|为|是)?\\s*(?:각각|それぞれ|分别(?:为|是)?|respectively)?\\s*(?:the|their|its|die|der|das|les|la|las|los)?\\s*(?:◦[\\s,、，와과と和]*)*(?:의|の|的)?\\s*(?:${MEAN}|(?<=that of\\s*)the)`,
  "iu",
);
/** "The mean of $x_i^2$" is no x̄. */
const OF = /\b(?:of|von|de)(?: (?:the|all|der|les|los|las))?\s*$/iu;
const NEAR = 5;

export function writeMeansSaid(formulas: readonly Place[]): void {
  for (const [at, place] of formulas.entries()) {
    const name = nameAlone(place);
    const letter = name === undefined ? undefined : letterUnderBar(name);
    if (letter === undefined || !place.chain?.first || !(BEFORE.test(wordsBefore(formulas, at)) || BEHIND.test(wordsBehind(formulas, at))))
      continue;
    const of = formulas[at + 1]?.chain?.first;
    if (OF.test(place.after) && !(of && isEntryOf(letter, of))) continue;
    const mean = meanOf(letter, formulas);
    if (mean) place.chain = { ...place.chain, links: [equalTo(mean)] };
  }
}

/** x of x̄ */
function letterUnderBar(name: string): string | undefined {
  const { base, sub, label } = nameParts(name);
  const plain = base.normalize("NFD");
  return sub === "" && label === "" && /^\p{L}[\u0304\u0305]$/u.test(plain) ? (plain[0] as string) : undefined;
}

const wordsBefore = (formulas: readonly Place[], at: number): string =>
  formulas
    .slice(Math.max(0, at - NEAR), at + 1)
    .map(({ before }) => before)
    .join("◦");

const wordsBehind = (formulas: readonly Place[], at: number): string =>
  formulas
    .slice(at, at + NEAR)
    .map(({ after }) => after)
    .join("◦");

/** (1/n) Σ_{i=1}^n x_i, with the bounds of a sum that the page has with x_i in it. */
function meanOf(letter: string, formulas: readonly Place[]): Syntax | undefined {
  const nodes = formulas.flatMap(({ chain }) => (chain ? nodesOf(chain) : []));
  for (const sum of nodes) {
    const index = sum.kind === "big" && sum.operator === "∑" && sum.sup ? indexFromOne(sum) : undefined;
    if (index === undefined || sum.kind !== "big" || !sum.sup) continue;
    const entry = nodesOf(sum.body).find((node) => isEntryOf(letter, node) && headOf(node)?.name === `${letter}_${index}`);
    if (!entry) continue;
    const body = copyOf(entry);
    const { span } = sum;
    return { kind: "fraction", span, numerator: { ...(copyOf(sum) as BigSyntax), body }, denominator: copyOf(sum.sup) };
  }
  return undefined;
}

/** x_i and x */
function isEntryOf(letter: string, syntax: Syntax): boolean {
  const head = headOf(syntax);
  return head !== undefined && !head.power && nameParts(head.name).base === letter;
}

/** i of Σ_{i=1}^n */
function indexFromOne({ sub }: BigSyntax): string | undefined {
  const [link, ...more] = sub?.kind === "chain" ? sub.links : [];
  const isFromOne = link?.relation === "=" && more.length === 0 && link.right.kind === "number" && link.right.text === "1";
  return isFromOne && sub?.kind === "chain" && sub.first?.kind === "name" ? sub.first.name : undefined;
}
