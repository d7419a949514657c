import { removeMember, showRemoval } from "../../domain/memberships/remove-member.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { aRole, button, formButton } from "../words.ts";

export const memberRemove = defineCommand({
  name: ["member", "remove"],
  aliases: [
    ["org", "remove"],
    ["project", "remove-user"],
    ["org", "remove-user"],
    ["project", "remove"],
  ],
  title: "Remove a member",
  submit: "Remove",
  summary: "Remove somebody from an organization or project",
  details: "They lose access at once. What they made stays.",
  group: "Invite and manage people",
  permission: "member:remove",
  effect: "changes",
  args: {
    person: arg.registered("Whom: a mention or a username"),
    org: arg.organization("Where from; your current organization, when left out", { default: "current" }),
    reason: arg.lines("Why; kept in the audit log", { optional: true, keyed: true, label: "Reason" }),
  },
  example: "member remove @bob",
  moreExamples: ['project remove-user @bob project:llava reason:"left the team"'],
  tells: "The person who is removed.",

  async confirm(context, { person, org }) {
    const member = await showRemoval(context, { organizationId: org.organizationId, personId: person.id });
    return {
      title: `Remove ${member.person.name} from ${org.name}?`,
      lines: [
        `${member.person.name}, ${aRole(member.role)} there, loses access to all that ${org.name} shares, at once. What they made stays.`,
        `Undoing it takes ${org.kind === "project" ? "adding" : "inviting"} ${member.person.name} again.`,
      ],
      button: "Remove",
      pinned: { person: `@${member.person.username}`, org: org.organizationId },
    };
  },

  async run(context, { person, org, reason }) {
    const member = await removeMember(context, {
      organizationId: org.organizationId,
      personId: person.id,
      ...(reason && { reason }),
    });
    const again = { person: `@${member.person.username}`, role: member.role, org: org.slug };
    return {
      tone: "success",
      title: `Removed ${member.person.name} from ${org.name}`,
      lines: ["Sharing has stopped, and access is gone."],
      actions: [
        org.kind === "project"
          ? formButton("Add again", "project add-user", again)
          : formButton("Invite again", "invite create", again),
        button("Members", "member list", { org: org.slug }),
      ],
    };
  },
});
