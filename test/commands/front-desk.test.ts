import { describe, expect, it } from "vitest";
import type { FrontDesk } from "../../src/bot/front-desk.ts";
import { createFrontDesk } from "../../src/commands/front-desk.ts";
import { aPerson, aTenant } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { anApp, anInvocation } from "./asking.ts";

const database = useDatabase();
const asked = { via: "text", text: "help" } as const;

describe("createFrontDesk", () => {
  it("serves what the platforms ask for", async () => {
    const world = await aTenant(database.db);
    const alice = await aPerson(world, { name: "Alice Moreau" });
    const desk: FrontDesk = createFrontDesk(anApp(database.db));
    const home = await desk.home(anInvocation(world, asked, { userId: alice.slackId }));
    expect(home.title).toBe("Welcome, Alice Moreau. Nothing waits for you.");
  });

  it("plans without looking anything up", () => {
    const desk: FrontDesk = createFrontDesk(anApp(database.db));
    expect(desk.plan({ via: "text", text: "invite create" })).toMatchObject({
      kind: "form",
      call: { command: "invite create" },
    });
  });
});
