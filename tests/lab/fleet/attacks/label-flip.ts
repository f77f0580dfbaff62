import type { Attack } from './attack.ts';

/** Data poisoning: attackers learn honestly from opinions turned round. */
export const labelFlip: Attack = {
  default: ({ own }) => own,
  poison: (examples) => examples.map((example) => ({ ...example, preference: -example.preference })),
};
