import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { slackManifest } from "./bot/slack/manifest.ts";
import { usageHint } from "./commands/outline.ts";
import { commandsMarkdown, permissionsMarkdown } from "./commands/reference.ts";
import { registry } from "./commands/registry.ts";

const root = new URL("../", import.meta.url);

/** Every generated file: its path from the project's root, to what belongs in it. */
export function generatedFiles(): Readonly<Record<string, string>> {
  const manifest = slackManifest({
    usageHint: usageHint(registry),
    commandDescription: "Invite people, see who belongs and who may do what, and manage access",
  });
  return {
    "manifest.yml": `# Generated from the command registry by npm run generate; edits are overwritten.\n${stringify(manifest)}`,
    "docs/commands.md": commandsMarkdown(registry),
    "docs/permissions.md": permissionsMarkdown(registry),
  };
}

/** The paths of the files that are not as they would be generated now. */
export async function staleFiles(): Promise<readonly string[]> {
  const files = Object.entries(generatedFiles());
  const present = await Promise.all(
    files.map(([path]) => readFile(new URL(path, root), "utf8").catch(() => undefined)),
  );
  return files.filter(([, text], at) => present[at] !== text).map(([path]) => path);
}

async function main(): Promise<void> {
  if (!process.argv.includes("--check")) {
    await Promise.all(Object.entries(generatedFiles()).map(([path, text]) => writeFile(new URL(path, root), text)));
    return;
  }
  const stale = await staleFiles();
  if (stale.length === 0) return;
  process.stderr.write(`Not as generated: ${stale.join(", ")}. Run npm run generate.\n`);
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
