import { deleteOrganization, showDeletion } from "../../domain/organizations/delete-organization.ts";
import type { Deletion } from "../../domain/organizations/delete-organization.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, count, formButton } from "../words.ts";

export const orgDelete = defineCommand({
  name: ["org", "delete"],
  aliases: [
    ["organization", "delete"],
    ["project", "delete"],
  ],
  title: "Delete for good",
  submit: "Delete",
  summary: "Delete an organization or project for good",
  details:
    "It cannot be undone, so that its name has to be typed. Everybody loses access at once, pending invitations end, and the name is free for others. The one that came with an account stays.",
  group: "Organizations and projects",
  permission: "organization:delete",
  effect: "changes",
  args: {
    org: arg.organization("Which one to delete", { greedy: true }),
    reason: arg.lines("Why; everybody who belongs is told, and the audit log keeps it", {
      optional: true,
      keyed: true,
      label: "Reason",
    }),
  },
  example: "org delete vision-lab",
  moreExamples: ['project delete llava reason:"the paper is out"'],
  tells: "Everybody who belongs to it; the messages of those who are invited say that the invitation was revoked.",

  async confirm(context, { org }) {
    const deletion = await showDeletion(context, { organizationId: org.organizationId });
    return {
      title: `Delete ${org.name} for good?`,
      lines: [
        `${losers(deletion)} ${invitations(deletion)}`,
        ...below(deletion),
        "This cannot be undone: the same people would have to be brought together anew. The audit log keeps what happened.",
      ],
      button: "Delete",
      pinned: { org: org.organizationId },
      typed: org.name,
    };
  },

  async run(context, { org, reason }) {
    const { organization, ...deletion } = await deleteOrganization(context, {
      organizationId: org.organizationId,
      ...(reason && { reason }),
    });
    return {
      tone: "success",
      title: `Deleted ${organization.name}`,
      lines: [ended(deletion)],
      actions: [
        button("My organizations", "org list"),
        org.kind === "project"
          ? formButton("Start a project", "project create")
          : formButton("Found an organization", "org create"),
      ],
    };
  },
});

type Counts = Pick<Deletion, "memberCount" | "invitationCount">;

function losers({ memberCount }: Counts): string {
  return memberCount === 1
    ? "You, its only member, lose access to all that it shares, at once."
    : `All ${memberCount} members, you among them, lose access to all that it shares, at once.`;
}

function invitations({ invitationCount }: Counts): string {
  if (invitationCount === 0) return "No invitation is pending.";
  return `${count(invitationCount, "pending invitation ends", "pending invitations end")}.`;
}

/** Only where there is something to say. */
function below({ childCount }: Pick<Deletion, "childCount">): string[] {
  if (childCount === 0) return [];
  return [
    `${count(childCount, "organization stands", "organizations stand")} below it, and will stand one level higher.`,
  ];
}

function ended({ memberCount, invitationCount }: Counts): string {
  const memberships = count(memberCount, "membership", "memberships");
  return `${memberships} and ${count(invitationCount, "pending invitation", "pending invitations")} ended.`;
}
