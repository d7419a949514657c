import { createOrganization } from "../../domain/organizations/create-organization.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, fact, formButton } from "../words.ts";

export const orgCreate = defineCommand({
  name: ["org", "create"],
  aliases: [["organization", "create"]],
  title: "Found an organization",
  submit: "Create",
  summary: "Create an organization",
  details: "You become its owner, and work in it from then on.",
  group: "Organizations and projects",
  permission: "organization:create",
  effect: "changes",
  args: { name: arg.text("What it is to be called", { greedy: true, label: "Name" }) },
  example: "org create Vision Lab",

  async run(context, { name }) {
    const created = await createOrganization(context, { name, kind: "organization" });
    return {
      tone: "success",
      title: `Created ${created.name}`,
      facts: [fact("You are", created.role), fact("Short name", [{ code: created.slug }])],
      actions: [
        formButton("Invite somebody", "invite create", { org: created.slug }),
        button("Show it", "org show", { org: created.slug }),
      ],
    };
  },
});
