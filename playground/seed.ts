import type { Playground } from "./start.ts";

/** Makes a new world lively by acting as its people. */
export async function seed(_playground: Playground): Promise<void> {
  await Promise.resolve();
}
