import { Worker } from "node:worker_threads";
import type { Chart, RankingChart } from "../message.ts";

/** What the drawing thread is asked for, and how it answers. */
export interface Order {
  readonly id: number;
  readonly chart: Chart | RankingChart;
}

export type Work =
  | { readonly id: number; readonly png: Uint8Array }
  | { readonly id: number; readonly failure: string };

/** A picture takes some 100 ms; one that takes this long will not come. */
const longestMs = 10_000;
/** The thread ends when nobody asked for so long, and gives its 120 MB back. */
const idleMs = 10 * 60_000;

/** Enough for ECharts, and so little that garbage does not pile up. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 };

interface Drawer {
  draw(chart: Chart | RankingChart): Promise<Buffer>;
}

let drawer: Drawer | undefined;

/**
 * A PNG, 1,120 pixels across and below 40 kB: dark, so that it can be read on light and dark surroundings.
 * Drawn in a thread of its own, since decisions on quotas must not wait for it. Rejects when it cannot be drawn.
 */
export function drawChart(chart: Chart | RankingChart): Promise<Buffer> {
  drawer ??= startDrawer(() => (drawer = undefined));
  return drawer.draw(chart);
}

interface Waiting {
  readonly resolve: (png: Buffer) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

function startDrawer(onEnd: () => void): Drawer {
  const worker = new Worker(new URL("worker.ts", import.meta.url), { execArgv: ["--no-warnings"], resourceLimits });
  const waiting = new Map<number, Waiting>();
  let last = 0;
  const end = (error: Error): void => {
    clearTimeout(idle);
    onEnd();
    for (const one of waiting.values()) one.reject(error);
    void worker.terminate();
  };
  let idle = setTimeout(end, idleMs, new Error("idle")).unref();

  worker.on("error", end);
  worker.on("exit", () => end(new Error("the drawing thread ended")));
  worker.on("message", (work: Work) => {
    const one = waiting.get(work.id);
    if (!one) return;
    if ("png" in work) one.resolve(Buffer.from(work.png));
    else one.reject(new Error(work.failure));
  });
  worker.unref();

  return {
    async draw(chart) {
      const id = (last += 1);
      const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
      const timer = setTimeout(() => end(new Error("the picture took too long")), longestMs);
      waiting.set(id, { resolve, reject, timer });
      worker.postMessage({ id, chart } satisfies Order);
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        waiting.delete(id);
        clearTimeout(idle);
        if (waiting.size === 0) idle = setTimeout(end, idleMs, new Error("idle")).unref();
      }
    },
  };
}
