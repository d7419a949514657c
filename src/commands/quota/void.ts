import { meterCalled } from "../../domain/quotas/meter-called.ts";
import { showVoiding, voidGrant } from "../../domain/quotas/void-grant.ts";
import { subjectOfGrant } from "../../domain/quotas/give-grant.ts";
import { isId } from "../../domain/id.ts";
import { given, notA, required } from "../arg.ts";
import type { Kind } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";
import { alertLines } from "./alerts-fired.ts";
import { overLines } from "./impact.ts";
import { typedAgain } from "./whose.ts";
import { plus } from "./words.ts";

const grantId: Kind<string> = {
  kind: "text",
  label: "Grant",
  field: "line",
  read: (typed, field) =>
    isId(typed.toLowerCase())
      ? given(typed.toLowerCase())
      : notA(field, typed, "a grant, by its button in the list of grants"),
};

export const quotaVoid = defineCommand({
  name: ["quota", "void"],
  title: "Take a grant back",
  submit: "Take back",
  summary: "Take back what was given on top of a limit, from now on",
  details:
    "Whoever could give it may take it back. Choose it in quota grants. What was used of it stays used, and nothing that runs is stopped.",
  group: "See and change limits",
  effect: "changes",
  hidden: true,
  args: {
    grant: required(grantId, "Which grant; use the button in the list of grants"),
    reason: arg.lines("Why; kept in the audit log", { optional: true, keyed: true, label: "Reason" }),
  },
  example: "quota void 01890000-0000-7000-8000-000000000000",
  tells: "The person whose grant it was; for an organization, its admins.",

  async confirm(context, { grant: id }) {
    const { grant, named, impact } = await showVoiding(context, { grantId: id });
    const meter = meterCalled(context.configuration, grant.meter);
    return {
      title: `Take back ${plus(meter, grant.amount)} of ${named.name}?`,
      lines: [
        ...overLines(context, impact),
        ...(await alertLines(context, impact)),
        `What was used of it stays used${impact.over.length > 0 ? "" : ", and nothing that runs is stopped"}. It can't be given back, only given anew.`,
      ],
      button: "Take back",
      pinned: { grant: id },
    };
  },

  async run(context, { grant: id, reason }) {
    const { grant, named } = await voidGrant(context, { grantId: id, reason });
    const meter = meterCalled(context.configuration, grant.meter);
    const again = await typedAgain(context, subjectOfGrant(grant));
    return {
      tone: "success",
      title: `Took back ${plus(meter, grant.amount)} of ${named.name}`,
      actions: [button("Grants", "quota grants", again), button("Limits", "quota show", again)],
    };
  },
});
