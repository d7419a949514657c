import { showAmount } from "../../domain/meters/amount.ts";
import { rankUsage } from "../../domain/reports/rank-usage.ts";
import type { Meter } from "../../domain/meters/meter.ts";
import type { Period } from "../../domain/reports/period.ts";
import type { UsedBy } from "../../domain/usage/read-usage.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { Reply } from "../reply.ts";
import { actions, button } from "../words.ts";
import { drawable } from "../../notifications/compose/usage-chart.ts";

const PLACES = 10;

export const usageTop = defineCommand({
  name: ["usage", "top"],
  title: "Who uses most",
  submit: "Show",
  summary: "Show who used most of something, by person or by organization",
  group: "See usage and costs",
  permission: "usage:read",
  effect: "reads",
  args: {
    meter: arg.meter("Of what", { default: "gpu_hours" }),
    by: arg.choice("By", { person: "Person", organization: "Organization" })("People or organizations", {
      default: "person",
    }),
    period: arg.period("When: month, last month, 7d, 2026-10, …", { default: "month" }),
    org: arg.place("Only what was used in this organization and below", { optional: true, keyed: true }),
  },
  example: "usage top gpu_hours",
  moreExamples: ['usage top cost by:organization period:"last month"', "usage top jobs org:vision-lab"],

  async run(context, { meter, by, period, org }) {
    const asked = { by, meter, period, limit: PLACES, ...(org && { organizationId: org.id }) };
    const rows = await rankUsage(context, asked);
    const where = org ? ` in ${org.name}` : "";
    const other = by === "person" ? "organization" : "person";
    return {
      ...rankingReply(rows, { meter, period, where, by }),
      ...actions(
        button(`By ${other}`, "usage top", { ...context.call.input, by: other }),
        period.typed === "month" && button("Last month", "usage top", { ...context.call.input, period: "last month" }),
      ),
    };
  },
});

interface Asked {
  readonly meter: Meter;
  readonly period: Period;
  readonly where: string;
  readonly by: "person" | "organization";
}

function rankingReply(rows: readonly UsedBy[], { meter, period, where, by }: Asked): Reply {
  const [first] = rows;
  if (!first) return { tone: "neutral", title: `Nobody used ${meter.label}${where} ${period.when}.` };

  const title = `${meter.label}${where} ${period.when}: ${first.name} used most, ${showAmount(meter, first.amount)}`;
  const told = rows.slice(0, 3).map(({ name, amount }) => `${name} ${showAmount(meter, amount)}`);
  return {
    tone: "neutral",
    title,
    ...(rows.length > 1 && {
      chart: {
        kind: "ranking",
        title: `${meter.label}${where}, ${period.label}`,
        unit: meter.unit,
        alt: `${meter.label} by ${by}: ${told.join(", ")}. The same figures are below.`,
        bars: rows.map(({ name, amount }) => ({ name, value: drawable(meter, amount) })),
      },
    }),
    table: {
      columns: ["Place", by === "person" ? "Person" : "Organization", "Used"],
      rows: rows.map(({ name, amount }, place) => ({ cells: [String(place + 1), name, showAmount(meter, amount)] })),
    },
  };
}
