/** "Let $f(x) = x^3$" after f(x) = x², and the y = ln x of the next item of a list: names that begin anew. */
import type { Formula } from "./formula.ts";

/** Add a language by adding words. */
const BEGINS =
  /(?:^|[^\p{L}])(?:let|suppose|take|consider|sei|betrachte|soit|prenons|sea|consideremos)\s+(?:(?:now|instead|also|next|for example|e\.g\.|again)\s+)?(?:the (?:function|loss|case|example)\s+)?$|(?:设|令|考虑)(?:函数)?\s*$/iu;
const CALLED = /^\s*(?:이?라고?\s*(?:하자|하면|둔|두자)|[을를]\s*(?:생각하자|생각해\s?보자|보자)|とする|とおく|を考え)/u;
/** "2.", "(b)", "-", "Example 2." at the beginning of a line. */
const ITEM =
  /(?:^|\n)[\s*_]*(?:\d+[.)]|\(?[a-z\d]\)|[-*•]|(?:Example|Exercise|Problem|Case|Beispiel|Aufgabe|Exemple|Exercice|Ejemplo|Ejercicio|예제|예|문제|例題|例|問題|问题|例子)\s*\d+[.:)]?)[\s*_]*$/u;

/** "Through $C = AB$:". */
const HEADS =
  /(?:^|[.;:。；：]\s*|\n\s*)(?:backward(?:s|\s+pass)?\s+|forward\s+|back\s+)?(?:through|durch)\s+(?:a\s+|the\s+)?(?:product\s+|sum\s+)?$/iu;

/** Whether the words begin with what a name stands for, which stood for what `earlier` says. */
export function beginsAnew({ before, after }: Formula, earlier: Formula | undefined): boolean {
  return (
    BEGINS.test(before) ||
    (HEADS.test(before) && /^\s*(?:[:：]|,|we\b|one\b|this\b)/u.test(after)) ||
    CALLED.test(after) ||
    (ITEM.test(before) && earlier !== undefined && ITEM.test(earlier.before))
  );
}
