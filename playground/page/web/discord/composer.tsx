import { useContext, useMemo, useRef, useState } from "react";
import type { DiscordChannelTab, DiscordState } from "../../protocol.ts";
import { ComposerBox } from "../shared/composer-box.tsx";
import { ActingContext, useAct } from "../world.ts";
import { CommandForm } from "./command-form.tsx";
import { matchingCommands, problemWith, runnableCommands } from "./command-list.ts";
import type { RunnableCommand } from "./command-list.ts";
import { useInteraction } from "./use-interaction.ts";
import { channelLabel } from "./sidebar.tsx";

interface Props {
  readonly discord: DiscordState;
  readonly channel: DiscordChannelTab;
}

/** Where a person writes: messages, or a slash command with its options. */
export function Composer({ discord, channel }: Props) {
  const [text, setText] = useState("");
  const [picked, setPicked] = useState<RunnableCommand>();
  const field = useRef<HTMLTextAreaElement>(null);
  const commands = useMemo(() => runnableCommands(discord.commands), [discord.commands]);
  const { submit, runNow } = useSubmit(channel, commands, setText);

  if (picked !== undefined) {
    const leave = () => {
      setText("");
      setPicked(undefined);
      requestAnimationFrame(() => field.current?.focus());
    };
    return <CommandForm key={picked.path} command={picked} channelId={channel.id} onLeave={leave} />;
  }
  const pick = (path: string) => {
    const command = commands.find((candidate) => candidate.path === path);
    if (command === undefined) return;
    // A command typed in full that asks for nothing runs at once, as on Discord.
    if (text.trim() === `/${path}` && !command.options.some((option) => option.required === true)) runNow(command);
    else setPicked(command);
  };
  const onText = (typed: string) => {
    setText(typed);
    // A space after the whole name begins the options, as on Discord.
    const command = commands.find(({ path, options }) => typed === `/${path} ` && options.length > 0);
    if (command !== undefined) setPicked(command);
  };
  const suggestions = matchingCommands(text, commands).map(({ path, description }) => ({
    id: path,
    label: `/${path}`,
    note: description,
  }));
  const place = channelLabel(channel);
  return (
    <div className="composer">
      <ComposerBox
        field={field}
        label={`Message ${place}`}
        placeholder={channel.mayPost ? `Message ${place}, or type /` : "You may not write here"}
        text={text}
        onText={onText}
        suggestions={suggestions}
        onPick={(suggestion) => pick(suggestion.id)}
        onSubmit={() => {
          const named = commandNamed(text.trim(), commands);
          if (named === undefined) submit(text);
          else pick(named.path);
        }}
      />
    </div>
  );
}

/** The command that was typed in full, with nothing after it. */
function commandNamed(typed: string, commands: readonly RunnableCommand[]): RunnableCommand | undefined {
  return commands.find(({ path }) => typed === `/${path}`);
}

function useSubmit(channel: DiscordChannelTab, commands: readonly RunnableCommand[], setText: (text: string) => void) {
  const post = useAct("discord");
  const { act, settle } = useInteraction();
  const { complain } = useContext(ActingContext);
  const runNow = (command: RunnableCommand) => {
    setText("");
    void act("command", { channelId: channel.id, name: command.path, options: {} }).then(settle);
  };
  const send = async (wanted: string) => {
    const outcome = await post("post", { channelId: channel.id, text: wanted });
    if (outcome?.kind === "refused") complain("discord", outcome.problems.map(({ message }) => message).join(" "));
    else setText("");
  };
  const submit = (text: string) => {
    const wanted = text.trim();
    if (wanted === "") return;
    if (wanted.startsWith("/")) complain("discord", problemWith(wanted, commands));
    else void send(wanted);
  };
  return { submit, runNow };
}
