// The least that Bolt does for a signed slash command: verify, parse, answer a constant.
import { App, HTTPReceiver } from "@slack/bolt";

const receiver = new HTTPReceiver({
  signingSecret: process.env["SLACK_SIGNING_SECRET"] ?? "",
  endpoints: "/slack/events",
});
const app = new App({
  receiver,
  authorize: () => Promise.resolve({ botToken: "xoxb-bare", botId: "B1", botUserId: "U1" }),
});
app.command("/qm", ({ ack }) => ack({ response_type: "ephemeral", text: "You are Alice." }));
const server = await app.start({ port: 0, host: "127.0.0.1" });
const address = server.address();
process.stdout.write(`bare at http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}\n`);
process.once("SIGTERM", () => process.exit(0));
