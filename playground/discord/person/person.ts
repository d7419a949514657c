import { PermissionFlagsBits } from "discord-api-types/v10";
import type { Snowflake } from "discord-api-types/v10";
import type { DiscordPerson } from "../contract.ts";
import * as limits from "../schema/limits.ts";
import type { NewFile, PostOutcome } from "../seen.ts";
import { createMessage, noticeMessage } from "../world/messages.ts";
import { may } from "../world/permissions.ts";
import type { World } from "../world/world.ts";
import { refused } from "./client.ts";
import type { ClientState } from "./client.ts";
import { completeOption, runCommand } from "./commands.ts";
import { useComponent } from "./components.ts";
import { seenChannels, seenMessages, visibleMessage } from "./look.ts";
import { submitModal } from "./modals.ts";

/** Calls back after changes that this person could see; returns how to stop it. */
export type Watch = (personId: Snowflake, listener: () => void) => () => void;

export function createPerson(world: World, personId: Snowflake, watch: Watch): DiscordPerson {
  const client: ClientState = { world, personId, open: undefined };
  const person: DiscordPerson = {
    id: personId,
    channels: () => seenChannels(world, personId),
    messages: (channelId) => seenMessages(world, channelId, personId),
    post: (channelId, text, files = []) => post(client, channelId, { text, files }),
    dismiss: (messageId) => dismiss(client, messageId),
    command: (channelId, name, values = {}) => runCommand(client, channelId, { name, values }),
    complete: (channelId, name, values, focused) => completeOption(client, channelId, { name, values, focused }),
    press: (messageId, customId) => useComponent(client, messageId, { customId }),
    select: (messageId, customId, values) => useComponent(client, messageId, { customId, values }),
    modal: () => client.open?.modal,
    submitModal: (values) => submitModal(client, values),
    closeModal: () => {
      client.open = undefined;
      world.changed([personId]);
    },
    allowDirectMessages: (isAllowed) => {
      const self = world.people.get(personId);
      if (self !== undefined) self.acceptsDirectMessages = isAllowed;
      world.changed([personId]);
    },
    until: (look, timeoutMs = 5000) =>
      until(
        () => look(person),
        (listener) => watch(personId, listener),
        timeoutMs,
      ),
  };
  return person;
}

function post(
  client: ClientState,
  channelId: Snowflake,
  draft: { text: string; files: readonly NewFile[] },
): PostOutcome {
  const { world, personId } = client;
  const channel = world.channels.get(channelId);
  if (channel === undefined || !may(world, channel, personId, PermissionFlagsBits.SendMessages)) {
    return refused("You do not have permission to send messages in this channel.");
  }
  if (draft.text.trim() === "" && draft.files.length === 0) return refused("Write something first");
  if (draft.text.length > limits.CONTENT) return refused(`Your message is longer than ${limits.CONTENT} characters`);

  const files = new Map(draft.files.map((file, index) => [String(index), file]));
  const stored = createMessage(world, { channel, authorId: personId, body: { content: draft.text }, files });
  return { kind: "sent", messageId: stored.api.id };
}

function dismiss(client: ClientState, messageId: Snowflake): void {
  const stored = visibleMessage(client.world, messageId, client.personId);
  if (stored?.visibleTo !== client.personId) return;
  stored.isDismissed = true;
  noticeMessage(client.world, stored);
}

function until<Value>(
  look: () => Value | undefined | false,
  watch: (listener: () => void) => () => void,
  timeoutMs: number,
): Promise<Value> {
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  const check = (): void => {
    try {
      const value = look();
      if (value !== undefined && value !== false) resolve(value);
    } catch (error) {
      reject(error);
    }
  };
  const stop = watch(check);
  const timer = setTimeout(() => reject(new Error(`Nothing of the kind happened within ${timeoutMs} ms`)), timeoutMs);
  check();
  return promise.finally(() => {
    stop();
    clearTimeout(timer);
  });
}
