import type { SeenMessage } from "../../../slack/seen.ts";
import type { SlackState } from "../../protocol.ts";
import { DayLine, isNewDay } from "../shared/day-line.tsx";
import { MessageList } from "../shared/message-list.tsx";
import { slackTime } from "../shared/time.ts";
import { Message } from "./message.tsx";

interface Props {
  readonly slack: SlackState;
  readonly onThread: (ts: string | undefined) => void;
}

/** The open channel's messages, or the open thread's. */
export function Messages({ slack, onThread }: Props) {
  if (slack.thread !== undefined) return <Thread thread={slack.thread} onClose={() => onThread(undefined)} />;

  const { channelId, channels, messages } = slack;
  const name = channels.find((channel) => channel.id === channelId)?.name ?? "";
  return (
    <MessageList
      label={`Messages in ${name}`}
      place={channelId}
      newest={messages.at(-1)?.id ?? ""}
      isForReader={isFor(slack.userId, messages.at(-1))}
    >
      <MessageRows messages={messages} onThread={onThread} />
    </MessageList>
  );
}

interface ThreadProps {
  readonly thread: NonNullable<SlackState["thread"]>;
  readonly onClose: () => void;
}

function Thread({ thread, onClose }: ThreadProps) {
  return (
    <>
      <div className="thread-head">
        <h3>Thread</h3>
        <button type="button" className="link" onClick={onClose}>
          Back to the channel
        </button>
      </div>
      <MessageList label="Thread" place={thread.ts} newest={thread.messages.at(-1)?.id ?? ""} isForReader>
        <MessageRows messages={thread.messages} onThread={undefined} />
      </MessageList>
    </>
  );
}

interface RowsProps {
  readonly messages: readonly SeenMessage[];
  readonly onThread: Props["onThread"] | undefined;
}

function MessageRows({ messages, onThread }: RowsProps) {
  if (messages.length === 0)
    return <p className="empty">Nothing was said here yet. Type / to see what the bot can do.</p>;
  return messages.map((message, index) => (
    <PlacedMessage key={message.id} message={message} earlier={messages[index - 1]} onThread={onThread} />
  ));
}

interface PlacedProps {
  readonly message: SeenMessage;
  readonly earlier: SeenMessage | undefined;
  readonly onThread: Props["onThread"] | undefined;
}

function PlacedMessage({ message, earlier, onThread }: PlacedProps) {
  const time = slackTime(message.ts);
  const isFirstOfDay = isNewDay(time, earlier === undefined ? undefined : slackTime(earlier.ts));
  return (
    <div className="message-place">
      {isFirstOfDay ? <DayLine time={time} /> : null}
      <Message message={message} isContinued={!isFirstOfDay && isContinued(message, earlier)} onThread={onThread} />
    </div>
  );
}

function isFor(userId: string, message: SeenMessage | undefined): boolean {
  return message !== undefined && (message.isEphemeral || message.authorId === userId);
}

const TOGETHER_SECONDS = 300;

/** Whether the same author went on within five minutes, so that the name need not be said again. */
function isContinued(message: SeenMessage, earlier: SeenMessage | undefined): boolean {
  return (
    earlier?.authorId === message.authorId &&
    !message.isEphemeral &&
    !earlier.isEphemeral &&
    Number(message.ts) - Number(earlier.ts) < TOGETHER_SECONDS
  );
}
