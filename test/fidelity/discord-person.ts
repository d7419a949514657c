import { bareApplication, bareGuild, messageOf, names, snowflake } from "./discord-bare.ts";
import type { BareDiscord, DirectMessage } from "./discord-bare.ts";
import { until } from "./slack-person.ts";
import type { Json } from "./slack-wire.ts";

/** What an interaction was answered with. */
export interface Answered {
  /** Of the first answer: 4 a message, 5 deferred, 6 deferred update, 7 an update, 8 choices, 9 a modal. */
  readonly type: number;
  readonly isEphemeral: boolean;
  /** All words of the last answer. */
  readonly text: string;
  readonly data: Json;
}

export interface DiscordPerson {
  /** Options by name; subcommands as ["invite", "create"]. */
  command(path: readonly [string, string?], options?: readonly Json[], resolved?: Json): Promise<Answered>;
  /** In the direct messages with the bot. */
  commandDirectly(path: readonly [string, string?]): Promise<Answered>;
  complete(path: readonly [string, string], options: readonly Json[]): Promise<Answered>;
  press(on: { readonly data: Json } | DirectMessage, label: string): Promise<Answered>;
  /** By custom id; the way modals were submitted before labels, or with them. */
  submit(modal: Answered, values: Readonly<Record<string, string>>, shape: "labels" | "rows"): Promise<Answered>;
  receives(pattern: RegExp): Promise<DirectMessage>;
}

const channel = "500000000000000001";

export function discordPerson(discord: BareDiscord, { id, name }: { id: string; name: string }): DiscordPerson {
  names[id] = name;
  const user = { id, username: name, discriminator: "0", global_name: null, avatar: null };
  const direct = `6${id.slice(1)}`;

  async function interact(type: number, data: Json, where: Json): Promise<Answered> {
    const interactionId = snowflake();
    const token = `token-of-${interactionId}`;
    discord.dispatch("INTERACTION_CREATE", {
      id: interactionId,
      application_id: bareApplication,
      type,
      token,
      version: 1,
      data,
      ...where,
    });
    return until(() => answered(discord.answersTo(interactionId)), "an answer to the interaction");
  }

  const inServer = {
    guild_id: bareGuild.id,
    channel_id: channel,
    member: {
      user,
      roles: [],
      joined_at: "2026-11-01T00:00:00+00:00",
      deaf: false,
      mute: false,
      flags: 0,
      permissions: "0",
    },
  };
  return {
    command: (path, options = [], resolved) => interact(2, commandData(path, options, resolved), inServer),
    commandDirectly: (path) => interact(2, commandData(path, []), { channel_id: direct, user }),
    complete: (path, options) => interact(4, commandData(path, options), inServer),
    press(on, label) {
      const isDirect = "channelId" in on;
      const body = isDirect ? on.body : on.data;
      const control = controlCalled(body, label);
      const where = isDirect ? { channel_id: direct, user } : inServer;
      const message = messageOf(isDirect ? on.id : snowflake(), isDirect ? direct : channel, body);
      return interact(3, control, { ...where, message });
    },
    submit(modal, values, shape) {
      const controls = controlsOf(modal.data).map(({ custom_id, type }) =>
        submitted(String(custom_id), Number(type), values),
      );
      const components = controls.map((control) =>
        shape === "rows" ? { type: 1, components: [control] } : { type: 18, id: 1, component: { ...control, id: 2 } },
      );
      return interact(5, { custom_id: modal.data["custom_id"], components }, inServer);
    },
    receives: (pattern) =>
      until(
        () =>
          [...discord.messages.values()].find(
            (message) => message.channelId === direct && pattern.test(wordsIn(message.body)),
          ),
        `a direct message like ${String(pattern)}`,
      ),
  };
}

function commandData([noun, verb]: readonly [string, string?], options: readonly Json[], resolved?: Json): Json {
  const given = verb === undefined ? options : [{ name: verb, type: 1, options }];
  return {
    id: "810000000000000001",
    name: noun,
    type: 1,
    ...(given.length > 0 && { options: given }),
    ...(resolved && { resolved }),
  };
}

function submitted(custom_id: string, type: number, values: Readonly<Record<string, string>>): Json {
  const value = values[custom_id];
  if (type === 4) return { type, custom_id, value: value ?? "" };
  return { type, custom_id, values: value === undefined ? [] : [value] };
}

/** Deferred is no answer yet. */
function answered(answers: readonly Json[]): Answered | undefined {
  const [first] = answers;
  const last = answers.at(-1);
  if (!first || !last) return undefined;
  const type = Number(first["type"]);
  if ((type === 5 || type === 6) && answers.length === 1) return undefined;
  const data = (last["data"] ?? {}) as Json;
  const flags = Number(((first["data"] ?? {}) as Json)["flags"] ?? 0);
  return { type, isEphemeral: (flags & 64) === 64, text: wordsIn(data), data };
}

export function wordsIn(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(wordsIn).filter(Boolean).join("\n");
  if (typeof value !== "object" || value === null) return "";
  const shown = [
    "content",
    "title",
    "description",
    "fields",
    "name",
    "value",
    "label",
    "embeds",
    "components",
    "component",
    "choices",
  ];
  return shown
    .map((key) => wordsIn((value as Json)[key]))
    .filter(Boolean)
    .join("\n");
}

function controlsOf(value: unknown): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap(controlsOf);
  if (typeof value !== "object" || value === null) return [];
  const { component, components, custom_id, type } = value as Json;
  const isControl = custom_id !== undefined && type !== undefined;
  return isControl ? [value as Json] : [...controlsOf(component), ...controlsOf(components)];
}

/** A button, or an option of a menu, as it is pressed. */
function controlCalled(body: Json, label: string): Json {
  const pressed = controlsOf(body["components"]).flatMap(({ custom_id, type, label: own, options }): Json[] => {
    if (own === label) return [{ component_type: type, custom_id }];
    const option = ((options ?? []) as readonly Json[]).find((option) => option["label"] === label);
    return option ? [{ component_type: type, custom_id, values: [option["value"]] }] : [];
  });
  const [first] = pressed;
  if (!first) throw new Error(`nothing called ${label} in ${JSON.stringify(body["components"])}`);
  return first;
}
