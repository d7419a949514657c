import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Screen } from "../support/chat.ts";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import type { Lab } from "./story.ts";
import { report } from "./usage-story.ts";
import {
  expectSoon,
  fillIn,
  foundLab,
  isReadable,
  newsFor,
  platforms,
  refusalOf,
  refused,
  registerEverywhere,
  words,
} from "./story.ts";

let scene: Scene;
let lab: Lab;
let said = 0;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen"]);
});
afterAll(() => scene.close());
beforeEach(async () => {
  // One goes out at a time.
  await expectSoon(() => scene.db.announcement.count({ where: { state: "sending" } })).toBe(0);
  lab = await foundLab(scene, { members: { bob: "member", chen: "admin" } });
  said += 1;
});

const title = () => `Maintenance ${said}`;
const named = (text: string) => new RegExp(`${title()}[^]*${text}`, "u");
const state = async () => (await scene.db.announcement.findFirst({ orderBy: { id: "desc" } }))?.state;

/** What Bob sees of it now. */
const bobs = async () => newsFor(scene, "bob", named("From "));

/** Until all have it. */
async function send(screen: Screen): Promise<Screen> {
  const answer = await screen.press("Send");
  await expectSoon(() => scene.db.delivery.count({ where: { subject: "announcement", state: "pending" } })).toBe(0);
  await expectSoon(() => scene.db.announcement.count({ where: { state: "sending" } })).toBe(0);
  return answer;
}

