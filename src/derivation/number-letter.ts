/**
 * Letters that are vectors on a page, and numbers where it speaks of a function: z of f(z) = tanh(z) and f'(z) = 1 - tanh²(z)
 * beside z = W x + b. There they are given names of their own.
 */
import { leibnizIn } from "../elaborate/leibniz.ts";
import { holdsNames, isArgument, isNabla, nodesOf, partsOf } from "../elaborate/names.ts";
import { type Head, headOf } from "../elaborate/script.ts";
import { NUMBER, nameParts } from "../expression/name.ts";
import { functionNamed } from "../primitive/table.ts";
import type { ChainSyntax, FractionSyntax, Syntax } from "../syntax/tree.ts";
import { declaredShapes } from "./declared-shape.ts";
import { type Definiendum, definiendumOf } from "./definiendum.ts";
import type { DocumentParts, Formula } from "./formula.ts";
import { tensorKey, tensorNames } from "./tensor.ts";

/** What is called a logistic function without a word. */
const CUSTOMARY: ReadonlySet<string> = new Set(["σ"]);
const CONSTANTS: ReadonlySet<string> = new Set(["e", "π"]);
const NO_NUMBERS: ReadonlySet<Syntax["kind"]> = new Set(["big", "matrix", "evaluated"]);
const EQUATES = /^(?:=|:=|≡)$/;
const COMPARES = /^[<>≤≥≠]$/;

interface NumberLetters {
  /** Small letters that are, or are made of, vectors. */
  readonly letters: ReadonlySet<string>;
  /** Functions of one number. */
  readonly functions: ReadonlySet<string>;
  /** Names that are no constants. */
  readonly others: ReadonlySet<string>;
}

/** Gives such letters names of their own where a formula speaks of a function of numbers. Changes the trees in place. */
export function withNumberLetters<T extends Pick<DocumentParts, "formulas" | "labels">>(parts: T): T {
  const found = numberLetters(parts.formulas);
  const write = (chain: ChainSyntax): void => applyNumberLetters(chain, found);
  for (const { chain } of parts.formulas) if (chain) write(chain);
  return { ...parts, labels: { ...parts.labels, writings: [...parts.labels.writings, write] } };
}

function numberLetters(formulas: readonly Formula[]): NumberLetters {
  const chains = formulas.flatMap(({ chain }) => chain ?? []);
  const defined = chains.flatMap(definitionsIn);
  const named = defined.filter(({ definiendum }) => !definiendum.parameters);
  const marked = new Set(tensorNames(formulas).keys());
  for (const [name, { length }] of declaredShapes(formulas)) if (length > 0) marked.add(tensorKey(name));
  for (const name of summedIn(chains)) marked.add(name);
  const vectors = madeOf(marked, named);
  // "for z > 0" may be said of the z of the page, where nothing shows that to be a vector.
  const compared = new Set(chains.filter(({ links }) => links.some(({ relation }) => COMPARES.test(relation))).flatMap(namesIn));
  const letters = new Set([...vectors].filter((name) => /^\p{Ll}$/u.test(name) && (marked.has(name) || !compared.has(name))));
  const others = new Set([...vectors, ...named.map(({ definiendum }) => definiendum.name), ...chains.flatMap(differentiatedIn)]);
  return { letters, functions: functionsOfNumbers(chains, defined, others), others };
}

/** x of Σ_j w_j x_j. */
function summedIn(chains: readonly ChainSyntax[]): string[] {
  const nodes = chains.flatMap(nodesOf);
  const bound = new Set(
    nodes.flatMap((node) => (node.kind === "big" && node.sub ? nodesOf(node.sub).flatMap((each) => headOf(each)?.name ?? []) : [])),
  );
  return nodes.flatMap((node) => {
    const { base, sub } = nameParts(node.kind === "scripted" ? (headOf(node)?.name ?? "") : "");
    return sub !== "" && bound.has(sub) ? [base] : [];
  });
}

interface Defined {
  readonly chain: ChainSyntax;
  readonly definiendum: Definiendum;
  /** What it is made of. */
  readonly names: readonly string[];
}

function definitionsIn(chain: ChainSyntax): Defined[] {
  const sides = [chain.first, ...chain.links.map(({ right }) => right)];
  return chain.links.flatMap(({ relation, right }, i) => {
    const side = sides[i];
    const definiendum = side && EQUATES.test(relation) ? definiendumOf(side) : undefined;
    return definiendum ? [{ chain, definiendum, names: namesIn(right) }] : [];
  });
}

