import { listRequests } from "../../domain/requests/list-requests.ts";
import type { RequestAction, RequestRow } from "../../domain/requests/list-requests.ts";
import { showOf } from "../../domain/requests/show-of.ts";
import { answerButtons, cancelButton, termWords } from "../../notifications/compose/quota-request-words.ts";
import type { Button, TableRow } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { listMenu, listReply, pinned } from "../list.ts";
import { formButton } from "../words.ts";

const stateNames = {
  pending: "Waiting",
  approved: "Approved",
  denied: "Denied",
  cancelled: "Taken back",
  expired: "Expired",
} as const;

export const quotaRequests = defineCommand({
  name: ["quota", "requests"],
  aliases: [["requests"]],
  title: "Requests",
  summary: "List the requests that wait for your answer, and your own",
  group: "See and change limits",
  effect: "reads",
  args: {
    state: arg.choice("State", { ...stateNames, all: "All" })(
      "Only those in this state; those that wait, when left out",
      {
        default: "pending",
        keyed: true,
      },
    ),
    page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }),
  },
  example: "quota requests",
  moreExamples: ["quota requests state:all"],

  async run(context, { state, page }) {
    const found = await listRequests(context, { page, ...(state !== "all" && { state }) });
    const here = pinned(context, { state });
    return listReply(here, {
      ...found,
      heading: state === "all" ? "Requests" : `Requests, ${stateNames[state].toLowerCase()}`,
      nothing: state === "pending" ? "No request waits for your answer, and none of yours is open." : "No requests.",
      table: {
        columns: ["Who", "For", "How much more", "How long", "State", "Asked"],
        rows: found.rows.map((row) => rowOf(row)),
      },
      menus: [
        listMenu(here.call, "Filter", {
          "Only waiting": { state: "pending" },
          "Only approved": { state: "approved" },
          "Only denied": { state: "denied" },
          All: { state: "all" },
        }),
      ],
      actions: [formButton("Ask for more", "quota request")],
    });
  },
});

function rowOf(row: RequestRow): TableRow {
  const { requester, subjectName, meter, amount, state, decidedBy, createdAt } = row;
  return {
    cells: [
      requester.name,
      subjectName,
      showOf(meter, amount),
      [...(row.urgent ? ["urgent, "] : []), ...termWords(row)],
      decidedBy && state !== "cancelled" ? `${stateNames[state]} by ${decidedBy.name}` : stateNames[state],
      [{ time: createdAt }],
    ],
    actions: buttonsFor(row),
  };
}

function buttonsFor(row: RequestRow): readonly Button[] {
  const has = (action: RequestAction) => row.may.includes(action);
  return [...(has("approve") ? answerButtons(row) : []), ...(has("cancel") ? [cancelButton(row)] : [])];
}
