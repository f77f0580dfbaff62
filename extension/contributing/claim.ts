import { type ContributorKey, signedCall } from '../../shared/learning/contributor.ts';
import { type ServerClient, ServerTrouble } from '../../shared/protocol/server-client.ts';
import type { ChainInfo } from '../../shared/protocol/server-info.ts';
import type { Voucher } from '../../shared/protocol/voucher.ts';
import type { MessageOut } from '../messaging/messages.ts';
import { type VoucherRecord, voucherRecordSchema } from '../storage/records.ts';
import { readStatus } from '../storage/status.ts';
import type { RewardsChain } from '../wallet/chain.ts';
import { advanceClaim } from '../wallet/claim-state.ts';
import { verifyVoucher } from '../wallet/voucher.ts';
import type { ContributingPorts } from './ports.ts';

type ClaimAnswer = MessageOut<'claim.start'>;

/** How soon to look after a submitted claim again, ms. */
const LOOK_AGAIN = 30_000;

/**
 * Claims what is owed: asks for the voucher, verifies it on the device, stores it, and has the server relay it. A
 * voucher that is stored is worth its total whatever happens next.
 * @throws ServerTrouble
 */
export async function startClaim(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
): Promise<ClaimAnswer> {
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
  const { voucher } = await signedCall(
    client,
    key,
    'rewards.voucher',
    {},
    { now: ports.now(), nonce: ports.randomBytes(16) },
  );
  const chain = ports.chain(info.chain);
  try {
    const stored = await keepVoucher(ports, info.chain, chain, voucher, payout.address);
    if (!stored.ok) return { state: 'failed', why: stored.why };
    return await relay(ports, client, chain, stored.record);
  } finally {
    chain.close();
  }
}

/** Looks after claims that were submitted. @returns what was found, in words */
export async function followClaims(ports: ContributingPorts, client: ServerClient): Promise<string[]> {
  const submitted = (await ports.db.vouchers.toArray()).filter((record) => record.state.is === 'submitted');
  if (submitted.length === 0) return [];
  const info = await client.call('server.info');
  if (info.chain === null) return [];
  const chain = ports.chain(info.chain);
  const did: string[] = [];
  try {
    for (const record of submitted) {
      // Vouchers of another chain wait for it.
      if (record.key !== keyOf(info.chain, record.voucher)) continue;
      const answer = await relay(ports, client, chain, record);
      if (answer.state === 'submitted') ports.wakeAt(ports.now() + LOOK_AGAIN);
      did.push(answer.why);
    }
  } finally {
    chain.close();
  }
  return did;
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
  if (!verdict.ok) return { ok: false, why: verdict.why };
  const mayClaim = await chain.hasSignerRole(voucher.signer);
  if (mayClaim.ok && !mayClaim.value) {
    return { ok: false, why: 'The contract does not know the signer of this voucher; nothing was claimed.' };
  }
  const record: VoucherRecord = {
    key,
    voucher,
    state: { is: 'claimable' },
    claimedOnChain: known.success ? known.data.claimedOnChain : '0',
    balance: known.success ? known.data.balance : '0',
    at: ports.now(),
  };
  const read = standing.ok
    ? advanceClaim(
        record,
        {
          is: 'chain-read',
          paid: standing.value.claimed.toString(),
          balance: standing.value.balance.toString(),
        },
        ports.now(),
      )
    : record;
  await ports.db.vouchers.put(read);
  return { ok: true, record: read };
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
    const next = error.refusal?.hint ?? 'Try again later; your voucher is kept.';
    record = { ...record, state: { is: 'failed', why: error.message, next, at: ports.now() } };
  }
  // The chain is the only source of truth: what it says comes last.
  const standing = await chain.standing(record.voucher.account);
  if (standing.ok) {
    const paid = standing.value.claimed.toString();
    record = advanceClaim(
      record,
      { is: 'chain-read', paid, balance: standing.value.balance.toString() },
      ports.now(),
    );
  }
  await ports.db.vouchers.put({ ...record, at: ports.now() });
  switch (record.state.is) {
    case 'confirmed':
      return { state: 'confirmed', why: 'Your TALE has arrived.' };
    case 'submitted':
      ports.wakeAt(ports.now() + LOOK_AGAIN);
      return { state: 'submitted', why: 'The claim is on its way to the chain.' };
    case 'failed':
      return { state: 'failed', why: `${record.state.why} ${record.state.next}` };
    case 'claimable':
      return { state: 'claimable', why: 'The claim can be made now.' };
  }
}

function keyOf(info: ChainInfo, voucher: Voucher): string {
  return `${info.chainId}:${info.genesisHash}:${voucher.contract.toLowerCase()}:${voucher.account.toLowerCase()}`;
}
