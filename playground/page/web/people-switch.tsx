import { useRef } from "react";
import type { KeyboardEvent } from "react";
import type { PersonTab } from "../protocol.ts";
import { Avatar } from "./shared/avatar.tsx";
import { Badge } from "./shared/badge.tsx";

interface Props {
  readonly people: readonly PersonTab[];
  readonly current: string;
  readonly onSwitch: (personId: string) => void;
}

/** Who you are on the page: a radio group, so that the arrow keys go from person to person. */
export function PeopleSwitch({ people, current, onSwitch }: Props) {
  const group = useRef<HTMLDivElement>(null);
  const moveBy = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;

    event.preventDefault();
    const index = people.findIndex((person) => person.id === current);
    const next = people[(index + step + people.length) % people.length];
    if (next === undefined) return;
    onSwitch(next.id);
    group.current?.querySelector<HTMLElement>(`[data-person="${next.id}"]`)?.focus();
  };
  return (
    <div className="people" role="radiogroup" aria-label="Act as" ref={group} onKeyDown={moveBy}>
      <span className="people-label" aria-hidden="true">
        You are
      </span>
      {people.map((person) => (
        <PersonButton key={person.id} person={person} isCurrent={person.id === current} onSwitch={onSwitch} />
      ))}
    </div>
  );
}

interface PersonProps {
  readonly person: PersonTab;
  readonly isCurrent: boolean;
  readonly onSwitch: (personId: string) => void;
}

function PersonButton({ person, isCurrent, onSwitch }: PersonProps) {
  const unread = person.unread.slack + person.unread.discord;
  return (
    <button
      type="button"
      role="radio"
      className="person"
      data-person={person.id}
      aria-checked={isCurrent}
      tabIndex={isCurrent ? 0 : -1}
      title={`${person.name}. ${person.note}`}
      onClick={() => onSwitch(person.id)}
    >
      <Avatar name={person.name} size="small" />
      <span className="person-name">
        {person.name.split(" ")[0]}
        <span className="for-readers"> {person.name.split(" ").slice(1).join(" ")}</span>
      </span>
      <Badge count={unread} what="unread direct message" />
    </button>
  );
}