describe.each(platforms)("announcements on %s", (platform) => {
  const chen = () => scene.on(platform, "chen");
  const preview = (more = "") =>
    chen().type(`announce create "${title()}" "Down from 18:00. See https://example.com/status." ${lab.slug} ${more}`);

  it("TU-58 shows the card first, with whom it reaches and how long it takes", async () => {
    const screen = await preview("severity:warning");

    expect(words(screen)).toMatch(new RegExp(`${title()}\\n[^]*Down from 18:00`, "u"));
    expect(words(screen)).toMatch(/warning · From Chen Li to everyone in Optics \d+ and below/u);
    expect(words(screen)).toMatch(/3 people, on Slack or Discord/u);
    expect(words(screen)).toMatch(/at least 1 second/u);
    expect(screen).toMatchObject({ isPrivate: true, choices: ["Send", "Schedule", "Edit", "Discard"] });
    expect(isReadable(screen)).toBe(true);
    expect(await state()).toBe("draft");
  });

  it("TU-58 goes to each person once, shows its sender how far it is, and counts who got it", async () => {
    const answer = await send(await preview());
    const card = await bobs();

    expect(words(answer)).toMatch(/is going out to 3 people/u);
    expect(isReadable(card)).toBe(true);
    const noted = await card.press("Got it");
    expect(words(noted)).toMatch(/You have said that you got it/u);
    expect(card.now()).toMatchObject({ text: noted.text, choices: [] });
    await newsFor(scene, "chen", named("was sent to 3 of 3[^]*Sent:? ?\\n?3"));
    await newsFor(scene, "chen", named("Pressed “Got it”:?\\s*1 "));
    const { id } = await scene.db.announcement.findFirstOrThrow({ orderBy: { id: "desc" } });
    expect(await scene.db.delivery.count({ where: { subject: "announcement", subjectId: id } })).toBe(3);
  });

  it("TU-58 is corrected in the same message, and withdrawn from it", async () => {
    await send(await preview());
    const before = await bobs();
    const form = await (await newsFor(scene, "chen", named("was sent"))).press("Correct");
    await fillIn(form, { Text: "Down from 19:00." });

    const corrected = await newsFor(scene, "bob", named("Down from 19:00[^]*Corrected at"));
    expect(words(before.now())).toBe(words(corrected));

    const question = await chen().type(`announce recall "${title()}"`);
    expect(words(question)).toMatch(/3 messages lose their text/u);
    await question.press("Withdraw");
    await expectSoon(() => words(before.now())).toMatch(/This announcement was withdrawn by Chen Li/u);
    expect(words(before.now())).not.toMatch(/Down from/u);
  });

  it("TU-58 is scheduled in words, echoed as a time, and cancelled before", async () => {
    const form = await (await preview()).press("Schedule");
    const scheduled = await fillIn(form, { When: "tomorrow 09:00" });
    expect(words(scheduled)).toMatch(new RegExp(`“${title()}” is scheduled`, "u"));

    const shown = await chen().type(`announce show "${title()}"`);
    expect(words(shown)).toMatch(/It goes out on (?:\w{3} \d{1,2} \w{3} 09:00|<t:\d+)/u);
    const cancelled = await shown.press("Cancel it");
    expect(words(cancelled)).toMatch(/was dropped and is not sent/u);
    expect(await state()).toBe("cancelled");
  });

  it.each([
    ["everyone", /to everyone in the installation|to everyone/u],
    ["role:member", /member/u],
    ["cluster:/clusters/test", /\/clusters\/test/u],
  ])("TU-58 goes to %s, and no further", async (audience, shown) => {
    // Whom another test made to be very many.
    const { count } = await scene.db.membership.deleteMany({
      where: { person: { displayName: { startsWith: "Person " } } },
    });
    if (count > 0) await scene.db.person.deleteMany({ where: { displayName: { startsWith: "Person " } } });
    await report(scene, [{ person: "bob", organization: lab.slug, meter: "gpu_hours", amount: 1 }]);
    const draft = await scene
      .on(platform, "alice")
      .type(
        `announce create "${title()}" "Down from 18:00." ${audience} ${audience.startsWith("role") ? `org:${lab.slug}` : ""}`,
      );
    expect(words(draft)).toMatch(shown);
    await send(draft);

    await newsFor(scene, "bob", named("Down from 18:00"));
    const { id } = await scene.db.announcement.findFirstOrThrow({ orderBy: { id: "desc" } });
    const told = await scene.db.delivery.count({ where: { subject: "announcement", subjectId: id } });
    expect(told).toBe(audience === "everyone" ? await scene.db.person.count({ where: { state: "active" } }) : 1);
  });

  it("TU-58 goes out by itself when its time has come", async () => {
    const form = await (await preview()).press("Schedule");
    await fillIn(form, { When: "tomorrow 09:00" });
    await scene.db.announcement.updateMany({ where: { state: "scheduled" }, data: { sendAt: new Date() } });

    await newsFor(scene, "bob", named("Down from 18:00"));
    await newsFor(scene, "chen", named("was sent to 3 of 3"));
    expect(await state()).toBe("sent");
  });

  it("TU-58 is edited before it is sent; the earlier draft can't be sent any more", async () => {
    const first = await preview();
    const form = await first.press("Edit");
    const second = await fillIn(form, { Text: "Down all day." });
    expect(words(second)).toMatch(/Down all day\./u);

    const stale = await chen().type(`announce send "${title()}"`);
    expect(words(stale)).toMatch(/is going out to 3 people/u);
    await newsFor(scene, "bob", named("Down all day"));
  });

  it("TU-58 to more than 100 people wants their number typed", async () => {
    const { tenantId, id: bobId } = await scene.db.person.findFirstOrThrow({ where: { username: "bob" } });
    await scene.db.$executeRaw`
      INSERT INTO person (id, tenant_id, username, display_name, state, type, role, created_at)
      SELECT gen_random_uuid(), ${tenantId}::uuid, ${lab.slug.replace("-", "_")} || '_' || n, 'Person ' || n, 'active', 'user', 'regular', now()
      FROM generate_series(1, 120) AS n`;
    await scene.db.$executeRaw`
      INSERT INTO membership (id, tenant_id, organization_id, person_id, role, joined_at)
      SELECT gen_random_uuid(), tenant_id, ${lab.id}::uuid, id, 'member', now() FROM person
      WHERE username LIKE ${`${lab.slug.replace("-", "_")}_%`} AND id <> ${bobId}::uuid`;

    const question = await (await preview()).press("Send");
    expect(words(question)).toMatch(/to 123 people\?/u);
    const form = await question.press("Send");
    const wrong = await fillIn(form, { Type: "12" });
    expect(await state()).toBe("draft");
    expect(wrong.form ?? words(wrong)).toBeDefined();
    const right = await fillIn(await question.press("Send"), { Type: "123" });

    expect(words(right)).toMatch(/is going out to 123 people/u);
    await newsFor(scene, "chen", named("120 not reached: There is no chat account"));
  });

  it("TU-58 is for admins of the organization alone, and never about others' people", async () => {
    const byMember = await refusalOf(scene, () =>
      scene.on(platform, "bob").type(`announce create "Hello" "All of you." ${lab.slug}`),
    );
    expect(byMember).toMatchObject({ code: "forbidden", isPrivate: true, isRecorded: true, changed: [] });

    const toAll = await refusalOf(scene, () => chen().type(`announce create "Hello" "All of you." everyone`));
    expect(toAll).toEqual(
      refused({
        code: "forbidden",
        what: expect.stringMatching(/send announcements to everyone/u) as string,
        rule: expect.any(String) as string,
        next: expect.any(String) as string,
      }),
    );
  });

  it("TU-58 does not take a password along", async () => {
    const screen = await chen().type(`announce create "Login" "password: hunter2" ${lab.slug}`);
    expect(words(screen)).toMatch(/There seems to be a password or a key in the text/u);
  });

  it("TU-58 mentions nobody, whatever is typed", async () => {
    await send(await chen().type(`announce create "${title()}" "@everyone <!channel> @here" ${lab.slug}`));
    // Shown as it was typed: nothing in it was read as markup.
    expect(words(await bobs())).toContain("@everyone <!channel> @here");
    const deliveries = await scene.db.delivery.count({ where: { subject: "announcement", state: "failed" } });
    expect(deliveries).toBe(0);
  });

  it("TU-58 lists what was announced", async () => {
    await send(await preview());
    const screen = await chen().type("announce list");
    expect(words(screen)).toMatch(new RegExp(`${title()}[^]*everyone in ${lab.name} and below[^]*3 of 3`, "u"));
  });
});
