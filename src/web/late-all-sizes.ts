/** In the place of the proof for all sizes (derivation/all-sizes.ts), which few first pages need. */
import { late } from "./late.ts";

export const whyNotForAllSizes = late(async () => (await import("../derivation/all-sizes.ts")).whyNotForAllSizes);
