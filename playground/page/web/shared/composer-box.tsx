import { useId, useState } from "react";
import type { KeyboardEvent, RefObject } from "react";
import { SuggestionList, useCompletion } from "./completion.tsx";
import { SendIcon } from "./icons.tsx";
import type { Suggestion } from "./suggestion.ts";

interface Props {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly label: string;
  readonly placeholder: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** What completes the text as it stands. */
  readonly suggestions: readonly Suggestion[];
  readonly onPick: (suggestion: Suggestion) => void;
  readonly onSubmit: () => void;
  readonly isBusy?: boolean;
}

/** A text box with completion: Enter sends, Shift+Enter breaks the line, Esc closes the completions. */
export function ComposerBox(props: Props) {
  const { field, label, text, onPick, onSubmit, isBusy = false } = props;
  const id = useId();
  const [dismissed, setDismissed] = useState<string>();
  const suggestions = dismissed === text ? [] : props.suggestions;
  const completion = useCompletion(suggestions, { onPick, onDismiss: () => setDismissed(text) });
  const onKeyDown = (event: KeyboardEvent) => {
    if (completion.onKey(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onSubmit();
  };
  return (
    <>
      <SuggestionList
        id={id}
        label="Completions"
        suggestions={suggestions}
        active={completion.active}
        onPick={onPick}
      />
      <div className="composer-box">
        <textarea
          ref={field}
          rows={Math.min(6, text.split("\n").length)}
          aria-label={label}
          aria-haspopup="listbox"
          aria-controls={suggestions.length === 0 ? undefined : id}
          aria-autocomplete="list"
          aria-activedescendant={suggestions.length === 0 ? undefined : `${id}-${completion.active}`}
          placeholder={props.placeholder}
          value={text}
          onChange={(event) => props.onText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          className="send"
          aria-label="Send"
          disabled={text.trim() === "" || isBusy}
          onClick={onSubmit}
        >
          <SendIcon />
        </button>
      </div>
    </>
  );
}
