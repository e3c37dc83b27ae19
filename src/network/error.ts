/** A network, data or a gradient that does not fit: which layer or coordinate, what was expected and what was found. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  /** What is wrong, in a word that programs can look at. */
  readonly kind: "shape" | "value" | "empty" | "label" | "file" | "option";
  constructor(kind: NetworkError["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}

export function demand(holds: boolean, kind: NetworkError["kind"], message: () => string): void {
  if (!holds) throw new NetworkError(kind, message());
}
