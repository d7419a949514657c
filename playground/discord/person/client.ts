import type { Snowflake } from "discord-api-types/v10";
import type { Interaction } from "../world/interactions.ts";
import type { World } from "../world/world.ts";
import type { ClientProblem, OpenModal } from "../seen.ts";

/** One person's client: what is open on their screen and nowhere else. */
export interface ClientState {
  readonly world: World;
  readonly personId: Snowflake;
  open: { readonly modal: OpenModal; readonly opener: Interaction } | undefined;
}

export function refused(message: string, field?: string): { kind: "refused"; problems: readonly ClientProblem[] } {
  return { kind: "refused", problems: [{ message, ...(field !== undefined && { field }) }] };
}
