import {
  InteractionResponseType,
  InteractionType,
  MessageFlags,
  MessageReferenceType,
  MessageType,
} from "discord-api-types/v10";
import type {
  APIApplicationCommandOptionChoice,
  APIMessage,
  APIModalInteractionResponseCallbackData,
} from "discord-api-types/v10";
import type { Callback } from "../schema/callback.ts";
import type { MessageBody } from "../schema/message.ts";
import { compact, numbered } from "./content.ts";
import type { UploadedFile } from "./files.ts";
import type { Answer, Interaction } from "./interactions.ts";
import { createMessage, editMessage, findMessage } from "./messages.ts";
import { refusal } from "../rest/errors.ts";
import type { StoredMessage, World } from "./world.ts";

type Files = ReadonlyMap<string, UploadedFile>;

/** Does what the first answer says, and lets the waiting client go on. */
export function answerInteraction(
  world: World,
  interaction: Interaction,
  given: { callback: Callback; files: Files },
): Answer {
  const answer = answerOf(world, interaction, given);
  interaction.answer = answer;
  interaction.settle(answer);
  return answer;
}

/** A message under an interaction; a deferred answer that is still thinking is filled in instead, keeping who sees it. */
export function followUp(
  world: World,
  interaction: Interaction,
  given: { body: MessageBody; files: Files },
): StoredMessage {
  const { answer } = interaction;
  if (answer?.kind === "message" && answer.message.state === "thinking") {
    editMessage(world, answer.message, given);
    return answer.message;
  }
  return reply(world, interaction, given);
}

function answerOf(world: World, interaction: Interaction, given: { callback: Callback; files: Files }): Answer {
  const { callback, files } = given;
  switch (callback.type) {
    case InteractionResponseType.ChannelMessageWithSource:
      return { kind: "message", isDeferred: false, message: reply(world, interaction, { body: callback.data, files }) };
    case InteractionResponseType.DeferredChannelMessageWithSource: {
      const body = { flags: (callback.data?.flags ?? 0) & MessageFlags.Ephemeral };
      return {
        kind: "message",
        isDeferred: true,
        message: reply(world, interaction, { body, files, state: "thinking" }),
      };
    }
    case InteractionResponseType.DeferredMessageUpdate:
      return { kind: "update", isDeferred: true, message: clicked(interaction) };
    case InteractionResponseType.UpdateMessage:
      return update(world, clicked(interaction), { body: callback.data, files });
    case InteractionResponseType.ApplicationCommandAutocompleteResult: {
      // Safe: the schema admitted exactly choices, and compact only drops their empty fields.
      const choices = compact(callback.data.choices ?? []) as APIApplicationCommandOptionChoice[];
      return { kind: "choices", choices };
    }
    case InteractionResponseType.Modal: {
      // Safe: the schema admitted exactly a modal, and compact only drops its empty fields.
      const modal = compact(callback.data) as APIModalInteractionResponseCallbackData;
      return { kind: "modal", modal: { ...modal, components: numbered(modal.components) } };
    }
  }
}

function update(
  world: World,
  message: StoredMessage,
  given: { body: MessageBody | null | undefined; files: Files },
): Answer {
  const { body, files } = given;
  if (findMessage(world, message.api.channel_id, message.api.id) === undefined) throw refusal("unknownMessage");
  if (body) editMessage(world, message, { body, files });
  return { kind: "update", isDeferred: false, message };
}

/** Types 6 and 7 are refused before this for interactions without a message. */
function clicked(interaction: Interaction): StoredMessage {
  if (interaction.message === undefined) throw new Error("This interaction came from no message");
  return interaction.message;
}

function reply(
  world: World,
  interaction: Interaction,
  given: { body: MessageBody; files: Files; state?: "thinking" },
): StoredMessage {
  const isEphemeral = ((given.body.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  return createMessage(world, {
    channel: interaction.channel,
    authorId: world.application.botUserId,
    body: given.body,
    files: given.files,
    ...(isEphemeral && { visibleTo: interaction.userId }),
    ...(given.state !== undefined && { state: given.state }),
    ...(interaction.type === InteractionType.ApplicationCommand && {
      answers: { userId: interaction.userId, command: interaction.command },
    }),
    extra: origin(world, interaction),
  });
}

function origin(world: World, interaction: Interaction): Partial<APIMessage> {
  const base = {
    application_id: world.application.id,
    webhook_id: world.application.id,
    interaction_metadata: interaction.metadata,
  };
  const first = interaction.answer;
  const source = first?.kind === "message" ? first.message : interaction.message;
  if (interaction.type === InteractionType.ApplicationCommand && first === undefined) {
    return {
      ...base,
      type: MessageType.ChatInputCommand,
      interaction: {
        id: interaction.id,
        type: interaction.type,
        name: interaction.command.slice(1),
        user: interaction.metadata.user,
      },
    };
  }
  if (source === undefined) return base;
  return {
    ...base,
    type: MessageType.Reply,
    message_reference: {
      type: MessageReferenceType.Default,
      channel_id: interaction.channel.id,
      message_id: source.api.id,
      ...(interaction.channel.kind === "text" && { guild_id: interaction.channel.guildId }),
    },
  };
}
