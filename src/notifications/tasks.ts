import { endSilences } from "../domain/alerts/end-silence.ts";
import { flushDigests } from "../domain/alerts/flush-digests.ts";
import { releaseUnanswered } from "../domain/alerts/release-unanswered.ts";
import { releaseHeldAlerts } from "../domain/alerts/release-held.ts";
import { endSnoozes } from "../domain/alerts/snooze-alert.ts";
import { compareHours } from "../domain/alerts/compare-hours.ts";
import { lookAtUnusualNow } from "../domain/alerts/look-at-unusual.ts";
import { evaluateClock } from "../domain/alerts/evaluate-clock.ts";
import { dropActivity } from "../domain/activity/drop-activity.ts";
import { followAnnouncements } from "../domain/announcements/follow-announcements.ts";
import { sealAudit } from "../domain/audit/seal-audit.ts";
import { endPauses } from "../domain/pauses/end-pauses.ts";
import { evaluateAllPolicies } from "../domain/policies/evaluate-policies.ts";
import { endGrants, warnOfGrants } from "../domain/quotas/end-grants.ts";
import { endQuotas } from "../domain/quotas/end-quotas.ts";
import { expireInvitations } from "../domain/invitations/expire-invitations.ts";
import { remindInvitees } from "../domain/invitations/remind-invitees.ts";
import { dropPartitions, preparePartitions } from "../domain/usage/partitions.ts";
import { pruneBalances } from "../domain/usage/prune-balances.ts";
import { expireLoans, returnLoans } from "../domain/loans/return-loan.ts";
import { warnOfLoans } from "../domain/loans/warn-of-loans.ts";
import { postDueReports } from "../domain/scheduled-reports/post-due-reports.ts";
import { endAbsences } from "../domain/requests/away.ts";
import { escalateRequests } from "../domain/requests/escalate-requests.ts";
import { expireRequests } from "../domain/requests/expire-requests.ts";
import { expireReservations } from "../domain/reservations/expire-reservations.ts";
import { tidyReservations } from "../domain/reservations/tidy-reservations.ts";
import { retryDegraded } from "./retry-channels.ts";
import type { Task } from "./schedule.ts";
import { sweepDeliveries } from "./sweep.ts";
import { refreshAlertmanagers } from "./webhooks/refresh-alertmanagers.ts";
import { tidy } from "./tidy.ts";
import type { Sender } from "./world.ts";

/** All that runs by the clock. */
export function tasksOf({
  db,
  world,
  messengers = {},
}: Pick<Sender, "db" | "world"> & Partial<Pick<Sender, "messengers">>): readonly Task[] {
  return [
    { name: "expire invitations", pattern: "0 * * * * *", run: () => expireInvitations(world()) },
    { name: "remind invitees", pattern: "30 * * * * *", run: () => remindInvitees(world()) },
    { name: "end limits", pattern: "5 * * * * *", run: () => endQuotas(world()) },
    { name: "end grants", pattern: "10 * * * * *", run: () => endGrants(world()) },
    { name: "warn of grants that end", pattern: "40 * * * * *", run: () => warnOfGrants(world()) },
    { name: "end pauses", pattern: "*/5 * * * * *", run: () => endPauses(world()) },
    { name: "look at policies", pattern: "1-59/5 * * * * *", run: () => evaluateAllPolicies(world()) },
    { name: "expire requests", pattern: "15 * * * * *", run: () => expireRequests(world()) },
    { name: "escalate requests", pattern: "20 * * * * *", run: () => escalateRequests(world()) },
    { name: "end absences", pattern: "12 * * * * *", run: () => endAbsences(world()) },
    { name: "return loans", pattern: "2 * * * * *", run: () => returnLoans(world()) },
    { name: "warn of loans that go back", pattern: "55 * * * * *", run: () => warnOfLoans(world()) },
    { name: "expire loans", pattern: "35 * * * * *", run: () => expireLoans(world()) },
    { name: "evaluate alerts", pattern: "*/5 * * * * *", run: () => evaluateClock(world()) },
    { name: "compare hours", pattern: "4-59/5 * * * * *", run: () => compareHours(world()) },
    { name: "look for what is unusual now", pattern: "8 */5 * * * *", run: () => lookAtUnusualNow(world()) },
    { name: "send announcements", pattern: "1-59/2 * * * * *", run: () => followAnnouncements(world()) },
    { name: "seal the audit trail", pattern: "*/3 * * * * *", run: () => sealAudit(world()) },
    { name: "prepare partitions", pattern: "20 5 * * * *", run: () => preparePartitions(world()) },
    { name: "prune balances", pattern: "50 20 3 * * *", run: () => pruneBalances(world()) },
    { name: "drop old events", pattern: "20 35 * * * *", run: () => dropPartitions(world()) },
    { name: "sweep deliveries", pattern: "*/5 * * * * *", run: () => sweepDeliveries(db) },
    { name: "tell what was held back", pattern: "*/5 * * * * *", run: () => releaseHeldAlerts(world()) },
    { name: "send digests", pattern: "*/5 * * * * *", run: () => flushDigests(world()) },
    { name: "post reports", pattern: "2-59/5 * * * * *", run: () => postDueReports(world()) },
    { name: "end silences", pattern: "3-59/5 * * * * *", run: () => endSilences(world()) },
    { name: "end snoozes", pattern: "4-59/5 * * * * *", run: () => endSnoozes(world()) },
    {
      name: "try channels again",
      pattern: "25 * * * * *",
      run: () => retryDegraded({ db, world, messengers }),
    },
    {
      name: "say alerts again to Alertmanagers",
      pattern: "50 * * * * *",
      run: () => refreshAlertmanagers({ db, world }),
    },
    { name: "expire reservations", pattern: "*/2 * * * * *", run: () => expireReservations(world()) },
    { name: "tidy reservations", pattern: "45 * * * * *", run: () => tidyReservations(world()) },
    { name: "release what nobody answers for", pattern: "28 * * * * *", run: () => releaseUnanswered(world()) },
    { name: "forget activity", pattern: "50 20 * * * *", run: () => dropActivity(world()) },
    { name: "tidy", pattern: "15 */10 * * * *", run: () => tidy(db, world().now) },
  ];
}
