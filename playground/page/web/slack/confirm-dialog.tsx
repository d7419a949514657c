import { Dialog } from "../shared/dialog.tsx";
import { objectAt, textAt, wordsAt } from "./json.ts";
import { TextObject } from "./text-object.tsx";
import type { Question } from "./use-host.ts";

interface Props {
  readonly question: Question;
  readonly onDismiss: () => void;
}

/** Asks what an element's `confirm` asks. */
export function ConfirmDialog({ question, onDismiss }: Props) {
  const { dialog, confirm } = question;
  const text = objectAt(dialog, "text");
  const style = textAt(dialog, "style") === "danger" ? "danger" : "primary";
  return (
    <Dialog
      title={wordsAt(dialog, "title") || "Are you sure?"}
      className="slack-dialog slack-confirm"
      onClose={onDismiss}
      onSubmit={confirm}
      footer={
        <>
          <button type="button" className="slack-button" data-default onClick={onDismiss}>
            {wordsAt(dialog, "deny") || "Cancel"}
          </button>
          <button type="submit" className={`slack-button slack-button-${style}`}>
            {wordsAt(dialog, "confirm") || "Yes"}
          </button>
        </>
      }
    >
      {text === undefined ? null : <TextObject text={text} />}
    </Dialog>
  );
}
