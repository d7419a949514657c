import type { SeenMessage } from "../../../discord/seen.ts";
import type { DiscordState } from "../../protocol.ts";
import { DayLine, isNewDay } from "../shared/day-line.tsx";
import { MessageList } from "../shared/message-list.tsx";
import { Message } from "./message.tsx";

/** The open channel's messages. */
export function Messages({ discord }: { readonly discord: DiscordState }) {
  const { messages } = discord;
  const channel = discord.channels.find((candidate) => candidate.id === discord.channelId);
  const last = messages.at(-1);
  return (
    <MessageList
      label={`Messages in ${channel?.name ?? ""}`}
      place={discord.channelId}
      newest={`${last?.id ?? ""} ${last?.state ?? ""}`}
      isForReader={isFor(discord.userId, last)}
    >
      {messages.length === 0 ? (
        <p className="empty">Nothing was said here yet. Type / to see what the bot can do.</p>
      ) : null}
      {messages.map((message, index) => (
        <div key={message.id} className="message-place">
          {isNewDay(timeOf(message), index === 0 ? undefined : timeOf(messages[index - 1])) ? (
            <DayLine time={timeOf(message)} />
          ) : null}
          <Message message={message} isContinued={isContinued(message, messages[index - 1])} />
        </div>
      ))}
    </MessageList>
  );
}

function isFor(userId: string, message: SeenMessage | undefined): boolean {
  if (message === undefined) return false;
  return message.isEphemeral || message.author.id === userId || message.inAnswerTo?.userId === userId;
}

const TOGETHER_MS = 7 * 60_000;

/** Whether the same author went on within seven minutes, so that the name need not be said again. */
function isContinued(message: SeenMessage, earlier: SeenMessage | undefined): boolean {
  return (
    earlier?.author.id === message.author.id &&
    message.inAnswerTo === undefined &&
    !message.raw?.referenced_message &&
    !earlier.isEphemeral &&
    timeOf(message) - timeOf(earlier) < TOGETHER_MS
  );
}

function timeOf(message: SeenMessage | undefined): number {
  return message === undefined ? 0 : Date.parse(message.createdAt);
}
