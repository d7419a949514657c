import { describe, expect, it } from "vitest";
import { dispatch } from "../../../src/commands/dispatch.ts";
import type { Action } from "../../../src/notifications/message.ts";
import { anOrganization, aPerson, aTenant } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aDirectory, anApp, anInvocation, callNamed, pressed, typed } from "../asking.ts";

const database = useDatabase();

async function aLab() {
  const world = await aTenant(database.db);
  const alice = await aPerson(world, { name: "Alice Moreau", username: "alice" });
  const bob = await aPerson(world, { name: "Bob Ekman", username: "bob" });
  await aPerson(world, { name: "Dana Okafor", username: "dana" });
  const lab = await anOrganization(world, {
    members: [
      [alice, "owner"],
      [bob, "member"],
    ],
  });
  await world.db.organization.update({ where: { id: lab.id }, data: { slug: "vision-lab" } });
  for (const { id } of [alice, bob]) {
    await world.db.person.update({ where: { id }, data: { currentOrganizationId: lab.id } });
  }
  const asked = async () => (await world.db.auditEntry.findFirst({ where: { kind: "help-requested", ...of } }))?.data;
  const of = { tenantId: world.tenantId };
  return { world, alice, bob, lab, asked };
}

const labels = (actions: readonly Action[] = []) => actions.map(({ label }) => label);

describe("member ask", () => {
  it("is offered beside a change that is refused", async () => {
    const { world, bob } = await aLab();

    const { actions } = await typed(world, bob, "member role @alice member");
    expect(labels(actions)).toEqual(["Ask Alice Moreau", "What may I do?"]);
  });

  it("names nobody where several may", async () => {
    const { world, bob, lab } = await aLab();
    const chen = await aPerson(world, { name: "Chen Li" });
    const { tenantId } = world;
    const membership = { tenantId, organizationId: lab.id, personId: chen.id, role: "admin", joinedAt: new Date() };
    await world.db.membership.create({ data: { id: chen.id, ...membership, role: "admin" } });

    const { actions } = await typed(world, bob, "member role @alice member");
    expect(labels(actions)).toContain("Ask an admin");
  });

  it("hands on whom and where the asker meant, as they were meant", async () => {
    const { world, bob, asked } = await aLab();
    const refusal = await typed(world, bob, "member role me admin");
    await pressed(world, bob, callNamed(refusal, "Ask Alice Moreau"));

    expect(await asked()).toMatchObject({
      attempt: { command: "member role", input: { person: "@bob", role: "admin", org: "vision-lab" }, form: true },
      tried: "member role person:@bob role:admin org:vision-lab",
    });
  });

  it("names an invitation by whom it invites", async () => {
    const { world, alice, bob, asked } = await aLab();
    await typed(world, alice, "invite create @dana");
    const refusal = await typed(world, bob, "invite revoke dana");
    await pressed(world, bob, callNamed(refusal, "Ask Alice Moreau"));

    const { id: invitation } = await world.db.invitation.findFirstOrThrow({ where: { tenantId: world.tenantId } });
    expect(await asked()).toMatchObject({
      attempt: { command: "invite revoke", input: { invitation } },
      tried: 'invite revoke invitation:"Dana Okafor"',
    });
  });

  it("names somebody without an account by their name, whose id means nothing on the other platform", async () => {
    const { world, bob, lab, asked } = await aLab();
    const asking = { org: lab.id, permission: "invitation:create", tried: "invite create person:<@UERIK>" };
    const call = { command: "member ask", input: asking };
    const directory = aDirectory([{ externalId: "UERIK", handle: "erik", displayName: "Erik Holm", isBot: false }]);
    await dispatch(anApp(world.db), anInvocation(world, { via: "button", call }, { userId: bob.slackId, directory }));

    expect(await asked()).toMatchObject({
      attempt: { input: { org: "vision-lab" } },
      tried: 'invite create person:"Erik Holm" org:vision-lab',
    });
    expect(await asked()).not.toHaveProperty("attempt.input.person");
  });

  it("hands on no secrets", async () => {
    const { world, bob, asked } = await aLab();
    const refusal = await typed(world, bob, 'member remove @alice reason:"token: xoxb-123-secret"');
    await pressed(world, bob, callNamed(refusal, "Ask Alice Moreau"));

    expect(await asked()).toMatchObject({ attempt: { input: { person: "@alice", org: "vision-lab" } } });
    expect(JSON.stringify(await asked())).not.toMatch(/xoxb|secret/u);
  });

  it("hands on no confirmation", async () => {
    const { world, bob } = await aLab();
    const input = { person: "@alice", org: "vision-lab", confirm: "yes" };
    const refusal = await pressed(world, bob, { command: "member remove", input });

    expect(callNamed(refusal, "Ask Alice Moreau").input["tried"]).toBe("member remove person:@alice org:vision-lab");
  });

  it.each(["ssh-key add key:abc", "member leave", "invite ask invitation:x", "org list", "member role @bob admin"])(
    "hands on nothing that the permission is not about: %s",
    async (tried) => {
      const { world, bob, lab, asked } = await aLab();
      const input = { org: lab.id, permission: "member:remove", tried };
      const reply = await pressed(world, bob, { command: "member ask", input });

      expect(reply.code).toBe("stale_call");
      expect(await asked()).toBeUndefined();
    },
  );

  it("offers the thing itself to an asker who may by now", async () => {
    const { world, bob, lab } = await aLab();
    const refusal = await typed(world, bob, "member role @alice member");
    await world.db.membership.updateMany({
      where: { organizationId: lab.id, personId: bob.id },
      data: { role: "owner" },
    });

    const reply = await pressed(world, bob, callNamed(refusal, "Ask Alice Moreau"));
    expect(callNamed(reply, "Do it")).toMatchObject({ command: "member role", form: true });
  });
});
