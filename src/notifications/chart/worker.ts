import { parentPort } from "node:worker_threads";
import { paintChart } from "./paint.ts";
import type { Order, Work } from "./draw.ts";

parentPort?.on("message", (order: Order) => void answer(order));

async function answer({ id, chart }: Order): Promise<void> {
  parentPort?.postMessage(await attempt(id, chart));
}

async function attempt(id: number, chart: Order["chart"]): Promise<Work> {
  try {
    return { id, png: await paintChart(chart) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : "unknown" };
  }
}
