import { type ContributorKey, signedCall } from '../../shared/learning/contributor.ts';
import { type ServerClient, ServerTrouble } from '../../shared/protocol/server-client.ts';
import type { ChainInfo } from '../../shared/protocol/server-info.ts';
import type { Voucher } from '../../shared/protocol/voucher.ts';
import { claimPage } from '../../shared/protocol/wallet-pages.ts';
import type { MessageOut } from '../messaging/messages.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { type Status, type VoucherRecord, voucherRecordSchema } from '../storage/records.ts';
import { readStatus } from '../storage/status.ts';
import { parseWei } from '../wallet/amounts.ts';
import type { AccountStanding, ChainAnswer, ChainProblem, RewardsChain } from '../wallet/chain.ts';
import type { ClaimProblem } from '../wallet/claim-problems.ts';
import type { ClaimRevert } from '../wallet/claim-revert.ts';
import { advanceClaim, type ClaimState } from '../wallet/claim-state.ts';
import { verifyVoucher } from '../wallet/voucher.ts';
import { redeemedTo } from './credits/redeem-credits.ts';
import type { ContributingPorts } from './ports.ts';

type ClaimAnswer = MessageOut<'claim.start'>;

/** How soon to look after a submitted claim again, ms. */
const LOOK_AGAIN = 30_000;

/**
 * Claims what is owed: asks for the voucher, verifies it on the device, stores it, and has the server relay it. A
 * voucher that is stored is worth its total whatever happens next. One at a time: `contributing.ts` sees to that.
 * @throws ServerTrouble
 */
export async function startClaim(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
): Promise<ClaimAnswer> {
  return withVoucher(ports, client, key, async (chain, record) =>
    record.state.is === 'failed' ? answerFor(record.state) : relay(ports, client, chain, record),
  );
}

/**
 * The page of the server on which one claims with a wallet of one's own: the voucher, verified and stored as for any
 * claim, goes there in the address's fragment.
 * @throws ServerTrouble
 */
export async function claimPageFor(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
): Promise<MessageOut<'claim.page'>> {
  const found = await withVoucher(ports, client, key, async (_, { voucher }) => ({
    is: 'page' as const,
    url: claimPage(client.url, voucher),
  }));
  return 'is' in found ? found : { is: 'none', why: found.why };
}

/** Asks for the voucher, verifies and stores it, and goes on with it; or says why there is none to be had. */
async function withVoucher<T>(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
  goOn: (chain: RewardsChain, record: VoucherRecord) => Promise<T>,
): Promise<T | ClaimAnswer> {
  const payout = await readStatus(ports.db, 'payout');
  if (payout === null || payout.boundAt === null) {
    return { state: 'no-address', why: 'Say first which address is to be paid.' };
  }
  const info = await client.call('server.info');
  if (info.chain === null)
    return {
      state: 'failed',
      why: 'The server has no chain to pay on at the moment; what you earned is kept.',
    };
  const voucher = await currentVoucher(ports, client, key, payout);
  if (voucher === 'not-added') {
    return {
      state: 'failed',
      why: 'Your credits are back, and are added to your address when the epoch ends, with those of everybody. Claim then.',
    };
  }
  if (voucher === 'nothing-redeemed') {
    return {
      state: 'failed',
      why: 'None of your credits has been redeemed yet; each has its own time, so that nobody can tell whose it is.',
    };
  }
  if (voucher === 'chain-away') {
    return {
      state: 'failed',
      why: 'The chain does not answer. What you earned is kept; claim it when the chain is back.',
    };
  }
  const chain = ports.chain(info.chain);
  try {
    const stored = await keepVoucher(ports, info.chain, chain, voucher, payout.address);
    return stored.ok ? await goOn(chain, stored.record) : { state: 'failed', why: stored.why };
  } finally {
    chain.close();
  }
}

/**
 * Looks after claims that were submitted, and after vouchers that somebody may have claimed by another way, with a wallet
 * of their own. @returns what was found, in words
 */