/** The names, and those that are defined from them. */
function madeOf(names: ReadonlySet<string>, definitions: readonly Defined[]): ReadonlySet<string> {
  const found = new Set(names);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const { definiendum, names: own } of definitions)
      if (own.some((name) => found.has(tensorKey(name)))) found.add(tensorKey(definiendum.name));
  }
  return found;
}

/** L of dL/dx. */
function differentiatedIn(chain: ChainSyntax): string[] {
  return nodesOf(chain).flatMap((node) => {
    const [of, ...more] = (node.kind === "fraction" ? leibnizIn(node)?.of : undefined) ?? [];
    return of && more.length === 0 ? (headOf(of)?.name ?? []) : [];
  });
}

/** Functions with one definition that has nothing but numbers and other such functions. */
function functionsOfNumbers(chains: readonly ChainSyntax[], defined: readonly Defined[], others: ReadonlySet<string>): ReadonlySet<string> {
  const functions = new Set<string>();
  // x² of ∇f(x) = 2x is a square of the norm.
  const graded = new Set(chains.flatMap(gradientsIn));
  const isOfNumber = (chain: ChainSyntax, { parameters = [], name }: Definiendum): boolean => {
    const found = { letters: new Set(parameters.map((each) => each.name)), functions: new Set([...functions, name]), others };
    return parameters.length === 1 && letterOfNumber(chain, found) !== undefined;
  };
  for (let before = -1; before !== functions.size;) {
    before = functions.size;
    for (const { definiendum, chain } of defined) {
      const { name } = definiendum;
      const isDefinedOnce = defined.filter((each) => each.definiendum.name === name).length === 1;
      if (isDefinedOnce && !graded.has(name) && !functionNamed(name) && isOfNumber(chain, definiendum)) functions.add(name);
    }
  }
  return functions;
}

/** f of ∇f. */
function gradientsIn(chain: ChainSyntax): string[] {
  return nodesOf(chain).flatMap((node) =>
    node.kind === "juxtaposition" ? node.items.flatMap((item, i) => (isNabla(node.items[i - 1]) ? (headOf(item)?.name ?? []) : [])) : [],
  );
}

function applyNumberLetters(chain: ChainSyntax, found: NumberLetters): void {
  if (found.letters.size === 0) return;
  const letter = letterOfNumber(chain, found) ?? comparedLetter(chain, found);
  if (letter === undefined) return;
  for (const node of nodesOf(chain)) if (node.kind === "fraction") applyOperand(node, letter, found.functions);
  for (const node of nodesOf(chain))
    if (node.kind === "name" && (node.name === letter || node.name === `d${letter}`)) (node as { name: string }).name += NUMBER;
}

/** f of df/dz is f(z). */
function applyOperand({ numerator }: FractionSyntax, letter: string, functions: ReadonlySet<string>): void {
  const [sign, of] = numerator.kind === "juxtaposition" ? numerator.items : [];
  if (numerator.kind !== "juxtaposition" || !of || numerator.items.length !== 2 || !isSign(sign) || !functions.has(headOf(of)?.name ?? ""))
    return;
  const { span } = of;
  const argument: Syntax = { kind: "name", name: letter, word: false, span };
  (numerator as { items: readonly Syntax[] }).items = [sign as Syntax, of, { kind: "group", open: "(", items: [argument], span }];
}

const isSign = (item: Syntax | undefined): boolean => item?.kind === "name" && /^[d∂]$/u.test(item.name);

/** The only variable of a formula that begins with a function of it, or with a derivative by it, and has nothing but numbers. */
function letterOfNumber(chain: ChainSyntax, found: NumberLetters): string | undefined {
  const { first, links } = chain;
  if (!first || links.length === 0 || !links.every(({ relation }) => EQUATES.test(relation))) return undefined;
  const letter = argumentOf(first, found) ?? variableOf(first);
  return letter !== undefined && found.letters.has(letter) && isOfNumbers(chain, letter, found) ? letter : undefined;
}

/** z of z > 0, where it is a vector in other formulas. */
function comparedLetter(chain: ChainSyntax, found: NumberLetters): string | undefined {
  const { first, links } = chain;
  if (!first || links.length === 0 || !links.every(({ relation }) => COMPARES.test(relation))) return undefined;
  const letter = namesIn(chain).find((name) => found.letters.has(name));
  return letter !== undefined && found.functions.size > 0 && isOfNumbers(chain, letter, found) ? letter : undefined;
}

