import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { slackBotUserId as slackBot } from "../../playground/world.ts";
import { startVisionLab } from "../support/scene.ts";
import type { Scene } from "../support/scene.ts";
import { expectSoon, foundLab, isReadable, newsFor, platforms, registerEverywhere, words } from "./story.ts";
import type { Chat, Lab } from "./story.ts";
import { report } from "./usage-story.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen"]);
});
afterAll(() => scene.close());

const room = "vision-lab";
const DAY = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY);
const inRoom = (platform: Chat) => scene.on(platform, "alice").in(room);
const posts = (platform: Chat) => inRoom(platform).posts();

async function aBusyLab(): Promise<Lab> {
  const lab = await foundLab(scene, { members: { bob: "member", chen: "member" } });
  const used = (person: string, amount: number, time: Date) => ({
    person,
    organization: lab.slug,
    meter: "gpu_hours",
    amount,
    time,
  });
  await report(scene, [
    used("chen", 28, ago(2)),
    used("bob", 9, ago(3)),
    used("chen", 50, beforeMonday(2)),
    used("chen", 40, beforeMonday(9)),
  ]);
  return lab;
}

/** So many days before the last Monday on which it was nine o'clock everywhere here. */
function beforeMonday(days: number): Date {
  const nine = new Date(Date.now() - 9 * 60 * 60 * 1000);
  return ago(((nine.getUTCDay() + 6) % 7) + days);
}

/** As if the time had come. */
const letItBeDue = (lab: Lab) =>
  scene.db.alertSubscription.updateMany({ where: { organizationId: lab.id }, data: { nextReportAt: ago(0) } });

describe.each(platforms)("scheduled reports on %s", (platform) => {
  it("B-39 posts a weekly digest in a channel, with names only where members see each other's usage", async () => {
    const lab = await aBusyLab();
    const answer = await inRoom(platform).type(`report schedule usage every:"every monday 9:00" org:${lab.slug}`);
    expect(words(answer)).toMatch(/comes every Monday at 09:00 to #vision-lab/u);
    expect(answer.isPrivate).toBe(true);
    await expectSoon(() => posts(platform).map(words).at(-1)).toMatch(/is posted here from now on[^]*Alice Moreau/u);

    const listed = await inRoom(platform).type("alert subscriptions");
    expect(words(listed)).toMatch(/Usage report, every Monday at 09:00/u);
    expect(words(listed)).not.toMatch(/\bNone\b/u);

    await letItBeDue(lab);
    const digest = () => posts(platform).findLast((post) => words(post).includes(`${lab.name}, `));
    await expectSoon(() => words(digest() ?? answer)).toMatch(/GPU hours, \d+ % (?:more|less) than/u);
    const card = digest() ?? answer;

    expect(words(card)).toMatch(/Comes every Monday at 09:00/u);
    expect(words(card)).not.toMatch(/Chen/u);
    expect(isReadable(card)).toBe(true);

    await scene.db.organization.update({ where: { id: lab.id }, data: { membersCanSeeUsage: true } });
    await inRoom(platform).type("report now");
    await expectSoon(() => posts(platform).map(words).at(-1)).toMatch(
      /Chen Li \d+, Bob Ekman 9[^]*Asked for by Alice/u,
    );
    await (await inRoom(platform).type("report stop")).press("Stop");
    await expectSoon(() =>
      scene.db.alertSubscription.count({ where: { organizationId: lab.id, deletedAt: null } }),
    ).toBe(0);
  });

  it("B-39 posts to oneself what is scheduled in a direct message", async () => {
    const lab = await aBusyLab();
    const answer = await scene
      .on(platform, "alice")
      .in(directOf(platform))
      .type(`report schedule usage every:"daily at 18:00" org:${lab.slug}`);
    expect(words(answer)).toMatch(/comes every day at 18:00 to your direct messages/u);

    await letItBeDue(lab);

    const news = await newsFor(scene, "alice", new RegExp(`${lab.name}, .*`, "u"));
    expect(words(news)).toMatch(/Comes every day at 18:00, .*; set up by Alice Moreau/u);
  });

  it("B-39 is for who chooses what an organization is alerted of", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const refusal = await scene.on(platform, "bob").type(`report schedule usage every:"every monday" org:${lab.slug}`);

    expect(words(refusal)).toMatch(/code forbidden/u);
  });

  it("B-39 does not guess a schedule", async () => {
    const refusal = await inRoom(platform).type('report schedule usage every:"every blue moon"');

    expect(words(refusal)).toMatch(/no schedule that I understand[^]*every monday 9:00/u);
  });

  it("B-39 summarizes the installation for administrators", async () => {
    const alice = scene.on(platform, "alice").in(directOf(platform));
    await alice.type('report schedule admin every:"first of the month 9:00"');
    await scene.db.alertSubscription.updateMany({ where: { organizationId: null }, data: { nextReportAt: ago(0) } });

    const news = await newsFor(scene, "alice", /The installation, [^]*Accounts/u);
    expect(words(news)).toMatch(/At or over a limit[^]*Waiting[^]*Not delivered/u);
    expect(isReadable(news)).toBe(true);
    await (await alice.type("report stop admin")).press("Stop");
  });
});

function directOf(platform: Chat): string {
  if (platform === "slack") return scene.slack.as("U0QMALICE1").openDirect(slackBot);
  const direct = scene.discord.as("110000000000000001").channels();
  return direct.find(({ kind }) => kind === "direct")?.id ?? "";
}
