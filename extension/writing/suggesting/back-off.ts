import type { Candidate } from '../editor/ghost.ts';
import { EngineTrouble, type SuggestionEngine } from './suggestion-engine.ts';

/** Waits longest between two tries, ms. */
const LONGEST_WAIT = 5 * 60_000;

/**
 * An engine that is left alone for a while after it failed, twice as long each time, and as long as it says itself.
 * Meanwhile the trouble is told again without asking; an answer makes it as it was.
 */
export function withBackOff(engine: SuggestionEngine, now: () => number): SuggestionEngine {
  let trouble: EngineTrouble | null = null;
  let failures = 0;
  let until = 0;
  return {
    name: engine.name,
    async *candidates(request, count, signal): AsyncGenerator<Candidate> {
      if (trouble !== null && now() < until) throw trouble;
      try {
        for await (const candidate of engine.candidates(request, count, signal)) {
          [trouble, failures] = [null, 0];
          yield candidate;
        }
      } catch (cause) {
        if (cause instanceof EngineTrouble && !signal.aborted) {
          trouble = cause;
          // What only the writer can change stays until the engine is made anew, from other settings.
          const wait =
            cause.retryAfter === null ? Number.POSITIVE_INFINITY : cause.retryAfter * 2 ** failures;
          until = now() + (cause.retryAfter === null ? wait : Math.min(wait, LONGEST_WAIT));
          failures++;
        }
        throw cause;
      }
    },
  };
}
