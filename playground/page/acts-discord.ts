import * as z from "zod";
import type { DiscordPerson } from "../discord/contract.ts";
import { act, base64 } from "./act.ts";

const file = z.object({ name: z.string(), contentType: z.string(), content: base64 });
const commandValues = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), file]));
const modalValues = z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string()), z.array(file)]));

/** What a person does on Discord, by name; each answers what their client would show. */
export const discordActs = {
  post: act(
    z.object({ channelId: z.string(), text: z.string().min(1) }),
    (person: DiscordPerson, { channelId, text }) => person.post(channelId, text),
  ),
  command: act(
    z.object({ channelId: z.string(), name: z.string(), options: commandValues }),
    (person: DiscordPerson, { channelId, name, options }) => person.command(channelId, name, options),
  ),
  complete: act(
    z.object({
      channelId: z.string(),
      name: z.string(),
      options: commandValues,
      focused: z.string(),
    }),
    (person: DiscordPerson, { channelId, name, options, focused }) =>
      person.complete(channelId, name, options, focused),
  ),
  press: act(
    z.object({ messageId: z.string(), customId: z.string() }),
    (person: DiscordPerson, { messageId, customId }) => person.press(messageId, customId),
  ),
  select: act(
    z.object({ messageId: z.string(), customId: z.string(), values: z.array(z.string()) }),
    (person: DiscordPerson, { messageId, customId, values }) => person.select(messageId, customId, values),
  ),
  submitModal: act(z.object({ values: modalValues }), (person: DiscordPerson, { values }) =>
    person.submitModal(values),
  ),
  closeModal: act(z.object({}), (person: DiscordPerson) => {
    person.closeModal();
    return { kind: "closed" };
  }),
  dismiss: act(z.object({ messageId: z.string() }), (person: DiscordPerson, { messageId }) => {
    person.dismiss(messageId);
    return { kind: "dismissed" };
  }),
  allowDirectMessages: act(z.object({ isAllowed: z.boolean() }), (person: DiscordPerson, { isAllowed }) => {
    person.allowDirectMessages(isAllowed);
    return { kind: "set" };
  }),
};
