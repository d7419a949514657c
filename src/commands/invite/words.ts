import type { InvitationAction, InvitationRow, InvitationView } from "../../domain/invitations/invitation.ts";
import { throughChannel } from "../../notifications/compose/words.ts";
import type { Button } from "../../notifications/message.ts";
import { button } from "../words.ts";

/** How far a pending invitation has come. */
export function deliveryWords({ delivery }: InvitationView): string {
  if (!delivery) return "waiting";
  switch (delivery.state) {
    case "pending":
    case "held":
      return "waiting, on its way";
    case "sent":
      return `waiting, sent ${throughChannel(delivery.channel)}`.trim();
    case "failed":
    case "undeliverable":
      return "not delivered";
  }
}

const labels: Readonly<Record<InvitationAction, string>> = {
  accept: "Accept",
  decline: "Decline",
  revoke: "Revoke",
  resend: "Resend",
  retry: "Retry",
};

/** The buttons for what the asker may do with an invitation, and nothing else. */
export function rowActions(row: InvitationRow): readonly Button[] {
  return [
    ...row.may.map((action) => actionButton(row.id, action)),
    button("Show", "invite show", { invitation: row.id }),
  ];
}

export function actionButton(invitation: string, action: InvitationAction): Button {
  const style = action === "accept" ? ({ style: "primary" } as const) : {};
  return button(labels[action], `invite ${action}`, { invitation }, style);
}
