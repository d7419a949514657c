import { describe, expect, it } from "vitest";
import { buildForm } from "../../src/commands/form.ts";
import { suggest } from "../../src/commands/suggest.ts";
import { createServiceAccount } from "../../src/domain/service-accounts/create-service-account.ts";
import { anOrganization, aPerson, contextOf } from "../support/builders.ts";
import type { SomePerson, World } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { anApp, anInvocation } from "../commands/asking.ts";
import { anAlert, aRoutingSite } from "../domain/alerts/routing-site.ts";
import { aRunner } from "../domain/service-accounts/runner.ts";

const database = useDatabase();

const asked = { via: "options", call: { command: "help", input: {} } } as const;
const from = (world: World, person: SomePerson) => anInvocation(world, asked, { userId: person.slackId });

async function offered(world: World, person: SomePerson, command: string, field: string, query: string) {
  const found = await suggest(anApp(world.db), from(world, person), { command, field, query, input: {} });
  return found.map(({ value }) => value);
}

describe("what is offered while somebody types", () => {
  it.each([
    ["quota set", "subject"],
    ["member remove", "person"],
    ["usage show", "whose"],
  ])("by %s holds no service account of organizations that they do not belong to", async (command, field) => {
    const { world, root, bob } = await aRunner(database.db);
    const dana = await aPerson(world, { name: "Dana" });
    const optics = await anOrganization(world, { name: "Optics", members: [[dana, "owner"]] });
    await createServiceAccount(contextOf(world, dana), { name: "ci-optics", organizationId: optics.id });

    expect(await offered(world, bob, command, field, "ci-")).toEqual(["@ci-runner"]);
    expect(await offered(world, dana, command, field, "ci-")).toEqual(["@ci-optics"]);
    expect(await offered(world, root, command, field, "ci-")).toEqual(["@ci-optics", "@ci-runner"]);
  });
});

describe("a form that is opened for something of somebody else's", () => {
  it("says nothing of an alert", async () => {
    const here = await aRoutingSite(database.db);
    const mallory = await aPerson(here.tenant, { name: "Mallory" });
    await anOrganization(here.tenant, { name: "Own", members: [[mallory, "owner"]] });
    const alert = await anAlert(here, { kind: "unusual", personId: here.bob.id });
    const call = { command: "alert silence", input: { alert: alert.id } };
    const shown = async (person: SomePerson) => {
      const form = await buildForm(anApp(here.db), from(here.tenant, person), call);
      return form.fields.filter(({ name, value }) => value && ["kind", "subject"].includes(name)).length;
    };

    expect(await shown(here.bob)).toBeGreaterThan(0);
    expect(await shown(mallory)).toBe(0);
  });

  it("says nothing of an organization to an admin who is suspended", async () => {
    const { world, lab } = await aRunner(database.db);
    const adam = await aPerson(world, { name: "Adam", role: "admin" });
    const call = { command: "quota set", input: { subject: lab.id } };
    const shown = async () => JSON.stringify(await buildForm(anApp(world.db), from(world, adam), call));

    expect(await shown()).toContain(lab.name);
    await world.db.person.update({ where: { id: adam.id }, data: { state: "suspended" } });
    expect(await shown()).not.toContain(lab.name);
  });
});
