import { showRole } from "../../domain/memberships/show-role.ts";
import { holds, isAtLeast, organizationScoped } from "../../domain/memberships/authority.ts";
import { mayActOn } from "../../domain/memberships/grants.ts";
import { permissions } from "../../domain/permissions.ts";
import { arg } from "../args.ts";
import { mayIn } from "../access.ts";
import { defineCommand } from "../define.ts";
import { actions, button, fact, formButton, listed, stateNames } from "../words.ts";

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
    const asked = { person: `@${member.person.username}`, org: org.slug };
    return {
      tone: "neutral",
      title: `${member.person.name} is ${member.role} of ${org.name}`,
      facts: [
        fact("Username", member.person.username),
        fact("State", stateNames[member.state]),
        fact("Joined", [{ time: member.joinedAt }]),
        fact("May", listed(may.map((key) => permissions[key].sentence))),
      ],
      ...actions(
        mayIn(context.standing, org, "member:role") &&
          mayActOn(org.role, member.role) &&
          formButton("Change the role", "member role", asked),
        isAtLeast(org.role, "admin") && formButton("Why can't they …?", "why", asked),
        button("Members", "member list", { org: org.slug }),
      ),
    };
  },
});
