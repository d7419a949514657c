import type { KeyboardEvent } from "react";
import { useState } from "react";
import type { Suggestion } from "./suggestion.ts";

export interface Completion {
  readonly active: number;
  /** Handles the arrows, Tab, Enter and Esc; true when the key was used up. */
  readonly onKey: (event: KeyboardEvent) => boolean;
  readonly setActive: (index: number) => void;
}

/** Keyboard handling for a list of suggestions above a text field. */
export function useCompletion(
  suggestions: readonly Suggestion[],
  handlers: { readonly onPick: (suggestion: Suggestion) => void; readonly onDismiss: () => void },
): Completion {
  const [position, setActive] = useState(0);
  const active = Math.min(position, Math.max(0, suggestions.length - 1));
  const onKey = (event: KeyboardEvent): boolean => {
    if (suggestions.length === 0 || event.nativeEvent.isComposing) return false;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      setActive((active + move + suggestions.length) % suggestions.length);
      return true;
    }
    if (event.key === "Escape") {
      event.preventDefault();
      handlers.onDismiss();
      return true;
    }
    const picked = suggestions[active];
    if ((event.key !== "Enter" && event.key !== "Tab") || event.shiftKey || picked === undefined) return false;
    event.preventDefault();
    setActive(0);
    handlers.onPick(picked);
    return true;
  };
  return { active, onKey, setActive };
}

interface ListProps {
  readonly id: string;
  readonly label: string;
  readonly suggestions: readonly Suggestion[];
  readonly active: number;
  readonly onPick: (suggestion: Suggestion) => void;
}

/** The suggestions themselves; focus stays in the text field. */
export function SuggestionList({ id, label, suggestions, active, onPick }: ListProps) {
  if (suggestions.length === 0) return null;
  return (
    <div className="suggestions" role="listbox" id={id} aria-label={label}>
      {suggestions.map((suggestion, index) => (
        <div
          key={suggestion.id}
          id={`${id}-${index}`}
          role="option"
          className="option"
          aria-selected={index === active}
          data-active={index === active ? "true" : undefined}
          ref={index === active ? (element) => element?.scrollIntoView({ block: "nearest" }) : undefined}
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(suggestion);
          }}
        >
          <span className="option-label">{suggestion.label}</span>
          {suggestion.note === undefined ? null : <span className="option-note">{suggestion.note}</span>}
        </div>
      ))}
    </div>
  );
}
