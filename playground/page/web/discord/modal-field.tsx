import { useId } from "react";
import type { ReactNode } from "react";
import type { ModalField } from "../../../discord/seen.ts";
import { Picker } from "../shared/picker.tsx";
import type { PickerGroup } from "../shared/picker.tsx";
import type { DiscordState } from "../../protocol.ts";
import { useDiscord } from "./context.ts";
import type { FieldValue } from "./modal.tsx";
import { channelsOf, rolesOf, usersOf } from "./select-menu.tsx";

interface Props {
  readonly field: ModalField;
  readonly value: FieldValue;
  readonly problem: string | undefined;
  readonly onChange: (value: FieldValue) => void;
}

/** One labelled field of a modal, with what is wrong about it. */
export function ModalFieldInput(props: Props) {
  const { field, problem } = props;
  const id = useId();
  return (
    <div className="modal-field" data-invalid={problem === undefined ? undefined : "true"}>
      <label htmlFor={id} className="modal-label">
        {field.label}
        {field.isRequired ? (
          <span className="required" title="Required">
            <span aria-hidden="true"> *</span>
            <span className="for-readers"> (required)</span>
          </span>
        ) : null}
      </label>
      {field.description === undefined ? null : (
        <p className="input-hint" id={`${id}-hint`}>
          {field.description}
        </p>
      )}
      <Control {...props} id={id} describedBy={`${id}-hint ${id}-problem`} />
      <p className="input-error" id={`${id}-problem`} role={problem === undefined ? undefined : "alert"}>
        {problem}
      </p>
    </div>
  );
}

interface ControlProps extends Props {
  readonly id: string;
  readonly describedBy: string;
}

function Control(props: ControlProps): ReactNode {
  const Drawn = controls[props.field.kind];
  return <Drawn {...props} />;
}

const controls: Readonly<Record<ModalField["kind"], (props: ControlProps) => ReactNode>> = {
  "short-text": TextControl,
  paragraph: TextControl,
  radio: TickControl,
  checkboxes: TickControl,
  checkbox: TickControl,
  files: FilesControl,
  "string-select": MenuControl,
  "user-select": MenuControl,
  "role-select": MenuControl,
  "mentionable-select": MenuControl,
  "channel-select": MenuControl,
};

function TextControl({ field, value, problem, onChange, id, describedBy }: ControlProps) {
  const common = {
    id,
    className: "field",
    value: typeof value === "string" ? value : "",
    placeholder: field.placeholder,
    maxLength: field.maximum,
    "aria-describedby": describedBy,
    "aria-invalid": problem !== undefined,
    "aria-required": field.isRequired,
  };
  if (field.kind === "paragraph") {
    return <textarea rows={4} {...common} onChange={(event) => onChange(event.target.value)} />;
  }
  return <input type="text" {...common} onChange={(event) => onChange(event.target.value)} />;
}

function TickControl({ field, value, onChange, id, describedBy }: ControlProps) {
  if (field.kind === "checkbox") {
    return (
      <input
        id={id}
        type="checkbox"
        checked={value === true}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.target.checked)}
      />
    );
  }
  const isRadio = field.kind === "radio";
  const chosen = textsOf(value);
  return (
    <div
      className="choices"
      role={isRadio ? "radiogroup" : "group"}
      aria-label={field.label}
      aria-describedby={describedBy}
    >
      {(field.choices ?? []).map((choice) => (
        <label key={choice.value} className="choice">
          <input
            type={isRadio ? "radio" : "checkbox"}
            name={id}
            checked={chosen.includes(choice.value)}
            onChange={(event) => onChange(ticked(chosen, choice.value, { isRadio, isOn: event.target.checked }))}
          />
          <span>
            {choice.label}
            {choice.description === undefined ? null : <span className="option-note">{choice.description}</span>}
          </span>
        </label>
      ))}
    </div>
  );
}

function ticked(
  chosen: readonly string[],
  value: string,
  how: { readonly isRadio: boolean; readonly isOn: boolean },
): readonly string[] {
  if (how.isRadio) return [value];
  return how.isOn ? [...chosen, value] : chosen.filter((other) => other !== value);
}

function FilesControl({ field, onChange, id, describedBy }: ControlProps) {
  return (
    <input
      id={id}
      type="file"
      multiple={(field.maximum ?? 1) > 1}
      aria-describedby={describedBy}
      onChange={(event) => onChange([...(event.target.files ?? [])])}
    />
  );
}

function MenuControl({ field, value, problem, onChange, describedBy }: ControlProps) {
  const discord = useDiscord();
  return (
    <Picker
      label={field.label}
      placeholder={field.placeholder ?? "Make a selection"}
      groups={groupsFor(field, discord)}
      values={textsOf(value)}
      isMulti={(field.maximum ?? 1) > 1}
      maximum={field.maximum}
      describedBy={describedBy}
      isInvalid={problem !== undefined}
      onChange={onChange}
    />
  );
}

function groupsFor(field: ModalField, discord: DiscordState): readonly PickerGroup[] {
  const choices = (field.choices ?? []).map(({ value, label, description }) => ({ value, label, description }));
  const groups: Readonly<Partial<Record<ModalField["kind"], readonly PickerGroup[]>>> = {
    "user-select": [usersOf(discord)],
    "role-select": [rolesOf(discord)],
    "mentionable-select": [usersOf(discord), rolesOf(discord)],
    "channel-select": [channelsOf(discord)],
  };
  return groups[field.kind] ?? [{ options: choices }];
}

function textsOf(value: FieldValue): readonly string[] {
  if (typeof value === "boolean") return [];
  if (typeof value === "string") return value === "" ? [] : [value];
  return value.filter((item) => typeof item === "string");
}
