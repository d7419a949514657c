import type { ChangeEvent, KeyboardEvent } from "react";
import { useElement, useHost } from "./host.ts";
import type { PlacedElement } from "./host.ts";
import { isSetAt, numberAt, textAt, wordsAt } from "./json.ts";
import { asText } from "./values.ts";

const kinds: Readonly<Record<string, { readonly type: string; readonly inputMode?: "email" | "url" | "decimal" }>> = {
  plain_text_input: { type: "text" },
  rich_text_input: { type: "text" },
  email_text_input: { type: "email", inputMode: "email" },
  url_text_input: { type: "url", inputMode: "url" },
  number_input: { type: "text", inputMode: "decimal" },
};

/** One line or several of text, an address, a link or a number. */
export function TextElement(placed: PlacedElement) {
  const host = useHost();
  const { value, isInvalid } = useElement(placed);
  const { element } = placed;
  const type = textAt(element, "type");
  const text = asText(value);
  const common = {
    value: text,
    placeholder: wordsAt(element, "placeholder"),
    maxLength: numberAt(element, "max_length"),
    "aria-label": placed.label,
    "aria-describedby": placed.describedBy,
    "aria-invalid": isInvalid,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      host.edit(placed, event.target.value, false),
    onBlur: () => host.edit(placed, text === "" ? null : text, true),
  };
  if (isSetAt(element, "multiline") || type === "rich_text_input") {
    return <textarea className="field" rows={4} {...common} />;
  }
  return <input className="field" {...kinds[type]} {...common} onKeyDown={keepEnterInField(element)} />;
}

/** Where the bot asked to hear of Enter, Enter does not send the form. */
function keepEnterInField(element: PlacedElement["element"]) {
  return (event: KeyboardEvent<HTMLInputElement>) => {
    const config = element["dispatch_action_config"];
    if (event.key !== "Enter" || !JSON.stringify(config ?? "").includes("on_enter_pressed")) return;
    event.preventDefault();
    event.currentTarget.blur();
  };
}

const pickers: Readonly<Record<string, string>> = {
  datepicker: "date",
  timepicker: "time",
  datetimepicker: "datetime-local",
};

/** Date, time, and both. */
export function DateTimeElement(placed: PlacedElement) {
  const { value, choose, isInvalid } = useElement(placed);
  const type = pickers[textAt(placed.element, "type")] ?? "date";
  const isMoment = type === "datetime-local";
  return (
    <input
      className="field field-short"
      type={type}
      value={isMoment ? localMoment(value) : asText(value)}
      aria-label={placed.label || wordsAt(placed.element, "placeholder") || "When"}
      aria-describedby={placed.describedBy}
      aria-invalid={isInvalid}
      onChange={(event) => {
        const text = event.target.value;
        if (text === "") return choose(null);
        return choose(isMoment ? Math.round(new Date(text).getTime() / 1000) : text);
      }}
    />
  );
}

/** Seconds since the epoch as the browser's field wants them: local, without zone. */
function localMoment(value: unknown): string {
  if (typeof value !== "number") return "";
  const date = new Date(value * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
