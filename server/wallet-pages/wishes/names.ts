import type { WishParameter } from '../../../shared/protocol/wish.ts';

/** Parameters as people read them. */
export const parameterNames: Readonly<Record<WishParameter, string>> = {
  rule: 'Aggregation rule',
  norm: 'C, the norm every update is held to',
  attackers: 'f, attackers that a round withstands',
  noise: 'σ, noise that every update carries',
  participations: 'k, rounds under one privacy budget',
  'pay-cap': 'Most that one entity is paid of an epoch',
};

const directions: Readonly<Record<string, string>> = {
  lower: 'lower',
  keep: 'as it is',
  higher: 'higher',
  none: 'no wish (withdraw)',
};

/** A wish as people read it; rules have their own names. */
export function choiceNames(wish: string): string {
  return directions[wish] ?? wish;
}
