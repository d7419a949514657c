import { expect } from "vitest";

interface Use {
  readonly person: string;
  readonly organization?: string;
  readonly amount: string;
}

let events = 0;

/** What a cluster reports over HTTP, with the key that chat showed once. */
export async function reportUse(url: string, saidWithKey: string, person: string): Promise<void> {
  await reportUses(url, saidWithKey, [{ person, amount: "31.5" }]);
}

/** The same of any use, in GPU hours. */
export async function reportUses(url: string, saidWithKey: string, uses: readonly Use[]): Promise<void> {
  const [key] = /\bqm_[A-Za-z0-9_-]{20,}/u.exec(saidWithKey) ?? [];
  const response = await fetch(`${url}/v1/usage`, {
    method: "POST",
    headers: { authorization: `Bearer ${key ?? ""}`, "content-type": "application/cloudevents-batch+json" },
    body: JSON.stringify(
      uses.map((use) => ({
        specversion: "1.0",
        id: String((events += 1)),
        source: "/clusters/bare",
        type: "quartermaster.usage.v1",
        time: new Date().toISOString(),
        data: { meter: "gpu_hours", ...use },
      })),
    ),
  });
  expect(await response.json()).toMatchObject({ accepted: uses.length });
}

/** What an answer about use has to say, with a picture or without. */
export const figures = /31\.5[\s\S]*GPU hours/u;

/** Three seconds, and what a busy machine takes. */
export const soonMs = 3_500;

export async function timed<Value>(work: Promise<Value>): Promise<{ value: Value; tookMs: number }> {
  const began = performance.now();
  return { value: await work, tookMs: performance.now() - began };
}
