import type { JsonObject } from "../blocks/check.ts";
import { isObject } from "../blocks/check.ts";
import type { DeliveryResult, ElementRef, ElementValue, NotPossible, PressResult, SlackJson } from "../seen.ts";
import { chosenIn, pick } from "../element-choice.ts";
import { keepingOf } from "../element-state.ts";
import { findElement, findPlace, isRefusal, notPossible, pickableIn, placePayload, setState } from "./place.ts";
import type { Place, Placed } from "./place.ts";
import type { Acting } from "./seen.ts";

/** What came of using an element: the place as it is now, and what the action says beyond its ids. */
interface Used {
  readonly place: Place;
  readonly said: SlackJson;
  readonly opens?: string;
}

function useButton(place: Place, element: JsonObject): Used {
  const { text, value, style, url } = element;
  const said = { text, ...(value !== undefined && { value }), ...(style !== undefined && { style }) };
  return { place, said, ...(typeof url === "string" && { opens: url }) };
}

function useOverflow(place: Place, element: JsonObject, value: ElementValue): Used | NotPossible {
  const options: readonly unknown[] = Array.isArray(element["options"]) ? element["options"] : [];
  const option = options.find((other) => isObject(other) && other["value"] === value);
  if (!isObject(option)) return notPossible(`${String(value)} is not among what can be chosen`);

  const { url } = option;
  return { place, said: { selected_option: option }, ...(typeof url === "string" && { opens: url }) };
}

function useFeedback(place: Place, element: JsonObject, value: ElementValue): Used | NotPossible {
  const chosen = [element["positive_button"], element["negative_button"]].find(
    (button) => isObject(button) && button["value"] === value,
  );
  if (!isObject(chosen)) return notPossible(`${String(value)} is not among what can be chosen`);
  return { place, said: { value: chosen["value"], text: chosen["text"] } };
}

function useField(
  acting: Acting,
  place: Place,
  { placed, value }: { placed: Placed; value: ElementValue },
): Used | NotPossible {
  const { block, element } = placed;
  if (block["type"] === "input" && block["dispatch_action"] !== true) {
    return notPossible("this field tells the app nothing until the form is submitted");
  }
  const picked = pick(element, value, pickableIn(acting, place));
  if ("reason" in picked) return notPossible(picked.reason);
  return { place: setState(acting, place, { placed, state: picked.state }), said: chosenIn(element, picked.state) };
}

function use(acting: Acting, place: Place, act: { placed: Placed; value: ElementValue }): Used | NotPossible {
  const { element } = act.placed;
  switch (element["type"]) {
    case "button":
    case "icon_button":
    case "workflow_button":
      return useButton(place, element);
    case "overflow":
      return useOverflow(place, element, act.value);
    case "feedback_buttons":
      return useFeedback(place, element, act.value);
    default:
      return keepingOf(element) === undefined ? notPossible("nothing happens there") : useField(acting, place, act);
  }
}

function triggerFor({ inside, userId }: Acting, place: Place): string {
  return inside.triggers.issue({ userId, ...(place.kind === "view" && { viewId: place.view.id }) });
}

function responseUrlFor({ inside, userId }: Acting, place: Place): SlackJson {
  if (place.kind === "view") return {};
  const { channel, ts } = place.message;
  return { response_url: inside.responseUrls.issue({ userId, channelId: channel, messageTs: ts }) };
}

/** Tells the bot of one use of an element. */
export async function sendAction(acting: Acting, { place, said }: Used, placed: Placed): Promise<DeliveryResult> {
  const { inside } = acting;
  const { blockId, actionId, element } = placed;
  const action = {
    type: element["type"],
    block_id: blockId,
    action_id: actionId,
    ...said,
    action_ts: inside.workspace.ids.ts(),
  };
  const payload = {
    type: "block_actions",
    ...placePayload(acting, place),
    trigger_id: triggerFor(acting, place),
    ...responseUrlFor(acting, place),
    actions: [action],
  };
  const { result } = await inside.delivery.deliver({ type: "interactive", label: "block_actions", payload });
  return result;
}

interface Press {
  readonly element: ElementRef;
  readonly value: ElementValue;
  readonly isConfirmed: boolean;
}

/** Presses a button or chooses in a menu, in a message or a view. */
export async function press(
  acting: Acting,
  where: string,
  { element, value, isConfirmed }: Press,
): Promise<PressResult> {
  const place = findPlace(acting, where);
  if (isRefusal(place)) return place;
  const placed = findElement(place, element);
  if (isRefusal(placed)) return placed;

  const dialog = placed.element["confirm"];
  if (isObject(dialog) && !isConfirmed) return { outcome: "confirm", dialog };

  const used = use(acting, place, { placed, value });
  if (isRefusal(used)) return used;

  const delivery = await sendAction(acting, used, placed);
  return used.opens === undefined ? delivery : { outcome: "opened", url: used.opens, delivery };
}
