import type { Reply } from "../../commands/reply.ts";
import type { Call } from "../../notifications/message.ts";
import { say, staleButton, stillWorking } from "./answers.ts";
import { showInModal } from "./show-in-modal.ts";
import { publishHome } from "./home.ts";
import { createModal } from "./modal.ts";
import type { Modal } from "./modal.ts";
import { askerOf, invocationOf, readerOf } from "./office.ts";
import type { Asker, Office } from "./office.ts";
import type { PressPayload } from "./payloads.ts";
import { apologize, perform } from "./perform.ts";
import { channelOf, readMetadata, writeMetadata } from "./place.ts";
import type { Place } from "./place.ts";
import { renderWaiting } from "./render-form.ts";
import { placeOf, progressAfterMs, wordsAfterMs } from "./take-command.ts";
import { isTriggerGone } from "./failures.ts";
import { within } from "./within.ts";

/** A button, menu or row action, already acknowledged. The answer appears where it was pressed. */
export async function takePress(office: Office, payload: PressPayload, requestId: string): Promise<void> {
  const [pressed] = payload.actions;
  const encoded = pressed?.value ?? pressed?.selected_option?.value ?? "";
  // A link's button has no value: the browser does its work.
  if (encoded === "") return;

  const place = placeOfPress(office, payload);
  const press: Press = {
    asker: { ...askerOf(payload.user, requestId), ...(place.channel && { channel: place.channel }) },
    place,
    modal: modalOf(office, payload),
    isInView: Boolean(payload.view),
  };
  const work = decodeAndPerform(office, press, encoded);
  await (press.isInView ? answerInModal(office, press, work) : answerAtMessage(office, press, work));
  if (press.place.isHome === true) await publishHome(office, press.asker);
}

interface Press {
  readonly asker: Asker;
  readonly place: Place;
  readonly modal: Modal | undefined;
  readonly isInView: boolean;
}

/** An ephemeral message comes without its content; only its reader sees it, so it may be replaced. */
function placeOfPress(office: Office, payload: PressPayload): Place {
  if (payload.view?.type === "home") return { isHome: true };
  if (payload.view) return readMetadata(payload.view.private_metadata).place;

  const { container, channel } = payload;
  const isReplaceable = container?.is_ephemeral ?? payload.message === undefined;
  const where = channelOf(channel?.id ?? container?.channel_id, channel?.name);
  return placeOf(office, payload.response_url, { isReplaceable, ...where });
}

function modalOf(office: Office, { trigger_id: triggerId, view }: PressPayload): Modal | undefined {
  if (triggerId === undefined) return undefined;
  if (view && view.type !== "home") return createModal(office.client, { kind: "push", triggerId, onTopOf: view.id });

  return createModal(office.client, { kind: "trigger", triggerId });
}

async function decodeAndPerform(office: Office, press: Press, encoded: string): Promise<Reply | undefined> {
  let call: Call | undefined;
  try {
    call = await office.desk.decodeCall(readerOf(office, press.asker.userId), encoded);
  } catch (error) {
    return apologize(office, error);
  }
  if (!call) return staleButton;

  const invocation = invocationOf(office, press.asker, { via: "button", call });
  return perform(office, { invocation, place: press.place, modal: press.modal });
}

async function answerAtMessage(office: Office, press: Press, work: Promise<Reply | undefined>): Promise<void> {
  const { asker, place, modal } = press;
  const wordsBy = performance.now() + wordsAfterMs;
  const soon = await within(work, progressAfterMs);
  if (!soon.done && modal?.isOpen() !== true) {
    await say(office, { userId: asker.userId, place, reply: stillWorking, replace: false });
  }
  const reply = await work;
  if (!reply) return;
  if (modal?.isOpen() === true) return showResult(office, press, reply);
  await say(office, { userId: asker.userId, place, reply, ...(soon.done && { wordsBy }) });
}

/** Nothing can be said in a view but in a modal; it waits on screen when the work takes longer than its trigger. */
async function answerInModal(office: Office, press: Press, work: Promise<Reply | undefined>): Promise<void> {
  const soon = await within(work, 1_000);
  if (!soon.done && press.modal?.isOpen() === false) {
    const waiting = renderWaiting("Working …", writeMetadata(press.place));
    // Where it cannot open, the answer goes to the direct messages below.
    await press.modal.show(waiting).catch(() => undefined);
  }
  const reply = await work;
  if (reply) await showResult(office, press, reply);
}

async function showResult(office: Office, press: Press, reply: Reply): Promise<void> {
  const { asker, place, modal } = press;
  try {
    if (!modal) return await say(office, { userId: asker.userId, place, reply });
    await showInModal(office, { userId: asker.userId, place, reply, modal });
  } catch (error) {
    if (!isTriggerGone(error)) office.log.warn({ requestId: asker.requestId, err: error }, "slack modal not shown");
    await say(office, { userId: asker.userId, place, reply });
  }
}
