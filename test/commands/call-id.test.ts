import { describe, expect, it } from "vitest";
import { callOfShortId, decodeCall, encodeCall, shortCallId } from "../../src/commands/call-id.ts";
import { aPerson, aTenant, later, newId, DAY } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { anApp } from "./asking.ts";

const database = useDatabase();
const long = {
  command: "invite create",
  input: { message: "A long word of welcome. ".repeat(20), role: "admin" },
  form: true,
};

async function given() {
  const world = await aTenant(database.db);
  const person = await aPerson(world);
  const reader = {
    platform: "slack",
    userExternalId: person.slackId,
    workspaceExternalId: world.workspaces.slack,
  } as const;
  return { world, reader, app: anApp(database.db) };
}

describe("encodeCall", () => {
  it("fits a card's button into 90 characters", () => {
    const id = shortCallId({ command: "invite accept", input: { invitation: newId() } });
    expect(id).toMatch(/^[A-Za-z0-9_.-]{1,90}$/u);
  });

  it.each([
    { command: "invite accept", input: { invitation: "019a9f00-0000-7000-8000-000000000001" } },
    { command: "ssh-key remove", input: { key: "SHA256:a/b+c" }, form: true },
    { command: "member list", input: { page: "2", org: "vision-lab", confirm: "yes" } },
    { command: "help", input: {} },
  ])("gives $command back as it was", (call) => {
    expect(callOfShortId(shortCallId(call) ?? "")).toEqual(call);
  });

  it("remembers no private key that was given for a public one", async () => {
    const { reader, app } = await given();
    const key = `-----BEGIN OPENSSH PRIVATE KEY----- ${"b3BlbnNzaC1rZXktdjE".repeat(20)}`;
    const encoded = await encodeCall(app, reader, { command: "ssh-key add", input: { key, name: "a".repeat(100) } });

    expect(await decodeCall(app, reader, encoded)).toEqual({
      command: "ssh-key add",
      input: { name: "a".repeat(100) },
    });
  });

  it("remembers what does not fit, for its reader", async () => {
    const { app, reader } = await given();
    const id = await encodeCall(app, reader, long);
    expect(id.length).toBeLessThan(30);
    expect(await decodeCall(app, reader, id)).toEqual(long);
  });

  it("gives a remembered call to nobody else", async () => {
    const { app, reader } = await given();
    const id = await encodeCall(app, reader, long);
    expect(await decodeCall(app, { ...reader, userExternalId: "UOTHER" }, id)).toBeUndefined();
  });

  it("forgets a remembered call after a week", async () => {
    const { app, reader } = await given();
    const id = await encodeCall(app, reader, long);
    expect(await decodeCall(anApp(database.db, { now: later(7 * DAY) }), reader, id)).toBeUndefined();
  });

  it.each(["", "r", "x.help", "d.", "d.AAAA", "r.help.topic", "r.help.topic.zfoo", "💥"])(
    "knows nothing of a made-up id: %j",
    async (id) => {
      const { app, reader } = await given();
      expect(await decodeCall(app, reader, id)).toBeUndefined();
    },
  );
});
