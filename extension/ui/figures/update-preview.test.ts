import { describe, expect, it } from 'vitest';
import { tasteSpec } from '../../../shared/models/taste.ts';
import { seededRandom } from '../../../shared/text/hashing.ts';
import { exampleFrame, previewUpdate, statisticsOf } from './update-preview.ts';

const NOON = 1_800_000_000_000;
const frame = () => exampleFrame(seededRandom('preview').uniform, NOON);

describe('the example payload', () => {
  it('is a whole frame of the protocol, of the real model’s size', async () => {
    const bytes = await frame();
    const preview = await previewUpdate(bytes);
    expect(preview).toMatchObject({
      length: bytes.length,
      envelope: { task: 'taste', codec: 'int8-block', created: NOON / 1000 },
      values: { count: tasteSpec.parameterCount },
    });
  });

  it('costs what a real update costs: at most 0.8 bytes a parameter and its envelope', async () => {
    expect((await frame()).length).toBeLessThan(tasteSpec.parameterCount * 0.8 + 1024);
  });

  it('shows its first bytes as they are', async () => {
    const bytes = await frame();
    const shown = (await previewUpdate(bytes))?.firstBytes
      .split(' ')
      .map((pair) => Number.parseInt(pair, 16));
    expect(shown).toEqual(Array.from(bytes.subarray(0, shown?.length)));
    expect(shown?.length).toBeGreaterThan(32);
  });
});

describe('a payload that cannot be decoded', () => {
  it('has no preview, and no exception', async () => {
    const bytes = await frame();
    const torn = [
      new Uint8Array(),
      bytes.subarray(0, 50),
      bytes.subarray(0, -1),
      bytes.map((byte) => byte ^ 255),
    ];
    for (const each of torn) expect(await previewUpdate(each)).toBeNull();
  });
});

describe('the statistics of an update', () => {
  it('describe its values', () => {
    const values = statisticsOf(new Float32Array([0, 3, -4, 0]));
    expect(values).toMatchObject({ count: 4, zeros: 0.5, min: -4, max: 3, norm: 5, typical: 2.5, reach: 4 });
  });

  it('put every value into the histogram, the middle one for zero', () => {
    const values = statisticsOf(new Float32Array([-1, 0, 0, 1]));
    expect(values.histogram.reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(values.histogram[0]).toBe(1);
    expect(values.histogram.at(-1)).toBe(1);
    expect(values.histogram[(values.histogram.length - 1) / 2]).toBe(2);
  });

  it('stand for an update of nothing but zeros', () => {
    const values = statisticsOf(new Float32Array(7));
    expect(values).toMatchObject({ zeros: 1, norm: 0, reach: 0 });
    expect(values.histogram[(values.histogram.length - 1) / 2]).toBe(7);
  });
});
