/**
 * Second equations for a name that is defined: "a terminal state has $V = r$", "plain SGD is $\theta' = \theta - \eta g$". Where they fail
 * as they stand, words that speak of anything but computing may say of which case they are.
 */

/** What words of a derivation are about: they limit nothing. */
const PLAIN: ReadonlySet<string> = new Set(
  `a an the this that these those it its we our us one you they and or so thus hence therefore then now here there again also too
  both all each every any which who whose what where how with by from to of in on at for as into onto over through via than more
  same other another first second third last final next previous finally lastly namely i e g is are be was were been being becomes
  become equals equal reads read gives give given giving yields yield get gets obtain obtains obtained have has had find finds found
  see sees seen write writes written writing rewrite rewritten rewriting can may must need needs let put putting set take takes taking
  taken use uses using used apply applies applying applied insert inserts inserting inserted plug plugging plugged substitute
  substituting substituted substitution expand expands expanding expanded expansion simplify simplifies simplifying simplified
  simplification collect collecting collected gather gathering combine combining combined compute computes computed computing
  calculation calculate calculated computation evaluate evaluating differentiate differentiating differentiated differentiation derive
  derived derivation follow follows following result results resulting arrive arrives arriving arrange rearrange rearranging express
  expressed expressing expression expressions formula formulas equation equations identity identities definition definitions defined
  define defines term terms factor factors sum sums product products form forms matrix matrices vector vectors scalar index indices
  component components notation compact short shorter words rule rules chain quotient power law linearity algebra step steps update
  updates updated layer layers output outputs input inputs hidden network loss cost error objective function functions gradient
  gradients derivative derivatives weight weights bias biases parameter parameters activation activations forward backward pass above
  below before after equivalently explicitly directly simply just only indeed because since order together once back up down out left
  right side sides hand do does did not note notice recall remember means mean says say called denote denotes stands like case cases
  new old known unknown whole full entire complete general respect number numbers name names variable variables line lines recursion
  recurrence recursive unrolled unrolling unroll once twice repeated repeating iterating iterate times logits logit prediction
  predictions probability probabilities softmax sigmoid tanh logistic exponential logarithm log square squared squares root norm inverse
  transpose transposed determinant trace model models problem easily immediately clear clearly easy straightforward show shows shown
  check checking verify verified holds hold true obviously evidently of course way ways cancel cancels cancelling divide dividing
  multiply multiplying add adding subtract subtracting if only when while whereas but however per entry entries row rows column suppose agree agrees agreeing usual familiar textbook desired expected claimed required wanted again summary conclusion columns
  element elements elementwise entrywise together respectively turn turns turned amount amounts`
    .trim()
    .split(/\s+/),
);

/** The words of a sentence that may say in which case it is so; undefined where all of them are of computing. */
export function wordsOfCase(sentence: string): string | undefined {
  const words = sentence.match(/\p{L}{3,}/gu) ?? [];
  const others = words.filter((word) => /^[\p{Script=Latin}]+$/u.test(word) && !PLAIN.has(word.toLowerCase()));
  return others.length > 0 ? others.slice(0, MOST).join(" … ") : undefined;
}

const MOST = 3;
