import { z } from 'zod';
import { hashSchema } from '../../shared/protocol/ids.ts';
import { type TreeHead, treeHeadSchema } from '../../shared/protocol/log.ts';
import { type ServerClient, ServerTrouble } from '../../shared/protocol/server-client.ts';
import { verifyAppendOnly, verifyHead } from '../../shared/replay/verify-log.ts';
import { readSetting, writeSetting } from '../storage/settings.ts';
import type { ContributingPorts } from './ports.ts';

/** The log as this device last saw it, and the key it was signed with: a server cannot show a shorter past later. */
const pinnedLogSchema = z.object({ key: hashSchema, head: treeHeadSchema });

/** Whether the head is signed by the server's pinned key and only appends to what was seen before. */
export async function logHolds(
  ports: ContributingPorts,
  client: ServerClient,
  head: TreeHead,
): Promise<boolean> {
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
