import { defineCommand } from "../define.ts";
import { actions, formButton } from "../words.ts";
import { registrationNames } from "./words.ts";

export const registrationStatus = defineCommand({
  name: ["registration", "status"],
  title: "Registration",
  summary: "Say whether people can register by themselves",
  group: "Run this installation",
  effect: "reads",
  who: "visitors",
  args: {},
  example: "registration status",

  async run({ standing }) {
    const registration = standing.kind === "unconnected" ? "closed" : standing.tenant.registration;
    const mayChange = standing.kind === "person" && standing.person.role === "super_admin";
    return {
      tone: "neutral",
      title: `Registration is ${registration}`,
      lines: [`${registrationNames[registration]}.`],
      ...actions(mayChange && formButton("Change it", "registration set", { registration })),
    };
  },
});
