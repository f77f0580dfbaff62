import { chanceCode, type PackedNgrams, unigramCode } from '../../../shared/learning/voice/public-ngrams.ts';
import { TEXT_START, UNKNOWN } from '../../../shared/text/vocabulary.ts';

/** What is taken off each count, for what was not seen (Chen and Goodman 1998). */
const DISCOUNT = 0.75;
/** Followers of a pair that are kept at most: their number is a byte. */
const MOST_FOLLOWERS = 255;

interface Sizes {
  readonly bigrams: number;
  readonly trigrams: number;
}

/**
 * Kneser–Ney counts of public texts, pruned to the most frequent n-grams.
 *
 * @param texts ids, each text by itself.
 * @param most how many of each order are kept.
 */
export function countNgrams(
  texts: readonly Uint16Array[],
  vocabularySize: number,
  most: Sizes,
): PackedNgrams {
  const V = vocabularySize;
  const trigrams = countedKeys(texts, (u, v, w) => (u * V + v) * V + w);
  const allPairs = countedKeys(texts, (_u, v, w) => v * V + w);
  // Continuation counts: in how many different contexts, not how often.
  const pairContexts = continuations(trigrams.keys, (key) => key % (V * V));
  const wordContexts = continuations(allPairs.keys, (key) => key % V);
  const pairTotals = totals(pairContexts, (pair) => Math.floor(pair / V));
  const contextTotals = new Map<number, number>();
  trigrams.keys.forEach((key, at) => {
    const pair = Math.floor(key / V);
    contextTotals.set(pair, (contextTotals.get(pair) ?? 0) + (trigrams.counts[at] ?? 0));
  });

  const pairCounts = new Map<number, number>();
  allPairs.keys.forEach((key, at) => {
    pairCounts.set(key, allPairs.counts[at] ?? 0);
  });
  const keptPairs = mostFrequent([...pairContexts.keys()], (pair) => pairCounts.get(pair) ?? 0, most.bigrams);
  const isKept = new Set(keptPairs);
  const triples = Array.from(trigrams.keys, (key, at) => ({ key, count: trigrams.counts[at] ?? 0 })).filter(
    ({ key, count }) => count >= 2 && isKept.has(Math.floor(key / V)),
  );
  const keptTriples = triples
    .sort((a, b) => b.count - a.count || a.key - b.key)
    .slice(0, most.trigrams)
    .sort((a, b) => a.key - b.key);

  const followers = new Uint16Array(V);
  for (const pair of keptPairs) {
    const before = Math.floor(pair / V);
    followers[before] = (followers[before] ?? 0) + 1;
  }
  const taken = new Map<number, number>();
  const packedTriples = keptTriples.filter(({ key }) => {
    const pair = Math.floor(key / V);
    const number = (taken.get(pair) ?? 0) + 1;
    if (number > MOST_FOLLOWERS) return false;
    taken.set(pair, number);
    return true;
  });
  const allContexts = [...wordContexts.values()].reduce((sum, value) => sum + value, 0);
  return {
    unigrams: Uint16Array.from({ length: V }, (_, id) =>
      unigramCode(((wordContexts.get(id) ?? 0) + 0.5) / (allContexts + 0.5 * V)),
    ),
    followers,
    bigramWords: Uint16Array.from(keptPairs, (pair) => pair % V),
    bigramCodes: Uint8Array.from(keptPairs, (pair) =>
      chanceCode(((pairContexts.get(pair) ?? 1) - DISCOUNT) / (pairTotals.get(Math.floor(pair / V)) ?? 1)),
    ),
    pairFollowers: Uint8Array.from(keptPairs, (pair) => taken.get(pair) ?? 0),
    trigramWords: Uint16Array.from(packedTriples, ({ key }) => key % V),
    trigramCodes: Uint8Array.from(packedTriples, ({ key, count }) =>
      chanceCode((count - DISCOUNT) / (contextTotals.get(Math.floor(key / V)) ?? 1)),
    ),
  };
}

/** Different n-grams in rising order of their keys, with how often each stands; followers that are unknown are not. */
function countedKeys(
  texts: readonly Uint16Array[],
  keyOf: (u: number, v: number, w: number) => number,
): { keys: Float64Array; counts: Uint32Array } {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  const all = new Float64Array(length);
  let end = 0;
  for (const text of texts) {
    for (let at = 0; at < text.length; at++) {
      const word = text[at] ?? UNKNOWN;
      if (word === UNKNOWN) continue;
      all[end] = keyOf(text[at - 2] ?? TEXT_START, text[at - 1] ?? TEXT_START, word);
      end++;
    }
  }
  const sorted = all.subarray(0, end).sort();
  const keys = new Float64Array(end);
  const counts = new Uint32Array(end);
  let different = -1;
  sorted.forEach((key) => {
    if (different < 0 || keys[different] !== key) {
      different++;
      keys[different] = key;
    }
    counts[different] = (counts[different] ?? 0) + 1;
  });
  return { keys: keys.slice(0, different + 1), counts: counts.slice(0, different + 1) };
}

/** How many different n-grams end in each shorter one. */
function continuations(keys: Float64Array, shorter: (key: number) => number): Map<number, number> {
  const contexts = new Map<number, number>();
  for (const key of keys) contexts.set(shorter(key), (contexts.get(shorter(key)) ?? 0) + 1);
  return contexts;
}

function totals(
  counts: ReadonlyMap<number, number>,
  contextOf: (key: number) => number,
): Map<number, number> {
  const sums = new Map<number, number>();
  for (const [key, value] of counts) sums.set(contextOf(key), (sums.get(contextOf(key)) ?? 0) + value);
  return sums;
}

/** The keys of the largest counts from 2 on, in rising order of keys. */
function mostFrequent(keys: readonly number[], countOf: (key: number) => number, most: number): number[] {
  return keys
    .filter((key) => countOf(key) >= 2)
    .sort((a, b) => countOf(b) - countOf(a) || a - b)
    .slice(0, most)
    .sort((a, b) => a - b);
}
