import { MOST_OPTIONS } from '../../models/ranking.ts';
import { optionCount, type RankingExample } from './example.ts';

/**
 * How one writer looks at places: which they would take if all options were alike. Fitted on the device's own choices
 * and kept there. Somebody who always takes the first option tells by it nothing about options, and this is what
 * keeps the shared net from believing otherwise.
 */

/** Imagined choices that pull a writer's places to those of writers in general. */
const IMAGINED_CHOICES = 5;
const ITERATIONS = 30;

/**
 * Maximum a posteriori of a choice by place alone, by minorisation–maximisation (Hunter 2004; gamma prior as in Caron
 * & Doucet 2012): every pass is in closed form and no weight can leave the positive numbers.
 *
 * @param general offsets of writers in general, `[MOST_OPTIONS]`; zeros where nothing is known.
 * @returns offsets `[MOST_OPTIONS]` to be added to the worth of an option at that place; `general`, up to a constant,
 *   with no example.
 */
export function fitPlaces(examples: readonly RankingExample[], general: ArrayLike<number>): Float64Array {
  const prior = softmax(Float64Array.from({ length: MOST_OPTIONS }, (_, place) => general[place] ?? 0));
  const taken = new Float64Array(MOST_OPTIONS);
  const listsOf = new Float64Array(MOST_OPTIONS + 1);
  for (const example of examples) {
    const count = optionCount(example);
    taken[example.chosen] = (taken[example.chosen] ?? 0) + 1;
    listsOf[count] = (listsOf[count] ?? 0) + 1;
  }
  let weights = prior;
  for (let pass = 0; pass < ITERATIONS; pass++) {
    const asked = new Float64Array(MOST_OPTIONS);
    let shown = 0;
    weights.forEach((weight, place) => {
      shown += weight;
      const each = (listsOf[place + 1] ?? 0) / shown;
      for (let earlier = 0; earlier <= place; earlier++) asked[earlier] = (asked[earlier] ?? 0) + each;
    });
    weights = weights.map(
      (_, place) =>
        ((taken[place] ?? 0) + IMAGINED_CHOICES * (prior[place] ?? 0)) /
        ((asked[place] ?? 0) + IMAGINED_CHOICES),
    );
  }
  return weights.map((weight) => Math.log(weight));
}

/** Kept off 0, so that a place that nobody is ever to take has a logarithm. */
function softmax(offsets: Float64Array): Float64Array {
  const highest = Math.max(...offsets);
  const weights = offsets.map((offset) => Math.max(1e-6, Math.exp(offset - highest)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
