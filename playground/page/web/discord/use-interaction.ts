import { useContext } from "react";
import type { InteractionOutcome } from "../../../discord/seen.ts";
import { ActingContext, useAct } from "../world.ts";

/** Acts on Discord and tells the person what the client would tell about the outcome. */
export function useInteraction() {
  const act = useAct("discord");
  const { complain, announce } = useContext(ActingContext);
  const settle = (outcome: InteractionOutcome | undefined): void => {
    if (outcome === undefined) return;
    const complaint = complaintOf(outcome);
    if (complaint === undefined) announce("Done.");
    else complain("discord", complaint);
  };
  return { act, settle };
}

function complaintOf(outcome: InteractionOutcome): string | undefined {
  if (outcome.kind === "failed") return outcome.text;
  if (outcome.kind !== "refused") return undefined;
  return outcome.problems
    .map(({ field, message }) => (field === undefined ? message : `${field}: ${message}`))
    .join(" ");
}
