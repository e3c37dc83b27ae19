/** Something that has no index form here; then nothing is proved for all sizes. */
export class NoIndexForm extends Error {
  override readonly name = "NoIndexForm";
}
