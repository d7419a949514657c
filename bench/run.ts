// npm run bench [-- suite …] [--json]: without a name, every suite, one after the other.
import { cpus, totalmem } from "node:os";
import type { Result } from "./support/result.ts";
import { jsonLine, table } from "./support/result.ts";

/** Each measures its own; loaded only when it is asked for. */
const suites: Readonly<Record<string, () => Promise<readonly Result[]>>> = {
  commands: async () => (await import("./commands.ts")).measureCommands(),
  ingestion: async () => (await import("./ingestion.ts")).measureIngestion(),
  decisions: async () => (await import("./decisions.ts")).measureDecisions(),
  alerts: async () => (await import("./alerts.ts")).measureAlerts(),
  unusual: async () => (await import("./unusual.ts")).measureUnusual(),
  authorization: async () => (await import("./authorization.ts")).measureAuthorization(),
  announcements: async () => (await import("./announcements.ts")).measureAnnouncements(),
};

const named = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const unknown = named.filter((name) => !(name in suites));
if (unknown.length > 0) throw new Error(`no suite ${unknown.join(", ")}; there are ${Object.keys(suites).join(", ")}`);
const asJson = process.argv.includes("--json");
if (!asJson) {
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  process.stdout.write(`${machine}; bot, PostgreSQL and load on the same machine\n`);
}
for (const [name, measure] of Object.entries(suites)) {
  if (named.length > 0 && !named.includes(name)) continue;
  const results = await measure();
  if (asJson) for (const result of results) process.stdout.write(`${jsonLine(result)}\n`);
  else process.stdout.write(`\n${table(results)}\n`);
}
process.exit(0);
