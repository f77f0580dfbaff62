import { roundLeafSchema } from '../../shared/protocol/log.ts';
import type { ProcedureOut } from '../../shared/protocol/procedures.ts';
import { type ServerClient, ServerTrouble } from '../../shared/protocol/server-client.ts';
import { verifyLeaf } from '../../shared/replay/verify-log.ts';
import type { UpdateRecord } from '../storage/records.ts';
import { logHolds } from './pinned-log.ts';
import type { ContributingPorts } from './ports.ts';

/** How soon to ask again about an update whose round is under way, ms. */
export const ASK_AGAIN = 30_000;

/**
 * Asks what became of the updates that were received, and checks that each stands in the log.
 * @returns what was found, in words @throws ServerTrouble
 */
export async function followUpdates(ports: ContributingPorts, client: ServerClient): Promise<string[]> {
  const waiting = await ports.db.updates.where('state.is').equals('received').toArray();
  const did: string[] = [];
  for (const update of waiting) {
    const status = await statusOf(client, update);
    if (status === null) {
      await ports.db.updates.update(update.hash, {
        state: {
          is: 'left-out',
          why: 'The server does not know this update any more; it may have been reset.',
          at: ports.now(),
        },
      });
      continue;
    }
    // Part of a candidate that others vote on is not yet part of the engine.
    const isCandidate = status.state === 'aggregated' && !status.promoted;
    if (status.state === 'accepted' || isCandidate) {
      // A void round's updates roll into the next: this device's place there is taken.
      if (status.round !== update.round) await ports.db.updates.update(update.hash, { round: status.round });
      ports.wakeAt(ports.now() + ASK_AGAIN);
      continue;
    }
    did.push(await settle(ports, client, update, status));
  }
  return did;
}

async function statusOf(
  client: ServerClient,
  update: UpdateRecord,
): Promise<ProcedureOut<'update.status'> | null> {
  try {
    return await client.call('update.status', { update: update.hash });
  } catch (error) {
    if (error instanceof ServerTrouble && error.refusal?.code === 'NOT_FOUND') return null;
    throw error;
  }
}

async function settle(
  ports: ContributingPorts,
  client: ServerClient,
  update: UpdateRecord,
  status: ProcedureOut<'update.status'>,
): Promise<string> {
  const at = ports.now();
  if (status.state !== 'aggregated' || status.inclusion === null) {
    const why = whyLeftOut(status.state);
    await ports.db.updates.update(update.hash, { state: { is: 'left-out', why, at } });
    return `round ${status.round}: ${why}`;
  }
  const { inclusion } = status;
  const inclusionVerified =
    (await logHolds(ports, client, inclusion.head)) &&
    verifyLeaf(inclusion.leaf, inclusion.index, inclusion.proof, inclusion.head) &&
    tellsOf(inclusion.leaf, update, status.newModel);
  await ports.db.updates.update(update.hash, {
    round: status.round,
    state: { is: 'aggregated', at, leafIndex: inclusion.index, inclusionVerified, newModel: status.newModel },
  });
  return inclusionVerified
    ? `round ${status.round} is published, and your update is in its log`
    : `round ${status.round} is published, but its log does not prove that your update is in it`;
}

function whyLeftOut(state: ProcedureOut<'update.status'>['state']): string {
  switch (state) {
    case 'quarantined':
      return 'The round was quarantined: its result did not pass the checks.';
    case 'aggregated':
      return 'The server says that the update was used, but shows no place in its log.';
    case 'copy':
      return 'The server found that the update repeats one that was sent before.';
    case 'left-out':
      return 'The server lost the update before the round was computed.';
    default:
      return 'The update was not drawn into the cohort of its round.';
  }
}

/** Whether the leaf is of a round that took the update in and led to that model. */
function tellsOf(leaf: unknown, update: UpdateRecord, newModel: string | null): boolean {
  const parsed = roundLeafSchema.safeParse(leaf);
  if (!parsed.success) return false;
  const { cohort, result, masking } = parsed.data;
  // A device that hid its update for one helper must not find another, or none, in the log.
  if (JSON.stringify(masking ?? null) !== JSON.stringify(update.masking ?? null)) return false;
  return result !== null && result.hash === newModel && cohort.some((row) => row.update === update.hash);
}
