import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/postgres.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 3,
    pool: "forks",
    // Tests that act through real sockets share two cores with everything else there; the report names each retry.
    retry: process.env["CI"] ? 1 : 0,
    execArgv: ["--no-warnings=ExperimentalWarning"],
  },
});
