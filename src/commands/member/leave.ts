import { leaveOrganization, showLeaving } from "../../domain/memberships/leave-organization.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { aRole, button } from "../words.ts";

export const memberLeave = defineCommand({
  name: ["member", "leave"],
  aliases: [
    ["org", "leave"],
    ["project", "leave"],
  ],
  title: "Leave",
  submit: "Leave",
  summary: "Leave an organization or project",
  group: "Your account",
  effect: "changes",
  args: { org: arg.organization("Which one to leave", { greedy: true }) },
  example: "member leave vision-lab",

  async confirm(context, { org }) {
    const { role } = await showLeaving(context, { organizationId: org.organizationId });
    return {
      title: `Leave ${org.name}?`,
      lines: [
        `You are ${aRole(role)} there, and lose access to all that it shares, at once. What you made stays.`,
        `You can't undo this yourself: coming back takes ${org.kind === "project" ? "being added" : "an invitation"}.`,
      ],
      button: "Leave",
      pinned: { org: org.organizationId },
    };
  },

  async run(context, { org }) {
    const member = await leaveOrganization(context, { organizationId: org.organizationId });
    return {
      tone: "success",
      title: `You left ${member.organization.name}`,
      actions: [button("My organizations", "org list")],
    };
  },
});
