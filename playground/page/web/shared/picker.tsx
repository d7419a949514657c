import { useCallback, useRef, useState } from "react";
import type { RefObject } from "react";
import { ChevronIcon } from "./icons.tsx";
import { PickerList } from "./picker-list.tsx";
import { Popup } from "./popup.tsx";

export interface PickerOption {
  readonly value: string;
  readonly label: string;
  readonly description?: string | undefined;
}

export interface PickerGroup {
  readonly label?: string | undefined;
  readonly options: readonly PickerOption[];
}

export interface PickerProps {
  readonly label: string;
  readonly placeholder: string;
  readonly groups: readonly PickerGroup[];
  /** Asked for options as the person types, where the bot serves them. */
  readonly onQuery?: ((query: string) => Promise<readonly PickerGroup[]>) | undefined;
  readonly values: readonly string[];
  readonly isMulti?: boolean;
  /** The most that may be chosen. */
  readonly maximum?: number | undefined;
  readonly isDisabled?: boolean;
  /** Ids of what describes it, such as an error. */
  readonly describedBy?: string | undefined;
  readonly isInvalid?: boolean;
  /** Called once with the final choice: at the click, or when a multi-select closes. */
  readonly onChange: (values: readonly string[]) => void;
}

/** A select menu with search: a button that opens a list box. */
export function Picker(props: PickerProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [draft, setDraft] = useState<readonly string[]>();
  const [known, setKnown] = useState<readonly PickerOption[]>([]);
  const chosen = draft ?? props.values;
  const names = chosen.map((value) => nameOf(value, [...known, ...props.groups.flatMap((group) => group.options)]));

  const { onChange, values } = props;
  const close = useCallback(() => {
    setDraft(undefined);
    if (draft !== undefined && draft.join("\n") !== values.join("\n")) onChange(draft);
    button.current?.focus();
  }, [draft, onChange, values]);

  const toggle = (value: string) => {
    if (props.isMulti === true) return setDraft(toggled(draft ?? [], value, props.maximum));
    setDraft(undefined);
    if (values[0] !== value) onChange([value]);
    return button.current?.focus();
  };
  return (
    <span className="picker">
      <PickerButton
        {...props}
        button={button}
        names={names.join(", ")}
        isOpen={draft !== undefined}
        onOpen={() => setDraft(props.values)}
      />
      {draft === undefined ? null : (
        <Popup anchor={button} onClose={close}>
          <PickerList {...props} chosen={draft} onKnown={setKnown} onToggle={toggle} onDone={close} />
        </Popup>
      )}
    </span>
  );
}

interface ButtonProps extends PickerProps {
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly names: string;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

function PickerButton({ button, names, isOpen, onOpen, ...props }: ButtonProps) {
  return (
    <button
      ref={button}
      type="button"
      className="picker-button"
      aria-haspopup="listbox"
      aria-expanded={isOpen}
      aria-label={`${props.label}: ${names || props.placeholder}`}
      aria-describedby={props.describedBy}
      data-invalid={props.isInvalid === true ? "true" : undefined}
      disabled={props.isDisabled === true}
      onClick={onOpen}
      onKeyDown={(event) => {
        if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
        event.preventDefault();
        onOpen();
      }}
    >
      <span className={names === "" ? "picker-placeholder" : "picker-value"}>{names || props.placeholder}</span>
      <ChevronIcon />
    </button>
  );
}

function nameOf(value: string, options: readonly PickerOption[]): string {
  return options.find((option) => option.value === value)?.label ?? value;
}

function toggled(chosen: readonly string[], value: string, maximum = Infinity): readonly string[] {
  if (chosen.includes(value)) return chosen.filter((other) => other !== value);
  return chosen.length >= maximum ? chosen : [...chosen, value];
}
