import { listInvitations } from "../../domain/invitations/list-invitations.ts";
import type { InvitationRow } from "../../domain/invitations/invitation.ts";
import type { TableRow } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { mayIn } from "../access.ts";
import { defineCommand } from "../define.ts";
import { listMenu, listReply, pinned } from "../list.ts";
import { actions, formButton, invitationStateNames } from "../words.ts";
import { deliveryWords, rowActions } from "./words.ts";

export const inviteList = defineCommand({
  name: ["invite", "list"],
  aliases: [["org", "invitations"], ["project", "invitations"], ["invitations"]],
  title: "Invitations",
  summary: "List the invitations of an organization or project",
  group: "Invite and manage people",
  permission: "invitation:list",
  effect: "reads",
  args: {
    org: arg.organization("Where; your current organization, when left out", { default: "current" }),
    state: arg.choice("State", invitationStateNames)("Only those in this state", { optional: true, keyed: true }),
    text: arg.text("Only those to people whose name has this in it", { optional: true, keyed: true, label: "Search" }),
    page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }),
  },
  example: "invite list",
  moreExamples: ["invite list state:expired"],

  async run(context, { org, state, text, page }) {
    const found = await listInvitations(context, {
      organizationId: org.organizationId,
      page,
      ...(state && { state }),
      ...(text && { text }),
    });
    const here = pinned(context, { org: org.slug });
    return listReply(here, {
      ...found,
      heading: `Invitations to ${org.name}`,
      nothing: `Nobody has been invited to ${org.name} yet.`,
      table: { columns: ["Who", "Role", "State", "Sent", "Expires or ended"], rows: found.rows.map(rowOf) },
      filters: ["state", "text"],
      menus: [
        listMenu(here.call, "Filter", { "Only waiting": { state: "pending" }, "Only expired": { state: "expired" } }),
      ],
      ...actions(
        mayIn(context.standing, org, "invitation:create") &&
          formButton("Invite somebody", "invite create", { org: org.slug }),
      ),
    });
  },
});

function rowOf(row: InvitationRow): TableRow {
  const state = row.state === "pending" ? deliveryWords(row) : invitationStateNames[row.state];
  return {
    cells: [row.inviteeLabel, row.role, state, [{ time: row.createdAt }], [{ time: row.decidedAt ?? row.expiresAt }]],
    actions: rowActions(row),
  };
}
