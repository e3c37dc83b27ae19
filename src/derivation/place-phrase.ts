/**
 * Phrases that say where an equation holds, "at the centre", "on the diagonal", "for a fair coin", "a dropped unit has". The things
 * that notes go through one after the other, layers, rules and forms, are listed; whatever else such a phrase speaks of may be
 * a case, and what fails in general is not wrong for that.
 */

const DETERMINED = "(?:(?:the|an?|some|each|every|any|all|both|two|several|its|our|this|that|these|those|a single|one) )*";
/** Parts of networks and of derivations: "at the output layer", "on the backward pass". */
const PARTS =
  "(?:output|input|hidden|(?:next|last|first|second|third|final|previous|current|same|following|deepest|topmost) (?:layer|step|node|level|stage|line)|layers?|nodes?|neurons?|units?(?! (?:sphere|ball|circle|interval|norm|vector|simplex|dis[ck]))|top|bottom|branch(?:ing)?(?: points?| nodes?)?|sum node|fork|end|beginning of the (?:section|page|note)|(?:time ?)?steps?|time(?! (?:zero|one|of))|stage|level|points?|moment|head|loss|softmax|sigmoid|activation|pre-?activation|logits?|hand|outset|first|last|once|issue)\\b";

interface Phrase {
  /** What begins it, and what it must go on with. */
  readonly begins: string;
  /** What may stand there without limiting anything. */
  readonly plain: string;
}

const PHRASES: readonly Phrase[] = [
  {
    begins: "at",
    plain: `${DETERMINED}(?:${PARTS})|(?:this|that|these|those|which|it|each|every|any|all)\\b|the (?:kinks?|jumps?) (?:it|the derivative) (?:is|does)|least|most|◦|⋯|№`,
  },
  {
    begins: "on",
    plain: `${DETERMINED}(?:${PARTS}|(?:left|right|other|one) |(?:forward|backward|way|batch|mini-?batch|whole|data|training|graph|computational|paper|average|which|what|it|us|top|purpose|each|every|any|all|both)\\b)|◦|⋯|№|\\p{L}+ing\\b`,
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

const regexFor = ({ begins, plain }: Phrase): RegExp => new RegExp(`\\b${begins}\\s+(?!(?:${plain}))(?:\\p{L}+[\\s-]*){1,6}`, "iu");
const FOUND = [...PHRASES.map(regexFor), ...LIMITS, OF_ONE, FOR_ONE];

/** The first such phrase of a sentence; `⋯` stands for a formula with a relation, `◦` for another one, `№` for a number. */
export function placePhrase(sentence: string): string | undefined {
  for (const pattern of FOUND) {
    const found = pattern.exec(sentence)?.[0];
    if (found !== undefined) return found;
  }
  return undefined;
}
