import type { Call } from "../notifications/message.ts";
import type { Confirmation } from "./define.ts";
import type { Reply } from "./reply.ts";
import { button } from "./words.ts";

/** The question before a change; its button runs the same call, confirmed. */
export function askFirst(confirmation: Confirmation, call: Call): Reply {
  const { title, lines, button: label, pinned } = confirmation;
  return {
    tone: "warning",
    title,
    lines,
    actions: [
      button(label, call.command, { ...call.input, ...pinned, confirm: "yes" }, { style: "danger" }),
      button("Cancel", "cancel"),
    ],
  };
}
