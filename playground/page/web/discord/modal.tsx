import { Fragment, useState } from "react";
import { ComponentType } from "discord-api-types/v10";
import type { ModalField, OpenModal } from "../../../discord/seen.ts";
import { Dialog } from "../shared/dialog.tsx";
import { Markdown } from "../shared/markdown.tsx";
import { readForUpload } from "../shared/upload.ts";
import type { UploadedFile } from "../shared/upload.ts";
import { ModalFieldInput } from "./modal-field.tsx";
import { useInteraction } from "./use-interaction.ts";

export type FieldValue = string | boolean | readonly string[] | readonly File[];

/** The modal that the bot opened. */
export function OpenModalDialog({ modal }: { readonly modal: OpenModal }) {
  const { act } = useInteraction();
  const { typed, setTyped, problems, failure, submit } = useModal();
  const close = () => void act("closeModal", {});
  return (
    <Dialog
      title={modal.title}
      className="discord-dialog"
      onClose={close}
      onSubmit={() => void submit()}
      footer={<Footer onClose={close} />}
    >
      {failure === undefined && problems[""] === undefined ? null : (
        <p className="input-error" role="alert">
          {failure ?? problems[""]}
        </p>
      )}
      <Texts modal={modal} />
      {modal.fields.map((field) => (
        <ModalFieldInput
          key={field.customId}
          field={field}
          value={typed[field.customId] ?? initialOf(field)}
          problem={problems[field.customId]}
          onChange={(value) => setTyped({ ...typed, [field.customId]: value })}
        />
      ))}
    </Dialog>
  );
}

function Footer({ onClose }: { readonly onClose: () => void }) {
  return (
    <>
      <button type="button" className="discord-button discord-plain" data-default onClick={onClose}>
        Cancel
      </button>
      <button type="submit" className="discord-button discord-primary">
        Submit
      </button>
    </>
  );
}

/** What was typed, and what came of sending it; a refused or unanswered modal stays open. */
function useModal() {
  const { act, settle } = useInteraction();
  const [typed, setTyped] = useState<Readonly<Record<string, FieldValue>>>({});
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<string>();
  const submit = async () => {
    const outcome = await act("submitModal", { values: await sendable(typed) });
    if (outcome === undefined) return;
    const refused = outcome.kind === "refused" ? outcome.problems : [];
    setProblems(Object.fromEntries(refused.map(({ field = "", message }) => [field, message])));
    setFailure(outcome.kind === "failed" ? outcome.text : undefined);
    if (outcome.kind !== "refused" && outcome.kind !== "failed") settle(outcome);
  };
  return { typed, setTyped, problems, failure, submit };
}

/** Text that the bot put into the modal besides the fields. */
function Texts({ modal }: { readonly modal: OpenModal }) {
  return modal.raw.components.map((component, index) => (
    <Fragment key={index}>
      {component.type === ComponentType.TextDisplay ? <Markdown text={component.content} /> : null}
    </Fragment>
  ));
}

function initialOf(field: ModalField): FieldValue {
  return field.kind === "files" ? [] : field.value;
}

async function sendable(
  typed: Readonly<Record<string, FieldValue>>,
): Promise<Record<string, string | boolean | string[] | UploadedFile[]>> {
  const entries = Object.entries(typed).map(async ([id, value]) => [id, await sendableValue(value)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function sendableValue(value: FieldValue): Promise<string | boolean | string[] | UploadedFile[]> {
  if (typeof value === "string" || typeof value === "boolean") return value;
  const files = value.filter((item) => item instanceof File);
  if (files.length > 0) return Promise.all(files.map(readForUpload));
  return value.filter((item) => typeof item === "string");
}
