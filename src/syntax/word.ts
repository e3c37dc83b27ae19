/** Letters side by side that are one word and not a product, written without \mathrm. */

const list = (text: string): string[] => text.trim().split(/\s+/);

/** Function names that are typed without their backslash, and what people call quantities. */
export const customaryWords: ReadonlySet<string> = new Set(
  list(`exp log ln sin cos tan sinh cosh tanh coth arcsin arccos arctan max min sqrt erf sign sgn sigmoid softmax softplus relu ReLU elu ELU gelu GELU silu
    SiLU swish logistic net out target loss Loss cost Cost error err pred logit logits score total grad bias input output hidden argmax argmin
    MSE RMSE MAE BCE NLL SGD Var Cov diag`),
);

/** The words that a page defines itself: letters side by side before an equals sign, none of which stands alone anywhere. */
export function wordsIn(sources: readonly string[]): ReadonlySet<string> {
  const alone = new Set<string>();
  const defined = new Set<string>();
  const runs: string[] = [];
  for (const source of sources) {
    const text = source
      .replace(/%.*$/gm, "")
      .replace(/\\(?:text|mathrm|operatorname|mbox|begin|end|label|tag|textit|textbf)\*?\{[^{}]*\}/g, " ")
      .replace(/\\[A-Za-z]+/g, "\\");
    for (const [run] of text.matchAll(/[A-Za-z]+/g)) runs.push(run);
    for (const match of text.matchAll(/(?:^|[&\n,;$])\s*([A-Za-z]{2,})(?:_\{[^{}]*\}|_\w)?\s*&?\s*(?::=|=)/g))
      defined.add(match[1] as string);
  }
  const without = (run: string): string => (run.length > 1 && run.startsWith("d") && defined.has(run.slice(1)) ? run.slice(1) : run);
  for (const run of runs) if (!customaryWords.has(run) && !defined.has(without(run))) for (const letter of run) alone.add(letter);
  return new Set([...defined].filter((word) => ![...word].some((letter) => alone.has(letter))));
}
