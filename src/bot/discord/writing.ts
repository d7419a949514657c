import type { Call, Message } from "../../notifications/message.ts";
import type { Reader } from "../../commands/call-id.ts";
import type { FrontDesk } from "../front-desk.ts";
import { callsIn } from "./controls.ts";
import type { Writing } from "./custom-id.ts";

/** Encodes every call of a message. One that cannot be is left out: an answer without a button is better than none. */
export async function writeCalls(
  desk: Pick<FrontDesk, "encodeCall">,
  reader: Reader,
  message: Message,
): Promise<Writing> {
  const entries = await Promise.all(
    callsIn(message).map(async (call) => [call, await encodedOrNothing(desk, reader, call)] as const),
  );
  const encoded = new Map<Call, string | undefined>(entries);
  return { purpose: "call", encoded: (call) => encoded.get(call) };
}

async function encodedOrNothing(
  desk: Pick<FrontDesk, "encodeCall">,
  reader: Reader,
  call: Call,
): Promise<string | undefined> {
  try {
    return await desk.encodeCall(reader, call);
  } catch {
    return undefined;
  }
}
