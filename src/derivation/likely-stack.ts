/** Matrices that are likely made of rows or entries with names of their own, where nothing says so. */
import { type Expr, isOp } from "../expression/expr.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import { freeSymbols, postorder } from "../expression/traverse.ts";
import type { Stack } from "../tensor/entry.ts";
import type { Definition } from "./definition.ts";
import { LOSS_NAMES } from "./loss-name.ts";
import { areLikeMatrixAndEntries } from "./stack.ts";
import type { DeclaredShapes } from "./declared-shape.ts";
import { tensorKey } from "./tensor.ts";

interface StackEvidence {
  readonly chains: readonly (readonly Expr[])[];
  readonly definitions: readonly Definition[];
  readonly declared: DeclaredShapes;
  /** Vectors and matrices by `tensorKey`. */
  readonly marked: ReadonlyMap<string, string>;
}

/** W of the entries w_{ij}: a matrix of that letter, of which nothing else has entries; and X of the x_n whose shape fits its rows. */
export function likelyStacks(
  evidence: StackEvidence,
  symbols: ReadonlySet<string>,
  families: ReadonlySet<string>,
  wholeOf: (name: string) => string,
): (readonly [string, Stack])[] {
  const { declared, marked, definitions, chains } = evidence;
  const wholes = new Set([...families].map((family) => family.replace(/\/\d$/, "")));
  const inProducts = capitalsBesideTensors(chains.flat(), marked);
  const isMatrix = (name: string): boolean =>
    /^\p{Lu}/u.test(name.normalize("NFKD")) &&
    !wholes.has(name) &&
    (declared.get(name)?.length ?? (marked.has(tensorKey(name)) || inProducts.has(name) ? 2 : 0)) === 2;
  const defined = new Set(definitions.flatMap(({ name }) => [name, wholeOf(name)]));
  // Y of y_{ij}, whatever else is said of Y, unless it says how many there are or is the loss.
  const counts = new Set([...[...declared.values()].flat(), ...boundsIn(chains.flat())]);
  const mayHaveEntries = (name: string): boolean =>
    /^\p{Lu}/u.test(name.normalize("NFKD")) &&
    !wholes.has(name) &&
    !declared.has(name) &&
    !counts.has(name) &&
    !LOSS_NAMES.has(nameParts(name).base);
  const matrixOf = (family: string, may: (name: string) => boolean = isMatrix): string | undefined => {
    // W_{ij} is an entry, whatever W is.
    const isApart = (name: string): boolean => wholeOf(name) !== family;
    const [matrix, ...others] = [...symbols, ...declared.keys()].filter(
      (name) => may(name) && isApart(name) && areLikeMatrixAndEntries(name, family),
    );
    const isOne = others.every((other) => other === matrix);
    return isOne && matrix !== undefined && !(defined.has(family) && defined.has(matrix)) ? matrix : undefined;
  };
  const isAlone = (family: string): boolean => symbols.has(family) || declared.has(family);
  // Y of the rows y_n and the entries y_{nk}: the first letter counts the rows.
  const isOfRows = (family: string): boolean => {
    const first = [...symbols].map(nameParts).filter(({ base, sub, label }) => nameOf({ base, sub: "", label }) === family && sub !== "");
    const rows = new Set(first.filter(({ sub }) => /^\p{L}$/u.test(sub)).map(({ sub }) => sub));
    return first.every(({ sub }) => rows.has([...sub][0] as string));
  };
  const ofEntries = [...wholes].flatMap((family) => {
    const isCounted = families.has(`${family}/2`) && (!families.has(`${family}/1`) || isOfRows(family));
    const isOfNumbers = !isAlone(family) && isCounted;
    const matrix = isOfNumbers ? (matrixOf(family) ?? matrixOf(family, mayHaveEntries)) : undefined;
    return matrix === undefined ? [] : [[family, { matrix, inColumns: false }] as const];
  });
  const byShape = [...declared].flatMap(([name, [size, ...more]]) => {
    const family = wholeOf(name);
    const matrix = family !== name && more.length === 0 && !isAlone(family) && !families.has(`${family}/2`) ? matrixOf(family) : undefined;
    const [rows, columns] = declared.get(matrix ?? "") ?? [];
    if (matrix === undefined || (rows === size) === (columns === size)) return [];
    return [[family, { matrix, inColumns: rows === size }] as const];
  });
  return [...ofEntries, ...byShape];
}

/** The names that sums run up to. */
function boundsIn(sides: readonly Expr[]): string[] {
  const bounds = postorder(...sides).flatMap((node) => (node.kind === "binder" && node.bounded ? node.args.slice(1, 3) : []));
  return freeSymbols(...bounds).map(({ name }) => name);
}

/** B of tr(A^⊤ B), where A is known for a matrix. */
function capitalsBesideTensors(sides: readonly Expr[], marked: ReadonlyMap<string, string>): ReadonlySet<string> {
  const nameOfFactor = (node: Expr): string | undefined =>
    node.kind === "symbol" ? node.name : isOp(node, "transpose") && node.args[0]?.kind === "symbol" ? node.args[0].name : undefined;
  const found = postorder(...sides).flatMap((node) => {
    const names = isOp(node, "mul") ? node.args.map(nameOfFactor).filter((name) => name !== undefined) : [];
    return names.some((name) => marked.has(tensorKey(name))) ? names : [];
  });
  return new Set(found);
}
