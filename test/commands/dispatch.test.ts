import { describe, expect, it } from "vitest";
import { dispatch } from "../../src/commands/dispatch.ts";
import { connect } from "../../src/storage/database.ts";
import { anOrganization, aPerson, aTenant } from "../support/builders.ts";
import type { SomePerson, World } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { aDirectory, anApp, anInvocation, callNamed, pressed, read, replyOf, typed } from "./asking.ts";

const database = useDatabase();

async function works(world: World, person: SomePerson, organizationId: string) {
  await world.db.person.update({ where: { id: person.id }, data: { currentOrganizationId: organizationId } });
}

/** Alice owns Vision Lab, where Bob is a member; both work in it. */
async function visionLab({ kind = "organization" as const, on = [] as const } = {}) {
  const world = await aTenant(database.db);
  const alice = await aPerson(world, { name: "Alice Moreau", username: "alice" });
  const bob = await aPerson(world, { name: "Bob Ekman", username: "bob" });
  const lab = await anOrganization(world, {
    name: "Vision Lab",
    kind,
    on,
    members: [
      [alice, "owner"],
      [bob, "member"],
    ],
  });
  await works(world, alice, lab.id);
  await works(world, bob, lab.id);
  return { world, alice, bob, lab };
}

describe("dispatch", () => {
  it("invites an address and says until when", async () => {
    const { world, alice } = await visionLab();
    const reply = await typed(world, alice, "invite create ann@example.com role:admin");
    expect(read(reply)).toMatchInlineSnapshot(`
      "Invited ann@example.com to Vision Lab as admin
      The invitation is on its way; a message to you shows how it fares.
      Expires: 2026-11-28 12:00"
    `);
  });

  it("refuses what a member may not, with the rule, the setting and whom to ask", async () => {
    const { world, bob } = await visionLab();
    const reply = await typed(world, bob, "invite create ann@example.com");
    expect(reply.code).toBe("forbidden");
    expect(read(reply)).toMatchInlineSnapshot(`
      "You may not invite people in Vision Lab.
      Only owners and admins may; you are a member there (the setting “members can invite” is off).
      Ask Alice Moreau, who can also switch on “members can invite”."
    `);
  });

  it("records a refusal with what was typed", async () => {
    const { world, bob } = await visionLab();
    await typed(world, bob, "invite create ann@example.com");
    const [entry] = await world.db.auditEntry.findMany({ where: { tenantId: world.tenantId, outcome: "refused" } });
    expect(entry).toMatchObject({
      kind: "forbidden",
      actorLabel: "Bob Ekman",
      command: "invite create ann@example.com",
    });
  });

  it("asks before removing, and removes once confirmed", async () => {
    const { world, alice, lab } = await visionLab();
    const asked = await typed(world, alice, "member remove @bob");
    expect(read(asked)).toMatchInlineSnapshot(`
      "Remove Bob Ekman from Vision Lab?
      Bob Ekman, a member there, loses access to all that Vision Lab shares, at once. What they made stays.
      Undoing it takes inviting Bob Ekman again."
    `);
    const done = await pressed(world, alice, callNamed(asked, "Remove"));
    expect(done).toMatchObject({ tone: "success", title: "Removed Bob Ekman from Vision Lab", replaces: true });
    expect(await world.db.membership.count({ where: { organizationId: lab.id } })).toBe(1);
  });

  it("changes nothing when a redelivered request comes a second time", async () => {
    const { world, alice, lab } = await visionLab();
    const app = anApp(database.db);
    const asked = { via: "text", text: "invite create ann@example.com" } as const;
    const invocation = anInvocation(world, asked, { userId: alice.slackId, requestId: "once" });
    await dispatch(app, invocation);
    expect(await dispatch(app, invocation)).toEqual({ kind: "duplicate" });
    expect(await world.db.invitation.count({ where: { organizationId: lab.id } })).toBe(1);
  });

  it("answers a redelivered question again", async () => {
    const { world, alice } = await visionLab();
    const invocation = anInvocation(
      world,
      { via: "text", text: "whoami" },
      { userId: alice.slackId, requestId: "twice" },
    );
    await dispatch(anApp(database.db), invocation);
    expect(await dispatch(anApp(database.db), invocation)).toMatchObject({ kind: "reply" });
  });

  it("opens a form for what is missing, with the roles that the asker may give", async () => {
    const { world, alice } = await visionLab();
    const outcome = await dispatch(
      anApp(database.db),
      anInvocation(world, { via: "text", text: "invite create role:admin" }, { userId: alice.slackId }),
    );
    expect(outcome).toMatchObject({
      kind: "form",
      form: {
        command: "invite create",
        fields: [
          { name: "person", kind: "person", required: true },
          { name: "role", value: "admin", choices: [{ value: "owner" }, { value: "admin" }, { value: "member" }] },
          { name: "org", kind: "choice", choices: [{ label: "Vision Lab (owner)" }] },
          { name: "message", kind: "lines" },
        ],
      },
    });
  });

  it("shows the settings as they are in their form", async () => {
    const { world, alice } = await visionLab({ on: ["membersCanInvite"] as never });
    const outcome = await dispatch(
      anApp(database.db),
      anInvocation(world, { via: "text", text: "org settings" }, { userId: alice.slackId }),
    );
    expect(outcome).toMatchObject({
      form: {
        fields: [{ name: "members", value: "members_can_invite" }, {}, {}, {}],
        fixed: { shown_lists: "members,prerequisites" },
      },
    });
  });

  it("turns all switches off when the form comes back with none chosen", async () => {
    const { world, alice } = await visionLab({ on: ["membersCanInvite"] as never });
    const call = { command: "org settings", input: { members: "", shown_lists: "members" } };
    const outcome = await dispatch(
      anApp(database.db),
      anInvocation(world, { via: "form", call }, { userId: alice.slackId }),
    );
    expect(read(replyOf(outcome))).toMatchInlineSnapshot(`
      "Updated the settings of Vision Lab
      Members can invite: on → off"
    `);
  });

  it("says field by field what is wrong in a form", async () => {
    const { world, alice } = await visionLab();
    const call = { command: "invite create", input: { role: "boss" } };
    const reply = replyOf(
      await dispatch(anApp(database.db), anInvocation(world, { via: "form", call }, { userId: alice.slackId })),
    );
    expect(reply.fieldErrors).toMatchInlineSnapshot(`
      {
        "person": "Person is missing. It is needed.",
        "role": "“boss” does not fit role. It takes owner, admin or member.",
      }
    `);
  });

  it("greets a visitor with registering and linking", async () => {
    const { world } = await visionLab();
    const reply = await typed(world, { slackId: "UNEW" }, "org list");
    expect(read(reply)).toMatchInlineSnapshot(`
      "You have no account here yet.
      Only people with an account may do that.
      Register, or link this account to one that you have on the other platform."
    `);
  });

  it("knows a Slack account by the address that Slack has confirmed", async () => {
    const { world, alice } = await visionLab();
    await world.db.identity.deleteMany({ where: { personId: alice.id } });
    const profile = {
      externalId: "UNEW",
      handle: "alice",
      displayName: "Alice",
      confirmedEmail: alice.email,
      isBot: false,
    };
    const invocation = anInvocation(
      world,
      { via: "text", text: "whoami" },
      { userId: "UNEW", directory: aDirectory([profile]) },
    );
    expect(replyOf(await dispatch(anApp(database.db), invocation)).title).toContain("Alice Moreau · alice");
  });

  it("calls a newcomer what the profile says, since requests may name nobody but by id", async () => {
    const { world } = await visionLab();
    const profile = { externalId: "W0NEW", handle: "noor", displayName: "Noor Haddad", isBot: false };
    const asked = { userId: "W0NEW", name: "W0NEW", directory: aDirectory([profile]) };
    await dispatch(anApp(database.db), anInvocation(world, { via: "text", text: "register" }, asked));

    const { handle, person } = await world.db.identity.findFirstOrThrow({
      where: { externalId: "W0NEW" },
      include: { person: true },
    });
    expect([handle, person.username, person.displayName]).toEqual(["noor", "noor", "Noor Haddad"]);
  });

  it("tells an unconnected workspace how to connect", async () => {
    const { world, alice } = await visionLab();
    const elsewhere = { ...world, workspaces: { slack: "TOTHER", discord: "1" } };
    expect(read(await typed(elsewhere, alice, "org list"))).toMatchInlineSnapshot(`
      "This workspace is not connected yet.
      Each Slack workspace and Discord server belongs to one installation, and joins it by a one-time code.
      A Super Admin makes the code where the installation is already connected, by workspace code. Enter it here."
    `);
  });

  it("tells somebody whose account waits for activation", async () => {
    const { world } = await visionLab();
    const eve = await aPerson(world, { name: "Eve", state: "pending_activation" });
    expect(read(await typed(world, eve, "org list"))).toMatchInlineSnapshot(`
      "Your account is waiting for activation.
      Registration is restricted here: an admin of the installation activates new accounts.
      You will hear as soon as that has happened."
    `);
  });

  it("apologizes with a reference within three seconds while the database is away", async () => {
    const { world, alice } = await visionLab();
    const away = connect({ host: "127.0.0.1", port: 9, user: "nobody", database: "nowhere" });
    const app = anApp(away.db);
    const started = Date.now();
    const invocation = anInvocation(
      world,
      { via: "text", text: "invite create ann@example.com" },
      { userId: alice.slackId },
    );
    const reply = replyOf(await dispatch(app, invocation));
    expect(Date.now() - started).toBeLessThan(3_000);
    expect(reply).toMatchObject({ title: "That did not work, and nothing was changed.", code: "failed" });
    expect(app.logged).toMatchObject([
      { event: "database unavailable", facts: { reference: expect.stringMatching(/^\S{7}$/u) } },
    ]);
    await away.close();
  });

  it("finds nobody's organization for who does not belong to it", async () => {
    const { world } = await visionLab();
    const eve = await aPerson(world, { name: "Eve" });
    expect(await typed(world, eve, "org show Vision Lab")).toMatchObject({ code: "not_found" });
  });

  it("lists people by ten, and turns the page in place", async () => {
    const { world, alice, lab } = await visionLab();
    for (let at = 0; at < 12; at += 1) {
      const person = await aPerson(world, { name: `Person ${at}` });
      await world.db.membership.create({
        data: {
          id: crypto.randomUUID(),
          tenantId: world.tenantId,
          organizationId: lab.id,
          personId: person.id,
          role: "member",
          joinedAt: new Date(),
        },
      });
    }
    const first = await typed(world, alice, "member list");
    expect(first.title).toBe("People in Vision Lab: 14 (showing 1 to 10)");
    const second = await pressed(world, alice, callNamed(first, "2 ›"));
    expect(second).toMatchObject({ title: "People in Vision Lab: 14 (showing 11 to 14)", replaces: true });
  });

  it("says which filters are on when they leave nothing, with a button that clears them", async () => {
    const { world, alice } = await visionLab();
    const reply = await typed(world, alice, "member list role:admin");
    expect(read(reply)).toMatchInlineSnapshot(`
      "People in Vision Lab: nothing fits.
      Filters on: role admin."
    `);
    expect(callNamed(reply, "Clear the filters").input).toEqual({ org: expect.stringMatching(/^lab-/u), page: "1" });
  });

  it("accepts the one invitation that waits, without its being named", async () => {
    const { world, alice } = await visionLab();
    const dora = await aPerson(world, { name: "Dora", username: "dora" });
    await typed(world, alice, "invite create @dora");
    expect(read(await typed(world, dora, "home"))).toMatchInlineSnapshot(`
      "Dora, 1 invitation waits for you.
      Alice Moreau invites you to Vision Lab as member. Expires 2026-11-28 12:00."
    `);
    expect(read(await typed(world, dora, "invite accept"))).toMatchInlineSnapshot(`
      "You joined Vision Lab as member.
      Vision Lab's cloud account is shared with you: you need none of your own."
    `);
  });

  it("shows in help only what the asker may do", async () => {
    const { world, bob } = await visionLab();
    const help = read(await typed(world, bob, "help"));
    expect(help).toContain("/qm member list");
    expect(help).not.toContain("/qm invite create ann");
    expect(help).toContain("You could request: to invite somebody to an organization or project");
  });

  it("explains why somebody may not, and what would turn it round", async () => {
    const { world, alice } = await visionLab();
    expect(read(await typed(world, alice, "why @bob cluster:create"))).toMatchInlineSnapshot(`
      "Bob Ekman may not create clusters in Vision Lab.
      For members, a setting decides it: “members can create and terminate clusters”, which is off.
      Who may: owners and admins; members too, where “members can create and terminate clusters” is on
      Role: member
      Setting: “members can create and terminate clusters” is off
      What would turn it round: Switching “members can create and terminate clusters” on"
    `);
  });

  it("shows who the asker is and what they may do", async () => {
    const { world, bob } = await visionLab();
    const reply = await typed(world, bob, "whoami");
    expect(read(reply)).toMatchInlineSnapshot(`
      "Bob Ekman · bob · bob@example.com (verified)
      Slack: bob
      State: active, since 2026-11-21 12:00
      In this installation: regular user
      Organization: Vision Lab (member)
      Control plane, you may: ✓ see this organization · see who belongs to this organization · see pending invitations · see the service accounts of this organization · view clusters · view storage volumes · see what this organization uses · see the limits of this organization · ask for more quota · see the alerts of this organization
      Control plane, you may not: ✗ change the settings of this organization · delete this organization · add people directly · remove people · change the roles of people · invite people · revoke other people's invitations · make service accounts and say who answers for them · remove service accounts · create clusters · terminate clusters · change the configuration of clusters · scale clusters up or down · create storage volumes · delete storage volumes · open service ports · close service ports · see what each member uses · set the limits of people and roles in this organization · pause what this organization and its people start · lend and borrow quota · choose what this organization is alerted of · send announcements to this organization
      Data plane, you may: ✓ use ssh on cluster nodes · run workloads and jobs · open the Kubernetes dashboard · use kubectl · deploy pods and scale workloads"
    `);
  });
});
