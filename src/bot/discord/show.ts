import type { Message } from "../../notifications/message.ts";
import type { Answer, Showing } from "./answer.ts";
import type { Writing } from "./custom-id.ts";
import { failureFacts } from "./failures.ts";
import { pictureOf } from "./files.ts";
import { renderMessage } from "./render.ts";
import type { Asker, Surroundings } from "./surroundings.ts";
import { readerOf } from "./surroundings.ts";
import type { Versions } from "./whole.ts";
import { writeCalls } from "./writing.ts";

export interface Conversation {
  readonly around: Surroundings;
  readonly asker: Asker;
  readonly answer: Answer;
}

/** Shows a message as the answer; to the asker's direct messages when the answer comes too late for its place. */
export async function show(
  conversation: Conversation,
  message: Message,
  showing: Showing & { readonly isPrompt?: boolean },
): Promise<void> {
  const { answer } = conversation;
  const versions = await versionsOf(conversation, message, showing.isPrompt === true ? "prompt" : "call");
  const shown = await answer.show(versions, showing);
  const bare = { content: versions.whole.content, embeds: [], components: [] };
  if (shown === "refused") await answer.show({ whole: bare }, showing);
  if (shown === "late" && showing.visibleTo === "asker") await showDirectly(conversation, message);
}

async function versionsOf(
  conversation: Conversation,
  message: Message,
  purpose: Writing["purpose"],
): Promise<Versions> {
  const { around, asker } = conversation;
  const writing = { ...(await writeCalls(around.desk, readerOf(asker), message)), purpose };
  const picture = await pictureOf(message, reportTo(conversation, "picture not drawn"));
  return {
    whole: renderMessage(message, writing, picture),
    words: renderMessage(message, writing, "not taken"),
    report: reportTo(conversation, "discord files not taken"),
  };
}

function reportTo({ around, asker }: Conversation, event: string): (error: unknown) => void {
  return (error) => around.log.warn({ interactionId: asker.interactionId, ...failureFacts(error) }, event);
}

async function showDirectly(conversation: Conversation, message: Message): Promise<void> {
  const { around, asker } = conversation;
  try {
    const versions = await versionsOf(conversation, message, "call");
    await around.messages.create(await around.messages.open(asker.user.externalId), versions);
  } catch (error) {
    around.log.warn({ interactionId: asker.interactionId, ...failureFacts(error) }, "late discord answer lost");
  }
}
