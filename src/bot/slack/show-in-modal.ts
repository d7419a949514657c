import type { Reply } from "../../commands/reply.ts";
import { exhibit } from "./exhibits.ts";
import type { Exhibits } from "./exhibits.ts";
import { illustrate } from "./illustrate.ts";
import type { Modal } from "./modal.ts";
import { renderingFor } from "./office.ts";
import type { Office } from "./office.ts";
import { writeMetadata } from "./place.ts";
import type { Place } from "./place.ts";
import { renderResult } from "./render-form.ts";

interface InModal {
  readonly userId: string;
  readonly place: Place;
  readonly reply: Reply;
  readonly modal: Modal;
}

/** Shows an answer in the modal on screen. Rejects like the modal itself. */
export async function showInModal(office: Office, { userId, place, reply, modal }: InModal): Promise<void> {
  const exhibits = exhibit(office, userId, reply);
  const rendering = await renderingFor(office, userId, reply);
  const show = (shown: Exhibits) => modal.show(renderResult(reply, { ...rendering, ...shown }, writeMetadata(place)));
  await illustrate({ message: reply, log: office.log, exhibits, show, follow: show });
}
