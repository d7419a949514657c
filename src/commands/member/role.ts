import { changeRole } from "../../domain/memberships/change-role.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { aRole, button, fact } from "../words.ts";

export const memberRole = defineCommand({
  name: ["member", "role"],
  aliases: [
    ["org", "role"],
    ["project", "role"],
  ],
  title: "Change a role",
  submit: "Change",
  summary: "Give a member another role",
  details: "Nobody gives a role above their own, acts on people above them, or raises themselves.",
  group: "Invite and manage people",
  permission: "member:role",
  effect: "changes",
  args: {
    person: arg.registered("Whose: a mention or a username"),
    role: arg.role("The new role"),
    org: arg.organization("Where; your current organization, when left out", { default: "current" }),
  },
  example: "member role @bob admin",
  moreExamples: ["project role @bob member project:llava"],
  tells: "The person whose role changes.",

  async run(context, { person, role, org }) {
    const { member, before, changed } = await changeRole(context, {
      organizationId: org.organizationId,
      personId: person.id,
      role,
    });
    const { name, username } = member.person;
    if (!changed)
      return { tone: "neutral", title: `${name} is ${aRole(role)} of ${org.name} already. Nothing changed.` };
    return {
      tone: "success",
      title: `${name} is now ${role} of ${org.name}`,
      facts: [fact("Role", `${before} → ${role}`)],
      actions: [
        button(`Back to ${before}`, "member role", { person: `@${username}`, role: before, org: org.slug }),
        button("Members", "member list", { org: org.slug }),
      ],
    };
  },
});
