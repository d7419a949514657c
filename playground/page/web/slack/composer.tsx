import { useContext, useRef, useState } from "react";
import type { SlackState } from "../../protocol.ts";
import { ComposerBox } from "../shared/composer-box.tsx";
import { ActingContext, useAct } from "../world.ts";
import { complaintOf } from "./complaints.ts";
import { completed, suggestionsFor } from "./suggestions.ts";

interface Props {
  readonly slack: SlackState;
  readonly place: string;
}

/** Where a person writes: messages, `/` commands with completion, `@` and `#`. */
export function Composer({ slack, place }: Props) {
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const { send, isSending } = useSend(slack);
  const submit = async () => {
    const wanted = text.trim();
    if (wanted === "" || isSending) return;
    setText("");
    if (!(await send(wanted))) setText((typed) => (typed === "" ? wanted : typed));
  };
  return (
    <div className="composer">
      <ComposerBox
        field={field}
        label={`Message ${place}`}
        placeholder={`Message ${place}, or type /`}
        text={text}
        onText={setText}
        suggestions={suggestionsFor(text, slack)}
        onPick={(suggestion) => {
          setText(completed(text, suggestion.label));
          field.current?.focus();
        }}
        onSubmit={() => void submit()}
        isBusy={isSending}
      />
      <Hint text={text} slack={slack} />
    </div>
  );
}

/** What the command at the start of the text takes, as Slack shows it while one types. */
function Hint({ text, slack }: { readonly text: string; readonly slack: SlackState }) {
  const command = slack.commands.find((candidate) => text.startsWith(`${candidate.command} `));
  return (
    <p className="composer-hint">
      {command === undefined ? "" : [command.command, command.usageHint].filter(Boolean).join(" ")}
    </p>
  );
}

/** Sends a message or a command; false when it did not go through and should stay in the field. */
function useSend(slack: SlackState) {
  const act = useAct("slack");
  const { complain } = useContext(ActingContext);
  const [isSending, setSending] = useState(false);
  const { channelId, thread } = slack;

  const run = async (text: string): Promise<string | undefined> => {
    const [first = "", ...rest] = text.split(" ");
    if (!first.startsWith("/")) {
      const result = await act("post", { channelId, text, ...(thread !== undefined && { threadTs: thread.ts }) });
      return result !== undefined && "outcome" in result ? result.reason : undefined;
    }
    if (thread !== undefined) return "Slash commands cannot be used in threads.";
    if (!slack.commands.some(({ command }) => command === first)) return `${first} is not a valid command.`;
    const result = await act("command", { channelId, command: first, text: rest.join(" ") });
    const complaint = result === undefined ? undefined : complaintOf(result);
    return complaint === undefined ? undefined : `${first}: ${complaint}`;
  };
  const send = async (text: string): Promise<boolean> => {
    setSending(true);
    const complaint = await run(text);
    setSending(false);
    if (complaint !== undefined) complain("slack", complaint);
    return complaint === undefined;
  };
  return { send, isSending };
}
