/** How PostgreSQL names the types of an array's elements. */
const OIDS = { uuid: 2950, text: 25, bigint: 20, int: 23, timestamptz: 1184 } as const;
const HEADER_BYTES = 20;
/** What texts are taken to be long at first. */
const TEXT_BYTES = 24;
/** UTF-8 takes at most so many bytes for one UTF-16 unit. */
const BYTES_PER_UNIT = 3;
const UUID_BYTES = 16;
const BIGINT_BYTES = 8;
const LENGTH_BYTES = 4;
const NULL = -1;
/** PostgreSQL counts microseconds from 2000. */
const POSTGRES_EPOCH_MS = 946_684_800_000;
const WORD = 2 ** 32;

/** An array for PostgreSQL in its binary form, which costs both sides a fraction of the text form. */
export interface Column<Value> {
  add(value: Value): void;
  /** To be sent as a parameter; nothing is added after. */
  take(): Buffer;
}

export function uuidColumn(rows: number): Column<Buffer> {
  return column({ type: "uuid", rows, bytes: UUID_BYTES }, (value, bytes) => {
    bytes.length(UUID_BYTES);
    bytes.copy(value, UUID_BYTES);
  });
}

/** Of strings with a byte for each character; the first 16 count. */
export function keyColumn(rows: number): Column<string | null> {
  return column({ type: "uuid", rows, bytes: UUID_BYTES }, (value, bytes) => {
    if (value === null) return bytes.length(NULL);
    bytes.length(UUID_BYTES);
    bytes.latin1(value, UUID_BYTES);
  });
}

export function textColumn(rows: number): Column<string | null> {
  return column({ type: "text", rows, bytes: TEXT_BYTES }, (value, bytes) =>
    value === null ? bytes.length(NULL) : bytes.text(value),
  );
}

/** Of whole numbers up to 2^53. */
export function bigintColumn(rows: number): Column<number> {
  return column({ type: "bigint", rows, bytes: BIGINT_BYTES }, (value, bytes) => {
    bytes.length(BIGINT_BYTES);
    bytes.wide(value);
  });
}

/** Of whole numbers of any size: as text. */
export function largeColumn(values: readonly bigint[]): string {
  return `{${values.join(",")}}`;
}

export function intColumn(rows: number): Column<number> {
  return column({ type: "int", rows, bytes: LENGTH_BYTES }, (value, bytes) => {
    bytes.length(LENGTH_BYTES);
    bytes.length(value);
  });
}

/** Milliseconds since 1970, whole ones. */
export function timeColumn(rows: number): Column<number> {
  return column({ type: "timestamptz", rows, bytes: BIGINT_BYTES }, (value, bytes) => {
    bytes.length(BIGINT_BYTES);
    bytes.wide((value - POSTGRES_EPOCH_MS) * 1_000);
  });
}

interface Kind {
  readonly type: keyof typeof OIDS;
  /** How many there will be, and how long each of them. */
  readonly rows: number;
  readonly bytes: number;
}

function column<Value>(kind: Kind, write: (value: Value, bytes: Bytes) => void): Column<Value> {
  const bytes = growing(HEADER_BYTES + kind.rows * (LENGTH_BYTES + kind.bytes));
  let count = 0;
  return {
    add(value) {
      write(value, bytes);
      count++;
    },
    take() {
      return bytes.take(OIDS[kind.type], count);
    },
  };
}

type Bytes = ReturnType<typeof growing>;

function growing(expected: number) {
  let buffer = Buffer.allocUnsafe(expected);
  let end = HEADER_BYTES;
  const room = (wanted: number) => {
    if (end + wanted <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, end + wanted));
    buffer.copy(larger, 0, 0, end);
    buffer = larger;
  };
  return {
    length(value: number) {
      room(LENGTH_BYTES);
      end = buffer.writeInt32BE(value, end);
    },
    wide(value: number) {
      room(BIGINT_BYTES);
      const high = Math.floor(value / WORD);
      end = buffer.writeInt32BE(high, end);
      end = buffer.writeUInt32BE(value - high * WORD, end);
    },
    latin1(value: string, size: number) {
      room(size);
      end += buffer.write(value, end, size, "latin1");
    },
    copy(from: Buffer, size: number) {
      room(size);
      end += from.copy(buffer, end, 0, size);
    },
    text(value: string) {
      room(LENGTH_BYTES + value.length * BYTES_PER_UNIT);
      const size = buffer.write(value, end + LENGTH_BYTES, "utf8");
      end = buffer.writeInt32BE(size, end) + size;
    },
    take(oid: number, count: number) {
      // Dimensions, whether there may be nulls, the elements' type, how many, and the index of the first.
      [1, 1, oid, count, 1].forEach((value, index) => buffer.writeInt32BE(value, index * LENGTH_BYTES));
      return buffer.subarray(0, end);
    },
  };
}
