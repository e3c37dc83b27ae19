/** Why a certificate is not accepted. */
export class Rejected extends Error {
  override readonly name = "Rejected";
}
