import { refuse } from '../../shared/protocol/errors.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../../shared/protocol/signed-request.ts';
import type { Check } from './check.ts';

/** 1c. Fresh, for the round that is open, from a base that is known and not too old, and the first of its contributor. */
export const checkRound: Check<'frame', 'round'> = async ({ frame }, desk) => {
  const { envelope, update } = frame;
  const no = (...of: Parameters<typeof refuse>) => ({ ok: false, refusal: refuse(...of) }) as const;
  // Before the clock: a device whose answer was lost may ask again hours later, and must learn that it was received.
  if (await desk.hasUpdate(update)) return no('REPLAYED', 'This very update was received before.');
  if (Math.abs(desk.now / 1000 - envelope.created) > CLOCK_TOLERANCE_SECONDS) {
    return no('CLOCK_SKEW', 'The envelope was made too far from the server’s time.');
  }
  if (desk.parameterCount(envelope.task) === null)
    return no('TASK_UNKNOWN', `There is no task ${envelope.task} here.`);
  const round = await desk.openRound(envelope.task);
  if (round === null)
    return no('ROUND_CLOSED', 'The round is being computed; the next opens shortly.', { retryAfterMs: 3000 });
  if (envelope.round !== round.number) {
    return no('ROUND_CLOSED', `Round ${envelope.round} is not open; round ${round.number} is.`, {
      nextRound: round.number,
    });
  }
  const codec = round.masking === null ? 'int8-block' : `masked-${round.masking.engine}`;
  if (envelope.codec !== codec)
    return no('CODEC_UNKNOWN', `Round ${round.number} takes ${codec}, not ${envelope.codec}.`);
  const version = await desk.modelVersion(envelope.task, envelope.base);
  if (version === null)
    return no('BASE_UNKNOWN', 'The base model was never published here.', { nextRound: round.number });
  if (round.baseVersion - version > desk.stalenessLimit) {
    return no('BASE_STALE', `The base is ${round.baseVersion - version} versions old.`, {
      nextRound: round.number,
    });
  }
  if (await desk.hasContributed(round.id, envelope.contributor)) {
    return no('ALREADY_CONTRIBUTED', `This contributor’s update for round ${round.number} is already in.`);
  }
  return { ok: true, adds: { round } };
};
