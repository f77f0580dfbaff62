import { exitProofHolds } from '../../shared/exit-path/exit-leaf.ts';
import { type ContributorKey, signedCall } from '../../shared/learning/contributor.ts';
import type { ProcedureOut } from '../../shared/protocol/procedures.ts';
import type { ServerClient } from '../../shared/protocol/server-client.ts';
import type { Status } from '../storage/records.ts';
import { readStatus, writeStatus } from '../storage/status.ts';
import { parseWei } from '../wallet/amounts.ts';
import { redeemedTo } from './credits/redeem-credits.ts';
import type { ContributingPorts } from './ports.ts';

/** A root comes once a week: asking more often than this, ms, tells nothing new. */
const ASK_EVERY = 6 * 3_600_000;

/**
 * Keeps on the device what is needed to be paid when the server is gone for good: where it paid, and the proof of what
 * it owed under its newest root. A proof that does not hold, or that is for another address or of less than the one that
 * is kept, changes nothing.
 * @throws ServerTrouble
 */
export async function keepExitProof(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
): Promise<void> {
  const payout = await readStatus(ports.db, 'payout');
  if (payout === null || payout.boundAt === null) return;
  const kept = await readStatus(ports.db, 'exit');
  const isOfPayout = kept?.proof?.account.toLowerCase() === payout.address.toLowerCase();
  if (isOfPayout && ports.now() - (kept?.askedAt ?? 0) < ASK_EVERY) return;
  const { chain } = await client.call('server.info');
  if (chain === null) return;
  const answer = await proofOf(ports, client, key, payout);
  const before = kept?.proof ?? null;
  const isSound =
    answer.proof !== null &&
    exitProofHolds(answer.proof) &&
    answer.proof.account.toLowerCase() === payout.address.toLowerCase() &&
    answer.proof.chainId === chain.chainId &&
    answer.proof.contract.toLowerCase() === chain.rewards.toLowerCase();
  const isSameLedger =
    before !== null &&
    before.account.toLowerCase() === payout.address.toLowerCase() &&
    kept?.chain.genesisHash === chain.genesisHash &&
    before.contract.toLowerCase() === chain.rewards.toLowerCase();
  const proof =
    isSound && !(isSameLedger && parseWei(before.cumulative) > parseWei(answer.proof?.cumulative ?? '0'))
      ? answer.proof
      : before;
  // The chain that is kept is the one the proof is for.
  await writeStatus(ports.db, 'exit', {
    chain: proof === before && before !== null && kept !== null ? kept.chain : chain,
    proof,
    askedAt: ports.now(),
  });
}

async function proofOf(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
  { address, unlinked }: Status<'payout'>,
): Promise<ProcedureOut<'rewards.exit'>> {
  if (!unlinked) {
    const call = { now: ports.now(), nonce: ports.randomBytes(16) };
    return signedCall(client, key, 'rewards.exit', {}, call);
  }
  const credit = await redeemedTo(ports.db, client.url, address);
  if (credit === null) return { proof: null };
  return client.call('credits.exit', { account: address, message: credit.message });
}
