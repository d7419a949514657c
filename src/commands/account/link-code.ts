import { createLinkCode } from "../../domain/people/create-link-code.ts";
import { defineCommand } from "../define.ts";
import { printCall } from "../print.ts";
import { fact, platformNames, typedOn } from "../words.ts";

export const linkCode = defineCommand({
  name: ["link", "code"],
  title: "Link your accounts",
  summary: "Make a code that links your account on the other platform to this one",
  details: "The code is good for ten minutes and one use. Type it on the other platform, with link accept.",
  group: "Your account",
  effect: "changes",
  tried: "news",
  args: {},
  example: "link code",

  async run(context) {
    const { code, expiresAt, platform } = await createLinkCode(context);
    const line = printCall({ command: "link accept", input: { code } });
    return {
      tone: "success",
      title: `Type this on ${platformNames[platform]} to link your account there.`,
      lines: [[{ code: typedOn(platform, line) }]],
      facts: [fact("Good until", [{ time: expiresAt }])],
      footer: "Whoever types it becomes you here: show it to nobody.",
    };
  },
});
