import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Screen } from "../support/chat.ts";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import type { Lab } from "./story.ts";
import {
  aTime,
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
import { report } from "./usage-story.ts";

let scene: Scene;
let lab: Lab;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen", "dana"]);
});
afterAll(() => scene.close());
beforeEach(async () => {
  lab = await foundLab(scene, { members: { bob: "member", chen: "admin" } });
  await scene.on("slack", "alice").type(`quota set ${lab.slug} gpu_hours 400 month`);
});

const use = (amount: number, job = "train-llava") =>
  report(scene, [{ organization: lab.slug, person: "bob", meter: "gpu_hours", amount, job }]);

/** The card in somebody's direct messages about this lab. */
const cardFor = (name: "alice" | "bob" | "chen", news: string) =>
  newsFor(scene, name, new RegExp(`${lab.name} ${news}`, "u"));

describe.each(platforms)("alert rules, on %s", (platform) => {
  const on = (name: "alice" | "bob" | "chen" | "dana") => scene.on(platform, name);

  it("TU-39 makes a rule for high usage, told to this channel, with a sample at once", async () => {
    const made = await on("chen").type(
      `alert create usage ${lab.slug} gpu_hours at:"100 GPU hours" over:6h here:yes name:"Rush ${lab.name}"`,
    );
    expect(words(made)).toMatch(
      new RegExp(
        `New alert rule: Rush ${lab.name}\\nA sample, marked as such, went to your direct messages and #`,
        "u",
      ),
    );
    expect(words(made)).toMatch(/Tells: From 100 GPU hours within 6 hours on/u);
    expect(isReadable(made)).toBe(true);
    const sample = await newsFor(
      scene,
      "chen",
      new RegExp(`Sample: ${lab.name} used 100 GPU hours within 6 hours`, "u"),
    );
    expect(words(sample)).toMatch(/Nothing has happened; the figures are made up\./u);
    expect(sample.choices).toEqual(["Explain"]);

    await use(120);
    const card = await cardFor("alice", "used 120 GPU hours within 6 hours");
    expect(words(card)).toMatch(/In the last 6 hours: \+120, mostly train-llava \(Bob Ekman, 120\)\./u);
    expect(isReadable(card)).toBe(true);
    await expectSoon(() => told()).toEqual(["channel card", "person card"]);
  });

  it("TU-39 R-30 a rule told to a channel, too, takes nothing from what the channel hears", async () => {
    const heard = async () =>
      (await scene.db.alertSubscription.findMany({ where: { organizationId: lab.id, deletedAt: null } })).map(
        ({ kinds, leastPercent }) => ({ kinds, leastPercent }),
      );
    await on("chen").type(`alert subscribe kinds:quota,overage ${lab.slug} min:80`);
    await expectSoon(() => scene.db.delivery.count({ where: { subject: "notice", state: "pending" } })).toBe(0);
    const made = await on("chen").type(`alert create failures ${lab.slug} at:"5, 40 %" here:yes`);

    expect(words(made)).toMatch(/#\S+ on (?:Slack|Discord) hears of it from 80 % of a limit on, as of all else\./u);
    expect(await heard()).toEqual([{ kinds: ["failures", "overage", "quota"], leastPercent: 80 }]);
    await on("chen").type(`alert create failures ${lab.slug} at:"9, 40 %" here:yes name:"Many ${lab.name}"`);
    expect(await heard()).toHaveLength(1);
  });

  it("TU-39 refuses who does not manage the organization, and makes nothing", async () => {
    const refusal = await refusalOf(scene, () => on("bob").type(`alert create quota ${lab.slug} gpu_hours`));
    expect(refusal).toMatchObject({
      code: "forbidden",
      what: `You may not choose what ${lab.name} is alerted of.`,
      changed: [],
    });
    expect(await scene.db.alertRule.count({ where: { organizationId: lab.id } })).toBe(0);
    expect(words(await on("bob").type("alert create quota me gpu_hours at:50"))).toMatch(
      /New alert rule: GPU hours of Bob/u,
    );
    await scene.db.alertRule.deleteMany({ where: { personId: { not: null } } });
  });

  it("TU-39 asks in a form for what is missing", async () => {
    const form = await on("chen").type("alert create");
    expect(form.form?.fields.map(({ label }) => label)).toHaveLength(5);
    const made = await fillIn(form, { Kind: "Limit coming near", From: "70, 90" });
    expect(words(made)).toMatch(
      new RegExp(`Whose: ${lab.name} and all below it\\nTells: From 70 and 90 % of any limit on`, "u"),
    );
  });

  it.each([
    ["95, 80", "alert_levels_invalid", "The levels 95, 80 do not rise."],
    ["80, 80", "alert_levels_invalid", "The level 80 is given twice."],
    ["2000", "alert_levels_invalid", "2000 is past the highest level that there may be, 1,000 %."],
    ["lots", "alert_levels_invalid", "“lots” is no level."],
    ["0", "alert_levels_invalid", "0 would always be reached: levels are above zero."],
  ])("TU-41 refuses levels %s", async (levels, code, what) => {
    const refusal = await refusalOf(scene, () => on("chen").type(`alert create quota ${lab.slug} at:"${levels}"`));
    expect(refusal).toMatchObject({ code, what, changed: [] });
  });

  it("TU-41 refuses amounts beyond the meter, a rule on what may not be seen, and the same rule twice", async () => {
    const beyond = `alert create quota ${lab.slug} gpu_hours at:"99999999999999999 GPU hours"`;
    expect(await refusalOf(scene, () => on("chen").type(beyond))).toMatchObject({
      code: "amount_invalid",
      changed: [],
    });
    const unseen = `alert create quota ${lab.slug} gpu_hours`;
    expect(await refusalOf(scene, () => on("dana").type(unseen))).toMatchObject({ code: "not_found", changed: [] });
    await on("chen").type(unseen);
    expect(await refusalOf(scene, () => on("chen").type(unseen))).toMatchObject({
      code: "alert_rule_exists",
      what: `“GPU hours of ${lab.name}, limit” looks at just that already.`,
    });
  });

  it("TU-41 tells by its own levels instead of everybody's, rising below the same card", async () => {
    await on("chen").type(`alert create quota ${lab.slug} gpu_hours at:"60, 90"`);
    await use(250);
    const card = await cardFor("alice", "has used 62 % of its GPU hours for \\w+ \\(250 of 400\\)");
    expect(words(card)).toMatch(/warning · first level of two/u);
    expect(card.choices).toEqual(
      expect.arrayContaining(["Acknowledge", "Request more", "Raise the limit", "For 4 hours"]),
    );

    await use(120, "sweep-7");
    await expectSoon(() => words(card.now())).toMatch(/has used 92 % .*\(370 of 400\)/u);
    expect(words(card.now())).toMatch(/mostly train-llava \(Bob Ekman, 250\) and sweep-7 \(Bob Ekman, 120\)/u);
    expect(words(card.now())).toMatch(/second level of two/u);
    await expectSoon(() => repliesTo(card)).toMatch(/90 % is reached now: 370 of 400 GPU hours \(92 %\)\./u);
    expect(await scene.db.alert.count({ where: { organizationId: lab.id, phase: "firing" } })).toBe(1);
  });

  it("R-27 is acknowledged, snoozed and silenced on the message itself, which says by whom", async () => {
    await use(330);
    const card = await cardFor("alice", "has used 82 %");
    expect(words(await card.press("Acknowledge"))).toMatch(
      new RegExp(`You acknowledged the alert about ${lab.name}`, "u"),
    );
    await expectSoon(() => words(card.now())).toMatch(new RegExp(`Acknowledged by Alice Moreau, ${aTime}`, "u"));
    expect(card.now().choices).not.toContain("Acknowledge");

    expect(words(await card.now().press("Until tomorrow 9:00"))).toMatch(
      new RegExp(`is snoozed\\nUntil ${aTime}`, "u"),
    );
    await expectSoon(() => words(card.now())).toMatch(new RegExp(`Snoozed by Alice Moreau until ${aTime}`, "u"));

    const form = await card.now().press("Silence …");
    const done = await fillIn(form, { Until: "2d", Reason: "planned work" });
    expect(words(done)).toMatch(new RegExp(`Silenced: .*${lab.name}[^]*1 open alert falls silent now`, "u"));
    expect(words(await on("alice").type("alert silences"))).toMatch(/planned work/u);
    expect(words(await on("alice").type(`alert unsilence "${lab.name}"`))).toMatch(/No longer silenced/u);
  });

  it("D-07 raises the limit from the card, which then says that it is over and by whom", async () => {
    await use(390);
    const card = await cardFor("alice", "has used 97 %");
    const form = await card.press("Raise the limit");
    const shown = (label: string) => form.form?.fields.find((field) => field.label.startsWith(label))?.value;
    expect(shown("Meter")).toMatch(/^GPU.hours$/iu);
    expect(shown("For whom")).toMatch(new RegExp(`^${lab.name} |^${lab.slug}$`, "u"));
    await fillIn(form, { Amount: "1000" });
    await expectSoon(() => words(card.now())).toMatch(
      new RegExp(`${lab.name} has room again: 390 of 1,000 GPU hours[^]*raised by Alice Moreau`, "u"),
    );
    await expectSoon(() => repliesTo(card)).toMatch(/The limit was raised by Alice Moreau: 390 of 1,000/u);
    expect(card.now().choices).toEqual(["Explain"]);
  });

  it("TU-55 tells of overage, past the limit and of what is only its own to somebody", async () => {
    await scene.on("slack", "alice").type(`quota set @bob gpu_hours 100 month org:${lab.slug} model:notify_only`);
    await use(104);
    const own = await newsFor(
      scene,
      "bob",
      new RegExp(`You have passed your limit: 104 % of your GPU hours in ${lab.name}`, "u"),
    );
    expect(words(own)).toMatch(/critical|warning/u);
    expect(own.choices).toEqual(expect.arrayContaining(["Acknowledge", "Request more", "Silence …"]));
    expect(own.choices).not.toContain("Raise the limit");
    expect(isReadable(own)).toBe(true);
  });

  it("TU-55 stops what runs past its limit from the card: nothing new starts", async () => {
    await on("alice").type(`quota set ${lab.slug} gpu_hours 400 month model:notify_only`);
    await use(440);
    const card = await cardFor("alice", "has passed its limit");
    const asked = await fillIn(await card.press("Stop …"), { Reason: "over budget" });
    expect(words(asked)).toMatch(new RegExp(`Pause ${lab.name}`, "u"));
    expect(words(await asked.press("Pause"))).toMatch(new RegExp(`${lab.name} is paused`, "u"));
    expect(words(await on("alice").type(`quota check what:"1 jobs" org:${lab.slug}`))).toMatch(
      /paused[^]*over budget/u,
    );
  });

  it("D-21 takes times in words, and shows what is open at home", async () => {
    await use(390);
    await cardFor("alice", "has used 97 %");
    const snoozed = await on("alice").type(`alert snooze "${lab.name}" until:"friday 18:00"`);
    expect(words(snoozed)).toMatch(new RegExp(`Until ${aTime}`, "u"));
    const home = await on("alice").home();
    expect(words(home)).toMatch(/Alert: Optics \d+ · GPU hours: limit coming near · \d+ of [\d,]+ \(\d+ %\) · /u);
    expect(home.choices).toContain("Open alerts");
    expect(isReadable(home)).toBe(true);
  });

  it("TU-41 says no names in a channel whose members do not see what each uses", async () => {
    const room = on("alice").in("vision-lab");
    const posts = () => room.posts().map(words).join("\n");
    await room.type(`alert subscribe quota ${lab.slug}`);
    await scene.on("slack", "alice").type(`quota set @bob gpu_hours 100 month org:${lab.slug}`);
    const made = await on("chen").type(`alert create quota @bob gpu_hours at:80 org:${lab.slug}`);
    expect(words(made)).toMatch(new RegExp(`Whose: Bob Ekman in ${lab.name}`, "u"));
    await use(85);
    await newsFor(scene, "bob", new RegExp(`You have used 85 % of your GPU hours in ${lab.name}`, "u"));
    await expectSoon(posts).toMatch(new RegExp(`A member of ${lab.name} has used 85 % of their GPU hours`, "u"));
    expect(posts()).toMatch(/mostly train-llava \(85\)/u);
    expect(posts()).not.toMatch(/Bob Ekman/u);
  });

  it("D-01 explains an alert: the sums, each level, whom it told and why not, and what would end it", async () => {
    await use(330);
    const card = await cardFor("alice", "has used 82 %");
    const explained = await card.press("Explain");
    expect(words(explained)).toMatch(/It sees 330 of 400/u);
    expect(words(explained)).toMatch(
      /it is over when less than 192 is used or the limit is [\d.,]+ GPU hours or more/u,
    );
    expect(words(explained)).toMatch(/The next level, 95 %, is reached with 50 more/u);
    expect(words(explained)).toMatch(/Alice Moreau: 80 % told/u);
    expect(words(explained)).toMatch(/80 % .*warning .*320 .*312 .*reached/u);
    expect(isReadable(explained)).toBe(true);

    const rule = await on("alice").type(`alert explain rule:"Limits coming near" subject:${lab.slug}`);
    expect(words(rule)).toMatch(/80 % is reached\. 95 % is reached with 50 more\./u);
    const atOnce = "and at once when use is reported or a limit changes\\.";
    expect(words(explained)).toMatch(new RegExp(`It is looked at next ${aTime}[^,]*, ${atOnce}`, "u"));
    expect(words(rule)).toMatch(/1 alert of it is open\.\s+It is looked at next when use is reported/u);
  });

  it("D-01 explains a rule of whom it is about, with what it sees and when it looks next", async () => {
    await on("chen").type(
      `alert create usage @bob gpu_hours at:"100 GPU hours" over:6h org:${lab.slug} name:"${lab.name} rush"`,
    );
    await use(40);
    const rush = words(await on("chen").type(`alert explain rule:"${lab.name} rush"`));
    expect(rush).toMatch(new RegExp(`${lab.name} rush, for Bob Ekman in ${lab.name}`, "u"));
    expect(rush).toMatch(
      /It sees 40 GPU hours within 6 hours\. No level is reached\. .*100.* is reached with 60 more\./u,
    );
    expect(rush).toMatch(/No alert of it is open\.\s+It is looked at next when use is reported or a limit changes\./u);

    const failing = words(await on("chen").type(`alert explain rule:"Failing jobs" subject:${lab.slug}`));
    expect(failing).toMatch(new RegExp(`It is looked at next ${aTime}`, "u"));
    expect(failing).not.toMatch(/limit/u);
  });

  it("TU-41 is listed, changed, switched off, and deleted after a question", async () => {
    await on("chen").type(`alert create quota ${lab.slug} gpu_hours at:60 name:"Mine ${lab.name}"`);
    await use(250);
    const card = await cardFor("alice", "has used 62 %");
    expect(words(await on("chen").type(`alert list "Mine ${lab.name}"`))).toMatch(/From 60 % of GPU hours on.*1 open/u);
    expect(words(await on("chen").type(`alert edit "Mine ${lab.name}" at:"50, 70"`))).toMatch(/From 50 and 70 %/u);

    const asked = await on("chen").type(`alert delete "Mine ${lab.name}"`);
    expect(words(asked)).toMatch(/Delete the alert rule “Mine Optics \d+”\?\n1 open alert of it is over/u);
    await asked.press("Delete it");
    await expectSoon(() => words(card.now())).toMatch(/deleted by Chen Li/u);
    expect(words(await on("bob").type("alert list"))).not.toMatch(/Mine/u);
  });

  it("R-29 the doctor shows where alerts arrive", async () => {
    await on("chen").type(`alert subscribe kinds:quota,overage ${lab.slug} min:80`);
    const seen = await on("chen").type("alert doctor");
    expect(words(seen)).toMatch(/Every route works\./u);
    expect(words(seen)).toMatch(
      /#\S+ on (?:Slack|Discord) · Alerts of Optics \d+ and all below it, from 80 % of a limit on · arrives · /u,
    );
    const ended = await on("chen").type("alert subscriptions");
    expect(words(ended)).toMatch(
      /Optics \d+ and all below it, from 80 % of a limit on · Limit coming near and limit passed · /u,
    );
  });

  it("R-29 the doctor tells a report from alerts", async () => {
    await on("chen").type('report schedule usage "every monday 9:00"');
    const seen = await on("chen").type("alert doctor");

    expect(words(seen)).toMatch(/ · Usage report of Optics \d+ and all below it · arrives · /u);
    expect(seen.choices.join("\n")).toMatch(/Stop/u);
  });

  it("R-30 subscribes to exactly the kinds named, and refuses in a direct message who cannot", async () => {
    expect(words(await on("chen").type(`alert subscribe failures ${lab.slug}`))).toMatch(/Kinds: Jobs failing\n/u);
    await use(390);
    await cardFor("alice", "has used 97 %");
    expect(await told()).toEqual(["person card"]);
    const refusal = await refusalOf(scene, () => on("bob").type(`alert subscribe quota ${lab.slug}`));
    expect(refusal).toMatchObject({ code: "forbidden", changed: [] });
  });

  it("TU-40 TU-42 have rules to make, too, each with its own figures", async () => {
    const failures = await on("chen").type(`alert create failures ${lab.slug} at:"5, 40 %" over:2h`);
    expect(words(failures)).toMatch(/From 5 failed jobs and 40 % of those that ended within 2 hours on/u);
    const unusual = await on("chen").type(`alert create unusual ${lab.slug} gpu_hours at:4`);
    expect(words(unusual)).toMatch(/What is unusual of GPU hours, from a score of 4 on/u);
    expect(await refusalOf(scene, () => on("chen").type(`alert create stale ${lab.slug}`))).toEqual(
      refused({
        code: "alert_rule_unfit",
        what: "Alerts of the kind “Unused accounts” are about the whole installation.",
        rule: "They look at no single person or organization.",
        next: "Leave the subject out, or say installation.",
      }),
    );
  });
});

/** What was said below a card. */
function repliesTo(card: Screen): string {
  return (card.now().replies?.() ?? []).map(words).join("\n");
}

/** How the alerts of this lab were told, and to what kind of reader. */
async function told(): Promise<readonly string[]> {
  const alerts = await scene.db.alert.findMany({ where: { organizationId: lab.id, firedAt: { not: null } } });
  const rows = await scene.db.alertTold.findMany({ where: { alertId: { in: alerts.map(({ id }) => id) } } });
  return rows.map(({ recipient, how }) => `${recipient.split(":")[0]} ${how}`).toSorted();
}
