/** One seed for every property test; set SEED to try another. A failing test prints it. */
export const seed = Number(process.env["SEED"] ?? 20260324);
