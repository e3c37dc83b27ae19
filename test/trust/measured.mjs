/** The command line, with the largest memory it took on standard error at its end. */
process.on("exit", () => process.stderr.write(`memory ${process.resourceUsage().maxRSS}\n`));
await import("../../dist/cli/main.js");
