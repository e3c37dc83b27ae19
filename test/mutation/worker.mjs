/**
 * Tries the mutants that it is sent, each on modules that were loaded afresh, and only on the tests that come by it.
 * Mutant 0 is none: it is answered with which tests come by which mutants, and how long each of them takes.
 */
// Fewer runs of each property: what a mutant breaks it mostly breaks at once.
process.env.RUNS = "0.1";

process.on("message", async ({ id, bundle, tests }) => {
  const seen = new Set();
  globalThis.mutation = { alive: id === 0 ? (each) => (seen.add(each), false) : (each) => each === id };
  let answer;
  try {
    const { tests: all } = await import(`${bundle}?${id}`);
    answer = id === 0 ? await coverage(all, seen) : { killer: await killerAmong(all, tests) };
  } catch (error) {
    answer = { killer: `loading: ${error.message}` };
  }
  process.send({ id, ...answer });
});

async function coverage(all, seen) {
  const loaded = [...seen];
  const tests = [];
  for (const [i, { name, body }] of all.entries()) {
    seen.clear();
    const started = performance.now();
    try {
      await body();
    } catch (error) {
      return { killer: `${name}: ${error.message}` };
    }
    tests.push({ i, name, took: performance.now() - started, seen: [...seen] });
  }
  return { loaded, tests };
}

async function killerAmong(all, chosen) {
  for (const i of chosen) {
    try {
      await all[i].body();
    } catch {
      return all[i].name;
    }
  }
  return undefined;
}
