import { WebClient } from "@slack/web-api";
import { describe, expect, it } from "vitest";
import { createDirectory } from "../../../src/bot/slack/identity.ts";

interface Answer {
  readonly ok: boolean;
  readonly user?: object;
  readonly error?: string;
}

/** A directory whose Slack gives these answers, one a call. */
function directoryOf(...answers: readonly Answer[]) {
  const left = [...answers];
  let time = 0;
  const client = new WebClient("xoxb-1", {
    retryConfig: { retries: 0 },
    fetch: async () => Response.json(left.shift() ?? { ok: false, error: "asked_too_often" }),
  });
  const directory = createDirectory({ client, now: () => time, teamId: () => "T1" });
  return { directory, left, pass: (ms: number) => (time += ms) };
}

const bob = {
  id: "U1",
  team_id: "T1",
  name: "bob",
  real_name: "Bob Ekman",
  tz: "Europe/Stockholm",
  is_email_confirmed: true,
  profile: { email: "Bob@Example.com", display_name: "" },
};

describe("the directory", () => {
  it("knows nobody where Slack tells of nobody, and fails where Slack fails", async () => {
    const { directory } = directoryOf({ ok: false, error: "unknown_method" }, { ok: false, error: "fatal_error" });
    expect(await directory.profile("U1")).toBeUndefined();
    await expect(directory.profile("U2")).rejects.toThrow("fatal_error");
  });

  it("tells name, zone and confirmed address", async () => {
    const { directory } = directoryOf({ ok: true, user: bob });
    expect(await directory.profile("U1")).toEqual({
      externalId: "U1",
      handle: "bob",
      displayName: "Bob Ekman",
      confirmedEmail: "bob@example.com",
      timeZone: "Europe/Stockholm",
      isBot: false,
      standing: "member",
    });
  });

  it.each([
    ["Slack has not confirmed", { is_email_confirmed: false }],
    ["Slack does not say it has confirmed", { is_email_confirmed: undefined }],
    ["another workspace vouches for", { is_stranger: true }],
    ["a workspace we share a channel with vouches for", { is_stranger: false, team_id: "T2" }],
    ["another company's Enterprise Grid vouches for", { team_id: "T2", enterprise_user: { teams: ["T2", "T3"] } }],
    ["a deactivated account has", { deleted: true }],
    ["a bot has", { is_bot: true }],
  ])("trusts no address that %s", async (_whose, rest) => {
    const { directory } = directoryOf({ ok: true, user: { ...bob, ...rest } });
    expect(await directory.profile("U1")).not.toHaveProperty("confirmedEmail");
  });

  it.each([
    ["deactivated", { deleted: true }],
    ["foreign", { is_stranger: true }],
    ["foreign", { is_stranger: false, team_id: "T2" }],
    ["member", { team_id: "T9", enterprise_user: { teams: ["T9", "T1"] } }],
    ["guest", { is_restricted: true }],
  ])("tells who is %s", async (standing, rest) => {
    const { directory } = directoryOf({ ok: true, user: { ...bob, ...rest } });
    expect(await directory.profile("U1")).toMatchObject({ standing });
  });

  it("knows nobody where Slack knows nobody", async () => {
    const { directory } = directoryOf({ ok: false, error: "users_not_found" });
    expect(await directory.findByEmail("nobody@example.com")).toBeUndefined();
  });

  it("asks once a minute", async () => {
    const { directory, left, pass } = directoryOf({ ok: true, user: bob }, { ok: true, user: bob });
    await directory.profile("U1");
    await directory.profile("U1");
    expect(left).toHaveLength(1);

    pass(60_001);
    await directory.profile("U1");
    expect(left).toHaveLength(0);
  });

  it("asks again after a failure", async () => {
    const { directory } = directoryOf({ ok: false, error: "internal_error" }, { ok: true, user: bob });
    await expect(directory.profile("U1")).rejects.toThrow("internal_error");
    expect(await directory.profile("U1")).toMatchObject({ handle: "bob" });
  });
});
