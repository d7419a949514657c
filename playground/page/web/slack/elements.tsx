import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { DotsIcon, LinkOutIcon } from "../shared/icons.tsx";
import { Popup } from "../shared/popup.tsx";
import { ChoiceElement } from "./choices.tsx";
import { FileElement } from "./file-input.tsx";
import { useHost } from "./host.ts";
import type { PlacedElement } from "./host.ts";
import { BlockImage } from "./image.tsx";
import { listAt, textAt, wordsAt } from "./json.ts";
import { DateTimeElement, TextElement } from "./inputs.tsx";
import { SelectElement } from "./selects.tsx";

/** Any Block Kit element. */
export function Element(placed: PlacedElement): ReactNode {
  const type = textAt(placed.element, "type");
  const Drawn = drawn[type] ?? (type.endsWith("_select") ? SelectElement : undefined);
  if (Drawn === undefined) return <span className="unknown">(an element of type {type}, not drawn here)</span>;
  return <Drawn {...placed} />;
}

const drawn: Readonly<Record<string, (placed: PlacedElement) => ReactNode>> = {
  button: Button,
  workflow_button: Button,
  overflow: Overflow,
  image: ({ element }) => <BlockImage image={element} className="accessory-image" />,
  checkboxes: ChoiceElement,
  radio_buttons: ChoiceElement,
  datepicker: DateTimeElement,
  timepicker: DateTimeElement,
  datetimepicker: DateTimeElement,
  plain_text_input: TextElement,
  email_text_input: TextElement,
  url_text_input: TextElement,
  number_input: TextElement,
  rich_text_input: TextElement,
  file_input: FileElement,
};

function Button(placed: PlacedElement) {
  const { press } = useHost();
  const { element } = placed;
  const style = textAt(element, "style");
  return (
    <button
      type="button"
      className={`slack-button ${style === "" ? "" : `slack-button-${style}`}`}
      aria-label={textAt(element, "accessibility_label") || undefined}
      onClick={() => press(placed)}
    >
      {wordsAt(element, "text")}
      {textAt(element, "url") === "" ? null : <LinkOutIcon />}
    </button>
  );
}

function Overflow(placed: PlacedElement) {
  const { press } = useHost();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className="slack-button slack-overflow"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={placed.label === "" ? "More actions" : `More actions: ${placed.label}`}
        onClick={() => setOpen(true)}
      >
        <DotsIcon />
      </button>
      {isOpen ? (
        <Popup anchor={button} onClose={() => setOpen(false)}>
          <OverflowMenu
            placed={placed}
            onClose={close}
            onPick={(value) => {
              close();
              press(placed, value);
            }}
          />
        </Popup>
      ) : null}
    </>
  );
}

interface OverflowMenuProps {
  readonly placed: PlacedElement;
  readonly onClose: () => void;
  readonly onPick: (value: string) => void;
}

function OverflowMenu({ placed, onClose, onPick }: OverflowMenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => menu.current?.querySelector("button")?.focus(), []);
  return (
    <div
      ref={menu}
      role="menu"
      aria-label="More actions"
      className="menu"
      onKeyDown={(event) => {
        if (event.key === "Escape" || event.key === "Tab") {
          event.preventDefault();
          event.stopPropagation();
          onClose();
        }
        const item = event.target instanceof HTMLElement ? event.target : undefined;
        const next = { ArrowDown: item?.nextElementSibling, ArrowUp: item?.previousElementSibling }[event.key];
        if (!(next instanceof HTMLElement)) return;
        event.preventDefault();
        next.focus();
      }}
    >
      {listAt(placed.element, "options").map((option) => (
        <button
          key={textAt(option, "value")}
          type="button"
          role="menuitem"
          onClick={() => onPick(textAt(option, "value"))}
        >
          {wordsAt(option, "text")}
          {wordsAt(option, "description") === "" ? null : (
            <span className="option-note">{wordsAt(option, "description")}</span>
          )}
        </button>
      ))}
    </div>
  );
}