/** z of f(z), f'(z) and σ'(z). */
function argumentOf(side: Syntax, { functions }: NumberLetters): string | undefined {
  const [applied, brackets, ...more] = side.kind === "juxtaposition" ? side.items : [];
  const head = applied && headOf(applied);
  if (!head || head.power || head.transposed || more.length > 0 || brackets?.kind !== "group" || brackets.items.length !== 1)
    return undefined;
  const argument = headOf(brackets.items[0] as Syntax);
  return isFunctionOfNumbers(head, functions) && argument && isPlain(argument) ? argument.name : undefined;
}

/** z of d/dz and of dσ(z)/dz. */
function variableOf(side: Syntax): string | undefined {
  const fraction = side.kind === "juxtaposition" ? side.items[0] : side;
  const [first, ...more] = (fraction?.kind === "fraction" ? leibnizIn(fraction)?.variables : undefined) ?? [];
  const by = first && headOf(first.variable);
  return more.length === 0 && by && isPlain(by) ? by.name : undefined;
}

const isPlain = ({ power, transposed, primes }: Head): boolean => !power && !transposed && primes === 0;

function isFunctionOfNumbers({ name }: Head, functions: ReadonlySet<string>): boolean {
  return functions.has(name) || CUSTOMARY.has(name) || (functionNamed(name) !== undefined && name !== "softmax");
}

function isOfNumbers(chain: ChainSyntax, letter: string, { functions, others }: NumberLetters): boolean {
  const nodes = operandsIn(chain, letter, functions);
  if (!nodes || nodes.some((node) => NO_NUMBERS.has(node.kind) || isNabla(node) || isOfVectors(node))) return false;
  const applied = new Set<Syntax>();
  const inside = new Set<Syntax>();
  for (const node of nodes) {
    if (node.kind === "juxtaposition")
      for (const [i, item] of node.items.entries()) {
        const { [i + 1]: next } = node.items;
        const head = headOf(item);
        // α of α (e^x - 1) is a factor.
        if (head && isArgument(next) && (isFunctionOfNumbers(head, functions) || holdsNames(next))) applied.add(item);
      }
    // The σ of σ'^2 has been seen as part of that.
    if (node.kind === "scripted" && headOf(node)) for (const part of nodesOf(node.base)) inside.add(part);
  }
  const isKnown = (node: Syntax): boolean => {
    const head = headOf(node);
    if (!head || inside.has(node)) return true;
    if (head.transposed) return false;
    if (head.name === letter || CONSTANTS.has(head.name) || functionNamed(head.name)) return head.name !== "softmax";
    if (isFunctionOfNumbers(head, functions)) return applied.has(node);
    const { base, sub } = nameParts(head.name);
    return !applied.has(node) && !others.has(head.name) && !others.has(tensorKey(head.name)) && sub === "" && !/^\p{Lu}/u.test(base);
  };
  return nodes.every(isKnown) && nodes.some((node) => headOf(node)?.name === letter);
}

/** The parts of a formula without the signs of its derivatives; undefined where those are by something else, or of it. */
function operandsIn(chain: ChainSyntax, letter: string, functions: ReadonlySet<string>): Syntax[] | undefined {
  const found: Syntax[] = [];
  const open: Syntax[] = [chain];
  for (let node = open.pop(); node; node = open.pop()) {
    const shape = node.kind === "fraction" ? leibnizIn(node) : undefined;
    if (isSign(node)) return undefined;
    if (!shape) {
      found.push(node);
      if (node.kind !== "name") open.push(...partsOf(node));
      continue;
    }
    if (shape.variables.some(({ variable }) => headOf(variable)?.name !== letter)) return undefined;
    const [of] = shape.of;
    const isBare = node.kind === "fraction" && node.numerator.kind === "juxtaposition" && node.numerator.items.length === 2;
    if (of && isBare && functions.has(headOf(of)?.name ?? "")) continue;
    if (of) open.push(shape.of.length > 1 ? { kind: "juxtaposition", items: shape.of, span: node.span } : of);
  }
  return found;
}

function isOfVectors(node: Syntax): boolean {
  if (node.kind === "group") return /[‖|]/u.test(node.open);
  return node.kind === "product" && node.factors.some(({ operator }) => /[⊙⊗∘]/u.test(operator));
}

function namesIn(syntax: Syntax): string[] {
  return nodesOf(syntax).flatMap((node) => headOf(node)?.name ?? []);
}
