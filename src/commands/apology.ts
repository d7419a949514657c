import type { Call } from "../notifications/message.ts";
import type { App } from "./app.ts";
import type { Reply } from "./reply.ts";
import { TookTooLong } from "./within.ts";
import { button } from "./words.ts";

const OUTAGE_CODES = /^(?:ECONN\w+|ETIMEDOUT|EPIPE|ENOENT|P1\d{3}|P2024|P2028|08\w{3}|57P0[1-3]|53\w{3})$/u;
const OUTAGE_WORDS =
  /timeout exceeded when trying to connect|connection terminated|can't reach database|server has closed the connection/iu;

/** What is said when it is our fault. Logged once, under the reference that the asker sees. */
export function apologize(app: App, { error, call }: { error: unknown; call: Call }): Reply {
  const reference = app.newCode().slice(0, 7);
  const facts = { reference, command: call.command, err: error };
  if (isOutage(error)) app.log.error(facts, "database unavailable");
  else app.log.error(facts, "command failed");

  return {
    tone: "danger",
    title: "That did not work, and nothing was changed.",
    lines: ["It is our fault, not yours. Try again in a minute."],
    actions: [button("Try again", call.command, call.input)],
    footer: ["reference ", { code: reference }],
    code: "failed",
  };
}

/** True for what passes by itself once the database is back. */
function isOutage(error: unknown, depth = 0): boolean {
  if (error instanceof TookTooLong) return true;
  if (!(error instanceof Error) || depth > 4) return false;
  if ("code" in error && typeof error.code === "string" && OUTAGE_CODES.test(error.code)) return true;
  return OUTAGE_WORDS.test(error.message) || isOutage(error.cause, depth + 1);
}
