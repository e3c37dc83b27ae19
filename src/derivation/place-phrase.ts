/**
 * Phrases that say where an equation holds, "at the centre", "on the diagonal", "for a fair coin", "a dropped unit has". The things
 * that notes go through one after the other, layers, rules and forms, are listed; whatever else such a phrase speaks of may be
 * a case, and what fails in general is not wrong for that.
 */

const DETERMINED = "(?:(?:the|an?|some|each|every|any|all|both|two|three|four|several|its|our|this|that|these|those|a single|one) )*";
/** Parts of networks and of derivations: "at the output layer", "on the backward pass". */
const PARTS =
  "(?:output|input|hidden|(?:next|last|first|second|third|final|previous|current|same|following|deepest|topmost) (?:layer|step|node|level|stage|line)|layers?|nodes?|neurons?|units?(?! (?:sphere|ball|circle|interval|norm|vector|simplex|dis[ck]))|top|bottom|branch(?:ing)?(?: points?| nodes?)?|sum node|fork|end|beginning of the (?:section|page|note)|(?:time ?)?steps?|time(?! (?:zero|one|of))|stage|level|points?|moment|head|loss|softmax|sigmoid|activation|pre-?activation|logits?|hand|outset|first|last|once|issue)\\b";

interface Phrase {
  /** What begins it, and what it must go on with. */
  readonly begins: string;
  /** What may stand there without limiting anything. */
  readonly plain: string;
}

/** "On a ⋯", "on obtient ⋯": the French pronoun. */
const FRENCH_ON =
  "a(?:\\s+(?:donc|alors|ainsi|aussi|bien|encore|finalement|enfin))?\\s*(?:[⋯◦:,]|$)|(?:en|obtient|trouve|voit|calcule|peut|sait|pose|note|dérive|utilise|applique|remarque|vérifie|reconnaît|multiplie|somme|simplifie|remplace|écrit|tire|met|développe|conclut|arrive|considère|définit|cherche|veut|suppose|rappelle|montre|observe)\\b";

const PHRASES: readonly Phrase[] = [
  {
    begins: "at",
    plain: `${DETERMINED}(?:${PARTS})|(?:this|that|these|those|which|it|each|every|any|all)\\b|the (?:kinks?|jumps?) (?:it|the derivative) (?:is|does)|least|most|◦|⋯|№`,
  },
  {
    begins: "on",
    plain: `${DETERMINED}(?:${PARTS}|(?:left|right|other|one) |(?:forward|backward|way|batch|mini-?batch|whole|data|training|graph|computational|paper|average|which|what|it|us|top|purpose|each|every|any|all|both)\\b)|◦|⋯|№|\\p{L}+ing\\b|${FRENCH_ON}`,
  },
  {
    begins: "(?:near|beyond|outside|inside|within|around|past|far from|close to)",
    plain:
      "(?:the |an? |any |all |this |both |one |each |every )*(?:end of|brackets?|parenthes[ei]s|braces?|sums?|layers?|cells?|blocks?|logarithm|exponent|exponential|activation|function|square root|root|network|loop|derivation|argument|norm|softmax)|this|these|which|it",
  },
  { begins: "away from", plain: "(?:the |an? |any |all |this |both )*(?:kinks?|corners?|jumps?|zero|origin)" },
  {
    begins: "without",
    plain:
      "loss|proof|further|more|any|(?:need|us|assum|suppos|comput|expand|chang|writ|form|go|hav|los|know|build|stor|tak|do)ing\\b|us|it|this|the need|these|words",
  },
  {
    begins: "under",
    plain:
      "(?:the |this |these |our )?(?:sum|integral|chain|square|root|same|transposition|usual|hood|convention|definition|name|assumption)|◦|⋯",
  },
  {
    begins: "after",
    plain:
      "(?:the |an? |some |all |this |that |these |◦ )?(?:\\p{L}+ing\\b|(?:forward|backward) pass|algebra|(?:short |little |brief )?(?:calculation|computation|simplification|manipulation|rearrangement|substitution|step|layer|softmax|activation|affine|linear|convolution|division)|simplification|cancellation|substitution|which|it|◦|⋯)",
  },
];

