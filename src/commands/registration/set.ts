import { setRegistration } from "../../domain/people/set-registration.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";
import { registrationNames } from "./words.ts";

export const registrationSet = defineCommand({
  name: ["registration", "set"],
  title: "Registration",
  submit: "Update",
  summary: "Open, restrict or close registration",
  group: "Run this installation",
  permission: "registration:configure",
  effect: "changes",
  args: {
    registration: arg.choice("Registration", registrationNames)("open, restricted or closed", {
      alsoKnownAs: ["mode", "to"],
    }),
  },
  example: "registration set restricted",

  async run(context, { registration }) {
    const { before, after, changed } = await setRegistration(context, { registration });
    if (!changed) return { tone: "neutral", title: `Registration is ${after} already. Nothing changed.` };
    return {
      tone: "success",
      title: `Registration: ${before} → ${after}`,
      lines: [`${registrationNames[after]}.`],
      actions: [button(`Back to ${before}`, "registration set", { registration: before })],
    };
  },
});
