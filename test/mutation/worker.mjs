/** Tries the mutants that it is sent, each on modules that were loaded afresh. */
process.on("message", async ({ id, bundle }) => {
  globalThis.MUTANT = id;
  // Fewer runs of each property: what a mutant breaks it mostly breaks at once.
  process.env.RUNS = "0.1";
  let killer;
  try {
    const { firstFailure } = await import(`${bundle}?${id}`);
    killer = await firstFailure();
  } catch (error) {
    killer = `loading: ${error.message}`;
  }
  process.send({ id, killer });
});
