import type { Attack } from './attack.ts';
import { times } from './vectors.ts';

/** Each attacker sends the opposite of what it learnt. */
export const signFlip: Attack = { default: ({ own }) => own.map((row) => times(row, -1)) };

/** The same ten times as long: what clipping is for. */
export const boostedSignFlip: Attack = { default: ({ own }) => own.map((row) => times(row, -10)) };
