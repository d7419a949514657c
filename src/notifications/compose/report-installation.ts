import { showAmount, showNumber } from "../../domain/meters/amount.ts";
import type { ReportContent } from "../../domain/scheduled-reports/report-content.ts";
import type { Fact, Text } from "../message.ts";
import type { ReportReading } from "./report.ts";
import { count, listed } from "./words.ts";

/** What is wrong and would not be seen otherwise. */
export function installationLines({ installation }: ReportContent): readonly Text[] {
  if (!installation) return [];
  const { degraded, noisy } = installation;
  return [
    ...(degraded.length > 0 ? [`Cannot be posted to: ${listed(degraded)}. What is for them waits.`] : []),
    ...noisy.map(({ name, suggestion }) => `Rule “${name}”: ${suggestion}`),
  ];
}

/** How the installation is: limits, what waits, what did not arrive, accounts. */
export function installationFacts({ installation }: ReportContent, reading: ReportReading): readonly Fact[] {
  if (!installation) return [];
  const { waiting, undelivered, accounts } = installation;
  const { all, fresh, stale } = accounts;
  return [
    { label: "At or over a limit", value: overWords(installation, reading) },
    {
      label: "Waiting",
      value: listed([
        count(waiting.requests, "request for more", "requests for more"),
        count(waiting.invitations, "invitation", "invitations"),
        count(waiting.people, "account to activate", "accounts to activate"),
      ]),
    },
    { label: "Not delivered", value: count(undelivered, "message", "messages") },
    {
      label: "Accounts",
      value: `${all.toLocaleString("en-US")}, ${fresh.toLocaleString("en-US")} new, ${stale.toLocaleString("en-US")} not used for 90 days`,
    },
  ];
}

function overWords(
  { over, overCount }: NonNullable<ReportContent["installation"]>,
  { configuration, isMasked }: ReportReading,
): string {
  if (overCount === 0) return "nobody";
  const shown = over.flatMap(({ name, isPersonal, meter: meterName, used, allowance }) => {
    const meter = configuration.meters.find((one) => one.name === meterName);
    const whose = isMasked && isPersonal ? "a member" : name;
    return meter ? [`${whose} ${showNumber(meter, used)} of ${showAmount(meter, allowance)}`] : [];
  });
  const more = overCount - shown.length;
  return `${shown.join("; ")}${more > 0 ? `; and ${count(more, "other", "others")}` : ""}`;
}
