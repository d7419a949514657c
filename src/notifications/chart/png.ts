import { crc32, deflateSync } from "node:zlib";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const mostColours = 256;
/** Colours are told apart by the upper half of each channel; a shade stands for its 65,536th of them all. */
const shades = 65_536;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha, row by row. */
  readonly data: Uint8ClampedArray;
}

/**
 * An indexed PNG (ISO/IEC 15948, colour type 3): a chart has few colours, and takes a quarter of the bytes so.
 */
export function encodePng({ width, height, data }: Pixels): Buffer {
  // Safe: the same memory, a pixel at a time, in the machine's byte order, which is little-endian wherever Node runs.
  const pixels = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const { palette, indexOf } = paletteOf(pixels);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rows[y * (width + 1) + 1 + x] = indexOf[shadeOf(pixels[y * width + x] ?? 0)] ?? 0;
    }
  }

  const colours = Buffer.from(palette.flatMap((pixel) => [pixel & 255, (pixel >>> 8) & 255, (pixel >>> 16) & 255]));
  const alphas = Buffer.from(palette.map((pixel) => pixel >>> 24));
  return Buffer.concat([
    signature,
    chunk("IHDR", header(width, height)),
    chunk("PLTE", colours),
    chunk("tRNS", alphas),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The upper half of each channel, side by side. */
function shadeOf(pixel: number): number {
  return ((pixel >>> 4) & 0xf) | (((pixel >>> 12) & 0xf) << 4) | (((pixel >>> 20) & 0xf) << 8) | ((pixel >>> 28) << 12);
}

interface Palette {
  readonly palette: readonly number[];
  /** A shade's place in the palette. */
  readonly indexOf: Uint8Array;
}

/** Each shade's most used colour, of the most used shades; the other shades take the nearest of them. */
function paletteOf(pixels: Uint32Array): Palette {
  const counts = new Map<number, number>();
  let previous = -1;
  let run = 0;
  const count = (pixel: number): void => void counts.set(pixel, (counts.get(pixel) ?? 0) + run);
  for (const pixel of pixels) {
    if (pixel !== previous) {
      if (run > 0) count(previous);
      previous = pixel;
      run = 0;
    }
    run += 1;
  }
  if (run > 0) count(previous);

  const colourOf = new Map<number, number>();
  const byUse = [...counts].toSorted(([, one], [, other]) => other - one).map(([pixel]) => pixel);
  for (const pixel of byUse) if (!colourOf.has(shadeOf(pixel))) colourOf.set(shadeOf(pixel), pixel);
  return assigned([...colourOf]);
}

function assigned(shadesByUse: readonly (readonly [number, number])[]): Palette {
  const palette = shadesByUse.slice(0, mostColours).map(([, pixel]) => pixel);
  const indexOf = new Uint8Array(shades);
  shadesByUse.forEach(([shade, pixel], rank) => {
    indexOf[shade] = rank < mostColours ? rank : nearest(palette, pixel);
  });
  return { palette, indexOf };
}

function nearest(palette: readonly number[], pixel: number): number {
  const distances = palette.map((one) => distance(one, pixel));
  return distances.indexOf(Math.min(...distances));
}

function distance(one: number, other: number): number {
  return [0, 8, 16, 24].reduce((sum, shift) => sum + (((one >>> shift) & 255) - ((other >>> shift) & 255)) ** 2, 0);
}

function header(width: number, height: number): Buffer {
  const fields = Buffer.alloc(13);
  fields.writeUInt32BE(width, 0);
  fields.writeUInt32BE(height, 4);
  // Eight bits an index, a palette, and the only compression, filtering and interlacing that are needed.
  fields.set([8, 3, 0, 0, 0], 8);
  return fields;
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(content.length, 0);
  frame.set(body, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}
