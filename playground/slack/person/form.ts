import type { CommandResult, DeliveryResult, NotPossible, SlackJson, SubmitResult, ViewValues } from "../seen.ts";
import { isObject } from "../blocks/check.ts";
import type { Acknowledgement } from "../delivery/acknowledgement.ts";
import { chosenIn, pick } from "../element-choice.ts";
import { complaint } from "../element-complaint.ts";
import { interactionBase } from "../interaction.ts";
import { viewPayload } from "../payloads.ts";
import { changeView, closeAll, closeView, stackOf } from "../views.ts";
import type { View } from "../workspace.ts";
import { elementsOf, findPlace, isRefusal, notPossible, pickableIn, setState } from "./place.ts";
import type { Place, Placed } from "./place.ts";
import { sendAction } from "./press.ts";
import type { Acting } from "./seen.ts";
import { settleSubmission } from "./submission.ts";

type ViewPlace = Extract<Place, { kind: "view" }>;

export function findView(acting: Acting, viewId: string): ViewPlace | NotPossible {
  const place = findPlace(acting, viewId);
  if (isRefusal(place)) return place;
  return place.kind === "view" ? place : notPossible("that is a message");
}

function fieldCalled(place: Place, key: string): Placed | undefined {
  const all = elementsOf(place);
  return (
    all.find(({ blockId, block }) => blockId === key && block["type"] === "input") ??
    all.find(({ actionId }) => actionId === key)
  );
}

/** Whether typing, not only pressing Enter, tells the bot. */
function tellsAtOnce({ block, element }: Placed): boolean {
  if (block["type"] !== "input") return true;
  if (block["dispatch_action"] !== true) return false;
  const config = element["dispatch_action_config"];
  const isTyped = String(element["type"]).endsWith("_input");
  const moments = isObject(config) && Array.isArray(config["trigger_actions_on"]) ? config["trigger_actions_on"] : [];
  return !isTyped || moments.includes("on_character_entered");
}

interface Filled {
  readonly place: ViewPlace;
  readonly toTell: readonly { readonly placed: Placed; readonly state: SlackJson }[];
}

function fillIn(acting: Acting, start: ViewPlace, values: ViewValues): Filled | NotPossible {
  let place: Place = start;
  const toTell: { placed: Placed; state: SlackJson }[] = [];
  for (const [key, value] of Object.entries(values)) {
    const placed = fieldCalled(place, key);
    if (placed === undefined) return notPossible(`there is no field ${key}`);
    const picked = pick(placed.element, value, pickableIn(acting, place));
    if ("reason" in picked) return notPossible(picked.reason);

    place = setState(acting, place, { placed, state: picked.state });
    if (tellsAtOnce(placed)) toTell.push({ placed, state: picked.state });
  }
  return place.kind === "view" ? { place, toTell } : notPossible("that is a message");
}

export async function fill(acting: Acting, viewId: string, values: ViewValues): Promise<CommandResult> {
  const found = findView(acting, viewId);
  if (isRefusal(found)) return found;
  const filled = fillIn(acting, found, values);
  if (isRefusal(filled)) return filled;

  let result: DeliveryResult = { outcome: "acknowledged" };
  for (const { placed, state } of filled.toTell) {
    result = await sendAction(acting, { place: filled.place, said: chosenIn(placed.element, state) }, placed);
  }
  return result;
}

function complaints(place: ViewPlace): Readonly<Record<string, string>> {
  const inputs = elementsOf(place).filter(({ block }) => block["type"] === "input");
  return Object.fromEntries(
    inputs.flatMap(({ blockId, actionId, block, element }) => {
      const said = complaint(block, element, place.view.values[blockId]?.[actionId]);
      return said === undefined ? [] : [[blockId, said]];
    }),
  );
}

/** Conversation selects with `response_url_enabled` give the bot a way to answer there. */
function responseUrls({ inside, userId }: Acting, place: ViewPlace): readonly SlackJson[] {
  return elementsOf(place).flatMap(({ blockId, actionId, element }) => {
    const state = place.view.values[blockId]?.[actionId];
    const channelId = state?.["selected_conversation"] ?? state?.["selected_channel"];
    if (element["response_url_enabled"] !== true || typeof channelId !== "string") return [];
    const response_url = inside.responseUrls.issue({ userId, channelId });
    return [{ block_id: blockId, action_id: actionId, channel_id: channelId, response_url }];
  });
}

function deliverSubmission(acting: Acting, place: ViewPlace): Promise<Acknowledgement> {
  const { inside, userId } = acting;
  const payload = {
    type: "view_submission",
    ...interactionBase(inside, userId),
    trigger_id: inside.triggers.issue({ userId, viewId: place.view.id }),
    view: viewPayload(inside.workspace, place.view),
    response_urls: responseUrls(acting, place),
  };
  return inside.delivery.deliver({ type: "interactive", label: "view_submission", payload });
}

export async function submit(acting: Acting, viewId: string, values: ViewValues): Promise<SubmitResult> {
  const found = findView(acting, viewId);
  if (isRefusal(found)) return found;
  if (found.view.content["submit"] === undefined || found.view.type === "home")
    return notPossible("there is nothing to submit");
  if (!isOnTop(acting, found.view)) return notPossible("another form lies on top");

  const filled = fillIn(acting, found, values);
  if (isRefusal(filled)) return filled;
  const errors = complaints(filled.place);
  if (Object.keys(errors).length > 0) {
    changeView(acting.inside.workspace, filled.place.view, { errors });
    return { outcome: "incomplete", errors };
  }

  const sent = { kind: "view", view: changeView(acting.inside.workspace, filled.place.view, { errors: {} }) } as const;
  const acknowledgement = await deliverSubmission(acting, sent);
  return settleSubmission(acting, sent.view, acknowledgement);
}

function isOnTop({ inside, userId }: Acting, view: View): boolean {
  return stackOf(inside.workspace, userId).at(-1)?.id === view.id;
}

async function tellClosed(acting: Acting, view: View, isCleared: boolean): Promise<DeliveryResult> {
  if (view.content["notify_on_close"] !== true) return { outcome: "acknowledged" };
  const { inside, userId } = acting;
  const payload = {
    type: "view_closed",
    ...interactionBase(inside, userId),
    view: viewPayload(inside.workspace, view),
    is_cleared: isCleared,
  };
  const { result } = await inside.delivery.deliver({ type: "interactive", label: "view_closed", payload });
  return result;
}

export async function close(acting: Acting, viewId: string, wantsAll: boolean): Promise<CommandResult> {
  const found = findView(acting, viewId);
  if (isRefusal(found)) return found;
  if (!isOnTop(acting, found.view)) return notPossible("another form lies on top");

  const { workspace } = acting.inside;
  const isCleared = wantsAll || found.view.content["clear_on_close"] === true;
  const closing = isCleared ? stackOf(workspace, acting.userId).toReversed() : [found.view];
  if (isCleared) closeAll(workspace, acting.userId);
  closeView(workspace, found.view);

  const results = await Promise.all(closing.map((view) => tellClosed(acting, view, isCleared)));
  return results.find(({ outcome }) => outcome !== "acknowledged") ?? { outcome: "acknowledged" };
}
