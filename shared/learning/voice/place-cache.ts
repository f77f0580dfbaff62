import { EMBEDDING_LENGTH } from '../../models/voice.ts';
import { UNKNOWN } from '../../text/vocabulary.ts';

/**
 * A cache of the writer's own recent text by meaning: what the net looked for in each place (q), with the word that
 * came next (Grave 2017; Khandelwal 2020). What followed in the most similar places is likely to follow here. Stays on
 * the device.
 */
export interface PlaceCache {
  /**
   * Takes in that `word` came next where the net looked for `query` `[EMBEDDING_LENGTH]`; when it is full, the oldest
   * place is forgotten.
   */
  add(query: Float32Array, word: number): void;
  /** What followed in the nearest places, as shares that sum to 1; empty when nothing is known. */
  recall(query: Float32Array): ReadonlyMap<number, number>;
  copy(): PlaceCache;
}

const PLACES = 3000;
const NEIGHBOURS = 32;
/** How much more a nearer place counts: weight e^(12·cosine). */
const SHARPNESS = 12;

/** Room is made for so many at first, and doubled: most texts are short, and there are several copies. */
const FIRST_PLACES = 128;

export function placeCache(places = PLACES): PlaceCache {
  const first = Math.min(places, FIRST_PLACES);
  return opened(new Float32Array(first * EMBEDDING_LENGTH), new Uint16Array(first), 0, places);
}

function opened(given: Float32Array, next: Uint16Array, taken: number, places: number): PlaceCache {
  let [keys, words] = [given, next];
  let added = taken;
  const makeRoom = (): void => {
    const more = Math.min(places, 2 * words.length);
    const [roomyKeys, roomyWords] = [new Float32Array(more * EMBEDDING_LENGTH), new Uint16Array(more)];
    roomyKeys.set(keys);
    roomyWords.set(words);
    [keys, words] = [roomyKeys, roomyWords];
  };
  return {
    add: (query, word) => {
      if (word === UNKNOWN) return;
      if (added >= words.length && words.length < places) makeRoom();
      const place = added % words.length;
      const length = Math.sqrt(dot(query, 0, query)) || 1;
      for (let part = 0; part < EMBEDDING_LENGTH; part++)
        keys[place * EMBEDDING_LENGTH + part] = (query[part] ?? 0) / length;
      words[place] = word;
      added++;
    },
    recall: (query) => {
      const count = Math.min(added, words.length);
      const length = Math.sqrt(dot(query, 0, query)) || 1;
      const nearest = largest(
        NEIGHBOURS,
        count,
        (place) => dot(keys, place * EMBEDDING_LENGTH, query) / length,
      );
      const best = nearest[0]?.value ?? 0;
      const shares = new Map<number, number>();
      let total = 0;
      for (const { place, value } of nearest) {
        const weight = Math.exp(SHARPNESS * (value - best));
        const word = words[place] ?? UNKNOWN;
        shares.set(word, (shares.get(word) ?? 0) + weight);
        total += weight;
      }
      for (const [word, weight] of shares) shares.set(word, weight / total);
      return shares;
    },
    copy: () => opened(keys.slice(), words.slice(), added, places),
  };
}

/** The places of the `wanted` largest values, the largest first. */
function largest(
  wanted: number,
  count: number,
  similarity: (place: number) => number,
): { place: number; value: number }[] {
  const kept: { place: number; value: number }[] = [];
  for (let place = 0; place < count; place++) {
    const value = similarity(place);
    if (kept.length === wanted && value <= (kept[wanted - 1]?.value ?? 0)) continue;
    let at = kept.length;
    while (at > 0 && (kept[at - 1]?.value ?? 0) < value) at--;
    kept.splice(at, 0, { place, value });
    if (kept.length > wanted) kept.pop();
  }
  return kept;
}

function dot(keys: Float32Array, offset: number, query: Float32Array): number {
  // Four sums side by side: one would wait for each addition before the next.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let part = 0; part < EMBEDDING_LENGTH; part += 4) {
    const at = offset + part;
    a += (keys[at] ?? 0) * (query[part] ?? 0);
    b += (keys[at + 1] ?? 0) * (query[part + 1] ?? 0);
    c += (keys[at + 2] ?? 0) * (query[part + 2] ?? 0);
    d += (keys[at + 3] ?? 0) * (query[part + 3] ?? 0);
  }
  return a + b + c + d;
}
