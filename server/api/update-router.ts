import { octetInputParser } from '@trpc/server/http';
import { eq } from 'drizzle-orm';
import { Refused } from '../../shared/protocol/errors.ts';
import { procedures, submitReceiptSchema } from '../../shared/protocol/procedures.ts';
import { largestBody } from '../inspection/desk.ts';
import { acceptUpdate } from '../rounds/accept-update.ts';
import { activeRound } from '../rounds/open-round.ts';
import { candidateSchema } from '../rounds/round-state.ts';
import { rounds, updates } from '../store/schema.ts';
import { procedure, t, thrown } from './context.ts';
import { readCapped } from './read-capped.ts';

const status = procedures['update.status'];

/** Updates on their way in, and what became of them. */
export const updateRouter = t.router({
  submit: procedure
    .input(octetInputParser)
    .output(submitReceiptSchema)
    .mutation(async ({ ctx: { engine }, input }) => {
      const limit = largestBody(engine.tasks);
      const bytes = await readCapped(input, limit);
      if (bytes === null) throw new Refused('BODY_TOO_LARGE', `The update is larger than ${limit} bytes.`);
      const taken = await acceptUpdate(bytes, engine.ports, engine.tasks);
      if (!taken.ok) {
        engine.logger.info({ code: taken.refusal.code, by: taken.by }, 'update refused');
        throw thrown(taken.refusal);
      }
      if (taken.roundIsFull) void engine.driver.advance();
      return taken.receipt;
    }),

  status: procedure
    .input(status.in)
    .output(status.out)
    .query(async ({ ctx: { engine }, input }) => {
      const [found] = await engine.db
        .select()
        .from(updates)
        .innerJoin(rounds, eq(rounds.id, updates.roundId))
        .where(eq(updates.hash, input.update));
      if (found === undefined) throw new Refused('NOT_FOUND', 'No update with this hash was accepted here.');
      const { rounds: round, updates: update } = found;
      const next = await activeRound(engine.db, round.task);
      // Drawn, computed, and before its vote: part of a candidate that may still be refused.
      const isCandidate = update.state === 'accepted' && update.drawn && round.state === 'ratifying';
      return status.out.parse({
        update: update.hash,
        state: isCandidate ? 'aggregated' : update.state,
        round: round.number,
        inclusion:
          round.leafIndex === null || update.state === 'accepted' ? null : await inclusionOf(round.leafIndex),
        newModel: update.state === 'aggregated' ? newModelOf(round.candidate) : null,
        promoted: update.state === 'aggregated',
        next: { round: next?.number ?? null, retryAfterMs: 5000 },
      });

      async function inclusionOf(index: number) {
        const head = await engine.log.head();
        const [entry] = await engine.log.entries(index, 1);
        return { index, leaf: entry?.leaf, proof: await engine.log.inclusion(index, head.size), head };
      }
    }),
});

function newModelOf(candidate: unknown): string | null {
  const { outcome } = candidateSchema.parse(candidate);
  return outcome.is === 'model' ? outcome.model : null;
}
