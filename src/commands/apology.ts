import type { Call } from "../notifications/message.ts";
import type { App } from "./app.ts";
import type { Reply } from "./reply.ts";
import { TookTooLong } from "./within.ts";
import { button } from "./words.ts";

const OUTAGE_CODES = /^(?:ECONN\w+|ETIMEDOUT|EPIPE|ENOENT|P1\d{3}|P2024|P2028|08\w{3}|57P0[1-3]|53\w{3})$/u;
const OUTAGE_WORDS =
  /timeout exceeded when trying to connect|connection terminated|can't reach database|server has closed the connection/iu;

interface Failure {
  readonly error: unknown;
  readonly call: Call;
}

/** What is said when it is our fault. Logged once, under the reference that the asker sees. */
export function apologize(app: App, failure: Failure): Reply {
  const reference = written(app, failure);
  const { command, input } = failure.call;
  return {
    tone: "warning",
    title: "That did not work, and nothing was changed.",
    lines: ["It is our fault, not yours. Try again in a minute."],
    actions: [button("Try again", command, input)],
    footer: ["reference ", { code: reference }],
    code: "failed",
  };
}

/** The same for a change of which we do not know whether it was made. */
export function leaveOpen(app: App, failure: Failure): Reply {
  const reference = written(app, failure);
  return {
    tone: "warning",
    title: "That is taking too long. It may still be done.",
    lines: ["It is our fault, not yours. Look whether it was done before you ask again."],
    footer: ["reference ", { code: reference }],
    code: "failed",
  };
}

function written(app: App, { error, call }: Failure): string {
  const reference = app.newCode().slice(0, 7);
  const facts = { reference, command: call.command, err: error };
  app.log.error(facts, isOutage(error) ? "database unavailable" : "command failed");
  return reference;
}

/** True for what passes by itself once the database is back. */
function isOutage(error: unknown, depth = 0): boolean {
  if (error instanceof TookTooLong) return true;
  if (!(error instanceof Error) || depth > 4) return false;
  if ("code" in error && typeof error.code === "string" && OUTAGE_CODES.test(error.code)) return true;
  return OUTAGE_WORDS.test(error.message) || isOutage(error.cause, depth + 1);
}
