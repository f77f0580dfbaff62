import type { Refusal } from '../../shared/protocol/errors.ts';
import type { Frame } from '../../shared/protocol/frame.ts';
import type { Candidate, CheckOutcome, InspectionDesk } from './check.ts';
import { checkBudget } from './check-budget.ts';
import { checkCopy, checkOwnPast } from './check-copy.ts';
import { checkDecode } from './check-decode.ts';
import { checkFrame } from './check-frame.ts';
import { checkMasked } from './check-masked.ts';
import { checkNorm } from './check-norm.ts';
import { checkRound } from './check-round.ts';
import { checkSignature } from './check-signature.ts';

/** An update that may be taken in. Of a masked one nobody knows what it is, and `update` and `sketch` are null. */
type SoundUpdate = Pick<Candidate, 'bytes' | 'frame' | 'round'> & {
  readonly [K in 'update' | 'sketch']: Candidate[K] | null;
};

export type Inspected =
  | { readonly verdict: 'sound'; readonly candidate: SoundUpdate }
  | {
      readonly verdict: 'refused';
      readonly refusal: Refusal;
      readonly by: string;
      /** Set once the signature held: only then is a refusal somebody's, and worth keeping. */
      readonly frame: Frame | null;
    };

/**
 * An update's way from bytes to verdict: the checks in order, cheapest first; the first refusal ends it. Never throws
 * on any input, changes nothing. (Checks of a whole cohort, and of the candidate model, run when the round closes.)
 */
export async function inspectUpdate(bytes: Uint8Array, desk: InspectionDesk): Promise<Inspected> {
  const framed = await checkFrame({ bytes }, desk);
  if (!framed.ok) return refused(framed, 'frame', null);
  const { frame } = framed.adds;
  const signed = await checkSignature({ frame }, desk);
  if (!signed.ok) return refused(signed, 'signature', null);
  const timely = await checkRound({ frame }, desk);
  if (!timely.ok) return refused(timely, 'round', frame);
  const { round } = timely.adds;
  const affordable = await checkBudget({ frame, round }, desk);
  if (!affordable.ok) return refused(affordable, 'budget', frame);
  const original = await checkCopy({ frame }, desk);
  if (!original.ok) return refused(original, 'copy', frame);
  if (round.masking !== null) {
    const masked = await checkMasked({ frame, round }, desk);
    if (!masked.ok) return refused(masked, 'masked', frame);
    return { verdict: 'sound', candidate: { bytes, frame, round, update: null, sketch: null } };
  }
  const decoded = await checkDecode({ frame }, desk);
  if (!decoded.ok) return refused(decoded, 'decode', frame);
  const { update } = decoded.adds;
  const within = await checkNorm({ update, round }, desk);
  if (!within.ok) return refused(within, 'norm', frame);
  const own = await checkOwnPast({ frame, update }, desk);
  if (!own.ok) return refused(own, 'own-past', frame);
  const { sketch } = own.adds;
  return { verdict: 'sound', candidate: { bytes, frame, round, update, sketch } };
}

function refused(
  outcome: Extract<CheckOutcome<never>, { ok: false }>,
  by: string,
  frame: Frame | null,
): Inspected {
  return { verdict: 'refused', refusal: outcome.refusal, by, frame };
}
