import type { DiscordPerson, LocalDiscord } from "../../playground/discord/contract.ts";
import type { InteractionOutcome, OpenModal, SeenMessage } from "../../playground/discord/seen.ts";
import type { Actor, Screen } from "./chat.ts";
import { patience, textsOf } from "./chat.ts";
import { picked } from "./discord-picker.ts";

const TEXT_KEYS = new Set(["title", "description", "name", "value", "text", "content"]);
const PATIENCE_MS = 10_000;

interface Control {
  readonly customId: string;
  readonly label: string;
  readonly value?: string;
}

/** Acts as a person of the local Discord, who types in one channel of the server. */
export function discordActor(
  discord: LocalDiscord,
  {
    userId,
    name,
    channelId,
    mentions,
  }: { userId: string; name: string; channelId: string; mentions: Readonly<Record<string, string>> },
): Actor {
  const person = discord.as(userId);
  const inbox = () => {
    const direct = person.channels().find((channel) => channel.kind === "direct");
    return direct ? person.messages(direct.id).filter(({ author, isEphemeral }) => author.isBot && !isEphemeral) : [];
  };
  const posted = () => person.messages(channelId).filter(({ author, isEphemeral }) => author.isBot && !isEphemeral);
  return {
    platform: "discord",
    name,
    in(other) {
      const found = person.channels().find((channel) => channel.name === other);
      return discordActor(discord, { userId, name, channelId: found?.id ?? other, mentions });
    },
    posts: () => posted().map((message) => screenOf(person, message)),
    async type(line) {
      const { command, options } = picked(discord.commands(), line, mentions);
      return settled(person, channelId, await person.command(channelId, command, options));
    },
    home: async () => settled(person, channelId, await person.command(channelId, "home", {})),
    inbox: () => inbox().map((message) => screenOf(person, message)),
    receives: (pattern, timeoutMs = PATIENCE_MS) =>
      person.until(() => {
        const found = inbox().findLast((message) => pattern.test(textOf(message)));
        return found && screenOf(person, found);
      }, timeoutMs),
  };
}

async function settled(person: DiscordPerson, channelId: string, outcome: InteractionOutcome): Promise<Screen> {
  if (outcome.kind === "modal") return modalScreen(person, outcome.modal, channelId);
  if (outcome.kind === "failed" || outcome.kind === "refused") throw new Error(JSON.stringify(outcome));
  const { messageId } = outcome;
  return person.until(() => {
    const message = allMessages(person).find(({ id }) => id === messageId);
    return message?.state === "sent" && screenOf(person, message);
  }, PATIENCE_MS);
}

function allMessages(person: DiscordPerson): readonly SeenMessage[] {
  return person.channels().flatMap((channel) => person.messages(channel.id));
}

function screenOf(person: DiscordPerson, message: SeenMessage): Screen {
  const controls = controlsOf(message.components);
  return {
    text: textOf(message),
    isPrivate: message.isEphemeral,
    choices: controls.map(({ label }) => label),
    async press(label) {
      const control = pick(controls, label);
      const newest = allMessages(person).map(({ id }) => id);
      const outcome =
        control.value === undefined
          ? await person.press(message.id, control.customId)
          : await person.select(message.id, control.customId, [control.value]);
      const answered =
        outcome.kind === "updated" && outcome.isDeferred ? await laterAnswer(person, message, newest) : undefined;
      return answered ?? settled(person, message.channelId, outcome);
    },
    now: () => {
      const current = allMessages(person).find(({ id }) => id === message.id);
      if (!current) throw new Error("the message is gone");
      return screenOf(person, current);
    },
    // A thread has the id of the message that it was begun from.
    replies: () => person.messages(message.id).map((reply) => screenOf(person, reply)),
  };
}

/** After a deferred update either the message changes or another follows; a card may be edited before that. */
function laterAnswer(person: DiscordPerson, before: SeenMessage, known: readonly string[]): Promise<Screen> {
  const was = JSON.stringify(before);
  const isCard = !before.isEphemeral && before.inAnswerTo === undefined;
  const isPatient = patience();
  return person.until(() => {
    const fresh = allMessages(person).findLast((message) => !known.includes(message.id) && message.author.isBot);
    if (fresh) return screenOf(person, fresh);
    if (isCard && !before.isEphemeral && isPatient()) return undefined;
    const current = allMessages(person).find(({ id }) => id === before.id);
    return current && JSON.stringify(current) !== was && screenOf(person, current);
  }, PATIENCE_MS);
}

function modalScreen(person: DiscordPerson, modal: OpenModal, channelId: string): Screen {
  return {
    text: [modal.title, ...modal.fields.map(({ label, description = "" }) => `${label} ${description}`)].join("\n"),
    isPrivate: true,
    choices: [],
    form: {
      title: modal.title,
      fields: modal.fields.map(({ label, value, choices }) => ({
        label,
        value: String(value),
        ...(choices && { choices: choices.map((choice) => choice.label) }),
      })),
      async submit(values) {
        const filled = Object.entries(values).map(([label, value]) => {
          const field = modal.fields.find((one) => one.label.toLowerCase().startsWith(label.toLowerCase()));
          if (!field) throw new Error(`no field "${label}" among ${modal.fields.map((one) => one.label).join(", ")}`);
          const choice = field.choices?.find((one) => one.label.toLowerCase() === value.toLowerCase());
          return [field.customId, field.kind.endsWith("select") ? [choice?.value ?? value] : (choice?.value ?? value)];
        });
        return settled(person, channelId, await person.submitModal(Object.fromEntries(filled)));
      },
    },
    press: async (label) => {
      throw new Error(`a modal has no button ${label}`);
    },
    now: () => modalScreen(person, modal, channelId),
  };
}

function textOf(message: SeenMessage): string {
  const texts = [
    message.content,
    ...textsOf(message.embeds, TEXT_KEYS),
    ...textsOf(message.components, new Set(["content"])),
    ...message.attachments.map(({ description = "" }) => description),
  ];
  return texts
    .filter(Boolean)
    .join("\n")
    .replaceAll(/\\([^\p{L}\p{N}\s])/gu, "$1")
    .replaceAll(/[\u200B\u2060\uFEFF]/gu, "");
}

function controlsOf(value: unknown): readonly Control[] {
  if (Array.isArray(value)) return value.flatMap(controlsOf);
  if (typeof value !== "object" || value === null) return [];
  if (!("custom_id" in value) || typeof value.custom_id !== "string") return Object.values(value).flatMap(controlsOf);
  const customId = value.custom_id;
  if ("options" in value && Array.isArray(value.options)) {
    return value.options.map((option: { label: string; value: string }) => ({ customId, ...option }));
  }
  return "label" in value ? [{ customId, label: String(value.label) }] : [];
}

function pick(controls: readonly Control[], label: string): Control {
  const found = controls.find((one) => one.label === label) ?? controls.find((one) => one.label.startsWith(label));
  if (!found)
    throw new Error(`nothing to press called "${label}" among: ${controls.map((one) => one.label).join(", ")}`);
  return found;
}
