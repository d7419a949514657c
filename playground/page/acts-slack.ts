import * as z from "zod";
import type { SlackPerson } from "../slack/contract.ts";
import { act, base64 } from "./act.ts";

const elementValue = z.union([z.string(), z.array(z.string()), z.number(), z.null()]);
const values = z.record(z.string(), elementValue);
const element = z.object({ blockId: z.string(), actionId: z.string() });

/** An element in a message (`messageId`) or in a modal or the home tab (`viewId`). */
const pressed = z.object({
  in: z.enum(["message", "view"]),
  id: z.string(),
  element,
  value: elementValue.optional(),
  isConfirmed: z.boolean().optional(),
});

/** What a person does on Slack, by name; each answers what their client would show. */
export const slackActs = {
  post: act(
    z.object({ channelId: z.string(), text: z.string().min(1), threadTs: z.string().optional() }),
    (person: SlackPerson, { channelId, text, threadTs }) =>
      person.post(channelId, text, threadTs === undefined ? {} : { threadTs }),
  ),
  command: act(
    z.object({ channelId: z.string(), command: z.string(), text: z.string() }),
    (person: SlackPerson, { channelId, command, text }) => person.command(channelId, command, text),
  ),
  press: act(pressed, (person: SlackPerson, input) => {
    const press = input.in === "view" ? person.pressInView : person.press;
    const options = { confirm: input.isConfirmed ?? false };
    return press.call(person, input.id, input.element, input.value, options);
  }),
  suggest: act(
    z.object({ id: z.string(), element, query: z.string() }),
    (person: SlackPerson, { id, element: which, query }) => person.suggest(id, which, query),
  ),
  fill: act(z.object({ viewId: z.string(), values }), (person: SlackPerson, input) =>
    person.fill(input.viewId, input.values),
  ),
  submit: act(z.object({ viewId: z.string(), values }), (person: SlackPerson, input) =>
    person.submitView(input.viewId, input.values),
  ),
  close: act(z.object({ viewId: z.string(), clear: z.boolean() }), (person: SlackPerson, { viewId, clear }) =>
    person.closeView(viewId, { clear }),
  ),
  openHome: act(z.object({ tab: z.enum(["home", "messages"]) }), (person: SlackPerson, { tab }) =>
    person.openHome(tab),
  ),
  openDirect: act(z.object({ userId: z.string() }), (person: SlackPerson, { userId }) => ({
    channelId: person.openDirect(userId),
  })),
  join: act(
    z.object({ channelId: z.string() }),
    (person: SlackPerson, { channelId }) => person.join(channelId) ?? { outcome: "joined" },
  ),
  upload: act(
    z.object({ name: z.string(), contentType: z.string(), content: base64 }),
    (person: SlackPerson, { name, content, contentType }) => ({
      fileId: person.upload(name, content, contentType),
    }),
  ),
};
