/** A table of what was asked for lately; what was not goes first. */
export class Recent<K, V> {
  private readonly most: number;
  private readonly entries = new Map<K, V>();

  constructor(most: number) {
    this.most = most;
  }

  get(key: K): V | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: K, value: V): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.most) this.entries.delete(this.entries.keys().next().value as K);
  }
}
