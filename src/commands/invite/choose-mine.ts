import { listMyInvitations } from "../../domain/invitations/list-invitations.ts";
import type { CommandContext } from "../define.ts";
import type { Reply } from "../reply.ts";
import { button } from "../words.ts";

/** The one invitation that waits for the asker; or what to say where there is none, or more than one. */
export async function chooseMine(
  context: CommandContext,
  verb: "accept" | "decline",
): Promise<{ readonly id: string } | { readonly reply: Reply }> {
  const waiting = await listMyInvitations(context);
  const [only, another] = waiting;
  if (only && !another) return { id: only.id };
  if (!only) return { reply: { tone: "neutral", title: "No invitation is waiting for you." } };

  const label = verb === "accept" ? "Accept" : "Decline";
  const rows = waiting.map((row) => ({
    cells: [row.organization.name, row.role, row.inviter.name, [{ time: row.expiresAt }]],
    actions: [button(label, `invite ${verb}`, { invitation: row.id })],
  }));
  return {
    reply: {
      tone: "neutral",
      title: `${waiting.length} invitations are waiting for you. Which one do you mean?`,
      table: { columns: ["Where", "Role", "From", "Expires"], rows },
    },
  };
}
