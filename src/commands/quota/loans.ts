import { listLoans } from "../../domain/loans/list-loans.ts";
import type { LoanPage, LoanRow } from "../../domain/loans/list-loans.ts";
import { showOf } from "../../domain/requests/show-of.ts";
import type { TableRow, Text } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { mayIn } from "../access.ts";
import { defineCommand } from "../define.ts";
import { listMenu, listReply, pinned } from "../list.ts";
import { actions, formButton } from "../words.ts";
import { actionButton } from "./loan-words.ts";

const stateNames = {
  offered: "Waiting",
  active: "Running",
  returned: "Returned",
  declined: "Declined",
  cancelled: "Taken back",
  expired: "Expired",
} as const;

export const quotaLoans = defineCommand({
  name: ["quota", "loans"],
  aliases: [["loans"], ["loan", "list"]],
  title: "Loans",
  summary: "List what an organization has lent and borrowed, with what was used and came back",
  group: "See and change limits",
  permission: "quota:view",
  effect: "reads",
  args: {
    org: arg.organization("Which; your current organization, when left out", { default: "current" }),
    state: arg.choice("State", stateNames)("Only those in this state", { optional: true, keyed: true }),
    page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }),
  },
  example: "quota loans",
  moreExamples: ["quota loans vision-lab state:active"],

  async run(context, { org, state, page }) {
    const found = await listLoans(context, { organizationId: org.organizationId, page, ...(state && { state }) });
    const here = pinned(context, { org: org.slug });
    const mayLend = mayIn(context.standing, org, "quota:lend");
    const reply = listReply(here, {
      ...found,
      heading: `Loans of ${org.name}`,
      nothing: `${org.name} has lent and borrowed nothing.`,
      table: { columns: ["To or from", "How much", "State", "Used", "Offered", "Until"], rows: found.rows.map(rowOf) },
      filters: ["state"],
      menus: [
        listMenu(here.call, "Filter", {
          "Only running": { state: "active" },
          "Only waiting": { state: "offered" },
          "Only returned": { state: "returned" },
        }),
      ],
      ...actions(
        mayLend && formButton("Lend", "quota lend", { from: org.slug }),
        mayLend && formButton("Borrow", "quota borrow", { to: org.slug }),
      ),
    });
    return found.total === 0 ? reply : { ...reply, lines: [...(reply.lines ?? []), ...totals(found)] };
  },
});

/** Also of what is only offered, or was declined. */
const sideWords = { lender: "to", borrower: "from" } as const;

function rowOf(row: LoanRow): TableRow {
  const { side, lender, borrower, meter, amount, state, usedAmount, offeredAt, until } = row;
  return {
    cells: [
      `${sideWords[side]} ${(side === "lender" ? borrower : lender).name}`,
      showOf(meter, amount),
      stateNames[state],
      usedAmount === null ? "–" : showOf(meter, usedAmount),
      [{ time: offeredAt }],
      [{ time: until }],
    ],
    actions: row.may.map((action) => actionButton(row, action)),
  };
}

function totals({ totals: sums }: LoanPage): readonly Text[] {
  if (sums.length === 0) return ["Nothing is lent or borrowed at present."];
  return sums.map(
    ({ meter, lent, borrowed }) => `At present ${showOf(meter, lent)} lent, ${showOf(meter, borrowed)} borrowed.`,
  );
}
