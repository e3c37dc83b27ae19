/**
 * Second equations for a name that is defined: "a terminal state has $V = r$", "plain SGD is $\theta' = \theta - \eta g$". Where they fail
 * as they stand, words that speak of anything but computing may say of which case they are.
 */

/** What words of a derivation are about: they limit nothing. */
const PLAIN: ReadonlySet<string> = new Set(
  `the this that these those its our one you they and thus hence then now here there again also too both all each every any which who
  what where how with from for into onto over than more same other another first second third last final next are was were been being
  read reads get gets has have had see sees seen can may must need let put set old new not say said mean means why does did sum sums
  two once back out down left right side sides hand only just when while but per via way row rows own add log square root norm trace
  amount case cases law end full long line lines about after below above before order name names number numbers true form forms formed pass equal stands`.split(
    /\s+/,
  ),
);

/** What such words begin with. */
const STEMS = new RegExp(
  `^(?:${`therefor also becom equals giv yield obtain find found writ rewrit rewrot use using take taking appl insert plug substitut expan
  simplif collect gather combin comput calculat evaluat differentiat deriv follow result arriv arrang rearrang express formula
  equation identit defin term factor product matri vector scalar index indices component notation compact short word rule chain
  quotient power linear algebra step updat layer output input hidden network loss cost error objective function gradient weight
  bias parameter activat forward backward equivalent explicit direct simpl indeed because since togeth note notic recall remember
  call denot known unknown whole entire complet general respect variable recurs recurren unroll twice repeat iterat times logit
  predict probabilit softmax sigmoid tanh logistic exponential logarithm squar inverse transpos determinant model problem easi easy
  immediate clear straightforward show check verif hold obvious evident cours cancel divid multipl subtract howev column entr
  element respectiv turn suppos agree usual familiar textbook desir expect claim requir want summar conclu namely previous finally
  lastly through`
    .split(/\s+/)
    .join("|")})`,
  "u",
);

/** The words of a sentence that may say in which case it is so; undefined where all of them are of computing. */
export function wordsOfCase(sentence: string): string | undefined {
  const words = sentence.match(/\p{L}{3,}/gu) ?? [];
  const others = words.filter(
    (word) => /^[\p{Script=Latin}]+$/u.test(word) && !PLAIN.has(word.toLowerCase()) && !STEMS.test(word.toLowerCase()),
  );
  return others.length > 0 ? others.slice(0, MOST).join(" … ") : undefined;
}

const MOST = 3;
