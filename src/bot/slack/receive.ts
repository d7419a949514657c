import { createHash } from "node:crypto";
import type { App } from "@slack/bolt";
import { publishHome } from "./home.ts";
import type { Office } from "./office.ts";
import { commandPayload, homeEvent, pressPayload, submissionPayload, suggestionPayload } from "./payloads.ts";
import type { Recent } from "./recent.ts";
import { takeCommand } from "./take-command.ts";
import { takePress } from "./take-press.ts";
import { takeSubmission } from "./take-submission.ts";
import { takeSuggestion } from "./take-suggestion.ts";

interface Reception {
  /** Made at start, when Slack has said which workspace this is. */
  office(): Office;
  /** Requests taken in lately, so that a redelivery opens no second form. */
  readonly taken: Recent;
  /** Counts a request as under way until it settles. */
  track(work: Promise<unknown>): Promise<void>;
}

/** Teaches a Bolt app to listen. Payloads that do not parse make the listener throw, before anything happened. */
export function listen(app: App, { office, taken, track }: Reception): void {
  // Whatever the command is called in the app's configuration, it is ours.
  app.command(/.*/, async ({ body, ack }) => {
    const payload = commandPayload.parse(body);
    const requestId = requestIdOf(office(), payload.trigger_id, body);
    if (taken.isRepeated(requestId)) return ack();
    await track(takeCommand(office(), payload, { requestId, ack }));
  });

  app.action({ type: "block_actions" }, async ({ body, ack }) => {
    const payload = pressPayload.parse(body);
    const requestId = requestIdOf(office(), payload.trigger_id, body);
    await ack();
    if (!taken.isRepeated(requestId)) await track(takePress(office(), payload, requestId));
  });

  app.view({ type: "view_submission" }, async ({ body, ack }) => {
    const payload = submissionPayload.parse(body);
    const requestId = requestIdOf(office(), payload.trigger_id, body);
    if (taken.isRepeated(requestId)) return ack();
    await track(takeSubmission(office(), payload, { requestId, ack: (answer) => (answer ? ack(answer) : ack()) }));
  });

  // Nothing is asked of a form that was closed.
  app.view({ type: "view_closed" }, ({ ack }) => ack());

  app.options(/^/, async ({ body, ack }) => {
    const requestId = requestIdOf(office(), undefined, body);
    await ack(await takeSuggestion(office(), suggestionPayload.parse(body), requestId));
  });

  app.event("app_home_opened", async ({ event, body }) => {
    const { user, tab } = homeEvent.parse(event);
    const requestId = requestIdOf(office(), body.event_id, body);
    if (tab === "messages") return;
    await track(publishHome(office(), { userId: user, handle: user, requestId }));
  });
}

/** A trigger belongs to one request; where Slack sends none, the payload itself tells requests apart. */
function requestIdOf(office: Office, id: string | undefined, body: object): string {
  const own = id ?? createHash("sha256").update(JSON.stringify(body)).digest("base64url");
  return `slack:${office.workspace.externalId}:${own}`;
}
