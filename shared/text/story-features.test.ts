import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankFacts } from '../protocol/blank-facts.ts';
import type { StoryFacts } from '../protocol/page.ts';
import {
  blockOf,
  FEATURE_COUNT,
  type FeatureBlockName,
  featureBlocks,
  SHARED_FEATURE_COUNT,
  storyFeatures,
  withFacts,
  withoutBlock,
  withTags,
} from './story-features.ts';
import { decodeWordVectors, noWordVectors } from './word-vectors.ts';

/** Four words with vectors of four numbers. */
const vectors = decodeWordVectors(
  Uint8Array.from([
    ...Array.from({ length: 4 }, () => [0, 0, 0, 63]).flat(), // 0.5 each
    ...[9, 0, 0, 0, 8, 1, 0, 0, 0, 0, 9, 0, 0, 0, 0, 9],
  ]),
  ['dragon', 'wyvern', 'office', 'romance'],
);

const facts: StoryFacts = {
  ...blankFacts('1'),
  title: 'The Dragon: Book 2',
  author: 'A. Writer',
  tags: ['Dragon', 'Slow Burn'],
  fandoms: ['Original Work'],
  warnings: ['Violence'],
  rating: 'Teen And Up Audiences',
  language: 'en',
  status: 'complete',
  words: 120_000,
  chapters: 30,
  counters: { kudos: 900, hits: 9000, meanRating: 0.9 },
  summary: 'A dragon in an office.',
};

const block = (features: Float32Array, name: FeatureBlockName): number[] => {
  const { offset, length } = blockOf(name);
  return [...features.subarray(offset, offset + length)];
};
const describeStory = (change: Partial<StoryFacts> = {}, text: string | null = null) =>
  storyFeatures({ ...facts, ...change }, text, vectors).features;
const distance = (left: readonly number[], right: readonly number[]): number =>
  Math.hypot(...left.map((value, at) => value - (right[at] ?? 0)));

