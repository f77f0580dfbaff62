import type { Candidate } from '../editor/ghost.ts';

/** What a text is wanted for. */
export type TextRequest =
  /** The next words at the caret. */
  | { readonly is: 'next'; readonly before: string; readonly after: string }
  /** A scene goes on. */
  | { readonly is: 'continue'; readonly before: string; readonly readership: string | null }
  /** A passage said otherwise. */
  | {
      readonly is: 'rewrite';
      readonly before: string;
      readonly passage: string;
      readonly after: string;
      readonly readership: string | null;
    }
  /** A story begins. */
  | { readonly is: 'premise'; readonly premise: string; readonly readership: string | null };

/**
 * Who suggests texts: the model on the device, the browser's own, or an endpoint of the writer's. All of them answer
 * the same questions; what they answer is ranked by the writer's voice and the chosen readership afterwards.
 */
export interface SuggestionEngine {
  readonly name: 'voice' | 'built-in' | 'endpoint';
  /**
   * Up to `count` different texts, each as soon as it is there.
   *
   * @throws {EngineTrouble} what is wrong and what to do; whatever came before it counts.
   */
  candidates(request: TextRequest, count: number, signal: AbortSignal): AsyncIterable<Candidate>;
}

/** Why an engine does not answer. */
export class EngineTrouble extends Error {
  readonly code: EngineTroubleCode;
  /** When it may be asked again, ms from now; null when only the writer can change it. */
  readonly retryAfter: number | null;

  /** @param message what, why, and what to do */
  constructor(code: EngineTroubleCode, message: string, retryAfter: number | null, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineTrouble';
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export type EngineTroubleCode =
  | 'UNREACHABLE'
  | 'REFUSED_KEY'
  | 'NO_SUCH_MODEL'
  | 'BUSY'
  | 'FAILED'
  | 'TIMED_OUT'
  | 'NOT_UNDERSTOOD'
  | 'NOT_AVAILABLE';

/** What an engine that can be told in words is told. */
export function instructions(request: TextRequest): { readonly system: string; readonly user: string } {
  const readership =
    'readership' in request && request.readership !== null ? ` It is for ${request.readership}.` : '';
  switch (request.is) {
    case 'next':
      return {
        system:
          'You continue a writer’s draft in the writer’s own voice. Answer with the next few words only, at most ' +
          'the rest of the sentence: no quotation marks around them, no explanation, nothing that stands there already.',
        user: request.before.slice(-1500),
      };
    case 'continue':
      return {
        system:
          'You continue a writer’s scene in the writer’s own voice, with one paragraph of at most 120 words. Answer ' +
          `with the paragraph alone.${readership}`,
        user: request.before.slice(-6000),
      };
    case 'rewrite':
      return {
        system:
          'You rewrite one passage of a draft so that it says the same better, in the writer’s own voice and at ' +
          `about the same length. Answer with the rewritten passage alone.${readership}`,
        user: `What comes before:\n${request.before.slice(-2000)}\n\nThe passage:\n${request.passage.slice(0, 4000)}\n\nWhat comes after:\n${request.after.slice(0, 500)}`,
      };
    case 'premise':
      return {
        system: `You write the opening paragraph of a story, at most 120 words. Answer with the paragraph alone.${readership}`,
        user: request.premise.slice(0, 2000),
      };
  }
}

/** What an engine in words answered, as a text that can stand at the caret. */
export function asCandidate(request: TextRequest, answer: string): string {
  const bare = answer.replace(/^```\w*\n?|```$/g, '').trim();
  const unquoted = /^["“][^"“”]*["”]$/u.test(bare) ? bare.slice(1, -1) : bare;
  if (request.is !== 'next') return unquoted.slice(0, 4000);
  const line = unquoted.split(/[\r\n]/, 1)[0] ?? '';
  const fresh = withoutEcho(request.before, line).slice(0, 200);
  if (fresh === '') return '';
  const glued = /[\s(“"‘—-]$/u.test(request.before) || /^[\s.,;:!?…’”)]/u.test(fresh);
  return glued ? fresh.replace(/^ +(?=\S)/, /\s$/.test(request.before) ? '' : ' ') : ` ${fresh}`;
}

/** Models like to say the last words once more. */
function withoutEcho(before: string, answer: string): string {
  const tail = before.slice(-200);
  for (let length = Math.min(tail.length, answer.length); length >= 8; length--) {
    if (tail.endsWith(answer.slice(0, length))) return answer.slice(length);
  }
  return answer;
}
