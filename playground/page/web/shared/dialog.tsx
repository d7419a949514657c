import { useEffect, useId, useRef } from "react";
import type { FormEvent, ReactNode } from "react";
import { createPortal } from "react-dom";
import { CrossIcon } from "./icons.tsx";

interface Props {
  readonly title: string;
  readonly className: string;
  readonly onClose: () => void;
  readonly onSubmit?: (() => void) | undefined;
  readonly children: ReactNode;
  readonly footer: ReactNode;
}

/** A modal dialog: keeps the focus inside, closes with Esc, submits with Enter. */
export function Dialog({ title, className, onClose, onSubmit, children, footer }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element === null || element.open) return;
    element.showModal();
    const first = element.querySelector<HTMLElement>(FIELD);
    (first ?? element.querySelector<HTMLElement>("[data-default]"))?.focus();
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // React passes it on to the form around this dialog, wherever the dialog stands in the document.
    event.stopPropagation();
    onSubmit?.();
  };
  return createPortal(
    <dialog
      ref={dialog}
      className={`dialog ${className}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <form noValidate onSubmit={submit}>
        <header className="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="quiet-icon" aria-label="Close" onClick={onClose}>
            <CrossIcon />
          </button>
        </header>
        <div className="dialog-body">{children}</div>
        <footer className="dialog-foot">{footer}</footer>
      </form>
    </dialog>,
    document.body,
  );
}

const FIELD = ".dialog-body :is(input, textarea, select, button):not([disabled])";
