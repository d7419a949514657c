import { cpus, totalmem } from "node:os";
import { measureCommands } from "./commands.ts";
import { jsonLine, table } from "./support/result.ts";

const asJson = process.argv.includes("--json");
const results = await measureCommands();

if (asJson) for (const result of results) process.stdout.write(`${jsonLine(result)}\n`);
else {
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  process.stdout.write(`${machine}; bot, PostgreSQL and load on the same machine\n\n${table(results)}\n`);
}
process.exit(0);
