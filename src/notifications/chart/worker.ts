import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { paintChart } from "./paint.ts";
import type { Order, Work } from "./draw.ts";

const BEHIND_OTHERS = 10;

letOthersGoFirst();

parentPort?.on("message", (order: Order) => parentPort?.postMessage(attempt(order)));

/** Words come before pictures. Only Linux gives each thread a priority of its own; elsewhere it is the whole program's. */
function letOthersGoFirst(): void {
  if (process.platform !== "linux") return;
  try {
    setPriority(BEHIND_OTHERS);
  } catch {
    // Where that is forbidden, it draws as fast as everything else runs.
  }
}

function attempt({ id, chart }: Order): Work {
  try {
    return { id, png: paintChart(chart) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : "unknown" };
  }
}
