import { randomBytes } from "node:crypto";
import type {
  AutocompleteInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  Interaction,
  ModalSubmitInteraction,
  StringSelectMenuInteraction,
} from "discord.js";
import type { AskedIn } from "../../commands/invocation.ts";
import type { Call } from "../../notifications/message.ts";
import type { Answerable } from "./answer.ts";
import { Answer } from "./answer.ts";
import { complete } from "./complete.ts";
import { parseCustomId } from "./custom-id.ts";
import { failureFacts } from "./failures.ts";
import { mayPostWith } from "./probe.ts";
import type { Conversation } from "./show.ts";
import { show } from "./show.ts";
import { submittedInput } from "./submitted.ts";
import { submittedControls } from "./submitted-controls.ts";
import type { Asker, Surroundings } from "./surroundings.ts";
import { readerOf } from "./surroundings.ts";
import { take } from "./take.ts";
import type { OptionFields } from "./typed.ts";
import { slashCall } from "./typed.ts";
import { apology, staleControl, withTyped } from "./words.ts";

/** Answers any interaction. Never rejects: nobody is left with an answer that does not come. */
export async function receive(around: Surroundings, fields: OptionFields, interaction: Interaction): Promise<void> {
  if (interaction.isAutocomplete()) return complete({ around, fields, asker: askerOf(interaction) }, interaction);
  if (!isAnswerable(interaction)) return;

  const at = conversation(around, interaction);
  try {
    await respond(at, interaction, fields);
  } catch (error) {
    const reference = randomBytes(4).toString("hex").toUpperCase();
    const facts = { reference, interactionId: interaction.id, ...failureFacts(error) };
    around.log.error(facts, "discord interaction failed");
    await show(at, apology(reference), { replaces: false, visibleTo: "asker" });
  }
}

type Taken = ChatInputCommandInteraction | ButtonInteraction | StringSelectMenuInteraction | ModalSubmitInteraction;

function isAnswerable(interaction: Interaction): interaction is Taken {
  return (
    interaction.isChatInputCommand() ||
    interaction.isButton() ||
    interaction.isStringSelectMenu() ||
    interaction.isModalSubmit()
  );
}

function respond(at: Conversation, interaction: Taken, fields: OptionFields): Promise<void> {
  if (interaction.isChatInputCommand()) return command(at, interaction, fields);
  if (interaction.isButton()) return press(at, interaction.customId);
  if (interaction.isStringSelectMenu()) return choose(at, interaction);
  return submit(at, interaction);
}

function conversation(around: Surroundings, interaction: Answerable): Conversation {
  return { around, asker: askerOf(interaction), answer: new Answer(interaction, around.log) };
}

function askerOf(interaction: Answerable | AutocompleteInteraction): Asker {
  const { user, member } = interaction;
  const nick = member !== null && "nickname" in member ? member.nickname : member?.nick;
  return {
    interactionId: interaction.id,
    guildId: interaction.guildId,
    ...askedIn(interaction),
    user: {
      externalId: user.id,
      handle: user.username,
      displayName: nick ?? user.globalName ?? user.username,
    },
  };
}

/** In a server the channel's name is known from the gateway; direct messages have none. */
function askedIn({ channelId, channel, guildId, appPermissions }: Answerable | AutocompleteInteraction): {
  channel?: AskedIn;
} {
  if (channelId === null) return {};
  if (guildId === null) return { channel: { externalId: channelId, isDirect: true } };

  const name = channel && "name" in channel ? channel.name : null;
  const mayPost = mayPostWith(appPermissions.bitfield, channel?.isThread() === true);
  return {
    channel: {
      externalId: channelId,
      isDirect: false,
      ...(name && { name }),
      ...(mayPost !== undefined && { mayPost }),
    },
  };
}

function command(at: Conversation, interaction: ChatInputCommandInteraction, fields: OptionFields): Promise<void> {
  return take({ ...at, asked: { via: "options", call: slashCall(interaction, fields) }, isPrompted: false });
}

async function press(at: Conversation, customId: ButtonInteraction["customId"]): Promise<void> {
  const id = parseCustomId(customId);
  const call = id && (await decode(at, id.encoded));
  if (id === undefined || call === undefined) return stale(at);
  return take({ ...at, asked: { via: "button", call }, isPrompted: id.purpose === "prompt" });
}

async function choose(at: Conversation, interaction: StringSelectMenuInteraction): Promise<void> {
  const id = parseCustomId(interaction.customId);
  const [value = ""] = interaction.values;
  if (id?.purpose !== "server") return press(at, value);

  const call = await decode(at, id.encoded);
  const isMember = await at.around.places.choose(at.asker.user.externalId, value);
  if (call === undefined || !isMember) return stale(at);
  return take({ ...at, asked: { via: "button", call }, isPrompted: true });
}

async function submit(at: Conversation, interaction: ModalSubmitInteraction): Promise<void> {
  const id = parseCustomId(interaction.customId);
  const { input, doubled } = submittedInput(submittedControls(interaction));
  const decided = id && (await decode(at, id.encoded));
  if (id === undefined || decided === undefined) {
    const message = withTyped(staleControl, { command: "", input });
    return show(at, message, { replaces: false, visibleTo: "asker" });
  }

  const call: Call = { command: decided.command, input: { ...decided.input, ...input } };
  return take({ ...at, asked: { via: "form", call }, isPrompted: id.purpose === "amend", doubled });
}

function stale(at: Conversation): Promise<void> {
  return show(at, staleControl, { replaces: false, visibleTo: "asker" });
}

function decode({ around, asker }: Conversation, encoded: string): Promise<Call | undefined> {
  return around.desk.decodeCall(readerOf(asker), encoded);
}
