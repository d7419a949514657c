import { requireAlertRight } from "../../domain/alerts/alert-access.ts";
import { refuse } from "../../domain/errors.ts";
import { listReports } from "../../domain/scheduled-reports/list-reports.ts";
import type { ReportView } from "../../domain/scheduled-reports/report-view.ts";
import { isId } from "../../domain/id.ts";
import { reportNames } from "../../notifications/compose/notice-report.ts";
import { channelHere } from "../alert/channel.ts";
import { given } from "../arg.ts";
import type { Kind } from "../arg.ts";
import { currentOrganization } from "../args/organization.ts";
import type { CommandContext } from "../define.ts";
import { CommandError } from "../problem.ts";

const MOST_SUGGESTIONS = 25;

/** A schedule by words of what it is, about whom and where; buttons give its id. */
export const report: Kind<string> = {
  kind: "text",
  label: "Report",
  field: "suggested",
  alsoKnownAs: ["id"],
  read(typed, field) {
    if (isId(typed)) return given(typed);
    return {
      ok: true,
      resolve: async (context) => only(context, matching(await reportsSeen(context), typed), { field, typed }),
    };
  },
  async suggest(context, query) {
    const found = matching(await reportsSeen(context), query).slice(0, MOST_SUGGESTIONS);
    return found.map((one) => ({ value: one.id, label: labelOf(one) }));
  },
};

/** The report that is meant where none is named: the only one of this channel, or the only one. */
export async function theOnlyReport(context: CommandContext): Promise<string> {
  const all = await reportsSeen(context);
  const place = channelHere(context);
  const here = all.filter(
    ({ address }) => address.platform === place?.platform && address.channelExternalId === place.channelExternalId,
  );
  return only(context, here.length === 1 ? here : all, { field: "report", typed: "" });
}

/** Those that the asker manages, and those of the channel. */
export function reportsSeen(context: CommandContext): Promise<readonly ReportView[]> {
  const here = channelHere(context);
  return listReports(context, {
    channel: here && { platform: here.platform, channelExternalId: here.channelExternalId },
  });
}

/** "usage report of Vision Lab in #gpu-alerts", "… in your direct messages". */
export function labelOf({ what, subject, channel }: ReportView): string {
  return `${reportNames[what]} of ${subject} in ${channel ?? "your direct messages"}`;
}

function matching(rows: readonly ReportView[], typed: string): readonly ReportView[] {
  const wanted = typed.toLowerCase().split(/\s+/u);
  return rows.filter((row) => {
    const words = `${labelOf(row)} ${row.what} ${row.every}`.toLowerCase();
    return wanted.every((word) => words.includes(word));
  });
}

interface Typed {
  readonly field: string;
  readonly typed: string;
}

async function only(context: CommandContext, rows: readonly ReportView[], { field, typed }: Typed): Promise<string> {
  const [first, another] = rows;
  if (!first) {
    const here = currentOrganization(context);
    // Whoever manages none hears that first.
    if (here) {
      const watched = { scope: "organization", organizationId: here.organizationId } as const;
      await requireAlertRight(context, context.db, { watched, right: "manage" });
    }
    return refuse({ kind: "not-found", thing: "report", ...(typed && { named: typed, field }) });
  }
  if (!another) return first.id;
  const candidates = rows.map((row) => ({ value: row.id, label: labelOf(row) }));
  throw new CommandError({ kind: "ambiguous", field, typed, things: "reports", candidates });
}
