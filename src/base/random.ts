/** A seeded source of 32-bit integers (mulberry32); the same seed gives the same sequence on every machine. */
export interface Random {
  /** An integer in 0 … bound − 1. */
  below(bound: number): number;
}

export function random(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  return { below: (bound) => Math.floor((next() / 4294967296) * bound) };
}

/** A stable 32-bit hash of a text, for a seed that depends on a name. */
export function hashText(text: string): number {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  return hash >>> 0;
}

const MASK = (1n << 64n) - 1n;

/** A 64-bit hash of a text under a key (FNV-1a, finished as SplitMix64 does). */
export function hash64(text: string, key: bigint): bigint {
  let hash = 0xcbf29ce484222325n ^ (key & MASK);
  for (let i = 0; i < text.length; i++) hash = ((hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n) & MASK;
  hash = ((hash ^ (hash >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
  hash = ((hash ^ (hash >> 27n)) * 0x94d049bb133111ebn) & MASK;
  return hash ^ (hash >> 31n);
}

/** A natural number below the bound; `text` says which one. */
export function hashBelow(bound: bigint, text: string, key: bigint): bigint {
  return ((hash64(text, key) << 64n) | hash64(text, key + 1n)) % bound;
}
