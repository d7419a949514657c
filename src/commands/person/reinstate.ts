import { reinstatePerson } from "../../domain/people/reinstate-person.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";

export const personReinstate = defineCommand({
  name: ["person", "reinstate"],
  aliases: [
    ["user", "reinstate"],
    ["user", "reactivate"],
  ],
  title: "Reinstate an account",
  submit: "Reinstate",
  summary: "Lift the suspension of an account",
  group: "Run this installation",
  permission: "person:suspend",
  effect: "changes",
  args: {
    person: arg.registered("Whose: a mention or a username"),
    reason: arg.lines("Why; kept in the audit log", { optional: true, keyed: true, label: "Reason" }),
  },
  example: "person reinstate @bob",
  tells: "The person: their account works again.",

  async run(context, { person, reason }) {
    const { name } = await reinstatePerson(context, { personId: person.id, reason });
    return {
      tone: "success",
      title: `Reinstated ${name}`,
      lines: [`${name} hears of it, and can go on at once with the roles and limits of before.`],
    };
  },
});
