import { showAmount, showNumber } from "../../domain/meters/amount.ts";
import { listGrants } from "../../domain/quotas/list-grants.ts";
import type { GrantRow, GrantStanding } from "../../domain/quotas/list-grants.ts";
import { meterCalled } from "../../domain/quotas/meter-called.ts";
import { windowWords } from "../../domain/quotas/window-name.ts";
import type { TableRow } from "../../notifications/message.ts";
import { optional } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { whose } from "../usage/whose.ts";
import { actions, button, count } from "../words.ts";
import { countedMeant, typedAgain, typedOrSelf } from "./whose.ts";

export const quotaGrants = defineCommand({
  name: ["quota", "grants"],
  aliases: [
    ["quota", "top-ups"],
    ["grant", "list"],
  ],
  title: "Grants",
  submit: "List",
  summary: "List what was given on top of a limit: what is left of it, until when, and which is used first",
  group: "See and change limits",
  effect: "reads",
  args: {
    subject: optional(whose, "Whose: @somebody, an organization, or installation; yourself, when left out"),
    org: arg.place("Within which organization; for yourself the current one, when left out", {
      optional: true,
      keyed: true,
    }),
  },
  example: "quota grants",
  moreExamples: ["quota grants vision-lab", "quota grants @bob org:vision-lab"],

  async run(context, { subject, org }) {
    const meant = countedMeant(context, typedOrSelf(context, subject), org);
    const { name, rows } = await listGrants(context, { subject: meant });
    const again = await typedAgain(context, meant);
    const limits = button("Limits", "quota show", again);
    if (rows.length === 0)
      return { tone: "neutral", title: `${name}: nothing was given on top of the limits.`, ...actions(limits) };
    return {
      tone: "neutral",
      title: `${name}: ${count(rows.length, "grant", "grants")} on top of the limits`,
      table: {
        columns: ["Given", "Left", "Until", "By", "State"],
        rows: rows.map((row) => rowOf(context, row)),
      },
      ...actions(limits),
      footer: "Used in this order: lower priority, earlier end, earlier creation. The limit itself has priority 5.",
    };
  },
});

const standingWords = {
  scheduled: "not begun",
  active: "in use",
  used: "used up",
  expired: "ended",
  voided: "taken back",
} as const satisfies Record<GrantStanding, string>;

function rowOf({ configuration }: CommandContext, { grant, remaining, standing, order }: GrantRow): TableRow {
  const meter = meterCalled(configuration, grant.meter);
  const every = grant.recurrence ? ` ${windowWords(grant.recurrence)}` : "";
  const isOver = standing === "expired" || standing === "voided";
  return {
    cells: [
      `+${showAmount(meter, grant.amount)}${every}`,
      remaining === undefined || isOver ? "" : showNumber(meter, remaining),
      grant.expiresAt ? [{ time: grant.expiresAt }] : "for good",
      `${grant.grantedByName}${grant.reason ? ` (“${grant.reason}”)` : ""}`,
      `${standingWords[standing]}${order ? `, number ${order} in line` : ""}`,
    ],
    ...(!isOver && { actions: [button("Take it back", "quota void", { grant: grant.id })] }),
  };
}
