import { permissions } from "../domain/permissions.ts";
import type { Permission } from "../domain/permissions.ts";
import { whoMay } from "./access.ts";
import { groups } from "./define.ts";
import type { Command } from "./define.ts";
import { demandOf } from "./help/on-command.ts";
import type { Registry } from "./lookup.ts";
import { settingNames } from "./words.ts";

const NOTICE = "<!-- Generated from the command registry by `npm run generate`; edits are overwritten. -->";

/** docs/commands.md */
export function commandsMarkdown(registry: Registry): string {
  const shown = registry.commands.filter((command) => !command.hidden);
  const sections = groups.map((group) => {
    const commands = shown.filter((command) => command.group === group);
    return [`## ${group}`, ...commands.map(commandMarkdown)].join("\n\n");
  });
  return `${[NOTICE, "# Commands", INTRODUCTION, ...sections].join("\n\n")}\n`;
}

const INTRODUCTION = `On Slack, a command follows \`/qm\`: \`/qm invite create @bob role:admin\`. On Discord, its first word is the command and its
second the subcommand: \`/invite create\`. Values fill the arguments in their order, or are named: \`role:admin\`,
\`role: admin\` and \`--role admin\` mean the same. Text with spaces goes in quotes. What is needed and left out is asked for
in a form. Only the asker sees an answer. Whatever changes something can be tried first: with \`--dry-run\` (on Discord the
option \`dry_run\`) it says what it would do, to whom, and whether it would be refused, and changes nothing. Only what takes
a code can't be tried.`;

function commandMarkdown(command: Command): string {
  const args = Object.entries(command.args);
  const table = args.map(([name, arg]) => `| \`${name}\` | ${escaped(arg.hint)} | ${escaped(demandOf(arg))} |`);
  const examples = [command.example, ...(command.moreExamples ?? [])];
  const parts = [
    `### \`${command.id}\``,
    `${command.summary}.${command.details ? ` ${command.details}` : ""}`,
    ...(table.length > 0 ? [["| argument | what it is | |", "|---|---|---|", ...table].join("\n")] : []),
    `Who may: ${whoMay(command)}${command.permission ? ` (\`${command.permission}\`)` : ""}.`,
    ...(command.tells ? [`Who hears of it: ${command.tells}`] : []),
    ...(command.aliases
      ? [`Also written ${command.aliases.map((words) => `\`${words.join(" ")}\``).join(", ")}.`]
      : []),
    ["```text", ...examples.map((example) => `/qm ${example}`), "```"].join("\n"),
  ];
  return parts.join("\n\n");
}

/** docs/permissions.md */
export function permissionsMarkdown(registry: Registry): string {
  // Safe: the table's keys are exactly Permission, by its own type.
  const keys = Object.keys(permissions) as Permission[];
  const ofOrganization = keys.filter((key) => permissions[key].scope === "organization");
  const ofInstallation = keys.filter((key) => permissions[key].scope === "tenant");
  return `${[
    NOTICE,
    "# Permissions",
    "Control plane: what exists and who belongs. Data plane: using what exists. ✓ may, ✗ may not.",
    "## In an organization or project",
    "Projects have admins and members only; their admins may what owners may.",
    matrix(registry, ofOrganization, ["owner", "admin", "member"]),
    "## In the installation",
    matrix(registry, ofInstallation, ["super_admin", "admin", "regular"]),
  ].join("\n\n")}\n`;
}

function matrix(registry: Registry, keys: readonly Permission[], roles: readonly string[]): string {
  const header = `| permission | allows to | plane | ${roles.join(" | ")} | commands |`;
  const rule = `|---|---|---|${roles.map(() => ":-:").join("|")}|---|`;
  return [header, rule, ...keys.map((key) => row(registry, key, roles))].join("\n");
}

function row(registry: Registry, key: Permission, roles: readonly string[]): string {
  const { sentence, plane, lowest } = permissions[key];
  const lowestAt = roles.indexOf(lowest);
  const cells = roles.map((_role, at) => (at <= lowestAt ? "✓" : settingCell(key)));
  const commands = registry.commands
    .filter((command) => command.permission === key)
    .map((command) => `\`${command.id}\``);
  return `| \`${key}\` | ${sentence} | ${plane} | ${cells.join(" | ")} | ${commands.join(", ")} |`;
}

/** A setting opens a permission to plain members; admins have it anyway. */
function settingCell(key: Permission): string {
  const rule = permissions[key];
  return "setting" in rule ? `✗; ✓ while “${settingNames[rule.setting]}” is on` : "✗";
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "\\<");
}
