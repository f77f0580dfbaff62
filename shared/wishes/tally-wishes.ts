import { capFor, cappedShares } from '../influence/cap.ts';
import {
  type AnyWish,
  type CountedWish,
  type ParameterTally,
  type WishParameter,
  wishParameterSchema,
} from '../protocol/wish.ts';

/** Votes, wei, beyond which a party's voice grows no more: ten TALE speak as loud as ten million. */
export const FULL_VOICE = 10n * 10n ** 18n;

/**
 * What is wished of each parameter. A party speaks with its votes, but never with more than `FULL_VOICE`, and no party
 * has more than κ of a parameter's tally, by the law that caps influence on the model (`integrity.md` §4). What a party's
 * accounts wish differently divides its voice in proportion.
 */
export function tallyWishes(wishes: readonly CountedWish[]): ParameterTally[] {
  return wishParameterSchema.options.flatMap((parameter) => {
    const tally = tallyOf(
      parameter,
      wishes.filter((each) => each.parameter === parameter && each.wish !== 'none'),
    );
    return tally === null ? [] : [tally];
  });
}

function tallyOf(parameter: WishParameter, wishes: readonly CountedWish[]): ParameterTally | null {
  const byParty = new Map<number, Map<AnyWish, bigint>>();
  for (const { party, wish, votes } of wishes) {
    if (BigInt(votes) === 0n) continue;
    const said = byParty.get(party) ?? new Map<AnyWish, bigint>();
    said.set(wish, (said.get(wish) ?? 0n) + BigInt(votes));
    byParty.set(party, said);
  }
  const parties = [...byParty].sort(([a], [b]) => a - b).map(([, said]) => said);
  if (parties.length === 0) return null;
  const shares = cappedShares(
    parties.map((said) => Number(atMost(sum(said), FULL_VOICE))),
    capFor(parties.length),
  );
  const total = new Map<AnyWish, number>();
  for (const [index, said] of parties.entries()) {
    const all = Number(sum(said));
    for (const [wish, votes] of [...said].sort(([a], [b]) => (a < b ? -1 : 1)))
      total.set(wish, (total.get(wish) ?? 0) + (shares[index] ?? 0) * (Number(votes) / all));
  }
  return {
    parameter,
    parties: parties.length,
    largestShare: Math.min(1, Math.max(...shares)),
    shares: [...total]
      .map(([wish, share]) => ({ wish, share: Math.min(1, share) }))
      .sort((a, b) => b.share - a.share || (a.wish < b.wish ? -1 : 1)),
  };
}

function sum(said: ReadonlyMap<AnyWish, bigint>): bigint {
  return [...said.values()].reduce((total, votes) => total + votes, 0n);
}

function atMost(value: bigint, most: bigint): bigint {
  return value < most ? value : most;
}
