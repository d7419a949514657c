import { describe, expect, it } from "vitest";
import { dispatch } from "../../src/commands/dispatch.ts";
import type { Command } from "../../src/commands/define.ts";
import { registry } from "../../src/commands/registry.ts";
import { createInvitation } from "../../src/domain/invitations/create-invitation.ts";
import type { PersonState } from "../../src/storage/generated/enums.ts";
import { aPerson, aTenant, anOrganization, contextOf } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { anApp, anInvocation } from "../commands/asking.ts";

const database = useDatabase();

/** Owner and Super Admin in name, with an invitation waiting, whose account is in this state. */
async function aBarredOwner(state: PersonState) {
  const world = await aTenant(database.db);
  const alice = await aPerson(world, { username: "alice" });
  const mallory = await aPerson(world, { username: "mallory", role: "super_admin" });
  const members = [
    [mallory, "owner"],
    [alice, "owner"],
  ] as const;
  const lab = await anOrganization(world, { name: "Vision Lab", members });
  const other = await anOrganization(world, { members: [[alice, "owner"]] });
  const { id } = await createInvitation(contextOf(world, alice), {
    organizationId: other.id,
    invitee: { kind: "person", personId: mallory.id },
    role: "owner",
  });
  const data = { state, currentOrganizationId: lab.id };
  await database.db.person.update({ where: { id: mallory.id }, data });
  return { world, mallory, invitationId: id };
}

/** Only where it is required: elsewhere another day is meant. */
const needed: Readonly<Record<string, string>> = { until: "3d", when: "tomorrow 9:00", every: "monday 9:00" };

/** What is meant, where it can be chosen, else the first choice. */
function chosen({ choices }: Command["args"][string], meant: string | undefined): string | undefined {
  return choices?.find(({ value }) => value === meant)?.value ?? choices?.[0]?.value;
}

function callOf(command: Command, invitationId: string) {
  const sensible: Record<string, string> = {
    person: "@alice",
    role: "member",
    permission: "cluster:create",
    org: "current",
    invitation: invitationId,
    subject: "installation",
    meter: "gpu_hours",
    amount: "10",
    reason: "a deadline",
    shares: "5",
    what: "32 gpu_hours",
    at: "80%",
    key: "a key",
    plan: "default",
    scopes: "usage:write",
    grant: invitationId,
    request: invitationId,
    loan: invitationId,
  };
  const input = Object.entries(command.args).flatMap(([name, arg]) => {
    const known = sensible[name];
    const value = arg.required ? (chosen(arg, known) ?? known ?? needed[name] ?? "ABCD-EFGH") : known;
    return value === undefined ? [] : [[name, value] as const];
  });
  return { command: command.id, input: { ...Object.fromEntries(input), confirm: "yes" } };
}

describe.each<PersonState>(["suspended", "pending_activation", "invited", "deleted"])(
  "an account that is %s",
  (state) => {
    it("changes nothing by any command but to decline", async () => {
      const { world, mallory, invitationId } = await aBarredOwner(state);
      const app = anApp(database.db);
      const before = await database.db.auditEntry.count({ where: { tenantId: world.tenantId, outcome: "changed" } });
      const commands = registry.commands.filter(({ id }) => id !== "invite decline");

      for (const command of commands) {
        const asked = { via: "button", call: callOf(command, invitationId) } as const;
        await dispatch(app, anInvocation(world, asked, { userId: mallory.slackId }));
      }

      const where = { tenantId: world.tenantId, outcome: "changed" } as const;
      expect(await database.db.auditEntry.count({ where })).toBe(before);
      expect(app.logged).toEqual([]);
    });

    it("reads nothing by commands that are not for everybody", async () => {
      const { world, mallory, invitationId } = await aBarredOwner(state);
      const app = anApp(database.db);
      const codes = new Set<string | undefined>();

      for (const command of registry.commands.filter(({ who }) => who === undefined)) {
        const asked = { via: "button", call: callOf(command, invitationId) } as const;
        const outcome = await dispatch(app, anInvocation(world, asked, { userId: mallory.slackId }));
        codes.add(outcome.kind === "reply" ? outcome.reply.code : outcome.kind);
      }

      expect([...codes]).toEqual(["not_active"]);
    });
  },
);
