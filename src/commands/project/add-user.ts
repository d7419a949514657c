import { addMember } from "../../domain/memberships/add-member.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, fact } from "../words.ts";

export const projectAddUser = defineCommand({
  name: ["project", "add-user"],
  aliases: [
    ["member", "add"],
    ["project", "add"],
  ],
  title: "Add somebody",
  submit: "Add",
  summary: "Add somebody to a project, without an invitation",
  details: "They need an account and an SSH key first; whatever is missing is named.",
  group: "Invite and manage people",
  permission: "member:add",
  effect: "changes",
  args: {
    person: arg.person("Whom: a mention, a username or the address they registered with"),
    role: arg.choice("Role", { admin: "Admin", member: "Member" })("What they may do there", { default: "member" }),
    org: arg.organization("Which project; your current one, when left out", { default: "current", label: "Project" }),
  },
  example: "project add-user @bob",
  moreExamples: ["project add-user bob@example.com role:admin project:llava"],
  tells: "The person who is added; or who could not be, with how to put that right.",

  async run(context, { person, role, org }) {
    const member = await addMember(context, { organizationId: org.organizationId, person: person.invitee, role });
    const input = { person: `@${member.person.username}`, org: org.slug };
    return {
      tone: "success",
      title: `Added ${member.person.name} to ${org.name} as ${member.role}`,
      facts: [fact("Username", member.person.username)],
      actions: [button("Members", "member list", { org: org.slug }), button("Remove", "member remove", input)],
    };
  },
});
