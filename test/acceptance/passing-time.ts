import { v7 as uuidv7 } from "uuid";
import { builtInConfiguration } from "../../src/domain/configuration/built-in.ts";
import { tasksOf } from "../../src/notifications/tasks.ts";
import type { Scene } from "../support/scene.ts";
import type { Lab } from "./story.ts";

export const HOUR = 60 * 60 * 1000;
export const DAY = 24 * HOUR;

/** So much time goes by for the invitations to one organization. */
export async function letTimePass({ db }: Scene, { id }: Lab, milliseconds: number): Promise<void> {
  const seconds = milliseconds / 1000;
  await db.$executeRaw`
    UPDATE invitation SET created_at = created_at - make_interval(secs => ${seconds}),
      expires_at = expires_at - make_interval(secs => ${seconds})
    WHERE organization_id = ${id}::uuid`;
}

/** So much time goes by for the requests, grants, loans and pauses of one organization. */
export async function letQuotaAge({ db }: Scene, { id }: Lab, milliseconds: number): Promise<void> {
  const seconds = milliseconds / 1000;
  await db.$executeRaw`
    UPDATE quota_request SET created_at = created_at - make_interval(secs => ${seconds}),
      expires_at = expires_at - make_interval(secs => ${seconds}), until = until - make_interval(secs => ${seconds})
    WHERE organization_id = ${id}::uuid`;
  await db.$executeRaw`
    UPDATE quota_grant SET created_at = created_at - make_interval(secs => ${seconds}),
      effective_at = effective_at - make_interval(secs => ${seconds}),
      expires_at = expires_at - make_interval(secs => ${seconds})
    WHERE organization_id = ${id}::uuid`;
  await db.$executeRaw`
    UPDATE quota_loan SET offered_at = offered_at - make_interval(secs => ${seconds}),
      offer_ends_at = offer_ends_at - make_interval(secs => ${seconds}),
      starts_at = starts_at - make_interval(secs => ${seconds}), until = until - make_interval(secs => ${seconds})
    WHERE ${id}::uuid IN (lender_id, borrower_id)`;
  await db.$executeRaw`
    UPDATE quota_pause SET set_at = set_at - make_interval(secs => ${seconds}), until = until - make_interval(secs => ${seconds})
    WHERE organization_id = ${id}::uuid`;
}

type Ticking =
  | "expire invitations"
  | "remind invitees"
  | "expire requests"
  | "escalate requests"
  | "warn of grants that end"
  | "end grants"
  | "return loans"
  | "warn of loans that go back"
  | "expire loans"
  | "end pauses"
  | "look at policies";

/** Runs one of the tasks that go by the clock, as its minute does. */
export async function strike({ db }: Scene, name: Ticking): Promise<void> {
  const world = () => ({
    db,
    now: new Date(),
    configuration: builtInConfiguration(new Date()),
    newId: () => uuidv7(),
    newCode: () => "7KQ2-M4XR",
  });
  const task = tasksOf({ db, world }).find((one) => one.name === name);
  if (!task) throw new Error(`nothing goes by the clock under the name ${name}`);
  await task.run();
}
