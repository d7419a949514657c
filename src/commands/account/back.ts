import { setAway } from "../../domain/requests/away.ts";
import { defineCommand } from "../define.ts";
import { button, formButton } from "../words.ts";

export const accountBack = defineCommand({
  name: ["account", "back"],
  title: "Be back",
  summary: "Have requests for quota put before you again",
  group: "Your account",
  effect: "changes",
  args: {},
  example: "account back",

  async run(context) {
    const isNew = await setAway(context, { until: null });
    return {
      tone: isNew ? "success" : "neutral",
      title: isNew ? "You are back" : "You are not away",
      lines: ["Requests that you may answer are put before you."],
      actions: [button("Requests", "quota requests"), formButton("Be away", "account away")],
    };
  },
});
