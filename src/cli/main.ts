#!/usr/bin/env node
/** The command line: arguments in, report out, exit status. */
import { check } from "./check.ts";
import { derive } from "./derive.ts";
import { diff } from "./diff.ts";
import { graph } from "./graph.ts";
import { network } from "./network.ts";
import { playground } from "./playground.ts";
import { render } from "./render.ts";
import { replay } from "./replay.ts";
import { HELP, Usage, version } from "./usage.ts";

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => number | Promise<number>>> = {
  check,
  derive,
  diff,
  graph,
  network,
  playground,
  render,
  replay,
};

function run([command, ...args]: readonly string[]): number | Promise<number> {
  if (command === undefined || command === "--help" || command === "-h" || command === "help") {
    process.stdout.write(HELP);
    return command === undefined ? 2 : 0;
  }
  if (command === "--version" || command === "-v") {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  const known = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (!known) throw new Usage(`unknown command "${command}"`);
  return known(args);
}

// A reader that went away is no error; a full disk is.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(process.exitCode ?? 0);
  process.stderr.write(`gradproof: cannot write the output: ${error.message}\n`);
  process.exit(2);
});

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Usage)) throw error;
  process.stderr.write(`gradproof: ${error.message}\nTry "gradproof --help".\n`);
  process.exitCode = 2;
}
