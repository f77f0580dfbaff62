import { type ContributorKey, signedCall } from '../../shared/learning/contributor.ts';
import type { ServerClient } from '../../shared/protocol/server-client.ts';
import { writeStatus } from '../storage/status.ts';
import type { ContributingPorts } from './ports.ts';

/** Asks what was earned; the popup shows it. @throws ServerTrouble */
export async function readEarnings(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
): Promise<void> {
  const balance = await signedCall(
    client,
    key,
    'rewards.balance',
    {},
    { now: ports.now(), nonce: ports.randomBytes(16) },
  );
  const { earned, pendingRounds, epochEndsAt, account } = balance;
  await writeStatus(ports.db, 'earnings', { owed: earned, pendingRounds, epochEndsAt, at: ports.now() });
  if (account !== null) await writeStatus(ports.db, 'payout', { address: account, boundAt: ports.now() });
  if (pendingRounds > 0 && epochEndsAt !== null)
    ports.wakeAt(Math.max(epochEndsAt + 5_000, ports.now() + 30_000));
}
