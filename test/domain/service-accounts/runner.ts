import { createServiceAccount } from "../../../src/domain/service-accounts/create-service-account.ts";
import type { Database } from "../../../src/storage/database.ts";
import { contextOf } from "../../support/builders.ts";
import { aVisionLab } from "../quotas/vision-lab.ts";

/** Vision Lab with the service account ci-runner, which Alice, its owner, made; Bob, a member, answers for it. */
export async function aRunner(db: Database) {
  const found = await aVisionLab(db);
  const { world, alice, bob, lab } = found;
  const account = await createServiceAccount(contextOf(world, alice), {
    name: "ci-runner",
    organizationId: lab.id,
    responsibleId: bob.id,
  });
  const asMember = { scope: "member", organizationId: lab.id, personId: account.id } as const;
  const asPerson = { scope: "person", personId: account.id } as const;
  return { ...found, account, asMember, asPerson };
}
