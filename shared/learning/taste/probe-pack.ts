import { z } from 'zod';
import { FEATURE_COUNT } from '../../text/story-features.ts';
import type { PanelPerson } from './probe.ts';

/**
 * A probe pack: a panel in a file. Stories are rows of numbers, each number an int8 times the scale of its column;
 * people refer to rows, so that a story that several judged stands once. There is no text and no title in it.
 */
const LARGEST_ROW_COUNT = 20_000;
const base64 = z
  .string()
  .max(16_000_000)
  .regex(/^[A-Za-z0-9+/]*={0,2}$/);

export const probePackSchema = z.object({
  format: z.literal('prompttale-probe-pack'),
  version: z.literal(1),
  /** Where the numbers come from and under which licence. */
  notice: z.string().min(1).max(2000),
  /** D of the features the rows were made with. */
  featureCount: z.literal(FEATURE_COUNT),
  rowCount: z.number().int().min(1).max(LARGEST_ROW_COUNT),
  /** `[D]`: scale of each column. */
  scales: z.array(z.number().finite().nonnegative()).length(FEATURE_COUNT),
  /** `[rowCount, D]` int8, row-major, base64. */
  rows: base64,
  people: z
    .array(
      z
        .object({
          rows: z.array(z.number().int().min(0).max(LARGEST_ROW_COUNT)).min(2).max(5000),
          labels: z.array(z.number().finite().min(-1000).max(1000)).min(2).max(5000),
        })
        .refine(({ rows, labels }) => rows.length === labels.length, {
          message: 'Rows and labels differ in number.',
        }),
    )
    .min(1)
    .max(5000),
});
export type ProbePack = z.infer<typeof probePackSchema>;

/** One person by the stories they judged: indices into a list of rows, and ratings on any scale of their own. */
export interface PackedPerson {
  readonly rows: readonly number[];
  readonly labels: readonly number[];
}

/**
 * Packs stories and people. Each number loses at most 1/254 of its column's largest.
 *
 * @param stories each `[FEATURE_COUNT]`.
 * @throws {z.ZodError} when the pack would not be readable again.
 */
export function packPanel(
  stories: readonly Float32Array[],
  people: readonly PackedPerson[],
  notice: string,
): ProbePack {
  const scales = new Float64Array(FEATURE_COUNT);
  for (const story of stories) {
    for (let at = 0; at < FEATURE_COUNT; at++) {
      // Few digits keep the file small; rounding up keeps the largest value within an int8.
      const needed = Math.abs(story[at] ?? 0) / 127;
      scales[at] = Math.max(scales[at] ?? 0, Math.ceil(needed * 1e5) / 1e5);
    }
  }
  const bytes = new Uint8Array(stories.length * FEATURE_COUNT);
  stories.forEach((story, row) => {
    for (let at = 0; at < FEATURE_COUNT; at++) {
      const scale = scales[at] ?? 0;
      bytes[row * FEATURE_COUNT + at] = scale === 0 ? 0 : Math.round((story[at] ?? 0) / scale);
    }
  });
  return probePackSchema.parse({
    format: 'prompttale-probe-pack',
    version: 1,
    notice,
    featureCount: FEATURE_COUNT,
    rowCount: stories.length,
    scales: [...scales],
    rows: encodeBase64(bytes),
    people: people.map(({ rows, labels }) => ({ rows: [...rows], labels: [...labels] })),
  });
}

/**
 * Reads a pack, which may come from anywhere.
 *
 * @param pack the parsed JSON.
 * @throws {z.ZodError} when it is no probe pack of these features.
 * @throws {RangeError} when its rows are of another number than it says, or a person names a row it has not.
 */
export function openProbePack(pack: unknown): PanelPerson[] {
  const { rows, rowCount, scales, people } = probePackSchema.parse(pack);
  const bytes = decodeBase64(rows);
  if (bytes.length !== rowCount * FEATURE_COUNT) {
    throw new RangeError(
      `The probe pack says ${rowCount} rows and has ${bytes.length / FEATURE_COUNT}. Build it again.`,
    );
  }
  const values = Float32Array.from(
    bytes,
    (byte, index) => ((byte << 24) >> 24) * (scales[index % FEATURE_COUNT] ?? 0),
  );
  return people.map((person) => {
    const own = new Float32Array(person.rows.length * FEATURE_COUNT);
    person.rows.forEach((row, at) => {
      if (row >= rowCount) throw new RangeError(`The probe pack has no row ${row}. Build it again.`);
      own.set(values.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT), at * FEATURE_COUNT);
    });
    return { rows: own, labels: Float32Array.from(person.labels) };
  });
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function encodeBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    pieces.push(
      alphabet.charAt(group >>> 18),
      alphabet.charAt((group >>> 12) & 63),
      left > 1 ? alphabet.charAt((group >>> 6) & 63) : '=',
      left > 2 ? alphabet.charAt(group & 63) : '=',
    );
  }
  return pieces.join('');
}

function decodeBase64(text: string): Uint8Array {
  const codes = new Uint8Array(128);
  [...alphabet].forEach((letter, code) => {
    codes[letter.charCodeAt(0)] = code;
  });
  const content = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((content.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let position = 0; position < content.length; position++) {
    held = ((held << 6) | (codes[content.charCodeAt(position)] ?? 0)) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >>> bits) & 0xff;
    }
  }
  return bytes;
}
