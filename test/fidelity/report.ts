import { expect } from "vitest";

/** What a cluster reports over HTTP, with the key that chat showed once. */
export async function reportUse(url: string, saidWithKey: string, person: string): Promise<void> {
  const [key] = /\bqm_[A-Za-z0-9_-]{20,}/u.exec(saidWithKey) ?? [];
  const response = await fetch(`${url}/v1/usage`, {
    method: "POST",
    headers: { authorization: `Bearer ${key ?? ""}`, "content-type": "application/cloudevents-batch+json" },
    body: JSON.stringify([
      {
        specversion: "1.0",
        id: "1",
        source: "/clusters/bare",
        type: "quartermaster.usage.v1",
        time: new Date().toISOString(),
        data: { person, meter: "gpu_hours", amount: "31.5" },
      },
    ]),
  });
  expect(await response.json()).toMatchObject({ accepted: 1 });
}

/** What an answer about use has to say, with a picture or without. */
export const figures = /31\.5[\s\S]*GPU hours/u;

/** Three seconds, and what a busy machine takes. */
export const soonMs = 3_500;

export async function timed<Value>(work: Promise<Value>): Promise<{ value: Value; tookMs: number }> {
  const began = performance.now();
  return { value: await work, tookMs: performance.now() - began };
}
