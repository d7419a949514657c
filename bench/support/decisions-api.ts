// The API for machines as the program serves it, on the database that ADDRESS names, and nothing else.
import { pino } from "pino";
import { Registry } from "prom-client";
import { v7 as uuidv7 } from "uuid";
import { createApiMetrics } from "../../src/api/api-metrics.ts";
import { startServer } from "../../src/api/server.ts";
import { builtInConfiguration } from "../../src/domain/configuration/built-in.ts";
import { createReservations } from "../../src/domain/reservations/create-reservations.ts";
import { ingestUsage } from "../../src/domain/usage/ingest.ts";
import { connect } from "../../src/storage/database.ts";

const { db } = connect(JSON.parse(process.env["ADDRESS"] ?? "{}"));
const configuration = builtInConfiguration(new Date());
const world = () => ({ db, now: new Date(), configuration, newId: () => uuidv7(), newCode: () => "" });
const registry = new Registry();
const metrics = { registry, observeCommand: () => undefined, ...createApiMetrics(registry) };
const log = pino({ level: "error" });
const api = { world, ingestUsage, reservations: createReservations({ db, world }) };
const { url } = await startServer({ host: "127.0.0.1", port: 0, parts: [], metrics, log, api });
if (process.env["NODE_CPU"]) process.once("SIGINT", () => process.exit(0));
process.stdout.write(`api at ${url}\n`);
