import { describe, expect, it } from "vitest";
import { renderMessage as renderForDiscord } from "../../../src/bot/discord/render.ts";
import { renderMessage as renderForSlack } from "../../../src/bot/slack/render.ts";
import { announcementCard } from "../../../src/notifications/compose/announcement.ts";
import { BODY_LIMIT } from "../../../src/domain/announcements/announcement.ts";
import { anAnnouncement } from "./announcement-sample.ts";

const now = new Date("2026-11-22T12:00:00Z");
const row = anAnnouncement({ startedAt: now, sendAt: now });

const bodies = {
  "one paragraph": `${"word ".repeat(BODY_LIMIT / 5 - 1)}END`,
  "one word": `${"w".repeat(BODY_LIMIT - 4)} END`,
  "what platforms read as markup": `${"*a* ".repeat(BODY_LIMIT / 4 - 1)}END`,
  "many lines": `${"twenty letters long.\n".repeat(90)}END`,
};

describe("the longest announcement", () => {
  it.each(Object.entries(bodies))("of %s arrives whole", (_, body) => {
    const card = announcementCard({ ...row, body }, { channel: "slack", hasConfirmed: false });
    const slack = renderForSlack(card, { encode: () => "x", now, timeZone: "UTC", lasting: true });
    const discord = renderForDiscord(card, { purpose: "call", encoded: () => "x" });

    expect(body.length).toBeLessThanOrEqual(BODY_LIMIT);
    expect(JSON.stringify(slack.blocks)).toContain("END");
    expect(JSON.stringify(discord.embeds)).toContain("END");
    expect(JSON.stringify([slack.blocks, discord.embeds])).not.toContain("…");
  });
});
