import { decodeInt8Block, dequantise, encodeInt8Block, quantise } from '../../../shared/codec/int8-block.ts';
import { sha256Hex } from '../../../shared/crypto/sha256.ts';
import { tasteSpec } from '../../../shared/models/taste.ts';
import { type Envelope, envelopeSchema, PROTOCOL_VERSION } from '../../../shared/protocol/envelope.ts';
import { envelopeDigest, readFrame, writeFrame } from '../../../shared/protocol/frame.ts';

/** A payload as a person can look at it: the envelope in full, the body as numbers, the whole as bytes. */
export interface UpdatePreview {
  readonly envelope: Envelope;
  /** Length of the whole frame in bytes. */
  readonly length: number;
  /** The frame's first bytes, in hex pairs. */
  readonly firstBytes: string;
  readonly values: ValueStatistics;
}

/** Statistics of the decoded values: what an update says is spread over thousands of such numbers. */
export interface ValueStatistics {
  readonly count: number;
  /** Share of values that are exactly zero, 0 … 1. */
  readonly zeros: number;
  readonly min: number;
  readonly max: number;
  /** Root mean square. */
  readonly typical: number;
  /** L2 norm of the whole, which the round limits. */
  readonly norm: number;
  /** Counts in bins of equal width from −`reach` to `reach`. */
  readonly histogram: readonly number[];
  readonly reach: number;
}

const FIRST_BYTES = 96;
const BINS = 31;
/** Length an example is clipped to: what servers publish for this model unless told otherwise. */
const EXAMPLE_NORM = 0.15;

/**
 * Decodes a stored frame for the viewer.
 *
 * @returns null when the bytes are no frame of this version (an older one, or gone).
 */
export async function previewUpdate(frame: Uint8Array): Promise<UpdatePreview | null> {
  const read = readFrame(frame);
  if (!read.ok) return null;
  const decoded = await decodeInt8Block(read.frame.body, tasteSpec.parameterCount);
  if (!decoded.ok) return null;
  return {
    envelope: read.frame.envelope,
    length: frame.length,
    firstBytes: hexPairs(frame.subarray(0, FIRST_BYTES)),
    values: statisticsOf(dequantise(decoded.quantised)),
  };
}

/**
 * An example made by the very code that makes the real ones (codec, envelope, frame), over random numbers: shown
 * before anything was agreed to. Its signature is random too, since no key is made before consent.
 *
 * @param random uniform on [0, 1).
 * @param now ms since 1970.
 */
export async function exampleFrame(random: () => number, now: number): Promise<Uint8Array> {
  const delta = Float32Array.from({ length: tasteSpec.parameterCount }, () => bell(random) * 0.004);
  const body = await encodeInt8Block(quantise(delta, EXAMPLE_NORM, random));
  const randomHex = (bytes: number) =>
    Array.from({ length: bytes }, () =>
      Math.floor(random() * 256)
        .toString(16)
        .padStart(2, '0'),
    ).join('');
  const envelope = envelopeSchema.parse({
    protocol: PROTOCOL_VERSION,
    task: 'taste',
    round: 1,
    base: randomHex(32),
    bodyHash: sha256Hex(body),
    bodyLength: body.length,
    codec: 'int8-block',
    nonce: randomHex(16),
    created: Math.floor(now / 1000),
    contributor: randomHex(32),
  });
  const digest = envelopeDigest(envelope);
  const signature = Uint8Array.from(
    { length: 64 },
    (_, i) => (digest[i % 32] ?? 0) ^ Math.floor(random() * 256),
  );
  return writeFrame(envelope, signature, body);
}

/** @param values at least one finite number. */
export function statisticsOf(values: Float32Array): ValueStatistics {
  let [zeros, min, max, squares] = [0, 0, 0, 0];
  for (const value of values) {
    if (value === 0) zeros++;
    min = Math.min(min, value);
    max = Math.max(max, value);
    squares += value * value;
  }
  const reach = Math.max(-min, max);
  const histogram = new Array<number>(BINS).fill(0);
  for (const value of values) {
    const bin = reach === 0 ? (BINS - 1) / 2 : Math.floor(((value + reach) / (2 * reach)) * BINS);
    const place = Math.min(BINS - 1, Math.max(0, bin));
    histogram[place] = (histogram[place] ?? 0) + 1;
  }
  const count = values.length;
  return {
    count,
    zeros: count === 0 ? 0 : zeros / count,
    min,
    max,
    typical: count === 0 ? 0 : Math.sqrt(squares / count),
    norm: Math.sqrt(squares),
    histogram,
    reach,
  };
}

/** Sum of twelve uniforms less six: near enough to a bell for a picture. */
function bell(random: () => number): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random();
  return sum;
}

function hexPairs(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
