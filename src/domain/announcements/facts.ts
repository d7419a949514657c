import type { Transaction } from "../../storage/database.ts";
import type { Announcement } from "../../storage/generated/client.ts";
import { plan } from "../deliveries/plan.ts";
import type { Context } from "../context.ts";
import type { Ref } from "../events.ts";
import { audienceOf, PROGRESS } from "./announcement.ts";
import type { AnnouncementFacts } from "./events.ts";

/** As an event tells of it, with the organization that it is for, if it is one's. */
export function aboutOf(row: Announcement): { readonly announcement: AnnouncementFacts; readonly organization?: Ref } {
  const { id, title, audienceName, via, createdById, createdByName } = row;
  const audience = audienceOf(row);
  const createdBy = { id: createdById, name: createdByName };
  return {
    announcement: { id, title, audience: audienceName, via: via === "channels" ? "channels" : "direct", createdBy },
    ...("organizationId" in audience && { organization: { id: audience.organizationId, name: audience.name } }),
  };
}

/** Makes the card by which the sender follows it, or renews it. */
export async function renewProgress(
  tx: Transaction,
  context: Pick<Context, "tenantId" | "now" | "newId">,
  { id, createdById }: Pick<Announcement, "id" | "createdById">,
): Promise<void> {
  await plan(tx, context, { subject: PROGRESS, subjectId: id, recipient: `person:${createdById}` });
}
