import { defineCommand } from "../define.ts";

export const cancel = defineCommand({
  name: ["cancel"],
  title: "Cancel",
  summary: "Leave things as they are",
  group: "Your account",
  effect: "reads",
  who: "anyone",
  hidden: true,
  args: {},
  example: "cancel",

  async run() {
    return { tone: "neutral", title: "Cancelled. Nothing was changed.", replaces: true };
  },
});
