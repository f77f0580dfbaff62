import type { Observation } from '../../../shared/protocol/signal.ts';
import { duration, number, type Words } from '../strings.ts';

/** What a stored signal says, as a sentence. */
export function signalWords(observation: Observation): Words {
  switch (observation.kind) {
    case 'reading': {
      const { activeMs, depth, finished, wordsRead } = observation;
      const values = [duration(activeMs), number(wordsRead), Math.round(depth * 100)];
      return { key: finished ? 'signal_finished' : 'signal_reading', values };
    }
    case 'feedback':
      return feedbackWords(observation);
    case 'choice':
      return { key: 'signal_choice', values: [observation.passedOver.length] };
  }
}

type FeedbackObservation = Extract<Observation, { kind: 'feedback' }>;

function feedbackWords({ act, on, value }: FeedbackObservation): Words {
  if (act === 'rating' && value !== null) {
    return { key: 'signal_rating', values: [Math.round(value * 100)] };
  }
  return { key: on ? `signal_${act}` : 'signal_taken_back', values: [] };
}
