import { activatePerson } from "../../domain/people/activate-person.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";

export const personActivate = defineCommand({
  name: ["person", "activate"],
  aliases: [["user", "activate"]],
  title: "Activate an account",
  submit: "Activate",
  summary: "Activate the account of somebody who registered",
  details: "Needed where registration is restricted.",
  group: "Run this installation",
  permission: "person:activate",
  effect: "changes",
  args: { person: arg.registered("Whose: a mention or a username") },
  example: "person activate @bob",
  tells: "The person: their account works from now on.",

  async run(context, { person }) {
    const activated = await activatePerson(context, { personId: person.id });
    return {
      tone: "success",
      title: `Activated ${activated.person.name}`,
      lines: [`${activated.person.name} hears of it, and can start at once.`],
    };
  },
});
