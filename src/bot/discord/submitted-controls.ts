import type { ModalData, ModalSubmitInteraction } from "discord.js";
import type { Submitted } from "./submitted.ts";

/** What a modal was submitted with, whether its controls came in labels or, as in older modals, in rows. */
export function submittedControls(interaction: Pick<ModalSubmitInteraction, "components">): readonly Submitted[] {
  return interaction.components.flatMap((component): readonly Submitted[] => {
    if ("component" in component) return [submitted(component.component)];
    return "components" in component ? component.components.map(submitted) : [];
  });
}

function submitted(control: ModalData): Submitted {
  const { customId, type } = control;
  if ("values" in control) return { customId, type, values: control.values };
  return { customId, type, value: String(control.value ?? "") };
}
