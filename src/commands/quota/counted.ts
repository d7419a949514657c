import type { RequestView } from "../../domain/requests/request.ts";
import { showRequest } from "../../domain/requests/show-request.ts";
import { absenceLines, changedLines, openLines, tallyLines } from "../../notifications/compose/request-count-words.ts";
import type { CommandContext } from "../define.ts";
import type { Reply } from "../reply.ts";
import { button } from "../words.ts";

/** The answer to whoever has answered a request that more have to answer. */
export async function counted(
  context: CommandContext,
  { id: requestId, requester }: RequestView,
  what: "approval" | "denial",
): Promise<Reply> {
  const card = await showRequest(context, { requestId });
  return {
    tone: "success",
    title: `Your ${what} of ${requester.name}’s request counts`,
    lines: [
      ...tallyLines(card.tally),
      ...changedLines(card),
      ...openLines(card),
      ...absenceLines(card.absence),
      "Until it is decided, you can still say otherwise.",
    ],
    actions: [button("Requests", "quota requests")],
  };
}
