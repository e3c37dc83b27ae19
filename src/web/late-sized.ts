/** In the place of what pages about numbers do not need (sized-parts.ts). */
import { late } from "./late.ts";

type Parts = typeof import("./sized-parts.ts");

const parts = (): Promise<Parts> => import("./sized-parts.ts");

export const instanceAt: Parts["instanceAt"] = late(async () => (await parts()).instanceAt);
export const shapesClash: Parts["shapesClash"] = late(async () => (await parts()).shapesClash);
export const sizedBench: Parts["sizedBench"] = late(async () => (await parts()).sizedBench);
export const doubtAbout: Parts["doubtAbout"] = late(async () => (await parts()).doubtAbout);
export const ofNumbersAlone: Parts["ofNumbersAlone"] = late(async () => (await parts()).ofNumbersAlone);
export const ofOne: Parts["ofOne"] = late(async () => (await parts()).ofOne);
