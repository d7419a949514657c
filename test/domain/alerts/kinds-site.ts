import { ingestActivity } from "../../../src/domain/activity/ingest-activity.ts";
import type { ActivityEvent, JobEnded } from "../../../src/domain/activity/activity-event.ts";
import { compareHours } from "../../../src/domain/alerts/compare-hours.ts";
import { evaluateClock } from "../../../src/domain/alerts/evaluate-clock.ts";
import { lookAtUnusualNow } from "../../../src/domain/alerts/look-at-unusual.ts";
import { newId } from "../../support/builders.ts";
import type { Lab, Site } from "./alerts-site.ts";

type Wish<Event> = Omit<Event, "source" | "id" | "time"> & { readonly time?: Date };

/** Something that Bob did in the lab. */
export async function tell(
  { bob, lab, site }: Lab,
  wish: Wish<JobEnded> | Record<string, unknown>,
  at: Date = site.now,
): Promise<void> {
  const about = { person: bob.id, organization: lab.id, source: "/test", id: newId(), time: at };
  // Safe: what is wished for is the rest of an event.
  const event = { ...about, ...wish } as unknown as ActivityEvent;
  const [verdict] = await ingestActivity(
    { ...site, now: at > site.now ? at : site.now },
    { tenantId: site.tenantId, events: [event] },
  );
  if (verdict?.status !== "accepted") throw new Error(`not kept: ${JSON.stringify(verdict)}`);
}

export function fail(lab: Lab, job: string, wish: Partial<JobEnded> = {}, at = lab.site.now): Promise<void> {
  return tell(lab, { kind: "job-ended", job, outcome: "failed", exitCode: 137, image: "cuda:12", ...wish }, at);
}

/** What the clock does now. */
export async function strike(site: Site): Promise<void> {
  for (const look of [evaluateClock, compareHours, lookAtUnusualNow]) await look(site);
}

/** The open alerts of a kind: whose, how many, and what its card says of it. */
export async function openOf({ db, tenantId }: Site, kind: string) {
  const rows = await db.alert.findMany({
    where: { tenantId, kind, phase: { not: "resolved" } },
    orderBy: [{ subjectName: "asc" }, { meter: "asc" }],
    select: { id: true, subjectName: true, value: true, facts: true, meter: true },
  });
  return rows.map(({ value, ...row }) => ({ ...row, value: Number(value) }));
}
