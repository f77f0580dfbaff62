import { doubtWords } from '../../training/inspect-signals.ts';
import { t } from '../strings.ts';

/** Why a signal was left out of training, in the reader's language; another version's reason as it was stored. */
export function doubtText(stored: string): string {
  const doubt = doubts.find((each) => doubtWords[each] === stored);
  return doubt === undefined ? stored : t(`doubt_${doubt}`);
}

const doubts = ['scripted', 'leftOpen', 'contradiction', 'tooFast', 'secondTab', 'tooMuch', 'burst'] as const;
