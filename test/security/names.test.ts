import { describe, expect, it } from "vitest";
import { lineOf } from "../../src/domain/organizations/naming.ts";
import { registerPerson } from "../../src/domain/people/register-person.ts";
import { aTenant, visitorContext } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

describe("a name", () => {
  it.each(["\u200B", "\u200D\u200D", "\uFE0F", "\u00AD"])("is not made of what nobody sees: %j", (text) => {
    expect(lineOf(text)).toMatchObject({ reason: "empty" });
  });

  it.each(["Vision\u200B Lab", "Vision Lab\u2060", "\u200FVision Lab", "Vision\u3164Lab", "Vision\uD800Lab"])(
    "does not look like another: %j",
    (text) => {
      expect(lineOf(text)).toMatchObject({ reason: "control-character" });
    },
  );

  it.each(["Zoë van Dam", "علی‌رضا", "क्‍ष", "👩‍🔬 Lab", "❤️ Lab"])("keeps what scripts and emoji need: %s", (text) => {
    expect(lineOf(text)).toHaveProperty("line");
  });

  it("gives way to the handle where the platform's looks like somebody else's", async () => {
    const world = await aTenant(database.db);

    const { person } = await registerPerson(visitorContext(world, { name: "Alice\u200B Moreau", handle: "mallory" }));

    expect(person.name).toBe("mallory");
  });
});
