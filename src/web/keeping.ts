/** Where the document stays: in the browser's storage, and, compressed, in a link's fragment; nothing is sent. */
import type { DocumentLanguage } from "../derivation/segment.ts";

export interface Kept {
  readonly text: string;
  readonly language: DocumentLanguage;
}

const KEY = "gradproof";
const LANGUAGES: readonly DocumentLanguage[] = ["markdown", "tex", "ipynb", "plain"];
/** What a link may unfold to. */
const MOST = 4_000_000;

export function keep(kept: Kept): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Storage may be full, or forbidden: the text is still in the editor.
  }
}

export function kept(): Kept | undefined {
  try {
    return asKept(JSON.parse(localStorage.getItem(KEY) ?? "null"));
  } catch {
    return undefined;
  }
}

function asKept(value: unknown): Kept | undefined {
  const { text, language } = (value ?? {}) as Partial<Kept>;
  return typeof text === "string" && LANGUAGES.includes(language as DocumentLanguage)
    ? { text, language: language as DocumentLanguage }
    : undefined;
}

export async function linkTo({ text, language }: Kept): Promise<string> {
  const packed = new Uint8Array(
    await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer(),
  );
  let binary = "";
  for (const byte of packed) binary += String.fromCharCode(byte);
  return `#${language}=${btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** The document of a link; undefined where the fragment is none, or was cut off. */
export async function fromLink(fragment: string): Promise<Kept | undefined> {
  const [, language, packed] = /^#(\w+)=([\w-]+)$/.exec(fragment) ?? [];
  if (!LANGUAGES.includes(language as DocumentLanguage) || packed === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return { text: await limited(stream), language: language as DocumentLanguage };
  } catch {
    return undefined;
  }
}

/** Throws for what unfolds without end. */
async function limited(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += decoder.decode(part.value, { stream: true });
    if (text.length > MOST) throw new RangeError("a document too large");
  }
  return text + decoder.decode();
}
