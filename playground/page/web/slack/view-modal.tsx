import { useContext, useState } from "react";
import type { SeenView, SubmitResult } from "../../../slack/seen.ts";
import { Dialog } from "../shared/dialog.tsx";
import { ActingContext, useAct } from "../world.ts";
import { Blocks } from "./blocks.tsx";
import { complaintOf } from "./complaints.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { HostContext } from "./host.ts";
import { textAt } from "./json.ts";
import { useViewHost } from "./use-host.ts";

interface Props {
  readonly view: SeenView;
  /** How many modals are stacked, this one included. */
  readonly depth: number;
}

/** The modal on top of the stack. */
export function ViewModal({ view, depth }: Props) {
  const act = useAct("slack");
  const { complain, announce } = useContext(ActingContext);
  const [incomplete, setIncomplete] = useState<Readonly<Record<string, string>>>({});
  const [isSending, setSending] = useState(false);
  const { host, question, dismiss, values } = useViewHost(view, { ...view.errors, ...incomplete });

  const settle = (result: SubmitResult | undefined) => {
    if (result === undefined) return;
    if (result.outcome === "incomplete" || result.outcome === "errors") {
      setIncomplete(result.outcome === "incomplete" ? result.errors : {});
      announce(`Not sent: ${Object.values(result.errors).join(" ")}`);
      return;
    }
    setIncomplete({});
    const complaint = complaintOf(result);
    if (complaint !== undefined) complain("slack", complaint);
  };
  const submit = async () => {
    if (view.submit === undefined || isSending) return;
    setSending(true);
    settle(await act("submit", { viewId: view.id, values }));
    setSending(false);
  };
  const close = (clear: boolean) => void act("close", { viewId: view.id, clear });

  return (
    <Dialog
      title={textAt(view.title, "text")}
      className="slack-dialog"
      onClose={() => close(depth === 1)}
      onSubmit={() => void submit()}
      footer={
        <>
          <button type="button" className="slack-button" data-default onClick={() => close(false)}>
            {textAt(view.close, "text") || (depth > 1 ? "Back" : "Close")}
          </button>
          {view.submit === undefined ? null : (
            <button type="submit" className="slack-button slack-button-primary" aria-disabled={isSending}>
              {isSending ? "Sending…" : textAt(view.submit, "text")}
            </button>
          )}
        </>
      }
    >
      <HostContext.Provider value={host}>
        <Blocks blocks={view.blocks} />
      </HostContext.Provider>
      {question === undefined ? null : <ConfirmDialog question={question} onDismiss={dismiss} />}
    </Dialog>
  );
}
