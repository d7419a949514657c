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
  /** Payloads of this moment: the same again is an echo, even where it comes as another delivery. */
  readonly echoes: Recent;
  /** Counts a request as under way until it settles. */
  track(work: Promise<unknown>): Promise<void>;
}

/** Teaches a Bolt app to listen. Payloads that do not parse make the listener throw, before anything happened. */
export function listen(app: App, { office, taken, echoes, track }: Reception): void {
  const isTaken = (requestId: string, body: object): boolean => {
    const isEcho = echoes.isRepeated(digest(body));
    return taken.isRepeated(requestId) || isEcho;
  };

  // Whatever the command is called in the app's configuration, it is ours.
  app.command(/.*/, async ({ body, context, ack }) => {
    const payload = commandPayload.parse(body);
    const requestId = requestIdOf(office(), context[deliveryProperty], body);
    if (isTaken(requestId, body)) return ack();
    await track(takeCommand(office(), payload, { requestId, ack }));
  });

  app.action({ type: "block_actions" }, async ({ body, context, ack }) => {
    const payload = pressPayload.parse(body);
    const requestId = requestIdOf(office(), context[deliveryProperty], body);
    await ack();
    if (!isTaken(requestId, body)) await track(takePress(office(), payload, requestId));
  });

  app.view({ type: "view_submission" }, async ({ body, context, ack }) => {
    const payload = submissionPayload.parse(body);
    const requestId = requestIdOf(office(), context[deliveryProperty], body);
    if (isTaken(requestId, body)) return ack();
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

/** Under this name receivers tell Bolt's context which delivery it is: no other has the same. */
export const deliveryProperty = "delivery";

/** Not by its trigger: servers that only speak Slack's protocol may send the same one every time. */
function requestIdOf(office: Office, delivery: unknown, body: object): string {
  return `slack:${office.workspace.externalId}:${digest([delivery ?? "", body])}`;
}

function digest(value: object): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url");
}
