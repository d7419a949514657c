import { createContext, useContext } from "react";
import type { ElementValue, SlackJson } from "../../../slack/seen.ts";
import type { PickerGroup } from "../shared/picker.tsx";

/** An interactive element, and the block it stands in. */
export interface PlacedElement {
  readonly blockId: string;
  readonly element: SlackJson;
  /** What it is called for screen readers where nothing visible names it. */
  readonly label: string;
  /** In an input block: what is chosen waits for the form to be sent, and the bot is not told at once. */
  readonly isInput: boolean;
  readonly describedBy?: string | undefined;
}

/** The message, modal or home tab around an element: where its clicks and its values go. */
export interface ElementHost {
  readonly valueOf: (placed: PlacedElement) => ElementValue;
  readonly press: (placed: PlacedElement, value?: ElementValue) => void;
  /** For input blocks: remembers the value; `isFinal` when the field is left or something was chosen. */
  readonly edit: (placed: PlacedElement, value: ElementValue, isFinal: boolean) => void;
  readonly suggest: (placed: PlacedElement, query: string) => Promise<readonly PickerGroup[]>;
  readonly errorIn: (blockId: string) => string | undefined;
}

export const HostContext = createContext<ElementHost | undefined>(undefined);

export function useHost(): ElementHost {
  const host = useContext(HostContext);
  if (host === undefined) throw new Error("This element belongs inside a message or a view.");
  return host;
}

/** Reads and sets one element's value, whichever kind of block it stands in. */
export function useElement(placed: PlacedElement): {
  readonly value: ElementValue;
  readonly choose: (value: ElementValue) => void;
  readonly isInvalid: boolean;
} {
  const host = useHost();
  return {
    value: host.valueOf(placed),
    choose: (value) => (placed.isInput ? host.edit(placed, value, true) : host.press(placed, value)),
    isInvalid: placed.isInput && host.errorIn(placed.blockId) !== undefined,
  };
}
