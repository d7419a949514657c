import { WebClient } from "@slack/web-api";
import { expect, it, onTestFinished } from "vitest";
import { openDirect } from "../../../src/bot/slack/direct.ts";
import { startBareSlack } from "../../fidelity/slack-bare.ts";

it.each([
  ["what Slack opened", undefined, "DUBOB"],
  ["the person's own id where nothing opens one", { ok: false, error: "unknown_method" }, "UBOB"],
])("a direct message's channel is %s", async (_what, answer, channel) => {
  const slack = await startBareSlack();
  onTestFinished(() => slack.close());
  slack.overrides.set("conversations.open", () => answer);

  expect(await openDirect(new WebClient(slack.botToken, { slackApiUrl: `${slack.apiUrl}/` }), "UBOB")).toBe(channel);
});
