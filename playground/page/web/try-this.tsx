import { useState } from "react";
import type { ReactNode } from "react";
import { CrossIcon } from "./shared/icons.tsx";

const KEY = "playground-hidden-hint";

interface Props {
  readonly as: string;
  readonly onSwitch: (personId: string) => void;
}

/** The first things to try, for somebody who has never seen the bot. */
export function TryThis({ as, onSwitch }: Props) {
  const [isHidden, setHidden] = useState(() => localStorage.getItem(KEY) === "yes");
  if (isHidden) return null;
  return (
    <section className="try-this" aria-label="Try this">
      <strong>Try this</strong>
      <ol>
        <li>
          As <Who id="alice" name="Alice" as={as} onSwitch={onSwitch} /> in Slack, send{" "}
          <code>/qm invite create @bob role:admin</code>
        </li>
        <li>
          Become <Who id="bob" name="Bob" as={as} onSwitch={onSwitch} />, open the direct message and <b>Accept</b>
        </li>
        <li>
          Look from Discord: <code>/member list</code>
        </li>
      </ol>
      <button
        type="button"
        className="quiet-icon"
        aria-label="Hide these suggestions"
        onClick={() => {
          localStorage.setItem(KEY, "yes");
          setHidden(true);
        }}
      >
        <CrossIcon />
      </button>
    </section>
  );
}

interface WhoProps {
  readonly id: string;
  readonly name: string;
  readonly as: string;
  readonly onSwitch: (personId: string) => void;
}

function Who({ id, name, as, onSwitch }: WhoProps): ReactNode {
  if (as === id) return <b>{name}</b>;
  return (
    <button type="button" className="link" onClick={() => onSwitch(id)}>
      {name}
    </button>
  );
}
