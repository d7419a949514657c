import type { Database } from "../../../src/storage/database.ts";
import { anOrganization, aPerson, aTenant } from "../../support/builders.ts";

/** Vision Lab, which Alice owns and where Bob is a member; Root is Super Admin. */
export async function aVisionLab(db: Database) {
  const world = await aTenant(db);
  const root = await aPerson(world, { name: "Root", role: "super_admin" });
  const alice = await aPerson(world, { name: "Alice Moreau" });
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const lab = await anOrganization(world, {
    name: "Vision Lab",
    members: [
      [alice, "owner"],
      [bob, "member"],
    ],
  });
  const pool = { scope: "organization", organizationId: lab.id } as const;
  const member = { scope: "member", organizationId: lab.id, personId: bob.id } as const;
  return { world, root, alice, bob, lab, pool, member };
}
