/**
 * What shapes operations take and give. The rules stand once, over dimensions of any kind: names that are unified while
 * a document's shapes are found out, and numbers once its sizes are chosen.
 */

/** Nothing for a number, [n] for a vector, [m, n] for a matrix. */
export type Shape<D> = readonly D[];

export interface Dimensions<D> {
  /** Whether two dimensions are the same; may make them so. */
  readonly same: (a: D, b: D) => boolean;
  readonly isOne: (a: D) => boolean;
  /** Whether two dimensions are the same already; makes nothing so. */
  readonly areSame: (a: D, b: D) => boolean;
  /** As many entries as these together; 1 is one. */
  readonly total: (dimensions: readonly (D | 1)[]) => D;
  readonly show: (shape: Shape<D>) => string;
}

/** Shapes that do not go together; `message` names both. */
export class ShapeClash extends Error {
  override readonly name = "ShapeClash";
  /** Whether nothing but row or column is at stake. */
  readonly orientation: boolean;
  constructor(message: string, orientation = false) {
    super(message);
    this.orientation = orientation;
  }
}

/** Something whose shape follows from nothing that is written; `message` says what to declare. */
export class UnknownShape extends Error {
  override readonly name = "UnknownShape";
}

/** An index beyond its range, a sum without one, or more entries than are written out. */
export class OutOfRange extends Error {
  override readonly name = "OutOfRange";
}

/** How a product of two factors is formed. */
export interface ProductPlan<D> {
  readonly kind: "scale-left" | "scale-right" | "contract" | "outer";
  readonly shape: Shape<D>;
}

export class ShapeRules<D> {
  private readonly dimensions: Dimensions<D>;

  constructor(dimensions: Dimensions<D>) {
    this.dimensions = dimensions;
  }

  areSame(a: D, b: D): boolean {
    return this.dimensions.areSame(a, b);
  }

  /** Blocks in rows that are stacked: numbers, vectors and matrices that fit. One column makes a vector. */
  stacked(rows: readonly (readonly Shape<D>[])[]): Shape<D> {
    const heights: (D | 1)[] = [];
    let width: readonly (D | 1)[] | undefined;
    for (const row of rows) {
      const [first] = row as readonly [Shape<D>];
      for (const block of row) this.demandBlock(block[0] ?? 1, first[0] ?? 1);
      const widths = row.map((block) => block[1] ?? 1);
      for (const [i, each] of widths.entries()) this.demandBlock(each, width?.[i] ?? each);
      width ??= widths;
      heights.push(first[0] ?? 1);
    }
    const columns = this.dimensions.total(width as readonly (D | 1)[]);
    return this.isOne(columns) ? [this.dimensions.total(heights)] : [this.dimensions.total(heights), columns];
  }

  private demandBlock(a: D | 1, b: D | 1): void {
    const isOne = (dimension: D | 1): boolean => dimension === 1 || this.isOne(dimension);
    if (isOne(a) && isOne(b)) return;
    if (isOne(a) || isOne(b) || !this.dimensions.same(a as D, b as D)) throw new ShapeClash("blocks of a matrix that do not fit together");
  }

  isOne(dimension: D): boolean {
    return this.dimensions.isOne(dimension);
  }

  /** 1 × 1 is a number, and so is a vector of one entry. */
  collapsed(shape: Shape<D>): Shape<D> {
    return shape.length > 0 && shape.every((dimension) => this.dimensions.isOne(dimension)) ? [] : shape;
  }

  /** Factors side by side: vectors are columns, and rows where they stand before a matrix. */
  product(a: Shape<D>, b: Shape<D>): ProductPlan<D> {
    if (a.length === 0) return { kind: "scale-right", shape: b };
    if (b.length === 0) return { kind: "scale-left", shape: a };
    const { isOne } = this.dimensions;
    const [m, n] = [a[0] as D, b.at(-1) as D];
    if (a.length === 1 && b.length === 1) throw new ShapeClash("two vectors side by side: write x^\\top y, x y^\\top or x \\odot y", true);
    if (a.length === 1 && isOne(b[0] as D) && !isOne(m)) return { kind: "outer", shape: [m, n] };
    this.demand(a.at(-1) as D, b[0] as D, "a product of", a, b);
    return { kind: "contract", shape: [...a.slice(0, -1), ...b.slice(1)] };
  }

  /** Entry by entry; what has fewer entries is repeated along the rest. */
  broadcast(a: Shape<D>, b: Shape<D>, what = "entry by entry:"): Shape<D> {
    if (a.length === 0) return b;
    if (b.length === 0) return a;
    if (a.length < b.length) return this.broadcast(b, a, what);
    const { isOne } = this.dimensions;
    if (a.length === b.length)
      return a.map((dimension, i) => {
        const other = b[i] as D;
        if (isOne(other)) return dimension;
        if (isOne(dimension)) return other;
        this.demand(dimension, other, what, a, b);
        return dimension;
      });
    const [rows, columns] = a as readonly [D, D];
    if (isOne(columns)) {
      this.demand(rows, b[0] as D, what, a, b);
      return b;
    }
    this.demand(columns, b[0] as D, what, a, b);
    return a;
  }

  /** What stands on both sides of an equation. */
  equal(a: Shape<D>, b: Shape<D>): void {
    const { isOne, show } = this.dimensions;
    const [left, right] = [this.collapsed(a), this.collapsed(b)];
    const column = (shape: Shape<D>): Shape<D> => (shape.length === 2 && isOne(shape[1] as D) ? shape.slice(0, 1) : shape);
    const [x, y] = left.length === right.length ? [left, right] : [column(left), column(right)];
    if (x.length !== y.length) {
      const flat = (shape: Shape<D>): Shape<D> => shape.filter((dimension) => !isOne(dimension));
      throw new ShapeClash(`the left side is ${show(a)}, the right side ${show(b)}`, flat(x).length === flat(y).length);
    }
    for (const [i, dimension] of x.entries()) {
      if (this.dimensions.same(dimension, y[i] as D)) continue;
      throw new ShapeClash(`the left side is ${show(a)}, the right side ${show(b)}`);
    }
  }

  private demand(a: D, b: D, what: string, left: Shape<D>, right: Shape<D>): void {
    const { same, show } = this.dimensions;
    if (!same(a, b)) throw new ShapeClash(`${what} ${show(left)} and ${show(right)}`);
  }
}
