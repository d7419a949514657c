import { denyRequest } from "../../domain/requests/deny-request.ts";
import { showOf } from "../../domain/requests/show-of.ts";
import { optional } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";
import { counted } from "./counted.ts";
import { answerableRequest, theOnlyRequest } from "./request-arg.ts";

export const quotaDeny = defineCommand({
  name: ["quota", "deny"],
  title: "Deny a request",
  submit: "Deny",
  summary: "Deny what somebody asked for, and say why",
  group: "See and change limits",
  effect: "changes",
  args: {
    request: optional(answerableRequest, "Whose request: a mention or a name; the only one that waits, when left out", {
      unasked: true,
    }),
    reason: arg.lines("Why; whoever asked reads it", { keyed: true, label: "Reason" }),
  },
  example: 'quota deny @bob reason:"the queue is full until Monday"',
  tells: "Whoever asked. The messages of all who could answer say who did.",

  async run(context, { request, reason }) {
    const requestId = request ?? (await theOnlyRequest(context, "deny"));
    const denied = await denyRequest(context, { requestId, reason });
    if (denied.state === "pending") return counted(context, denied, "denial");

    const { requester, meter, amount } = denied;
    return {
      tone: "success",
      title: `Denied ${requester.name} ${showOf(meter, amount)} more`,
      lines: [`${requester.name} reads why.`],
      actions: [button("Requests", "quota requests")],
    };
  },
});
