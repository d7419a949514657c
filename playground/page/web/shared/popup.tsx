import { useEffect, useLayoutEffect, useRef } from "react";
import type { ReactNode, RefObject } from "react";

interface Props {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

const MARGIN = 8;

/** A box in the top layer beside its anchor, so that no scrolling list cuts it off; clicking elsewhere closes it. */
export function Popup({ anchor, onClose, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || anchor.current === null) return;
    element.showPopover();
    place(element, anchor.current.getBoundingClientRect());
  });
  useEffect(() => {
    const element = box.current;
    const closed = (event: Event) => {
      if (event instanceof ToggleEvent && event.newState === "closed") onClose();
    };
    element?.addEventListener("toggle", closed);
    return () => element?.removeEventListener("toggle", closed);
  }, [onClose]);
  return (
    <div ref={box} popover="auto" className="popup">
      {children}
    </div>
  );
}

function place(element: HTMLElement, anchor: DOMRect): void {
  const { innerWidth, innerHeight } = window;
  const width = Math.min(Math.max(anchor.width, 220), innerWidth - 2 * MARGIN);
  const below = innerHeight - anchor.bottom - 2 * MARGIN;
  const above = anchor.top - 2 * MARGIN;
  const isBelow = below >= Math.min(element.scrollHeight, 260) || below >= above;
  element.style.width = `${width}px`;
  element.style.left = `${Math.max(MARGIN, Math.min(anchor.left, innerWidth - width - MARGIN))}px`;
  element.style.maxHeight = `${Math.min(320, isBelow ? below : above)}px`;
  element.style.top = isBelow ? `${anchor.bottom + 4}px` : "auto";
  element.style.bottom = isBelow ? "auto" : `${innerHeight - anchor.top + 4}px`;
}
