import type { RequestView } from "../../domain/requests/request.ts";
import { showOf } from "../../domain/requests/show-of.ts";
import { grantLines } from "../../notifications/compose/quota-request-words.ts";
import { counted } from "./counted.ts";
import type { CommandContext } from "../define.ts";
import type { Reply } from "../reply.ts";
import { actions, button } from "../words.ts";

/** The answer to whoever has approved a request. */
export async function granted(context: CommandContext, request: RequestView): Promise<Reply> {
  const { requester, meter, amount, grant, subjectName } = request;
  if (request.state === "pending") return counted(context, request, "approval");

  return {
    tone: "success",
    title: `${requester.name} was granted ${showOf(meter, grant?.amount ?? amount)} more`,
    lines: [`For ${subjectName}.`, ...grantLines(request)],
    ...actions(
      grant !== null && button("Take back", "quota void", { grant: grant.id }, { style: "danger" }),
      button("Requests", "quota requests"),
    ),
  };
}
