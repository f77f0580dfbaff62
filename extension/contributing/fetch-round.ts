import { decodeParameters } from '../../shared/models/parameters.ts';
import { taskModels } from '../../shared/models/task-models.ts';
import type { ModelHash, TaskName } from '../../shared/protocol/ids.ts';
import type { ProcedureOut } from '../../shared/protocol/procedures.ts';
import { type ServerClient, ServerTrouble } from '../../shared/protocol/server-client.ts';
import { writeStatus } from '../storage/status.ts';
import type { ContributingPorts } from './ports.ts';

/** Versions kept beside the current one: a training under way may still read the one it began with. */
const EARLIER_KEPT = 2;

export type CurrentRound = ProcedureOut<'round.current'>;

/**
 * Asks for a task's round under way and makes sure its base model is on the device: downloaded, its hash compared, its shape
 * and values checked before it replaces anything.
 * @throws ServerTrouble
 */
export async function fetchRound(
  ports: ContributingPorts,
  client: ServerClient,
  task: TaskName,
): Promise<CurrentRound> {
  const round = await client.call('round.current', { task });
  // The one round that is shown is that of taste, which everybody may take part in.
  if (task === 'taste')
    await writeStatus(ports.db, 'round', {
      task: round.task,
      round: round.round,
      modelVersion: round.base.version,
      accepted: round.accepted,
      target: round.target,
      deadline: round.deadline,
      at: ports.now(),
    });
  await fetchModel(ports, client, task, round.base);
  return round;
}

async function fetchModel(
  ports: ContributingPorts,
  client: ServerClient,
  task: TaskName,
  { hash, version }: { readonly hash: ModelHash; readonly version: number },
): Promise<void> {
  const held = await ports.db.models.get(hash);
  const bytes = held?.parameters ?? (await client.bytes(`/models/${hash}`, hash));
  if (bytes === null)
    throw new ServerTrouble('nonsense', 'The server does not have the model of its own round.');
  try {
    decodeParameters(taskModels[task], bytes);
  } catch (cause) {
    throw new ServerTrouble(
      'nonsense',
      'The server’s model is not one this extension can use; yours is kept.',
      null,
      cause,
    );
  }
  await ports.db.transaction('rw', ports.db.models, async () => {
    // A server that was reset starts again at version 1: what it serves now is current, whatever was before.
    await ports.db.models
      .where('task')
      .equals(task)
      .filter((row) => row.hash !== hash && (row.version >= version || row.version < version - EARLIER_KEPT))
      .delete();
    if (held?.version === version) return;
    await ports.db.models.put({
      hash,
      task,
      version,
      parameters: new Uint8Array(bytes),
      fetchedAt: ports.now(),
    });
  });
}
