import { assignServiceAccount } from "../../domain/service-accounts/assign-service-account.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";

export const serviceAssign = defineCommand({
  name: ["service", "assign"],
  aliases: [["service-account", "assign"]],
  title: "Who answers for it",
  submit: "Assign",
  summary: "Let somebody else answer for a service account",
  details: "An active member of its organization who has not given it quota that it still has.",
  group: "Invite and manage people",
  permission: "service:create",
  effect: "changes",
  args: {
    name: arg.text("The service account's name", { label: "Name" }),
    responsible: arg.registered("Who answers for it from now on", { label: "Who answers for it" }),
    reason: arg.lines("Why; they are told, and the audit log keeps it", {
      optional: true,
      keyed: true,
      label: "Reason",
    }),
  },
  example: "service assign ci-runner @bob",
  tells: "Who answers for it from now on, and who did before.",

  async run(context, { name, responsible, reason }) {
    const assigned = { named: name, responsibleId: responsible.id, reason };
    const { account, before, changed } = await assignServiceAccount(context, assigned);
    if (!changed)
      return { tone: "neutral", title: `${before.name} answers for ${account.name}, as before. Nothing changed.` };

    return {
      tone: "success",
      title: `${account.responsible.name} answers for ${account.name} now`,
      lines: [`Before: ${before.name}.`],
      actions: [
        button("Undo", "service assign", { name: account.name, responsible: `@${before.username}` }),
        button("Show it", "service show", { name: account.name }),
      ],
    };
  },
});
