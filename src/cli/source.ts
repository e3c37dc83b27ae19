/** Files and folders → texts. */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import type { DocumentLanguage } from "../derivation/segment.ts";

export interface Source {
  /** "-" for standard input. */
  readonly path: string;
  readonly language: DocumentLanguage;
}

/** A file that cannot be read; the message says which and why. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

const LANGUAGES: Readonly<Record<string, DocumentLanguage>> = {
  ".md": "markdown",
  ".markdown": "markdown",
  ".txt": "markdown",
  ".qmd": "markdown",
  ".tex": "tex",
  ".ltx": "tex",
  ".ipynb": "ipynb",
};

/** The documents under the paths, each once, folders in alphabetical order; symbolic links inside folders are not followed. */
export function sourcesIn(paths: readonly string[]): { readonly sources: readonly Source[]; readonly failures: string[] } {
  const sources = new Map<string, Source>();
  const failures: string[] = [];
  for (const path of paths) {
    if (path === "-") {
      sources.set(path, { path, language: "markdown" });
      continue;
    }
    const found = kindOf(path);
    if (found === "folder")
      for (const file of filesUnder(path))
        sources.set(file, { path: file, language: LANGUAGES[extname(file).toLowerCase()] as DocumentLanguage });
    else if (found === "file") sources.set(path, { path, language: LANGUAGES[extname(path).toLowerCase()] ?? "markdown" });
    else failures.push(`${path}: ${found}`);
  }
  return { sources: [...sources.values()], failures };
}

function kindOf(path: string): string {
  try {
    const stat = statSync(path);
    return stat.isDirectory() ? "folder" : stat.isFile() ? "file" : "not a regular file";
  } catch (error) {
    return reason(error);
  }
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT") return "no such file or folder";
  if (code === "EACCES" || code === "EPERM") return "may not be read";
  return (error as Error).message;
}

function filesUnder(folder: string): string[] {
  const found: string[] = [];
  const open = [folder];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith(".")) open.push(path);
      else if (entry.isFile() && LANGUAGES[extname(entry.name).toLowerCase()]) found.push(path);
    }
  }
  return found.sort();
}

/** The text of a file in UTF-8, or in UTF-16 with a byte order mark. */
export function readSource({ path }: Source): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path === "-" ? 0 : path);
  } catch (error) {
    throw new Unreadable(`${path}: ${reason(error)}`);
  }
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable(`${path}: not ${encoding.toUpperCase()} from byte ${firstBadByte(bytes, encoding)} on`);
  }
}

/** The longest prefix that decodes, by bisection. */
function firstBadByte(bytes: Buffer, encoding: string): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return good;
}
