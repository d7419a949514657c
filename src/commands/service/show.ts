import { showServiceAccount } from "../../domain/service-accounts/list-service-accounts.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { labelOf } from "../plan/words.ts";
import { button, fact, formButton } from "../words.ts";
import { responsibleWords } from "./words.ts";

export const serviceShow = defineCommand({
  name: ["service", "show"],
  aliases: [["service-account", "show"]],
  title: "A service account",
  submit: "Show",
  summary: "Show a service account: where it belongs, who answers for it, and its plan",
  group: "Invite and manage people",
  permission: "service:list",
  effect: "reads",
  args: { name: arg.text("Its name", { label: "Name" }) },
  example: "service show ci-runner",

  async run(context, { name }) {
    const account = await showServiceAccount(context, name);
    const subject = `@${account.name}`;
    const { slug } = account.organization;
    return {
      tone: "neutral",
      title: `${account.name} is a service account of ${account.organization.name}`,
      lines: ["Nobody signs in with it. It has what is given to it by name, and takes no seat."],
      facts: [
        fact("Who answers for it", responsibleWords(account)),
        fact("Plan", account.planName ? labelOf(context.configuration, account.planName) : "none of its own"),
        fact("Made", [{ time: account.createdAt }]),
      ],
      actions: [
        button("Limits", "quota show", { subject, org: slug }),
        button("Usage", "usage show", { whose: subject, org: slug }),
        formButton("Set a limit", "quota set", { subject, org: slug }),
        formButton("Let somebody else answer", "service assign", { name: account.name }),
        button("Remove", "service remove", { name: account.name }, { style: "danger" }),
      ],
    };
  },
});
