import { expect } from "vitest";
import type { Scene } from "../support/scene.ts";
import { words } from "./story.ts";

export interface Use {
  readonly person?: string;
  readonly organization?: string;
  readonly meter: string;
  readonly amount: string | number;
  readonly time?: Date;
  readonly job?: string;
}

let events = 0;
const keys = new WeakMap<Scene, Promise<string>>();

/** What a cluster reports: with a key that Alice made in chat, over HTTP. */
export async function report(scene: Scene, uses: readonly Use[]): Promise<void> {
  const key = keys.get(scene) ?? keyFor(scene);
  keys.set(scene, key);
  const body = uses.map(({ time, ...data }) => ({
    specversion: "1.0",
    id: `event-${(events += 1)}`,
    source: "/clusters/test",
    type: "quartermaster.usage.v1",
    time: (time ?? new Date()).toISOString(),
    data,
  }));
  const response = await fetch(`${scene.url}/v1/usage`, {
    method: "POST",
    headers: { authorization: `Bearer ${await key}`, "content-type": "application/cloudevents-batch+json" },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  expect({ isOk: response.ok, answer }).toMatchObject({ isOk: true, answer: { accepted: uses.length } });
}

async function keyFor(scene: Scene): Promise<string> {
  const made = await scene.on("slack", "alice").type("api-key create cluster scopes:usage:write");
  const [key] = /\bqm_[A-Za-z0-9_-]{20,}/u.exec(words(made)) ?? [];
  return key ?? expect.fail(`no key in: ${words(made)}`);
}
