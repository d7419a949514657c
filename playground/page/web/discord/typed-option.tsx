import { useEffect, useId, useRef, useState } from "react";
import { SuggestionList, useCompletion } from "../shared/completion.tsx";
import type { Suggestion } from "../shared/suggestion.ts";
import { useAct } from "../world.ts";
import { sendable } from "./command-form.tsx";
import { typedValue } from "./option-field.tsx";
import type { OptionFieldProps } from "./option-field.tsx";

const COMPLETE_AFTER_MS = 200;

/** A typed option; where the bot completes it, with the bot's choices below. */
export function TypedOption(props: OptionFieldProps & { readonly id: string }) {
  const { option, onChange, problem, id } = props;
  const [text, setText] = useState("");
  const [isFocused, setFocused] = useState(false);
  const listId = useId();
  const { suggestions, forget } = useChoices(props, text, isFocused);
  const pick = (suggestion: Suggestion) => {
    setText(suggestion.label);
    onChange(typedValue(option, suggestion.id));
    forget(suggestion.label);
  };
  const completion = useCompletion(suggestions, { onPick: pick, onDismiss: () => forget(text) });
  return (
    <span className="typed-option">
      <input
        id={id}
        role={isCompleted(props) ? "combobox" : undefined}
        aria-expanded={isCompleted(props) ? suggestions.length > 0 : undefined}
        aria-controls={isCompleted(props) ? listId : undefined}
        aria-activedescendant={suggestions.length === 0 ? undefined : `${listId}-${completion.active}`}
        aria-invalid={problem !== undefined}
        aria-required={option.required}
        placeholder={option.description}
        autoComplete="off"
        value={text}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onChange={(event) => {
          setText(event.target.value);
          onChange(event.target.value === "" ? undefined : typedValue(option, event.target.value));
        }}
        onKeyDown={(event) => completion.onKey(event)}
      />
      <SuggestionList
        id={listId}
        label={`Choices for ${option.name}`}
        suggestions={suggestions}
        active={completion.active}
        onPick={pick}
      />
    </span>
  );
}

function isCompleted({ option }: Pick<OptionFieldProps, "option">): boolean {
  return "autocomplete" in option && option.autocomplete;
}

/** The bot's choices for what is typed, asked a moment after the last key. */
function useChoices(props: OptionFieldProps, text: string, isFocused: boolean) {
  const act = useAct("discord");
  const [suggestions, setSuggestions] = useState<readonly Suggestion[]>([]);
  const settled = useRef<string>(undefined);
  // The values of the other options change as one types; only this one's text may ask again.
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (!isFocused || !isCompleted(latest.current) || settled.current === text) return undefined;
    settled.current = undefined;
    let isOver = false;
    const timer = setTimeout(async () => {
      const { channelId, command, option, values } = latest.current;
      const options = await sendable({ ...values, [option.name]: text });
      const answer = await act("complete", { channelId, name: command.path, options, focused: option.name });
      if (isOver || answer?.kind !== "choices") return;
      setSuggestions(answer.choices.map(({ name, value }) => ({ id: String(value), label: name })));
    }, COMPLETE_AFTER_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [act, text, isFocused]);

  /** Closes the list, and asks no more until something else than `settledText` is typed. */
  const forget = (settledText: string) => {
    settled.current = settledText;
    setSuggestions([]);
  };
  return { suggestions: isFocused ? suggestions : [], forget };
}