export async function followClaims(ports: ContributingPorts, client: ServerClient): Promise<string[]> {
  const open = (await ports.db.vouchers.toArray()).filter((record) => record.state.is !== 'confirmed');
  if (open.length === 0) return [];
  const info = await client.call('server.info');
  if (info.chain === null) return [];
  const chain = ports.chain(info.chain);
  const did: string[] = [];
  try {
    for (const record of open) {
      // Vouchers of another chain wait for it.
      if (record.key !== keyOf(info.chain, record.voucher)) continue;
      if (record.state.is !== 'submitted') {
        const read = afterStanding(record, await chain.standing(record.voucher.account), ports.now());
        await keepRecord(ports.db, read);
        if (read.state.is === 'confirmed') did.push(answerFor(read.state).why);
        continue;
      }
      const answer = await relay(ports, client, chain, record);
      if (answer.state === 'submitted') ports.wakeAt(ports.now() + LOOK_AGAIN);
      did.push(answer.why);
    }
  } finally {
    chain.close();
  }
  return did;
}

/** The voucher of all that is owed now. @throws ServerTrouble */
async function currentVoucher(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
  payout: Status<'payout'>,
): Promise<Voucher | 'chain-away' | 'nothing-redeemed' | 'not-added'> {
  try {
    if (payout.unlinked) {
      const credit = await redeemedTo(ports.db, client.url, payout.address);
      if (credit === null) return 'nothing-redeemed';
      const asked = { account: payout.address, message: credit.message };
      return (await client.call('credits.voucher', asked)).voucher;
    }
    const answer = await signedCall(
      client,
      key,
      'rewards.voucher',
      {},
      { now: ports.now(), nonce: ports.randomBytes(16) },
    );
    return answer.voucher;
  } catch (error) {
    if (error instanceof ServerTrouble && problemOf(error) === 'chain-offline') return 'chain-away';
    if (error instanceof ServerTrouble && payout.unlinked && error.refusal?.code === 'NOTHING_OWED')
      return 'not-added';
    throw error;
  }
}

async function keepVoucher(
  ports: ContributingPorts,
  info: ChainInfo,
  chain: RewardsChain,
  voucher: Voucher,
  account: string,
): Promise<{ ok: true; record: VoucherRecord } | { ok: false; why: string }> {
  const key = keyOf(info, voucher);
  const known = voucherRecordSchema.safeParse(await ports.db.vouchers.get(key));
  const standing = await chain.standing(voucher.account);
  const verdict = verifyVoucher(voucher, {
    chain: info,
    account,
    now: standing.ok ? standing.value.chainTime : Math.floor(ports.now() / 1000),
    currentEpoch: standing.ok ? standing.value.currentEpoch : null,
    previous: known.success ? known.data.voucher.cumulative : null,
  });
  if (!verdict.ok && !(verdict.problem === 'signature' && (await isContractsWord(chain, voucher)))) {
    return { ok: false, why: verdict.why };
  }
  const mayClaim = await chain.hasSignerRole(voucher.signer);
  const unusable = standing.ok ? undefined : notToBeClaimedOn[standing.trouble.problem];
  if (mayClaim.ok && !mayClaim.value) {
    return { ok: false, why: 'The contract does not know the signer of this voucher; nothing was claimed.' };
  }
  const record: VoucherRecord = {
    key,
    voucher,
    state: known.success ? stateBefore(known.data, voucher) : { is: 'claimable' },
    claimedOnChain: known.success ? known.data.claimedOnChain : '0',
    balance: known.success ? known.data.balance : '0',
    at: ports.now(),
  };
  const read =
    unusable === undefined
      ? afterStanding(record, standing, ports.now())
      : advanceClaim(record, { is: 'failed', problem: unusable }, ports.now());
  await keepRecord(ports.db, read);
  return { ok: true, record: read };
}

/**
 * Whether a contract stands where the voucher's signer is (ERC-1271: k of n people, say) and takes the signature for its
 * own. Only the chain can ask it, and the rewards contract does when the claim is tried.
 */
async function isContractsWord(chain: RewardsChain, voucher: Voucher): Promise<boolean> {
  const code = await chain.codeAt(voucher.signer);
  if (!code.ok || code.value === '0x') return false;
  const outcome = await chain.simulateClaim({ by: 'voucher', voucher });
  if (!outcome.ok) return false;
  // What it refuses for another reason it has looked at after the signature.
  return 'pays' in outcome.value || afterSignature.includes(outcome.value.revert);
}

/** Refusals of the contract that come once the signature was found good. */
const afterSignature: readonly ClaimRevert['revert'][] = ['DailyCapReached', 'EmissionExceeded'];

/** A total that was claimed before goes on where it was, with its transaction; what failed is tried afresh. */
function stateBefore({ voucher, state }: VoucherRecord, now: Voucher): ClaimState {
  return voucher.cumulative === now.cumulative && state.is !== 'failed' ? state : { is: 'claimable' };
}

