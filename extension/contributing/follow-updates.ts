import { z } from 'zod';
import { hashSchema } from '../../shared/protocol/ids.ts';
import { roundLeafSchema, type TreeHead, treeHeadSchema } from '../../shared/protocol/log.ts';
import type { ProcedureOut } from '../../shared/protocol/procedures.ts';
import { type ServerClient, ServerTrouble } from '../../shared/protocol/server-client.ts';
import { verifyAppendOnly, verifyHead, verifyLeaf } from '../../shared/replay/verify-log.ts';
import type { UpdateRecord } from '../storage/records.ts';
import { readSetting, writeSetting } from '../storage/settings.ts';
import type { ContributingPorts } from './ports.ts';

/** The log as this device last saw it, and the key it was signed with: a server cannot show a shorter past later. */
const pinnedLogSchema = z.object({ key: hashSchema, head: treeHeadSchema });

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

/** The proof that a log only grew; null when the server will not give one. @throws ServerTrouble when it does not answer */
async function consistencyOf(
  client: ServerClient,
  first: number,
  second: number,
): Promise<{ proof: string[] | null }> {
  try {
    return await client.call('log.consistency', { first, second });
  } catch (error) {
    if (error instanceof ServerTrouble && error.refusal?.code === 'NOT_FOUND') return { proof: null };
    throw error;
  }
}

/** Whether the head is signed by the server's pinned key and only appends to what was seen before. */
async function logHolds(ports: ContributingPorts, client: ServerClient, head: TreeHead): Promise<boolean> {
  const setting = `log ${client.url}`;
  const pinned = await readSetting(ports.db, setting, pinnedLogSchema);
  const key = pinned?.key ?? (await client.call('server.info')).logKey;
  if (!(await verifyHead(head, key))) return false;
  if (pinned !== null && pinned.head.size > head.size) return false;
  if (pinned !== null && pinned.head.size > 0) {
    const { proof } =
      pinned.head.size === head.size
        ? { proof: [] }
        : await consistencyOf(client, pinned.head.size, head.size);
    if (proof === null || !verifyAppendOnly(pinned.head, head, proof)) return false;
  }
  await writeSetting(ports.db, setting, pinnedLogSchema, { key, head });
  return true;
}
