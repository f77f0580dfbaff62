import { beforeAll, describe, expect, it } from 'vitest';
import { countNgrams } from '../../../tests/lab/warm-start/count-ngrams.ts';
import { seededRandom } from '../../text/hashing.ts';
import { FIRST_WORD, UNKNOWN } from '../../text/vocabulary.ts';
import { encodeNgrams, openNgrams, type PublicNgrams } from './public-ngrams.ts';

const V = 60;
const random = seededRandom('ngrams');
const texts = Array.from({ length: 3 }, () =>
  Uint16Array.from({ length: 3000 }, () => Math.floor(random.uniform() ** 3 * V)),
);

describe('public n-grams', () => {
  let bytes: Uint8Array<ArrayBuffer>;
  let ngrams: PublicNgrams;
  beforeAll(() => {
    bytes = encodeNgrams(countNgrams(texts, V, { bigrams: 400, trigrams: 500 }));
    ngrams = openNgrams(bytes);
  });

  it('give probabilities that sum to 1 after any two tokens, however much was pruned', () => {
    for (let context = 0; context < 200; context++) {
      const out = new Float64Array(V);
      const [u, v] = [random.below(V), random.below(V)];
      ngrams.addDistribution(u, v, 1, out);
      expect(Math.abs(out.reduce((sum, chance) => sum + chance, 0) - 1)).toBeLessThan(1e-9);
      const word = random.below(V);
      expect(Math.abs(ngrams.chance(u, v, word) - out[word]!)).toBeLessThan(1e-12);
    }
  });

  it('know what follows', () => {
    const [a, b, c] = [FIRST_WORD, FIRST_WORD + 1, FIRST_WORD + 2];
    const said = Uint16Array.from({ length: 300 }, (_, at) => [a, b, c][at % 3]!);
    const taught = openNgrams(encodeNgrams(countNgrams([said], V, { bigrams: 100, trigrams: 100 })));
    expect(taught.chance(a, b, c)).toBeGreaterThan(0.95);
    expect(taught.chance(a, b, a)).toBeLessThan(0.05);
  });

  it('never foretell the unknown word more than chance', () => {
    const out = new Float64Array(V);
    ngrams.addDistribution(FIRST_WORD, FIRST_WORD, 1, out);
    expect(out[UNKNOWN]).toBeLessThan(0.01);
  });

  it('are refused when cut short or damaged', () => {
    expect(() => openNgrams(bytes.subarray(0, 5))).toThrow('Fetch them again');
    expect(() => openNgrams(bytes.subarray(0, bytes.length - 1))).toThrow('Fetch them again');
    const damaged = bytes.slice();
    damaged[12 + 2 * V] = 255;
    expect(() => openNgrams(damaged)).toThrow('Fetch them again');
  });
});
