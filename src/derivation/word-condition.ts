/** "When the loss is positive", "마진을 위반하면": where a hinge, max(0, …), is open or shut, said in words. */
import { lt, zero } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";
import { hingedIn } from "../indexed/cases.ts";
import type { Formula } from "./formula.ts";
import type { Assumption } from "./assumption.ts";
import type { Definition } from "./definition.ts";

const SUBJECT =
  "(?:loss|hinge|margin|constraint|triplet|penalty|term|max(?:imum)?|unit|neuron|argument)(?: (?:loss|term|constraint|condition))?";

/** Add a language by adding words. */
const OPEN = new RegExp(
  [
    `\\b${SUBJECT} is (?:strictly )?(?:positive|non-?zero|not zero|active|violated|not (?:satisfied|met)|(?:greater|larger) than (?:zero|0)|above (?:zero|0))\\b`,
    "\\bviolat(?:es|ing) (?:the|this|its) (?:margin|constraint)\\b|\\b(?:inside|within) the margin\\b",
    "(?:손실|힌지|마진|제약)\\S*\\s*(?:양수|0\\s?보다\\s?[크클]|활성|위반|0이 아[닐니])",
    "(?:损失|間隔|间隔|约束|約束|合页)[^。，]{0,4}(?:为正|大于\\s?(?:零|0)|激活|被?违反|不为零)|违反(?:了)?(?:间隔|约束)",
    "(?:損失|ヒンジ|マージン|制約)[^。、]{0,4}(?:が|を)\\s?(?:正|活性|(?:0|ゼロ)より大き|違反|破)",
  ].join("|"),
  "iu",
);
const SHUT = new RegExp(
  [
    `\\b${SUBJECT} is (?:zero|inactive|not (?:active|violated|positive)|satisfied|met|fulfilled)\\b`,
    "\\bsatisf(?:ies|ying) (?:the|this|its) (?:margin|constraint)\\b|\\b(?:outside|beyond) the margin\\b",
    "(?:손실|힌지|마진|제약)\\S*\\s*(?:0일|0이면|만족|비활성)",
    "(?:损失|间隔|约束|合页)[^。，]{0,4}(?:为零|满足|未激活)|满足(?:了)?(?:间隔|约束)",
    "(?:損失|ヒンジ|マージン|制約)[^。、]{0,4}(?:が|を)\\s?(?:(?:0|ゼロ)の|満た|非活性)",
  ].join("|"),
  "iu",
);
const CONDITIONAL =
  /\b(?:when(?:ever)?|if|where|while|as long as|provided|in case|once|for|unless|assum(?:e|ing)|suppos(?:e|ing))\b|(?:때|경우|면)|当|若|如果|(?:とき|場合|なら|ば)/iu;

/** An active constraint is one that holds with equality. */
const MAY_BE_EQUAL = /constraint|제약|约束|約束|制約/iu;

/** Whether words tell a case by an inequality: what has no kinks and fails in general fails there, too. */
export const isOpenCase = (words: string): boolean => OPEN.test(words) && !SHUT.test(words) && !MAY_BE_EQUAL.test(words);

/** What the words before and behind formulas say, where the page has one hinge of which they can say it. */
export function conditionsInWords(formulas: readonly Formula[], definitions: readonly Definition[]): Assumption[] {
  const [hinged, ...others] = new Set(
    postorder(...definitions.flatMap(({ readings }) => readings)).flatMap((node) => hingedIn(node) ?? []),
  );
  if (!hinged || others.length > 0) return [];
  return formulas.flatMap(({ index, section, before, after }, i) => {
    const words = [...sentencesBefore(before), isContinued(formulas[i + 1]) ? "" : firstSentence(after)];
    return words.flatMap((text, k) => {
      const condition = !CONDITIONAL.test(text)
        ? undefined
        : SHUT.test(text)
          ? lt(hinged, zero)
          : OPEN.test(text)
            ? lt(zero, hinged)
            : undefined;
      return condition ? [{ index, section, condition, local: true, behind: k === words.length - 1, inWords: true }] : [];
    });
  });
}

const isContinued = (next: Formula | undefined): boolean => next !== undefined && !/[.!?。！？]|\n\s*\n/u.test(next.before);

const lastSentence = (text: string): string => /[^.!?。！？]*[^\s.!?。！？][^.!?。！？]*$/u.exec(text)?.[0] ?? "";
/** The one that leads to a formula; and the one before it, where that assumes something and this goes on plainly: "Assume … . With". */
function sentencesBefore(text: string): string[] {
  const last = lastSentence(text);
  const before = GOES_ON.test(last) ? lastSentence(text.slice(0, text.lastIndexOf(last)).replace(/[\s.!?。！？]+$/u, "")) : "";
  return ASSUMES.test(before) && !DENIES.test(before) ? [before, last] : [last];
}
const ASSUMES = /^\s*(?:let us |we |now |first |next )*(?:assum(?:e|ing)|suppos(?:e|ing)|consider the case)\b|가정|假设|假設|仮定|とする/iu;
const DENIES = /\b(?:not|never|no longer|cannot|unless)\b|n't\b|않|아니|못|ない|ません|不|没|未/iu;
/** Anything else, "Otherwise", "If it is inactive", may speak of another case. */
const GOES_ON =
  /^\s*(?:with|then|so|thus|hence|therefore|(?:here|then|so|thus|hence)?,?\s*(?:we (?:have|get|find|obtain)|it follows that|this gives|(?:the|its) (?:derivative|gradient|slope) is)|그러면|이때|따라서|このとき|すると|则|那么|于是)?[\s,:，、]*$/iu;
const firstSentence = (text: string): string => /^[^.!?。！？\n]*/u.exec(text)?.[0] ?? "";
