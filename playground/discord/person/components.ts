import { ComponentType, InteractionType } from "discord-api-types/v10";
import type { Snowflake } from "discord-api-types/v10";
import { walk } from "../schema/component.ts";
import { THIS_INTERACTION_FAILED } from "../seen.ts";
import type { InteractionOutcome } from "../seen.ts";
import { startInteraction } from "../world/interactions.ts";
import type { Channel, StoredMessage } from "../world/world.ts";
import { refused } from "./client.ts";
import type { ClientState } from "./client.ts";
import { visibleMessage } from "./look.ts";
import { outcomeOf } from "./outcome.ts";
import { kindOf, resolvedObject } from "./resolve.ts";

interface Found {
  readonly message: StoredMessage;
  readonly channel: Channel;
  readonly component: Readonly<Record<string, unknown>>;
}

/** Presses a button, or chooses in a select when there are `values`. */
export async function useComponent(
  client: ClientState,
  messageId: Snowflake,
  used: { customId: string; values?: readonly string[] },
): Promise<InteractionOutcome> {
  const { world, personId } = client;
  const found = find(client, messageId, used.customId);
  if (typeof found === "string") return refused(found);
  const problem = used.values === undefined ? notAButton(found) : wrongChoice(client, found, used.values);
  if (problem !== undefined) return refused(problem);

  const { component, channel, message } = found;
  const resolved = used.values === undefined ? undefined : chosen(client, found, used.values);
  const data = {
    id: component["id"],
    custom_id: used.customId,
    component_type: component["type"],
    ...(used.values !== undefined && { values: used.values }),
    ...(resolved !== undefined && { resolved }),
  };
  const { interaction, answer } = startInteraction(world, {
    type: InteractionType.MessageComponent,
    userId: personId,
    channel,
    data,
    command: message.answers?.command ?? "",
    message,
  });
  const given = await answer;
  return given === undefined
    ? { kind: "failed", text: THIS_INTERACTION_FAILED }
    : outcomeOf(client, interaction, given);
}

function find(client: ClientState, messageId: Snowflake, customId: string): Found | string {
  const message = visibleMessage(client.world, messageId, client.personId);
  const channel = message && client.world.channels.get(message.api.channel_id);
  if (message === undefined || channel === undefined) return "There is no such message";
  const component = [...walk(message.api.components)].find(([each]) => each["custom_id"] === customId)?.[0];
  if (component === undefined) return "The message has no such component";
  return component["disabled"] === true ? "This component is disabled" : { message, channel, component };
}

function notAButton({ component }: Found): string | undefined {
  return component["type"] === ComponentType.Button ? undefined : "This is not a button";
}

const ENTITIES: ReadonlyMap<unknown, readonly string[]> = new Map([
  [ComponentType.UserSelect, ["user"]],
  [ComponentType.RoleSelect, ["role"]],
  [ComponentType.MentionableSelect, ["user", "role"]],
  [ComponentType.ChannelSelect, ["channel"]],
]);

function wrongChoice(
  client: ClientState,
  { component, channel }: Found,
  values: readonly string[],
): string | undefined {
  const kinds = ENTITIES.get(component["type"]);
  if (component["type"] !== ComponentType.StringSelect && kinds === undefined) return "This is not a select";
  const minimum = Number(component["min_values"] ?? 1);
  const maximum = Number(component["max_values"] ?? 1);
  if (values.length < minimum || values.length > maximum) return `Choose between ${minimum} and ${maximum}.`;
  const isOffered = (value: string): boolean =>
    kinds === undefined
      ? optionValues(component).includes(value)
      : kinds.includes(kindOf(client.world, channel, value) ?? "");
  return values.every(isOffered) ? undefined : "Choose one of the options.";
}

function optionValues(component: Readonly<Record<string, unknown>>): readonly unknown[] {
  const options: readonly unknown[] = Array.isArray(component["options"]) ? component["options"] : [];
  return options.map((option) =>
    typeof option === "object" && option !== null && "value" in option ? option.value : undefined,
  );
}

function chosen(client: ClientState, { component, channel }: Found, values: readonly string[]) {
  if (!ENTITIES.has(component["type"])) return undefined;
  const of = (kind: string): readonly string[] => values.filter((id) => kindOf(client.world, channel, id) === kind);
  return resolvedObject(client.world, channel, {
    users: of("user"),
    roles: of("role"),
    channels: of("channel"),
    attachments: [],
  });
}
