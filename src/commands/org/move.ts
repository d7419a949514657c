import type { Moved } from "../../domain/organizations/move-organization.ts";
import type { Impact } from "../../domain/quotas/impact.ts";
import { moveOrganization, previewMove } from "../../domain/organizations/move-organization.ts";
import { given, required } from "../arg.ts";
import type { Kind } from "../arg.ts";
import { arg } from "../args.ts";
import { place } from "../args/place.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import type { OrganizationFound } from "../../domain/quotas/find-organization.ts";
import { alertLines } from "../quota/alerts-fired.ts";
import { overLines } from "../quota/impact.ts";
import { stateLine } from "../quota/words.ts";
import { button } from "../words.ts";

const MOST_LIMITS = 5;

/** Another organization, or none. */
const upper: Kind<OrganizationFound | null> = {
  ...place,
  label: "Below which",
  alsoKnownAs: ["below", "parent", "to"],
  read: (typed, field) => (/^(?:none|nothing|top)$/iu.test(typed) ? given(null) : place.read(typed, field)),
};

export const orgMove = defineCommand({
  name: ["org", "move"],
  aliases: [
    ["organization", "move"],
    ["project", "move"],
  ],
  title: "Move below another",
  submit: "Move",
  summary: "Put an organization or project below another one, whose limits then bind it too",
  details:
    "What is used in it counts in all above it from then on; what was used before stays counted where it was. Whoever keeps all the organizations that it concerns may do it, too.",
  group: "Organizations and projects",
  permission: "organization:move",
  effect: "changes",
  args: {
    org: arg.place("Which one to move"),
    under: required(upper, "Below which one, or none"),
    reason: arg.lines("Why; kept in the audit log", { optional: true, keyed: true, label: "Reason" }),
  },
  example: "org move vision-lab under:none",
  moreExamples: ["org move llava under:vision-lab"],
  tells: "The admins of it, of what it stood below, and of what it comes below.",

  async confirm(context, { org, under }) {
    const move = { organizationId: org.id, underId: under?.id ?? null };
    const preview = await previewMove(context, move);
    if (!preview.changed) return undefined;
    return {
      title: `Put ${preview.organization.name} ${placeOf(preview)}?`,
      lines: [
        countingLine(preview),
        ...bindingLines(context, preview),
        ...overLines(context, preview.impact),
        ...(await alertLines(context, preview.impact)),
      ],
      button: "Move",
      pinned: { org: org.id, under: move.underId ?? "none" },
    };
  },

  async run(context, { org, under, reason }) {
    const move = { organizationId: org.id, underId: under?.id ?? null, reason };
    const moved = await moveOrganization(context, move);
    const { organization, changed } = moved;
    const where = placeOf(moved);
    return {
      tone: changed ? "success" : "neutral",
      title: changed ? `${organization.name} now stands ${where}` : `${organization.name} stands ${where} already.`,
      actions: [
        button("Its limits", "quota show", { subject: org.id }),
        button("Show it", "org show", { org: org.slug }),
      ],
    };
  },
});

function placeOf({ after }: Pick<Moved, "after">): string {
  return after ? `below ${after.name}` : "below none";
}

function countingLine({ organization, before, after }: Moved): string {
  return after
    ? `What is used in ${organization.name} counts for ${after.name} and all above it from now on. What was used before stays counted where it was.`
    : `What is used in ${organization.name} counts for ${before?.name ?? "others"} no more. What was used before stays counted there.`;
}

function bindingLines(
  context: CommandContext,
  { organization, impact }: Moved & { readonly impact: Impact },
): string[] {
  const above = impact.after.filter(
    ({ subject }) => !("organizationId" in subject) || subject.organizationId !== organization.id,
  );
  if (above.length === 0) return ["No limit from above binds it then."];
  const lines = above.slice(0, MOST_LIMITS).map((state) => `${state.subjectName}: ${stateLine(context, state)}`);
  return ["These limits from above bind it then:", ...lines];
}
