import { cancelRequest } from "../../domain/requests/cancel-request.ts";
import { showOf } from "../../domain/requests/show-of.ts";
import { askAgainButton } from "../../notifications/compose/quota-request-words.ts";
import { optional } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { ownRequest, theOnlyRequest } from "./request-arg.ts";

export const quotaCancel = defineCommand({
  name: ["quota", "cancel"],
  title: "Take a request back",
  submit: "Take back",
  summary: "Take your own request for more back, before it is answered",
  group: "See and change limits",
  effect: "changes",
  args: {
    request: optional(ownRequest, "What it asks for, such as gpu_hours; the only one, when left out"),
  },
  example: "quota cancel gpu_hours",
  tells: "Whoever could answer it: their messages say that it was taken back.",

  async run(context, { request }) {
    const requestId = request ?? (await theOnlyRequest(context, "cancel"));
    const cancelled = await cancelRequest(context, { requestId });
    return {
      tone: "success",
      title: `Took back your request for ${showOf(cancelled.meter, cancelled.amount)} more`,
      actions: [askAgainButton(cancelled)],
    };
  },
});
