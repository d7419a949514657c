import type { Message } from "../../notifications/message.ts";
import type { Answer, Showing } from "./answer.ts";
import { failureFacts } from "./failures.ts";
import { pictureOf } from "./files.ts";
import type { Picture } from "./files.ts";
import { renderMessage } from "./render.ts";
import type { Asker, Surroundings } from "./surroundings.ts";
import { readerOf } from "./surroundings.ts";
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
  const { around, asker, answer } = conversation;
  const written = await writeCalls(around.desk, readerOf(asker), message);
  const picture = await pictureOf(message, reportTo(conversation));
  const body = renderMessage(message, showing.isPrompt ? { ...written, purpose: "prompt" } : written, picture);

  const shown = await answer.show(body, showing);
  if (shown === "refused") await answer.show({ content: body.content, embeds: [], components: [] }, showing);
  if (shown === "late" && showing.visibleTo === "asker") await showDirectly(conversation, message, picture);
}

function reportTo({ around, asker }: Conversation): (error: unknown) => void {
  return (error) =>
    around.log.warn({ interactionId: asker.interactionId, ...failureFacts(error) }, "picture not drawn");
}

async function showDirectly({ around, asker }: Conversation, message: Message, picture: Picture): Promise<void> {
  const userId = asker.user.externalId;
  try {
    const written = await writeCalls(around.desk, readerOf(asker), message);
    await around.messages.create(await around.messages.open(userId), renderMessage(message, written, picture));
  } catch (error) {
    around.log.warn({ interactionId: asker.interactionId, ...failureFacts(error) }, "late discord answer lost");
  }
}
