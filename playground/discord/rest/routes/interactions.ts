import { InteractionType, MessageFlags } from "discord-api-types/v10";
import { callback } from "../../schema/callback.ts";
import { parseForm } from "../../schema/form.ts";
import { messageBody } from "../../schema/message.ts";
import { answerInteraction, followUp } from "../../world/answer.ts";
import { answerTypes, isTokenAlive } from "../../world/interactions.ts";
import type { Answer, Interaction } from "../../world/interactions.ts";
import { deleteMessage, editMessage, findMessage } from "../../world/messages.ts";
import type { StoredMessage } from "../../world/world.ts";
import { parameter } from "../call.ts";
import type { Call, Reply, Route } from "../call.ts";
import { invalidField, refusal } from "../errors.ts";
import { withFlags } from "./messages.ts";

const WEBHOOK = "/webhooks/:webhook_id/:webhook_token";

/** The first answer to an interaction, and everything its token serves afterwards. */
export const interactionRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/interactions/:interaction_id/:interaction_token/callback",
    isTokenInPath: true,
    handle: answer,
  },
  {
    method: "POST",
    path: WEBHOOK,
    isTokenInPath: true,
    handle: (call) => {
      const body = parseForm(messageBody, call.body);
      return { body: followUp(call.world, interactionOf(call), { body, files: call.files }).api };
    },
  },
  ...[`${WEBHOOK}/messages/@original`, `${WEBHOOK}/messages/:message_id`].flatMap((path): Route[] => [
    { method: "GET", path, isTokenInPath: true, handle: (call) => ({ body: messageOf(call).api }) },
    {
      method: "PATCH",
      path,
      isTokenInPath: true,
      handle: (call) => {
        const stored = messageOf(call);
        const body = parseForm(messageBody, withFlags(call.body, stored));
        editMessage(call.world, stored, { body, files: call.files });
        return { body: stored.api };
      },
    },
    {
      method: "DELETE",
      path,
      isTokenInPath: true,
      handle: (call) => {
        deleteMessage(call.world, messageOf(call));
        return undefined;
      },
    },
  ]),
];

function answer(call: Call): Reply {
  const { world } = call;
  const interaction = world.interactions.get(parameter(call, "interaction_id"));
  const isKnown = interaction !== undefined && interaction.token === parameter(call, "interaction_token");
  if (!isKnown || interaction.isVoid) throw refusal("unknownInteraction");
  if (interaction.answer !== undefined) throw refusal("alreadyAcknowledged");

  requireFittingType(interaction, call.body);
  const given = answerInteraction(world, interaction, { callback: parseForm(callback, call.body), files: call.files });
  return call.query.get("with_response") === "true" ? { body: response(interaction, given) } : undefined;
}

function requireFittingType(interaction: Interaction, body: unknown): void {
  const types: readonly number[] = answerTypes(interaction);
  const type = typeof body === "object" && body !== null && "type" in body ? body.type : undefined;
  if (typeof type === "number" && types.includes(type)) return;
  throw invalidField("type", "BASE_TYPE_CHOICES", `Value must be one of {${types.join(", ")}}.`);
}

/** What `with_response` asks for. */
function response(interaction: Interaction, given: Answer) {
  const message = given.kind === "message" || given.kind === "update" ? given.message : undefined;
  return {
    interaction: {
      id: interaction.id,
      type: interaction.type,
      ...(message !== undefined && {
        response_message_id: message.api.id,
        response_message_loading: message.state === "thinking",
        response_message_ephemeral: ((message.api.flags ?? 0) & MessageFlags.Ephemeral) !== 0,
      }),
    },
    ...(message !== undefined && { resource: { type: resourceType(given), message: message.api } }),
  };
}

function resourceType(given: Answer): number {
  if (given.kind === "update") return given.isDeferred ? 6 : 7;
  return given.kind === "message" && given.isDeferred ? 5 : 4;
}

/** 10015 before the first answer and for strangers; 50027 when the token's 15 minutes are over. */
function interactionOf(call: Call): Interaction {
  const token = parameter(call, "webhook_token");
  const isOwn = parameter(call, "webhook_id") === call.world.application.id;
  const interaction = [...call.world.interactions.values()].find((each) => each.token === token);
  if (
    !isOwn ||
    interaction?.answer === undefined ||
    interaction.type === InteractionType.ApplicationCommandAutocomplete
  ) {
    throw refusal("unknownWebhook");
  }
  if (!isTokenAlive(call.world, interaction)) throw refusal("invalidWebhookToken");
  return interaction;
}

/** A token reaches its own interaction's messages, and the message that was clicked. */
function messageOf(call: Call): StoredMessage {
  const interaction = interactionOf(call);
  const id = call.parameters["message_id"];
  const stored = id === undefined ? original(interaction) : findMessage(call.world, interaction.channel.id, id);
  const isThere = stored !== undefined && findMessage(call.world, stored.api.channel_id, stored.api.id) === stored;
  if (!isThere || !isReachable(interaction, stored)) throw refusal("unknownMessage");
  return stored;
}

function original(interaction: Interaction): StoredMessage | undefined {
  const given = interaction.answer;
  return given?.kind === "message" || given?.kind === "update" ? given.message : undefined;
}

function isReachable(interaction: Interaction, stored: StoredMessage): boolean {
  return stored === original(interaction) || stored.api.interaction_metadata?.id === interaction.id;
}
