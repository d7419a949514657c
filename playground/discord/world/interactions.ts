import { InteractionResponseType, InteractionType } from "discord-api-types/v10";
import type {
  APIApplicationCommandOptionChoice,
  APIMessageInteractionMetadata,
  APIModalInteractionResponseCallbackData,
  Snowflake,
} from "discord-api-types/v10";
import { channelObject, memberObject, userObject } from "./objects.ts";
import { permissionsIn } from "./permissions.ts";
import type { Channel, StoredMessage, World } from "./world.ts";
import * as limits from "../schema/limits.ts";

/** How the bot first answered. */
export type Answer =
  | { readonly kind: "message"; readonly message: StoredMessage; readonly isDeferred: boolean }
  | { readonly kind: "update"; readonly message: StoredMessage; readonly isDeferred: boolean }
  | { readonly kind: "choices"; readonly choices: readonly APIApplicationCommandOptionChoice[] }
  | { readonly kind: "modal"; readonly modal: APIModalInteractionResponseCallbackData };

export interface Interaction {
  readonly id: Snowflake;
  readonly token: string;
  readonly type: InteractionType;
  readonly userId: Snowflake;
  readonly channel: Channel;
  /** The message whose component was used, also when a modal came between. */
  readonly message?: StoredMessage;
  /** `/invite create`, as the client shows it above the answer. */
  readonly command: string;
  readonly metadata: APIMessageInteractionMetadata;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  answer: Answer | undefined;
  /** Nothing may be answered any more: the first three seconds passed in silence. */
  isVoid: boolean;
  /** Resolves the waiting client; undefined is silence. */
  settle: (answer: Answer | undefined) => void;
}

export interface NewInteraction {
  readonly type: InteractionType;
  readonly userId: Snowflake;
  readonly channel: Channel;
  readonly data: Readonly<Record<string, unknown>>;
  readonly command: string;
  readonly message?: StoredMessage;
  /** The interaction that opened the modal that is being submitted. */
  readonly opener?: Interaction;
}

export interface Waiting {
  readonly interaction: Interaction;
  /** Undefined when nobody answered in time. */
  readonly answer: Promise<Answer | undefined>;
}

/** Sends an interaction to the bot and waits for the first answer, for as long as Discord would. */
export function startInteraction(world: World, input: NewInteraction): Waiting {
  const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
  const id = world.nextId();
  const interaction: Interaction = {
    id,
    token: Buffer.from(`interaction:${id}:${crypto.randomUUID()}${crypto.randomUUID()}`).toString("base64url"),
    type: input.type,
    userId: input.userId,
    channel: input.channel,
    ...(input.message !== undefined && { message: input.message }),
    command: input.command,
    metadata: metadataOf(world, id, input),
    createdAt: Date.now(),
    answer: undefined,
    isVoid: false,
    settle: resolve,
  };
  forgetOld(world);
  world.interactions.set(id, interaction);
  const timer = setTimeout(() => silence(interaction), world.limits.acknowledge);
  timer.unref();
  const sessions = world.dispatch({
    name: "INTERACTION_CREATE",
    data: payload(world, interaction, input.data),
    intents: 0,
  });
  if (sessions === 0) silence(interaction);
  void promise.then(() => clearTimeout(timer));
  return { interaction, answer: promise };
}

/** Whether the token still serves followups and edits. */
export function isTokenAlive(world: World, interaction: Interaction): boolean {
  return interaction.answer !== undefined && Date.now() - interaction.createdAt <= world.limits.token;
}

/** The kinds of answer that Discord takes for this interaction; another one is an invalid form. */
export function answerTypes(interaction: Interaction): readonly InteractionResponseType[] {
  if (interaction.type === InteractionType.ApplicationCommandAutocomplete) {
    return [InteractionResponseType.ApplicationCommandAutocompleteResult];
  }
  const updates =
    interaction.message === undefined
      ? []
      : [InteractionResponseType.DeferredMessageUpdate, InteractionResponseType.UpdateMessage];
  const modal = interaction.type === InteractionType.ModalSubmit ? [] : [InteractionResponseType.Modal];
  return [
    InteractionResponseType.ChannelMessageWithSource,
    InteractionResponseType.DeferredChannelMessageWithSource,
    ...updates,
    ...modal,
  ];
}

/** A token that is over is told apart from one that never was for as long again. */
function forgetOld(world: World): void {
  const oldest = Date.now() - 2 * world.limits.token;
  for (const [id, interaction] of world.interactions) {
    if (interaction.createdAt > oldest) return;
    world.interactions.delete(id);
  }
}

function silence(interaction: Interaction): void {
  if (interaction.answer !== undefined) return;
  interaction.isVoid = true;
  interaction.settle(undefined);
}

function metadataOf(world: World, id: Snowflake, input: NewInteraction): APIMessageInteractionMetadata {
  const base = {
    id,
    user: userObject(world, input.userId),
    authorizing_integration_owners: owners(input.channel),
  };
  if (input.type === InteractionType.MessageComponent && input.message !== undefined) {
    return { ...base, type: input.type, interacted_message_id: input.message.api.id };
  }
  const opener = input.opener?.metadata;
  if (
    input.type === InteractionType.ModalSubmit &&
    opener !== undefined &&
    opener.type !== InteractionType.ModalSubmit
  ) {
    return { ...base, type: input.type, triggering_interaction_metadata: opener };
  }
  return { ...base, type: InteractionType.ApplicationCommand };
}

function owners(channel: Channel): Record<string, Snowflake> {
  return { 0: channel.kind === "direct" ? "0" : channel.guildId };
}

function payload(world: World, interaction: Interaction, data: Readonly<Record<string, unknown>>) {
  const { channel, userId, message } = interaction;
  const guild = channel.kind === "direct" ? undefined : world.guilds.get(channel.guildId);
  const user = userObject(world, userId);
  const person = world.people.get(userId);
  return {
    id: interaction.id,
    application_id: world.application.id,
    type: interaction.type,
    token: interaction.token,
    version: 1,
    data,
    channel_id: channel.id,
    channel: {
      ...channelObject(world, channel),
      ...(guild !== undefined && { permissions: String(permissionsIn(world, channel, userId)) }),
    },
    ...(guild === undefined
      ? { user }
      : {
          guild_id: guild.id,
          guild: { id: guild.id, locale: "en-US", features: [] },
          guild_locale: "en-US",
          member: {
            ...memberObject(world, guild, userId),
            user,
            permissions: String(permissionsIn(world, channel, userId)),
          },
        }),
    locale: person?.locale ?? "en-US",
    context: guild === undefined ? 1 : 0,
    authorizing_integration_owners: owners(channel),
    app_permissions: String(permissionsIn(world, channel, world.application.botUserId)),
    entitlements: [],
    attachment_size_limit: limits.FILE_SIZE,
    ...(message !== undefined && { message: message.api }),
  };
}
