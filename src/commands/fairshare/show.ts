import { listFairShares, showFairShare } from "../../domain/fairshare/show-fairshare.ts";
import type { FairShareOfPerson, Step } from "../../domain/fairshare/show-fairshare.ts";
import { refuse } from "../../domain/errors.ts";
import { requirePerson } from "../../domain/memberships/authority-in.ts";
import type { OrganizationFound } from "../../domain/quotas/find-organization.ts";
import type { Registered } from "../args/person.ts";
import { arg } from "../args.ts";
import { currentOrganization } from "../args/organization.ts";
import type { TypedSubject } from "../args/subject.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { CommandError } from "../problem.ts";
import type { Reply } from "../reply.ts";
import { actions, button, fact } from "../words.ts";
import { levelFs, percent, reservedInList, reservedLines, sharesOf, usedOf, weighing } from "./words.ts";

const MOST_ROWS = 50;
const LEVEL_FS = "Level FS is the part of the shares divided by the part of the use, among those side by side.";
const columns = ["Level", "Shares", "Use, as it counts now", "Level FS", "Place"];

export const fairshareShow = defineCommand({
  name: ["fairshare", "show"],
  aliases: [["fairshare"]],
  title: "Fair share",
  submit: "Show",
  summary: "Show whose turn it is by fair share, and why: shares, use and factor",
  details:
    "Whoever has used less than their share comes first. Organizations are compared with those beside them, then people within them. Everybody sees their own; an organization's members and other people take who may see their usage.",
  group: "See and change limits",
  effect: "reads",
  args: {
    whose: arg.subject("Whose: a person, an organization, or installation; yourself, when left out", {
      optional: true,
      label: "Whose",
    }),
    org: arg.place("In which organization; the current one, when left out", { optional: true, keyed: true }),
    against: arg.registered("Somebody to compare with", { optional: true, keyed: true, label: "Compare with" }),
  },
  example: "fairshare show",
  moreExamples: ["fairshare show @bob org:vision-lab", "fairshare show me against:@alice", "fairshare show vision-lab"],

  async run(context, { whose, org, against }) {
    if (whose?.kind === "organization" || whose?.kind === "installation") return listReply(context, whose);
    if (whose?.kind === "role") {
      const expected = "a person, an organization, or installation";
      throw new CommandError({ kind: "not-a-value", field: "whose", typed: `role:${whose.role}`, expected });
    }
    return personReply(context, { person: whose?.person, org, against });
  },
});

interface Asked {
  readonly person: Registered | undefined;
  readonly org: OrganizationFound | undefined;
  readonly against: Registered | undefined;
}

async function personReply(context: CommandContext, { person, org, against }: Asked): Promise<Reply> {
  const { id: askerId } = requirePerson(context);
  const personId = person?.id ?? askerId;
  const isSelf = personId === askerId;
  const organizationId = org?.id ?? placeOf(context);
  const shown = await showFairShare(context, {
    member: { organizationId, personId },
    against: against && { organizationId, personId: against.id },
  });
  return {
    tone: "neutral",
    title: titleOf(shown, isSelf),
    lines: [
      whyLine(shown, isSelf),
      ...againstLines(shown, isSelf),
      weighing(context),
      ...reservedLines(context, shown.steps),
    ],
    facts: [
      fact("Factor", `${shown.factor.toFixed(3)}; 1 comes first`),
      fact("Classic factor", `${shown.classicFactor.toFixed(6)}; 0.5 means exactly the share was used`),
    ],
    table: { columns, rows: shown.steps.map((step) => ({ cells: cellsOf(context, step) })) },
    ...actions(button("Usage", "usage show", isSelf ? {} : { whose: `person:${personId}` })),
    footer: LEVEL_FS,
  };
}

function placeOf(context: CommandContext): string {
  return currentOrganization(context)?.organizationId ?? refuse({ kind: "no-current-organization" });
}

function titleOf({ name, rank, users, steps }: FairShareOfPerson, isSelf: boolean): string {
  const where = steps.at(-2)?.name ?? "";
  const place = `number ${rank.toLocaleString("en-US")} of ${users.toLocaleString("en-US")} by fair share`;
  return `${isSelf ? "You are" : `${name} is`} ${place}, in ${where}`;
}

/** The highest level at which others come before decides most. */
function whyLine({ steps, name }: FairShareOfPerson, isSelf: boolean): string {
  const behind = steps.find(({ place }) => place > 1);
  const whom = isSelf ? "you" : name;
  if (!behind) return `Nobody comes before ${whom}: at every level the least was used for the share.`;

  const level = behind.kind === "account" ? behind.name : whom;
  return `What puts others before ${whom}: ${level} ${level === "you" ? "are" : "is"} number ${behind.place} of the ${behind.siblings} beside each other, with ${percent(behind.shares)} of the shares and ${percent(behind.usage)} of the use.`;
}

function againstLines({ against, rank, name }: FairShareOfPerson, isSelf: boolean): readonly string[] {
  if (!against) return [];
  const { mine, theirs } = against;
  const me = isSelf ? "you" : name;
  const first = rank < against.rank ? me : against.name;
  const verdict =
    rank === against.rank ? "Both share a place" : `${first === "you" ? "You come" : `${first} comes`} first`;
  return [
    `Compared with ${against.name}: where the two part, ${mine.name} has a Level FS of ${levelFs(mine)} and ${theirs.name} of ${levelFs(theirs)}. ${verdict}.`,
  ];
}

async function listReply(
  context: CommandContext,
  typed: Extract<TypedSubject, { kind: "organization" | "installation" }>,
): Promise<Reply> {
  const organization = typed.kind === "organization" ? typed.organization : undefined;
  const steps = await listFairShares(context, { organizationId: organization?.id ?? null });
  const name = organization?.name ?? "the installation";
  if (steps.length === 0) return { tone: "neutral", title: `Nobody shares in ${name}.` };

  const shown = steps.slice(0, MOST_ROWS);
  const rest = steps.length - shown.length;
  return {
    tone: "neutral",
    title: `Fair shares in ${name}: ${shown[0]?.name ?? ""} comes first`,
    lines: [
      weighing(context),
      ...reservedInList(context, steps),
      ...(rest > 0 ? [`${rest.toLocaleString("en-US")} more come after these.`] : []),
    ],
    table: { columns, rows: shown.map((step) => ({ cells: cellsOf(context, step) })) },
    footer: LEVEL_FS,
  };
}

function cellsOf(context: CommandContext, step: Step): readonly string[] {
  return [step.name, sharesOf(step), usedOf(context, step), levelFs(step), `${step.place} of ${step.siblings}`];
}
