import { blankFacts } from '../../protocol/blank-facts.ts';
import type { StoryFacts } from '../../protocol/page.ts';
import { type RandomBits, seededRandom } from '../../text/hashing.ts';
import { storyFeatures } from '../../text/story-features.ts';
import { noWordVectors } from '../../text/word-vectors.ts';
import type { TasteExample } from './example.ts';

/**
 * Invented readers for tests: tags have hidden traits, readers weigh the traits each in their own way, and everybody
 * shares some sense of what is good. Who learns the traits from many readers knows a new reader sooner.
 */
export interface SyntheticReader {
  readonly examples: readonly TasteExample[];
  /** Stories this reader has an opinion of and nobody was told of. */
  readonly unseen: readonly TasteExample[];
}

const TAGS = 24;
const TRAITS = 2;
const vectors = noWordVectors();

/** @returns `count` readers with 24 examples and 40 unseen stories each; one seed, one population. */
export function syntheticReaders(count: number, seed: string): SyntheticReader[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const taste = Array.from({ length: TRAITS }, () => 2.2 * bell(random));
    return {
      examples: Array.from({ length: 24 }, (_, at) => exampleFor(taste, random, at)),
      unseen: Array.from({ length: 40 }, (_, at) => exampleFor(taste, random, at)),
    };
  });
}

/** A story of that world with these tags, 0 … 23. */
export function syntheticFacts(tags: readonly number[]): StoryFacts {
  return { ...blankFacts('1'), tags: tags.map((tag) => `tag ${tag}`) };
}

/** Hidden traits of each tag, and how good it is to everybody: the same in every population. */
const world = ((): { traits: number[]; quality: number }[] => {
  const random = seededRandom('world');
  return Array.from({ length: TAGS }, () => ({
    traits: Array.from({ length: TRAITS }, () => bell(random)),
    quality: 0.7 * bell(random),
  }));
})();

function exampleFor(taste: readonly number[], random: RandomBits, at: number): TasteExample {
  const tags = [random.below(TAGS), random.below(TAGS), random.below(TAGS)];
  let appeal = 0.3 * bell(random);
  for (const tag of new Set(tags)) {
    const { traits, quality } = world[tag] ?? { traits: [], quality: 0 };
    appeal += quality + traits.reduce((sum, trait, index) => sum + trait * (taste[index] ?? 0), 0);
  }
  return {
    features: storyFeatures(syntheticFacts(tags), null, vectors).features,
    preference: Math.max(-1, Math.min(1, appeal / 3)),
    weight: 1,
    at,
  };
}

/** Near to a standard normal: the sum of twelve uniform numbers less six. */
function bell(random: RandomBits): number {
  let sum = -6;
  for (let die = 0; die < 12; die++) sum += random.uniform();
  return sum;
}
