import { useState } from "react";
import type { KeyboardEvent } from "react";
import type { APIApplicationCommandBasicOption } from "discord-api-types/v10";
import { CrossIcon, SendIcon } from "../shared/icons.tsx";
import { readForUpload } from "../shared/upload.ts";
import type { UploadedFile } from "../shared/upload.ts";
import type { RunnableCommand } from "./command-list.ts";
import { OptionField } from "./option-field.tsx";
import { useInteraction } from "./use-interaction.ts";

export type OptionValue = string | number | boolean | File;
export type OptionValues = Readonly<Record<string, OptionValue>>;

interface Props {
  readonly command: RunnableCommand;
  readonly channelId: string;
  readonly onLeave: () => void;
}

/** A picked command with its options as chips: the required ones, and the others one by one as wanted. */
export function CommandForm({ command, channelId, onLeave }: Props) {
  const { values, set, problems, run } = useCommand({ command, channelId, onLeave });
  const [added, setAdded] = useState<readonly string[]>([]);
  const isShown = ({ name, required }: APIApplicationCommandBasicOption) => required === true || added.includes(name);
  const shown = command.options.filter(isShown);
  const others = command.options.filter((option) => !isShown(option));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    if (event.key === "Escape") onLeave();
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    void run();
  };
  return (
    <div className="composer" role="form" aria-label={`/${command.path}`} onKeyDown={onKeyDown}>
      <p className="command-about">{command.description}</p>
      <div className="composer-box command-box">
        <span className="command-name">/{command.path}</span>
        {shown.map((option, index) => (
          <OptionField
            key={option.name}
            {...{ command, channelId, option, values, isFirst: index === 0 || added.at(-1) === option.name }}
            problem={problems[option.name]}
            onChange={(value) => set(option.name, value)}
          />
        ))}
        <MoreOptions options={others} isFirst={shown.length === 0} onAdd={(name) => setAdded([...added, name])} />
        <span className="command-end">
          <button type="button" className="quiet-icon" aria-label="Leave the command" onClick={onLeave}>
            <CrossIcon />
          </button>
          <button type="button" className="send" aria-label={`Run /${command.path}`} onClick={() => void run()}>
            <SendIcon />
          </button>
        </span>
      </div>
      <Problems problems={problems} />
    </div>
  );
}

/** The values typed so far, and the running of the command with them. */
function useCommand({ command, channelId, onLeave }: Props) {
  const { act, settle } = useInteraction();
  const [values, setValues] = useState<OptionValues>({});
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const run = async () => {
    const options = await sendable(values);
    const outcome = await act("command", { channelId, name: command.path, options });
    if (outcome?.kind === "refused") {
      setProblems(Object.fromEntries(outcome.problems.map(({ field = "", message }) => [field, message])));
      return;
    }
    if (outcome !== undefined) onLeave();
    settle(outcome);
  };
  const set = (name: string, value: OptionValue | undefined) => {
    const { [name]: _earlier, ...rest } = values;
    setValues(value === undefined ? rest : { ...rest, [name]: value });
  };
  return { values, set, problems, run };
}

interface MoreProps {
  readonly options: readonly APIApplicationCommandBasicOption[];
  readonly isFirst: boolean;
  readonly onAdd: (name: string) => void;
}

function MoreOptions({ options, isFirst, onAdd }: MoreProps) {
  return options.map((option, index) => (
    <button
      key={option.name}
      type="button"
      className="add-option"
      title={option.description}
      ref={isFirst && index === 0 ? (element) => element?.focus() : undefined}
      onClick={() => onAdd(option.name)}
    >
      + {option.name}
    </button>
  ));
}

function Problems({ problems }: { readonly problems: Readonly<Record<string, string>> }) {
  const lines = Object.entries(problems);
  return (
    <div role="alert">
      {lines.map(([field, message]) => (
        <p key={field} className="input-error">
          {field === "" ? message : `${field}: ${message}`}
        </p>
      ))}
    </div>
  );
}

/** The options as the page's server takes them. */
export async function sendable(
  values: OptionValues,
): Promise<Record<string, string | number | boolean | UploadedFile>> {
  const entries = Object.entries(values).map(
    async ([name, value]) => [name, value instanceof File ? await readForUpload(value) : value] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
