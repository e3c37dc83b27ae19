/**
 * Recursion without the machine's stack: a step is a generator that yields the generators it calls and gets their
 * results back. A parser or printer written so reads like plain recursion and takes input of any depth.
 */
export type Step<T> = Generator<Step<unknown>, T, unknown>;

/** Calls a step from within a step: `const x = yield* call(f(y))`. */
export function* call<T>(step: Step<T>): Step<T> {
  return (yield step as Step<unknown>) as T;
}

/** Runs a step to its end. A throw unwinds through the callers, as with plain calls. */
export function run<T>(step: Step<T>): T {
  const stack: Step<unknown>[] = [step as Step<unknown>];
  let value: unknown;
  let error: { readonly thrown: unknown } | undefined;
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    try {
      const next = error ? top.throw(error.thrown) : top.next(value);
      error = undefined;
      if (next.done) {
        stack.pop();
        value = next.value;
      } else {
        stack.push(next.value);
        value = undefined;
      }
    } catch (thrown) {
      stack.pop();
      error = { thrown };
    }
  }
  if (error) throw error.thrown;
  return value as T;
}
