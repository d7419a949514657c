import { randomBytes } from "node:crypto";
import type { Form, Reply } from "../../commands/reply.ts";
import type { Invocation } from "../../commands/invocation.ts";
import type { Call } from "../../notifications/message.ts";
import { apology, openFormReply } from "./answers.ts";
import { isTriggerGone, isUnreachable, rateLimitOf } from "./failures.ts";
import type { Modal } from "./modal.ts";
import { readerOf } from "./office.ts";
import type { Office } from "./office.ts";
import { writeMetadata } from "./place.ts";
import type { Place } from "./place.ts";
import { renderForm, renderWaiting } from "./render-form.ts";
import { within } from "./within.ts";

/** How long a form may take before a waiting view stands in for it; a trigger lives three seconds. */
const formWithinMs = 300;

export interface Request {
  readonly invocation: Invocation;
  readonly place: Place;
  /** Absent where Slack gave no trigger: then forms are offered behind a button. */
  readonly modal: Modal | undefined;
}

/** Does what was asked. Resolves to the answer, or to nothing when a form was opened. Never rejects. */
export async function perform(office: Office, request: Request): Promise<Reply | undefined> {
  try {
    const plan = office.desk.plan(request.invocation.asked);
    if (plan.kind === "reply") return plan.reply;
    if (plan.kind === "form") return await openForm(office, request, plan.call);

    const outcome = await office.desk.dispatch(request.invocation);
    if (outcome.kind === "reply") return outcome.reply;
    if (outcome.kind === "duplicate") return undefined;
    return await openForm(office, request, plan.call, outcome.form);
  } catch (error) {
    return apologize(office, error);
  }
}

/** Logs a failure of the adapter's own, and says so. */
export function apologize(office: Office, error: unknown): Reply {
  const reference = randomBytes(4).toString("hex").toUpperCase();
  office.log.error({ reference, err: error }, "slack request failed");
  return apology(reference);
}

async function openForm(office: Office, request: Request, call: Call, ready?: Form): Promise<Reply | undefined> {
  if (!request.modal) return openFormReply(call);

  const view = ready ? formView(office, request, ready) : builtView(office, request, call);
  try {
    const early = await within(view, formWithinMs);
    if (!early.done) await request.modal.show(renderWaiting("Preparing the form …", writeMetadata(request.place)));
    await request.modal.show(await view);
    return undefined;
  } catch (error) {
    if (isTriggerGone(error) || rateLimitOf(error) !== undefined || isUnreachable(error)) return openFormReply(call);
    throw error;
  }
}

async function builtView(office: Office, request: Request, call: Call): Promise<ReturnType<typeof renderForm>> {
  return formView(office, request, await office.desk.buildForm(request.invocation, call));
}

async function formView(office: Office, request: Request, form: Form): Promise<ReturnType<typeof renderForm>> {
  return renderForm(form, { metadata: await formMetadata(office, request, form) });
}

/** Remembers in the view what the form completes, and where the answer belongs. */
export async function formMetadata(
  office: Office,
  { invocation, place }: Pick<Request, "invocation" | "place">,
  form: Form,
): Promise<string> {
  const reader = readerOf(office, invocation.user.externalId);
  return writeMetadata(place, await office.desk.encodeCall(reader, { command: form.command, input: form.fixed }));
}
