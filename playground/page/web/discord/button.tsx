import { useState } from "react";
import { ButtonStyle } from "discord-api-types/v10";
import type { APIButtonComponent } from "discord-api-types/v10";
import { LinkOutIcon } from "../shared/icons.tsx";
import { useMessage } from "./message-context.ts";
import { useInteraction } from "./use-interaction.ts";

const styles: Readonly<Record<number, string>> = {
  [ButtonStyle.Primary]: "primary",
  [ButtonStyle.Secondary]: "secondary",
  [ButtonStyle.Success]: "success",
  [ButtonStyle.Danger]: "danger",
};

export function Button({ button }: { readonly button: APIButtonComponent }) {
  const message = useMessage();
  const { act, settle } = useInteraction();
  const [isBusy, setBusy] = useState(false);
  if (button.style === ButtonStyle.Premium) return null;

  const label = (
    <>
      {button.emoji?.name === undefined ? null : <span aria-hidden="true">{button.emoji.name}</span>}
      {button.label}
    </>
  );
  if (button.style === ButtonStyle.Link) {
    return (
      <a className="discord-button discord-secondary" href={button.url} target="_blank" rel="noreferrer noopener">
        {label}
        <LinkOutIcon />
      </a>
    );
  }
  const press = async () => {
    setBusy(true);
    settle(await act("press", { messageId: message.id, customId: button.custom_id }));
    setBusy(false);
  };
  return (
    <button
      type="button"
      className={`discord-button discord-${styles[button.style]}`}
      disabled={button.disabled === true}
      aria-busy={isBusy}
      aria-label={button.label === undefined ? button.emoji?.name : undefined}
      onClick={() => void press()}
    >
      {label}
    </button>
  );
}
