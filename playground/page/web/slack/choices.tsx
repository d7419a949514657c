import { useId } from "react";
import type { SlackJson } from "../../../slack/seen.ts";
import { useElement } from "./host.ts";
import type { PlacedElement } from "./host.ts";
import { listAt, objectAt, textAt, wordsAt } from "./json.ts";
import { Mrkdwn } from "./mrkdwn.tsx";
import { asList } from "./values.ts";

/** Checkboxes and radio buttons. */
export function ChoiceElement(placed: PlacedElement) {
  const { value, choose, isInvalid } = useElement(placed);
  const name = useId();
  const isRadio = textAt(placed.element, "type") === "radio_buttons";
  const chosen = asList(value);
  const pick = (option: string, isOn: boolean) => {
    if (isRadio) return choose(option);
    return choose(isOn ? [...chosen, option] : chosen.filter((other) => other !== option));
  };
  return (
    <div
      className="choices"
      role={isRadio ? "radiogroup" : "group"}
      aria-label={placed.label || "Choose"}
      aria-describedby={placed.describedBy}
      data-invalid={isInvalid ? "true" : undefined}
    >
      {listAt(placed.element, "options").map((option) => {
        const optionValue = textAt(option, "value");
        return (
          <label key={optionValue} className="choice">
            <input
              type={isRadio ? "radio" : "checkbox"}
              name={name}
              checked={chosen.includes(optionValue)}
              onChange={(event) => pick(optionValue, event.target.checked)}
            />
            <span>
              <OptionText option={option} part="text" />
              {wordsAt(option, "description") === "" ? null : (
                <span className="option-note">
                  <OptionText option={option} part="description" />
                </span>
              )}
            </span>
          </label>
        );
      })}
    </div>
  );
}

function OptionText({ option, part }: { readonly option: SlackJson; readonly part: "text" | "description" }) {
  const text = wordsAt(option, part);
  return textAt(objectAt(option, part), "type") === "mrkdwn" ? <Mrkdwn text={text} /> : text;
}
