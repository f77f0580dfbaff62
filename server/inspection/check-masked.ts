import { toHex } from '../../shared/crypto/hex.ts';
import { maskingContextOf } from '../../shared/masking/group-terms.ts';
import { maskingEngine } from '../../shared/masking/masking-engine.ts';
import { refuse } from '../../shared/protocol/errors.ts';
import type { Check } from './check.ts';

/**
 * 2m. In place of decoding, norm and own past, where single updates are hidden: what can be told of a masked one. It is
 * of the round's own base (a group's sum has one model), and a first message that this contributor could have sent. What
 * is in it shows when its group is added up.
 */
export const checkMasked: Check<'frame' | 'round', never> = async ({ frame, round }, desk) => {
  const no = (...of: Parameters<typeof refuse>) => ({ ok: false, refusal: refuse(...of) }) as const;
  const { task, base, contributor } = frame.envelope;
  if (base !== round.baseHash)
    return no('BASE_STALE', 'A masked update starts from the round’s own base.', { nextRound: round.number });
  const dimension = desk.parameterCount(task);
  const sender = await desk.contributor(contributor);
  const { masking, privacy, norm } = round;
  if (dimension === null || sender === null || masking === null)
    return no('TASK_UNKNOWN', 'There is no such task here, or not one that is masked.');
  const context = maskingContextOf({
    task,
    round: round.number,
    model: base,
    dimension,
    norm,
    privacy,
    masking,
  });
  return (await maskingEngine(masking).accepts(context, toHex(sender.publicKey), frame.body))
    ? { ok: true, adds: {} }
    : no('CODEC_MALFORMED', 'The body is no message of this contributor for this masked round.');
};
