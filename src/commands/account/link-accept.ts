import { linkIdentity } from "../../domain/people/link-identity.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, platformNames } from "../words.ts";

export const linkAccept = defineCommand({
  name: ["link", "accept"],
  aliases: [["link", "enter"], ["link"]],
  title: "Link your accounts",
  submit: "Link",
  summary: "Enter the code from the other platform, to use one account on both",
  details: "Make the code on the other platform, with link code.",
  group: "Your account",
  effect: "changes",
  who: "visitors",
  args: { code: arg.code("The code that link code showed on the other platform", { greedy: true }) },
  example: "link accept 7KQ2-M4XR",

  async run(context, { code }) {
    const { person, platform } = await linkIdentity(context, { code });
    return {
      tone: "success",
      title: `Your ${platformNames[platform]} account now belongs to ${person.name}.`,
      lines: ["You are the same person on both platforms."],
      actions: [button("Who am I here?", "whoami")],
    };
  },
});
