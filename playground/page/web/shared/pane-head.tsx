import { ListIcon } from "./icons.tsx";

interface Props {
  readonly title: string;
  readonly topic?: string | undefined;
  readonly isSidebarOpen: boolean;
  readonly onSidebar: () => void;
}

/** The open channel's name; on a narrow pane with the button that shows the other channels. */
export function PaneHead({ title, topic, isSidebarOpen, onSidebar }: Props) {
  return (
    <header className="pane-head">
      <button
        type="button"
        className="quiet-icon show-channels"
        aria-expanded={isSidebarOpen}
        aria-label="Channels"
        onClick={onSidebar}
      >
        <ListIcon />
      </button>
      <h2>{title}</h2>
      {topic === undefined || topic === "" ? null : <p className="topic">{topic}</p>}
    </header>
  );
}
