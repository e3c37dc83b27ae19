/** ∂ℓ/∂σ²: a square that a page differentiates by is a name of its own, σ⁴ is its square, and σ its root. */
import { nodesOf, partsOf } from "../elaborate/names.ts";
import { SQUARE, headOf } from "../elaborate/script.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";

/** Names whose squares are differentiated by, as often as above, and that are not differentiated by themselves. */
export function squaresDifferentiatedBy(chains: readonly ChainSyntax[]): ReadonlySet<string> {
  const [squares, plain] = [new Set<string>(), new Set<string>()];
  for (const node of chains.flatMap(nodesOf)) {
    if (node.kind !== "fraction") continue;
    const [above, [sign, by, ...more]] = [itemsOf(node.numerator), itemsOf(node.denominator)];
    if (!isSign(above[0]) || !isSign(sign) || !by || more.length > 0) continue;
    const power = powerOf(by);
    if (power) (power.exponent === 2 ? squares : plain).add(power.name);
  }
  return new Set([...squares].filter((name) => !plain.has(name)));
}

/** Changes the tree in place. */
export function applySquareNames(chain: ChainSyntax, squares: ReadonlySet<string>): void {
  if (squares.size === 0) return;
  const open: Syntax[] = [chain];
  for (let node = open.pop(); node; node = open.pop()) {
    const power = powerOf(node);
    if (power && squares.has(power.name)) Object.assign(node, CLEARED, inSquares(power.base, power.exponent));
    else if (node.kind !== "name") open.push(...partsOf(node));
  }
}

const CLEARED = { base: undefined, sub: undefined, sup: undefined, primes: 0, name: undefined };

interface Power {
  readonly name: string;
  readonly base: Syntax;
  readonly exponent: number;
}

/** σ of σ, σ^2 and σ^3. */
function powerOf(node: Syntax): Power | undefined {
  if (node.kind !== "name" && node.kind !== "scripted") return undefined;
  const { sup } = node.kind === "scripted" ? node : { sup: undefined };
  if (sup && !(sup.kind === "number" && /^[1-9]$/.test(sup.text))) return undefined;
  const base: Syntax = node.kind === "scripted" ? { ...node, sup: undefined } : { ...node };
  const head = headOf(base);
  if (!head || head.power || head.transposed || head.primes > 0) return undefined;
  return { name: head.name, base, exponent: sup?.kind === "number" ? Number(sup.text) : 1 };
}

/** (σ²)^k, and a root of σ² where the exponent is odd. */
function inSquares(base: Syntax, exponent: number): Syntax {
  const { span } = base;
  const label: Syntax = { kind: "name", name: SQUARE, word: false, span };
  const [inner, sub] = base.kind === "scripted" ? [base.base, base.sub] : [base, undefined];
  const square: Syntax = { kind: "scripted", base: inner, sub, sup: label, primes: 0, span };
  const root: Syntax = { kind: "root", radicand: square, degree: undefined, span };
  const of: Syntax = exponent % 2 === 0 ? square : root;
  const times = exponent % 2 === 0 ? exponent / 2 : exponent;
  if (times === 1) return of;
  const group: Syntax = { kind: "group", open: "(", items: [of], span };
  return { kind: "scripted", base: group, sub: undefined, sup: { kind: "number", text: String(times), span }, primes: 0, span };
}

const itemsOf = (syntax: Syntax): readonly Syntax[] => (syntax.kind === "juxtaposition" ? syntax.items : [syntax]);
const isSign = (syntax: Syntax | undefined): boolean => syntax?.kind === "name" && (syntax.name === "∂" || syntax.name === "d");
