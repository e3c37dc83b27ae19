/** Determinants and inverses of matrices that are written out, entry by entry. */
import { type Expr, add, div, mul, neg, one } from "../expression/expr.ts";
import { OutOfRange } from "./shape.ts";

const LARGEST = 4;

/** Along the first row; of a matrix row by row. Throws OutOfRange beyond 4 rows. */
export function determinant(entries: readonly Expr[]): Expr {
  const size = Math.sqrt(entries.length);
  if (size > LARGEST) throw new OutOfRange(`the determinant of a matrix with ${size} rows is too long to write out`);
  if (size === 0) return one;
  const terms = entries.slice(0, size).map((entry, column) => {
    const term = mul(entry, determinant(minor(entries, size, 0, column)));
    return column % 2 === 0 ? term : neg(term);
  });
  return terms.length === 1 ? (entries[0] as Expr) : add(...terms);
}

/** By cofactors, each over the determinant. */
export function inverse(entries: readonly Expr[]): Expr[] {
  const size = Math.sqrt(entries.length);
  const whole = determinant(entries);
  return entries.map((_, at) => {
    const [row, column] = [at % size, Math.floor(at / size)];
    const cofactor = determinant(minor(entries, size, row, column));
    return div((row + column) % 2 === 0 ? cofactor : neg(cofactor), whole);
  });
}

function minor(entries: readonly Expr[], size: number, row: number, column: number): Expr[] {
  return entries.filter((_, at) => Math.floor(at / size) !== row && at % size !== column);
}
