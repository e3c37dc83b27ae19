/** Dimensions that are the same, by name: a union-find whose classes may have a size that the text gives. */
export class SizeClasses {
  private readonly parents = new Map<string, string>();
  private readonly fixed = new Map<string, number>();
  private readonly seen = new Set<string>();
  /** The classes that the definitions and the text made; `settled` those of them that must stay apart. */
  private known: ReadonlySet<string> = new Set();
  private settled: ReadonlySet<string> = new Set();

  /** The representative of a dimension's class. */
  find(dimension: string): string {
    this.seen.add(dimension);
    let root = dimension;
    for (let next = this.parents.get(root); next !== undefined; next = this.parents.get(root)) root = next;
    for (let at = dimension; at !== root;) {
      const next = this.parents.get(at) as string;
      this.parents.set(at, root);
      at = next;
    }
    return root;
  }

  /** Every dimension in the order in which they came up. */
  get dimensions(): Iterable<string> {
    return this.seen;
  }

  /** From here on no two of the classes that there are become one. */
  settle(): void {
    this.settled = new Set([...this.seen].map((dimension) => this.find(dimension)));
    this.known = this.settled;
  }

  has(dimension: string): boolean {
    return this.seen.has(dimension);
  }

  /** Makes two dimensions one; false where they have different numbers, or are settled as different. */
  unite(a: string, b: string): boolean {
    const [x, y] = [this.find(a), this.find(b)];
    if (x === y) return true;
    const [m, n] = [this.fixed.get(x), this.fixed.get(y)];
    if (m !== undefined && n !== undefined && (m === n || m === 1 || n === 1 || this.settled.size > 0 || this.known.size === 0))
      return m === n;
    // A row is no matrix of one row by accident.
    if (this.known.has(x) && this.known.has(y) && (m === 1) !== (n === 1)) return false;
    if (this.settled.has(x) && this.settled.has(y)) return false;
    const [root, child] = this.settled.has(y) ? [y, x] : [x, y];
    this.parents.set(child, root);
    const size = m ?? n;
    if (size !== undefined) this.fixed.set(root, size);
    return true;
  }

  /** What an index such as i + k − 1 reaches at most: so many entries there must be, where nothing else says how many. */
  readonly reaches = new Map<
    string,
    { readonly terms: readonly (readonly [dimension: string, times: number])[]; readonly constant: number }
  >();

  /** Of the places where a letter stands, those that say how far it runs: x of which x_{i+k} reaches farther does not, beside others. */
  settling<T extends Slot>(slots: readonly T[]): readonly T[] {
    const found = slots.filter(({ whole, rank, axis }) => !this.reaches.has(slot(whole, rank, axis)));
    return found.length > 0 ? found : slots;
  }

  /** Dimensions that are others put together: n + m entries of [h; x]. */
  readonly sums = new Map<string, readonly string[]>();

  /** As many entries as these together; the same name for the same dimensions. */
  total(dimensions: readonly (string | 1)[]): string {
    const parts = dimensions.map((dimension) => (dimension === 1 ? ONE : dimension));
    const sizes = parts.map((part) => (part === ONE ? 1 : this.fixedSize(part)));
    if (!sizes.includes(undefined)) {
      const size = sizes.reduce<number>((sum, each) => sum + (each as number), 0);
      if (size === 1) return ONE;
      this.fix(`= ${size}`, size);
      return `= ${size}`;
    }
    const [only] = parts;
    if (parts.length === 1) return only as string;
    const name = `+ ${parts.join(" + ")}`;
    this.sums.set(name, parts);
    this.find(name);
    return name;
  }

  areSame(a: string, b: string): boolean {
    const size = this.fixedSize(a);
    return this.find(a) === this.find(b) || (size !== undefined && size === this.fixedSize(b));
  }

  fix(dimension: string, size: number): boolean {
    const known = this.fixedSize(dimension);
    if (known === undefined) this.fixed.set(this.find(dimension), size);
    return known === undefined || known === size;
  }

  fixedSize(dimension: string): number | undefined {
    return this.fixed.get(this.find(dimension));
  }

  /** `free`: what was settled may be changed in the copy. */
  copy(free = false): SizeClasses {
    const copy = new SizeClasses();
    for (const dimension of this.seen) copy.seen.add(dimension);
    for (const [dimension, reach] of this.reaches) copy.reaches.set(dimension, reach);
    for (const [dimension, parts] of this.sums) copy.sums.set(dimension, parts);
    copy.known = this.known;
    if (!free) copy.settled = this.settled;
    for (const [child, parent] of this.parents) copy.parents.set(child, parent);
    for (const [root, size] of this.fixed) copy.fixed.set(root, size);
    return copy;
  }
}

export interface Slot {
  readonly whole: string;
  readonly rank: number;
  readonly axis: number;
}

/** The dimension of a name along an axis, and that of a name for a size. */
export const slot = (whole: string, rank: number, axis: number): string => `${whole}/${rank}#${axis}`;
export const sizeNamed = (name: string): string => `size ${name}`;
export const ONE = "1";
