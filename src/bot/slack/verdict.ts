import type { ModalView } from "@slack/types";
import type { Invocation } from "../../commands/invocation.ts";
import type { Form, Reply } from "../../commands/reply.ts";
import type { Call } from "../../notifications/message.ts";
import { staleButton } from "./answers.ts";
import { invocationOf, readerOf, renderingFor } from "./office.ts";
import type { Asker, Office } from "./office.ts";
import type { SubmissionPayload } from "./payloads.ts";
import { apologize, formMetadata } from "./perform.ts";
import { readMetadata } from "./place.ts";
import type { Place } from "./place.ts";
import { renderForm } from "./render-form.ts";
import { ambiguousFields, readValues } from "./values.ts";

/** What became of a submitted form. */
export type Verdict =
  /** All is done; the answer, if there is one, is said where the form came from. */
  | { readonly kind: "done"; readonly reply: Reply | undefined }
  /** The form stays, or another takes its place. `reply` says why, at the fields or above them. */
  | { readonly kind: "again"; readonly reply: Reply | undefined; readonly call?: Call; view(): Promise<ModalView> };

export interface Submission {
  readonly payload: SubmissionPayload;
  readonly asker: Asker;
  readonly place: Place;
}

interface Completed extends Submission {
  readonly call: Call;
  readonly invocation: Invocation;
}

/** Runs the call that the form completes. Never rejects. */
export async function judge(office: Office, submission: Submission): Promise<Verdict> {
  try {
    const call = await completedCall(office, submission.payload);
    if (!call) return { kind: "done", reply: staleButton };

    const invocation = invocationOf(office, submission.asker, { via: "form", call });
    return await judgeCall(office, { ...submission, call, invocation });
  } catch (error) {
    const reply = apologize(office, error);
    return { kind: "again", reply, view: () => Promise.reject(error) };
  }
}

async function completedCall(office: Office, { user, view }: SubmissionPayload): Promise<Call | undefined> {
  const { call: encoded } = readMetadata(view.private_metadata);
  const begun = encoded === undefined ? undefined : await office.desk.decodeCall(readerOf(office, user.id), encoded);
  return begun && { command: begun.command, input: { ...begun.input, ...readValues(view.state.values) } };
}

async function judgeCall(office: Office, completed: Completed): Promise<Verdict> {
  const { values } = completed.payload.view.state;
  const ambiguous = ambiguousFields(values);
  if (ambiguous.length > 0) return again(office, completed, mend(ambiguous, "Pick someone or type, not both."));

  const plan = office.desk.plan(completed.invocation.asked);
  if (plan.kind === "form") return again(office, completed, undefined);
  if (plan.kind === "reply") return verdictOf(office, completed, plan.reply);

  const outcome = await office.desk.dispatch(completed.invocation);
  if (outcome.kind === "duplicate") return { kind: "done", reply: undefined };
  if (outcome.kind === "reply") return verdictOf(office, completed, outcome.reply);
  return { kind: "again", reply: undefined, view: () => formView(office, completed, outcome.form) };
}

function verdictOf(office: Office, completed: Completed, reply: Reply): Verdict {
  const isRefused = reply.code !== undefined || reply.fieldErrors !== undefined;
  return isRefused ? again(office, completed, reply) : { kind: "done", reply };
}

/** Everything that was typed stays on the form. */
function again(office: Office, completed: Completed, reply: Reply | undefined): Verdict {
  const { call, invocation } = completed;
  return {
    kind: "again",
    reply,
    call,
    view: async () => formView(office, completed, await office.desk.buildForm(invocation, call), reply),
  };
}

function mend(fields: readonly string[], sentence: string): Reply {
  const fieldErrors = Object.fromEntries(fields.map((field) => [field, sentence]));
  return { tone: "refusal", title: "The form is not complete.", fieldErrors };
}

async function formView(office: Office, submission: Completed, form: Form, reply?: Reply): Promise<ModalView> {
  const metadata = await formMetadata(office, submission, form);
  if (!reply) return renderForm(form, { metadata });

  const rendering = await renderingFor(office, submission.asker.userId, reply);
  return renderForm(form, { metadata, banner: { reply, rendering } });
}
