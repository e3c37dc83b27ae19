/** Names that the words give to what a formula before them is about: "calling this $p_k$", "이를 $p_k$라 하면". */
import type { Formula } from "./formula.ts";

const THIS =
  "(?:this|it|these|the (?:latter|last|former|right-hand side|expression|result|ratio|fraction|quantity|derivative|sum))(?: \\w+)?";

const BEFORE = new RegExp(
  [
    `\\b(?:call(?:ing)?|refer(?:ring)? to|denot(?:e|ing)|nam(?:e|ing)|label(?:l?ing)?|abbreviat(?:e|ing)|writ(?:e|ing)) ${THIS}(?: simply)?(?: by| as| to)?\\s*$`,
    "\\bwhich (?:we |is |are )?(?:call|denote|write|abbreviate|name|label)(?:d|ed)?(?: by| as| to)?\\s*$",
    "^\\s*,?\\s*abbreviated(?: as| to| by)?\\s*$|[.;:]\\s*this is (?:our|my)\\s*$",
    "\\b(?:nennen|bezeichnen) (?:wir )?(?:dies(?:en|es)?|das|es|ihn|sie)(?: kurz)?(?: mit| als)?\\s*$",
    "\\bqu(?:e|['’]) ?(?:l['’])?(?:on|nous) (?:notons?|note|appel(?:le|ons)|désigne(?:rons|ons)?)(?: par)?\\s*$",
    "\\b(?:que (?:denotamos|llamamos|escribimos)|lo (?:llamamos|denotamos))(?: por| como)?\\s*$",
    "(?:记|記)(?:为|作|其为|之为|爲)\\s*$|(?:称|稱)(?:之|其)?(?:为|作|爲)\\s*$",
  ].join("|"),
  "iu",
);

const AROUND: readonly (readonly [before: RegExp, after: RegExp])[] = [
  [
    /\b(?:writ(?:e|ing)|let(?:ting)?|with|put(?:ting)?|us(?:e|ing)|introduc(?:e|ing))\s*$/iu,
    new RegExp(`^\\s*(?:be|for|denotes?|stands? for|as short for)\\s+${THIS}(?=\\s*(?:$|[.,;:)]|and\\b))`, "iu"),
  ],
  [/(?:이를|이것을|이\s?값을|이\s?식을|위\s?식을|우변을)\s*$/u, /^\s*(?:이?라고?|로|으로)\s*(?:하|두|놓|부르|쓰|적|표기)/u],
  [/(?:これを|この値を|この式を|上式を|右辺を)\s*$/u, /^\s*と\s*(?:お[くいき]|置|書|呼|す[るれ]|し)/u],
];

/** Whether the words beside a lone name make it one for what stands before it. */
export function namesWhatIsBefore({ before, after }: Formula): boolean {
  return BEFORE.test(before) || AROUND.some(([first, second]) => first.test(before) && second.test(after));
}
