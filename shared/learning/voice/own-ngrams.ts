import { UNKNOWN } from '../../text/vocabulary.ts';

/**
 * What followed what in one writer's own text: counts after no, one and two words of context. Stays on the device. Each
 * order is a component of the mixture for itself; how much each is worth is fitted, not assumed.
 */
export interface OwnNgrams {
  /** Takes in that `word` followed `u v`; unknown words are not counted as followers. */
  add(u: number, v: number, word: number): void;
  /** What followed in each order: 0, 1 and 2 words of context; null where the context was never seen. */
  after(u: number, v: number): readonly [Followers, Followers | null, Followers | null];
  /** A copy that learns on by itself. */
  copy(): OwnNgrams;
}

/** Words that followed a context, with how often. */
export interface Followers {
  readonly total: number;
  readonly counts: ReadonlyMap<number, number>;
}

interface Counts {
  total: number;
  counts: Map<number, number>;
}

export function ownNgrams(): OwnNgrams {
  return opened(empty(), new Map(), new Map());
}

/** A pair of ids as one key: ids are below 2¹⁶. */
function pairKey(u: number, v: number): number {
  return u * 65_536 + v;
}

function opened(unigrams: Counts, bigrams: Map<number, Counts>, trigrams: Map<number, Counts>): OwnNgrams {
  return {
    add: (u, v, word) => {
      if (word === UNKNOWN) return;
      count(unigrams, word);
      count(entry(bigrams, v), word);
      count(entry(trigrams, pairKey(u, v)), word);
    },
    after: (u, v) => [unigrams, bigrams.get(v) ?? null, trigrams.get(pairKey(u, v)) ?? null],
    copy: () => opened(copied(unigrams), copiedAll(bigrams), copiedAll(trigrams)),
  };
}

function empty(): Counts {
  return { total: 0, counts: new Map() };
}

function entry(table: Map<number, Counts>, key: number): Counts {
  const known = table.get(key);
  if (known !== undefined) return known;
  const fresh = empty();
  table.set(key, fresh);
  return fresh;
}

function count(counts: Counts, word: number): void {
  counts.total++;
  counts.counts.set(word, (counts.counts.get(word) ?? 0) + 1);
}

function copied({ total, counts }: Counts): Counts {
  return { total, counts: new Map(counts) };
}

function copiedAll(table: Map<number, Counts>): Map<number, Counts> {
  return new Map([...table].map(([key, counts]) => [key, copied(counts)]));
}