describe('story features', () => {
  it('fills blocks that follow each other without a gap', () => {
    let end = 0;
    for (const { offset, length } of featureBlocks) {
      expect(offset).toBe(end);
      end += length;
    }
    expect(end).toBe(FEATURE_COUNT);
    expect(describeStory()).toHaveLength(FEATURE_COUNT);
  });

  it('is finite and bounded for any facts and text that have the types', () => {
    const label = fc.string({ unit: 'binary', maxLength: 40 });
    const number = fc.oneof(
      fc.double({ min: 0, max: 1e12 }),
      fc.constantFrom(0, 1e12, Number.MIN_VALUE, Number.POSITIVE_INFINITY, Number.NaN, -5),
    );
    fc.assert(
      fc.property(
        fc.record({
          title: fc.option(label),
          author: fc.option(label),
          tags: fc.array(label, { maxLength: 200 }),
          fandoms: fc.array(label, { maxLength: 10 }),
          words: fc.option(number),
          chapters: fc.option(number),
          summary: fc.option(label),
          counters: fc.record({ kudos: number, hits: number, meanRating: number, votes: number }),
        }),
        fc.option(fc.string({ unit: 'binary', maxLength: 400 })),
        (change, text) => {
          for (const value of describeStory(change, text)) expect(Math.abs(value)).toBeLessThanOrEqual(8);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is the same for the same story, and unmoved by the words it was made for before', () => {
    const before = describeStory({}, 'Some text.');
    describeStory({ tags: ['other'] }, 'Other text.');
    expect(describeStory({}, 'Some text.')).toEqual(before);
  });

  it('says nothing of a story of which nothing is known', () => {
    const { features } = storyFeatures(blankFacts('1'), null, vectors);
    expect(features.every((value) => value === 0)).toBe(true);
  });

  it('does not see the identity of a story, nor its address', () => {
    expect(describeStory({ workId: '2', chapterId: '7' })).toEqual(describeStory());
  });

  it('keeps titles and authors out of what the shared net reads, but for the shape of a title', () => {
    const shared = (features: Float32Array) => features.subarray(0, SHARED_FEATURE_COUNT);
    const other = describeStory({ title: 'The Knight: Book 3', author: 'Someone Else' });
    expect(block(other, 'titleHashes')).not.toEqual(block(describeStory(), 'titleHashes'));
    expect(block(other, 'author')).not.toEqual(block(describeStory(), 'author'));
    expect(
      [...shared(other)].filter((value, at) => value !== shared(describeStory())[at]).length,
    ).toBeLessThanOrEqual(1);
  });

  it('lets the shared net read a title where no counter speaks of the work, and never an author', () => {
    const unknown = describeStory({ counters: {} });
    expect(block(describeStory(), 'publicTitle').every((value) => value === 0)).toBe(true);
    expect([...block(unknown, 'publicTitle')]).toEqual([
      ...block(unknown, 'titleWords'),
      ...block(unknown, 'titleHashes'),
    ]);
    const elsewhere = describeStory({ counters: {}, author: 'Someone Else' });
    expect(elsewhere.subarray(0, SHARED_FEATURE_COUNT)).toEqual(unknown.subarray(0, SHARED_FEATURE_COUNT));
  });

  it('reads a year behind a title as a fact, near for years that are near, and not as a part of the name', () => {
    const dated = (year: number) => describeStory({ title: `The Dragon: Book 2 (${year})` });
    const bare = describeStory();
    for (const name of ['titleShape', 'titleWords', 'titleHashes'] as const) {
      expect(block(dated(1817), name)).toEqual(block(bare, name));
    }
    const facts = (features: Float32Array) => block(features, 'facts');
    expect(facts(dated(1817))).not.toEqual(facts(bare));
    expect(distance(facts(dated(1817)), facts(dated(1840)))).toBeLessThan(
      distance(facts(dated(1817)), facts(dated(2020))),
    );
  });

  it('reads one tag in the spellings of several sites, in any order, once', () => {
    const spelt = describeStory({ tags: ['#slow_burn', 'DRAGON', 'dragon', 'slow-burn'] });
    expect(distance(block(spelt, 'tags'), block(describeStory(), 'tags'))).toBeLessThan(1e-6);
  });

  it('brings tags of like meaning near each other', () => {
    const meaning = (tag: string) => block(describeStory({ tags: [tag] }), 'tagWords');
    expect(distance(meaning('dragon'), meaning('wyvern'))).toBeLessThan(
      distance(meaning('dragon'), meaning('office')) / 3,
    );
  });

  it('lets two hundred tags weigh little more than a few', () => {
    const many = describeStory({ tags: Array.from({ length: 200 }, (_, index) => `tag ${index}`) });
    expect(Math.hypot(...block(many, 'tags'))).toBeLessThan(4);
  });

  it('leaves the counters at zero when a page shows none, and nothing else changes with them but the public title', () => {
    const none = describeStory({ counters: {} });
    expect(block(none, 'counters').every((value) => value === 0)).toBe(true);
    expect(withoutBlock(describeStory(), 'counters')).toEqual(withoutBlock(none, 'publicTitle'));
  });

  it('sees a higher rating, more kudos a hit, and a longer story as such', () => {
    const first = (change: Partial<StoryFacts>, name: FeatureBlockName) =>
      block(describeStory(change), name)[0] ?? 0;
    expect(first({ counters: { meanRating: 0.9 } }, 'counters')).toBeGreaterThan(
      first({ counters: { meanRating: 0.6 } }, 'counters'),
    );
    expect(first({ counters: { kudos: 900, hits: 9000 } }, 'counters')).toBeGreaterThan(
      first({ counters: { kudos: 90, hits: 9000 } }, 'counters'),
    );
    expect(first({ words: 200_000 }, 'size')).toBeGreaterThan(first({ words: 2_000 }, 'size'));
  });

  it('takes out a tag or a fact exactly as if the page had not had it', () => {
    expect(withTags(describeStory(), ['Dragon'], vectors)).toEqual(describeStory({ tags: ['Dragon'] }));
    const unrated = { ...facts, rating: null };
    expect(withFacts(describeStory(), unrated)).toEqual(storyFeatures(unrated, null, vectors).features);
  });

  it('takes two megabytes of text, and word vectors that know nothing', () => {
    const huge = 'The dragon sat in the office. '.repeat(70_000);
    const { features } = storyFeatures(facts, huge, noWordVectors());
    expect(features.every(Number.isFinite)).toBe(true);
    expect(block(features, 'textWords').every((value) => value === 0)).toBe(true);
    expect(block(features, 'style').some((value) => value !== 0)).toBe(true);
  });
});
