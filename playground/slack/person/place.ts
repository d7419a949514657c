import type { JsonObject } from "../blocks/check.ts";
import { placedElements } from "../blocks/walk.ts";
import { mayKnow } from "../channels.ts";
import type { ElementRef, NotPossible, SlackJson } from "../seen.ts";
import { initialValues, withState } from "../element-state.ts";
import type { Pickable } from "../element-choice.ts";
import { channelNameFor, interactionBase } from "../interaction.ts";
import { seenBy } from "../messages.ts";
import { filePayload, messagePayload, viewPayload } from "../payloads.ts";
import { changeView, stackOf } from "../views.ts";
import type { Message, StateValues, View } from "../workspace.ts";
import { messageIdOf } from "./seen.ts";
import type { Acting } from "./seen.ts";

/** Where elements stand: in a message or in a view. */
export type Place =
  | { readonly kind: "message"; readonly message: Message }
  | { readonly kind: "view"; readonly view: View };

export interface Placed {
  readonly blockId: string;
  readonly actionId: string;
  readonly block: JsonObject;
  readonly element: JsonObject;
}

export function notPossible(reason: string): NotPossible {
  return { outcome: "not_possible", reason };
}

export function isRefusal(value: object): value is NotPossible {
  return "outcome" in value && value.outcome === "not_possible";
}

/** A message or view by the id that this person sees, if it is still there. */
export function findPlace({ inside, userId }: Acting, id: string): Place | NotPossible {
  const { workspace } = inside;
  if (workspace.people.get(userId)?.deactivated === true) return notPossible("this account is deactivated");

  const view = workspace.views.get(id);
  const isOpen =
    view !== undefined && (workspace.homes.get(userId) === id || stackOf(workspace, userId).includes(view));
  if (isOpen) return { kind: "view", view };

  const [channelId = ""] = id.split("/");
  const message = seenBy(workspace, userId, channelId).find((other) => messageIdOf(other) === id);
  return message === undefined
    ? notPossible("there is no such message or view any more")
    : { kind: "message", message };
}

function blocksOf(place: Place): readonly unknown[] {
  if (place.kind === "view") return place.view.content.blocks;
  const attached = place.message.attachments.flatMap(({ blocks }) =>
    Array.isArray(blocks) ? (blocks as unknown[]) : [],
  );
  return [...place.message.blocks, ...attached];
}

function placed({ block, element }: { block: JsonObject; element: JsonObject }): Placed {
  return { blockId: String(block["block_id"]), actionId: String(element["action_id"]), block, element };
}

export function elementsOf(place: Place): readonly Placed[] {
  return placedElements(blocksOf(place)).map(placed);
}

export function findElement(place: Place, reference: ElementRef): Placed | NotPossible {
  const found = elementsOf(place).filter(({ blockId, actionId }) =>
    typeof reference === "string"
      ? actionId === reference
      : actionId === reference.actionId && blockId === reference.blockId,
  );
  const [first, second] = found;
  if (first === undefined) return notPossible("there is no such element");
  return second === undefined ? first : notPossible("several elements have this action id: name the block");
}

function stateKey({ userId }: Acting, message: Message): string {
  return `${userId} ${messageIdOf(message)}`;
}

function valuesIn(acting: Acting, place: Place): StateValues {
  if (place.kind === "view") return place.view.values;
  return acting.inside.messageStates.get(stateKey(acting, place.message)) ?? initialValues(blocksOf(place));
}

/** Remembers what was chosen, and gives the place as it is now. */
export function setState(
  acting: Acting,
  place: Place,
  change: { readonly placed: Placed; readonly state: SlackJson },
): Place {
  const { blockId, actionId } = change.placed;
  const values = withState(valuesIn(acting, place), { blockId, actionId, state: change.state });
  if (place.kind === "view") return { kind: "view", view: changeView(acting.inside.workspace, place.view, { values }) };

  acting.inside.messageStates.set(stateKey(acting, place.message), values);
  return place;
}

/** The parts of a payload that say where it happened. */
export function placePayload(acting: Acting, place: Place): SlackJson {
  const { inside, userId } = acting;
  const { workspace } = inside;
  const base = interactionBase(inside, userId);
  if (place.kind === "view") {
    return { ...base, container: { type: "view", view_id: place.view.id }, view: viewPayload(workspace, place.view) };
  }

  const { message } = place;
  const isEphemeral = message.ephemeralFor !== undefined;
  const channel = workspace.channels.get(message.channel);
  return {
    ...base,
    container: { type: "message", message_ts: message.ts, channel_id: message.channel, is_ephemeral: isEphemeral },
    channel: { id: message.channel, name: channel === undefined ? "" : channelNameFor(channel) },
    ...(!isEphemeral && { message: messagePayload(workspace, message, true) }),
    state: { values: valuesIn(acting, place) },
  };
}

export function suggestionKey({ userId }: Acting, place: Place, actionId: unknown): string {
  return `${userId} ${place.kind === "view" ? place.view.id : messageIdOf(place.message)} ${String(actionId)}`;
}

const kindsByFilter = { public: "public", private: "private", im: "direct", mpim: "" } as const;

function passesFilter(element: JsonObject, kind: string): boolean {
  const filter = element["filter"];
  if (typeof filter !== "object" || filter === null || !("include" in filter) || !Array.isArray(filter.include))
    return true;
  return filter.include.some(
    (name: keyof typeof kindsByFilter) => kindsByFilter[name] === kind || (name === "im" && kind === "app"),
  );
}

/** What this person can choose in selects that list the workspace. */
export function pickableIn(acting: Acting, place: Place): Pickable {
  const { inside, userId } = acting;
  const { workspace } = inside;
  return {
    user: (id) => workspace.people.has(id) || id === workspace.options.app.botUserId,
    conversation(id, element) {
      const channel = workspace.channels.get(id);
      return channel !== undefined && mayKnow(channel, userId) && passesFilter(element, channel.kind);
    },
    channel: (id) => workspace.channels.get(id)?.kind === "public",
    file(id) {
      const file = workspace.files.get(id);
      return file?.owner === userId ? filePayload(workspace, file) : undefined;
    },
    suggested: (element) => inside.suggestions.get(suggestionKey(acting, place, element["action_id"])) ?? [],
  };
}
