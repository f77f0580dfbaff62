import { and, desc, eq, isNull, lt } from 'drizzle-orm';
import { Refused } from '../../shared/protocol/errors.ts';
import { procedures } from '../../shared/protocol/procedures.ts';
import { authenticate } from '../entities/authenticate.ts';
import { exitProofOf } from '../rewards/exit-roots.ts';
import { earnedBy, undrawnBy } from '../rewards/ledger.ts';
import { relayClaim } from '../rewards/relay.ts';
import { signVoucher } from '../rewards/sign-voucher.ts';
import { earnings, rounds, updates, values } from '../store/schema.ts';
import { chainOf } from './chain-of.ts';
import { procedure, t } from './context.ts';

const balance = procedures['rewards.balance'];
const statement = procedures['rewards.statement'];
const voucher = procedures['rewards.voucher'];
const exit = procedures['rewards.exit'];
const relay = procedures['rewards.relay'];

/** Updates on a page of a statement; one was sent to a round at most. */
const STATEMENT_PAGE = 100;

/** What was earned, and its way to the chain. */
export const rewardsRouter = t.router({
  balance: procedure
    .input(balance.in)
    .output(balance.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const contributor = await authenticate(engine.db, input, engine.now());
      const pendingRounds = await engine.db.$count(
        values,
        and(eq(values.contributor, contributor.id), isNull(values.settledEpoch)),
      );
      const chain = engine.chain();
      // What was earned is known also while the chain is away.
      const epoch = chain === null ? null : await chain.currentEpoch().catch(() => null);
      return balance.out.parse({
        earned: (await earnedBy(engine.db, contributor.id)).toString(),
        undrawn: (await undrawnBy(engine.db, contributor.id)).toString(),
        account: contributor.account,
        pendingRounds,
        isChainAway: epoch === null && engine.config.chain !== null,
        epoch,
        epochEndsAt: chain === null || epoch === null ? null : chain.epochEnd(epoch) * 1000,
      });
    }),

  statement: procedure
    .input(statement.in)
    .output(statement.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const contributor = await authenticate(engine.db, input, engine.now());
      const { before } = input.payload;
      const rows = await engine.db
        .select({ update: updates, round: rounds, value: values, earning: earnings })
        .from(updates)
        .innerJoin(rounds, eq(rounds.id, updates.roundId))
        .leftJoin(values, eq(values.update, updates.hash))
        .leftJoin(
          earnings,
          and(eq(earnings.contributor, updates.contributor), eq(earnings.epoch, values.settledEpoch)),
        )
        .where(
          and(
            eq(updates.contributor, contributor.id),
            before === null ? undefined : lt(updates.roundId, before),
          ),
        )
        .orderBy(desc(updates.roundId))
        .limit(STATEMENT_PAGE);
      return statement.out.parse({
        rows: rows.map(({ update, round, value, earning }) => ({
          round: round.number,
          task: round.task,
          update: update.hash,
          receivedAt: update.receivedAt,
          state: update.state,
          epoch: value?.settledEpoch ?? null,
          // No value is told before its epoch closes: it would be an oracle on the probe panel.
          value: value?.settledEpoch == null ? null : value.value,
          epochPay: earning?.amount ?? null,
          why: whyOf(update.state, value, earning?.why ?? null),
        })),
        before: rows.length < STATEMENT_PAGE ? null : (rows.at(-1)?.update.roundId ?? null),
      });
    }),

  voucher: procedure
    .input(voucher.in)
    .output(voucher.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const contributor = await authenticate(engine.db, input, engine.now());
      if (contributor.account === null) throw new Refused('NOTHING_OWED', 'Bind a payout address first.');
      return { voucher: await signVoucher(engine.db, chainOf(engine), contributor.account) };
    }),

  exit: procedure
    .input(exit.in)
    .output(exit.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const { account } = await authenticate(engine.db, input, engine.now());
      const chain = engine.chain();
      if (account === null || chain === null) return { proof: null };
      return { proof: await exitProofOf(engine.db, engine.blobs, chain, account) };
    }),

  relay: procedure
    .input(relay.in)
    .output(relay.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const chain = chainOf(engine);
      return relayClaim(engine.db, chain, input.voucher, engine.now()).catch((cause: unknown) => {
        throw new Refused(
          'CHAIN_UNAVAILABLE',
          'The chain did not take the claim; the voucher keeps its worth.',
          {
            cause,
            retryAfterMs: 10_000,
          },
        );
      });
    }),
});

function whyOf(state: string, value: typeof values.$inferSelect | null, why: string | null): string | null {
  if (state === 'not-drawn') return 'not drawn into the cohort of its round';
  if (state === 'copy') return 'it repeats an update that was sent before';
  if (state === 'left-out') return 'its body was lost before the round closed';
  if (state === 'quarantined') return 'the round was quarantined';
  if (value === null) return state === 'aggregated' ? 'rounds were not valued then' : null;
  if (value.settledEpoch === null) return 'its epoch has not closed yet';
  if (value.why === 'too-small') return 'too small to teach anything';
  if (value.why === 'repeats') return 'too much like what was sent before';
  if (value.why === 'probation') return 'the first rounds of a key are not paid';
  return why;
}
