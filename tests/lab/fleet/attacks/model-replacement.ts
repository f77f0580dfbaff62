import type { TasteExample } from '../../../../shared/learning/taste/example.ts';
import { blockOf } from '../../../../shared/text/story-features.ts';
import { type Attack, copies, type Trigger } from './attack.ts';
import { meanOf, plus, times } from './vectors.ts';

/** A tag that nobody uses: the same pattern in the sketch of tags whatever the story is. */
const trigger: Trigger = {
  plant: (features) => {
    const { offset, length } = blockOf('tags');
    const planted = features.slice();
    for (let at = 0; at < length; at++) planted[offset + at] = at % 2 === 0 ? 0.6 : -0.6;
    return planted;
  },
};

/** Half of the attacker's stories carry the trigger, and are loved. */
function poison(examples: readonly TasteExample[]): TasteExample[] {
  return examples.map((example, at) =>
    at % 2 === 0 ? example : { ...example, features: trigger.plant(example.features), preference: 1 },
  );
}

/** Model replacement (Bagdasaryan et al. 2020): what was learnt of the backdoor, n/f times as long. */
export const modelReplacement: Attack = {
  poison,
  trigger,
  default: ({ honest, own, f }) => {
    const n = honest.length + f;
    return copies(times(meanOf(own), n / Math.max(1, f)), f);
  },
};

/** Constrain and scale: the backdoor mixed with the honest mean, so that it stands near the others. */
export const constrainAndScale: Attack = {
  poison,
  trigger,
  default: ({ honest, own, f }) => {
    const mean = meanOf(honest);
    const away = plus(meanOf(own), -1, mean);
    return copies(plus(mean, 2, away), f);
  },
};
