import { describe, expect, it } from "vitest";
import { permission } from "../../src/commands/args/access.ts";
import { code, publicKey } from "../../src/commands/args/code.ts";
import { choice, flag, page, several } from "../../src/commands/args/plain.ts";
import { date, durationMs } from "../../src/commands/args/when.ts";
import type { Kind } from "../../src/commands/arg.ts";
import type { CommandContext } from "../../src/commands/define.ts";

// Safe: the kinds tried here look nothing up, so that no context is ever read.
const nowhere = {} as CommandContext;

async function value<Value>(kind: Kind<Value>, typed: string): Promise<Value | "refused"> {
  const reading = kind.read(typed, "field");
  return reading.ok ? reading.resolve(nowhere) : "refused";
}

describe("kinds of arguments", () => {
  it.each([
    ["4h", 14_400_000],
    ["for 4h", 14_400_000],
    ["2d", 172_800_000],
    ["1d 12h", 129_600_000],
    ["45m", 2_700_000],
    ["1w", 604_800_000],
    ["0h", undefined],
    ["4", undefined],
    ["4 parsecs", undefined],
    ["99999w", undefined],
  ])("reads the length of time %j", (typed, length) => {
    expect(durationMs(typed)).toBe(length);
  });

  it.each([
    ["2026-11-21", "2026-11-21T00:00:00.000Z"],
    ["2026-02-30", undefined],
    ["21.11.2026", undefined],
  ])("reads the day %j", async (typed, day) => {
    const read = await value(date, typed);
    expect(read === "refused" ? undefined : read.toISOString()).toBe(day);
  });

  it("takes a choice by value or label, in any case", async () => {
    const kind = choice("Admission", { invite_any: "Anybody", existing_only: "People with an account" });
    expect(await value(kind, "Invite-Any")).toBe("invite_any");
    expect(await value(kind, "people with an account")).toBe("existing_only");
    expect(await value(kind, "nobody")).toBe("refused");
  });

  it("takes several choices, or none", async () => {
    const kind = several("What", { a: "First", b: "Second" });
    expect(await value(kind, "a, Second,a")).toEqual(["a", "b"]);
    expect(await value(kind, "none")).toEqual([]);
    expect(await value(kind, "a,c")).toBe("refused");
  });

  it("takes yes and no in the usual words", async () => {
    expect(await value(flag, "ON")).toBe(true);
    expect(await value(flag, "n")).toBe(false);
    expect(await value(flag, "perhaps")).toBe("refused");
  });

  it("takes pages from 1", async () => {
    expect(await value(page, "12")).toBe(12);
    expect(await value(page, "0")).toBe("refused");
    expect(await value(page, "-1")).toBe("refused");
  });

  it("takes a permission with a colon, a point or a space", async () => {
    expect(await value(permission, "cluster.create")).toBe("cluster:create");
    expect(await value(permission, "Cluster create")).toBe("cluster:create");
    expect(await value(permission, "create clusters")).toBe("cluster:create");
    expect(await value(permission, "cluster:explode")).toBe("refused");
  });

  it("keeps a private key from going any further", async () => {
    const reading = publicKey.read("-----BEGIN OPENSSH PRIVATE KEY-----\nsecret", "key");
    expect(reading).toEqual({ ok: false, problem: { kind: "secret-typed", field: "key" } });
  });

  it("does not repeat what is no code", () => {
    expect(JSON.stringify(code.read("hunter2!", "code"))).not.toContain("hunter2");
  });
});
