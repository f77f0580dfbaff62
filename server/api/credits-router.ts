import { Refused } from '../../shared/protocol/errors.ts';
import { procedures } from '../../shared/protocol/procedures.ts';
import { newestWindow, windowOf } from '../credits/credit-windows.ts';
import { issueCredits } from '../credits/issue-credits.ts';
import { isRedeemedTo, redeemCredit } from '../credits/redeem-credits.ts';
import type { Engine } from '../engine.ts';
import { authenticate } from '../entities/authenticate.ts';
import type { RewardsChain } from '../rewards/chain.ts';
import { exitProofOf } from '../rewards/exit-roots.ts';
import { checkPayoutAddress } from '../rewards/payout-address.ts';
import { signVoucher } from '../rewards/sign-voucher.ts';
import { chainOf } from './chain-of.ts';
import { procedure, t } from './context.ts';

const window = procedures['credits.window'];
const issue = procedures['credits.issue'];
const redeem = procedures['credits.redeem'];
const voucher = procedures['credits.voucher'];
const exit = procedures['credits.exit'];

/** Payout that nobody can trace to a contributor: only `issue` is signed by one, and it names no account. */
export const creditsRouter = t.router({
  window: procedure
    .input(window.in)
    .output(window.out)
    .query(async ({ ctx: { engine } }) => {
      const chain = engine.chain();
      const every = engine.config.CREDIT_EPOCHS;
      const newest = chain === null || every === 0 ? null : await newestWindow(engine.db);
      if (chain === null || newest === null) return { window: null };
      const lasts = every * chain.epochSeconds * 1000;
      const endsAt = chain.epochEnd((newest.window + 1) * every - 1) * 1000;
      return window.out.parse({ window: { ...newest, endsAt, lasts } });
    }),

  issue: procedure
    .input(issue.in)
    .output(issue.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const contributor = await authenticate(engine.db, input, engine.now());
      const open = windowOf(await chainOf(engine).currentEpoch(), Math.max(1, engine.config.CREDIT_EPOCHS));
      return { signatures: await issueCredits(engine.db, contributor.id, open, input.payload) };
    }),

  redeem: procedure
    .input(redeem.in)
    .output(redeem.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const chain = chainOf(engine);
      const account = await checkPayoutAddress(input.account, chain);
      const epoch = await chain.currentEpoch();
      const state = await redeemCredit(engine.db, account, input.credit, epoch);
      const left = chain.epochEnd(epoch) - (await chain.chainTime());
      return { state, addsInMs: state === 'added' ? 0 : Math.max(0, left) * 1000 };
    }),

  voucher: procedure
    .input(voucher.in)
    .output(voucher.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const chain = chainOf(engine);
      const account = await ownAccount(engine, chain, input);
      return { voucher: await signVoucher(engine.db, chain, account) };
    }),

  exit: procedure
    .input(exit.in)
    .output(exit.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const chain = chainOf(engine);
      const account = await ownAccount(engine, chain, input);
      return { proof: await exitProofOf(engine.db, engine.blobs, chain, account) };
    }),
});

/** The account, for who has redeemed to it: totals of strangers' accounts are not told. */
async function ownAccount(
  engine: Engine,
  chain: RewardsChain,
  asked: { readonly account: string; readonly message: string },
): Promise<string> {
  const account = await checkPayoutAddress(asked.account, chain);
  if (await isRedeemedTo(engine.db, account, asked.message)) return account;
  throw new Refused('NOTHING_OWED', 'No credit with this message was redeemed to this address.');
}