/** "In the steady state", "for a fair coin", "a dropped unit has": with words of their own at the end or the beginning. */
const LIMITS: readonly RegExp[] = [
  /\bin (?:an?|the) (?:\p{L}+[\s-]){0,3}(?:state|regime|region|limit|world|phase|mode|interval|zone|situation|equilibrium|neighbou?rhood)\b(?! of the (?:network|cell|rnn|lstm))/iu,
  /\bwith (?:the |an? )?(?:no|default|trivial|frozen|equal|identical|perfect|maximal|minimal|optimal)\b(?! loss of| \p{L}*\s*⋯)/iu,
  /\b(?:for|with) ◦ (?:\p{L}+ )?(?:below|above|under|over|beyond|near|around|past|close to|far from|much (?:larger|smaller|greater|less))\b/iu,
  /\bthrough the origin\b|\bup to (?:\p{L}+ )?(?:terms|order)\b|\bto (?:first|second|leading|zeroth) order\b/iu,
  /\bna[iï]vely?\b|\btempting\b|\b(?:common|frequent|typical|usual|popular) (?:mistake|error|pitfall|slip)\b|\b(?:students?|beginners?|people|some|many) (?:\p{L}+ )?(?:write|forget|think|believe|claim)\b/iu,
  /\b(?:the|an?) (?!(?:general|other|same|first|second|third|last|scalar|vector|matrix|multivariate|univariate|one-dimensional|next|only|previous)\b)\p{L}+ case\b(?! (?:distinction|of))/iu,
  /(?:^|[,;:]\s*)where(?:ver)? (?:the|an?|its|our) (?:\p{L}+ ){1,3}(?:is|are) (?!(?:the|an?|given|defined|applied|taken)\b)\p{L}+\s*,?\s*$/iu,
  /\bfor (?:an?|the|every|all) (?:dead|alive|active|inactive|saturated|kept|dropped|masked|open|closed|silent|firing)\b/iu,
  /\bcontribut(?:es?|ing|ion)\b(?! (?:the|an?) factor)/iu,
  // "Since the two are equal", "because rows commute": what is not told by a formula, and changes what holds.
  /(?:\b(?:since|because)|(?:^|[,;:]\s*)as)\b[^.;:⋯]*\b(?:equals?|equal|same|transpose|orthogonal|orthonormal|commutes?|cent(?:re|er)ed|normali[sz]ed|whitened|constant|symmetric|balanced|independent|uncorrelated|cancels?|vanish(?:es)?|sums? to|adds? up to|identical)\b/iu,
];

/** One of a kind, of which the others are different: "a horizontal line has", "support vectors have". */
const OF_ONE =
  /(?:^|[,;:]\s*|\b(?:and|but|while|whereas|so|hence|thus|then)\s+)(?:an?\s(?!(?:\p{L}+\s){0,3}(?:calculation|computation|application|rearrangement|substitution|step|derivation|differentiation|check|look|comparison|use|rule|expansion|proof|argument|glance|sum|product|quotient|function|network|layer|similar|second|more|chain)\b)|(?!(?:this|that|these|those|the|we|it|its|our|their|which|what|here|there|then|so|thus|hence|now|both|each|all|every|any|you|one|they|differentiation|substitution|simplification|backpropagation|summation|rearrangement|multiplication|insertion)\b)\p{L}+s?\s(?=(?:\p{L}+s\s)?(?:have|satisfy|obey)\b))(?:[\p{L}-]+\s){1,8}?(?:has|have|satisf(?:y|ies)|obeys?|gives?|gets?|receives?)\s*$/iu;

/** "For a fair coin", "for violators of the margin": one case of several. */
const FOR_ONE =
  /\bfor\s(?!an?\s(?:\p{L}+[\s-]){1,5}[◦⋯])(?:an?\s(?!(?:\p{L}+[\s-]){0,3}(?:examples?|samples?|batch|mini-?batch|given|fixed|general|generic|arbitrary|whole|network|layer|neuron|unit|node|weight|bias|function|vector|matrix|scalar|sum|product|softmax|sigmoid|tanh|relu|dense|parameter|pair|triple|token|word|row|column|entry|component|class|constant|loss|term|path|point|model|cell|gate|head|kernel|filter|channel|pixel|query|key|node|graph|tree|sequence|data|particular|certain|moment|proof|derivation|quotient|composition|composite)\b)(?:\p{L}+[\s-]){1,4}|(?:points|examples|samples|units|neurons|vectors|violators|inputs|logits)\s(?:beyond|inside|outside|of the|with|in|on|that)\b)/iu;

