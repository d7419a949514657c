import { useEffect, useId, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import type { PickerGroup, PickerOption, PickerProps } from "./picker.tsx";

const QUERY_AFTER_MS = 150;

interface Props extends PickerProps {
  readonly chosen: readonly string[];
  readonly onToggle: (value: string) => void;
  readonly onDone: () => void;
  /** Tells which options the bot named, so that the button can show their labels. */
  readonly onKnown: (options: readonly PickerOption[]) => void;
}

/** The open menu of a picker: a search field over a list box. */
export function PickerList(props: Props) {
  const { chosen, isMulti = false, onToggle, onDone } = props;
  const [query, setQuery] = useState("");
  const groups = useGroups(props, query);
  const options = groups.flatMap((group) => group.options);
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      options.findIndex((option) => chosen.includes(option.value)),
    ),
  );
  const id = useId();
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => search.current?.focus(), []);

  return (
    <div className="picker-list" onKeyDown={keysFor({ options, active, setActive, onToggle, onDone })}>
      <input
        ref={search}
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={options[active] === undefined ? undefined : `${id}-${active}`}
        aria-label={`Search ${props.label}`}
        placeholder="Search"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
      />
      <Options {...{ id, groups, chosen, active, isMulti, onToggle }} label={props.label} />
      {options.length === 0 ? <p className="picker-empty">Nothing found</p> : null}
      {isMulti ? (
        <button type="button" className="picker-done" onClick={onDone}>
          Done
        </button>
      ) : null}
    </div>
  );
}

interface Keys extends Pick<Props, "onToggle" | "onDone"> {
  readonly options: readonly PickerOption[];
  readonly active: number;
  readonly setActive: (active: number) => void;
}

/** Arrows move, Enter chooses, Esc and Tab close. */
function keysFor({ options, active, setActive, onToggle, onDone }: Keys) {
  return (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      setActive((active + move + options.length) % Math.max(1, options.length));
      return;
    }
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      onDone();
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    const option = options[active];
    if (option !== undefined) onToggle(option.value);
  };
}

interface OptionsProps {
  readonly id: string;
  readonly label: string;
  readonly groups: readonly PickerGroup[];
  readonly chosen: readonly string[];
  readonly active: number;
  readonly isMulti: boolean;
  readonly onToggle: (value: string) => void;
}

function Options({ id, label, groups, chosen, active, isMulti, onToggle }: OptionsProps) {
  const starts = groups.map((_, index) => groups.slice(0, index).reduce((sum, group) => sum + group.options.length, 0));
  return (
    <div role="listbox" id={id} aria-label={label} aria-multiselectable={isMulti}>
      {groups.map((group, groupIndex) => (
        <div role="group" key={group.label ?? ""} aria-label={group.label}>
          {group.label === undefined ? null : <div className="picker-group">{group.label}</div>}
          {group.options.map((option, index) => {
            const position = (starts[groupIndex] ?? 0) + index;
            return (
              <div
                key={option.value}
                id={`${id}-${position}`}
                role="option"
                className="option"
                aria-selected={chosen.includes(option.value)}
                data-active={position === active ? "true" : undefined}
                ref={position === active ? intoView : undefined}
                onClick={() => onToggle(option.value)}
              >
                <span className="option-label">{option.label}</span>
                {option.description === undefined ? null : <span className="option-note">{option.description}</span>}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}

/** The options that fit what was typed: the bot's own answer where it serves them, else filtered here. */
function useGroups({ groups, onQuery, onKnown }: Props, query: string): readonly PickerGroup[] {
  const [served, setServed] = useState<readonly PickerGroup[]>([]);
  // The functions are new at every render; only what was typed may ask again.
  const ask = useRef({ onQuery, onKnown });
  ask.current = { onQuery, onKnown };
  useEffect(() => {
    if (ask.current.onQuery === undefined) return undefined;
    let isOver = false;
    const timer = setTimeout(async () => {
      const answer = (await ask.current.onQuery?.(query)) ?? [];
      if (isOver) return;
      setServed(answer);
      ask.current.onKnown(answer.flatMap((group) => group.options));
    }, QUERY_AFTER_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [query]);

  if (onQuery !== undefined) return served;
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return groups;
  return groups
    .map((group) => ({
      ...group,
      options: group.options.filter((option) => option.label.toLowerCase().includes(wanted)),
    }))
    .filter((group) => group.options.length > 0);
}
