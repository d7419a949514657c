import { useId } from "react";
import type { ReactNode } from "react";
import { ApplicationCommandOptionType } from "discord-api-types/v10";
import type { APIApplicationCommandBasicOption } from "discord-api-types/v10";
import { Picker } from "../shared/picker.tsx";
import type { PickerGroup } from "../shared/picker.tsx";
import type { DiscordState } from "../../protocol.ts";
import type { OptionValue, OptionValues } from "./command-form.tsx";
import type { RunnableCommand } from "./command-list.ts";
import { useDiscord } from "./context.ts";
import { channelsOf, rolesOf, usersOf } from "./select-menu.tsx";
import { TypedOption } from "./typed-option.tsx";

export interface OptionFieldProps {
  readonly command: RunnableCommand;
  readonly channelId: string;
  readonly option: APIApplicationCommandBasicOption;
  readonly values: OptionValues;
  readonly problem: string | undefined;
  /** Takes the focus when it appears. */
  readonly isFirst: boolean;
  readonly onChange: (value: OptionValue | undefined) => void;
}

/** One option of a command as a chip: its name, and the control that its type calls for. */
export function OptionField(props: OptionFieldProps) {
  const { option, problem, isFirst } = props;
  const id = useId();
  return (
    <span
      className="option-chip"
      data-invalid={problem === undefined ? undefined : "true"}
      title={option.description}
      ref={isFirst ? focusInside : undefined}
    >
      <label htmlFor={id}>{option.name}</label>
      <Control {...props} id={id} />
    </span>
  );
}

/** React calls it once, when the chip appears. */
function focusInside(chip: HTMLElement | null): void {
  const control = chip?.querySelector<HTMLElement>("input, button");
  if (chip?.contains(document.activeElement) === false) control?.focus();
}

function Control(props: OptionFieldProps & { readonly id: string }): ReactNode {
  const { option, values, onChange, id } = props;
  const discord = useDiscord();
  if (option.type === ApplicationCommandOptionType.Attachment) {
    return <input id={id} type="file" onChange={(event) => onChange(event.target.files?.[0])} />;
  }
  const groups = groupsFor(option, discord);
  if (groups === undefined) return <TypedOption {...props} />;

  const value = values[option.name];
  return (
    <Picker
      label={option.name}
      placeholder="Choose"
      groups={groups}
      values={value === undefined || value instanceof File ? [] : [String(value)]}
      onChange={([chosen]) => onChange(chosen === undefined ? undefined : typedValue(option, chosen))}
    />
  );
}

/** What can be chosen; undefined where the value is typed. */
function groupsFor(
  option: APIApplicationCommandBasicOption,
  discord: DiscordState,
): readonly PickerGroup[] | undefined {
  switch (option.type) {
    case ApplicationCommandOptionType.Boolean:
      return [{ options: ["True", "False"].map((label) => ({ value: label.toLowerCase(), label })) }];
    case ApplicationCommandOptionType.User:
      return [usersOf(discord)];
    case ApplicationCommandOptionType.Role:
      return [rolesOf(discord)];
    case ApplicationCommandOptionType.Channel:
      return [channelsOf(discord)];
    case ApplicationCommandOptionType.Mentionable:
      return [usersOf(discord), rolesOf(discord)];
    case ApplicationCommandOptionType.String:
    case ApplicationCommandOptionType.Integer:
    case ApplicationCommandOptionType.Number:
      return choicesOf(option);
    case ApplicationCommandOptionType.Attachment:
      return undefined;
  }
}

function choicesOf(option: APIApplicationCommandBasicOption): readonly PickerGroup[] | undefined {
  const choices = "choices" in option ? (option.choices ?? []) : [];
  if (choices.length === 0) return undefined;
  return [{ options: choices.map(({ name, value }) => ({ value: String(value), label: name })) }];
}

/** What was chosen or typed, in the option's own type. Text that is no number stays text, for Discord to refuse. */
export function typedValue({ type }: APIApplicationCommandBasicOption, text: string): OptionValue {
  if (type === ApplicationCommandOptionType.Boolean) return text === "true";
  const isNumber = type === ApplicationCommandOptionType.Integer || type === ApplicationCommandOptionType.Number;
  return isNumber && !Number.isNaN(Number(text)) ? Number(text) : text;
}
