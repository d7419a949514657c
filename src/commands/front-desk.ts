import type { Call, Message } from "../notifications/message.ts";
import type { App } from "./app.ts";
import { decodeCall, encodeCall } from "./call-id.ts";
import type { Reader } from "./call-id.ts";
import { dispatch } from "./dispatch.ts";
import { buildForm } from "./form.ts";
import type { Asked, Invocation } from "./invocation.ts";
import { plan } from "./plan.ts";
import { suggest } from "./suggest.ts";
import type { Suggesting } from "./suggest.ts";

/** The commands, as chat platforms ask for them. */
export function createFrontDesk(app: App) {
  return {
    /** Only on Slack do people type whole lines, so that its way of writing commands is the one to show. */
    plan: (asked: Asked) => plan(asked, app.registry, asked.via === "text" ? "slack" : "discord"),
    dispatch: (invocation: Invocation) => dispatch(app, invocation),
    buildForm: (invocation: Invocation, call: Call) => buildForm(app, invocation, call),
    suggest: (invocation: Invocation, suggesting: Suggesting) => suggest(app, invocation, suggesting),
    encodeCall: (reader: Reader, call: Call) => encodeCall(app, reader, call),
    decodeCall: (reader: Reader, encoded: string) => decodeCall(app, reader, encoded),
    home: (invocation: Invocation) => home(app, invocation),
  };
}

/** What `home` answers, for a page of its own such as Slack's home tab. */
async function home(app: App, invocation: Invocation): Promise<Message> {
  const asked = { via: "options", call: { command: "home", input: {} } } as const;
  const outcome = await dispatch(app, { ...invocation, asked });
  return outcome.kind === "reply" ? outcome.reply : { tone: "neutral", title: "Nothing to show at present." };
}
