import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Screen } from "../support/chat.ts";
import { link, startVisionLab } from "../support/scene.ts";
import type { Scene } from "../support/scene.ts";
import { isReadableWithNames, personCalled, platforms, refusalOf, refused, words } from "./story.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await startVisionLab();
  await scene.on("slack", "bob").type("register");
  await link(scene, "bob");
});
afterAll(() => scene.close());

/** The key that an answer shows. */
function keyIn(screen: Screen): string {
  const [key] = /\bqm_[0-9A-Za-z]{32}\b/u.exec(words(screen)) ?? [];
  if (key) return key;
  throw new Error(`no key in: ${words(screen)}`);
}

async function ask(path: string, key: string, body: object) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(`${scene.url}/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const answer: unknown = await response.json();
  return { status: response.status, answer };
}

const check = (key: string) => ask("quota/check", key, { person: "alice", wanted: [{ meter: "jobs", amount: 1 }] });

describe.each(platforms)("API keys, on %s", (platform) => {
  it("are made by a Super Admin, shown once to them alone, and kept nowhere", async () => {
    const alice = scene.on(platform, "alice");
    const made = await alice.type(`api-key create green-${platform} scopes:quota:check,usage:write expires:90d`);

    expect(made.isPrivate).toBe(true);
    expect(words(made)).toMatch(
      /Made the API key green-\w+\n(?:.*\n)*Key:? ?qm_[0-9A-Za-z]{32}\nMay:? ?usage:write, quota:check\nExpires/u,
    );
    const key = keyIn(made);
    expect(await check(key)).toMatchObject({ status: 200, answer: { allowed: true } });

    const list = await alice.type("api-key list");
    expect(words(list)).toContain(`green-${platform} · ${key.slice(0, 9)} · usage:write, quota:check · Alice Moreau`);
    expect(words(list)).not.toContain(key);
    const tables = await scene.db.$queryRaw<{ name: string }[]>`
      SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'pgboss')`;
    for (const { name } of tables) {
      const rows = await scene.db.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM ${name} t`);
      expect(rows.filter(({ row }) => row.includes(key.slice(9)))).toEqual([]);
    }
  });

  it("are made by the form, which says what each scope is for", async () => {
    const { form } = await scene.on(platform, "alice").type("api-key create");

    expect(form?.fields.map(({ label }) => label)).toEqual([
      expect.stringMatching(/^Name/u),
      expect.stringMatching(/^May/u),
      expect.stringMatching(/^Expires/u),
    ]);
    const made = await form?.submit({ Name: `form-${platform}`, May: "Report usage", Expires: "never" });
    expect(made && words(made)).toMatch(/^Expires:? ?never$/mu);
    expect(await check(made ? keyIn(made) : "")).toMatchObject({
      status: 403,
      answer: { code: "scope_missing", scope: "quota:check" },
    });
  });

  it("are refused at once when they are revoked, after a second look", async () => {
    const alice = scene.on(platform, "alice");
    const key = keyIn(await alice.type(`api-key create brief-${platform} scopes:quota:check`));
    expect((await check(key)).status).toBe(200);

    const question = await alice.type(`api-key revoke brief-${platform}`);
    expect(words(question)).toMatch(/Revoke the API key brief-\w+ \(qm_\w{6}…\)\?[^]*cannot be undone/u);
    expect((await check(key)).status).toBe(200);
    expect(words(await question.press("Revoke"))).toMatch(`Revoked the API key brief-${platform}`);

    expect(await check(key)).toMatchObject({ status: 401, answer: { code: "api_key_unknown" } });
    expect(words(await alice.type("api-key list"))).not.toContain(`brief-${platform}`);
  });

  it("stop while whoever made them may no longer manage keys, and the list says so", async () => {
    const bob = await personCalled(scene.db, "bob");
    const be = (role: "super_admin" | "regular") => scene.db.person.update({ where: { id: bob.id }, data: { role } });
    await be("super_admin");
    const made = await scene.on(platform, "bob").type(`api-key create bobs-${platform} scopes:quota:check`);
    await be("regular");

    expect(await check(keyIn(made))).toMatchObject({ status: 403, answer: { code: "api_key_powerless" } });
    expect(words(await scene.on(platform, "alice").type("api-key list"))).toMatch(
      new RegExp(`bobs-${platform} .*Bob Ekman, who may no longer manage keys: it does not work`, "u"),
    );
  });

  it("are not for others, whom the refusal names the rule", async () => {
    for (const line of ["api-key create x scopes:usage:write", "api-key list", "api-key revoke x"]) {
      const outcome = await refusalOf(scene, () => scene.on(platform, "bob").type(line));

      expect(outcome).toMatchObject({ code: "forbidden", isPrivate: true, isRecorded: true, changed: [] });
    }
  });

  it("have names of their own", async () => {
    const alice = scene.on(platform, "alice");
    await alice.type(`api-key create twin-${platform} scopes:usage:read`);

    expect(await refusalOf(scene, () => alice.type(`api-key create TWIN-${platform} scopes:usage:read`))).toEqual(
      refused({
        code: "api_key_name_taken",
        what: `There is an API key named TWIN-${platform} already.`,
        rule: "Each key that works has a name of its own.",
        next: "Give another name, or revoke that one first.",
      }),
    );
    const list = await alice.type("api-key list");
    expect(isReadableWithNames(list)).toBe(true);
  });
});
