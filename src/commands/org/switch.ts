import { switchOrganization } from "../../domain/organizations/switch-organization.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";

export const orgSwitch = defineCommand({
  name: ["org", "switch"],
  aliases: [
    ["organization", "switch"],
    ["project", "switch"],
    ["org", "use"],
  ],
  title: "Work elsewhere",
  submit: "Switch",
  summary: "Choose the organization or project that commands mean when none is named",
  group: "Organizations and projects",
  permission: "organization:view",
  effect: "changes",
  args: { org: arg.organization("Which one", { greedy: true }) },
  example: "org switch vision-lab",

  async run(context, { org }) {
    const { organization, changed } = await switchOrganization(context, { organizationId: org.organizationId });
    return {
      tone: changed ? "success" : "neutral",
      title: changed
        ? `You now work in ${organization.name}`
        : `You work in ${organization.name} already. Nothing changed.`,
      actions: [
        button("What may I do there?", "whoami", { org: org.slug }),
        button("Members", "member list", { org: org.slug }),
      ],
    };
  },
});
