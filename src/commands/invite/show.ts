import { showInvitation } from "../../domain/invitations/show-invitation.ts";
import type { InvitationRow } from "../../domain/invitations/invitation.ts";
import type { Fact } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { actions, fact, invitationStateNames, listed } from "../words.ts";
import { permissions } from "../../domain/permissions.ts";
import { holds, organizationScoped } from "../../domain/memberships/authority.ts";
import { actionButton, deliveryWords } from "./words.ts";

export const inviteShow = defineCommand({
  name: ["invite", "show"],
  title: "An invitation",
  submit: "Show",
  summary: "Show an invitation, and what you can do about it",
  group: "Invite and manage people",
  effect: "reads",
  who: "visitors",
  args: { invitation: arg.sentInvitation("Whom it invites: a mention, a name or an e-mail address") },
  example: "invite show ann@example.com",

  async run(context, { invitation }) {
    const row = await showInvitation(context, { invitationId: invitation });
    const isPending = row.state === "pending";
    const isInvitee = row.may.includes("accept");
    const invitee = isInvitee ? "you" : row.inviteeLabel;
    return {
      tone: isPending ? "neutral" : "warning",
      title: `${row.inviter.name} ${isPending ? "invites" : "invited"} ${invitee} to ${row.organization.name} as ${row.role}`,
      lines: [
        ...(isPending ? [`${isInvitee ? "Once you accept, you" : "Once accepted:"} ${wouldGet(row)}.`] : []),
        ...(row.message ? [`“${row.message}”`] : []),
      ],
      facts: factsOf(row),
      ...actions(...row.may.map((action) => actionButton(row.id, action))),
    };
  },
});

const NO_SETTINGS = {
  membersCanInvite: false,
  membersCanManageClusters: false,
  membersCanOpenPorts: false,
  membersCanScale: false,
  membersCanSeeUsage: false,
};
const MOST_NAMED = 5;

/** What the role brings whatever the settings say: using things first, since that is what people come for. */
function wouldGet({ role, organization }: InvitationRow): string {
  const held = organizationScoped.filter((key) => holds(role, { kind: organization.kind, settings: NO_SETTINGS }, key));
  const byUse = held.toSorted((one, other) => permissions[other].plane.localeCompare(permissions[one].plane));
  const sentences = byUse.map((key) => permissions[key].sentence);
  const rest = sentences.length - MOST_NAMED;
  return `may ${listed([...sentences.slice(0, MOST_NAMED), ...(rest > 0 ? [`${rest} more`] : [])])}`;
}

function factsOf(row: InvitationRow): readonly Fact[] {
  const state = row.state === "pending" ? deliveryWords(row) : invitationStateNames[row.state];
  const by = row.decidedBy && row.state !== "pending" ? [` by ${row.decidedBy.name}`] : [];
  const at = row.decidedAt ? [", ", { time: row.decidedAt }] : [];
  return [
    fact("State", [state, ...by, ...at]),
    ...(row.delivery?.error && row.state === "pending" ? [fact("Why", row.delivery.error)] : []),
    fact("Sent", [{ time: row.createdAt }]),
    ...(row.state === "pending" ? [fact("Expires", [{ time: row.expiresAt }])] : []),
  ];
}
