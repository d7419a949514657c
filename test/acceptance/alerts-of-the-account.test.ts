import { v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { evaluateClock } from "../../src/domain/alerts/evaluate-clock.ts";
import { flushDigests } from "../../src/domain/alerts/flush-digests.ts";
import { builtInConfiguration } from "../../src/domain/configuration/built-in.ts";
import { newCode } from "../../src/new-code.ts";
import { startVisionLab } from "../support/scene.ts";
import type { Scene } from "../support/scene.ts";
import { DAY, HOUR, letQuotaAge, letTimePass } from "./passing-time.ts";
import {
  aTime,
  expectSoon,
  foundLab,
  isReadable,
  newsFor,
  personCalled,
  platforms,
  registerEverywhere,
  words,
} from "./story.ts";
import type { Chat } from "./story.ts";

const room = "vision-lab";

let scene: Scene;

beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen"]);
});
afterEach(async () => {
  await scene.db.alertSubscription.updateMany({ data: { deletedAt: new Date() } });
  await scene.db.quotaRequest.updateMany({ data: { state: "denied" } });
  await scene.db.delivery.updateMany({ where: { error: "fatal_error" }, data: { createdAt: new Date(0) } });
  await strike();
});
afterAll(() => scene.close());

const posts = (platform: Chat) => scene.on(platform, "alice").in(room).posts();
const latest = (platform: Chat) => posts(platform).map(words).at(-1);

function worldIn(milliseconds: number) {
  const now = new Date(Date.now() + milliseconds);
  return { db: scene.db, now, configuration: builtInConfiguration(now), newId: () => uuidv7(), newCode };
}

/** The clock looks at everything that it looks at now and then. */
async function strike(): Promise<void> {
  await scene.db.$executeRaw`UPDATE alert_evaluation SET clock_at = clock_at - interval '1 hour'`;
  await evaluateClock(worldIn(0));
}

/** Those who run the installation hear of it in this channel, and not each by themselves. */
async function adminChannel(platform: Chat): Promise<void> {
  const { id } = await personCalled(scene.db, "alice");
  await scene.on(platform, "alice").in(room).type("alert subscribe approvals,stale,deliveries installation admin:yes");
  await expectSoon(() => latest(platform)).toMatch(/Alice Moreau/u);
  await scene.db.person.updateMany({ where: { id: { not: id } }, data: { lastSeenAt: new Date() } });
}

/** What stands there last once the clock has looked: again, since the program's own clock may have been at it. */
const expectLatest = (platform: Chat) =>
  expectSoon(async () => {
    await strike();
    return latest(platform);
  });

const toldOf = async (kind: string) => {
  const alerts = await scene.db.alert.findMany({ where: { kind, phase: "firing" } });
  const rows = await scene.db.alertTold.findMany({ where: { alertId: { in: alerts.map(({ id }) => id) } } });
  return rows.map(({ recipient, how }) => `${recipient.split(":")[0]} ${how}`);
};

describe.each(platforms)("alerts of the account itself, on %s", (platform) => {
  it("B-32 the admin channel hears of requests that have waited for a day, instead of each admin", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    await adminChannel(platform);
    await scene.on("slack", "alice").type(`quota set @bob gpu_hours 100 month org:${lab.slug} quiet:yes`);
    await scene.on(platform, "bob").type("quota request +7 gpu_hours until:4w reason:retry");
    await strike();
    expect(await toldOf("approvals")).toEqual([]);
    await letQuotaAge(scene, lab, 25 * HOUR);

    await expectLatest(platform).toMatch(
      new RegExp(
        `1 request of the installation waits for an answer\\n[^]*Bob Ekman[^\\n]*7 GPU hours, since ${aTime}`,
        "u",
      ),
    );
    expect(posts(platform).every(isReadable)).toBe(true);
    expect(await toldOf("approvals")).toEqual(["channel card"]);
  });

  it("R-01 B-06 what ends soon is one line in the day's digest of whose it is", async () => {
    const lab = await foundLab(scene);
    for (const name of ["erik", "fay"])
      await scene.on(platform, "alice").type(`invite create ${name}.${platform}@example.com`);
    await letTimePass(scene, lab, 5 * DAY);
    await expectSoon(async () => {
      await strike();
      return toldOf("expiring");
    }).toEqual(["person digest"]);

    await flushDigests(worldIn(DAY));
    const news = await newsFor(
      scene,
      "alice",
      new RegExp(
        `About to expire · 2 soon: Invitation of erik\\.${platform}\\S+ and Invitation of fay\\S+, from ${aTime}`,
        "u",
      ),
    );
    expect(words(news)).toMatch(/What is not urgent comes once a day\./u);
    const explained = words(await news.press("Explain"));
    expect(explained).toMatch(
      /^2 things of yours end soon\n[^]*Invitation of fay\S+: to Optics \d+, not answered, ends /u,
    );
    await scene.db.invitation.updateMany({ data: { expiresAt: new Date(Date.now() + 30 * DAY) } });
    // What ends on a day is told once: as if that had been of another day.
    await scene.db
      .$executeRaw`UPDATE alert SET window_start = window_start - interval '9 days' WHERE kind = 'expiring'`;
  });

  it("B-21 the admin channel hears of accounts that nobody uses, and that they are used again", async () => {
    await adminChannel(platform);
    const old = new Date(Date.now() - 91 * DAY);
    const { id } = await personCalled(scene.db, "bob");
    await scene.db.person.update({ where: { id }, data: { createdAt: old, lastSeenAt: old } });
    await expectLatest(platform).toMatch(/1 account has not been used for a long time\n[^]*Bob Ekman/u);

    await scene.on(platform, "bob").type("whoami");
    await expectSoon(async () => (await personCalled(scene.db, "bob")).lastSeenAt?.getTime()).toBeGreaterThan(
      old.getTime(),
    );
    await expectLatest(platform).toMatch(/^(?:[^\n]*Over|[^\n]*used again)/u);
    // They are told once a month: as if that had been in the month before.
    await scene.db.$executeRaw`UPDATE alert SET window_start = window_start - interval '1 month' WHERE kind = 'stale'`;
  });

  it("D-16 the admin channel hears of messages that did not arrive, with why", async () => {
    await adminChannel(platform);
    const { tenantId } = await personCalled(scene.db, "bob");
    for (const id of [uuidv7(), uuidv7(), uuidv7()])
      await scene.db.delivery.create({
        data: {
          id,
          tenantId,
          subject: "notice",
          subjectId: id,
          recipient: `${platform}:U1`,
          state: "failed",
          channel: platform,
          error: "fatal_error",
          createdAt: new Date(),
        },
      });
    await expectLatest(platform).toMatch(/3 messages did not arrive\n[^]*(?:Slack|Discord): 3 × fatal_error/u);
  });
});
