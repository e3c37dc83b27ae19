/**
 * Words that limit an equation to a case which no formula states: "in the saturated regime", "for a positive example", "without a
 * bias", "정답이 1일 때". What fails in general is not wrong for that.
 */

import { placePhrase } from "./place-phrase.ts";
import { withoutSigns } from "./sign-wording.ts";

const STATES =
  "correct(?:ly)?|incorrect(?:ly)?|wrong(?:ly)?|mis\\p{L}+|positive|negative|non-?zero|zero|identical|equal|coinciding|constant|cent(?:re|ere)d|whitened|normali[sz]ed|standardi[sz]ed|orthogonal|orthonormal|perpendicular|parallel|unit|balanced|matching|mismatched|(?:in)?active|dead|alive|kept|dropped|masked|unmasked|saturated|clipped|open|closed|shut|confident|easy|hard|perfect|noiseless|independent|uncorrelated|separable|isotropic|diagonal|symmetric|linear|small|large|tiny|huge|converged|trained|optimal|off-diagonal|even|odd";

/** A clause that speaks of doing, or that says what a name is, or what a step needs to be written at all, limits nothing. */
const CLAUSE =
  "(?!(?:we|you|one|I|they|it comes|there|applied|taking|using|only|and|then|necessary|needed|possible|desired|any|written|expanded|differentiat\\p{L}*|(?!training|learning|nothing|everything|something|sampling)\\p{L}+ing)\\b)(?!\\s*[⋯◦]\\s*(?:is|are)\\s+(?:an?\\s+)?(?:invertible|non-?singular|regular|differentiable|smooth|continuous|square|of full (?:column |row )?rank)\\b)(?!\\s*[⋯◦]\\s*(?:denotes?|stands?|is (?:the|an?|some|our)|are (?:the|some)|,|$))(?![^.,;:⋯◦]*\\b(?:is|are|be)\\s(?:itself |given by |defined (?:as|by) |of the form )?⋯)";

/** "If $a > b$ then": the formula says where, and the words go on to what follows. */
const TOLD =
  "(?!\\s*⋯\\s*(?:(?:then|we|it|one|this|there|you)\\b|(?:and|with|where|while|but|und|et|mit|avec|con)\\s*(?:⋯|$)|(?:the|its|our)\\s+(?:\\p{L}+\\s+){1,3}(?:is|are|equals?|becomes?|reads?|reduces? to|simplifies to)\\s*$|$))";

