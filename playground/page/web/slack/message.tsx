import type { SeenFile, SeenMessage, SlackBlock, SlackJson } from "../../../slack/seen.ts";
import { Avatar } from "../shared/avatar.tsx";
import { EyeIcon, FileIcon } from "../shared/icons.tsx";
import { emojis } from "../shared/emoji.ts";
import { Picture } from "../shared/picture.tsx";
import { clockTime, slackTime } from "../shared/time.ts";
import { Blocks } from "./blocks.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { useSlack } from "./context.ts";
import { HostContext } from "./host.ts";
import { listAt, textAt } from "./json.ts";
import { Mrkdwn } from "./mrkdwn.tsx";
import { useMessageHost } from "./use-host.ts";

interface Props {
  readonly message: SeenMessage;
  readonly isContinued: boolean;
  readonly onThread: ((ts: string) => void) | undefined;
}

export function Message({ message, isContinued, onThread }: Props) {
  const { host, question, dismiss } = useMessageHost(message.id);
  return (
    <article
      className={`message ${message.isEphemeral ? "is-ephemeral" : ""} ${isContinued ? "is-continued" : ""}`}
      aria-label={`${message.authorName}, ${clockTime(slackTime(message.ts))}`}
    >
      <div className="message-side">
        {isContinued ? (
          <time className="message-time">{clockTime(slackTime(message.ts))}</time>
        ) : (
          <Avatar name={message.authorName} isBot={message.isFromApp} />
        )}
      </div>
      <div className="message-main">
        {message.isEphemeral ? (
          <p className="only-you">
            <EyeIcon /> Only visible to you
          </p>
        ) : null}
        {isContinued ? null : <MessageHead message={message} />}
        <HostContext.Provider value={host}>
          <Body message={message} />
        </HostContext.Provider>
        <Tail message={message} onThread={onThread} />
      </div>
      {question === undefined ? null : <ConfirmDialog question={question} onDismiss={dismiss} />}
    </article>
  );
}

function MessageHead({ message }: { readonly message: SeenMessage }) {
  return (
    <p className="message-head">
      <b>{message.authorName}</b>
      {message.isFromApp ? <span className="app-tag">APP</span> : null}
      <time className="message-time">{clockTime(slackTime(message.ts))}</time>
    </p>
  );
}

function Body({ message }: { readonly message: SeenMessage }) {
  return (
    <div className="message-body">
      {message.blocks.length > 0 ? <Blocks blocks={message.blocks} /> : <Mrkdwn text={message.text} />}
      {message.isEdited ? <span className="edited"> (edited)</span> : null}
      {message.attachments.map((attachment, index) => (
        <Attachment key={index} attachment={attachment} />
      ))}
      {message.files.map((file) => (
        <File key={file.id} file={file} />
      ))}
    </div>
  );
}

function Attachment({ attachment }: { readonly attachment: SlackJson }) {
  const blocks = listAt(attachment, "blocks").map((block, index): SlackBlock => ({
    ...block,
    type: textAt(block, "type"),
    block_id: textAt(block, "block_id") || `attached-${index}`,
  }));
  return (
    <div className="attachment">
      {blocks.length > 0 ? <Blocks blocks={blocks} /> : null}
      {blocks.length === 0 ? (
        <>
          <b>{textAt(attachment, "title")}</b>
          <Mrkdwn text={textAt(attachment, "text") || textAt(attachment, "fallback")} />
        </>
      ) : null}
    </div>
  );
}

function File({ file }: { readonly file: SeenFile }) {
  const { personId } = useSlack();
  const address = `/files/slack/${file.id}?as=${personId}`;
  if (file.mimetype.startsWith("image/")) {
    return (
      <figure className="block-image">
        <figcaption>{file.title || file.name}</figcaption>
        <Picture source={address} original={address} alt={file.altText ?? file.title} />
      </figure>
    );
  }
  return (
    <a className="file-card" href={address} download={file.name}>
      <FileIcon />
      <span>
        <b>{file.title || file.name}</b>
        <span className="option-note">
          {file.mimetype}, {file.size.toLocaleString("en")} bytes
        </span>
      </span>
    </a>
  );
}

interface TailProps {
  readonly message: SeenMessage;
  readonly onThread: Props["onThread"];
}

function Tail({ message, onThread }: TailProps) {
  const replies = message.replyCount;
  return (
    <>
      {message.reactions.length === 0 ? null : (
        <p className="reactions">
          {message.reactions.map((reaction) => (
            <span key={reaction.name} title={reaction.name}>
              {emojis[reaction.name] ?? `:${reaction.name}:`} {reaction.users.length}
            </span>
          ))}
        </p>
      )}
      {onThread === undefined || message.isEphemeral ? null : (
        <button
          type="button"
          className={`thread-link ${replies === 0 ? "on-hover" : ""}`}
          onClick={() => onThread(message.threadTs ?? message.ts)}
        >
          {replies === 0 ? "Reply in thread" : `${replies} ${replies === 1 ? "reply" : "replies"}`}
        </button>
      )}
    </>
  );
}
