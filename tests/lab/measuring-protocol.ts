import { createHash } from 'node:crypto';
import type { Rating } from './fleet/rating-folder.ts';

/**
 * The fixed protocol by which people and stories are set aside (`learning.md`, "Protocol for measuring"): by hashes, so
 * that it is the same for data nobody here has seen.
 */

/** People who never take part: two in ten. */
export function isUnseenPerson(id: string): boolean {
  return hashMod10(`person:${id}`) < 2;
}

/** Stories that no device and no training has, where new stories are measured: three in ten. */
export function isUnseenStory(id: string): boolean {
  return hashMod10(`item:${id}`) < 3;
}

/** First four bytes of SHA-256, big-endian, modulo 10. */
function hashMod10(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) % 10;
}

/** Fewer ratings than this are not measured on. */
const FEWEST_RATINGS = 20;

export interface RatingSplit {
  readonly training: readonly Rating[];
  readonly test: readonly Rating[];
}

/**
 * Protocol A: the last ⌈n/5⌉ of a reader's ratings are test; last in time, or by the hex digest of
 * SHA-256("user:item") where times are unknown.
 * @returns null for a reader with fewer than 20 ratings
 */
export function splitRatings(user: string, ratings: readonly Rating[]): RatingSplit | null {
  if (ratings.length < FEWEST_RATINGS) return null;
  const keyed = ratings.map((rating) => ({
    rating,
    key: createHash('sha256').update(`${user}:${rating.item}`).digest('hex'),
  }));
  keyed.sort(
    (a, b) => (a.rating.at ?? 0) - (b.rating.at ?? 0) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );
  const ordered = keyed.map(({ rating }) => rating);
  const cut = ordered.length - Math.ceil(ordered.length / 5);
  return { training: ordered.slice(0, cut), test: ordered.slice(cut) };
}

/** Where people come from: one folder that is split by person, or one folder for each side. */
export type PeopleSource<P> =
  | { readonly data: readonly P[] }
  | { readonly train: readonly P[]; readonly test: readonly P[] };

/** Who takes part, and who is only measured. */
export function splitPeople<P extends { readonly id: string }>(
  source: PeopleSource<P>,
): { readonly participants: readonly P[]; readonly unseen: readonly P[] } {
  if ('train' in source) return { participants: source.train, unseen: source.test };
  return {
    participants: source.data.filter(({ id }) => !isUnseenPerson(id)),
    unseen: source.data.filter(({ id }) => isUnseenPerson(id)),
  };
}
