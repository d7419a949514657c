import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type pg from "pg";
import type { EmbeddedServer } from "../../src/storage/embedded.ts";

const DEBIAN = "/usr/lib/postgresql";

/** What a hand would write: a hot row, a reservation, and on commit the event and its sums. Each call is a transaction. */
const peer = `
  CREATE TABLE peer_limit (id int PRIMARY KEY, used bigint NOT NULL, reserved bigint NOT NULL, most bigint NOT NULL) WITH (fillfactor = 50);
  INSERT INTO peer_limit VALUES (1, 0, 0, 1000000000000000);
  CREATE TABLE peer_reservation (id bigserial PRIMARY KEY, person int NOT NULL, amount bigint NOT NULL, expires_at timestamptz NOT NULL);
  CREATE TABLE peer_event (id bigint PRIMARY KEY, person int NOT NULL, at timestamptz NOT NULL, amount bigint NOT NULL);
  CREATE TABLE peer_hour (hour timestamptz, person int, amount bigint NOT NULL, PRIMARY KEY (hour, person));
  CREATE TABLE peer_day (day date, person int, amount bigint NOT NULL, PRIMARY KEY (day, person));
  CREATE FUNCTION peer_reserve(who int, asked bigint) RETURNS bigint LANGUAGE plpgsql AS $$
  DECLARE made bigint;
  BEGIN
    INSERT INTO peer_reservation (person, amount, expires_at) VALUES (who, asked, now() + interval '1 hour') RETURNING id INTO made;
    UPDATE peer_limit SET reserved = reserved + asked WHERE id = 1 AND used + reserved + asked <= most;
    IF NOT FOUND THEN RAISE EXCEPTION 'quota exceeded'; END IF;
    RETURN made;
  END $$;
  CREATE FUNCTION peer_commit(which bigint, actual bigint) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE was peer_reservation;
  BEGIN
    DELETE FROM peer_reservation WHERE id = which RETURNING * INTO was;
    INSERT INTO peer_event VALUES (which, was.person, now(), actual);
    INSERT INTO peer_hour AS h VALUES (date_trunc('hour', now()), was.person, actual) ON CONFLICT (hour, person) DO UPDATE SET amount = h.amount + excluded.amount;
    INSERT INTO peer_day AS d VALUES (current_date, was.person, actual) ON CONFLICT (day, person) DO UPDATE SET amount = d.amount + excluded.amount;
    UPDATE peer_limit SET reserved = reserved - was.amount, used = used + actual WHERE id = 1;
  END $$;`;

const script = `\\set who random(1, 10000)
SELECT peer_reserve(:who, 1000000) AS made \\gset
SELECT peer_commit(:made, 900000);
`;

/** Pairs of reserve and commit a second by a hand-written function under pgbench; undefined where there is no pgbench. */
export async function pgbenchPairs(
  pool: pg.Pool,
  { address }: EmbeddedServer,
  { clients, seconds }: { readonly clients: number; readonly seconds: number },
): Promise<number | undefined> {
  const program = findPgbench();
  if (!program) return undefined;
  const { rows } = await pool.query("SELECT to_regclass('peer_limit') IS NULL AS missing");
  if (rows[0]?.missing) await pool.query(peer);
  const folder = mkdtempSync(path.join(os.tmpdir(), "qm-pgbench-"));
  const file = path.join(folder, "pair.sql");
  writeFileSync(file, script);
  const load = `-n -M prepared -c ${clients} -j 2 -T ${seconds} -f ${file}`;
  const where = `-h ${address.host} -U ${String(address.user)} ${address.database}`;
  const { stdout } = await promisify(execFile)(program, `${load} ${where}`.split(" "));
  rmSync(folder, { recursive: true, force: true });
  return Number(/tps = ([\d.]+)/u.exec(stdout)?.[1]);
}

function findPgbench(): string | undefined {
  const folders = [
    ...(process.env["PATH"] ?? "").split(":"),
    ...(existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => path.join(DEBIAN, version, "bin")) : []),
  ];
  return folders.map((folder) => path.join(folder, "pgbench")).find((file) => existsSync(file));
}
