import type { RandomBits } from '../../text/hashing.ts';
import { UNKNOWN } from '../../text/vocabulary.ts';

/**
 * Which words a step's softmax runs over: a sample by public frequency, and all words that come next somewhere in the
 * batch (each is the others' wrong answer). Every place of the batch shares them, so that logits are one product.
 */
export interface Candidates {
  /** Ids, each once. */
  readonly ids: Int32Array;
  /** ln of how likely each was to become a candidate, to be taken off its logit. */
  readonly logChances: Float32Array;
  /** Place of each target in `ids` (0 where the target is not known). */
  readonly targets: Int32Array;
  /** 1/(number of known targets), 0 for those that are not: nobody is taught to write an unknown word. */
  readonly weights: Float32Array;
}

export interface CandidateSampler {
  /** @param targets ids of what comes next; @param count how many samples are drawn (fewer are different). */
  draw(targets: ArrayLike<number>, count: number, random: RandomBits): Candidates;
}

/** Frequencies are flattened by this power, so that rare words are wrong answers more often (Mikolov 2013). */
const FLATTENING = 0.75;
/**
 * The share of a word that the public texts do not have. It can still come next in somebody's text; were it taken for
 * impossible, its logit would be corrected so far that there were nothing left to learn.
 */
const RAREST = 1e-7;

/** @param frequencies public counts or shares of the vocabulary `[V]`, not negative. */
export function candidateSampler(frequencies: ArrayLike<number>): CandidateSampler {
  const size = frequencies.length;
  const total = sum(frequencies);
  const flattened = Float64Array.from(frequencies, (value, id) => (id === UNKNOWN ? 0 : value ** FLATTENING));
  const flattenedTotal = sum(flattened);
  const cumulative = new Float64Array(size);
  let running = 0;
  for (let id = 0; id < size; id++) {
    running += (flattened[id] ?? 0) / flattenedTotal;
    cumulative[id] = running;
  }
  const logChance = (id: number, samples: number, places: number): number => {
    const amongTargets = Math.max(places * RAREST, (places * (frequencies[id] ?? 0)) / total);
    const expected = (samples * (flattened[id] ?? 0)) / flattenedTotal + amongTargets;
    return Math.log(1 - Math.exp(-expected));
  };
  return {
    draw: (targets, count, random) => {
      const ids: number[] = [];
      const placeOf = new Map<number, number>();
      const add = (id: number): number => {
        const known = placeOf.get(id);
        if (known !== undefined) return known;
        placeOf.set(id, ids.length);
        ids.push(id);
        return ids.length - 1;
      };
      let known = 0;
      for (let at = 0; at < targets.length; at++) {
        const target = targets[at] ?? UNKNOWN;
        if (target === UNKNOWN) continue;
        known++;
        add(target);
      }
      for (let sample = 0; sample < count; sample++) add(firstAbove(cumulative, random.uniform()));
      return {
        ids: Int32Array.from(ids),
        logChances: Float32Array.from(ids, (id) => logChance(id, count, targets.length)),
        targets: Int32Array.from(targets, (target) => placeOf.get(target) ?? 0),
        weights: Float32Array.from(targets, (target) => (target === UNKNOWN ? 0 : 1 / known)),
      };
    },
  };
}

/** Index of the first of rising values above `value`; the last index when there is none. */
function firstAbove(rising: Float64Array, value: number): number {
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 1) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at] ?? 0;
  return total;
}
