import type { SeenView } from "../../../slack/seen.ts";
import { Blocks } from "./blocks.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { HostContext } from "./host.ts";
import { useViewHost } from "./use-host.ts";

/** The app's home tab. */
export function HomeTab({ view }: { readonly view: SeenView | undefined }) {
  if (view === undefined) {
    return (
      <div className="messages home">
        <p className="empty">The app has not published anything here yet.</p>
      </div>
    );
  }
  return <PublishedHome key={view.id} view={view} />;
}

function PublishedHome({ view }: { readonly view: SeenView }) {
  const { host, question, dismiss } = useViewHost(view);
  return (
    <div className="messages home" tabIndex={0} role="region" aria-label="App home">
      <HostContext.Provider value={host}>
        <Blocks blocks={view.blocks} />
      </HostContext.Provider>
      {question === undefined ? null : <ConfirmDialog question={question} onDismiss={dismiss} />}
    </div>
  );
}
