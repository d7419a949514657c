import { listAudit } from "../../domain/audit/list-audit.ts";
import type { AuditPage } from "../../domain/audit/list-audit.ts";
import type { TableRow } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { listMenu, listReply } from "../list.ts";
import { button, platformNames } from "../words.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

export const auditList = defineCommand({
  name: ["audit", "list"],
  title: "The audit log",
  summary: "List what happened here and what was refused, newest first",
  group: "Run this installation",
  permission: "audit:read",
  effect: "reads",
  args: {
    text: arg.text("Only entries with this in a name, a kind or a command", { optional: true, label: "Search" }),
    outcome: arg.choice("Outcome", { changed: "Changed", refused: "Refused" })("Only changes, or only refusals", {
      optional: true,
      keyed: true,
    }),
    by: arg.registered("Only what this person did: a mention or a username", {
      optional: true,
      keyed: true,
      label: "By",
    }),
    last: arg.duration("Only the last so long, such as 4h or 2d", { optional: true, keyed: true, label: "The last" }),
    since: arg.date("Only from this day on (UTC), such as 2026-11-21", {
      optional: true,
      keyed: true,
      label: "Since",
      unasked: true,
    }),
    until: arg.date("Only up to the end of this day (UTC)", {
      optional: true,
      keyed: true,
      label: "Until",
      unasked: true,
    }),
    page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }),
  },
  example: "audit list",
  moreExamples: ["audit list outcome:refused last:2d", "audit list by:@bob"],

  async run(context, { text, outcome, by, last, since, until, page }) {
    const from = since ?? (last ? new Date(context.now.getTime() - last) : undefined);
    const found = await listAudit(context, {
      page,
      ...(text && { text }),
      ...(outcome && { outcome }),
      ...(by && { actorId: by.id }),
      ...(from && { since: from }),
      ...(until && { until: new Date(until.getTime() + DAY_MS) }),
    });
    return listReply(context, {
      ...found,
      heading: "Audit log",
      nothing: "Nothing has been recorded yet.",
      table: { columns: ["When", "Who", "What", "About", "Typed"], rows: found.rows.map(rowOf) },
      filters: ["text", "outcome", "by", "last", "since", "until"],
      menus: [
        listMenu(context.call, "Filter", {
          "Only refusals": { outcome: "refused" },
          "Only changes": { outcome: "changed" },
        }),
      ],
      actions: [button("Verify", "audit verify")],
    });
  },
});

function rowOf(entry: AuditPage["rows"][number]): TableRow {
  const kind = entry.kind.replaceAll(/[-_]/gu, " ");
  const via = entry.platform ? ` (${platformNames[entry.platform]})` : "";
  return {
    cells: [
      [{ time: entry.at }],
      `${entry.actorLabel}${via}`,
      entry.outcome === "refused" ? `refused: ${kind}` : kind,
      entry.subject ?? "",
      entry.command ? [{ code: entry.command }] : "",
    ],
  };
}
