/** Words that stand between formulas, by what they say of the formula that follows. Add a language by adding words. */

const list = (text: string): string[] => text.trim().split(/\s*[,\n]\s*/);

/** Words that introduce an assumption. */
export const assuming: ReadonlySet<string> = new Set(
  list(`since, where, given, because, assume, assuming, if, for, when, provided, provided that, such that, with, suppose, as, s.t., for all, whenever,
    이므로, 일 때, 이면, 라면, 때, 여기서, 단, 가정, wenn, falls, sofern, weil, da, mit, wobei, für, si, pour, où, avec, car, puisque, lorsque, quand, para, donde, con, porque, cuando, pues, ただし, ここで, のとき, ならば, とき, 其中, 因为, 若, 当, 假设, 설`),
);

/** Words that say nothing of the formula beside them. */
export const neutral: ReadonlySet<string> = new Set(
  list(`and, or, so, so that, thus, hence, then, therefore, i.e., i.e, that is, e.g., let, define, also, finally, similarly, we have, we get, gives, or else, otherwise, else,
    respectively, constant, const, fixed, held fixed, held constant, is constant, is fixed, are constant, are fixed, scalar, 상수, 고정, 定数, 常数, 常量, 固定, by definition, chain rule, by the chain rule, und, oder, also, dann, sonst, andernfalls, somit, daher, damit, d.h, das heißt, et, ou, donc, d'où, alors, ainsi, sinon, autrement, ailleurs, c'est-à-dire, entonces, luego, por tanto, por lo tanto, es decir, en otro caso, en caso contrario, de lo contrario, si no, 그리고, 또는, 따라서, 그러므로, 즉, 이고, 그러면, 그 외, 그외, 나머지, 아니면, 이다, 한편, 마찬가지로,
    output layer, hidden layer, input layer, forward, backward, forward pass, backward pass, loss, weights, bias, gradient, elementwise, element-wise, componentwise, entrywise,
    row-wise, rowwise, column-wise, columnwise, by linearity, linearity, substitute, substituting, rearranging, rearrange, expand, expanding, factor out, collecting terms, 출력층, 은닉층, 입력층,
    outer product, dot product, inner product, matrix product, matrix form, vector form, scalar form, index form, by components, same shape, column vector, row vector, sum rule, 외적, 내적, 행렬 형태, 벡터 형태, 外积, 内积, 外積, 内積, äußeres produkt, skalarprodukt, produit scalaire, produit extérieur, producto escalar, producto exterior,
    순전파, 역전파, 손실, 원소별, 대입, 전개, 出力層, 隠れ層, 入力層, 输出层, 隐藏层, 输入层, および, または, よって, したがって, すなわち, それ以外, その他, 和, 或, 所以, 因此, 即, 则, 否则, 其他`),
);

/** Whether a \text is a word between formulas, not a name. */
export function isProse(text: string): boolean {
  const word = wordsOf(text);
  return (
    word === "" ||
    assuming.has(word) ||
    neutral.has(word) ||
    assuming.has(text.trim()) ||
    neutral.has(text.trim()) ||
    RULE.test(word) ||
    MARKS.test(word)
  );
}

/** "(by the chain rule)", "simplify", "체인 룰": what a step does, which changes nothing of what it says. */
const RULE =
  /^\(?(?:(?:(?:by|using|from|with|apply|applying) )?(?:the )?(?:(?:multivariate |multivariable )?chain|product|sum|quotient|power|constant factor|leibniz) rules?|(?:by |from )?(?:the )?definitions?|simplif(?:y|ying|ied)|(?:체인|연쇄)\s*(?:룰|법칙)|곱의 미분법|몫의 미분법|정의에 의해|정의를 대입|정리|連鎖律|链式法则|鏈式法則)\)?$/u;

/** "(2 marks)" of an exam, and the end of a proof. */
const MARKS =
  /^\[?\d+\s?(?:marks?|points?|pts?|점|分|点|punkte?|puntos?)\]?$|^q\.?\s?e\.?\s?d$|^(?:증명 ?끝|証明終(?:わり|了)?|证毕|證畢)$/u;

/** Whether it introduces what is assumed. */
export function introducesAssumption(text: string): boolean {
  const word = wordsOf(text);
  return assuming.has(word) || assuming.has(word.split(/\s+/)[0] ?? "");
}

/** Without the signs around them: "(since" of "\\text{(since } A = A^\\top\\text{)}". */
const wordsOf = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/^[(\s]+|[.,:;)\s]+$/g, "");