/** The same in Korean, Chinese and Japanese, where what such a phrase speaks of stands before its particle. */
const EAST_ASIAN: readonly RegExp[] = [
  /(?<!(?:위|아래|여기|거기|이것|앞|뒤|식|층|층들|노드|유닛|단계|시점|과정|역전파|순전파|그래프|정의|법칙|규칙|경로|분기점?|관점|절|장|예|변|괄호|안|문제|망|모형|모델|학습|배치|표기|중|이상|결과|스텝|위치|하나|형태|꼴|함수|손실|소프트맥스|게이트|셀|블록|헤드|행렬|벡터|계산|미분|유도|설명|구현|코드|실제|관계|정리|앞서|이상|끝))(?<=[\p{Script=Hangul}⋯◦])에서는?(?=[\s,]|$)/u,
  /(?:죽은|살아\s?있는|꺼진|켜진|활성화된|활성|비활성|포화된|표준화된|정규화된|완벽한|동일한|특별한|특수한|같은\s점)\s/u,
  /(?:빼|끄|켜|무시하|제외하|없애|떼어\s?내|떼|생략하|고정하|같|다르|없|없다|있다|한다|라)면|만\s(?:보|고려하|생각하|남기)면|(?:라|이)라면/u,
  /(?<!(?:이|그|각|두|모든|일반적인|다음)\s?)(?<=\p{Script=Hangul})(?<!층|가중치|편향|행렬|벡터|노드)의\s*경우|첫\s(?:시점|단계|스텝)에서/u,
  /在(?!(?:每|此|这|该|上|下|前|后|输出|输入|隐藏|隐含|中间|最后|第|反向|正向|前向|计算图?|矩阵|向量|一般|实际|实践|节点|批|式|括号|层|一个|单个|分支|链式|求导|推导|训练|神经元|单元|softmax|本|同|两|各|全|整|代码)|◦|⋯)[^，。,⋯◦]{1,14}/iu,
  /(?:死亡|激活|未激活|饱和|标准化|归一化|相同|完美|特殊|关闭|打开)的/u,
  /(?:去掉|去除|忽略|不计|略去|不考虑|只看|仅看|只考虑|关闭|若无|没有)\p{Script=Han}/u,
  /(?:稳态|收敛|初始|平衡|极限|相等|相同|一致|为零|最[优大小陡])(?:时|则|处|点)/u,
  /(?<!(?:層|式|ここ|そこ|これ|それ|上|下|以下|中間|出力|入力|伝播|ノード|ニューロン|ユニット|ステップ|時刻|グラフ|定義|規則|表記|形|方法|節|章|例|行列|ベクトル|成分|計算|微分|バッチ|場合|過程|左辺|右辺|括弧内|中|関数|損失|ゲート|セル|一般|実際|実装|次|経路|分岐点?))(?<=[\p{Script=Han}\p{Script=Katakana}ー側])(?:では|において)(?=[\s、,は]|$)/u,
  /(?:死んだ|活性化し[たて]|飽和し[たて]|標準化され|正規化され|完全な|同じ点|最も\p{Script=Han}|特別な)/u,
  /(?:除く|無視する|外す|切る|落とす|だけ(?:を)?見る|省く)と|(?:なけれ|等しけれ)ば|(?:同じ|等しい|ない)なら/u,
];

const regexFor = ({ begins, plain }: Phrase): RegExp => new RegExp(`\\b${begins}\\s+(?!(?:${plain}))(?:\\p{L}+[\\s-]*){1,6}`, "iu");
const FOUND = [...PHRASES.map(regexFor), ...LIMITS, OF_ONE, FOR_ONE, ...EAST_ASIAN];

/** The first such phrase of a sentence; `⋯` stands for a formula with a relation, `◦` for another one, `№` for a number. */
export function placePhrase(sentence: string): string | undefined {
  for (const pattern of FOUND) {
    const found = pattern.exec(sentence)?.[0];
    if (found !== undefined) return found;
  }
  return undefined;
}
