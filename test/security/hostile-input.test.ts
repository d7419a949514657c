import { beforeAll, describe, expect, it } from "vitest";
import { dispatch } from "../../src/commands/dispatch.ts";
import { registry } from "../../src/commands/registry.ts";
import type { Command } from "../../src/commands/define.ts";
import { createInvitation } from "../../src/domain/invitations/create-invitation.ts";
import { aPerson, aTenant, anOrganization, contextOf } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { anApp, anInvocation, replyOf } from "../commands/asking.ts";

const database = useDatabase();

const SENSIBLE: Readonly<Record<string, string>> = {
  person: "@alice",
  role: "member",
  code: "ABCD-EFGH",
  subject: "installation",
  meter: "gpu_hours",
  amount: "10",
  until: "friday",
  reason: "a deadline",
  plan: "default",
  shares: "5",
};

/** A Super Admin here, and a tenant next door that has the same Slack's people in it. */
async function twoTenants() {
  const [here, there] = [await aTenant(database.db), await aTenant(database.db)];
  const alice = await aPerson(here, { role: "super_admin", username: "alice" });
  const eve = await aPerson(there, { name: "Eve Nextdoor", username: "eve_nextdoor" });
  const lab = await anOrganization(here, { members: [[alice, "owner"]] });
  const theirs = await anOrganization(there, { name: "Secret Lab", members: [[eve, "owner"]] });
  await database.db.person.update({ where: { id: alice.id }, data: { currentOrganizationId: lab.id } });
  const { id: invitationId } = await createInvitation(contextOf(there, eve), {
    organizationId: theirs.id,
    invitee: { kind: "email", email: "a@example.com" },
    role: "owner",
  });
  return { here, alice, theirIds: [eve.id, theirs.id, invitationId, `<@${eve.slackId}>`, eve.email, "@eve_nextdoor"] };
}

/** Every argument of a command with each of the values, beside sensible ones where more is needed. */
function inputsOf(command: Command, values: readonly string[]) {
  const needed = Object.entries(command.args)
    .filter(([, arg]) => arg.required)
    .map(([name, arg]) => [name, SENSIBLE[name] ?? arg.choices?.[0]?.value ?? "abc"] as const);
  const names = Object.keys(command.args);
  return names.flatMap((name) => values.map((value) => ({ ...Object.fromEntries(needed), [name]: value })));
}

type Tenants = Awaited<ReturnType<typeof twoTenants>>;

/** Both ways read with the same parser: values take turns, and the next command begins the other way round. */
async function answers(command: Command, values: readonly string[], { here, alice }: Tenants) {
  const app = anApp(database.db);
  const place = registry.commands.indexOf(command);
  const replies: string[] = [];
  for (const [index, input] of inputsOf(command, values).entries()) {
    const via = (place + index) % 2 === 0 ? "button" : "form";
    const asked = { via, call: { command: command.id, input } } as const;
    const outcome = await dispatch(app, anInvocation(here, asked, { userId: alice.slackId }));
    if (outcome.kind === "reply") replies.push(JSON.stringify(replyOf(outcome)));
  }
  return { replies, logged: app.logged };
}

const hostile = [
  "a\u0000b",
  "\uD800",
  "'; DROP TABLE person; --",
  "%_\\",
  "__proto__",
  "constructor",
  "9".repeat(200),
  "9999-12-31",
  "1e30",
  "-1",
];

describe("every argument of every command", () => {
  let tenants: Tenants;
  beforeAll(async () => {
    tenants = await twoTenants();
  });
  const asking = registry.commands.filter(({ args }) => Object.keys(args).length > 0);

  it("is not one of few", () => {
    expect(asking.flatMap((command) => inputsOf(command, hostile)).length).toBeGreaterThan(2_000);
  });

  it.each(asking)("of $id takes what no keyboard types without failing", async (command) => {
    const { replies, logged } = await answers(command, hostile, tenants);

    expect(replies.filter((reply) => reply.includes('"code":"failed"'))).toEqual([]);
    expect(logged).toEqual([]);
  });

  it.each(asking)("of $id finds nothing of another tenant by its ids, addresses and mentions", async (command) => {
    const { replies } = await answers(command, tenants.theirIds, tenants);

    expect(replies.filter((reply) => /Eve Nextdoor|Secret Lab/u.test(reply))).toEqual([]);
  });
});
