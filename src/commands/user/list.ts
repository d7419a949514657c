import { showAmount, writeAmount } from "../../domain/meters/amount.ts";
import { requireMeter } from "../../domain/meters/find-meter.ts";
import type { Meter } from "../../domain/meters/meter.ts";
import { listUsers } from "../../domain/reports/list-users.ts";
import type { UserRow } from "../../domain/reports/list-users.ts";
import type { TableRow, Text } from "../../notifications/message.ts";
import type { PersonKind } from "../../storage/generated/enums.ts";
import { arg } from "../args.ts";
import { csvFile } from "../csv.ts";
import { defineCommand } from "../define.ts";
import { listMenu, listReply } from "../list.ts";
import { actions, button, stateNames } from "../words.ts";
import { csvName } from "../usage/csv-name.ts";

const ACTIVITY = "jobs";

export const userList = defineCommand({
  name: ["user", "list"],
  aliases: [["users"], ["person", "list"]],
  title: "People",
  submit: "List",
  summary: "List everybody with an account, programs too, with what they used and how active they were",
  group: "Run this installation",
  permission: "usage:read",
  effect: "reads",
  args: {
    text: arg.text("Only people whose name or address has this in it", { optional: true, label: "Search" }),
    sort: arg.choice("Sort by", {
      name: "Name",
      usage: "Usage",
      activity: "Activity",
      seen: "Last seen",
      registered: "Registered",
    })("What to sort by", { default: "name", keyed: true }),
    meter: arg.meter("The meter of the usage column", { default: "gpu_hours", keyed: true }),
    period: arg.period("When", { default: "month", keyed: true }),
    state: arg.choice("State", {
      active: "Active",
      pending_activation: "Waiting for activation",
      suspended: "Suspended",
    })("Only people in this state", { optional: true, keyed: true }),
    kind: arg.choice("Kind", { person: "People", service: "Service accounts" })(
      "Only people, or only service accounts",
      {
        optional: true,
        keyed: true,
        unasked: true,
      },
    ),
    descending: arg.flag("From the end of the list", { default: "no", keyed: true, unasked: true }),
    csv: arg.flag("As a file, with everybody", { default: "no", keyed: true, unasked: true }),
    page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }),
  },
  example: "user list",
  moreExamples: ["user list sort:usage", 'user list sort:activity period:"last month"', "user list bob"],

  async run(context, { meter, period, csv, kind, ...listing }) {
    const activity = requireMeter(context.configuration, ACTIVITY);
    const only: PersonKind | undefined = kind === "person" ? "human" : kind;
    const asked = { ...listing, kind: only, period, usageMeter: meter.name, activityMeter: activity.name };
    const found = await listUsers(context, asked);
    const heading = "People here";
    const columns = ["Name", "State", meter.label, activity.label, "Last seen"];
    if (csv) {
      const rows = found.all.map((row) => plainRow(row, meter, activity));
      const file = csvFile(
        csvName("people", meter.name, period),
        ["Name", "Username", ...columns.slice(1), "Kind"],
        rows,
      );
      return { tone: "neutral", title: `${heading}: the file, ${period.label}`, attachments: [file] };
    }
    const reply = listReply(context, {
      ...found,
      heading,
      nothing: "Nobody has an account here yet.",
      table: { columns, rows: found.rows.map((row) => rowOf(row, { meter, activity, period: period.typed })) },
      filters: ["text", "state", "kind"],
      menus: [
        listMenu(context.call, "Sort", {
          "By name": { sort: "name" },
          "Most usage": { sort: "usage" },
          "Most active": { sort: "activity" },
          "Last seen": { sort: "seen" },
          Newest: { sort: "registered" },
        }),
        listMenu(context.call, "Show", { People: { kind: "person" }, "Service accounts": { kind: "service" } }),
        listMenu(context.call, "Period", { "This month": { period: "month" }, "Last month": { period: "last month" } }),
      ],
      ...actions(button("CSV", "user list", { ...context.call.input, csv: "yes" })),
    });
    return { ...reply, footer: `Usage and activity ${period.when}.` };
  },
});

interface Columns {
  readonly meter: Meter;
  readonly activity: Meter;
  readonly period: string;
}

function rowOf(row: UserRow, { meter, activity, period }: Columns): TableRow {
  const seen: Text = row.lastSeenAt ? [{ time: row.lastSeenAt }] : "never";
  return {
    cells: [
      row.kind === "service" ? `${row.name} (service account)` : `${row.name} (@${row.username})`,
      stateNames[row.state],
      showAmount(meter, row.usage),
      showAmount(activity, row.activity),
      seen,
    ],
    actions: [
      button("Usage", "usage show", { whose: `@${row.username}`, period }),
      button("Limits", "quota show", { subject: `@${row.username}` }),
    ],
  };
}

function plainRow(row: UserRow, meter: Meter, activity: Meter): readonly string[] {
  return [
    row.name,
    row.username,
    stateNames[row.state],
    writeAmount(meter, row.usage),
    writeAmount(activity, row.activity),
    row.lastSeenAt?.toISOString() ?? "",
    row.kind === "service" ? "service account" : "person",
  ];
}
