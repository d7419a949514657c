import { describe, expect, it } from "vitest";
import { buildForm } from "../../src/commands/form.ts";
import { suggest } from "../../src/commands/suggest.ts";
import { connect } from "../../src/storage/database.ts";
import { anOrganization, aPerson, aTenant } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { anApp, anInvocation } from "./asking.ts";

const database = useDatabase();
const asked = { via: "options", call: { command: "help", input: {} } } as const;

async function given() {
  const world = await aTenant(database.db);
  const alice = await aPerson(world, { name: "Alice Moreau", username: "alice" });
  const lab = await anOrganization(world, { name: "Vision Lab", members: [[alice, "owner"]] });
  const secret = await anOrganization(world, { name: "Secret Lab" });
  return { world, lab, secret, invocation: anInvocation(world, asked, { userId: alice.slackId }) };
}

describe("suggest", () => {
  it("completes only organizations that the asker belongs to", async () => {
    const { invocation } = await given();
    const found = await suggest(anApp(database.db), invocation, {
      command: "org show",
      field: "org",
      query: "lab",
      input: {},
    });
    expect(found.map(({ label }) => label)).toEqual(["Vision Lab (owner)"]);
  });

  it("completes people by name, under an alias of the argument", async () => {
    const { invocation } = await given();
    const asking = { command: "member remove", field: "user", query: "ali", input: {} };
    expect(await suggest(anApp(database.db), invocation, asking)).toEqual([
      { value: "@alice", label: "Alice Moreau (@alice)" },
    ]);
  });

  it("tells a visitor nothing about people", async () => {
    const { world } = await given();
    const visitor = anInvocation(world, asked, { userId: "UNEW" });
    expect(
      await suggest(anApp(database.db), visitor, { command: "why", field: "person", query: "ali", input: {} }),
    ).toEqual([]);
  });

  it("has nothing to say, in time, while the database is away", async () => {
    const { invocation } = await given();
    const away = connect({ host: "127.0.0.1", port: 9, user: "nobody", database: "nowhere" });
    expect(
      await suggest(anApp(away.db), invocation, { command: "org show", field: "org", query: "", input: {} }),
    ).toEqual([]);
    await away.close();
  });
});

describe("buildForm", () => {
  it("comes without the database, too, with everything that was typed", async () => {
    const { invocation } = await given();
    const away = connect({ host: "127.0.0.1", port: 9, user: "nobody", database: "nowhere" });
    const call = { command: "invite create", input: { person: "@bob", message: "Welcome" } };
    const form = await buildForm(anApp(away.db), invocation, call);
    expect(form.fields.map(({ name, value }) => [name, value])).toEqual([
      ["person", "@bob"],
      ["role", "member"],
      ["org", "current"],
      ["message", "Welcome"],
    ]);
    await away.close();
  });

  it("shows names where a button gave ids and short names", async () => {
    const { world, lab, invocation } = await given();
    const input = { subject: lab.id, meter: "gpu_hours", window: "month" };
    const { fields } = await buildForm(anApp(world.db), invocation, { command: "quota set", input });
    const shown = fields.flatMap(({ value, choices }) => (value ? [[value, choices?.map(({ label }) => label)]] : []));
    expect(shown).toEqual([
      [expect.not.stringContaining(lab.id), ["Vision Lab (organization)"]],
      ["gpu_hours", ["GPU hours"]],
      ["month", ["month: a month"]],
    ]);
  });

  it("names no organization that the asker may not see", async () => {
    const { world, secret, invocation } = await given();
    const { id } = secret;
    const { fields } = await buildForm(anApp(world.db), invocation, { command: "quota set", input: { subject: id } });
    expect(fields[0]).toMatchObject({ value: id });
    expect(JSON.stringify(fields)).not.toContain("Secret");
  });
});
