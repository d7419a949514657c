import { showRole } from "../../domain/memberships/show-role.ts";
import { holds, organizationScoped } from "../../domain/memberships/authority.ts";
import { permissions } from "../../domain/permissions.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, fact, formButton, listed, stateNames } from "../words.ts";

export const memberShow = defineCommand({
  name: ["member", "show"],
  aliases: [
    ["project", "role", "show"],
    ["org", "role", "show"],
    ["member", "role", "show"],
  ],
  title: "A member",
  submit: "Show",
  summary: "Show somebody's role in an organization or project",
  group: "Invite and manage people",
  permission: "member:list",
  effect: "reads",
  args: {
    person: arg.registered("Whom: a mention or a username"),
    org: arg.organization("Where; your current organization, when left out", { default: "current" }),
  },
  example: "member show @bob",
  moreExamples: ["project role show @bob project:llava"],

  async run(context, { person, org }) {
    const member = await showRole(context, { organizationId: org.organizationId, personId: person.id });
    const may = organizationScoped.filter((key) => holds(member.role, org, key));
    return {
      tone: "neutral",
      title: `${member.person.name} is ${member.role} of ${org.name}`,
      facts: [
        fact("Username", member.person.username),
        fact("State", stateNames[member.state]),
        fact("Joined", [{ time: member.joinedAt }]),
        fact("May", listed(may.map((key) => permissions[key].sentence))),
      ],
      actions: [
        formButton("Change the role", "member role", { person: `@${member.person.username}`, org: org.slug }),
        formButton("Why can't they …?", "why", { person: `@${member.person.username}`, org: org.slug }),
        button("Members", "member list", { org: org.slug }),
      ],
    };
  },
});