/**
 * Trouble in which a claim waits, because what the device reads is not the chain the voucher is for: nobody here could
 * tell whether it was paid. While the chain merely does not answer, the server's word will do until it does.
 */
const notToBeClaimedOn: Partial<Record<ChainProblem, ClaimProblem>> = {
  'wrong-chain': 'wrong-chain',
  'reset-chain': 'reset-chain',
  'no-contract': 'no-contract',
};

/** The record after what the chain said, if it said something. */
function afterStanding(
  record: VoucherRecord,
  standing: ChainAnswer<AccountStanding>,
  at: number,
): VoucherRecord {
  if (!standing.ok) return record;
  const { claimed, balance } = standing.value;
  return advanceClaim(
    record,
    { is: 'chain-read', paid: claimed.toString(), balance: balance.toString() },
    at,
  );
}

/** Stores the record, unless a voucher of a larger total came while it was being looked after. */
async function keepRecord(db: TaleDatabase, record: VoucherRecord): Promise<void> {
  await db.transaction('rw', db.vouchers, async () => {
    const stored = voucherRecordSchema.safeParse(await db.vouchers.get(record.key));
    const larger =
      stored.success && parseWei(stored.data.voucher.cumulative) > parseWei(record.voucher.cumulative);
    if (!larger) await db.vouchers.put(record);
  });
}

async function relay(
  ports: ContributingPorts,
  client: ServerClient,
  chain: RewardsChain,
  before: VoucherRecord,
): Promise<ClaimAnswer> {
  if (before.state.is === 'confirmed')
    return { state: 'confirmed', why: 'Everything owed so far has been paid.' };
  let record = before;
  try {
    const answer = await client.call('rewards.relay', { voucher: record.voucher });
    if (answer.is === 'failed') {
      record = { ...record, state: { is: 'failed', why: answer.why, next: answer.next, at: ports.now() } };
    } else if (answer.is === 'confirmed') {
      record = { ...record, state: { is: 'confirmed', tx: answer.tx, block: answer.block, at: ports.now() } };
    } else if (record.state.is !== 'submitted') {
      record = advanceClaim(record, { is: 'submitted', tx: answer.tx }, ports.now());
    }
  } catch (error) {
    if (!(error instanceof ServerTrouble)) throw error;
    // What was submitted is not undone by nobody being there to tell how it went.
    if (record.state.is !== 'submitted')
      record = advanceClaim(record, { is: 'failed', problem: problemOf(error) }, ports.now());
  }
  // The chain is the only source of truth: what it says comes last.
  record = afterStanding(record, await chain.standing(record.voucher.account), ports.now());
  record = await withItsBlock(record, chain, ports.now());
  await keepRecord(ports.db, { ...record, at: ports.now() });
  if (record.state.is === 'submitted') ports.wakeAt(ports.now() + LOOK_AGAIN);
  return answerFor(record.state);
}

/** A claim that the chain has paid, with the block it was paid in, where our own transaction did it. */
async function withItsBlock(record: VoucherRecord, chain: RewardsChain, at: number): Promise<VoucherRecord> {
  const { state } = record;
  if (state.is !== 'confirmed' || state.tx === null || state.block !== null) return record;
  const receipt = await chain.receipt(state.tx);
  if (!receipt.ok || receipt.value === null || !receipt.value.succeeded) return record;
  return advanceClaim(record, { is: 'included', ...receipt.value }, at);
}

function problemOf(trouble: ServerTrouble): ClaimProblem {
  if (trouble.kind === 'unreachable') return 'server-offline';
  return trouble.refusal?.code === 'CHAIN_UNAVAILABLE' ? 'chain-offline' : 'relay-refused';
}

function answerFor(state: ClaimState): ClaimAnswer {
  switch (state.is) {
    case 'confirmed':
      return { state: 'confirmed', why: 'Your TALE has arrived.' };
    case 'submitted':
      return { state: 'submitted', why: 'The claim is on its way to the chain.' };
    case 'failed':
      return { state: 'failed', why: `${state.why} ${state.next}` };
    case 'claimable':
      return { state: 'claimable', why: 'The claim can be made now.' };
  }
}

function keyOf(info: ChainInfo, voucher: Voucher): string {
  return `${info.chainId}:${info.genesisHash}:${voucher.contract.toLowerCase()}:${voucher.account.toLowerCase()}`;
}
