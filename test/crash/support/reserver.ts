// Reserves and commits without end, as 64 clients, and tells of each answer: "reserved <id>", "committed <id>".
import { v7 as uuidv7 } from "uuid";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import { createReservations } from "../../../src/domain/reservations/create-reservations.ts";
import { connect } from "../../../src/storage/database.ts";

const CLIENTS = 64;
const { ADDRESS = "{}", TENANT = "", MEMBERS = "[]" } = process.env;
const members: { personId: string; organizationId: string }[] = JSON.parse(MEMBERS);
const { db } = connect(JSON.parse(ADDRESS));
const configuration = builtInConfiguration(new Date());
const world = () => ({ db, now: new Date(), configuration, newId: () => uuidv7(), newCode: () => "" });
const { reserve, commit } = createReservations({ db, world });

await Promise.all(
  Array.from({ length: CLIENTS }, async (_, client) => {
    for (let n = client; ; n++) {
      const ask = { ...members[n % members.length], wanted: [{ meter: "jobs", amount: 3n }] };
      const { reservationId } = await reserve(TENANT, { ask, forSeconds: 3_600 });
      if (!reservationId) throw new Error("there is room for all");
      process.stdout.write(`reserved ${reservationId}\n`);
      if (n % 2 === 0) continue;
      await commit(TENANT, { reservationId, used: [{ meter: "jobs", amount: 2n }] });
      process.stdout.write(`committed ${reservationId}\n`);
    }
  }),
);