/** Add a language by adding words. */
const WORDED: readonly RegExp[] = [
  new RegExp(
    `\\b(?<!without )(?:if|when(?:ever)?|as long as|provided(?: that)?|once(?! more| again)|(?:suppose|assum(?:e|ing))(?: (?:first|next|now|instead|again))?(?: that)?|in case)\\s+(?!(?:that|first|next|now|instead|again)\\b)${CLAUSE}${TOLD}[^.,;:]*\\p{L}{2,}`,
    "iu",
  ),
  // "For nonzero vectors $u$" says what u is.
  new RegExp(
    `\\bfor\\s+(?:an?\\s|the\\s|all\\s|each\\s|every\\s|any\\s|fully\\s|both\\s|two\\s)*(?:${STATES})\\b(?!\\s+(?:to|derivatives?|log|definite|semi|integers?|parts?|layers?|models?|regression|networks?|units?|Gaussians?|normals?|distributions?|densit(?:y|ies)|priors?|posteriors?|covariances?|noise)\\b)(?!\\s+(?:\\p{L}+\\s+)?[⋯◦])`,
    "iu",
  ),
  /\bwith\s(?:an?|the|all|fully)\s(?:constant|zero|fixed|identical|frozen|equal)\b/iu,
  /\bwith\s[^.,;:⋯◦]{0,30}\b(?:open|closed|shut|(?<!\b(?:depends?|depending|based|rests?|conditioned|acts?) )on|off|zero|fixed|frozen|constant|absent|removed)\b/iu,
  /\b(?:regime|region|half-?line|half-?space|zone|branch|plateau|boundary|limit|extreme|degenerate case|special case|binary case|limiting case)\b(?!\s*⋯)(?=[^.;:]*$)/iu,
  /\b(?:to (?:the|its) (?:left|right)|(?:above|below|inside|outside|within|between|beyond|away from(?! (?:the |its |this |both )?(?:kinks?|origin))) (?:the |its |this |both )?(?:thresholds?|bounds?|kinks?|margins?|range|box|boundary|interval|dead zone|origin|clipp\w+))\b/iu,
  /\bfor (?:an?|only one|just one|one) single (?!(?:training |data |test |input )?(?:examples?|samples?|patterns?|data|points?|instances?|observations?|steps?|batch|images?|tokens?|pairs?|quer\p{L}+|rows?|neurons?|units?|layers?|nodes?|weights?|parameters?|case)\b)|\b(?:in|for) (?:the|that|this|each) (?:first|second|third|former|latter|other|one) (?:case|branch)\b|\bin the (?:former|latter)\b|(?:^|[;,.]\s*)there,?\s*$/iu,
  /\bwithout\s(?:an?\s|any\s|the\s)?(?:bias|regulari\p{L}+|weight decay|decay|momentum|noise|dropout|normali\p{L}+|penalty|constraint|activation|damping|smoothing|masking|padding|residual|skip)/iu,
  /\b(?:ignor|neglect|disregard|omitt)(?:e|es|ed|ing)\b(?!\s+(?:the\s+)?(?:ind|sub|super|argument|dependence|batch))/iu,
  /\btreat(?:s|ed|ing)?\b(?! (?:all |the |its |these )*(?:entries|elements|components)\b[^.;:]*independent)[^.;:]*\bas\s(?:an?\s)?(?:constants?|fixed|given|independent)\b|\bstraight-through\b|\bstop-?gradient\b|\b(?:at|after|upon) (?:initiali[sz]ation|convergence|the start|the beginning|the origin|the optimum|equilibrium)\b|\binitially\b|\bstart(?:ing|s)? (?:from|at|with)\b(?!\s*(?:[⋯◦]|(?:the |this |its |our )?definitions?\b))|\btruncat(?:e|es|ed|ing)\b|\b(?<!(?<!\bit )\b(?:is|being|as|denotes) the )(?:positive|negative|correct|wrong|misclassified) one\b/iu,
  /\b(?:off|on|outside) the (?:main )?diagonal\b|\boff-diagonal\b|\b(?:auf|außerhalb) der (?:Haupt)?diagonalen?\b|\b(?:sur|hors de) la diagonale\b|\b(?:en|fuera de) la diagonal\b|비대각|대각\s?(?:성분|원소)|非?対角(?:成分|要素)|非?对角(?:元|线上)/iu,
  /\b(?:distinct|different|differing|unequal|other|equal) (?:ind(?:ex|ices)|logits?|class(?:es)?|entr(?:y|ies)|components?|outputs?)\b|\b(?:all|any|every|each|the) other ◦|(?:다른|같은)\s?(?:인덱스|첨자|성분|클래스)|나머지\s?◦|(?:異なる|他の|同じ)(?:添字|インデックス|成分|クラス|◦)|(?:不同|其他|其它|其余|相同)的?(?:指标|下标|索引|类别|分量|◦)/iu,
  // "For a target of $0$", "doubling $x$ gives", "in the bias-free case".
  /\b(?:for|with|at|given) (?:an?|the) (?:\p{L}+ ){1,3}of\s*№/iu,
  /\b(?:doubl|halv|tripl|negat|swapp|exchang)ing\s*[◦⋯]|\b(?:replac(?:e|es|ing)|exchang(?:e|es|ing))\s*◦\s*(?:by|with)\s*[◦⋯№]/iu,
  /\bin (?:the|an?) (?!(?:general|vector|matrix|scalar|multivariate|univariate|same|above|following|usual|present|batch|multi-?class|hidden|output|last|worst)\b)[\p{L}-]+ (?:case|setting)\b/iu,
  // What would be, if something were forgotten.
  /\bwould (?:(?:then|wrongly|only|just|instead) )?(?:get|give|be|have|yield|obtain|read|become|equal|reduce|follow)\b|\bforget(?:s|ting)?\b|\b(?:leav(?:e|es|ing)|left) out\b|\bdropp(?:ed|ing)\b|\bwithout the (?:chain|product|quotient|sum) rule\b/iu,
  // "With $z$ fixed", "if $q$ is held constant": what changes with it is not followed.
  /\b(?:held|kept|holding|keeping|remains?|stays?)\b[^.;:]{0,24}\b(?:fixed|constant|unchanged)\b|\b(?:with|for|at)\s*[⋯◦]\s*(?:fixed|constant)\b|\b(?:direct|explicit|immediate|partial) (?:effect|part|contribution|path|dependence|influence|term)\b/iu,
  /고정(?:하|한|된|시)|固定|保持[^。，]{0,8}不变|一定(?:と|に)(?:し|す|保)|直接(?:的な|的|の)?(?:효과|영향|影响|影響|効果|部分)|직접(?:적인|적)?\s*(?:효과|영향|항)/u,
  // What is done, and what a formula says by itself, "$x > 0$일 때", limits nothing in words.
  /(?<!⋯\s*)(?<!(?:미분|계산|구|전파|적용|사용|이용|표현|정리|학습|유도|갱신|일반적|마찬가지)\S{0,2})(?:일|인|한|된|는|을|를|없|있|않|운|난)\s?(?:때|경우)(?!문)/u,
  /(?:양성|음성|정답|오답|이진|특별한|특수한)[^.,⋯◦]{0,8}경우/u,
  /(?<!⋯\s*)(?:양수|음수|같|다르|없|있|크|작|열리|닫히|포화되|활성화되|일치하|고정되|일정하)(?:으|이)?(?:면|라면)|무시하|제외하고|상수로\s*(?:보|두|취급)|초기(?:값|에)/u,
  /(?:当|若|如果|假设|假如)(?!\s*⋯\s*(?:时|，|,|$))(?![^。，]*(?:我们|求导|计算|表示|记))[^。，⋯]*\p{Script=Han}{2,}|(?:情况|情形|区域|区间|状态)下|(?:没有|不考虑|忽略)(?:偏置|正则|动量|噪声|常数)/u,
  /(?<!⋯\s*)(?<!(?:微分|計算|適用|更新)\S{0,3})(?:(?<![こそ])の|な|る|た|い)\s?(?:とき|時(?![刻間点系期計])|場合)|領域で|無視/u,
];

/** The words that do so, if any; `⋯` stands for a formula with a relation, `◦` for another one. */
export function wordedCase(sentence: string): string | undefined {
  const words = withoutSigns(sentence.replace(/\s+/gu, " "));
  for (const pattern of WORDED) {
    const found = pattern.exec(words)?.[0];
    if (found !== undefined) return found;
  }
  return placePhrase(words);
}
