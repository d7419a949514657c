import { describe, expect, it } from "vitest";
import { dispatch } from "../../src/commands/dispatch.ts";
import { aPerson, aTenant, newId } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { anApp, anInvocation, callNamed, pressed, read, replyOf, typed } from "./asking.ts";

const database = useDatabase();
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ann@laptop";

async function given() {
  const world = await aTenant(database.db);
  const alice = await aPerson(world, { name: "Alice Moreau", username: "alice", role: "super_admin" });
  const bob = await aPerson(world, { name: "Bob Ekman", username: "bob" });
  return { world, alice, bob };
}

describe("what people do here", () => {
  it("founding an organization, inviting, accepting, promoting, leaving", async () => {
    const { world, alice, bob } = await given();
    expect((await typed(world, alice, "org create Vision Lab")).title).toBe("Created Vision Lab");
    expect((await typed(world, alice, "org invite @bob admin")).tone).toBe("success");
    expect((await typed(world, bob, 'invite accept "vision lab"')).title).toBe("You joined Vision Lab as admin.");
    expect((await typed(world, alice, "org role @bob member")).title).toBe("Bob Ekman is now member of Vision Lab");
    expect((await typed(world, alice, "org role @bob member")).title).toContain("Nothing changed.");
    expect((await typed(world, alice, "member show @bob")).title).toBe("Bob Ekman is member of Vision Lab");
    expect((await typed(world, bob, "org switch vision lab")).title).toBe(
      "You work in Vision Lab already. Nothing changed.",
    );
    expect((await typed(world, bob, "org show")).title).toBe("Vision Lab, an organization where you are member");
    const leaving = await typed(world, bob, "org leave Vision Lab");
    expect((await pressed(world, bob, callNamed(leaving, "Leave"))).title).toBe("You left Vision Lab");
    expect((await typed(world, alice, "org leave Vision Lab")).code).toBe("last_keeper");
  });

  it("offering only what the asker may do", async () => {
    const { world, alice, bob } = await given();
    await typed(world, alice, "org create Vision Lab");
    await typed(world, alice, "org invite @bob");
    await typed(world, bob, "invite accept");
    await typed(world, bob, "org switch Vision Lab");
    const offered = async (line: string, person = bob) =>
      ((await typed(world, person, line)).actions ?? []).map(({ label }) => label);
    expect(await offered("member show @alice")).toEqual(["Members"]);
    expect(await offered("member list")).toEqual([]);
    expect(await offered("invite list")).toEqual([]);
    expect(await offered("home")).not.toContain("Invite somebody");
    expect(await offered("member show @bob", alice)).toContain("Change the role");
    expect(await offered("member list", alice)).toEqual(["Invite somebody"]);
  });

  it("sorting what one belongs to by one's own role, the highest first", async () => {
    const { world, alice, bob } = await given();
    await typed(world, alice, "org create Alpha");
    await typed(world, alice, "org invite @bob admin");
    await typed(world, alice, "org create Beta");
    await typed(world, alice, "org invite @bob member");
    await typed(world, bob, "invite accept Beta");
    await typed(world, bob, "invite accept Alpha");
    await typed(world, bob, "org create Gamma");
    const { table } = await typed(world, bob, "org list sort:role");
    expect(table?.rows.map(({ cells }) => cells[2])).toEqual(["owner", "admin", "member"]);
  });

  it("offering a member to invite as member what they may not invite as admin", async () => {
    const { world, alice, bob } = await given();
    await typed(world, alice, "org create Vision Lab");
    await typed(world, alice, "org settings members_can_invite:on");
    await typed(world, alice, "org invite @bob");
    await typed(world, bob, "invite accept");
    await typed(world, bob, "org switch Vision Lab");
    const refused = await typed(world, bob, "org invite ann@example.com admin");
    expect(refused.code).toBe("role_above_yours");
    expect((await pressed(world, bob, callNamed(refused, "Invite as member"))).title).toBe(
      "Invited ann@example.com to Vision Lab as member",
    );
  });

  it("adding to a project only who has an SSH key", async () => {
    const { world, alice, bob } = await given();
    await typed(world, alice, "project create LLaVA");
    expect(read(await typed(world, alice, "project add-user @bob"))).toMatchInlineSnapshot(`
      "Bob Ekman was not added to LLaVA, for lack of an SSH key.
      The project takes only people who have an SSH key.
      Bob Ekman can put that right with ssh-key add. Then try again."
    `);
    expect(read(await typed(world, bob, `ssh-key add ${KEY}`))).toMatchInlineSnapshot(`
      "Added your SSH key ann@laptop
      Type: ssh-ed25519, 256 bits
      Fingerprint: SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"
    `);
    expect((await typed(world, alice, "project add-user @bob")).title).toBe("Added Bob Ekman to LLaVA as member");
    expect((await typed(world, bob, "project list")).table?.rows[0]?.cells).toEqual([
      "LLaVA",
      "project",
      "member",
      "2 members",
    ]);
    const planes = (await typed(world, bob, "whoami --project llava")).facts?.map(({ label }) => label).slice(-3);
    expect(planes).toEqual(["Control plane, you may", "Control plane, you may not", "Data plane, you may"]);
  });

  it("keeping SSH keys", async () => {
    const { world, bob } = await given();
    await typed(world, bob, `ssh-key add ${KEY} name:laptop`);
    expect((await typed(world, bob, "ssh-key list")).table?.rows[0]?.cells[0]).toBe("laptop");
    const asked = await typed(world, bob, "ssh-key remove laptop");
    expect((await pressed(world, bob, callNamed(asked, "Remove"))).title).toBe("Removed your SSH key laptop");
    expect((await typed(world, bob, "ssh-key list")).title).toBe("You have no SSH key here yet.");
    expect((await typed(world, bob, "ssh-key add -----BEGIN OPENSSH PRIVATE KEY-----")).tone).toBe("refusal");
  });

  it("listing, showing, resending and revoking invitations", async () => {
    const { world, alice } = await given();
    await typed(world, alice, "org create Vision Lab");
    await typed(world, alice, "invite create ann@example.com");
    const list = await typed(world, alice, "invite list");
    expect(list.table?.rows[0]?.actions?.map(({ label }) => label)).toEqual(
      expect.arrayContaining(["Revoke", "Resend", "Show"]),
    );
    expect(read(await typed(world, alice, "invite show ann@example.com"))).toMatchInlineSnapshot(`
      "Alice Moreau invites ann@example.com to Vision Lab as member
      Once accepted: may use ssh on cluster nodes, run workloads and jobs, open the Kubernetes dashboard, use kubectl, deploy pods and scale workloads and 10 more.
      State: waiting, on its way
      Sent: 2026-11-21 12:00
      Expires: 2026-11-28 12:00"
    `);
    expect((await typed(world, alice, "invite retry ann@example.com")).code).toBe("nothing_to_retry");
    expect((await typed(world, alice, "invite resend ann@example.com")).tone).toBe("success");
    const asked = await typed(world, alice, "invite revoke ann@example.com");
    const revoke = callNamed(asked, "Revoke");
    expect((await pressed(world, alice, revoke)).tone).toBe("success");
    expect((await pressed(world, alice, revoke)).code).toBe("invitation_revoked");
  });

  it("linking an account across platforms by a code", async () => {
    const { world, alice } = await given();
    const { lines } = await typed(world, alice, "link code");
    const line = read({ title: "", lines: lines ?? [] }).trim();
    const code = /code:"?(\S+?)"?$/u.exec(line)?.[1] ?? "";
    expect(line).toBe(`/link accept code:${code}`);
    const call = { command: "link accept", input: { code } };
    const onDiscord = anInvocation(world, { via: "options", call }, { platform: "discord", userId: "77", name: "ali" });
    expect(replyOf(await dispatch(anApp(database.db), onDiscord)).title).toBe(
      "Your Discord account now belongs to Alice Moreau.",
    );
  });

  it("registering where an admin activates, and a second clicker hearing who did", async () => {
    const { world, alice } = await given();
    expect((await typed(world, alice, "registration set restricted")).title).toBe("Registration: open → restricted");
    expect((await typed(world, { slackId: "UEVE" }, "registration status")).title).toBe("Registration is restricted");
    expect((await typed(world, { slackId: "UEVE" }, "register eve")).title).toBe("You are registered, Nobody.");
    expect((await typed(world, alice, "user activate @eve")).title).toBe("Activated Nobody");
    expect(read(await typed(world, alice, "user activate @eve"))).toContain("Alice Moreau activated the account on");
  });

  it("connecting another workspace by a code", async () => {
    const { world, alice } = await given();
    const made = await typed(world, alice, "workspace code");
    const code = made.facts?.find(({ label }) => label === "Code")?.value;
    const elsewhere = { ...world, workspaces: { slack: `T${newId()}`, discord: "1" } };
    const line = `workspace join ${read({ title: "", lines: code ? [code] : [] }).trim()}`;
    expect((await typed(elsewhere, { slackId: "UZOE" }, line)).title).toMatch(/^Test is now connected to /u);
    expect((await typed(elsewhere, { slackId: "UZOE" }, "whoami")).title).toBe("Nobody, you have no account here yet.");
  });

  it("reading and verifying the audit log", async () => {
    const { world, alice, bob } = await given();
    await typed(world, bob, "audit list");
    const log = await typed(world, alice, "audit list outcome:refused last:1d by:@bob");
    expect(log.table?.rows[0]?.cells.slice(1, 3)).toEqual(["Bob Ekman (Slack)", "refused: forbidden"]);
    expect((await typed(world, alice, "audit verify")).title).toContain("The audit log is intact");
  });

  it("asking for help, in general, on a noun and on a command", async () => {
    const { world, alice } = await given();
    expect(read(await typed(world, alice, "help"))).toContain("Run this installation");
    expect(read(await typed(world, alice, "invite"))).toContain("/qm invite list");
    expect(read(await typed(world, alice, "help org invite"))).toMatchInlineSnapshot(`
      "invite create: Invite somebody to an organization or project
      The invitation is good for seven days. Nobody gets access before accepting.
      person: Whom to invite: a mention or an e-mail address (needed)
      role: What they may do there (default member; owner, admin or member)
      org: Where to; your current organization, when left out (default current)
      message: A word to them, shown on the invitation (optional)
      Examples: /qm invite create ann@example.com role:member  /qm invite create @bob role:admin org:vision-lab
      Who may: owners and admins; members too, where “members can invite” is on (you may not at present)
      Who hears of it: The invited person, in chat or else by e-mail. You see whether it arrived, and how it ends.
      Also written: org invite, project invite, member invite or invite send
      Try it first: with --dry-run it says what it would do, and changes nothing"
    `);
    expect((await typed(world, alice, "help frobnicate")).code).toBe("unknown_command");
  });

  it("cancelling changes nothing and takes the question's place", async () => {
    const { world, alice, bob } = await given();
    await typed(world, alice, "org create Vision Lab");
    await typed(world, alice, "org invite @bob");
    await typed(world, bob, "invite accept");
    const asked = await typed(world, bob, "org leave Vision Lab");
    expect(await pressed(world, bob, callNamed(asked, "Cancel"))).toMatchObject({
      replaces: true,
      title: "Cancelled. Nothing was changed.",
    });
  });
});
