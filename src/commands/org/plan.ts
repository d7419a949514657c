import { assignOrganizationPlan, previewOrganizationPlan } from "../../domain/plans/assign-organization-plan.ts";
import { showOrganizationPlan } from "../../domain/plans/show-organization-plan.ts";
import type { OrganizationFound } from "../../domain/quotas/find-organization.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { alertLines } from "../quota/alerts-fired.ts";
import { consequences, labelOf, limitFacts, limitsCell } from "../plan/words.ts";
import type { Reply } from "../reply.ts";
import { actions, button, count, formButton } from "../words.ts";

export const orgPlan = defineCommand({
  name: ["org", "plan"],
  aliases: [
    ["organization", "plan"],
    ["project", "plan"],
    ["group", "plan"],
    ["group", "plan", "set"],
  ],
  title: "A group's plan",
  submit: "Go on",
  summary: "Show an organization's plan, or give it one for its members",
  details:
    "It applies to members who have no plan of their own. Of several groups' plans the one listed last in the configuration applies.",
  group: "See and change limits",
  permission: "plan:assign-organization",
  effect: "changes",
  args: {
    org: arg.place("Which; your current organization, when left out", { default: "current" }),
    plan: arg.plan("Which plan, or none; left out, it is only shown", { optional: true }),
    reason: arg.lines("Why; its keepers are told, and the audit log keeps it", {
      optional: true,
      keyed: true,
      label: "Reason",
    }),
  },
  example: "org plan vision-lab large",
  moreExamples: ["org plan", "group plan vision-lab none"],
  tells: "Those who keep the organization: which plan its members have now.",

  async confirm(context, { org, plan, reason }) {
    if (plan === undefined) return undefined;
    const preview = await previewOrganizationPlan(context, { organizationId: org.id, plan, reason });
    if (!preview.changed) return undefined;
    const { organization, before, after, impact } = preview;
    const label = (name: string | null) => (name === null ? "none" : labelOf(context.configuration, name));
    return {
      title: after
        ? `Give ${organization.name} the plan ${label(after)}?`
        : `Take the plan of ${organization.name} away?`,
      lines: [
        `Now: ${label(before)}. Then: ${label(after)}.`,
        membersLine(preview),
        ...limitLines(context, after),
        ...consequences(context, impact),
        ...(await alertLines(context, impact)),
      ],
      button: after ? "Give it" : "Take it away",
      pinned: { org: organization.id, plan },
    };
  },

  async run(context, { org, plan, reason }) {
    if (plan === undefined) return shown(context, org);

    const wish = { organizationId: org.id, plan, reason };
    const { impact } = await previewOrganizationPlan(context, wish);
    const alerts = await alertLines(context, impact);
    const set = await assignOrganizationPlan(context, wish);
    const { organization, before, after, changed } = set;
    const plans = after
      ? `The plan of ${organization.name} is now ${labelOf(context.configuration, after)}`
      : `${organization.name} now has no plan`;
    if (!changed) return { tone: "neutral", title: `${plans}, as before.` };
    return {
      tone: "success",
      title: plans,
      lines: [membersLine(set), ...alerts],
      actions: [
        button("Undo", "org plan", { org: org.slug, plan: before ?? "none" }),
        button("Show it", "org plan", { org: org.slug }),
      ],
    };
  },
});

/** DL-15: to whom it applies. */
function membersLine({ members, withOwnPlan }: { readonly members: number; readonly withOwnPlan: number }): string {
  const own =
    withOwnPlan > 0
      ? `; ${count(withOwnPlan, "has a plan of their own", "have plans of their own")}, which ${withOwnPlan === 1 ? "goes" : "go"} first`
      : "";
  return `${count(members, "member", "members")}${own}. A plan listed later, of another group, goes before this one.`;
}

function limitLines({ configuration }: CommandContext, plan: string | null): readonly string[] {
  const found = configuration.plans.find(({ name }) => name === plan);
  return found ? [`Each of them: ${limitsCell(configuration, found)}.`] : [];
}

async function shown(context: CommandContext, { id }: OrganizationFound): Promise<Reply> {
  const { configuration, standing } = context;
  const view = await showOrganizationPlan(context, { organizationId: id });
  const { organization, plan } = view;
  const found = configuration.plans.find(({ name }) => name === plan);
  const mayChange = standing.kind === "person" && standing.person.role === "super_admin";
  return {
    tone: "neutral",
    title:
      plan === null
        ? `${organization.name} has no plan`
        : `The plan of ${organization.name} is ${labelOf(configuration, plan)}`,
    lines: [
      ...(plan !== null && !found ? ["It is no longer defined, and passed over."] : []),
      ...(plan === null ? ["Members without a plan of their own get another group's, or the default."] : []),
      membersLine(view),
    ],
    ...(found && { facts: limitFacts(configuration, found) }),
    ...actions(
      mayChange && formButton("Change it", "org plan", { org: organization.slug }),
      button("How is mine chosen?", "plan explain"),
    ),
  };
}
