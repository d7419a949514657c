import { CrossIcon } from "./icons.tsx";

interface Props {
  readonly words: string | undefined;
  readonly onForgive: () => void;
}

/** What went wrong, at the foot of a pane, until it is dismissed. */
export function Complaint({ words, onForgive }: Props) {
  return (
    <div className="complaint-place" role="alert">
      {words === undefined ? null : (
        <p className="complaint">
          <span>{words}</span>
          <button type="button" className="quiet-icon" aria-label="Dismiss" onClick={onForgive}>
            <CrossIcon />
          </button>
        </p>
      )}
    </div>
  );
}
