import { approveRequest } from "../../domain/requests/approve-request.ts";
import { optional } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { granted } from "./granted.ts";
import { answerableRequest, theOnlyRequest } from "./request-arg.ts";

export const quotaApprove = defineCommand({
  name: ["quota", "approve"],
  title: "Approve a request",
  submit: "Approve",
  summary: "Grant what somebody asked for",
  details:
    "Whoever may set the limit may approve, but never their own request, and never more than they could grant themselves. Where more than one has to agree, each counts once. What is granted ends by itself.",
  group: "See and change limits",
  effect: "changes",
  args: {
    request: optional(answerableRequest, "Whose request: a mention or a name; the only one that waits, when left out"),
    reason: arg.lines("A word to them", { optional: true, keyed: true, label: "Message" }),
    terms: arg.text("Which terms you have read; as they stand now, when left out", {
      optional: true,
      keyed: true,
      unasked: true,
      label: "Terms",
    }),
  },
  example: "quota approve @bob",
  tells: "Whoever asked. The messages of all who could answer say who did.",

  async run(context, { request, reason, terms: termsVersion }) {
    const requestId = request ?? (await theOnlyRequest(context, "approve"));
    return granted(context, await approveRequest(context, { requestId, reason, termsVersion }));
  },
});
