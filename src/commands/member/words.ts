import type { MemberAction, MemberRow } from "../../domain/memberships/list-members.ts";
import type { Button, TableRow, Text } from "../../notifications/message.ts";
import { button, formButton, present, stateNames } from "../words.ts";

/** One line of a member list, with what the asker may do about it. */
export function memberRow(row: MemberRow, slug: string): TableRow {
  const buttons = row.may.map((action) => actionButton(row, { action, slug }));
  return {
    cells: [
      row.kind === "service" ? `${row.name} (service account)` : row.name,
      row.role,
      stateNames[row.state],
      sinceOf(row),
    ],
    actions: present(buttons),
  };
}

function sinceOf(row: MemberRow): Text {
  return row.expiresAt ? ["expires ", { time: row.expiresAt }] : [{ time: row.since }];
}

function actionButton(row: MemberRow, { action, slug }: { action: MemberAction; slug: string }): Button | undefined {
  const person = row.username ? `@${row.username}` : "";
  const invitation = row.invitationId ?? "";
  switch (action) {
    case "role":
      return formButton("Change the role", "member role", { person, org: slug });
    case "remove":
      return button("Remove", "member remove", { person, org: slug });
    case "remove-account":
      return button("Remove the account", "service remove", { name: row.name });
    case "leave":
      return button("Leave", "member leave", { org: slug });
    case "resend":
      return button("Resend", "invite resend", { invitation });
    case "revoke":
      return button("Revoke", "invite revoke", { invitation });
  }
}
