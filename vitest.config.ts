import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/sequencer.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/postgres.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Much of the time a test waits for what others do; a module is read once by each worker, not once by each file.
    maxWorkers: 4,
    pool: "forks",
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Tests that act through real sockets share two cores with everything else there; the report names each retry.
    retry: process.env["CI"] ? 1 : 0,
    execArgv: ["--no-warnings=ExperimentalWarning"],
  },
});
