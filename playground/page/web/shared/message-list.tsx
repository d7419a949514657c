import { useEffect, useLayoutEffect, useRef } from "react";
import type { ReactNode } from "react";

interface Props {
  readonly label: string;
  /** Changes with the channel: a newly opened channel starts at its end. */
  readonly place: string;
  /** Changes when there is something new at the end. */
  readonly newest: string;
  /** Whether the newest is the reader's own or an answer to them: then it is shown wherever they had scrolled to. */
  readonly isForReader: boolean;
  readonly children: ReactNode;
}

const NEAR_THE_END_PX = 80;

/** A scrolling log that stays at its end while the reader is there, and is read aloud as it grows. */
export function MessageList({ label, place, newest, isForReader, children }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const lastTop = useRef(0);
  useLayoutEffect(() => {
    isAtEnd.current = true;
  }, [place]);
  useLayoutEffect(() => {
    if (isForReader) isAtEnd.current = true;
  }, [newest, isForReader]);
  useEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const follow = () => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    };
    follow();
    // Pictures and edited cards grow after they were drawn.
    const watcher = new ResizeObserver(follow);
    if (element.firstElementChild !== null) watcher.observe(element.firstElementChild);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [place, newest]);
  return (
    <div
      ref={list}
      className="messages"
      role="log"
      aria-label={label}
      tabIndex={0}
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        // Only the reader scrolls up; a list that grew or shrank merely ends elsewhere.
        if (scrollHeight - scrollTop - clientHeight < NEAR_THE_END_PX) isAtEnd.current = true;
        else if (scrollTop < lastTop.current) isAtEnd.current = false;
        lastTop.current = scrollTop;
      }}
    >
      <div className="messages-inside">{children}</div>
    </div>
  );
}
