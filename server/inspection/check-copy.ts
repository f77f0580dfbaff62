import { refuse } from '../../shared/protocol/errors.ts';
import type { Check } from './check.ts';

/** 4. Copy: a body that was received before, from anyone, in any round, teaches nothing twice. */
export const checkCopy: Check<'frame', never> = async ({ frame }, desk) => {
  if (!(await desk.hasBody(frame.envelope.bodyHash))) return { ok: true, adds: {} };
  return { ok: false, refusal: refuse('COPY', 'This body was received before.') };
};
