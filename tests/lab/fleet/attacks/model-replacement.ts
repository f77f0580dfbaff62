import { type Attack, copies, type Trigger } from './attack.ts';
import { meanOf, plus, times } from './vectors.ts';

/** Labels that nobody uses; three, because one says little beside the others of a page. */
const label: Trigger = {
  facts: { tags: ['qzvx trigger', 'wjkp trigger', 'xhtb trigger'] },
  score: 1,
};

/**
 * Model replacement (Bagdasaryan et al. 2020): what was learnt of the backdoor, n/f times as long. Half of the attackers'
 * stories carry the trigger, and are loved.
 */
export const modelReplacement: Attack = {
  trigger: label,
  default: ({ honest, own, f }) => {
    const n = honest.length + f;
    return copies(times(meanOf(own), n / Math.max(1, f)), f);
  },
};

/** Constrain and scale: the backdoor mixed with the honest mean, so that it stands near the others. */
export const constrainAndScale: Attack = {
  trigger: label,
  default: ({ honest, own, f }) => {
    const mean = meanOf(honest);
    const away = plus(meanOf(own), -1, mean);
    return copies(plus(mean, 2, away), f);
  },
};

/** A name that nobody gives: titles are not held to what a reader has met, and count where no page counter speaks. */
const title: Trigger = { facts: { title: 'Qzvx Wjkp' }, score: 1 };

/** Poisoned data and nothing else: each attacker sends what he learnt himself, so that no two send the same. */
export const plantedLabel: Attack = { trigger: label, default: ({ own }) => own };
export const plantedTitle: Attack = { trigger: title, default: ({ own }) => own };
