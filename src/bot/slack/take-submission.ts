import type { ModalView } from "@slack/types";
import type { Reply } from "../../commands/reply.ts";
import { say, sayThere } from "./answers.ts";
import { isIllustrated } from "./exhibits.ts";
import { showInModal } from "./show-in-modal.ts";
import { slackErrorOf } from "./failures.ts";
import { publishHome } from "./home.ts";
import { createModal } from "./modal.ts";
import type { Modal } from "./modal.ts";
import { askerOf, renderingFor } from "./office.ts";
import type { Office } from "./office.ts";
import type { FormValues, SubmissionPayload } from "./payloads.ts";
import { readMetadata, writeMetadata } from "./place.ts";
import { limits } from "./limits.ts";
import { label } from "./plain.ts";
import { renderResult, renderWaiting } from "./render-form.ts";
import { acknowledgeWithinMs } from "./take-command.ts";
import { blockOf } from "./values.ts";
import { judge } from "./verdict.ts";
import type { Submission, Verdict } from "./verdict.ts";
import { within } from "./within.ts";

/** What a view submission is answered with (docs.slack.dev/surfaces/modals, "Updating modals"). */
type SubmissionAck =
  | { readonly response_action: "errors"; readonly errors: Record<string, string> }
  | { readonly response_action: "update"; readonly view: ModalView };

interface SubmissionAcknowledger {
  readonly requestId: string;
  ack(answer?: SubmissionAck): Promise<void>;
}

/** A submitted form: errors appear at their fields, a refusal above them, success where the form came from. */
export async function takeSubmission(
  office: Office,
  payload: SubmissionPayload,
  { requestId, ack }: SubmissionAcknowledger,
): Promise<void> {
  const { user, view } = payload;
  const { place } = readMetadata(view.private_metadata);
  const asker = { ...askerOf(user, requestId), ...(place.channel && { channel: place.channel }) };
  const submission: Submission = { payload, place, asker };
  const work = judge(office, submission);

  const early = await within(work, acknowledgeWithinMs);
  const picture = early.done ? illustratedReply(early.value) : undefined;
  if (picture && place.respond) {
    await ack();
    await say(office, { userId: user.id, place, reply: picture });
  } else if (early.done && !picture) {
    await ack(await acknowledgementOf(office, submission, early.value));
  } else {
    await ack({ response_action: "update", view: renderWaiting("Working …", writeMetadata(place)) });
    await answerLate(office, submission, await work);
  }
  if (place.isHome === true) await publishHome(office, submission.asker);
}

/** An answer that takes longer to show than Slack waits for an acknowledgement. */
function illustratedReply(verdict: Verdict): Reply | undefined {
  return verdict.kind === "done" && verdict.reply && isIllustrated(verdict.reply) ? verdict.reply : undefined;
}

async function acknowledgementOf(
  office: Office,
  submission: Submission,
  verdict: Verdict,
): Promise<SubmissionAck | undefined> {
  if (verdict.kind === "done") return verdict.reply && closing(office, submission, verdict.reply);

  const { values } = submission.payload.view.state;
  const errors = fieldErrorsOf(verdict.reply, values);
  if (errors) return { response_action: "errors", errors };

  const view = await within(
    verdict.view().catch(() => undefined),
    acknowledgeWithinMs,
  );
  if (view.done && view.value) return { response_action: "update", view: view.value };
  return { response_action: "errors", errors: firstFieldError(verdict.reply, values) };
}

/** Closes the modal once the answer is said; where it cannot be said, the modal shows it. */
async function closing(office: Office, { asker, place }: Submission, reply: Reply): Promise<SubmissionAck | undefined> {
  const said = await within(sayThere(office, { userId: asker.userId, place, reply }), acknowledgeWithinMs);
  // An answer still on its way may be shown twice, which is better than not at all.
  if (said.done && said.value) return undefined;

  const rendering = await renderingFor(office, asker.userId, reply);
  return { response_action: "update", view: renderResult(reply, rendering, writeMetadata(place)) };
}

/** Undefined unless every error belongs to a field that is on the form: Slack refuses errors at unknown blocks. */
function fieldErrorsOf(reply: Reply | undefined, values: FormValues): Record<string, string> | undefined {
  const errors: Record<string, string> = {};
  for (const [field, sentence] of Object.entries(reply?.fieldErrors ?? {})) {
    const block = blockOf(field, values);
    if (block === undefined) return undefined;
    errors[block] = label(sentence, limits.sectionText);
  }
  return Object.keys(errors).length > 0 ? errors : undefined;
}

/** The last resort that keeps the form, and all that was typed, on screen. */
function firstFieldError(reply: Reply | undefined, values: FormValues): Record<string, string> {
  const [first = "form"] = Object.keys(values);
  const sentences = [reply?.title ?? "That did not work. Try again in a minute.", reply?.footer ?? ""];
  return { [first]: label(sentences.filter((sentence) => typeof sentence === "string").join(" "), limits.sectionText) };
}

/** The modal waits on screen and shows the outcome; when it was closed meanwhile, the answer goes to the place. */
async function answerLate(office: Office, submission: Submission, verdict: Verdict): Promise<void> {
  const { asker, place, payload } = submission;
  const modal = createModal(office.client, { kind: "opened", viewId: payload.view.id });
  try {
    await showLate(office, submission, { verdict, modal });
  } catch (error) {
    if (slackErrorOf(error) !== "not_found") {
      office.log.warn({ requestId: asker.requestId, err: error }, "slack modal not updated");
    }
    const reply = withFormButton(verdict);
    if (reply) await say(office, { userId: asker.userId, place, reply });
  }
}

async function showLate(
  office: Office,
  submission: Submission,
  late: { verdict: Verdict; modal: Modal },
): Promise<void> {
  const { verdict, modal } = late;
  if (verdict.kind === "again") return modal.show(await verdict.view());

  const { asker, place } = submission;
  const reply: Reply = verdict.reply ?? { tone: "success", title: "Done." };
  await showInModal(office, { userId: asker.userId, place, reply, modal });
}

/** What was typed is a button away, even though its form is gone. */
function withFormButton(verdict: Verdict): Reply | undefined {
  if (verdict.kind === "done" || !verdict.reply || !verdict.call) return verdict.reply;

  const { fieldErrors = {}, ...reply } = verdict.reply;
  return {
    ...reply,
    lines: [...(reply.lines ?? []), ...Object.values(fieldErrors)],
    actions: [...(reply.actions ?? []), { label: "Open form", call: { ...verdict.call, form: true } }],
  };
}
