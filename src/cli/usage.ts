/** Help texts, usage errors, and what the options have in common. */
import { readFileSync } from "node:fs";
import { parseArgs, type ParseArgsConfig } from "node:util";

/** A command line that makes no sense; exit status 2. */
export class Usage extends Error {
  override readonly name = "Usage";
}

export const HELP = `gradproof: checks hand-written derivations

  gradproof check PATH…          checks documents; folders are walked, - is standard input
      --format text|json|html|sarif|junit|github    default text; html: one self-contained page
      --lang en|ko               of the page, default en
      --output FILE              writes there instead of standard output
      --verbose                  shows proved steps, too
      --strict                   exit status 1 unless every step is proved and everything was read
      --language markdown|tex|ipynb|plain    default: by the file's ending
      --seed N                   default 1
      --budget STEPS             for each step, default 400000
      --proofs                   with --format json: puts the certificates into the report
      --network 2-2-2            holds w_{jk}^{(l)}, b, z, a, t, x, E against a network of sigmoids, by finite differences
  gradproof render FILE          the document as a page, without verdicts; --output FILE, --lang en|ko
  gradproof graph FILE           the computational graph as SVG, with values forward and derivatives backward
      --of NAME                  what is drawn, default the last definition that nothing uses
      --format svg|json, --output FILE, --lang en|ko
  gradproof playground           the page in which you paste a derivation and see the marks, on this machine only
      --port N, --no-open        default: a free port, opened in the browser
  gradproof replay REPORT        re-checks the certificates of a report (- is standard input)
  gradproof derive "E" --wrt w   the derivation of dE/dw, step by step; several names: --wrt "w, b"
      --given FILE               the definitions; without it E is an expression
      --detail brief|normal|full full: each local derivative rule by rule, too
      --format text|latex|json|html    default text
      --lang en|ko               of the reasons, default en
      --output FILE
  gradproof diff "EXPR" x        the derivative, simplified
      --format text|json|latex   default text
      --syntax plain|latex       how EXPR is written, default plain
  gradproof network summary|train|gradcheck --layers 784-50-100-10
      --activation, --output     sigmoid (default), tanh, relu, leakyrelu, softplus, gelu, swish, identity, softmax
      --loss                     half-squared-error, mean-squared-error, cross-entropy, binary-cross-entropy
      --initialisation           xavier (default), he, uniform, zero
      --batch N                  samples at once; gradcheck: default 1, train: default 32
      --images FILE --labels FILE   IDX files; otherwise seeded clouds of points (--samples N)
      --epochs, --validation, --optimiser sgd|momentum|adam, --rate, --patience    for train
      --plot FILE.svg            of the training, or of the gradient check
      --save FILE, --load FILE   the network as JSON
      --format text|json         default text

Exit status of check: 0 nothing refuted (but what a document announces), 1 otherwise, 2 usage or a file that cannot be read.
Exit status of network gradcheck: 0 every gradient agrees, 1 otherwise, 2 as above.
Exit status of replay: 0 every proved and refuted step re-checked, 1 otherwise, 2 as above.
`;

export function version(): string {
  const data = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
  return data.version;
}

/** parseArgs, its complaints made usage errors. */
export function readOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new Usage((error as Error).message.split(". ")[0] as string);
  }
}

export function oneOf<T extends string>(name: string, value: string | undefined, allowed: readonly T[], fallback: T): T {
  if (value === undefined) return fallback;
  const found = allowed.find((item) => item === value);
  if (!found) throw new Usage(`--${name} is one of ${allowed.join(", ")}, not "${value}"`);
  return found;
}

export function wholeNumber(name: string, value: string | undefined, fallback: number, least: number): number {
  if (value === undefined) return fallback;
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < least)
    throw new Usage(`--${name} needs a whole number of at least ${least}, not "${value}"`);
  return number;
}
