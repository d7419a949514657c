import type { ReactNode } from "react";
import type { SeenFile, SeenMessage } from "../../../discord/seen.ts";
import { Avatar } from "../shared/avatar.tsx";
import { EyeIcon, FileIcon } from "../shared/icons.tsx";
import { Markdown } from "../shared/markdown.tsx";
import { Picture } from "../shared/picture.tsx";
import { clockTime } from "../shared/time.ts";
import { useAct } from "../world.ts";
import { Components } from "./components.tsx";
import { localAddress } from "./context.ts";
import { Embed } from "./embed.tsx";
import { MessageContext } from "./message-context.ts";

interface Props {
  readonly message: SeenMessage;
  readonly isContinued: boolean;
}

export function Message({ message, isContinued }: Props) {
  return (
    <article
      className={`message ${message.isEphemeral ? "is-ephemeral" : ""} ${message.isMentioningMe ? "is-mentioning" : ""} ${isContinued ? "is-continued" : ""}`}
      aria-label={`${message.author.name}, ${clockTime(message.createdAt)}`}
    >
      {message.inAnswerTo === undefined ? null : (
        <p className="in-answer-to">
          <Avatar name={message.inAnswerTo.userName} size="small" />
          <b>{message.inAnswerTo.userName}</b> used{" "}
          <span className="mention">/{message.inAnswerTo.command.replace(/^\//, "")}</span>
        </p>
      )}
      <Answered message={message} />
      <div className="message-side">
        {isContinued ? (
          <time className="message-time">{clockTime(message.createdAt)}</time>
        ) : (
          <Avatar name={message.author.name} isBot={message.author.isBot} />
        )}
      </div>
      <div className="message-main">
        {isContinued ? null : <MessageHead message={message} />}
        <MessageContext.Provider value={message}>
          <Body message={message} />
        </MessageContext.Provider>
        {message.isEphemeral ? <OnlyYou messageId={message.id} /> : null}
      </div>
    </article>
  );
}

/** What a message was sent in answer to, as Discord shows it above: by its first line. */
function Answered({ message }: Pick<Props, "message">) {
  const original = message.raw?.referenced_message;
  if (!original) return null;
  return (
    <div className="in-answer-to">
      <Avatar name={original.author.username} isBot={original.author.bot === true} size="small" />
      <b>{original.author.username}</b>
      <span className="answered">
        <Markdown text={original.content.split("\n")[0] ?? ""} />
      </span>
    </div>
  );
}

function MessageHead({ message }: { readonly message: SeenMessage }) {
  return (
    <p className="message-head">
      <b>{message.author.name}</b>
      {message.author.isBot ? <span className="app-tag">APP</span> : null}
      <time className="message-time">{clockTime(message.createdAt)}</time>
    </p>
  );
}

function Body({ message }: { readonly message: SeenMessage }): ReactNode {
  if (message.state === "thinking") {
    return (
      <p className="thinking" role="status">
        <span className="dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        {message.author.name} is thinking…
      </p>
    );
  }
  if (message.state === "failed") return <p className="failed">{message.content}</p>;
  return (
    <div className="message-body">
      {message.content === "" ? null : <Markdown text={message.content} />}
      {message.editedAt === undefined ? null : <span className="edited"> (edited)</span>}
      {message.embeds.map((embed, index) => (
        <Embed key={index} embed={embed} />
      ))}
      {message.attachments
        .filter((file) => !isShownElsewhere(file, message))
        .map((file) => (
          <Attachment key={file.id} file={file} />
        ))}
      <Components components={message.components} />
    </div>
  );
}

/** Whether an embed or a component already shows this file. */
function isShownElsewhere(file: SeenFile, message: SeenMessage): boolean {
  const shown = JSON.stringify([message.embeds, message.components]);
  return shown.includes(`attachment://${file.name}`) || shown.includes(JSON.stringify(file.url).slice(1, -1));
}

export function Attachment({ file }: { readonly file: SeenFile }) {
  const address = localAddress(file.url);
  if (file.contentType.startsWith("image/")) {
    return <Picture source={address} original={file.url} alt={file.description ?? file.name} />;
  }
  return (
    <a className="file-card" href={address} download={file.name}>
      <FileIcon />
      <span>
        <b>{file.name}</b>
        <span className="option-note">{file.size.toLocaleString("en")} bytes</span>
      </span>
    </a>
  );
}

function OnlyYou({ messageId }: { readonly messageId: string }) {
  const act = useAct("discord");
  return (
    <p className="only-you">
      <EyeIcon /> Only you can see this ·{" "}
      <button type="button" className="link" onClick={() => void act("dismiss", { messageId })}>
        Dismiss message
      </button>
    </p>
  );
}
