/** `gradproof playground`: the page in dist/web, served to this machine only. */
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { Usage, readOptions } from "./usage.ts";

const OPTIONS = { port: { type: "string" }, "no-open": { type: "boolean" } } as const;
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export async function playground(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (positionals.length > 0) throw new Usage("playground takes no document: open it in the page");
  const port = values.port === undefined ? 0 : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Usage("--port is a number from 1 to 65535");
  const folder = fileURLToPath(new URL("../web/", import.meta.url));
  if (!existsSync(folder)) throw new Usage("the page is not built: run npm run build");
  const { default: sirv } = await import("sirv");
  const files = sirv(folder, { dev: true, etag: true });
  const server = createServer((request, response) => {
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    files(request, response, () => void response.writeHead(404).end("not found\n"));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(new Usage(`port ${port}: ${error.message}`)));
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  process.stdout.write(`${address}\nNothing leaves this machine. Ctrl+C ends it.\n`);
  if (!values["no-open"]) await opened(address);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  server.closeAllConnections();
  server.close();
  return 0;
}

/** Without a desktop there is nothing to open it with; the address is printed. */
async function opened(address: string): Promise<void> {
  const { default: open } = await import("open");
  try {
    const shown = await open(address);
    shown.on("error", () => undefined);
  } catch {
    process.stderr.write("gradproof: no browser could be opened: open the address yourself\n");
  }
}
