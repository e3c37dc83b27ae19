/** One seed for every property test; set SEED to try another. A failing test prints it. */
export const seed = Number(process.env["SEED"] ?? 20260324);

/** How many runs a property test makes: RUNS scales the numbers that stand in the tests. */
export const runs = (count: number): number => Math.ceil(count * Number(process.env["RUNS"] ?? 1));
