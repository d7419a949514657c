import type { Asked } from "../commands/invocation.ts";
import type { Outcome } from "../commands/reply.ts";
import type { FrontDesk } from "./front-desk.ts";

interface Observation {
  readonly command: string;
  readonly platform: "slack" | "discord";
  readonly outcome: string;
  readonly seconds: number;
}

/** The same front desk, which tells how each command ended and how long it took. */
export function observed(desk: FrontDesk, observe: (observation: Observation) => void): FrontDesk {
  return {
    ...desk,
    async dispatch(invocation) {
      const begun = performance.now();
      const outcome = await desk.dispatch(invocation);
      observe({
        command: commandOf(desk, invocation.asked),
        platform: invocation.platform,
        outcome: endOf(outcome),
        seconds: (performance.now() - begun) / 1000,
      });
      return outcome;
    },
  };
}

/** Only names of the registry become labels: what people mistype would grow without end. */
function commandOf(desk: FrontDesk, asked: Asked): string {
  if (asked.via !== "text") return asked.call.command;
  const plan = desk.plan(asked);
  return plan.kind === "reply" ? "unknown" : plan.call.command;
}

function endOf(outcome: Outcome): string {
  if (outcome.kind !== "reply") return outcome.kind;
  return outcome.reply.code ?? "ok";
}
