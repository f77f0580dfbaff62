import { VOTE_EPSILON } from './randomised-response.ts';
import { SEGMENT_EPSILON } from './segment-report.ts';

/** Votes of a device in its life, by default: pure ε adds up (`integrity.md` §2). */
export const VOTES_FOR_LIFE = 4;

/** What a device's answers can have told of it at most, nats; a report of its segment counts once. */
export function spentEpsilon(votes: number, reportedSegment: boolean): number {
  return votes * VOTE_EPSILON + (reportedSegment ? SEGMENT_EPSILON : 0);
}
