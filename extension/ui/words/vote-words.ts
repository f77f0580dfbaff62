import type { VoteRecord } from '../../storage/records.ts';
import type { Words } from '../strings.ts';

/** Where a vote stands: what was said, and with it what of this person, exactly as it was sent. */
export function voteWords(state: VoteRecord['state']): readonly Words[] {
  switch (state.is) {
    case 'asked':
      return [{ key: 'voteAsked' }];
    case 'judged':
      return [{ key: 'voteJudged' }];
    case 'said':
      return [
        { key: state.worse ? 'voteSaidWorse' : 'voteSaidNotWorse' },
        ...(state.segment === null ? [] : [{ key: 'voteSegment', values: [state.segment] } as const]),
      ];
    case 'missed':
      return [];
  }
}
