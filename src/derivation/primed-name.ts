/** y' of y = a x² + b: a derivative where the words beside it speak of derivatives, and by what. */
import { nodesOf, partsOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import type { Formula } from "./formula.ts";

const WORDS = /derivativ|differentiat|도함수|미분|導関数|微分|导数|求导|导函数|Ableitung|dérivée/i;
/** What is varied where a definition has several names. */
const VARIABLES: readonly string[] = ["x", "t"];

/**
 * The names whose primes are derivatives, each with its variable. The words beside y or y' say so, or two primes; and what is
 * said of y' is written with the names of y: of h' = (1 − z) n + z h nobody would say so.
 */
export function primedNames(formulas: readonly Formula[]): ReadonlyMap<string, string> {
  const bodies = new Map<string, Set<string>>();
  const primed = new Map<string, { readonly names: Set<string>; most: number }>();
  const told = new Set<string>();
  const turns = new Map<string, string>();
  for (const { chain, before } of formulas) {
    for (const name of primesBesideDerivative(chain)) told.add(name);
    const head = chain?.first ? headOf(chain.first) : undefined;
    if (!chain || !head || head.power || head.transposed || chain.links[0]?.relation !== "=") continue;
    if (WORDS.test(before)) told.add(head.name);
    const names = chain.links.flatMap(({ right }) => namesIn(right));
    // y = …, y' = …, and again: a table of derivatives.
    turns.set(head.name, (turns.get(head.name) ?? "") + (head.primes === 0 ? "y" : "'"));
    if (/^(?:y'){2}/.test(turns.get(head.name) ?? "")) told.add(head.name);
    if (head.primes === 0) {
      const known = bodies.get(head.name);
      if (!known || told.has(head.name)) bodies.set(head.name, new Set([...(known ?? []), ...names]));
      continue;
    }
    // y' = u' v + u v' of y = u(x) v(x).
    if (chain.links.some(({ right }) => hasPrimesOfOthers(right, head.name))) told.add(head.name);
    const found = primed.get(head.name) ?? { names: new Set<string>(), most: 0 };
    for (const name of names) found.names.add(name);
    primed.set(head.name, { names: found.names, most: Math.max(found.most, head.primes) });
  }
  return new Map(
    [...primed].flatMap(([name, { names, most }]) => {
      const body = bodies.get(name);
      const variable = body && variableOf(body);
      const isWritten = body !== undefined && [...names].every((each) => each === name || body.has(each));
      return variable !== undefined && isWritten && (told.has(name) || most > 1) ? [[name, variable] as const] : [];
    }),
  );
}

/** u of g'(x) = f'(u) u': where the derivative of a function is written with u', that is one, too. */
function primesBesideDerivative(chain: ChainSyntax | undefined): string[] {
  const [head, brackets] = chain?.first?.kind === "juxtaposition" ? chain.first.items : [];
  if (!chain || head?.kind !== "scripted" || head.primes === 0 || brackets?.kind !== "group") return [];
  return chain.links.flatMap(({ right }) =>
    nodesOf(right).flatMap((node) =>
      node.kind === "scripted" && node.primes > 0 && node.sup === undefined ? (headOf(node)?.name ?? []) : [],
    ),
  );
}

function hasPrimesOfOthers(root: Syntax, own: string): boolean {
  return nodesOf(root).some((node) => node.kind === "scripted" && node.primes > 0 && headOf(node)?.name !== own);
}

function variableOf(names: ReadonlySet<string>): string | undefined {
  return names.size === 1 ? [...names][0] : VARIABLES.find((name) => names.has(name));
}

function namesIn(root: Syntax): string[] {
  const found: string[] = [];
  const open: Syntax[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    const head = headOf(node);
    if (head && !(head.word && [...head.name].length > 1) && !/^[eπ…]$/u.test(head.name)) found.push(head.name);
    if (!head) open.push(...partsOf(node));
    else if (head.power) open.push(head.power);
  }
  return found;
}
