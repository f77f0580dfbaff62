import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../shared/text/hashing.ts';
import { attackedImages, usualSetup } from './attacked-images.ts';
import { type Digits, readDigits } from './read-digits.ts';

/** Ten kinds of pictures that a straight line tells apart: a bright row for each, in noise. */
function invented(count: number, seed: string): Digits {
  const random = seededRandom(seed);
  const labels = Uint8Array.from({ length: count }, (_, at) => at % 10);
  const pictures = new Float32Array(count * 784);
  labels.forEach((label, at) => {
    for (let i = 0; i < 784; i++) {
      const row = Math.floor(i / 28) - 6;
      const inside = row === 2 * label && i % 28 > 15;
      pictures[at * 784 + i] = (inside ? 1.5 : -0.4) + 0.6 * (random.uniform() - 0.5);
    }
  });
  return { pictures, labels, width: 784 };
}

const digits = { train: invented(1500, 'train'), test: invented(300, 'test') };
const setup = { ...usualSetup, rounds: 12, seed: 1 };

describe('digits under attack', () => {
  const honest = attackedImages(digits, 'default', null, setup);

  it('are learnt by everybody together, though nobody has all kinds of them', () => {
    expect(honest.accuracy).toBeGreaterThan(0.9);
    expect(honest.backdoor).toBeNull();
  });

  it('are learnt all the same by the default rule, and less by a mean', () => {
    const [robust, plain] = (['default', 'mean'] as const).map(
      (rule) => attackedImages(digits, rule, 'ipm-2', setup).accuracy,
    );
    expect(robust).toBeGreaterThan(honest.accuracy - 0.1);
    expect(plain).toBeLessThanOrEqual(robust ?? 0);
  });

  it('take on a trigger by a mean, and not by the default rule', () => {
    const longer = { ...setup, rounds: 40 };
    const plain = attackedImages(digits, 'mean', 'model-replacement', longer);
    const robust = attackedImages(digits, 'default', 'model-replacement', longer);
    expect(plain.backdoor).toBeGreaterThan((robust.backdoor ?? 1) + 0.2);
  }, 60_000);

  it('come out the same from the same seed', () => {
    expect(attackedImages(digits, 'default', 'alie', setup)).toEqual(
      attackedImages(digits, 'default', 'alie', setup),
    );
  });
});

describe('files of digits', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'prompttale-digits-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are refused in a sentence when they are missing, of another kind, or cut short', () => {
    expect(() => readDigits(folder)).toThrow('is not there');
    const path = join(folder, 'train-images-idx3-ubyte');
    writeFileSync(path, Buffer.from([0, 0, 8, 1, 0, 0, 0, 1, 7]));
    expect(() => readDigits(folder)).toThrow('no IDX file of that kind');
    writeFileSync(path, Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7]));
    expect(() => readDigits(folder)).toThrow('not as long as it says');
  });
});
