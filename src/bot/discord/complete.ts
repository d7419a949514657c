import type { AutocompleteInteraction } from "discord.js";
import type { Choice } from "../../commands/reply.ts";
import { singleLine } from "./escape.ts";
import { failureFacts } from "./failures.ts";
import { limits, truncate } from "./limits.ts";
import type { Asker, Surroundings } from "./surroundings.ts";
import { invocationFor, within } from "./surroundings.ts";
import type { OptionFields } from "./typed.ts";
import { slashCall } from "./typed.ts";

export interface Completing {
  readonly around: Surroundings;
  readonly fields: OptionFields;
  readonly asker: Asker;
}

/** A completion cannot be deferred, and a late one is worse than none. */
const COMPLETE_WITHIN_MS = 900;

/** Completes what is being typed. Never rejects. */
export async function complete(completing: Completing, interaction: AutocompleteInteraction): Promise<void> {
  const found = await within(COMPLETE_WITHIN_MS, look(completing, interaction));
  const choices = (found ?? []).filter(isOffered).slice(0, limits.completions).map(shortened);
  try {
    await interaction.respond(choices);
  } catch (error) {
    const { log } = completing.around;
    log.info({ interactionId: interaction.id, ...failureFacts(error) }, "discord completion not taken");
  }
}

async function look(
  { around, fields, asker }: Completing,
  interaction: AutocompleteInteraction,
): Promise<readonly Choice[]> {
  const call = slashCall(interaction, fields);
  const focused = interaction.options.getFocused(true);
  const field = fields.get(call.command)?.get(focused.name) ?? focused.name;
  const place = await around.places.of(asker.guildId, asker.user.externalId);
  if (place.kind !== "server") return [];

  const invocation = invocationFor(around, asker, { server: place.server, asked: { via: "options", call } });
  const { [field]: _, ...input } = call.input;
  return around.desk.suggest(invocation, { command: call.command, field, query: focused.value, input });
}

/** A shortened value would mean something else. */
function isOffered({ value, label }: Choice): boolean {
  return value !== "" && value.length <= limits.completionValue && singleLine(label) !== "";
}

function shortened({ value, label }: Choice): { name: string; value: string } {
  return { name: truncate(singleLine(label), limits.completionName), value };
}
