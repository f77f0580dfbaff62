import { count, eq } from 'drizzle-orm';
import { Refused } from '../../shared/protocol/errors.ts';
import { procedures } from '../../shared/protocol/procedures.ts';
import { maskingOf, privacyOf } from '../masking/round-masking.ts';
import { activeRound, seedCommitment } from '../rounds/open-round.ts';
import { updates } from '../store/schema.ts';
import { procedure, t } from './context.ts';

const current = procedures['round.current'];

/** The round that is under way. */
export const roundRouter = t.router({
  current: procedure
    .input(current.in)
    .output(current.out)
    .query(async ({ ctx: { engine }, input }) => {
      const settings = engine.tasks.find(({ task }) => task === input.task);
      if (settings === undefined) throw new Refused('TASK_UNKNOWN', `There is no task ${input.task} here.`);
      const round = await activeRound(engine.db, input.task);
      if (round === null)
        throw new Refused('ROUND_CLOSED', 'The next round opens shortly.', { retryAfterMs: 2000 });
      const [held] = await engine.db
        .select({ n: count() })
        .from(updates)
        .where(eq(updates.roundId, round.id));
      const masking = maskingOf(round);
      return current.out.parse({
        task: input.task,
        round: round.number,
        state: round.state,
        base: { version: round.baseVersion, hash: round.baseHash, path: `/models/${round.baseHash}` },
        parameters: settings.parameterCount,
        norm: round.norm,
        privacy: privacyOf(round),
        masking,
        codec: masking === null ? 'int8-block' : `masked-${masking.engine}`,
        deadline: round.deadline,
        accepted: held?.n ?? 0,
        target: settings.capacity,
        seedCommitment: seedCommitment(round.seed),
      });
    }),
});
