import { createOrganization } from "../../domain/organizations/create-organization.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, fact, formButton } from "../words.ts";

export const projectCreate = defineCommand({
  name: ["project", "create"],
  title: "Start a project",
  submit: "Create",
  summary: "Create a project",
  details:
    "You become its admin, and work in it from then on. People who have an account and an SSH key can be added directly.",
  group: "Organizations and projects",
  permission: "organization:create",
  effect: "changes",
  args: { name: arg.text("What it is to be called", { greedy: true, label: "Name" }) },
  example: "project create LLaVA training",

  async run(context, { name }) {
    const created = await createOrganization(context, { name, kind: "project" });
    return {
      tone: "success",
      title: `Created ${created.name}`,
      facts: [fact("You are", created.role), fact("Short name", [{ code: created.slug }])],
      actions: [
        formButton("Add somebody", "project add-user", { org: created.slug }),
        button("Show it", "org show", { org: created.slug }),
      ],
    };
  },
});
