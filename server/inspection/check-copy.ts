import { cosine } from '../../shared/influence/multiplicity.ts';
import { refuse } from '../../shared/protocol/errors.ts';
import type { Check } from './check.ts';

/** From this cosine of their sketches on, two updates are one with another rounding. */
export const SAME = 0.98;

/** 4. Copy: a body that was received before, from anyone, in any round, teaches nothing twice. */
export const checkCopy: Check<'frame', never> = async ({ frame }, desk) => {
  if (!(await desk.hasBody(frame.envelope.bodyHash))) return { ok: true, adds: {} };
  return { ok: false, refusal: refuse('COPY', 'This body was received before.') };
};

/**
 * 7. Own past: what a contributor sent before does not become new by being rounded anew. (What others sent is compared
 * when the round closes.)
 */
export const checkOwnPast: Check<'frame' | 'update', 'sketch'> = async ({ frame, update }, desk) => {
  const { task, contributor } = frame.envelope;
  const sketch = desk.sketch(task, update);
  const past = await desk.ownSketches(task, contributor);
  if (past.some((earlier) => cosine(sketch, earlier) > SAME)) {
    return { ok: false, refusal: refuse('COPY', 'This contributor sent the same before.') };
  }
  return { ok: true, adds: { sketch } };
};
