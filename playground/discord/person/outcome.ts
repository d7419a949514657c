import type { InteractionOutcome } from "../seen.ts";
import type { Answer, Interaction } from "../world/interactions.ts";
import type { ClientState } from "./client.ts";
import { openModal } from "./modal-fields.ts";

/** What an answer does to the client of the person who asked. */
export function outcomeOf(client: ClientState, interaction: Interaction, answer: Answer): InteractionOutcome {
  switch (answer.kind) {
    case "message":
      return { kind: answer.isDeferred ? "deferred" : "replied", messageId: answer.message.api.id };
    case "update":
      return { kind: "updated", messageId: answer.message.api.id, isDeferred: answer.isDeferred };
    case "modal": {
      const modal = openModal(answer.modal);
      client.open = { modal, opener: interaction };
      client.world.changed([client.personId]);
      return { kind: "modal", modal };
    }
    case "choices":
      throw new Error("Choices answer autocomplete alone");
  }
}
