/** What cannot be derived, with what would help. */
export class Underivable extends Error {
  override readonly name = "Underivable";
}
