import type { PlainTextOption } from "@slack/types";
import { limits } from "./limits.ts";
import { askerOf, invocationOf, readerOf } from "./office.ts";
import type { Office } from "./office.ts";
import type { SuggestionPayload } from "./payloads.ts";
import { readMetadata } from "./place.ts";
import { optionsOf } from "./render-form.ts";
import { readValues } from "./values.ts";
import { within } from "./within.ts";

/** People are typing: what is not found by then is not offered. */
const suggestWithinMs = 1_500;

/** The options of a searched select. Never rejects: nothing found is an empty list. */
export async function takeSuggestion(
  office: Office,
  payload: SuggestionPayload,
  requestId: string,
): Promise<{ options: PlainTextOption[] }> {
  const choices = await within(
    suggest(office, payload, requestId).catch((error: unknown) => {
      office.log.warn({ requestId, err: error }, "slack suggestion failed");
      return [];
    }),
    suggestWithinMs,
  );
  return { options: choices.done ? [...choices.value].slice(0, limits.suggestions) : [] };
}

async function suggest(office: Office, payload: SuggestionPayload, requestId: string): Promise<PlainTextOption[]> {
  const { call: encoded, place } = readMetadata(payload.view?.private_metadata);
  if (encoded === undefined) return [];

  const reader = readerOf(office, payload.user.id);
  const call = await office.desk.decodeCall(reader, encoded);
  if (!call) return [];

  const input = { ...call.input, ...readValues(payload.view?.state?.values ?? {}) };
  const asker = { ...askerOf(payload.user, requestId), ...(place.channel && { channel: place.channel }) };
  const invocation = invocationOf(office, asker, {
    via: "form",
    call: { command: call.command, input },
  });
  const suggesting = { command: call.command, field: payload.block_id, query: payload.value, input };
  return optionsOf(await office.desk.suggest(invocation, suggesting));
}
