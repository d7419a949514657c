import { createServiceAccount } from "../../domain/service-accounts/create-service-account.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, fact, formButton } from "../words.ts";

export const serviceCreate = defineCommand({
  name: ["service", "create"],
  aliases: [["service-account", "create"]],
  title: "Make a service account",
  submit: "Make",
  summary: "Make an account for a program, such as a CI runner, with limits of its own",
  details:
    "Nobody signs in with it, and it takes no seat. It has nothing of a limited meter until it is given some by name. Who answers for it is told what concerns it, and gives it no quota themselves.",
  group: "Invite and manage people",
  permission: "service:create",
  effect: "changes",
  formWhenBare: true,
  args: {
    name: arg.text("Its name: small letters, digits, hyphens and underscores", { label: "Name" }),
    responsible: arg.registered("Who answers for it; you, when left out", {
      optional: true,
      keyed: true,
      label: "Who answers for it",
    }),
    org: arg.place("For which organization; your current one, when left out", { default: "current", keyed: true }),
    reason: arg.lines("Why; kept in the audit log", { optional: true, keyed: true, label: "Reason" }),
  },
  example: "service create ci-runner",
  moreExamples: ['service create ci-runner responsible:@bob org:vision-lab reason:"nightly builds"'],
  tells: "Who answers for it, unless that is you.",

  async run(context, { name, responsible, org, reason }) {
    const account = await createServiceAccount(context, {
      name,
      organizationId: org.id,
      responsibleId: responsible?.id,
      reason,
    });
    const subject = `@${account.name}`;
    return {
      tone: "success",
      title: `Made the service account ${account.name} in ${account.organization.name}`,
      lines: ["It has nothing of a limited meter until it is given some: by a limit of its own, or a plan."],
      facts: [
        fact("Who answers for it", account.responsible.name),
        fact("In usage reports and API calls", [{ code: account.name }]),
        fact("Seat", "none"),
      ],
      actions: [
        formButton("Set a limit", "quota set", { subject, org: account.organization.slug }),
        button("Limits", "quota show", { subject, org: account.organization.slug }),
        button("Remove", "service remove", { name: account.name }, { style: "danger" }),
      ],
    };
  },
});
