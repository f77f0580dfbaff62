import { seededRandom } from '../../text/hashing.ts';
import { noWordVectors } from '../../text/word-vectors.ts';
import type { RankingExample, SuggestionList } from './example.ts';
import { listFeatures } from './features.ts';

/**
 * Invented writers for tests: they take the longest suggestion, or whatever stands first when they do not look.
 *
 * @param looking share of lists at which the writer looks.
 */
export function inventedLists(
  count: number,
  looking: number,
  seed: string,
): (SuggestionList & { chosen: number })[] {
  const random = seededRandom(seed);
  const nouns = ['door', 'river', 'letter', 'storm', 'garden', 'brother'];
  const word = (): string => nouns[random.below(nouns.length)] ?? 'door';
  return Array.from({ length: count }, () => {
    const options = Array.from({ length: 2 + random.below(4) }, () => ({
      text: `She saw the ${Array.from({ length: 1 + random.below(12) }, word).join(' and the ')}.`,
      logProbability: -20 - 20 * random.uniform(),
    }));
    const lengths = options.map(({ text }) => text.length);
    const chosen = random.uniform() < looking ? lengths.indexOf(Math.max(...lengths)) : 0;
    return { context: 'It was late, and nobody had come to the house. ', options, chosen };
  });
}

/** The same, as they lie on the device. */
export function inventedExamples(count: number, looking: number, seed: string): RankingExample[] {
  const vectors = noWordVectors();
  return inventedLists(count, looking, seed).map((list) => ({
    rows: listFeatures(list, vectors),
    chosen: list.chosen,
  }));
}
