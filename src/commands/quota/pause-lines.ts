import type { Pause } from "../../domain/pauses/pause.ts";
import type { Inline } from "../../notifications/message.ts";
import { capitalized } from "../org/words.ts";

/** "Vision Lab is paused: nothing new starts. By Alice Moreau since … until … (“maintenance”)." */
export function pauseLine({ subjectName, mode, by, since, until, reason, policyId }: Pause): readonly Inline[] {
  return [
    { strong: `${capitalized(subjectName)} is paused:` },
    ` nothing new starts${mode === "drain" ? ", and what runs is not extended" : ""}. By ${policyId ? "a policy of " : ""}${by}, since `,
    { time: since },
    ...(until ? [", until ", { time: until } as const] : [", until somebody lifts it"]),
    ...(reason ? [` (“${reason}”)`] : []),
    ".",
  ];
}
