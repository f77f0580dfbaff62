import { errorCodeSchema } from '../../../shared/protocol/errors.ts';
import type { UpdateRecord } from '../../storage/records.ts';
import type { Words } from '../strings.ts';

/** Where an update stands, in a sentence; with a sentence on what follows where there is one. */
export interface UpdateWords {
  readonly state: Words;
  /** Found in the public log, with the proof checked on this device. */
  readonly inLog: boolean;
  readonly tone: 'plain' | 'good' | 'bad';
  /** What the server said, for those who want it exactly. */
  readonly detail: string | null;
}

export function updateWords(state: UpdateRecord['state']): UpdateWords {
  switch (state.is) {
    case 'queued':
      return { state: { key: 'update_queued' }, inLog: false, tone: 'plain', detail: null };
    case 'received':
      return { state: { key: 'update_received' }, inLog: false, tone: 'plain', detail: null };
    case 'left-out':
      return { state: { key: 'update_left_out' }, inLog: false, tone: 'plain', detail: state.why };
    case 'refused':
      return { state: refusalWords(state.code), inLog: false, tone: 'bad', detail: state.message };
    case 'aggregated':
      return {
        state: { key: state.inclusionVerified ? 'update_in_log' : 'update_aggregated' },
        inLog: state.inclusionVerified,
        tone: 'good',
        detail: null,
      };
  }
}

/** A refusal's code as a sentence that says what to do; an unknown code is named as it is. */
function refusalWords(code: string): Words {
  const known = errorCodeSchema.safeParse(code);
  return known.success ? { key: `refusal_${known.data}` } : { key: 'refusal_other', values: [code] };
}
