import { l2Norm } from '../numerics/tiled-reductions.ts';
import { gunzip, gzip } from './gzip.ts';

/**
 * The default way to write a delta: one signed byte a parameter and one float32 scale a block of 1,024, stochastically
 * rounded (so that the rounding is unbiased), gzipped.
 *
 * Layout before gzip, little-endian: `scales [ceil(d / 1024)] float32`, then `values [d] int8`. The number of
 * parameters is the model's: it is not in the body, so a body cannot lie about it.
 */
export const BLOCK = 1024;

/**
 * Largest magnitude the encoder writes. Of −127 … 127 it writes the odd numbers only, so that no zero tells which
 * numbers were small; 0 stands for an exact 0 alone. With 128 levels a bell-shaped block costs about 6.1 bits a value
 * under gzip (≤ 0.8 bytes a parameter), and the cosine stays above .9995.
 */
const LEVELS = 127;
const STEP = 2;

export interface Quantised {
  /** `[ceil(d / BLOCK)]`, each finite; zero exactly when its block is all zero. */
  readonly scales: Float32Array;
  /** `[d]`; the encoder writes odd numbers and 0 for an exact 0, the decoder accepts −127 … 127. */
  readonly values: Int8Array;
}

export type DecodeProblem = 'CODEC_MALFORMED' | 'SHAPE_MISMATCH' | 'NOT_FINITE' | 'SCALE_INVALID';

/**
 * Quantises `delta [d]` so that the *decoded* L2 norm is at most `norm`: scales are lowered last, because the server
 * checks what it decodes, and more than the norm is refused as tampering.
 * @param random uniform on [0, 1); must be unpredictable to others
 */
export function quantise(delta: Float32Array, norm: number, random: () => number): Quantised {
  const scales = scalesOf(delta);
  const values = new Int8Array(delta.length);
  for (let i = 0; i < delta.length; i++) {
    const scale = scales[Math.floor(i / BLOCK)]!;
    if (scale === 0 || delta[i] === 0) continue;
    const exact = delta[i]! / scale;
    const below = levelBelow(exact);
    values[i] = Math.min(LEVELS, below + (random() < (exact - below) / STEP ? STEP : 0));
  }
  return lowerToNorm({ scales, values }, norm);
}

/**
 * What the square of each number is on average once it is quantised: its own, and what rounding adds. `[d]`
 */
export function expectedSquares(delta: Float32Array): Float64Array {
  const scales = scalesOf(delta);
  const squares = new Float64Array(delta.length);
  for (let i = 0; i < delta.length; i++) {
    const scale = scales[Math.floor(i / BLOCK)]!;
    if (scale === 0 || delta[i] === 0) continue;
    const exact = delta[i]! / scale;
    const below = levelBelow(exact);
    squares[i] = (exact * exact + (exact - below) * (below + STEP - exact)) * scale * scale;
  }
  return squares;
}

/** `[ceil(d / BLOCK)]`: what one step up is worth in each block; 0 for a block that is too small for a scale. */
function scalesOf(delta: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.ceil(delta.length / BLOCK) }, (_, block) => {
    let largest = 0;
    const end = Math.min((block + 1) * BLOCK, delta.length);
    for (let i = block * BLOCK; i < end; i++) largest = Math.max(largest, Math.abs(delta[i]!));
    const scale = Math.fround(largest / LEVELS);
    return scale < SMALLEST_NORMAL ? 0 : scale;
  });
}

/** The largest odd number that is not above `exact`. */
function levelBelow(exact: number): number {
  return Math.max(-LEVELS, STEP * Math.floor((exact - 1) / STEP) + 1);
}

/** The numbers a quantised delta stands for, `[d]`: exactly what is aggregated, logged and replayed. */
export function dequantise({ scales, values }: Quantised): Float32Array {
  const out = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = scales[Math.floor(i / BLOCK)]! * values[i]!;
  return out;
}

/** Writes a quantised delta as a body. */
export async function encodeInt8Block({ scales, values }: Quantised): Promise<Uint8Array> {
  const raw = new Uint8Array(scales.length * 4 + values.length);
  const view = new DataView(raw.buffer);
  for (let i = 0; i < scales.length; i++) view.setFloat32(i * 4, scales[i]!, true);
  raw.set(new Uint8Array(values.buffer, values.byteOffset, values.length), scales.length * 4);
  return gzip(raw);
}

/**
 * Reads a body of `d` parameters. Every way in which it can be wrong has its code; nothing larger than the expected
 * size is ever inflated.
 */
export async function decodeInt8Block(
  body: Uint8Array,
  d: number,
): Promise<{ ok: true; quantised: Quantised } | { ok: false; problem: DecodeProblem }> {
  const blocks = Math.ceil(d / BLOCK);
  const expected = blocks * 4 + d;
  const raw = await gunzip(body, expected + 1);
  if (raw === null) return { ok: false, problem: 'CODEC_MALFORMED' };
  if (raw.length !== expected) return { ok: false, problem: 'SHAPE_MISMATCH' };
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  const scales = new Float32Array(blocks);
  const values = new Int8Array(raw.slice(blocks * 4).buffer);
  for (let block = 0; block < blocks; block++) {
    const scale = view.getFloat32(block * 4, true);
    if (!Number.isFinite(scale)) return { ok: false, problem: 'NOT_FINITE' };
    const used = values.subarray(block * BLOCK, (block + 1) * BLOCK).some((v) => v !== 0);
    // Scale 0 is legal exactly for an all-zero block; −128 is never written, and subnormal scales would flush differently.
    if (scale < 0 || (scale !== 0) !== used || (used && scale < SMALLEST_NORMAL)) {
      return { ok: false, problem: 'SCALE_INVALID' };
    }
    scales[block] = scale;
  }
  if (values.includes(-128)) return { ok: false, problem: 'CODEC_MALFORMED' };
  return { ok: true, quantised: { scales, values } };
}

/** Smallest normal float32; below it platforms may flush to zero. */
const SMALLEST_NORMAL = 2 ** -126;

function lowerToNorm(quantised: Quantised, norm: number): Quantised {
  let { scales } = quantised;
  for (let found = l2Norm(dequantise(quantised)); found > norm; ) {
    const factor = (norm / found) * (1 - 2 ** -20);
    scales = scales.map((scale) => scale * factor);
    found = l2Norm(dequantise({ scales, values: quantised.values }));
  }
  return withoutSubnormals({ scales, values: quantised.values });
}

function withoutSubnormals({ scales, values }: Quantised): Quantised {
  const kept = values.slice();
  const lowered = scales.map((scale, block) => {
    if (scale >= SMALLEST_NORMAL) return scale;
    kept.fill(0, block * BLOCK, (block + 1) * BLOCK);
    return 0;
  });
  return { scales: lowered, values: kept };
}
