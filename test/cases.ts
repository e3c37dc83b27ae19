/** Case files: one case a line, `left => right`, blank lines and lines that begin with # left out. */
import { readFileSync } from "node:fs";

export interface Case {
  readonly line: number;
  readonly input: string;
  readonly expected: string;
}

export function casesIn(url: URL): Case[] {
  return readFileSync(url, "utf8")
    .split("\n")
    .flatMap((text, i) => {
      const match = /^(.*?)\s+=>\s+(.*)$/.exec(text);
      return !match || text.startsWith("#") ? [] : [{ line: i + 1, input: match[1] as string, expected: match[2] as string }];
    });
}
