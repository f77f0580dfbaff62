import type { SuggestionEngine } from './suggestion-engine.ts';
import { EngineTrouble } from './suggestion-engine.ts';
import type { WriterHost } from './writer-host.ts';

/** Words that the model on the device goes on for: it keeps its thread no longer. */
const SHORT_SCENE = 45;

/** The federated voice model on the device: the default, and the only one that is always there. */
export function voiceEngine(writer: WriterHost, seed: () => number): SuggestionEngine {
  return {
    name: 'voice',
    async *candidates(request, count, signal) {
      try {
        if (request.is === 'next') {
          yield* await writer.candidates({ is: 'next', before: request.before, count, sure: false });
          return;
        }
        const begin = request.is === 'premise' ? `${request.premise.trim()}\n` : request.before;
        for (let at = 0; at < count && !signal.aborted; at++) {
          const asked = {
            is: 'go-on',
            before: begin.slice(-4_000),
            words: request.is === 'rewrite' ? Math.min(SHORT_SCENE, wordsIn(request.passage)) : SHORT_SCENE,
            count: 1,
            seed: seed(),
          } as const;
          yield* await writer.candidates(asked);
        }
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : 'It gave no reason.';
        throw new EngineTrouble('FAILED', `The model on this device did not answer. ${why}`, 1_000, {
          cause,
        });
      }
    },
  };
}

function wordsIn(text: string): number {
  return Math.max(1, text.trim().split(/\s+/).length);
}
