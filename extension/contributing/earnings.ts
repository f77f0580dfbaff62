import { type ContributorKey, signedCall } from '../../shared/learning/contributor.ts';
import type { ServerClient } from '../../shared/protocol/server-client.ts';
import { changeStatus, writeStatus } from '../storage/status.ts';
import type { ContributingPorts } from './ports.ts';

/**
 * Asks what was earned; the popup shows it.
 * @returns what neither an account was credited with nor credits were drawn for, wei
 * @throws ServerTrouble
 */
export async function readEarnings(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
): Promise<bigint> {
  const balance = await signedCall(
    client,
    key,
    'rewards.balance',
    {},
    { now: ports.now(), nonce: ports.randomBytes(16) },
  );
  const { earned, pendingRounds, epochEndsAt, account } = balance;
  await writeStatus(ports.db, 'earnings', {
    owed: earned,
    pendingRounds,
    epochEndsAt,
    isChainAway: balance.isChainAway,
    at: ports.now(),
  });
  await confirmPayout(ports, account);
  if (pendingRounds > 0 && epochEndsAt !== null)
    ports.wakeAt(Math.max(epochEndsAt + 5_000, ports.now() + 30_000));
  return BigInt(balance.undrawn);
}

/**
 * Whether the server still pays to the address that was chosen here. It is never taken from the server: a voucher is
 * held against it, so a server that could change it could pay anybody.
 */
async function confirmPayout(ports: ContributingPorts, account: string | null): Promise<void> {
  await changeStatus(ports.db, 'payout', (chosen) => {
    if (chosen === null || chosen.unlinked) return null;
    const bound = account?.toLowerCase() === chosen.address.toLowerCase();
    if (bound === (chosen.boundAt !== null)) return null;
    return { ...chosen, boundAt: bound ? ports.now() : null };
  });
}
