/** What the engine needs for some pages only is fetched for the first of them, and for the others while nobody waits. */

/** Thrown in the place of a part that has not come yet: who asked fetches it, and asks again. */
export class NotYet extends Error {
  readonly fetched: () => Promise<void>;

  constructor(fetched: () => Promise<void>) {
    super("a part of the engine has not come yet");
    this.fetched = fetched;
  }
}

const parts = new Set<() => Promise<void>>();

/** A function of a part that comes later. */
export function late<Args extends unknown[], Result>(part: () => Promise<(...args: Args) => Result>): (...args: Args) => Result {
  let known: ((...args: Args) => Result) | undefined;
  const fetched = async (): Promise<void> => {
    known ??= await part();
  };
  parts.add(fetched);
  return (...args) => {
    if (!known) throw new NotYet(fetched);
    return known(...args);
  };
}

/** Fetches all parts; without a network those that are missing stay away until they are asked for. */
export const fetchAll = async (): Promise<void> => void (await Promise.allSettled([...parts].map((fetched) => fetched())));
