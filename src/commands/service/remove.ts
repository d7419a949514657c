import { removeServiceAccount, showServiceRemoval } from "../../domain/service-accounts/remove-service-account.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, formButton } from "../words.ts";

export const serviceRemove = defineCommand({
  name: ["service", "remove"],
  aliases: [
    ["service", "delete"],
    ["service-account", "remove"],
  ],
  title: "Remove an account",
  submit: "Remove",
  summary: "Remove a service account: it starts nothing more, and its limits end",
  group: "Invite and manage people",
  permission: "service:remove",
  effect: "changes",
  args: {
    name: arg.text("Its name", { label: "Name" }),
    reason: arg.lines("Why; kept in the audit log", { optional: true, keyed: true, label: "Reason" }),
  },
  example: "service remove ci-runner",
  tells: "Who answers for it, unless that is you.",

  async confirm(context, { name: named }) {
    const { name, organization, responsible } = await showServiceRemoval(context, named);
    return {
      title: `Remove the service account ${name} of ${organization.name}?`,
      lines: [
        `It starts nothing more at once, and its limits and grants end. What runs goes on; what it used stays counted. ${responsible.name} answers for it.`,
        `Made again in ${organization.name} under the same name, it is this one again, without its limits and grants; nobody else gets the name.`,
      ],
      button: "Remove",
      pinned: { name },
    };
  },

  async run(context, { name: named, reason }) {
    const { name, organization } = await removeServiceAccount(context, { named, reason });
    return {
      tone: "success",
      title: `Removed the service account ${name} of ${organization.name}`,
      lines: ["It starts nothing more. What runs goes on, and what it used stays counted."],
      actions: [
        button("Service accounts", "service list", { org: organization.slug }),
        formButton("Bring it back", "service create", { name, org: organization.slug }),
      ],
    };
  },
});
