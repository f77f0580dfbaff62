import type { TasteExample } from '../../../../shared/learning/taste/example.ts';
import { blankFacts } from '../../../../shared/protocol/blank-facts.ts';
import type { StoryFacts } from '../../../../shared/protocol/page.ts';
import { openFamiliarLabels } from '../../../../shared/text/familiar-labels.ts';
import { storyFeatures } from '../../../../shared/text/story-features.ts';
import type { WordVectors } from '../../../../shared/text/word-vectors.ts';
import { isUnseenPerson, isUnseenStory, splitRatings } from '../../measuring-protocol.ts';
import type { RatedItem, RatingFolder } from '../rating-folder.ts';

/** One of the four trainings: what a page shows, and whether stories are set aside from everybody. */
export interface TasteVariant {
  readonly counters: boolean;
  readonly newStories: boolean;
}

/** A reader as the fleet knows one: what is on the device, and what the device is measured on. */
export interface Reader {
  readonly id: string;
  /** The device's own data. */
  readonly examples: readonly TasteExample[];
  /** Stories to be judged, `[FEATURE_COUNT]` each, and whether each stood above the reader's training mean. */
  readonly test: { readonly features: readonly Float32Array[]; readonly liked: readonly boolean[] };
  /** Broad genre and band of activity: as a device would work them out. */
  readonly segment: string;
  /** The items behind `examples` and `test`: baselines look at them, models never do. */
  readonly items: { readonly training: readonly string[]; readonly test: readonly string[] };
  /** What the page of one of these items says: attackers write other things on it. */
  readonly pageOf: (item: string) => StoryPage;
  /** What of a page is judged by: labels that this reader has met in `examples`. */
  readonly familiar: (facts: StoryFacts) => StoryFacts;
}

export interface StoryPage {
  readonly facts: StoryFacts;
  /** The features of the story if its page said this `[FEATURE_COUNT]`; its text stays. */
  readonly featuresFor: (facts: StoryFacts) => Float32Array;
}

export interface Readers {
  readonly participants: readonly Reader[];
  readonly unseen: readonly Reader[];
}

/** Where people come from: one folder that is split by person, or one folder for each side. */
export type TasteSource =
  | { readonly data: RatingFolder }
  | { readonly train: RatingFolder; readonly test: RatingFolder };

/** Makes the readers of one training. Readers with fewer than 20 ratings are measured nowhere and take part nowhere. */
export function readersOf(source: TasteSource, variant: TasteVariant, vectors: WordVectors): Readers {
  if ('train' in source) {
    return {
      participants: readersOfFolder(source.train, variant, vectors),
      unseen: readersOfFolder(source.test, variant, vectors),
    };
  }
  const all = readersOfFolder(source.data, variant, vectors);
  return {
    participants: all.filter(({ id }) => !isUnseenPerson(id)),
    unseen: all.filter(({ id }) => isUnseenPerson(id)),
  };
}

function readersOfFolder(
  { people, items }: RatingFolder,
  variant: TasteVariant,
  vectors: WordVectors,
): Reader[] {
  const pageOf = (id: string): StoryPage => {
    const item = items.get(id);
    if (item === undefined) throw new Error(`item ${id} is rated, but not listed`);
    return {
      facts: factsOf(item, variant.counters),
      featuresFor: (facts) => storyFeatures(facts, item.text, vectors).features,
    };
  };
  const features = new Map<string, Float32Array>();
  const featuresOf = (id: string): Float32Array => {
    const known = features.get(id);
    if (known !== undefined) return known;
    const { facts, featuresFor } = pageOf(id);
    const made = featuresFor(facts);
    features.set(id, made);
    return made;
  };
  const scale = ratingScale(people.flatMap(({ ratings }) => ratings.map(({ value }) => value)));
  const split = people.flatMap(({ id, ratings }) => {
    const kept = variant.newStories ? ratings.filter(({ item }) => !isUnseenStory(item)) : ratings;
    const parts = splitRatings(id, kept);
    if (parts === null) return [];
    const test = variant.newStories ? ratings.filter(({ item }) => isUnseenStory(item)) : parts.test;
    return [{ id, training: parts.training, test }];
  });
  const bands = terciles(split.map(({ training }) => training.length));
  return split.map(({ id, training, test }) => {
    const labels = openFamiliarLabels();
    labels.meet(training.map(({ item }) => pageOf(item).facts));
    const judgedBy = (item: string): Float32Array => {
      const { facts, featuresFor } = pageOf(item);
      const familiar = labels.familiar(facts);
      return familiar === facts ? featuresOf(item) : featuresFor(familiar);
    };
    const mean = training.reduce((sum, { value }) => sum + value, 0) / training.length;
    return {
      id,
      examples: training.map(({ item, value }, at) => ({
        features: featuresOf(item),
        preference: scale(value),
        weight: 1,
        at,
      })),
      test: {
        features: test.map(({ item }) => judgedBy(item)),
        liked: test.map(({ value }) => value > mean),
      },
      segment: `${dominantGenre(training.map(({ item }) => items.get(item)))} · ${bands(training.length)}`,
      items: { training: training.map(({ item }) => item), test: test.map(({ item }) => item) },
      pageOf,
      familiar: labels.familiar,
    };
  });
}

/** What a story page would say of an item. */
function factsOf(item: RatedItem, counters: boolean): StoryFacts {
  return {
    ...blankFacts(item.id),
    title: item.title,
    tags: [...item.genres, ...(item.type === null ? [] : [`type ${item.type}`]), ...item.tags].slice(0, 200),
    chapters: item.episodes,
    counters: counters
      ? {
          ...(item.meanRating === null
            ? {}
            : { meanRating: Math.min(1, Math.max(0, (item.meanRating - 1) / 9)) }),
          ...(item.members === null ? {} : { hits: item.members }),
        }
      : {},
  };
}

/** Ratings of any scale as preferences within −1 … 1: only their place among a reader's own counts. */
function ratingScale(values: readonly number[]): (value: number) => number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const half = Math.max(1e-9, (high - low) / 2);
  return (value) => (value - low) / half - 1;
}

function dominantGenre(read: readonly (RatedItem | undefined)[]): string {
  const counts = new Map<string, number>();
  for (const item of read)
    for (const genre of item?.genres ?? []) counts.set(genre, (counts.get(genre) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return most?.[0] ?? 'none';
}

function terciles(counts: readonly number[]): (count: number) => string {
  const sorted = [...counts].sort((a, b) => a - b);
  const first = sorted[Math.floor(sorted.length / 3)] ?? 0;
  const second = sorted[Math.floor((2 * sorted.length) / 3)] ?? 0;
  return (count) => (count < first ? 'reads little' : count < second ? 'reads some' : 'reads much');
}
