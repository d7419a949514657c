import { showAmount } from "../../domain/meters/amount.ts";
import { showPersonResources, showResources } from "../../domain/plans/show-resources.ts";
import type { MonthUsed, Resources } from "../../domain/plans/show-resources.ts";
import type { PersonPlan } from "../../domain/plans/assignments.ts";
import { meterCalled } from "../../domain/quotas/meter-called.ts";
import { windowName } from "../../domain/quotas/window-name.ts";
import type { Fact, TableRow } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { countsCell } from "../plan/list.ts";
import { ratesOf } from "../quota/rate-words.ts";
import { effectiveWords } from "../plan/words.ts";
import type { Reply } from "../reply.ts";
import { button, count, fact } from "../words.ts";

/** A card has room for few facts. */
const MOST_ACCELERATORS = 6;
const machines = fact("Machines", "none connected yet");

export const resources = defineCommand({
  name: ["resources"],
  aliases: [["user", "resources"]],
  title: "Resources",
  submit: "Show",
  summary: "Show plans, seats, machines, storage and use of the installation or of one person",
  group: "Run this installation",
  permission: "resources:view",
  effect: "reads",
  args: { person: arg.registered("Only one person's", { optional: true }) },
  example: "resources",
  moreExamples: ["resources @bob"],

  async run(context, { person }) {
    return person ? ofPerson(context, person.id) : ofAll(context);
  },
});

async function ofAll(context: CommandContext): Promise<Reply> {
  const { people, organizations, projects, month, counts } = await showResources(context);
  const rows = context.configuration.plans.flatMap(({ name, label }): TableRow[] => {
    const counted = counts.get(name);
    return counted && counted.people + counted.organizations > 0 ? [{ cells: [label, countsCell(counted)] }] : [];
  });
  return {
    tone: "neutral",
    title: `Resources: ${count(people.users, "seat", "seats")} in use, ${count(rows.length, "plan", "plans")} in use`,
    facts: [
      fact("People", peopleWords(people)),
      fact(
        "Groups",
        `${count(organizations, "organization", "organizations")}, ${count(projects, "project", "projects")}`,
      ),
      machines,
      ...acceleratorFacts(context),
      ...usedFacts(context, month),
    ],
    table: { columns: ["Plan", "Who has it"], rows },
    actions: [button("Plans", "plan list"), button("What is counted", "meter list")],
  };
}

async function ofPerson(context: CommandContext, personId: string): Promise<Reply> {
  const found = await showPersonResources(context, personId);
  const { person, month } = found;
  return {
    tone: "neutral",
    title: `Resources of ${person.name}`,
    facts: [
      fact("Plan", effectiveWords(found)),
      fact("Seat", seatWords(found)),
      machines,
      ...usedFacts(context, month),
    ],
    actions: [button("Why this plan?", "plan explain", { person: `@${person.username}` })],
  };
}

function seatWords({ kind, type }: PersonPlan): string {
  if (kind === "service") return "none: it is a service account";
  return type === "viewer" ? "none: viewers look, and use nothing" : "in use";
}

function peopleWords({ users, viewers, waiting, suspended, services }: Resources["people"]): string {
  return [
    `${users.toLocaleString("en-US")} with a seat`,
    ...(viewers > 0 ? [count(viewers, "viewer", "viewers")] : []),
    ...(waiting > 0 ? [`${waiting} waiting for activation`] : []),
    ...(suspended > 0 ? [`${suspended} suspended`] : []),
    ...(services > 0 ? [`${count(services, "service account", "service accounts")} without one`] : []),
  ].join(", ");
}

/** "H100 (80 GB): counts 2.5 GPU hours an hour"; of many the first ones. */
function acceleratorFacts({ configuration: { accelerators, meters } }: CommandContext): readonly Fact[] {
  const more = accelerators.length - MOST_ACCELERATORS;
  return [
    ...accelerators.slice(0, MOST_ACCELERATORS).map((accelerator) => {
      const { label, memory } = accelerator;
      return fact(memory ? `${label} (${memory})` : label, ratesOf(accelerator, meters));
    }),
    ...(more > 0 ? [fact("More accelerators", more.toLocaleString("en-US"))] : []),
  ];
}

/** "GPU hours, November: 318 GPU hours"; of what is held at a time the most that was. */
function usedFacts({ configuration, now }: CommandContext, { from, totals }: MonthUsed): readonly Fact[] {
  const month = windowName("month", from, { timeZone: configuration.timeZone, now });
  const storage = totals.some(({ meter }) => meter === "storage") ? [] : [fact("Storage", "none reported")];
  if (totals.length === 0) return [...storage, fact(`Used in ${month}`, "nothing yet")];
  return [
    ...storage,
    ...totals.map(({ meter: name, amount }) => {
      const meter = meterCalled(configuration, name);
      const most = meter.kind === "gauge" ? "at most " : "";
      return fact(`${meter.label}, ${month}`, `${most}${showAmount(meter, amount)}`);
    }),
  ];
}
