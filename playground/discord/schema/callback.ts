import { InteractionResponseType } from "discord-api-types/v10";
import * as z from "zod";
import { list, text } from "./form.ts";
import * as limits from "./limits.ts";
import { messageBody } from "./message.ts";
import { modal } from "./modal.ts";

const choice = z.object({
  name: text(1, limits.CHOICE_TEXT),
  name_localizations: z.record(z.string(), z.string()).nullish(),
  value: z.union([text(1, limits.CHOICE_TEXT), z.number()]),
});

/** The first answer to an interaction. */
export const callback = z.discriminatedUnion("type", [
  z.object({ type: z.literal(InteractionResponseType.ChannelMessageWithSource), data: messageBody }),
  z.object({
    type: z.literal(InteractionResponseType.DeferredChannelMessageWithSource),
    data: z.object({ flags: z.int().min(0).nullish() }).nullish(),
  }),
  z.object({ type: z.literal(InteractionResponseType.DeferredMessageUpdate) }),
  z.object({ type: z.literal(InteractionResponseType.UpdateMessage), data: messageBody.nullish() }),
  z.object({
    type: z.literal(InteractionResponseType.ApplicationCommandAutocompleteResult),
    data: z.object({ choices: list(choice, 0, limits.CHOICES).nullish() }),
  }),
  z.object({ type: z.literal(InteractionResponseType.Modal), data: modal }),
]);

export type Callback = z.output<typeof callback>;
